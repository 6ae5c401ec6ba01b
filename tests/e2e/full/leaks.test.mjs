// The laboratory in Firefox and in WebKit, as docs/leaks.md says: no recorder gets anything of our form when it is loaded later, and none anything
// of the frame when it is loaded first. `cargo xtask test --full`.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { campaign, differences, tabulate } from '../leaks/lab/campaign.mjs';
import { CELLS, ENGINES } from '../leaks/lab/engines.mjs';
import { FRAMED, mutated } from '../leaks/lab/patches.mjs';

for (const engine of ['firefox', 'webkit']) {
  describe(`the laboratory in ${engine}`, () => {
    let results;
    before(async () => {
      results = await campaign(ENGINES[engine], CELLS[engine]);
    });
    const of = (cell) => results.filter((result) => result.cell === cell);
    const leaks = (cell) => of(cell).flatMap(({ doors }) => doors.filter(({ found }) => found.length > 0).map(({ door }) => door));

    it('ran: every recorder came up, each signup was admitted', () => {
      assert.deepEqual(results.flatMap(({ failures }) => failures), []);
      for (const cell of ['ours/late', 'frame/first']) assert.ok(of(cell).length === 4 && of(cell).every(({ id }) => id), cell);
    });

    it('gets what docs/leaks.md says, and from our form nothing', () => {
      assert.deepEqual(differences(engine, tabulate(results), CELLS[engine]), []);
      assert.deepEqual(leaks('ours/late'), []);
      assert.deepEqual(results.flatMap(({ doors }) => doors.flatMap(({ other }) => other)), []);
    });

    it('gets nothing of the frame, although every recorder was there first', () => {
      assert.deepEqual(leaks('frame/first'), []);
      for (const { asked, typed, setup, doors } of of('frame/first')) {
        assert.deepEqual(['/realname/v1/challenge', '/realname/v1/bundles'].filter((path) => !asked.includes(path)), [], 'what the frame asks was searched');
        // WebKit's driver sees into no closed root.
        if (engine === 'firefox') assert.equal(typed, true, 'everything stood in the inputs');
        if (setup === 'wrapped') continue;
        for (const door of ['events of the element', 'patched fetch, XHR, sendBeacon, WebSocket', 'sent: rrweb', 'sent: sentry']) assert.ok(doors.some((there) => there.door === door), `${setup}: ${door}`);
      }
    });

    it('catches a frame that leaks', async () => {
      const got = await mutated(ENGINES[engine], FRAMED, { kind: 'frame', order: 'first', lanes: 1 });
      assert.deepEqual([...got.get('none')].filter(([, found]) => found.length > 0), []);
      for (const [leak, { told }] of Object.entries(FRAMED)) {
        for (const who of told) assert.ok(got.get(leak).get(who)?.some((found) => found.includes('(as it is)')), `${leak}: ${who}`);
      }
    });
  });
}
