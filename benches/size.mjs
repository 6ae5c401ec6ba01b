// What a visitor downloads: each entry of the package with all it needs, beside what peers weigh and what a site would
// ship to do the same job with them.
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { bundled, file } from './lab/page.mjs';
import { kB, table, target, times } from './lab/report.mjs';

const weigh = (parts) => {
  const sum = (of) => parts.reduce((all, part) => all + of(Buffer.from(part)).length, 0);
  return {
    raw: sum((part) => part),
    gzip: sum((part) => gzipSync(part, { level: 9 })),
    brotli: sum((part) => brotliCompressSync(part, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: part.length } })),
  };
};

const PEERS = {
  'validator.js, two functions': `import a from 'validator/es/lib/isIdentityCard.js'; import b from 'validator/es/lib/isMobilePhone.js'; export { a, b };`,
  'id-validator with GB2260': `import V from 'id-validator'; import G from 'id-validator/src/GB2260.js'; export { V, G };`,
  'stdnum, CN only as far as it can be shaken': `import { stdnum } from 'stdnum'; export const { ric, uscc } = stdnum.CN;`,
  'libphonenumber-js, min': `export { isValidPhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/min';`,
  'jose, what a bundle needs': `export { SignJWT, CompactEncrypt, generateKeyPair, importJWK, exportJWK, calculateJwkThumbprint, compactVerify } from 'jose';`,
  '@sd-jwt/core': `export { SDJwtInstance } from '@sd-jwt/core';`,
  'sm-crypto': `import sm from 'sm-crypto'; export const { sm2, sm3, sm4 } = sm;`,
  'sm-crypto-v2': `export { sm2, sm3, sm4 } from 'sm-crypto-v2';`,
};
/** What the same job takes: ID, organisation code, mobile, signing, sealing, disclosures. Without any form, notice or consent. */
const SAME_JOB = ['id-validator with GB2260', 'stdnum, CN only as far as it can be shaken', 'libphonenumber-js, min', 'jose, what a bundle needs', '@sd-jwt/core'];

/** The JS files that a signup fetches: what `element.js` imports, with one language. */
function closure(entry, seen = new Set()) {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  const text = `${file(`pkg/${entry}`)}`;
  for (const [, path] of text.matchAll(/(?:from|import)\s*["'](\.[^"']+)["']/g)) closure(new URL(path, `x:/${entry}`).pathname.slice(1), seen);
  return seen;
}

export async function size() {
  const wasm = file('pkg/dist/core.wasm');
  const js = (entry, ...more) => [...closure(entry), ...more].map((path) => file(`pkg/${path}`));
  const ours = {
    'the whole signup: `realname/element`, one language, core.wasm': [...js('element.js', 'strings/zh-CN.js'), wasm],
    'core.wasm alone': [wasm],
    '`realname` (checks, loader, core.wasm)': [...js('index.js'), wasm],
    '`realname/global.js`, one file, all languages': [file('pkg/global.js')],
    'names of regions, only when asked for': [file('pkg/region-names.json')],
  };
  const rows = [];
  const weights = {};
  for (const [name, parts] of Object.entries(ours)) weights[name] = weigh(parts);
  for (const [name, contents] of Object.entries(PEERS)) weights[name] = weigh([await bundled(contents, { format: 'esm' })]);
  const idkit = 'node_modules/@worldcoin/idkit-core/dist/';
  weights['@worldcoin/idkit-core with its wasm'] = weigh([
    await bundled(`export * from '@worldcoin/idkit-core';`, { format: 'esm' }), file(`benches/${idkit}idkit_wasm_bg.wasm`),
  ]);
  const same = SAME_JOB.map((name) => weights[name]);
  const sum = { raw: 0, gzip: 0, brotli: 0 };
  for (const part of same) for (const key of Object.keys(sum)) sum[key] += part[key];
  weights[`sum for the same job: ${SAME_JOB.length} of these, no form, no consent`] = sum;
  for (const [name, w] of Object.entries(weights)) rows.push([name, kB(w.raw), kB(w.gzip), kB(w.brotli)]);
  const whole = weights['the whole signup: `realname/element`, one language, core.wasm'].brotli;
  return {
    title: 'Download',
    text: `esbuild, minified, tree-shaken; brotli 11, gzip 9, each file compressed on its own as a server does.\n\n${table(['entry, with all it needs', 'raw', 'gzip', 'brotli'], rows)}`,
    targets: [
      target('the whole signup, brotli', whole, 32_000, { most: true, unit: kB }),
      target('the whole signup over the sum for the same job', whole / sum.brotli, 0.5, { most: true, unit: times }),
    ],
  };
}
