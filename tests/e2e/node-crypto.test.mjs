// What Node's OpenSSL lends to `realname/verify`, against Wycheproof, and against the mathematics inside the module: on every body both
// give the same answer, since both are asked for the same and nothing else.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { crypto as lent } from '../../pkg/node-crypto.js';
import { bundle, family, family_opened, initSync, opened } from '../../pkg/dist/verify.js';

const path = (relative) => fileURLToPath(new URL(`../../${relative}`, import.meta.url));
const read = (name) => JSON.parse(readFileSync(path(`tests/vectors/${name}.json`), 'utf8'));
const cases = (name) => readFileSync(path(`tests/vectors/wycheproof/${name}.tsv`), 'utf8').split('\n').filter(Boolean).slice(1).map((line) => {
  const [id, result, , ...values] = line.split('\t');
  return { id, result, values: values.map((value) => Buffer.from(value, 'hex')) };
});
const scalar = (bytes) => Buffer.concat([Buffer.alloc(32), bytes]).subarray(-32);

test('Wycheproof: ECDSA on P-256', () => {
  const answers = [0, 0];
  for (const { id, result, values: [point, message, signature] } of cases('ecdsa_p256')) {
    // The module hands over no other length.
    const good = signature.length === 64 && lent.verify(point, message, signature) === 0;
    assert.equal(good, result === 'valid', id);
    answers[Number(good)] += 1;
  }
  assert.deepEqual(answers, [89, 173]);
});

test('Wycheproof: ECDH on P-256', () => {
  const answers = [0, 0];
  for (const { id, result, values: [own, point, shared] } of cases('ecdh_p256')) {
    const secret = Buffer.alloc(32);
    // A compressed point is `acceptable` there, and no JWK can hold one.
    const good = point.length === 65 && lent.agree(scalar(own), point, secret);
    assert.equal(good, result === 'valid', id);
    assert.deepEqual(secret, good ? shared : Buffer.alloc(32), id);
    answers[Number(good)] += 1;
  }
  assert.deepEqual(answers, [25, 330]);
});

test('Wycheproof: AES-256-GCM', () => {
  const answers = [0, 0];
  for (const { id, result, values: [key, iv, aad, plain, sealed, tag] } of cases('aes_256_gcm')) {
    const text = Buffer.alloc(sealed.length);
    const good = lent.decrypt(key, iv, aad, Buffer.concat([sealed, tag]), text);
    assert.equal(good, result === 'valid', id);
    // What does not open leaves nothing of its text.
    assert.deepEqual(text, good ? plain : Buffer.alloc(sealed.length), id);
    answers[Number(good)] += 1;
  }
  assert.deepEqual(answers, [27, 39]);
});

test('what is no key is said to be none', () => {
  const order = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex');
  const point = Buffer.alloc(65);
  for (const none of [Buffer.alloc(32), order, Buffer.alloc(32, 255)]) assert.equal(lent.publicOf(none, point), false);
  assert.equal(lent.publicOf(scalar(Buffer.of(1)), point), true);
  const off = Buffer.from(point);
  off[64] ^= 1;
  assert.deepEqual([point, off].map((key) => lent.verify(key, Buffer.of(1), Buffer.alloc(64))), [2, 1]);
  assert.equal(lent.agree(scalar(Buffer.of(1)), off, Buffer.alloc(32)), false);
});

test('lent or its own, the module gives one answer to every body', () => {
  initSync({ module: readFileSync(path('pkg/dist/verify.wasm')) });
  const vector = read('bundle-jose'), guardian = read('guardian-jose');
  const { inputs, aud } = vector;
  const key = Buffer.from(vector.challenge_parts.tag_key, 'hex').toString('base64url');
  const gateway = (policy) => JSON.stringify({ challenge_key: key, session: inputs.session, account_ref: inputs.account_ref, aud, origin: inputs.origin, policy, now: inputs.now });
  const vault = (policy, keys = [vector.vault_private_jwk.d]) => JSON.stringify({ sealing_keys: keys, aud, policy, now: inputs.now });
  const answer = (run, body, input, host) => {
    try {
      return run(Buffer.from(body), input, host);
    } catch (code) {
      return typeof code === 'string' ? code : assert.fail(String(code));
    }
  };
  const codes = new Set();
  const same = (run, body, input, what) => {
    const own = answer(run, body, input, undefined);
    assert.equal(answer(run, body, input, lent), own, what);
    codes.add(own.startsWith('{') ? 'good' : own);
  };
  const zero = Buffer.alloc(32).toString('base64url');
  for (const [body, policy, runs] of [[vector.body, inputs.policy, [bundle, opened]], [guardian.body, guardian.policy, [family, family_opened]]]) {
    for (const run of runs) {
      const input = run === opened || run === family_opened ? vault(policy) : gateway(policy);
      same(run, body, input, 'as it is');
      // One character after another, thinned out: header, key, claims, signature, sealed header, text, tag.
      for (let at = 9; at < body.length - 2; at += 37) same(run, `${body.slice(0, at)}${body[at] === 'A' ? 'B' : 'A'}${body.slice(at + 1)}`, input, `at ${at}`);
    }
  }
  for (const keys of [[], [zero], [inputs.root_private_jwk.d], [inputs.root_private_jwk.d, vector.vault_private_jwk.d]]) same(opened, vector.body, vault(inputs.policy, keys), 'keys');
  // A key of the signature that is on no curve, and a signature that is none.
  const { sd_jwt: sdJwt, ...rest } = JSON.parse(vector.body);
  const [header, payload, signature] = sdJwt.slice(0, -1).split('.');
  const head = JSON.parse(Buffer.from(header, 'base64url'));
  const off = Buffer.from(JSON.stringify({ ...head, jwk: { ...head.jwk, x: head.jwk.y } })).toString('base64url');
  for (const parts of [[off, payload, signature], [header, payload, Buffer.alloc(64).toString('base64url')], [header, payload, Buffer.alloc(64, 255).toString('base64url')]]) {
    same(bundle, JSON.stringify({ v: 1, sd_jwt: `${parts.join('.')}~`, ...rest }), gateway(inputs.policy), 'bent');
  }
  for (const code of ['good', 'E_JWK', 'E_SIGNATURE', 'E_SEALED_HASH', 'E_SEALED_KEY', 'E_FORMAT']) assert.ok(codes.has(code), `${code} among ${[...codes]}`);
});
