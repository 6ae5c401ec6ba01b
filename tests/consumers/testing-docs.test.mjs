// docs/testing.md: each of its blocks is run as it is printed, by the tool that it is for.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { browser, consoleLines } from '../e2e/lab/browser.mjs';
import { DOCUMENT, block, pages, signedByLibrary, site } from './lab/library.mjs';
import { ROOT, installed } from './lab/package.mjs';

const text = readFileSync(join(ROOT, DOCUMENT), 'utf8');
const run = promisify(execFile);

describe(DOCUMENT, () => {
  let own;
  before(() => { own = installed(); });
  after(() => own?.remove());

  it('has no block that no test runs', () => {
    const blocks = [...text.matchAll(/^```(\w+)\n(.*)$/gm)].map(([, language, first]) => `${language} ${first}`);
    assert.deepEqual(blocks, [
      'js // people.mjs', 'toml # test.toml', 'js // signup.unit.test.mjs', 'js // signup.browser.js', 'js // signup.spec.mjs',
      'sh wasm-pack test --headless --chrome', 'rust #[wasm_bindgen_test]',
    ]);
    // wasm-pack runs the file that this stands in: stage "browser tests".
    const [, rust] = /^```rust\n([\s\S]*?)^```$/m.exec(text);
    assert.ok(readFileSync(join(ROOT, 'tests/web.rs'), 'utf8').includes(rust));
    assert.match(readFileSync(join(ROOT, 'xtask/src/test.rs'), 'utf8'), /command\("wasm-pack"\)\.args\(\["test", "--headless", "--chrome"/);
  });

  it('says of the people what they are', async () => {
    const lines = block('people.mjs').split('\n').filter((line) => line.includes('; //'));
    const source = `${block('people.mjs').split('\n').find((line) => line.startsWith('import'))}
      console.log(JSON.stringify([${lines.map((line) => line.split('; //')[0]).join(', ')}]));`;
    writeFileSync(join(own.folder, 'people.mjs'), source);
    const [pass, ...others] = JSON.parse((await run(process.execPath, ['people.mjs'], { cwd: own.folder })).stdout);
    const { verdict, name, id_number, mobile } = pass;
    assert.ok(lines[0].endsWith(`{ verdict: '${verdict}', name: '${name}', id_number: '${id_number}', mobile: '${mobile}' }`), lines[0]);
    assert.ok(others.length === 3 && others.every((value) => typeof value === 'string'));
    // The table's first column.
    const { persons } = await import(`file://${join(own.at, 'testing.js')}`);
    const told = [...text.matchAll(/^\| `([\w-]+)`[^|]*\| (`admitted`|`E_)/gm)].map(([, who]) => who);
    assert.deepEqual(told.sort(), Object.keys(persons).sort());
  });

  it('runs the unit test in Node', async () => {
    writeFileSync(join(own.folder, 'signup.unit.test.mjs'), block('signup.unit.test.mjs'));
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const { stdout } = await run(process.execPath, ['--test', '--test-reporter=tap', 'signup.unit.test.mjs'], { cwd: own.folder, env }).catch((error) => error);
    assert.match(stdout, /^# pass 1$[\s\S]*^# fail 0$/m, stdout);
  });

  it('runs the script of Testing Library in Chromium, without one trusted event', () => signedByLibrary(own, browser, consoleLines));

  it('runs the test of Playwright on the product', async () => {
    const www = pages(own, `
      import { defineRealnameForm } from '/realname/element.js';
      defineRealnameForm();
      const { ticket, pins } = await (await fetch('/provider/session', { method: 'POST' })).json();
      const form = document.createElement('realname-form');
      form.setAttribute('endpoint', '/realname/v1');
      form.setAttribute('pins', pins.join(' '));
      document.body.append(form);
      form.ticket = ticket;`);
    const folder = join(own.folder, 'playwright');
    mkdirSync(folder);
    writeFileSync(join(folder, 'signup.spec.mjs'), block('signup.spec.mjs'));
    const served = await site(www);
    const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
    const chrome = process.env.PATH.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name))).find(existsSync);
    writeFileSync(join(folder, 'playwright.config.mjs'), `export default { workers: 1, reporter: 'line', outputDir: ${JSON.stringify(join(folder, 'results'))}, use: { baseURL: ${JSON.stringify(served.url)}, launchOptions: { executablePath: ${JSON.stringify(chrome)}, args: ['--no-sandbox'] } } };`);
    try {
      const { NODE_TEST_CONTEXT: _, ...env } = process.env;
      const { stdout } = await run(process.execPath, [join(own.folder, 'node_modules/@playwright/test/cli.js'), 'test'], { cwd: folder, env: { ...env, CI: '1' } }).catch((error) => error);
      assert.match(stdout, /^ {2}1 passed/m, stdout);
    } finally {
      await served.stop();
      rmSync(www, { recursive: true });
    }
  });
});
