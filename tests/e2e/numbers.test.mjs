// The vectors of every kind through the package as a program imports it: the same answers as in tests/numbers.rs.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import * as realname from '../../pkg/index.js';

const folder = new URL('../vectors/', import.meta.url);
await realname.load({ wasm: readFileSync(new URL('../../pkg/dist/core.wasm', import.meta.url)) });

const checks = {
  document: (text, kind, on) => realname.checkDocument(text, { kind, on }),
  organization: (text, kind) => realname.checkOrganization(text, { kind }),
  mobile: (text, kind) => realname.checkMobile(text, { kind }),
  name: (text) => realname.checkName(text),
  filing: (text) => realname.checkFilingNumber(text),
};

const isValid = {
  document: realname.isValidDocument, organization: realname.isValidOrganization, mobile: realname.isValidMobile,
};

test('arguments that mean nothing are refused, not taken for others', () => {
  assert.throws(() => realname.checkDocument('1', { kind: 'passport' }), TypeError);
  assert.throws(() => realname.checkMobile('1', { kind: 'resident-id' }), TypeError);
  assert.throws(() => realname.isValidOrganization('1', 'USCC'), TypeError);
  for (const on of ['tomorrow', '2026-02-30', '20261125']) assert.throws(() => realname.checkDocument('1', { on }), TypeError);
  assert.throws(() => realname.checkDocument('1', { kind: '__proto__' }), TypeError);
});

/** Facts that stay out of the browser's module unless a feature asks for them. */
const HOST_ALONE = ['regionYears', 'countryListed', 'issuer', 'issuerListed'];
for (const name of readdirSync(folder).filter((entry) => entry.endsWith('.json'))) {
  const file = JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
  if (!file.family) continue;
  const skip = file.family === 'filing' && !realname.checkFilingNumber && 'no export yet';
  test(`vectors: ${file.kind}`, { skip }, () => {
    for (const { text, state, code, normalized, warnings = [], facts = {} } of file.cases) {
      const verdict = checks[file.family](text, file.kind, file.today);
      const shown = JSON.stringify(text);
      assert.equal(verdict.state, state, shown);
      assert.equal(verdict.code, code, shown);
      // Without a date of its own the fast path looks at the clock: births of the vectors' future may be past by now.
      if (code !== 'E_INPUT_FUTURE') assert.equal(isValid[file.family]?.(text, file.kind) ?? state === 'well-formed', state === 'well-formed', shown);
      if (state !== 'well-formed') continue;
      assert.equal(verdict.normalized, normalized, shown);
      assert.deepEqual(verdict.warnings, warnings, shown);
      for (const [fact, value] of Object.entries(facts)) {
        if (!HOST_ALONE.includes(fact)) assert.deepEqual(verdict.facts[fact], value, `${shown} ${fact}`);
      }
    }
  });
}
