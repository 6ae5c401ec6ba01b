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
      if (state !== 'well-formed') continue;
      assert.equal(verdict.normalized, normalized, shown);
      assert.deepEqual(verdict.warnings, warnings, shown);
      // The years of a place stay out of the browser's module unless the feature asks for them.
      for (const [fact, value] of Object.entries(facts)) {
        if (fact !== 'regionYears') assert.deepEqual(verdict.facts[fact], value, `${shown} ${fact}`);
      }
    }
  });
}
