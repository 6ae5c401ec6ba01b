// The committed vector through four implementations that are not ours. What a browser made goes through the same
// programs in the signup tests.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as jose from 'jose';

const path = (relative) => fileURLToPath(new URL(`../${relative}`, import.meta.url));
const vector = path('vectors/bundle-jose.json');
const python = process.env.REALNAME_PYTHON ?? 'python3';

for (const [program, script] of [
  [process.execPath, 'interop/jose.mjs'],
  [process.execPath, 'interop/openssl.mjs'],
  [python, 'interop/jwcrypto_check.py'],
  [python, 'interop/sd_jwt_check.py'],
]) {
  test(`the vector verifies and opens: ${script}`, () => {
    execFileSync(program, [path(script), vector], { stdio: ['ignore', 'pipe', 'pipe'] });
  });
}

test('what the device signs later verifies with jose, by the challenge written out of docs/spec.md', async () => {
  const read = (name) => JSON.parse(readFileSync(path(`vectors/${name}`), 'utf8'));
  const [acts, bundle] = [read('acts-jose.json'), read('bundle-jose.json')];
  const options = (typ) => ({ algorithms: ['ES256'], audience: acts.aud, typ, issuer: `urn:ietf:params:oauth:jwk-thumbprint:sha-256:${acts.jkt}` });
  for (const [act, typ] of [['withdrawal', 'realname-withdrawal+jwt'], ['reverify', 'realname-reverify+jwt']]) {
    const jwt = JSON.parse(acts[act].body)[`${act}_jwt`];
    const currentDate = new Date(acts.now * 1000);
    const { payload, protectedHeader } = await jose.jwtVerify(jwt, jose.EmbeddedJWK, { ...options(typ), currentDate });
    assert.equal(await jose.calculateJwkThumbprint(protectedHeader.jwk), acts.jkt);
    assert.equal(acts.jkt, bundle.challenge_parts.jkt, 'the device of the signup');
    assert.deepEqual(payload, JSON.parse(acts[act].payload));
    // Each is the other's refusal.
    await assert.rejects(jose.jwtVerify(jwt, jose.EmbeddedJWK, { ...options('realname+sd-jwt'), currentDate }), { code: 'ERR_JWT_CLAIM_VALIDATION_FAILED' });
  }
  const number = (value) => { const out = Buffer.alloc(4); out.writeUInt32BE(value); return out; };
  const part = (text) => Buffer.concat([number(Buffer.byteLength(text)), Buffer.from(text)]);
  const [keyId, exp] = [Buffer.from([1]), number(acts.reverify.challenge_exp)];
  const random = Buffer.from(acts.reverify.challenge_random, 'hex');
  const bound = [acts.session, acts.account_ref, acts.aud, acts.origin, acts.jkt].map(part);
  const policy = createHash('sha256').update(bundle.inputs.policy).digest();
  const message = Buffer.concat([Buffer.from('rnc2'), number(1), keyId, exp, random, ...bound, policy]);
  const tag = createHmac('sha256', Buffer.from(bundle.challenge_parts.tag_key, 'hex')).update(message).digest().subarray(0, 16);
  assert.equal(acts.reverify.challenge, `rnc2.${Buffer.concat([keyId, exp, random, tag]).toString('base64url')}`);
  assert.equal(JSON.parse(acts.reverify.payload).nonce, acts.reverify.challenge);
});
