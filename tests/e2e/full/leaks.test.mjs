// The laboratory in Firefox, as docs/leaks.md says: no recorder from npm gets anything of ours, and the selection leads
// into the closed root, which is printed as it is. `cargo xtask test --full`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { campaign, differences, tabulate } from '../leaks/lab/campaign.mjs';
import { CELLS, ENGINES } from '../leaks/lab/engines.mjs';

test('in Firefox recorders get what docs/leaks.md says, and those from npm nothing', async () => {
  const results = await campaign(ENGINES.firefox, CELLS.firefox);
  assert.deepEqual(results.flatMap(({ failures }) => failures), []);
  assert.deepEqual(differences('firefox', tabulate(results), CELLS.firefox), []);
  const ours = results.filter(({ cell }) => cell === 'ours/late').flatMap(({ doors }) => doors.filter(({ found }) => found.length > 0).map(({ door }) => door));
  assert.deepEqual(ours.filter((door) => door !== 'getSelection()'), []);
  assert.deepEqual(results.flatMap(({ doors }) => doors.flatMap(({ other }) => other)), []);
});
