// A built page in a real Chromium against the real server, under its strict policy: a whole signup, or the code that is
// in the way.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { consoleLines, requests } from '../../e2e/lab/browser.mjs';
import { SPECIMEN, open } from '../../e2e/lab/person.mjs';
import { ROOT } from './package.mjs';

const APP = join(ROOT, 'tests/consumers/app');

/** Puts the sources of the application beside `node_modules`, and answers where. */
export function application(own, name) {
  const folder = join(own.folder, name);
  cpSync(APP, folder, { recursive: true });
  return folder;
}

/** Writes the page that loads the given script tags, and the icon, so that nothing is missing. */
export function page(folder, script, form = script.includes('.jsx') || script.includes('/vue.') || script.includes('/svelte.') ? '' : '<realname-form></realname-form>') {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.html'), readFileSync(join(APP, 'page.html'), 'utf8').replace('<!-- form -->', script.includes('/headless-') ? '<link rel="stylesheet" href="/headless.css">' : form).replace('<!-- script -->', script));
  cpSync(join(ROOT, 'www/icon.svg'), join(folder, 'icon.svg'));
}

/** Opens a page of a running front, signs up. Answers what happened and what the browser saw. */
export async function drive(chromium, url) {
  await Promise.all([consoleLines(chromium), requests(chromium)]);
  await chromium.cdp('Network.clearBrowserCookies');
  const person = await open(chromium, url);
  let outcome;
  try {
    // What happened before anybody listened is kept by the page itself.
    const failed = () => chromium.driver.executeScript('return document.documentElement.dataset.error');
    const stands = () => chromium.driver.executeScript('const f = document.querySelector("realname-form"); return !!f && f.matches(":defined") && f.offsetHeight > 300');
    await chromium.driver.wait(async () => (await failed()) || stands(), 20_000, 'neither a form nor an error');
    outcome = await failed();
    if (!outcome) {
      await person.fill(SPECIMEN);
      await person.press('submit');
      outcome = (await person.event(({ type, state }) => type === 'submitted' || state === 'failed', 'submitted')).state;
    }
  } catch (error) {
    outcome = `${error.message}`;
  }
  const seen = await requests(chromium);
  return {
    outcome,
    /** What the pure checks said: the state of a verdict, or the code of the failure. */
    check: await chromium.driver.executeScript('return document.documentElement.dataset.check'),
    console: await consoleLines(chromium),
    strangers: [...new Set(seen.map((request) => new URL(request.url)).filter(({ protocol, origin }) => /^http/.test(protocol) && origin !== new URL(url).origin).map(({ origin }) => origin))],
    wasm: seen.filter((request) => new URL(request.url).pathname.endsWith('.wasm')).length,
  };
}
