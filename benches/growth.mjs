// What grows with what: a check with the number of kinds that it is tried as, a bundle and its verification with the number of purposes,
// the download with the number of languages. What grows with stored signups is in stored.mjs.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'esbuild';
import { VALUES, device, forge, gateway } from '../tests/e2e/lab/gateway.mjs';
import { config, server } from '../tests/e2e/lab/server.mjs';
import { load, checkDocument, checkMobile, checkOrganization } from '../pkg/node.js';
import { issueChallenge, verifyBundle } from '../pkg/verify.js';
import { numbers } from './lab/numbers.mjs';
import { plot } from './lab/plot.mjs';
import { interleave, median } from './lab/ratio.mjs';
import { kB, table } from './lab/report.mjs';

const path = (relative) => fileURLToPath(new URL(`../${relative}`, import.meta.url));
const read = (relative) => JSON.parse(readFileSync(path(relative), 'utf8'));

/** How many kinds a text is tried as: one that is named, or all of a family. */
async function kinds(quick) {
  await load();
  const [ids, codes, mobiles] = ['resident-id', 'uscc', 'cn-mobile'].map((kind) => numbers(kind, 1000));
  const pass = (texts, check) => () => { for (const text of texts) check(text); };
  const named = { kind: 'resident-id' };
  const took = await interleave({
    1: pass(ids, (text) => checkDocument(text, named)), 3: pass(codes, (text) => checkOrganization(text)),
    4: pass(mobiles, (text) => checkMobile(text)), 12: pass(ids, (text) => checkDocument(text)),
  }, quick ? 9 : 25, 20);
  return Object.entries(took).map(([count, { ms }]) => [Number(count), ms]);
}

/** A server whose policy has so many purposes: the demo's three that are required, and optional ones with a notice each. */
async function purposes(count, quick) {
  const folder = mkdtempSync(join(tmpdir(), 'realname-growth-'));
  const policy = read('server/demo/policy.json'), survey = read('server/demo/signup-survey.json');
  const [optional] = policy.purposes.filter(({ id }) => id === 'signup_survey');
  const required = policy.purposes.filter((purpose) => purpose !== optional);
  const more = Array.from({ length: count - required.length }, (_, at) => at);
  policy.purposes = [...required, ...more.map((at) => ({ ...optional, id: `survey_${at}`, notice: `survey-${at}` }))];
  writeFileSync(join(folder, 'policy.json'), JSON.stringify(policy));
  const notices = ['real-name', 'service-agreement', 'identity-check'].map((name) => path(`server/demo/${name}.json`)).concat(more.map((at) => {
    const file = join(folder, `survey-${at}.json`);
    writeFileSync(file, JSON.stringify({ ...survey, id: `survey-${at}` }));
    return file;
  }));
  const backend = await server({ extra: ['--config', config(`policy = ${JSON.stringify(join(folder, 'policy.json'))}\nnotices = ${JSON.stringify(notices)}\n`)] });
  try {
    const api = gateway(backend), own = await device();
    const text = await (await fetch(`${backend.url}/realname/v1/policies/current`)).text();
    const inForce = await api.policy();
    const challenge = await api.challenge(await api.ticket('growth', 'growth'), own.jkt);
    const expected = { challengeKey: new Uint8Array(32), session: 'growth', accountRef: 'growth', aud: challenge.aud, origin: backend.url, policy: text, now: challenge.server_time };
    const bundle = await forge({ device: own, challenge: { ...challenge, challenge: issueChallenge({ ...expected, jkt: own.jkt }) }, policy: inForce, origin: backend.url, values: VALUES });
    const body = JSON.stringify(bundle), took = [];
    for (let round = 0; round < (quick ? 40 : 200); round += 1) {
      const start = performance.now();
      verifyBundle(body, expected);
      took.push((performance.now() - start) * 1000);
    }
    return { body: body.length, verify: median(took), policy: text.length };
  } finally {
    await backend.stop();
  }
}

/** The one file with so many languages. */
async function oneFile(languages) {
  const without = { name: 'without', setup({ onLoad }) {
    onLoad({ filter: /strings\/[\w-]+\.js$/ }, ({ path: file }) => (languages.some((language) => file.endsWith(`/${language}.js`)) ? undefined : { contents: 'export default {};' }));
  } };
  const result = await build({ entryPoints: [path('pkg/inline.js')], bundle: true, minify: true, write: false, format: 'iife', target: 'es2022', charset: 'utf8', plugins: [without] });
  return brotliCompressSync(result.outputFiles[0].contents, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
}

export async function growth({ quick }) {
  const byKinds = await kinds(quick);
  const counts = quick ? [3, 8] : [3, 4, 8, 16, 32];
  const byPurposes = [];
  for (const count of counts) byPurposes.push([count, await purposes(count, quick)]);
  const languages = ['zh-CN', 'en', 'zh-TW'], byLanguages = [];
  for (let count = 1; count <= languages.length; count += 1) byLanguages.push([count, await oneFile(languages.slice(0, count))]);
  const us = (value) => `${value.toFixed(2)} µs`;
  return {
    title: 'Growth',
    text: `A number checked in Node as one kind that is named, or as each of its family; a bundle under a policy with more and more purposes, a notice each (body, policy, \`verifyBundle\` in Node); the one
file with more and more languages (a signup by the element loads one, however many there are).\n\n${table(['kinds', 'a check'], byKinds.map(([count, value]) => [`${count}`, us(value)]))}\n
${table(['purposes', 'body', 'policy', 'verified in'], byPurposes.map(([count, { body, policy, verify }]) => [`${count}`, kB(body), kB(policy), `${verify.toFixed(0)} µs`]))}\n
${table(['languages', 'the one file'], byLanguages.map(([count, bytes]) => [`${count}`, kB(bytes)]))}
\n![a check by kinds](performance/kinds.svg)\n![a bundle by purposes](performance/purposes.svg)\n![the one file by languages](performance/languages.svg)`,
    plots: {
      kinds: plot({ title: 'A check by the number of kinds', x: 'kinds', y: 'µs', series: { 'a check': byKinds } }),
      purposes: plot({ title: 'A bundle by the number of purposes', x: 'purposes', y: 'kB; 0.1 ms', series: { 'body, kB': byPurposes.map(([count, { body }]) => [count, body / 1000]), 'verified, 0.1 ms': byPurposes.map(([count, { verify }]) => [count, verify / 100]) } }),
      languages: plot({ title: 'The one file by the number of languages', x: 'languages', y: 'kB of brotli', series: { 'one file': byLanguages.map(([count, bytes]) => [count, bytes / 1000]) } }),
    },
  };
}
