// `realname/verify`: the verifier for Node backends, against the vector, the attacks that JSON can carry, and the example of
// docs/verify.md exactly as it is printed.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { make } from '../interop/jose_make.mjs';
import { RealnameError, issueChallenge, openBundle, openGuardian, verifyBundle, verifyDecision, verifyGuardian } from '../../pkg/verify.js';

const path = (relative) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));
const vector = JSON.parse(readFileSync(path('tests/vectors/bundle-jose.json'), 'utf8'));
const { inputs, aud } = vector;
const challengeKey = Buffer.from(vector.challenge_parts.tag_key, 'hex');
const expected = {
  challengeKey, session: inputs.session, accountRef: inputs.account_ref, aud, origin: inputs.origin, policy: inputs.policy, now: inputs.now,
};
const vault = { sealingKeys: [vector.vault_private_jwk], aud, policy: inputs.policy, now: inputs.now };
const code = (name) => (error) => error instanceof RealnameError && error.code === name && error.message === name;

test('the vector verifies and opens', () => {
  const { jkt, hash, random, claims } = verifyBundle(vector.body, expected);
  assert.equal(jkt, vector.challenge_parts.jkt);
  assert.equal(hash, vector.sd_jwt_hash);
  assert.equal(Buffer.from(random, 'base64url').toString('hex'), vector.challenge_parts.random);
  assert.deepEqual(claims, JSON.parse(vector.sd_jwt.payload));
  assert.deepEqual(openBundle(Buffer.from(vector.body), vault), { jkt, values: vector.expected });
  const refusal = verifyDecision(vector.decision_body, expected);
  assert.deepEqual(refusal.claims, JSON.parse(vector.decision_jwt.payload));
});

test('a child and a guardian verify and open, and neither does alone', () => {
  const family = JSON.parse(readFileSync(path('tests/vectors/guardian-jose.json'), 'utf8'));
  const wanted = { ...expected, policy: family.policy };
  const own = { ...vault, policy: family.policy };
  const { child, guardian } = verifyGuardian(family.body, wanted);
  assert.deepEqual([child.claims, guardian.claims], [JSON.parse(family.child.payload), JSON.parse(family.guardian.payload)]);
  assert.deepEqual([guardian.claims.ward, guardian.random], [child.hash, child.random]);
  assert.deepEqual(openGuardian(family.body, own), { jkt: child.jkt, child: family.child.expected, guardian: family.guardian.expected });
  const body = JSON.parse(family.body);
  for (const name of ['child', 'guardian']) {
    const { [name]: half, ...rest } = body;
    assert.throws(() => verifyGuardian(JSON.stringify(rest), wanted), code('E_GUARDIAN'));
    assert.throws(() => openGuardian(JSON.stringify(rest), own), code('E_GUARDIAN'));
    assert.throws(() => verifyBundle(JSON.stringify({ v: 1, ...half }), wanted), code(name === 'child' ? 'E_CONSENT_MISSING' : 'E_GUARDIAN'));
  }
  assert.throws(() => openGuardian(vector.body, own), code('E_GUARDIAN'));
});

