// @ts-check
// What Node's own cryptography lends to `realname/verify`: OpenSSL. It
// computes; every check of the format stays with the module.
import { createDecipheriv, createECDH, createPublicKey, verify as verifies } from 'node:crypto';

const base64url = (/** @type {Uint8Array} */ bytes) => Buffer.from(bytes).toString('base64url');
/** Runs, and wipes what it made once it stands in the module's memory. */
const into = (/** @type {Uint8Array} */ room, /** @type {() => Uint8Array} */ run) => {
  try {
    const made = run();
    room.set(made);
    made.fill(0);
    return true;
  } catch {
    // No key, no point, a tag that does not fit: the module says which code that is.
    return false;
  }
};
const keyOf = (/** @type {Uint8Array} */ own) => {
  const key = createECDH('prime256v1');
  key.setPrivateKey(own);
  return key;
};
/** As the module counts them. */
const [GOOD, NO_KEY, NOT_SIGNED] = [0, 1, 2];
const COORDINATE = 32, TAG = 16;

export const crypto = {
  /** ECDSA on P-256 with SHA-256, r ‖ s. */
  verify(/** @type {Uint8Array} */ point, /** @type {Uint8Array} */ message, /** @type {Uint8Array} */ signature) {
    let key;
    try {
      const [x, y] = [point.subarray(1, 1 + COORDINATE), point.subarray(1 + COORDINATE)].map(base64url);
      key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
    } catch {
      return NO_KEY;
    }
    return verifies('sha256', message, { key, dsaEncoding: 'ieee-p1363' }, signature) ? GOOD : NOT_SIGNED;
  },

  /** AES-256-GCM, the tag behind the text. */
  decrypt(/** @type {Uint8Array} */ key, /** @type {Uint8Array} */ iv, /** @type {Uint8Array} */ aad, /** @type {Uint8Array} */ sealed, /** @type {Uint8Array} */ text) {
    return into(text, () => {
      const cipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG });
      cipher.setAAD(aad);
      cipher.setAuthTag(sealed.subarray(text.length));
      const plain = cipher.update(sealed.subarray(0, text.length));
      try {
        cipher.final();
      } catch (error) {
        plain.fill(0);
        throw error;
      }
      return plain;
    });
  },

  /** ECDH: the x coordinate. */
  agree(/** @type {Uint8Array} */ own, /** @type {Uint8Array} */ point, /** @type {Uint8Array} */ secret) {
    return into(secret, () => keyOf(own).computeSecret(point));
  },

  /** The uncompressed point of a private key. */
  publicOf(/** @type {Uint8Array} */ own, /** @type {Uint8Array} */ point) {
    return into(point, () => keyOf(own).getPublicKey());
  },
};
