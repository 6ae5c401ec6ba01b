// docs/schema against the vector: every document of it is valid, and is not when a member is missing or added.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { faults } from '../interop/schema.mjs';

const at = (relative) => new URL(`../../${relative}`, import.meta.url);
const vector = JSON.parse(readFileSync(at('tests/vectors/bundle-jose.json'), 'utf8'));

const family = JSON.parse(readFileSync(at('tests/vectors/guardian-jose.json'), 'utf8'));
const acts = JSON.parse(readFileSync(at('tests/vectors/acts-jose.json'), 'utf8'));
const receipt = JSON.parse(readFileSync(at('tests/vectors/receipt.json'), 'utf8'));
// `result_hash` is not there before the authority has answered.
const { result_hash: _, ...early } = JSON.parse(receipt.payload);

const documents = [
  ['bundle', vector.body],
  ['decision', vector.decision_body],
  ['jws-header', vector.sd_jwt.protected_header],
  ['jws-header', vector.decision_jwt.protected_header],
  ['jws-header', vector.key_set.protected_header],
  ['claims', vector.sd_jwt.payload],
  ['decision-claims', vector.decision_jwt.payload],
  // The same in a frame.
  ...[['claims', vector.sd_jwt], ['decision-claims', vector.decision_jwt], ['claims-child', family.child], ['claims-guardian', family.guardian]].map(
    ([name, { payload }]) => [name, JSON.stringify({ ...JSON.parse(payload), embedder: 'https://www.example', occlusion: 'unknown' })]),
  ['sealed-header', vector.sealed.protected_header],
  ['sealed', vector.sealed.plaintext],
  ...vector.disclosures.map(({ json }) => ['disclosure', json]),
  ['key-set', vector.key_set.payload],
  ['challenge', vector.challenge_document],
  ['policy', vector.inputs.policy],
  ['jws-header', receipt.protected_header],
  ['receipt-file', receipt.file],
  ['receipt-claims', JSON.stringify(early)],
  ...vector.inputs.notices.map((notice) => ['notice', notice]),
  ['guardian', family.body],
  ['claims-child', family.child.payload],
  ['claims-guardian', family.guardian.payload],
  ['jws-header', acts.withdrawal.protected_header],
  ['withdrawal-claims', acts.withdrawal.payload],
  ['withdrawal', acts.withdrawal.body],
  ['withdrawal-secret', acts.withdrawal.body_of_the_secret],
  ['jws-header', acts.reverify.protected_header],
  ['reverify-claims', acts.reverify.payload],
  ['reverify', acts.reverify.body],
].map(([name, text]) => [name, JSON.parse(text)]);

// These a server answers; here they stand as examples.
const answers = [
  ['receipt', { id: 'AAAAAAAAAAAAAAAAAAAAAA', state: 'pending', replayed: false }],
  ['verify', { v: 1, bundle: vector.body, account_ref: 'account-1', session: 's', origin: 'https://signup.example' }],
  ['verification', { id: 'AAAAAAAAAAAAAAAAAAAAAA', state: 'admitted', outcome: 'match', replayed: false }],
  ['withdrawn', { id: 'AAAAAAAAAAAAAAAAAAAAAA', state: 'erased', since: 1795500000 }],
  ['reverified', { id: 'AAAAAAAAAAAAAAAAAAAAAA', state: 'reverified', at: 1795500000 }],
  ['problem', { type: 'about:blank', title: 'Forbidden', status: 403, code: 'E_TICKET' }],
  ['ticket', { ticket: `rnt1.${'A'.repeat(43)}`, expires_in: 600, quiet: ['signup_survey'], seen: ['identity-check/2026-11-27'] }],
  ['result', {
    sd_jwt_hash: vector.sd_jwt_hash, sealed_hash: vector.sealed_hash, opened_matches_sd: true, policy: JSON.parse(vector.sd_jwt.payload).policy,
    subject_ref: 'x', account_ref_hash: vector.sealed_hash, level: 'document_name', outcome: 'match', source: 'simulated',
    recipient: 'simulated-authority', request_id: 'x', env: 'demo', time: 1795500000,
  }],
  ['disclosure', ['AAAAAAAAAAAAAAAAAAAAAA', 'account', JSON.parse(readFileSync(at('tests/vectors/wallet.json'), 'utf8')).value]],
  ['guardian-result', {
    child: { sd_jwt_hash: vector.sd_jwt_hash, sealed_hash: vector.sealed_hash, outcome: 'match' },
    guardian: { sd_jwt_hash: vector.sd_jwt_hash, sealed_hash: vector.sealed_hash, outcome: 'not_asked' }, relation: 'self-declared',
    opened_matches_sd: true, policy: JSON.parse(vector.sd_jwt.payload).policy, subject_ref: 'x', account_ref_hash: vector.sealed_hash,
    level: 'document_name', outcome: 'match', source: 'simulated', recipient: 'simulated-authority', request_id: 'x', env: 'demo', time: 1795500000,
  }],
];

test('every document of the vector is valid by its schema', () => {
  for (const [name, value] of [...documents, ...answers]) assert.deepEqual(faults(name, value), [], name);
  // A policy with ages, whose members may be absent.
  assert.deepEqual(faults('policy', JSON.parse(family.policy)), []);
  assert.notDeepEqual(faults('policy', { ...JSON.parse(family.policy), guardian_until: 12 }), []);
  assert.deepEqual(faults('receipt-claims', JSON.parse(receipt.payload)), [], 'with its result');
  // The other implementations' bundles too.
  for (const maker of ['jose', 'jwcrypto']) {
    const { body } = JSON.parse(readFileSync(at(`tests/vectors/interop-${maker}.json`), 'utf8'));
    assert.deepEqual(faults('bundle', JSON.parse(body)), [], maker);
  }
});

test('a member missing or added is not', () => {
  for (const [name, value] of [...documents, ...answers]) {
    if (Array.isArray(value)) {
      assert.notDeepEqual(faults(name, value.slice(1)), [], name);
      continue;
    }
    assert.notDeepEqual(faults(name, { ...value, x: 1 }), [], `${name} with another member`);
    for (const member of Object.keys(value)) {
      const { [member]: _, ...rest } = value;
      assert.notDeepEqual(faults(name, rest), [], `${name} without ${member}`);
      assert.notDeepEqual(faults(name, { ...value, [member]: null }), [], `${name} with ${member} null`);
    }
  }
});

test('what a test signs may say so, and nothing else', () => {
  const test = JSON.parse(readFileSync(at('tests/vectors/bundle-test.json'), 'utf8'));
  for (const [name, { protected_header: header, payload }] of [['claims', test.sd_jwt], ['decision-claims', test.decision_jwt]]) {
    assert.deepEqual(faults('jws-header', JSON.parse(header)), []);
    assert.deepEqual(faults(name, JSON.parse(payload)), [], name);
    assert.equal(JSON.parse(payload).env, 'test');
  }
  const claims = JSON.parse(vector.sd_jwt.payload);
  const made = (env, synthetic) => ({ ...claims, env, consent: claims.consent.map((entry) => ({ ...entry, synthetic })) });
  assert.deepEqual(faults('claims', made('test', true)), []);
  assert.notDeepEqual(faults('claims', made('demo', true)), []);
  assert.notDeepEqual(faults('claims', made('test', false)), []);
});

test('every schema is used', () => {
  const used = new Set([...documents, ...answers].map(([name]) => `${name}.json`));
  assert.deepEqual(readdirSync(at('docs/schema')).sort(), [...used].sort());
});