test('what is not right has its code', () => {
  for (const [change, name] of [
    [{ aud: 'https://other.example' }, 'E_AUD'],
    [{ origin: 'https://other.example' }, 'E_ORIGIN'],
    [{ embedder: 'https://www.example' }, 'E_ORIGIN'],
    [{ session: 'another' }, 'E_CHALLENGE_UNKNOWN'],
    [{ accountRef: 'another' }, 'E_CHALLENGE_UNKNOWN'],
    [{ now: inputs.now + 300 }, 'E_CHALLENGE_EXPIRED'],
    [{ policy: `${inputs.policy} ` }, 'E_CONSENT_STALE'],
    [{ policy: '{}' }, 'E_POLICY'],
    [{ challengeKey: new Uint8Array(32) }, 'E_CHALLENGE_UNKNOWN'],
    [{ challengeKey: new Uint8Array(31) }, 'E_FORMAT'],
  ]) assert.throws(() => verifyBundle(vector.body, { ...expected, ...change }), code(name), name);
  const bundle = JSON.parse(vector.body);
  const bent = (change) => JSON.stringify({ ...bundle, ...change });
  const jwt = bundle.sd_jwt;
  for (const [body, name] of [
    ['', 'E_FORMAT'],
    [' '.repeat(20000), 'E_TOO_LARGE'],
    [bent({ x: 1 }), 'E_FORMAT'],
    [bent({ sd_jwt: jwt.slice(0, -1) }), 'E_FORMAT'],
    [bent({ sd_jwt: jwt.replace(/.(?=.~$)/, (c) => (c === 'A' ? 'B' : 'A')) }), 'E_SIGNATURE'],
    [bent({ sealed: `${bundle.sealed.slice(0, -1)}` }), 'E_SEALED_HASH'],
    [vector.decision_body, 'E_FORMAT'],
  ]) assert.throws(() => verifyBundle(body, expected), code(name), name);
  assert.throws(() => openBundle(vector.body, { ...vault, sealingKeys: [] }), code('E_SEALED_KEY'));
  assert.throws(() => openBundle(vector.body, { ...vault, sealingKeys: [inputs.root_private_jwk] }), code('E_SEALED_KEY'));
});

test('a challenge that it issues is recognised', () => {
  const first = issueChallenge({ ...expected, jkt: vector.challenge_parts.jkt });
  assert.match(first, /^rnc2\.[\w-]{50}$/);
  assert.notEqual(first, issueChallenge({ ...expected, jkt: vector.challenge_parts.jkt }));
  assert.throws(() => issueChallenge({ ...expected, jkt: 'short' }), code('E_FORMAT'));
});

test('the example of docs/verify.md runs as it is printed', async () => {
  const [, example] = /```js\n([\s\S]*?)```/.exec(readFileSync(path('docs/verify.md'), 'utf8'));
  const folder = mkdtempSync(join(tmpdir(), 'realname-verify-'));
  try {
    mkdirSync(join(folder, 'node_modules'));
    cpSync(path('pkg'), join(folder, 'node_modules/realname'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(join(folder, 'config.js'), `export const config = {
      policy: ${JSON.stringify(inputs.policy)}, challengeKey: Buffer.from('${vector.challenge_parts.tag_key}', 'hex'),
      sealingKeys: [${JSON.stringify(vector.vault_private_jwk)}], aud: '${aud}', origins: ['${inputs.origin}'],
      whoAsks: () => ({ session: '${inputs.session}', accountRef: '${inputs.account_ref}' }), port: 0 };`);
    writeFileSync(join(folder, 'example.js'), example);
    const { server } = await import(pathToFileURL(join(folder, 'example.js')));
    if (!server.listening) await new Promise((listening) => server.once('listening', listening));
    const send = async (body, origin = inputs.origin) => {
      const answer = await fetch(`http://127.0.0.1:${server.address().port}/`, { method: 'POST', body, headers: { origin } });
      return [answer.status, await answer.json()];
    };
    const now = Math.floor(Date.now() / 1000);
    const { body } = await make(vector, now);
    assert.deepEqual(await send(body, 'https://evil.example'), [422, { code: 'E_ORIGIN' }]);
    const [status, answer] = await send(body);
    assert.equal(status, 202, JSON.stringify(answer));
    assert.deepEqual([answer.decisions, answer.fields], [2, ['id_type', 'id_number', 'name', 'mobile']]);
    assert.deepEqual(await send(body), [422, { code: 'E_CHALLENGE_USED' }]);
    assert.deepEqual(await send((await make(vector, now - 330)).body), [422, { code: 'E_CHALLENGE_EXPIRED' }]);
    server.close();
    server.closeAllConnections();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
