// What a screen reader is told in each state and language, against the committed texts, which a person has read. After a
// change that is meant: `REALNAME_SNAPSHOTS=write node --test tests/e2e/snapshots.test.mjs`, then read them again.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { browser } from './lab/browser.mjs';
import { gated } from './lab/gate.mjs';
import { SPECIMEN } from './lab/person.mjs';
import { tree } from './lab/tree.mjs';
import { LOCALES, PHONE, STATES, walk } from './lab/walk.mjs';

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), 'snapshots');
const WRITE = process.env.REALNAME_SNAPSHOTS === 'write';

describe('what assistive technology is told', () => {
  let chromium, gate;
  before(async () => {
    [chromium, gate] = await Promise.all([browser(), gated()]);
    await chromium.cdp('Emulation.setDeviceMetricsOverride', PHONE);
  });
  after(async () => {
    await chromium?.stop();
    await gate?.stop();
  });

  for (const locale of LOCALES) {
    it(`is what was read: ${locale}`, async () => {
      const folder = join(FOLDER, locale);
      mkdirSync(folder, { recursive: true });
      const seen = [];
      await walk(chromium, gate, locale, async (state) => {
        seen.push(`${state}.txt`);
        const found = await tree(chromium, { whole: state === 'draft' || state === 'changed' });
        for (const value of Object.values(SPECIMEN)) assert.ok(!found.includes(value.slice(0, -1)), 'a value is in the text');
        const path = join(folder, `${state}.txt`);
        if (WRITE) writeFileSync(path, found);
        else assert.equal(found, existsSync(path) ? readFileSync(path, 'utf8') : '', `${path}: see the head of this test`);
      });
      assert.deepEqual(readdirSync(folder).sort(), seen.sort(), 'no text of a state that is no more');
      assert.equal(seen.length, STATES.length);
    });
  }
});
