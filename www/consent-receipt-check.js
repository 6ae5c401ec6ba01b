// Whether a receipt is what the service signed, by the browser's own cryptography: the same questions that
// `realname-server receipt verify` asks of the key, the signature and the texts. docs/spec.md, section 15.

import { decode } from './compact.js';

const bytes = (text) => new TextEncoder().encode(text);
const raw = (base64url) => Uint8Array.from(atob(base64url.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));

async function digest(text) {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes(text)));
  return btoa(String.fromCharCode(...hash)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

async function isSigned(jwt, { x, y }) {
  const at = jwt.lastIndexOf('.');
  const key = await crypto.subtle.importKey('jwk', { kty: 'EC', crv: 'P-256', x, y }, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
  return crypto.subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, key, raw(jwt.slice(at + 1)), bytes(jwt.slice(0, at)));
}

/** `good`, `bad`, `unanchored` (the service has no such key in force) or `unknown` (this browser cannot tell). */
export async function check(file, keys) {
  if (!globalThis.crypto?.subtle) return 'unknown';
  try {
    const { header, claims } = decode(file.receipt_jwt);
    if (header.alg !== 'ES256' || header.typ !== 'realname-receipt+jwt' || file.notices.length !== claims.notices.length) return 'bad';
    for (const told of claims.notices) {
      const text = file.notices.find((one) => one.notice === told.notice && one.version === told.version && one.lang === told.lang);
      if (!text || (await digest(text.text)) !== told.hash) return 'bad';
    }
    if (!(await isSigned(file.receipt_jwt, header.jwk))) return 'bad';
    const own = keys.find((key) => key.signs === header.typ && key.x === header.jwk.x && key.y === header.jwk.y);
    return own && !own.revoked_at && own.nbf <= claims.iat && claims.iat < own.exp ? 'good' : 'unanchored';
  } catch {
    return 'bad';
  }
}
