// Each code that a person can meet, met, in each language: what the form says is the table's text. `cargo xtask test --full`.
import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { browser } from '../lab/browser.mjs';
import { CODES, everyCode, said } from '../lab/codes.mjs';
import { gated } from '../lab/gate.mjs';
import { MEASURE } from '../lab/measure.mjs';
import { inside } from '../lab/root.mjs';
import { LOCALES, PHONE } from '../lab/walk.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../..');
/** What a text may be about; `number` where a gateway's answer does not say. */
const FIELDS = ['name', 'id_number', 'mobile', 'number'];

describe('each code that a person can meet', () => {
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
    it(`is said in the words of the table: ${locale}`, async () => {
      const { default: texts } = await import(pathToFileURL(join(ROOT, `npm/strings/${locale}.js`)));
      const met = [];
      await everyCode(chromium, gate, locale, async (code) => {
        const words = await said(chromium);
        assert.ok(FIELDS.some((field) => words.includes(texts[code].replace('{field}', texts[field]))), `${code}: ${words.join(' | ')}`);
        // On the smallest phone. Without what is missing in the last of them nothing can be measured.
        if (code !== 'E_UNSUPPORTED_ENGINE') assert.deepEqual((await inside(chromium, MEASURE)).wide, [], code);
        met.push(code);
      });
      assert.deepEqual(met, CODES);
    });
  }
});
