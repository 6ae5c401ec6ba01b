// Verifies and opens a bundle with npm's `jose`, as a backend without our code would: node tests/interop/jose.mjs FILE
// FILE is JSON with the members body, challenge, aud, vault_private_jwk, expected; more are ignored.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as jose from 'jose';

const hash = (text) => createHash('sha256').update(text, 'ascii').digest('base64url');
const must = (holds, what) => {
  if (!holds) throw new Error(what);
};
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const members = (object) => Object.keys(object).sort();

export async function check({ body, challenge, aud, vault_private_jwk: vaultJwk, expected }, clock) {
  const bundle = JSON.parse(body);
  must(same(members(bundle), ['sd_jwt', 'sealed', 'v']) && bundle.v === 1, 'members of the body');

  // The gateway's part.
  must(/^[^~]+~$/.test(bundle.sd_jwt), 'one tilde, at the end');
  const jwt = bundle.sd_jwt.slice(0, -1);
  const { payload, protectedHeader } = await jose.jwtVerify(jwt, jose.EmbeddedJWK, {
    algorithms: ['ES256'], typ: 'realname+sd-jwt', audience: aud, maxTokenAge: 300, clockTolerance: 60, currentDate: clock,
  });
  must(same(members(protectedHeader), ['alg', 'jwk', 'typ']), 'members of the header');
  must(same(members(protectedHeader.jwk), ['crv', 'kty', 'x', 'y']), 'members of the key');
  const jkt = await jose.calculateJwkThumbprint(protectedHeader.jwk);
  must(payload.iss === `urn:ietf:params:oauth:jwk-thumbprint:sha-256:${jkt}`, 'iss');
  must(payload.nonce === challenge, 'nonce');
  must(payload.exp - payload.iat === 300, 'lifetime');
  must(payload._sd_alg === 'sha-256' && payload._sd.length === 8, '_sd');
  must(same(payload._sd, [...new Set(payload._sd)].sort()), '_sd is sorted, nothing twice');
  must(payload.sealed_hash === hash(bundle.sealed), 'sealed_hash');
  const outer = jose.decodeProtectedHeader(bundle.sealed);
  must(outer.apu === jkt && outer.apv === hash(challenge), 'apu and apv');
  must(outer.kid === (await jose.calculateJwkThumbprint(vaultJwk)), 'kid');

  // The vault's part.
  const key = await jose.importJWK(vaultJwk, 'ECDH-ES');
  const { plaintext } = await jose.compactDecrypt(bundle.sealed, key, {
    keyManagementAlgorithms: ['ECDH-ES'], contentEncryptionAlgorithms: ['A256GCM'],
  });
  must(plaintext.length % 1024 === 0, 'padding');
  const inside = JSON.parse(new TextDecoder().decode(plaintext));
  must(inside.jkt === jkt && inside.nonce === challenge && inside.aud === aud, 'binding inside sealed');
  const values = {};
  for (const disclosure of inside.disclosures) {
    must(payload._sd.includes(hash(disclosure)), 'a disclosure has its digest');
    const [salt, name, value] = JSON.parse(Buffer.from(disclosure, 'base64url'));
    must(Buffer.from(salt, 'base64url').length === 16 && !(name in values), 'salt and name');
    values[name] = value;
  }
  must(same(Object.entries(values).sort(), Object.entries(expected).sort()), 'the values');
  return { fields: members(values).length, iat: payload.iat };
}

if (process.argv[1] === import.meta.filename) {
  const file = JSON.parse(readFileSync(process.argv[2], 'utf8'));
  // A committed vector has its own time; a fresh bundle is checked against the clock.
  const clock = file.inputs?.now ? new Date(file.inputs.now * 1000) : new Date();
  const { fields } = await check(file, clock);
  console.log(`OK jose: signature, bindings, ${fields} disclosures`);
}
