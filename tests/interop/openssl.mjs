// Verifies and opens a bundle with OpenSSL's primitives alone (node:crypto), every format by hand:
// node tests/interop/openssl.mjs FILE. FILE as for jose.mjs. What a backend in any language has to write.
import { createDecipheriv, createHash, createPrivateKey, createPublicKey, diffieHellman, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const bytes = (text) => Buffer.from(text, 'base64url');
const must = (holds, what) => {
  if (!holds) throw new Error(what);
};
const u32 = (number) => {
  const out = Buffer.alloc(4);
  out.writeUInt32BE(number);
  return out;
};
const lengthPrefixed = (part) => Buffer.concat([u32(part.length), part]);
// RFC 7638: the required members in the order of their names, without blanks.
const thumbprint = ({ crv, kty, x, y }) => sha256(JSON.stringify({ crv, kty, x, y }));

export function check({ body, challenge, aud, vault_private_jwk: vaultJwk, expected }) {
  const { sd_jwt: sdJwt, sealed } = JSON.parse(body);
  const [head, payload, signature] = sdJwt.slice(0, -1).split('.');
  const { alg, typ, jwk } = JSON.parse(bytes(head));
  must(alg === 'ES256' && typ === 'realname+sd-jwt', 'alg and typ');
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  must(verify('sha256', `${head}.${payload}`, { key, dsaEncoding: 'ieee-p1363' }, bytes(signature)), 'signature');
  const claims = JSON.parse(bytes(payload));
  const jkt = thumbprint(jwk).toString('base64url');
  must(claims.iss.endsWith(`:${jkt}`) && claims.aud === aud && claims.nonce === challenge, 'iss, aud, nonce');
  must(claims.sealed_hash === sha256(sealed).toString('base64url'), 'sealed_hash');

  const [aad, none, iv, text, tag] = sealed.split('.');
  const header = JSON.parse(bytes(aad));
  must(header.alg === 'ECDH-ES' && header.enc === 'A256GCM' && none === '', 'alg and enc');
  must(header.apu === jkt && header.apv === sha256(challenge).toString('base64url'), 'apu and apv');
  must(header.kid === thumbprint(vaultJwk).toString('base64url'), 'kid');
  const shared = diffieHellman({
    privateKey: createPrivateKey({ key: vaultJwk, format: 'jwk' }),
    publicKey: createPublicKey({ key: header.epk, format: 'jwk' }),
  });
  // Concat KDF, RFC 7518 section 4.6.2, one round.
  const info = [Buffer.from('A256GCM'), bytes(header.apu), bytes(header.apv)].map(lengthPrefixed);
  const contentKey = sha256(u32(1), shared, ...info, u32(256));
  const cipher = createDecipheriv('aes-256-gcm', contentKey, bytes(iv));
  cipher.setAAD(Buffer.from(aad)).setAuthTag(bytes(tag));
  const inside = JSON.parse(Buffer.concat([cipher.update(bytes(text)), cipher.final()]));
  must(inside.jkt === jkt && inside.nonce === challenge && inside.aud === aud, 'binding inside sealed');
  const values = inside.disclosures.map((disclosure) => {
    must(claims._sd.includes(sha256(disclosure).toString('base64url')), 'a disclosure has its digest');
    return JSON.parse(bytes(disclosure)).slice(1);
  });
  must(JSON.stringify(values.sort()) === JSON.stringify(Object.entries(expected).sort()), 'the values');
  return values.length;
}

if (process.argv[1] === import.meta.filename) {
  const fields = check(JSON.parse(readFileSync(process.argv[2], 'utf8')));
  console.log(`OK openssl: signature, bindings, ${fields} disclosures`);
}
