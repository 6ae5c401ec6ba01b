// The same signup in Chromium, Firefox and WebKit, driven by focus, Tab and keys over W3C WebDriver alone, through a root
// that stays closed: `cargo xtask test --full`.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Key } from 'selenium-webdriver';
import { browser, gecko } from '../lab/browser.mjs';
import { gateway } from '../lab/gateway.mjs';
import { SPECIMEN, open } from '../lab/person.mjs';
import { server } from '../lab/server.mjs';
import { webkit } from '../lab/webkit.mjs';

for (const [name, start] of [['Chromium', browser], ['Firefox', gecko], ['WebKit', webkit]]) {
  describe(`in ${name}`, () => {
    let engine, backend, api;
    before(async () => {
      [engine, backend] = await Promise.all([start(), server()]);
      api = gateway(backend);
    });
    after(async () => {
      await engine?.stop();
      await backend?.stop();
    });
    const run = (script, ...args) => engine.driver.executeScript(script, ...args);
    /** Another visitor: the demo provider gives a new account. */
    const visit = async () => {
      // From a page that has no session of its own, whose answer could set the old cookie again.
      await engine.driver.get(`${backend.url}/legal/terms.html`);
      await engine.driver.executeAsyncScript(`const done = arguments[0]; fetch('/provider/reset', { method: 'POST' }).then(() => done(), done)`);
      const person = await open(engine, backend.signup);
      assert.equal(await run('return document.querySelector("realname-form").shadowRoot'), null, 'the root is closed');
      return person;
    };

    it('a signup is admitted, by keyboard alone', async () => {
      const person = await visit();
      await person.fill(SPECIMEN);
      await person.press('submit');
      const { id } = await person.event((e) => e.type === 'submitted' && e.state === 'admitted', 'admitted');
      const evidence = await api.evidence(id);
      assert.equal(evidence.result.outcome, 'match');
      assert.ok(evidence.decisions.every(({ display }) => display === 'element'));
    });

    it('a wrong check digit has its code, and is mended in place', async () => {
      const person = await visit();
      await person.fill({ ...SPECIMEN, id: '110105194912310021' });
      assert.equal((await person.event((e) => e.type === 'error', 'error')).code, 'E_INPUT_CHECKSUM');
      await person.to('id_number');
      await person.keys(Key.END, Key.BACK_SPACE, 'X');
      await person.press('submit');
      await person.event((e) => e.type === 'submitted' && e.state === 'admitted', 'admitted');
    });

    it('a remembered device is the same after a reload, and re-verifies its account', async () => {
      const person = await visit();
      await run('document.querySelector("realname-form").setAttribute("remember-device", "")');
      await person.fill(SPECIMEN);
      await person.press('submit');
      const { id } = await person.event((e) => e.type === 'submitted' && e.state === 'admitted', 'admitted');
      const { jkt, account_ref } = await api.evidence(id);
      await engine.driver.navigate().refresh();
      const [found, state] = await engine.driver.executeAsyncScript(`
        const done = arguments[0];
        (async () => {
          const { deviceOf, reverify } = await import('/realname/index.js');
          const { ticket } = await (await fetch('/provider/session', { method: 'POST' })).json();
          const endpoint = '/realname/v1';
          return [await deviceOf({ endpoint }), (await reverify({ endpoint, ticket })).state];
        })().then(done, (error) => done([String(error), error.code]));`);
      assert.deepEqual([found, state], [jkt, 'reverified']);
      assert.ok((await api.gate(account_ref)).reverified_at > 0);
    });

    it('a refusal sends the decision alone', async () => {
      const person = await visit();
      await person.ready();
      for (const control of ['acknowledge', 'accept', 'refuse', 'submit']) await person.press(control);
      const { id } = await person.event((e) => e.type === 'submitted' && e.state === 'refused', 'refused');
      assert.equal((await api.evidence(id)).sd_jwt, undefined);
    });

    it('a listener on window that comes later hears nothing of what is typed', async () => {
      const person = await visit();
      await person.ready();
      await run(`
        window.__heard = [];
        for (const type of ['keydown', 'keyup', 'keypress', 'beforeinput', 'input', 'paste', 'compositionend'])
          window.addEventListener(type, (event) => window.__heard.push(type + (event.key ?? '') + (event.data ?? '')), true);
        const plain = document.createElement('input'); plain.id = 'plain'; document.body.append(plain);`);
      await person.type('name', '鸢尾金丝雀');
      assert.deepEqual((await run('return window.__heard')).filter((line) => !line.endsWith('Tab')), []);
      await run('document.getElementById("plain").focus()');
      await person.keys('seeded');
      assert.ok((await run('return window.__heard.join()')).includes('inputs'), 'a plain input is heard');
    });

    it('the whole keyboard order there and back, in each language that the demo page speaks', async () => {
      for (const query of ['', '?lang=en']) {
        const person = await open(engine, backend.signup + query);
        await person.ready();
        await person.to('submit');
        await person.to('acknowledge');
        // Once more back leads out of the form, and forth into it: no trap on this side either.
        await person.tab(true);
        assert.notEqual(await run('return document.activeElement.localName'), 'realname-form');
        await person.tab();
        assert.equal(await run('return document.activeElement.localName'), 'realname-form');
      }
    });
  });
}
