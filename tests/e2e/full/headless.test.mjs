// `createSignup` in Firefox and WebKit: a person's clicks are decisions, a script's are not, and the records say whose buttons
// they were. Everything else of it is in `../headless.test.mjs`.
import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { By } from 'selenium-webdriver';
import { gecko } from '../lab/browser.mjs';
import { gateway } from '../lab/gateway.mjs';
import { SPECIMEN } from '../lab/person.mjs';
import { server } from '../lab/server.mjs';
import { webkit } from '../lab/webkit.mjs';

const WWW = join(dirname(fileURLToPath(import.meta.url)), '../headless');

for (const [name, start] of [['Firefox', gecko], ['WebKit', webkit]]) {
  describe(`a headless signup in ${name}`, () => {
    let engine, backend;
    before(async () => {
      [engine, backend] = await Promise.all([start(), server({ www: WWW })]);
    });
    after(async () => {
      await engine?.stop();
      await backend?.stop();
    });

    it('is admitted by clicks and keys of a person, and by no script', async () => {
      const { driver } = engine;
      const run = (script, ...args) => driver.executeScript(script, ...args);
      const work = (body) => driver.executeAsyncScript(
        `const done = arguments[arguments.length - 1]; (async () => { ${body} })().then((value) => done({ value }), (error) => done({ error: error.code ?? String(error) }));`,
      ).then(({ value, error }) => { if (error) throw new Error(error); return value; });
      await driver.manage().setTimeouts({ script: 20_000 });
      await driver.get(backend.url);
      await driver.wait(() => run('return document.documentElement.dataset.loaded'), 10_000, 'the page');
      await work('await begin(); await read();');
      const refused = await work(`
        const button = document.getElementById('identity_check-given');
        button.click();
        button.dispatchEvent(new MouseEvent('click', { bubbles: true }));
        const label = document.createElement('label'); label.htmlFor = button.id; document.body.append(label);
        label.click();
        // WebKit hands it on a little later.
        await new Promise((resolve) => setTimeout(resolve, 100));
        label.remove();
        return errors;`);
      assert.deepEqual(refused, ['E_UNTRUSTED_EVENT', 'E_UNTRUSTED_EVENT', 'E_UNTRUSTED_EVENT']);
      for (const button of ['real_name_authentication-given', 'service_agreement-given', 'identity_check-given']) await driver.findElement(By.id(button)).click();
      for (const [field, text] of [['name', SPECIMEN.name], ['id_number', SPECIMEN.id], ['mobile', SPECIMEN.mobile]]) await driver.findElement(By.id(field)).sendKeys(text);
      assert.deepEqual((await run('return errors')).slice(3), []);
      const { id, state } = await work('return await signup.submit()');
      assert.equal(state, 'admitted');
      const { decisions } = await gateway(backend).evidence(id);
      assert.deepEqual(decisions.map(({ display }) => display), ['headless', 'headless', 'headless', 'headless']);
      assert.equal(await work('return await code(() => signup.submit())'), 'E_STATE');
    });
  });
}
