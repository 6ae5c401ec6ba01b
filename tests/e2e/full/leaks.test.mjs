// The laboratory in Firefox and in WebKit, as docs/leaks.md says: no recorder from npm gets anything of ours. `cargo xtask test --full`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { campaign, differences, tabulate } from '../leaks/lab/campaign.mjs';
import { CELLS, ENGINES } from '../leaks/lab/engines.mjs';

/** Engine → the doors by which our own recorder gets something. */
const OPEN = { firefox: [], webkit: [] };

for (const [engine, open] of Object.entries(OPEN)) {
  test(`in ${engine} recorders get what docs/leaks.md says, and those from npm nothing`, async () => {
    const results = await campaign(ENGINES[engine], CELLS[engine]);
    assert.deepEqual(results.flatMap(({ failures }) => failures), []);
    const of = (cell) => results.filter((result) => result.cell === cell);
    assert.ok(of('ours/late').length === 4 && of('ours/late').every(({ id }) => id), 'each signup was admitted');
    assert.deepEqual(differences(engine, tabulate(results), CELLS[engine]), []);
    const ours = of('ours/late').flatMap(({ doors }) => doors.filter(({ found }) => found.length > 0).map(({ door }) => door));
    assert.deepEqual(ours.filter((door) => !open.includes(door)), []);
    assert.deepEqual(results.flatMap(({ doors }) => doors.flatMap(({ other }) => other)), []);
  });
}
