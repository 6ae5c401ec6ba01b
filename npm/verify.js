// For backends on Node: the gateway's and the vault's end of a bundle, the same Rust as the server's. No browser needs it.
import { readFileSync } from 'node:fs';
import { bundle, challenge, decision, family, family_opened, initSync, opened } from './dist/verify.js';
import { RealnameError } from './load.js';
import { crypto as lent } from './node-crypto.js';

export { RealnameError };

let started = false;

const encoder = new TextEncoder();
const seconds = () => Math.floor(Date.now() / 1000);
const base64url = (/** @type {Uint8Array} */ bytes) => Buffer.from(bytes).toString('base64url');

/** Starts the module when it is first needed: importing does nothing. Codes come as strings; anything else is a fault of this package. */
function call(/** @type {() => string} */ run) {
  if (!started) {
    initSync({ module: readFileSync(new URL('./dist/verify.wasm', import.meta.url)) });
    started = true;
  }
  try {
    return run();
  } catch (code) {
    throw typeof code === 'string' ? new RealnameError(/** @type {any} */ (code)) : code;
  }
}

const bytes = (/** @type {string | Uint8Array} */ body) => (typeof body === 'string' ? encoder.encode(body) : body);
const gateway = (/** @type {any} */ { challengeKey, session, accountRef, aud, origin, policy }) =>
  ({ challenge_key: base64url(challengeKey), session, account_ref: accountRef, aud, origin, policy });

export const issueChallenge = (/** @type {any} */ { jkt, expiresIn = 300, now = seconds(), ...expected }) => {
  const random = base64url(crypto.getRandomValues(new Uint8Array(16)));
  return call(() => challenge(JSON.stringify({ ...gateway(expected), jkt, exp: now + expiresIn, random })));
};

const verify = (/** @type {typeof bundle} */ check) => (/** @type {any} */ body, /** @type {any} */ { now = seconds(), embedder, ...expected }) =>
  JSON.parse(call(() => check(bytes(body), JSON.stringify({ ...gateway(expected), embedder, now }), lent)));

export const verifyBundle = verify(bundle);
export const verifyGuardian = verify(family);
export const verifyDecision = verify(decision);

const open = (/** @type {typeof opened} */ with_) => (/** @type {any} */ body, /** @type {any} */ { sealingKeys, aud, policy, now = seconds() }) => {
  const keys = sealingKeys.map((/** @type {any} */ key) => key.d);
  return JSON.parse(call(() => with_(bytes(body), JSON.stringify({ sealing_keys: keys, aud, policy, now }), lent)));
};

export const openBundle = open(opened);
export const openGuardian = open(family_opened);
