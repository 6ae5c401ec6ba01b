// The lives of a form where engines may differ, in Firefox and WebKit: `cargo xtask test --full`. What stands in the closed
// root is told by the element's `:state()` alone; everything else of it is in `../lifecycle.test.mjs`.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Key } from 'selenium-webdriver';
import { gecko } from '../lab/browser.mjs';
import { SMASH, lifecycle } from '../lab/lifecycle.mjs';
import { webkit } from '../lab/webkit.mjs';

for (const [name, start] of [['Firefox', gecko], ['WebKit', webkit]]) {
  describe(`the life of a form in ${name}`, () => {
    let engine, page;
    before(async () => {
      engine = await start();
      page = await lifecycle(engine);
    });
    after(async () => {
      await engine?.stop();
      await page?.stop();
    });
    const uncaught = async () => (await page.events()).filter(({ type }) => type === 'uncaught');

    it('two forms at once, of two versions, keep apart what is typed', async () => {
      await page.visit();
      const first = await page.put({ id: 'first' });
      const second = await page.put({ id: 'second', tag: 'realname-form-other', from: '/other', place: 'two' });
      await page.filled(first, 'first');
      assert.notEqual(await page.state('second'), 'decided');
      await page.filled(second, 'second');
      for (const [person, id] of [[first, 'first'], [second, 'second']]) {
        person.lost();
        await page.admitted(person, id);
      }
      assert.deepEqual(await uncaught(), []);
    });

    it('over a trap every form comes back empty, and signs somebody up', async () => {
      await page.visit();
      const [first, second] = [await page.put({ id: 'first' }), await page.put({ id: 'second', place: 'two' })];
      await page.filled(first, 'first');
      await second.ready();
      await second.type('name', '甲');
      await page.run(SMASH);
      await second.keys('x');
      await page.reaches('draft', 'first');
      await page.reaches('draft', 'second');
      assert.equal((await page.events()).filter(({ code }) => code === 'E_WASM_TRAP').length, 2);
      first.lost();
      await page.filled(first, 'first');
      await page.admitted(first, 'first');
      assert.deepEqual(await uncaught(), []);
    });

    it('moved it loses nothing, and taken out it loses all', async () => {
      await page.visit();
      const person = await page.put();
      await page.filled(person);
      await page.run('document.getElementById("two").append(document.getElementById("form"))');
      assert.equal(await page.state(), 'decided');
      await page.work('const form = document.getElementById("form"); form.remove(); await new Promise((r) => setTimeout(r)); document.getElementById("one").append(form);');
      await page.reaches('draft');
    });

    it('left and come back to, it is empty and can be filled in', async () => {
      await page.visit();
      const person = await page.put();
      await page.filled(person);
      await page.run('location.href = "/realname/v1/policies/current"');
      await engine.driver.wait(() => page.run('return location.pathname !== "/"'), 10_000, 'still here');
      await page.run('history.back()');
      await engine.driver.wait(() => page.run('return !!window.__pages && !!window.put'), 10_000, 'not back');
      if ((await page.run('return window.__pages')).join() === 'false,true') {
        await page.reaches('draft');
        person.lost();
      } else {
        // This engine keeps no page that is driven: what is new is empty.
        assert.equal(await page.run('return document.getElementById("form")'), null);
      }
    });

    it('offline it keeps what was typed, and while it is under way the focus stays on what was pressed', async () => {
      await page.visit();
      const person = await page.put();
      await page.filled(person);
      page.gate.hangUp(/POST .*\/challenge$/);
      await person.press('submit');
      await person.event(({ code }) => code === 'E_NETWORK', 'offline');
      assert.equal(await page.state(), 'decided');
      page.gate.clear();
      person.lost();
      const hold = page.gate.hold(/POST .*\/challenge$/);
      await person.to('mobile');
      await person.keys(Key.ENTER);
      await hold.came;
      assert.equal(await page.run('return document.activeElement.id'), 'form');
      hold.release();
      const { id } = await person.event(({ type }) => type === 'submitted', 'submitted');
      assert.equal((await page.api.evidence(id)).result.outcome, 'match');
    });
  });
}
