// Hosts with inputs of their own, as docs/integrate.md prints them: built, served, and driven through a whole signup.
import assert from 'node:assert/strict';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { By } from 'selenium-webdriver';
import { browser, consoleLines, requests } from '../../e2e/lab/browser.mjs';
import { SPECIMEN } from '../../e2e/lab/person.mjs';
import { consumers } from './build.mjs';
import { page } from './drive.mjs';
import { installed } from './package.mjs';
import { printed } from './printed.mjs';
import { served } from './serve.mjs';

const VALUES = { name: SPECIMEN.name, id_number: SPECIMEN.id, mobile: SPECIMEN.mobile };

/** Files on a server, no bundler: nobody resolves a package's name for a page. */
consumers['headless-plain'] = async (folder, entry, own) => {
  const www = join(folder, 'www');
  page(www, '<div id="app"></div><script type="module" src="/headless-plain.js"></script>');
  cpSync(own.at, join(www, 'package'), { recursive: true });
  for (const name of ['headless-plain.js', 'session.js', 'headless.css']) cpSync(join(folder, name), join(www, name));
  writeFileSync(join(www, 'headless.js'), printed('headless.js').replace("'realname'", `'/package/${entry}.js'`));
  return www;
};
for (const [name, file] of [['react', 'HeadlessSignup.jsx'], ['vue', 'HeadlessSignup.vue.js'], ['svelte', 'HeadlessSignup.svelte']]) {
  consumers[`headless-${name}`] = (folder, entry, own) => {
    writeFileSync(join(folder, file), printed(file).replace("'realname'", entry === 'index' ? "'realname'" : `'realname/${entry}'`));
    return consumers[name](folder, entry, own, `headless-${name}`);
  };
}

/** What a person does on such a page: reads it, answers, types, submits. Answers what the page was told. */
export async function drive({ driver }, url) {
  const run = (script, ...args) => driver.executeScript(script, ...args);
  await driver.get(url);
  await driver.wait(() => run('return document.documentElement.dataset.error || document.querySelector("button[name=submit]")'), 20_000, 'no form');
  await driver.executeAsyncScript(`
    const done = arguments[0]; let y = 0;
    const step = () => { scrollTo(0, y); if (y > document.documentElement.scrollHeight) return setTimeout(done, 100); y += innerHeight / 3; setTimeout(step, 40); };
    step();`);
  for (const button of await driver.findElements(By.css('button[value=given]'))) await button.click();
  for (const [field, text] of Object.entries(VALUES)) await driver.findElement(By.css(`input[name=${field}]`)).sendKeys(text);
  const states = await run('return [...document.querySelectorAll("button[value]")].map((b) => b.value + " " + b.getAttribute("aria-pressed"))');
  const submit = () => driver.findElement(By.css('button[name=submit]')).click();
  await submit();
  if (url.endsWith('?expired')) {
    await driver.wait(async () => (await run('return [...document.querySelectorAll("p")].at(-1).textContent')) === 'E_TICKET', 20_000, 'the ticket is one');
    // The page has another by now, and everything that was typed.
    await driver.wait(async () => {
      await submit();
      return run('return document.documentElement.dataset.told !== undefined');
    }, 20_000, 'not admitted by another ticket');
  }
  const answer = 'return document.documentElement.dataset.told ?? [...document.querySelectorAll("p")].at(-1).textContent';
  await driver.wait(async () => await run(answer), 20_000, 'no answer');
  return { told: await run(answer), states };
}

/** Registers a test for each. */
export function headless(names, entry = 'index') {
  describe('hosts with inputs of their own', () => {
    let own, chromium;
    before(async () => {
      own = installed();
      chromium = await browser();
    });
    after(async () => {
      await chromium?.stop();
      own?.remove();
    });
    for (const name of names) {
      for (const how of ['', '?expired']) it(`${name} signs a person up${how && ', with another ticket once the first has expired'}`, async () => {
        const at = await served(`headless-${name}`, entry, own);
        try {
          await Promise.all([consoleLines(chromium), requests(chromium)]);
          await chromium.cdp('Network.clearBrowserCookies');
          const { told, states } = await drive(chromium, at.url + how);
          assert.equal(told, 'admitted');
          assert.ok(states.filter((state) => state === 'given true').length >= 3, `${states}`);
          const sent = (await requests(chromium)).map(({ url, postData }) => `${url} ${postData}`).join();
          for (const value of Object.values(VALUES)) assert.ok(!sent.includes(value), 'a value in clear');
          assert.deepEqual((await consoleLines(chromium)).filter((line) => !/React DevTools/.test(line) && !(how && line.includes('403'))), []);
        } finally {
          await at.stop();
        }
      });
    }
  });
}
