// Hot module replacement by Vite: the application's modules are evaluated again under a form that stands, and it loses nothing.
import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { browser, pierced } from '../../e2e/lab/browser.mjs';
import { SPECIMEN, open } from '../../e2e/lab/person.mjs';
import { installed } from '../lab/package.mjs';
import { served } from '../lab/serve.mjs';

test('a form stands over a hot replacement of the modules that define it, with what was typed', async () => {
  const own = installed();
  const [site, chromium] = await Promise.all([served('vite-dev', 'hot', own), browser()]);
  const run = (script) => chromium.driver.executeScript(script);
  try {
    const person = await open(chromium, site.url);
    await person.fill(SPECIMEN);
    await run('window.__same = true');
    appendFileSync(join(own.folder, 'vite-dev-hot/element.js'), '\nwindow.__replaced = true;\n');
    await chromium.driver.wait(() => run('return window.__replaced'), 20_000, 'nothing was replaced');
    assert.equal(await run('return window.__same'), true, 'the page was not loaded again');
    assert.ok((await pierced(chromium)).includes(SPECIMEN.mobile), 'what was typed stands');
    person.lost();
    await person.press('submit');
    await person.event(({ type, state }) => type === 'submitted' && state === 'admitted', 'admitted');
  } finally {
    await chromium.stop();
    await site.stop();
    own.remove();
  }
});
