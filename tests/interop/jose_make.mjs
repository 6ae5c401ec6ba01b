// Makes a bundle with npm's `jose`, for our verifier to accept: node tests/interop/jose_make.mjs VECTOR > FILE
// Policy, decisions and the challenge key are those of VECTOR (tests/vectors/bundle-jose.json); the rest is fresh.
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as jose from 'jose';

const digest = (data) => createHash('sha256').update(data).digest();
const b64 = (data) => Buffer.from(data).toString('base64url');
const u32 = (number) => {
  const out = Buffer.alloc(4);
  out.writeUInt32BE(number);
  return out;
};
const lengthPrefixed = (part) => Buffer.concat([u32(Buffer.byteLength(part)), Buffer.from(part)]);

/** A signup of the vector's person under its policy, at a time. */
export async function make(vector, now = vector.inputs.now) {
  const { inputs, aud } = vector;
  const device = await jose.generateKeyPair('ES256', { extractable: true });
  const { kty, crv, x, y } = await jose.exportJWK(device.publicKey);
  const jwk = { kty, crv, x, y };
  const jkt = await jose.calculateJwkThumbprint(jwk);

  // The gateway's side: the challenge.
  const keyId = Buffer.from([1]);
  const exp = u32(now + 300);
  const random = randomBytes(16);
  const bound = [inputs.session, inputs.account_ref, aud, inputs.origin, jkt].map(lengthPrefixed);
  const policy = digest(inputs.policy);
  const message = Buffer.concat([Buffer.from('rnc2'), lengthPrefixed(keyId), exp, random, ...bound, policy]);
  const key = Buffer.from(vector.challenge_parts.tag_key, 'hex');
  const tag = createHmac('sha256', key).update(message).digest().subarray(0, 16);
  const challenge = `rnc2.${b64(Buffer.concat([keyId, exp, random, tag]))}`;

  // The page's side.
  const disclosures = Object.entries(vector.expected).map((pair) => b64(JSON.stringify([b64(randomBytes(16)), ...pair])));
  const digests = disclosures.map((each) => b64(digest(each)));
  while (digests.length < 8) digests.push(b64(digest(randomBytes(32))));
  const inside = { v: 1, jkt, nonce: challenge, aud, disclosures, pad: '' };
  inside.pad = '0'.repeat((1024 - (Buffer.byteLength(JSON.stringify(inside)) % 1024)) % 1024);
  const vault = { ...vector.vault_private_jwk };
  delete vault.d;
  const sealed = await new jose.CompactEncrypt(Buffer.from(JSON.stringify(inside)))
    .setProtectedHeader({
      alg: 'ECDH-ES', enc: 'A256GCM', kid: await jose.calculateJwkThumbprint(vault), typ: 'realname-sealed+jwe', cty: 'application/json',
    })
    .setKeyManagementParameters({ apu: Buffer.from(jkt, 'base64url'), apv: digest(challenge) })
    .encrypt(await jose.importJWK(vault, 'ECDH-ES'));
  const claims = {
    iss: `urn:ietf:params:oauth:jwk-thumbprint:sha-256:${jkt}`,
    aud,
    iat: now,
    exp: now + 300,
    jti: b64(randomBytes(16)),
    nonce: challenge,
    origin: inputs.origin,
    policy: b64(policy),
    _sd_alg: 'sha-256',
    _sd: digests.sort(),
    sealed_hash: b64(digest(sealed)),
    // The vector's decisions, as long before this signup as they were before that one.
    consent: JSON.parse(vector.sd_jwt.payload).consent.map((decision) => ({
      ...decision,
      displayed_at: decision.displayed_at + now - inputs.now,
      decided_at: decision.decided_at + now - inputs.now,
    })),
    sdk: 'jose/6.2.18',
  };
  const jwt = await new jose.SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ: 'realname+sd-jwt', jwk }).sign(device.privateKey);
  const body = JSON.stringify({ v: 1, sd_jwt: `${jwt}~`, sealed });
  return { about: 'Made by npm jose 6.2.18 with tests/interop/jose_make.mjs.', body, challenge };
}

if (process.argv[1] === import.meta.filename) {
  console.log(JSON.stringify(await make(JSON.parse(readFileSync(process.argv[2], 'utf8'))), null, 2));
}
