// A signup's sealing as a site would write it over jose and @sd-jwt/core, and the bare WebCrypto calls underneath. Both
// check the key set's signature and policy, seal four values and sign; both device keys exist before.
import { SDJwtInstance } from '@sd-jwt/core';
import { CompactEncrypt, SignJWT, calculateJwkThumbprint, compactVerify, decodeProtectedHeader, exportJWK, generateKeyPair, importJWK } from 'jose';

const { subtle } = crypto;
const text = new TextEncoder();
const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
const sha256 = async (bytes) => new Uint8Array(await subtle.digest('SHA-256', bytes));
const salt = (length) => base64url(crypto.getRandomValues(new Uint8Array(length)));

/** What is sealed: as many values as the demo's policy asks for. */
const VALUES = { id_type: 'resident-id', id_number: '11010519491231002X', name: '测试用户', mobile: '+8613800138000' };

/** `challenge` is the gateway's answer; `decisions` a list like ours. */
export async function withLibraries(challenge, decisions) {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwk = await exportJWK(publicKey);
  const jkt = await calculateJwkThumbprint(jwk);
  return async () => {
    const root = await importJWK(decodeProtectedHeader(challenge.enc_keys).jwk, 'ES256');
    const { payload } = await compactVerify(challenge.enc_keys, root);
    const [key] = JSON.parse(new TextDecoder().decode(payload)).keys;
    const sealing = await importJWK(key, 'ECDH-ES');
    let disclosures;
    const instance = new SDJwtInstance({
      signAlg: 'ES256',
      signer: async (input) => base64url(new Uint8Array(await subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, text.encode(input)))),
      hasher: (input) => sha256(typeof input === 'string' ? text.encode(input) : input),
      hashAlg: 'sha-256',
      saltGenerator: salt,
    });
    const now = challenge.server_time;
    const claims = { iss: jkt, aud: challenge.aud, iat: now, exp: now + 300, jti: salt(16), nonce: challenge.challenge, policy: challenge.policy, consent: decisions };
    const issued = await instance.issue({ ...claims, ...VALUES }, { _sd: Object.keys(VALUES), _sd_decoy: 4 }, { header: { typ: 'realname+sd-jwt', jwk } });
    [, ...disclosures] = issued.split('~').filter(Boolean);
    const plain = JSON.stringify({ v: 1, jkt, nonce: challenge.challenge, aud: challenge.aud, disclosures, pad: '0'.repeat(400) });
    const sealed = await new CompactEncrypt(text.encode(plain))
      .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: key.kid, apu: jkt, apv: base64url(await sha256(text.encode(challenge.challenge))) })
      .encrypt(sealing);
    // The one binds the other, as ours does: signed again over the digest of what was sealed.
    const bound = await new SignJWT({ ...claims, sealed_hash: base64url(await sha256(text.encode(sealed))) }).setProtectedHeader({ alg: 'ES256', jwk }).sign(privateKey);
    return JSON.stringify({ v: 1, sd_jwt: issued, bound, sealed });
  };
}

/** The calls that nobody can do without: one verification, one key, one agreement, one derivation, one encryption, one signature. */
export async function bare(challenge) {
  const device = await subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']);
  const { jwk } = decodeProtectedHeader(challenge.enc_keys);
  const cut = challenge.enc_keys.lastIndexOf('.');
  const bytes = (part) => Uint8Array.from(atob(part.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
  const signed = text.encode(challenge.enc_keys.slice(0, cut)), signature = bytes(challenge.enc_keys.slice(cut + 1));
  const { kty, crv, x, y } = JSON.parse(new TextDecoder().decode(bytes(challenge.enc_keys.split('.')[1]))).keys[0];
  const plain = crypto.getRandomValues(new Uint8Array(1024)), claims = crypto.getRandomValues(new Uint8Array(2500));
  return async () => {
    const root = await subtle.importKey('jwk', { kty: 'EC', crv: 'P-256', x: jwk.x, y: jwk.y }, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
    if (!await subtle.verify({ name: 'ECDSA', hash: 'SHA-256' }, root, signature, signed)) throw new Error('the key set');
    const theirs = await subtle.importKey('jwk', { kty, crv, x, y }, { name: 'ECDH', namedCurve: 'P-256' }, false, []);
    const own = await subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
    const shared = await subtle.deriveBits({ name: 'ECDH', public: theirs }, own.privateKey, 256);
    await subtle.exportKey('raw', own.publicKey);
    const key = await subtle.importKey('raw', await subtle.digest('SHA-256', shared), 'AES-GCM', false, ['encrypt']);
    await subtle.encrypt({ name: 'AES-GCM', iv: crypto.getRandomValues(new Uint8Array(12)) }, key, plain);
    return subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, device.privateKey, claims);
  };
}
