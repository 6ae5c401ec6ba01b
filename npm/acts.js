// @ts-check
// What a person does after the signup: takes a consent back, or lets the device say that it is the one that signed up. By
// the kept device key where there is one. Nothing here needs the wasm, and nothing raw is at hand.
import { forget, kept } from './device.js';
import { RealnameError } from './load.js';

const g = /** @type {any} */ (globalThis);
const uncurry = (/** @type {any} */ f) => f && Function.prototype.call.bind(f);
const method = (/** @type {string} */ owner, /** @type {string} */ name) => uncurry(g[owner]?.prototype[name]);
const { getOwnPropertyDescriptor, defineProperty, freeze } = Object;
const { fetch, location, crypto, document: page, Uint8Array: Bytes, Promise } = g;
const { parse, stringify } = JSON;
const { floor } = Math;
const dateNow = Date.now;
const subtle = crypto?.subtle;
const exportKey = method('SubtleCrypto', 'exportKey');
const sign = method('SubtleCrypto', 'sign');
const digest = method('SubtleCrypto', 'digest');
const getRandomValues = method('Crypto', 'getRandomValues');
const encoder = new g.TextEncoder();
const encode = method('TextEncoder', 'encode');
const bodyOf = method('Response', 'text');
const isOk = uncurry(getOwnPropertyDescriptor(g.Response?.prototype ?? {}, 'ok')?.get);
const textOf = uncurry(getOwnPropertyDescriptor(g.Node?.prototype ?? {}, 'textContent')?.get);
const checkVisibility = method('Element', 'checkVisibility');
const trim = method('String', 'trim');
const escape = g.encodeURIComponent;

const own = (/** @type {Promise<any>} */ promise) => defineProperty(promise, 'constructor', /** @type {any} */ ({ __proto__: null, value: Promise }));
const fail = (/** @type {string} */ code) => { throw new RealnameError(code); };
const base = (/** @type {any} */ endpoint) => new URL(endpoint, page.baseURI).href.replace(/\/+$/, '');

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** base64url without padding. */
function base64url(/** @type {Uint8Array} */ bytes, from = 0, to = bytes.length) {
  let text = '';
  for (let at = from; at < to; at += 3) {
    const left = to - at;
    const three = (bytes[at] << 16) | ((left > 1 ? bytes[at + 1] : 0) << 8) | (left > 2 ? bytes[at + 2] : 0);
    text += ALPHABET[three >> 18] + ALPHABET[(three >> 12) & 63] + (left > 1 ? ALPHABET[(three >> 6) & 63] : '') + (left > 2 ? ALPHABET[three & 63] : '');
  }
  return text;
}

/** The public half as a JWK, in the order of RFC 7638, and its thumbprint. */
async function names(/** @type {any} */ device) {
  const point = new Bytes(await own(exportKey(subtle, 'raw', device.publicKey)));
  const jwk = `{"crv":"P-256","kty":"EC","x":"${base64url(point, 1, 33)}","y":"${base64url(point, 33, 65)}"}`;
  const jkt = base64url(new Bytes(await own(digest(subtle, 'SHA-256', encode(encoder, jwk)))));
  return { __proto__: null, jwk, jkt, issuer: `urn:ietf:params:oauth:jwk-thumbprint:sha-256:${jkt}` };
}

/** A compact JWS by the device. */
async function signed(/** @type {any} */ device, /** @type {any} */ { jwk }, /** @type {string} */ typ, /** @type {string} */ payload) {
  const input = `${base64url(encode(encoder, `{"alg":"ES256","typ":"${typ}","jwk":${jwk}}`))}.${base64url(encode(encoder, payload))}`;
  const signature = await own(sign(subtle, { __proto__: null, name: 'ECDSA', hash: 'SHA-256' }, device.privateKey, encode(encoder, input)));
  return `${input}.${base64url(new Bytes(signature))}`;
}

