// docs/schema against the vector: every document of it is valid, and is not when a member is missing or added. What only a provider's backend
// is answered is held against a real server.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { faults } from '../interop/schema.mjs';
import { VALUES, device, forge, gateway } from './lab/gateway.mjs';
import { server } from './lab/server.mjs';

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
  ['keys', receipt.key_set],
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

const admitted = {
  admitted: true, state: 'admitted', reason: 'match', level: 'document_name_mobile', since: 1795500000, id: 'AAAAAAAAAAAAAAAAAAAAAA', reverified_at: 1795500000,
};
const evidence = {
  id: 'AAAAAAAAAAAAAAAAAAAAAA', state: 'admitted', received_at: 1795500000, account_ref: 'account-1', origin: 'https://signup.example',
  session_hash: vector.sealed_hash, jkt: vector.sealed_hash, policy: vector.sealed_hash, sd_jwt: JSON.parse(vector.body).sd_jwt,
  sealed: { header: JSON.parse(vector.sealed.protected_header), bytes: 2000, hash: vector.sealed_hash, kept: false },
  decisions: JSON.parse(vector.sd_jwt.payload).consent,
  result: {
    outcome: 'match', source: 'simulated', level: 'document_name_mobile', request_id: 'x', time: 1795500000,
    result_jwt: JSON.parse(vector.decision_body).decision_jwt, account_salt: 'AAAAAAAAAAAAAAAAAAAAAA',
  },
  consents: [{ id: 'AAAAAAAAAAAAAAAAAAAAAA', purpose: 'identity_check', recipient: 'simulated-authority', state: 'given', since: 1795500000 }],
  gate: admitted,
};

// These a server is asked or answers; here they stand as examples.
const answers = [
  ['ticket-request', { account_ref: 'account-1', session: 's', origin: 'https://signup.example' }],
  ['challenge-request', { jkt: vector.sealed_hash }],
  ['gate', admitted],
  ['evidence', evidence],
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

/** Members that may be null as well as what they are. */
const NULLABLE = ['gate/reverified_at'];

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
      if (!NULLABLE.includes(`${name}/${member}`)) assert.notDeepEqual(faults(name, { ...value, [member]: null }), [], `${name} with ${member} null`);
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

test('what a real server answers to a backend', async (t) => {
  const backend = await server();
  t.after(() => backend.stop());
  const api = gateway(backend);
  const policy = await api.policy();
  const said = async (name, method, path, options) => {
    const { status, ...answer } = await api.call(method, path, { token: api.credential(), ...options });
    assert.ok(status < 300, `${path}: ${status}`);
    assert.deepEqual(faults(name, answer), [], `${method} ${path}`);
    return answer;
  };
  const gateOf = async (account, state) => assert.equal((await said('gate', 'GET', `/gate/${account}`)).state, state);
  await said('keys', 'GET', '/keys');
  await gateOf('a', 'none');
  const own = await device();
  const asked = async (session) => {
    const request = { account_ref: 'a', session, origin: backend.url };
    assert.deepEqual(faults('ticket-request', request), []);
    const { ticket } = await said('ticket', 'POST', '/tickets', { body: JSON.stringify(request) });
    assert.deepEqual(faults('challenge-request', { jkt: own.jkt }), []);
    const challenge = await said('challenge', 'POST', '/challenge', { token: ticket, body: JSON.stringify({ jkt: own.jkt }) });
    return { ticket, challenge: { ...challenge } };
  };
  const made = async (challenge, bend) => forge({ device: own, challenge, policy, origin: backend.url, values: VALUES, bend });

  const signup = await asked('s1');
  const { id } = await api.submit(signup.ticket, await made(signup.challenge));
  const until = Date.now() + 10_000;
  while ((await said('evidence', 'GET', `/bundles/${id}`)).state === 'pending') assert.ok(Date.now() < until, 'no outcome');
  await gateOf('a', 'admitted');
  const { consents } = await api.evidence(id);
  const consent = consents.find(({ purpose }) => purpose === 'identity_check');
  await said('withdrawn', 'POST', `/consents/${consent.id}/withdraw`, { token: signup.ticket, type: 'application/realname-withdrawal+json', body: '{"v":1}' });
  await gateOf('a', 'restricted');
  await said('evidence', 'GET', `/bundles/${id}`);

  const refusal = await asked('s2');
  const refused = (all) => all.map((entry) => (entry.purpose === 'identity_check' ? { ...entry, decision: 'refused' } : entry));
  const { sd_jwt } = await made(refusal.challenge, { consent: refused });
  const { _sd, _sd_alg, sealed_hash, ...claims } = JSON.parse(Buffer.from(sd_jwt.split('.')[1], 'base64url'));
  const { id: no } = await api.decide(refusal.ticket, await own.sign(claims, 'realname-decision+jwt'));
  await gateOf('a', 'refused');
  const { state, sealed, result } = await said('evidence', 'GET', `/bundles/${no}`);
  assert.deepEqual([state, sealed, result], ['refused', null, null]);
});
