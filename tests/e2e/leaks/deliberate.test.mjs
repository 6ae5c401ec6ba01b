// The proof, mutated: our own form made to leak at one door after the other. Each is caught, by whoever stands there.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { find } from './lab/canary.mjs';
import { ENGINES } from './lab/engines.mjs';
import { ground } from './lab/ground.mjs';
import { type } from './lab/journey.mjs';
import { LEAKS, patched } from './lab/patches.mjs';
import { visit } from './lab/visit.mjs';

describe('a deliberate leak', () => {
  const results = new Map();
  before(async () => {
    // The first is none: typing alone, through the same short way, leaks nothing.
    const left = [['none', {}], ...Object.entries(LEAKS)];
    await Promise.all([0, 1].map(async () => {
      let leak;
      const place = await ground({ setups: ['open'], change: (path) => (leak.platform ? patched(leak)(path) : undefined) });
      try {
        for (let next = left.shift(); next; next = left.shift()) {
          leak = next[1];
          const { doors } = await visit(place, ENGINES.chromium, { kind: 'ours', order: 'late', setup: 'open', set: 'heron', way: type });
          results.set(next[0], new Map([...doors].map(([door, all]) => [door, [...new Set(all.flatMap((bytes) => [...find('heron', bytes)]))]])));
        }
      } finally {
        await place.stop();
      }
    }));
  });

  it('is not there when the form is as it is', () => {
    // DevTools alone see what stands in it.
    assert.deepEqual([...results.get('none')].filter(([, found]) => found.length > 0).map(([door]) => door), ['the document after the answer, closed roots pierced']);
  });

  for (const [door, { told, spelling = 'as it is' }] of Object.entries(LEAKS)) {
    it(`by ${door} is caught`, () => {
      const got = results.get(door);
      for (const who of told) assert.ok(got.get(who)?.some((found) => found.includes(`(${spelling})`)), `${who}: ${got.get(who)}`);
    });
  }
});
