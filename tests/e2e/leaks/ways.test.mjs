// The laboratory on the other ways through the form, in Chromium, with every recorder loaded after it and as open as it can be. Each way is
// walked twice: as it is, and made to log what is typed, which must be seen.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { gateway } from '../lab/gateway.mjs';
import { PAGE } from './lab/campaign.mjs';
import { find, findIn } from './lab/canary.mjs';
import { ENGINES } from './lab/engines.mjs';
import { ground } from './lab/ground.mjs';
import { visit } from './lab/visit.mjs';
import { CHILDREN, FAMILY, WAYS, logged } from './lab/ways.mjs';

const SET = 'heron';

describe('the other ways through the form', () => {
  const results = new Map();
  before(async () => {
    const left = Object.keys(WAYS).flatMap((name) => [false, true].map((leaking) => [name, leaking]));
    await Promise.all([0, 1].map(async () => {
      for (let next = left.shift(); next; next = left.shift()) {
        const [name, leaking] = next;
        const { page, family, walk } = WAYS[name];
        const place = await ground({ setups: ['open'], change: leaking ? logged : undefined, configuration: family ? CHILDREN : undefined });
        try {
          let more;
          const way = async (...args) => (more = await walk(...args));
          const seen = await visit(place, ENGINES.chromium, { kind: page, order: 'late', setup: 'open', set: SET, way });
          // What a field's form holds goes to the backend, which brings it.
          if (more.bundle) more.verified = await place.verify(more.bundle);
          const evidence = more.id && await gateway(place.backend).evidence(more.id);
          const server = [place.backend.log(), ...place.backend.files().map(([, bytes]) => bytes), more.receipt ?? ''].map((one) => Buffer.from(one));
          const search = family ? (bytes) => findIn(FAMILY, bytes) : (bytes) => find(SET, bytes);
          const doors = [...seen.doors, ['what the server has now', server]];
          results.set(`${name}${leaking ? ', leaking' : ''}`, {
            ...more, evidence, failures: seen.failures, found: doors.map(([door, all]) => [door, [...new Set(all.flatMap((bytes) => [...search(bytes)]))]]).filter(([, found]) => found.length > 0),
          });
        } finally {
          await place.stop();
        }
      }
    }));
  });

  for (const name of Object.keys(WAYS)) describe(name, () => {
    it('nothing is found, at any door', () => {
      const { found, failures, evidence, verified } = results.get(name);
      assert.deepEqual(failures, []);
      // It went through: whoever walked only half of the way would find nothing either.
      assert.equal(evidence?.state ?? verified?.state, 'admitted');
      assert.deepEqual(found, []);
    });

    it('is seen when it leaks', () => {
      const { found, failures } = results.get(`${name}, leaking`);
      assert.deepEqual(failures, []);
      const doors = new Map(found);
      for (const door of ['patched console', 'console, as DevTools has it', 'sent: datadog-logs']) assert.ok(doors.has(door), `${door}: ${[...doors.keys()]}`);
    });
  });

  it('the receipt was there, with its consents', () => {
    assert.ok(JSON.parse(results.get('the receipt').receipt).receipt_jwt.length > 100);
  });

  it('docs/leaks.md lists each of them', () => {
    const page = readFileSync(PAGE, 'utf8');
    for (const name of Object.keys(WAYS)) assert.ok(page.includes(`| ${name} |`), name);
  });
});
