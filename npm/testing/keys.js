// @ts-check
// The keys of a mock endpoint: made at its start, or the same each time.

const { subtle } = globalThis.crypto ?? /** @type {any} */ ({});
const { stringify } = JSON;
const encoder = new TextEncoder();
const EC = 'P-256';

export const base64url = (/** @type {Uint8Array | ArrayBuffer} */ bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(/** @type {any} */ (bytes)))).replace(/[+/=]/g, (sign) => ({ '+': '-', '/': '_' })[sign] ?? '');
export const utf8 = (/** @type {string} */ text) => encoder.encode(text);
export const sha256 = async (/** @type {string} */ text) => base64url(await subtle.digest('SHA-256', utf8(text)));
export const random = (/** @type {number} */ bytes) => base64url(crypto.getRandomValues(new Uint8Array(bytes)));

/** Private keys that RFCs print (RFC 6979 A.2.5, RFC 5903 8.1): whatever they protect, everybody can read. */
export const fixedKeys = Object.freeze({
  root: Object.freeze({ kty: 'EC', crv: EC, x: 'YP7UuiVanTHJYet0xjVtaMBJuJI7Yfps5mliLmDyn7Y', y: 'eQP-EAi4vJmkGunpVii8ZPLxsgwtfp9Rd6PClNRGIpk', d: 'ya-p2EW6dRZrXCFXZ7HWk05Qw9s26JsSe4piKxIPZyE' }),
  sealing: Object.freeze({ kty: 'EC', crv: EC, x: '2tC2U5QiHPmwUeH-yleH0Jjf5jf8kLnvlF0MN3JYEYA', y: 'UnGgRhzbglLWHxxFb6PlmrH0WzOsz19YOJ4Fd7iZC7M', d: 'yI8B9RDZrD9wopLaojFt5UTpqriv6EBJxiqcV4YtFDM' }),
  challenge: 'YSBjaGFsbGVuZ2Uga2V5IHRoYXQgYWxsIGtub3cgb2Y',
});

const bare = (/** @type {any} */ { x, y }) => ({ crv: EC, kty: 'EC', x, y });
/** RFC 7638. */
export const thumbprint = (/** @type {any} */ jwk) => sha256(stringify(bare(jwk)));

async function made(/** @type {'ECDSA' | 'ECDH'} */ name) {
  const usages = /** @type {any} */ (name === 'ECDSA' ? ['sign', 'verify'] : ['deriveBits']);
  return subtle.exportKey('jwk', (await subtle.generateKey({ name, namedCurve: EC }, true, usages)).privateKey);
}

/** What an endpoint has: a root that signs the sealing keys, one of these, and the key of its challenges. */
export async function keysOf(/** @type {any} */ given) {
  const { root, sealing, challenge } = given ?? { root: await made('ECDSA'), sealing: await made('ECDH'), challenge: random(32) };
  const signer = await subtle.importKey('jwk', { ...bare(root), d: root.d }, { name: 'ECDSA', namedCurve: EC }, false, ['sign']);
  const kid = await thumbprint(sealing);
  return {
    kid, challenge, sealing: sealing.d, pin: await thumbprint(root),
    /** The sealing keys from some second on, signed by the root. */
    async set(/** @type {number} */ from) {
      const { x, y } = sealing;
      const header = stringify({ alg: 'ES256', typ: 'realname-keys+jwt', jwk: bare(root) });
      const payload = stringify({ keys: [{ kty: 'EC', crv: EC, x, y, use: 'enc', alg: 'ECDH-ES', kid }], nbf: from - 60, exp: from + 86_400, region: 'CN', serial: 1 });
      const input = `${base64url(utf8(header))}.${base64url(utf8(payload))}`;
      return `${input}.${base64url(await subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, signer, utf8(input)))}`;
    },
  };
}
