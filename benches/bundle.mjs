// Sealing and signing in Chromium: the published package against the real server, from the moment when the challenge is
// there; beside it, in the same page and by turns, the libraries and the bare calls.
import { fileURLToPath } from 'node:url';
import { By } from 'selenium-webdriver';
import { browser } from '../tests/e2e/lab/browser.mjs';
import { SPECIMEN } from '../tests/e2e/lab/person.mjs';
import { server } from '../tests/e2e/lab/server.mjs';
import { bundled } from './lab/page.mjs';
import { median } from './lab/ratio.mjs';
import { table, target, times } from './lab/report.mjs';

const BUTTONS = ['real_name_authentication-given', 'service_agreement-given', 'identity_check-given'];
/** A ticket pays for eight challenges, the first of which the page below uses to warm up. */
const A_VISIT = 7;

/** Before the package is loaded: notes when the text of an answer was handed over, since its way from the network is not ours. */
const HANDED = `
  for (const name of ['text', 'json', 'arrayBuffer']) {
    const read = Response.prototype[name];
    Response.prototype[name] = function () { return read.call(this).then((value) => { window.handed = performance.now(); return value; }); };
  }`;

/** In the page: seals once; milliseconds from the challenge's text to the message. Then the others, unless it is to be alone. */
const ROUND = `
  const round = async (turn, alone) => {
    // Another value, another message: a sealed one is kept otherwise.
    signup.set('mobile', turn % 2 ? '13900139000' : '13800138000');
    await signup.seal();
    const end = performance.now();
    const times = { ours: end - window.handed };
    for (const name of alone ? [] : turn % 2 ? ['libraries', 'bare'] : ['bare', 'libraries']) {
      const start = performance.now();
      await window.others[name]();
      times[name] = performance.now() - start;
    }
    return times;
  };`;

/** `during` runs around the rounds of a visit, which are then of ours alone: a profile (profile/bundle.mjs). */
export async function bundle({ quick, during }) {
  const www = fileURLToPath(new URL('../tests/e2e/headless', import.meta.url));
  const [chromium, backend] = await Promise.all([browser(), server({ www })]);
  const { driver } = chromium;
  const work = async (body) => {
    const answer = await driver.executeAsyncScript(`const done = arguments[0]; (async () => { ${body} })().then((ok) => done({ ok }), (error) => done({ error: String(error.code ?? error.stack) }));`);
    if (answer.error) throw new Error(answer.error);
    return answer.ok;
  };
  const others = Buffer.from(await bundled(`export * from './peers/seal.mjs';`, { globalName: 'sealers' })).toString();
  const rounds = [];
  try {
    await driver.manage().setTimeouts({ script: 60_000 });
    await chromium.cdp('Page.addScriptToEvaluateOnNewDocument', { source: HANDED });
    for (let left = quick ? 2 : 5; left > 0; left -= 1) {
      await chromium.cdp('Network.clearBrowserCookies');
      await driver.get(backend.url);
      await driver.wait(() => driver.executeScript('return document.documentElement.dataset.loaded'), 10_000);
      await work('await begin(); await read();');
      for (const button of BUTTONS) await driver.findElement(By.id(button)).click();
      for (const [field, value] of Object.entries({ name: SPECIMEN.name, id_number: SPECIMEN.id, mobile: SPECIMEN.mobile })) await driver.findElement(By.id(field)).sendKeys(value);
      // The challenge as the gateway gave it: seen on its way, since no script is handed one.
      await driver.executeScript(`${others}; window.sealers = sealers;`);
      await work(`
        const { body } = await signup.seal();
        const [, payload] = JSON.parse(body).sd_jwt.split('.');
        const claims = JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(payload.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0))));
        const { endpoint, ticket } = await session();
        const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign']);
        const { kty, crv, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
        const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(JSON.stringify({ crv, kty, x, y }))));
        const jkt = btoa(String.fromCharCode(...digest)).replace(/\\+/g, '-').replace(/\\//g, '_').replace(/=+$/, '');
        const challenge = await (await fetch(endpoint + '/challenge', {
          method: 'POST', headers: { authorization: 'Bearer ' + ticket, 'content-type': 'application/json' }, body: JSON.stringify({ jkt }),
        })).json();
        window.others = { libraries: await sealers.withLibraries(challenge, claims.consent), bare: await sealers.bare(challenge) };
        for (let warm = 0; warm < 5; warm += 1) for (const run of Object.values(window.others)) await run();`);
      const visit = () => work(`${ROUND} const all = []; for (let turn = 1; turn <= ${A_VISIT}; turn += 1) all.push(await round(turn, ${!!during})); return all;`);
      rounds.push(...await (during ? during(chromium, visit) : visit()));
    }
  } finally {
    await chromium.stop();
    await backend.stop();
  }
  const ratio = (over) => median(rounds.map((round) => round[over] / round.ours));
  const ms = (name) => `${median(rounds.map((round) => round[name])).toFixed(1)} ms`;
  return {
    title: 'A bundle, in Chromium',
    text: `${rounds.length} rounds by turns; from the challenge's text to the message, key set verified, four values sealed, signed. The device's key exists
before. The libraries do as much but for the checks of policy, notice and challenge that ours makes besides.\n\n${table(['who', 'time', 'over ours'], [
      ['realname', ms('ours'), '1'],
      ['jose with @sd-jwt/core', ms('libraries'), times(ratio('libraries'))],
      ['the WebCrypto calls alone', ms('bare'), times(ratio('bare'))],
    ])}`,
    targets: [
      target('a bundle over the bare WebCrypto calls', 1 / ratio('bare'), 1.25, { most: true }),
      target('jose with @sd-jwt/core over a bundle', ratio('libraries'), 1),
    ],
  };
}