/** Asks the gateway. @returns {Promise<any>} */
async function post(/** @type {string} */ url, /** @type {string} */ type, /** @type {string} */ body, /** @type {string} */ ticket) {
  let ok = false;
  let told;
  try {
    const response = await own(fetch(url, {
      __proto__: null, method: 'POST', body, headers: { __proto__: null, accept: 'application/json', 'content-type': type, ...(ticket && { authorization: `Bearer ${ticket}` }) },
      credentials: 'same-origin', referrerPolicy: 'no-referrer', cache: 'no-store', redirect: 'error',
    }));
    ok = isOk(response);
    told = parse(await own(bodyOf(response)));
  } catch {
    fail('E_NETWORK');
  }
  return ok ? told : fail(`${told?.code ?? 'E_NETWORK'}`);
}

const WITHDRAWAL = 'application/realname-withdrawal+json';

/** Takes a consent back. */
export async function withdraw(/** @type {string} */ id, /** @type {any} */ { endpoint, ticket = '', secret = '', required = false, consequence } = {}) {
  if (!page) fail('E_UNSUPPORTED_ENGINE');
  // What a withdrawal leads to stands there before, and does not cost another click.
  if (required && !(consequence && checkVisibility(consequence, { __proto__: null, opacityProperty: true, visibilityProperty: true }) && trim(textOf(consequence)))) fail('E_NOTICE_NOT_VISIBLE');
  const gateway = base(endpoint);
  const url = `${gateway}/consents/${escape(id)}/withdraw`;
  const answered = (/** @type {any} */ told, /** @type {string} */ by) => freeze({ id: told.id, state: told.state, since: told.since, by });
  const device = secret ? { __proto__: null } : await own(kept(gateway));
  if (device.privateKey && device.aud) {
    const its = await own(names(device));
    const random = getRandomValues(crypto, new Bytes(16));
    const payload = `{"iss":"${its.issuer}","aud":${stringify(device.aud)},"iat":${floor(dateNow() / 1000)},"jti":"${base64url(random)}","consent":${stringify(`${id}`)}}`;
    const jwt = await own(signed(device, its, 'realname-withdrawal+jwt', payload));
    try {
      return answered(await own(post(url, WITHDRAWAL, `{"v":1,"withdrawal_jwt":"${jwt}"}`, '')), 'device');
    } catch (error) {
      // Given by another device, or this one's clock is off: the account may still say so.
      if (!ticket || /** @type {any} */ (error).code !== 'E_NOT_FOUND') throw error;
    }
  }
  if (secret) return answered(await own(post(url, WITHDRAWAL, `{"v":1,"secret":${stringify(secret)}}`, '')), 'secret');
  return ticket ? answered(await own(post(url, WITHDRAWAL, '{"v":1}', ticket)), 'ticket') : fail('E_DEVICE');
}

/** Lets the kept device say that it is the one that signed the account up. */
export async function reverify(/** @type {any} */ { endpoint, ticket }) {
  if (!page) fail('E_UNSUPPORTED_ENGINE');
  const gateway = base(endpoint);
  const device = await own(kept(gateway));
  if (!device.privateKey) fail('E_DEVICE');
  const its = await own(names(device));
  const { challenge, aud, server_time: time } = await own(post(`${gateway}/challenge`, 'application/json', `{"jkt":"${its.jkt}"}`, ticket));
  const payload = `{"iss":"${its.issuer}","aud":${stringify(aud)},"iat":${stringify(time)},"exp":${stringify(time + 300)},"nonce":${stringify(challenge)},"origin":${stringify(location.origin)}}`;
  const jwt = await own(signed(device, its, 'realname-reverify+jwt', payload));
  const told = await own(post(`${gateway}/reverify`, 'application/realname-reverify+json', `{"v":1,"reverify_jwt":"${jwt}"}`, ticket));
  return freeze({ id: told.id, state: told.state, at: told.at });
}

/** The thumbprint of the device key that is kept for a gateway; nothing where none is. */
export async function deviceOf(/** @type {any} */ { endpoint }) {
  if (!page) return undefined;
  const device = await own(kept(base(endpoint)));
  return device.privateKey ? (await own(names(device))).jkt : undefined;
}

/** Deletes the device key that is kept for a gateway. */
export async function forgetDevice(/** @type {any} */ { endpoint }) {
  if (page) await own(forget(base(endpoint)));
}
