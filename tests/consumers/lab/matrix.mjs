// The table of docs/integrate.md, cell by cell: what it says is what a real browser does.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { browser, pierced } from '../../e2e/lab/browser.mjs';
import { SPECIMEN } from '../../e2e/lab/person.mjs';
import { drive } from './drive.mjs';
import { installed } from './package.mjs';
import { cells } from './printed.mjs';
import { served } from './serve.mjs';

/** What the consumers themselves write to the console. */
const CHATTER = /\[vite\] connect|React DevTools/;

/** Registers a test for each cell of these consumers. */
export function matrix(consumers) {
  describe('the package as others build it', () => {
    let own, chromium;
    before(async () => {
      own = installed();
      chromium = await browser();
    });
    after(async () => {
      await chromium?.stop();
      own?.remove();
    });

    const all = cells();
    for (const consumer of consumers) {
      const there = all.filter(([name]) => name === consumer);
      it(`${consumer} stands in the table`, () => assert.notEqual(there.length, 0));
      for (const [, entry, said] of there) {
        const name = entry.replace('realname/', '');
        it(`${consumer}: ${entry} ${said === 'works' ? 'works' : `fails with ${said}`}`, async () => {
          const at = await served(consumer, name, own);
          try {
            const { outcome, check, console, strangers, wasm } = await drive(chromium, at.url);
            assert.deepEqual(strangers, [], 'other origins');
            if (said !== 'works') {
              assert.equal(outcome, said);
              return;
            }
            assert.equal(outcome, 'admitted');
            assert.ok(check === null || check === 'well-formed', `the checks: ${check}`);
            assert.equal(wasm, name === 'element' ? 1 : 0, 'requests for a wasm file');
            assert.deepEqual(console.filter((line) => !CHATTER.test(line)), []);
            await MORE[consumer]?.(chromium);
          } finally {
            await at.stop();
          }
        });
      }
    }
  });
}

/** What only some consumers can show. */
const MORE = {
  async react(chromium) {
    const { driver } = chromium;
    assert.equal(await driver.executeScript('return document.documentElement.dataset.mounts'), '2', 'StrictMode mounted twice');
    assert.equal(await driver.executeScript('return document.documentElement.dataset.told'), 'admitted', 'the wrapper told its parent');
    await driver.executeScript('unmountForm()');
    await driver.wait(() => driver.executeScript('return !document.querySelector("realname-form")'), 5000, 'the form is still there');
    await driver.executeScript('mountForm()');
    await driver.wait(() => driver.executeScript('const f = document.querySelector("realname-form"); return !!f && f.offsetHeight > 300'), 10_000, 'no form again');
    const tree = await pierced(chromium);
    for (const value of Object.values(SPECIMEN)) assert.ok(!tree.includes(value), 'a value of the form before');
  },
};
