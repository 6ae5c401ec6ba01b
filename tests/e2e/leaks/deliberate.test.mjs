// The proof, mutated: our own form made to leak at one door after the other. Each is caught, by whoever stands there.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { PAGE } from './lab/campaign.mjs';
import { ENGINES } from './lab/engines.mjs';
import { FRAMED, LEAKS, mutated } from './lab/patches.mjs';

for (const [title, leaks, way] of [['a deliberate leak', LEAKS, {}], ['a deliberate leak of the frame', FRAMED, { kind: 'frame', order: 'first', lanes: 1 }]]) {
  describe(title, () => {
    let results;
    before(async () => {
      results = await mutated(ENGINES.chromium, leaks, way);
    });

    it('is not there when the form is as it is', () => {
      // Typing alone, through the same short way, leaks nothing: DevTools alone see what stands in it.
      assert.deepEqual([...results.get('none')].filter(([, found]) => found.length > 0).map(([door]) => door), ['the document after the answer, closed roots pierced']);
    });

    for (const [door, { told, spelling = 'as it is' }] of Object.entries(leaks)) {
      it(`by ${door} is caught`, () => {
        const got = results.get(door);
        for (const who of told) assert.ok(got.get(who)?.some((found) => found === 'there' || found.includes(`(${spelling})`)), `${who}: ${got.get(who)}`);
      });
    }
  });
}

it('docs/leaks.md lists each of them', () => {
  const page = readFileSync(PAGE, 'utf8').replace(/\s+/g, ' ');
  for (const [before, leaks] of [['is made to leak in', LEAKS], ['the frame in', FRAMED]]) {
    const [, number, list] = new RegExp(`${before} (\\d+)[^:]*: ([^;]*);`).exec(page);
    assert.deepEqual([Number(number), list], [Object.keys(leaks).length, Object.keys(leaks).join(', ')]);
  }
});
