// @ts-check
// Everything of the platform that the module uses with a person's data, captured when this file is loaded: a script
// that comes later and patches a prototype is not asked. Importing it under Node or SSR touches nothing.

/** @type {(f: any) => any} `f.call`, bound: no prototype is looked up when it is used. */
const uncurry = (f) => (typeof f === 'function' ? Function.prototype.call.bind(f) : undefined);
const getter = (/** @type {any} */ owner, /** @type {string} */ name) =>
  uncurry(owner && Object.getOwnPropertyDescriptor(owner.prototype, name)?.get);

const g = /** @type {any} */ (globalThis);
const valueOf = getter(g.HTMLInputElement, 'value');
const trusted = ownGetter(g.Event);
const normalize = uncurry(String.prototype.normalize);
const subtle = g.crypto?.subtle;
const proto = g.SubtleCrypto?.prototype ?? {};
const generateKey = uncurry(proto.generateKey);
const exportKey = uncurry(proto.exportKey);
const importKey = uncurry(proto.importKey);
const deriveBits = uncurry(proto.deriveBits);
const sign = uncurry(proto.sign);
const verify = uncurry(proto.verify);
const encrypt = uncurry(proto.encrypt);
const getRandomValues = uncurry(g.Crypto?.prototype.getRandomValues);
const crypto = g.crypto;
const fetch = typeof g.fetch === 'function' ? g.fetch.bind(g) : undefined;
const responseText = uncurry(g.Response?.prototype.text);
const responseStatus = getter(g.Response, 'status');
const now = uncurry(g.Performance?.prototype.now);
const performance = g.performance;
const { floor } = Math;
const dateNow = Date.now;
const setTimeout = g.setTimeout?.bind(g);
const checkVisibility = uncurry(g.Element?.prototype.checkVisibility);

/** `isTrusted` is an own accessor of each event ([LegacyUnforgeable]): taken from one event, it reads every other. */
function ownGetter(/** @type {any} */ event) {
  if (typeof event !== 'function') return undefined;
  const probe = new event('probe');
  return uncurry(Object.getOwnPropertyDescriptor(probe, 'isTrusted')?.get);
}

/** The text of an input, in Unicode normalisation form C. */
export function value_of(/** @type {HTMLInputElement} */ input) {
  return normalize(valueOf(input), 'NFC');
}

/** Whether a person caused the event; anything that is not an event is not trusted. */
export function is_trusted(/** @type {Event} */ event) {
  try {
    return trusted(event) === true;
  } catch {
    return false;
  }
}

/** Milliseconds of the monotonic clock. */
export function monotonic_ms() {
  return floor(now(performance));
}

/** Unix seconds of the page's own clock. */
export function unix_seconds() {
  return floor(dateNow() / 1000);
}

export function origin() {
  return g.location.origin;
}

export function pause(/** @type {number} */ ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Whether an element is rendered, opaque and not hidden. */
export function is_visible(/** @type {Element} */ element) {
  return checkVisibility(element, {
    opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true,
    checkOpacity: true, checkVisibilityCSS: true,
  });
}

/** Whether what is needed is there: a secure context with WebCrypto. '' or a code. */
export function missing() {
  if (g.isSecureContext === false) return 'E_INSECURE_CONTEXT';
  if (!subtle || !getRandomValues) return 'E_CRYPTO_UNAVAILABLE';
  if (!valueOf || !trusted || !now || !checkVisibility || !g.IntersectionObserver) return 'E_UNSUPPORTED_ENGINE';
  return '';
}

export function random(/** @type {number} */ length) {
  return getRandomValues(crypto, new Uint8Array(length));
}

const EC = 'P-256';
const raw = async (/** @type {CryptoKey} */ key) => new Uint8Array(await exportKey(subtle, 'raw', key));
const point = (/** @type {Uint8Array} */ bytes, /** @type {any} */ algorithm, /** @type {string[]} */ usages) =>
  importKey(subtle, 'raw', bytes, algorithm, true, usages);

/** A fresh device key, whose private half cannot be exported. */
export async function device_key() {
  const pair = await generateKey(subtle, { name: 'ECDSA', namedCurve: EC }, false, ['sign', 'verify']);
  return [pair.privateKey, await raw(pair.publicKey)];
}

export async function ecdsa_sign(/** @type {CryptoKey} */ key, /** @type {Uint8Array} */ message) {
  return new Uint8Array(await sign(subtle, { name: 'ECDSA', hash: 'SHA-256' }, key, message));
}

export async function ecdsa_verify(
  /** @type {Uint8Array} */ key, /** @type {Uint8Array} */ message, /** @type {Uint8Array} */ signature,
) {
  const imported = await point(key, { name: 'ECDSA', namedCurve: EC }, ['verify']);
  return verify(subtle, { name: 'ECDSA', hash: 'SHA-256' }, imported, signature, message);
}

/** Agrees with a fresh key pair: [public half, shared secret]. */
export async function ecdh(/** @type {Uint8Array} */ peer) {
  const other = await point(peer, { name: 'ECDH', namedCurve: EC }, []);
  const pair = await generateKey(subtle, { name: 'ECDH', namedCurve: EC }, false, ['deriveBits']);
  const bits = await deriveBits(subtle, { name: 'ECDH', public: other }, pair.privateKey, 256);
  return [await raw(pair.publicKey), new Uint8Array(bits)];
}

export async function aes_gcm(
  /** @type {Uint8Array} */ key, /** @type {Uint8Array} */ iv, /** @type {Uint8Array} */ aad, /** @type {Uint8Array} */ text,
) {
  const imported = await importKey(subtle, 'raw', key, 'AES-GCM', false, ['encrypt']);
  return new Uint8Array(
    await encrypt(subtle, { name: 'AES-GCM', iv, additionalData: aad, tagLength: 128 }, imported, text),
  );
}

/** One request to the gateway: [status, text]. Rejects when the gateway cannot be reached. */
export async function request(
  /** @type {string} */ method, /** @type {string} */ url, /** @type {string} */ ticket,
  /** @type {string} */ type, /** @type {string | undefined} */ body,
) {
  /** @type {Record<string, string>} */
  const headers = { accept: 'application/json' };
  if (ticket) headers.authorization = `Bearer ${ticket}`;
  if (type) headers['content-type'] = type;
  const response = await fetch(url, {
    method, headers, body, credentials: 'same-origin', referrerPolicy: 'no-referrer', cache: 'no-store',
    redirect: 'error',
  });
  return [responseStatus(response), await responseText(response)];
}
