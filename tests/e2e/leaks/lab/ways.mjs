// The other ways through the form: as a field of a form, a child with a guardian, a device key that is kept and shown again, the receipt, and
// headless. Each ends with what only it has.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { By } from 'selenium-webdriver';
import { born, number } from '../../lab/people.mjs';
import { open } from '../../lab/person.mjs';
import { SETS } from './canary.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../../..');
export const CHILDREN = join(ROOT, 'server/demo/children.toml');

/** The child's and the guardian's canaries: names and telephones of two sets, numbers of the right ages. */
export const FAMILY = {
  child: { name: SETS.heron.composed, id: number(born(10, -37), { place: '410782', sequence: '839' }), mobile: SETS.heron.pasted },
  guardian: { name: SETS.martin.composed, id: SETS.martin.typed, mobile: SETS.martin.pasted },
};

const told = (driver, body, ...args) => driver.executeAsyncScript(`
  const done = arguments[arguments.length - 1];
  (async (...args) => { ${body} })(...arguments).then((value) => done([value]), (error) => done([null, error.code ?? String(error)]));`, ...args)
  .then(([value, error]) => { if (error) throw new Error(error); return value; });

async function started(browser, url) {
  await browser.driver.get(url);
  return open(browser, url);
}

const filled = (person, canary) => person.fill({ name: canary.composed, id: canary.typed, mobile: canary.pasted });
const admitted = (person) => person.event((event) => event.type === 'submitted' && event.state === 'admitted', 'admitted');

/** Way → its page and what a person does there; the answer has the bundle's id, or the bundle for the backend. */
export const WAYS = {
  'a field of a form': {
    page: 'field',
    async walk(browser, url, kind, canary) {
      const person = await started(browser, url);
      await filled(person, canary);
      await browser.driver.findElement(By.id('go')).click();
      await browser.driver.wait(() => browser.driver.executeScript('return !!document.documentElement.dataset.bundle'), 20_000, 'not sealed');
      const bundle = await browser.driver.executeScript('return document.documentElement.dataset.bundle');
      // Sealed and still standing: taken out of the form before the last look.
      await browser.driver.executeScript('document.getElementById("outer").reset()');
      return { bundle };
    },
  },
  'a child with a guardian': {
    page: 'ours', family: true,
    async walk(browser, url) {
      const person = await started(browser, url);
      await person.family(FAMILY.child, FAMILY.guardian);
      await person.press('submit');
      return admitted(person);
    },
  },
  'a kept device key, shown again': {
    page: 'ours',
    async walk(browser, url, kind, canary) {
      const person = await started(browser, url);
      await browser.driver.executeScript('document.querySelector("realname-form").setAttribute("remember-device", "")');
      await filled(person, canary);
      await person.press('submit');
      const { id } = await admitted(person);
      const device = await told(browser.driver, `
        const { deviceOf, reverify } = await import('/realname/index.js');
        const { ticket } = await (await fetch('/provider/session', { method: 'POST' })).json();
        await reverify({ endpoint: '/realname/v1', ticket });
        return deviceOf({ endpoint: '/realname/v1' });`);
      if (!device) throw new Error('no key was kept');
      return { id };
    },
  },
  'the receipt': {
    page: 'ours',
    async walk(browser, url, kind, canary) {
      const person = await started(browser, url);
      await filled(person, canary);
      await person.press('submit');
      const { id } = await admitted(person);
      // Fetched and drawn as docs/integrate.md has it, its text in the page, where every recorder looks.
      const [, printed] = /^```js\n(\/\/ receipt\.js\n[\s\S]*?)^```$/m.exec(readFileSync(join(ROOT, 'docs/integrate.md'), 'utf8'));
      const receipt = await told(browser.driver, `
        const { ticket } = await (await fetch('/provider/session', { method: 'POST' })).json();
        ${printed.replaceAll('export ', '')}
        const text = await (await fetchReceipt('/realname/v1', args[0], ticket)).text();
        document.body.appendChild(Object.assign(document.createElement('pre'), { id: 'receipt', textContent: text }));
        return text;`, id);
      return { id, receipt };
    },
  },
  headless: {
    page: 'headless',
    async walk(browser, url, kind, canary) {
      const { driver } = browser;
      await driver.get(url);
      await driver.wait(() => driver.executeScript('return document.documentElement.dataset.ready === "yes"'), 20_000, 'the headless page did not start');
      for (let y = 0; y < 6; y += 1) {
        await driver.executeScript('scrollTo(0, arguments[0] * innerHeight / 3)', y);
        await new Promise((resolve) => setTimeout(resolve, 80));
      }
      for (const button of await driver.findElements(By.css('[id$="-given"]'))) {
        await button.click();
        const state = await button.getAttribute('data-state');
        if (state !== 'decided') throw new Error(`${await button.getAttribute('id')}: ${state}`);
      }
      for (const [field, text] of [['name', canary.composed], ['id_number', canary.typed], ['mobile', canary.pasted]]) {
        for (const character of text) await driver.executeScript('window.__press(arguments[0], arguments[1])', field, character.codePointAt(0) ^ 0x5a5a);
        await driver.executeScript('window.__press(arguments[0], 0)', field);
      }
      const { id } = await told(driver, 'return window.__signup.submit()');
      await driver.executeScript('window.__signup.destroy()');
      return { id };
    },
  },
};

/** The leak by which each way is shown to be seen: what goes into the wasm is logged on its way. */
const LOGGED = (() => {
  const text = readFileSync(join(ROOT, 'src/browser/platform.js'), 'utf8');
  const from = ["return normalize(valueOf(page.nodes[node]), 'NFC');", "return `${page.config[name] ?? ''}`;"];
  if (from.some((line) => text.split(line).length !== 2)) throw new Error('platform.js reads otherwise');
  return text.replace(from[0], "const text = normalize(valueOf(page.nodes[node]), 'NFC'); console.warn(text); return text;")
    .replace(from[1], "const text = `${page.config[name] ?? ''}`; if (name === 'text') console.warn(text); return text;");
})();
export const logged = (path) => (path.endsWith('/platform.js') ? LOGGED : undefined);
