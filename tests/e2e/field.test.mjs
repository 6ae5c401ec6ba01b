// The element as a field of a provider's own form: how the form goes, what the page hears of it, and what `POST /verify` says
// to what came. A real Chromium, the real server, the strict policy.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { By, Key } from 'selenium-webdriver';
import { browser, consoleLines } from './lab/browser.mjs';
import { COMPLETE, EMPTY, FieldPage } from './lab/field.mjs';
import { gateway } from './lab/gateway.mjs';
import { SPECIMEN } from './lab/person.mjs';
import { provider } from './lab/provider.mjs';

describe('a form with the element as a field', () => {
  let chromium, site, page;
  before(async () => {
    [chromium, site] = await Promise.all([browser(), provider()]);
    page = new FieldPage(chromium, site);
  });
  after(async () => {
    await chromium?.stop();
    await site?.stop();
  });

  it('is empty and invalid, then complete and valid, then sealed and sent once', async () => {
    await page.visit();
    assert.deepEqual(await page.now(), EMPTY);
    await page.person.fill(SPECIMEN);
    await page.person.event((event) => event.state === 'decided', 'decided');
    // What waits for its seal alone is valid, or no `submit` would ever be fired; nothing stands in the form yet.
    assert.deepEqual(await page.now(), COMPLETE);
    await page.click('first');
    await page.received();
    assert.equal(site.forms.length, 1);
    const [{ form, said }] = site.forms;
    assert.deepEqual([form.username, form.how], ['lin', 'first']);
    assert.deepEqual(Object.keys(JSON.parse(form.identity)), ['v', 'sd_jwt', 'sealed']);
    assert.deepEqual([said.state, said.outcome, said.replayed], ['admitted', 'match', false]);
    const evidence = await gateway(site.backend).evidence(said.id);
    assert.equal(evidence.gate.admitted, true);
    assert.deepEqual(await page.posted(), ['/realname/v1/challenge', '/signup'], 'the page itself sent no bundle');
    for (const value of Object.values(SPECIMEN)) assert.ok(!JSON.stringify(form).includes(value));
    assert.deepEqual(await consoleLines(chromium), [], 'under the strict policy');
  });

  it('is heard of by the page once, with the bundle in the form', async () => {
    await page.held();
    await page.click('first');
    await page.submitted(1);
    const [{ identity, how }] = await page.submits();
    assert.equal(how, 'first');
    assert.deepEqual(Object.keys(JSON.parse(identity)), ['v', 'sd_jwt', 'sealed']);
    assert.equal((await page.now()).value, identity);
    assert.deepEqual((await page.person.events()).map(({ type, state }) => `${type} ${state}`).slice(-2), ['progress sealed', 'sealed sealed']);
  });

  it('goes with the button that was pressed, and with none', async () => {
    await page.held();
    await page.click('second');
    await page.submitted(1);
    assert.equal((await page.submits())[0].how, 'second');
    await page.run('document.getElementById("identity").reset()');
    await page.held();
    await page.run('document.getElementById("form").requestSubmit()');
    await page.submitted(1);
    const [{ identity, how }] = await page.submits();
    assert.equal(how, undefined);
    assert.ok(identity);
  });

  it('pressed twice is sealed once, and sent again the result is the same', async () => {
    await page.held();
    await page.run('for (const id of ["first", "second", "first"]) document.getElementById(id).click()');
    await page.submitted(1);
    assert.equal((await page.submits())[0].how, 'first');
    assert.deepEqual(await page.posted(), ['/realname/v1/challenge']);
    // Once it is sealed, the same bundle goes again.
    await page.click('first');
    await page.submitted(2);
    const [one, two] = await page.submits();
    assert.equal(one.identity, two.identity);
    assert.deepEqual(await page.posted(), []);
    await page.run('window.__hold = false');
    await chromium.driver.actions().doubleClick(chromium.driver.findElement(By.id('first'))).perform();
    await page.received();
    assert.ok(site.forms.length >= 1);
    assert.equal(new Set(site.forms.map(({ said }) => said.id)).size, 1);
    assert.equal(site.forms.filter(({ said }) => said.replayed === false).length, 1);
  });

  it('by form.submit() goes as it is: without a bundle, which the backend refuses', async () => {
    await page.filled();
    await page.run('document.getElementById("form").submit()');
    await page.received();
    assert.equal(site.forms[0].form.identity, undefined);
    assert.equal(site.forms[0].said.code, 'E_FORMAT');
  });

  it('with Enter inside goes as from any other input, and with something missing says what', async () => {
    await page.visit();
    await page.run('window.__hold = true');
    await page.person.type('name', SPECIMEN.name);
    await page.person.keys(Key.ENTER);
    assert.ok(await page.asks());
    assert.deepEqual([await page.submits(), await page.posted()], [[], []]);
    await page.held();
    await page.person.to('mobile');
    await page.person.keys(Key.ENTER);
    await page.submitted(1);
    assert.equal((await page.submits())[0].how, 'first', 'the default button of the form');
    // And from an input beside it.
    await page.run('document.getElementById("identity").reset()');
    await page.held();
    await page.run('document.getElementById("username").focus()');
    await page.person.keys(Key.ENTER);
    await page.submitted(1);
    assert.ok((await page.submits())[0].identity);
  });

  it('pressed while something is missing says what, and the page hears nothing', async () => {
    await page.visit();
    await page.run('window.__hold = true');
    await page.click('first');
    await chromium.driver.wait(async () => await page.asks(), 10_000, 'no summary');
    assert.equal(await page.run('return document.activeElement.id'), 'identity');
    assert.deepEqual([await page.submits(), await page.posted()], [[], []]);
    // A script that asks for the validity is answered, and shows nothing.
    await page.visit();
    assert.equal(await page.run('document.getElementById("username").focus(); return document.getElementById("form").checkValidity()'), false);
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.ok(!await page.asks());
  });

  it('lets a button with formnovalidate pass, without a bundle', async () => {
    await page.visit();
    await page.run('window.__hold = true');
    await page.click('draft');
    await page.submitted(1);
    await page.held();
    await page.click('draft');
    await page.submitted(1);
    assert.deepEqual(await page.submits(), [{ username: 'lin', how: 'draft' }]);
    assert.deepEqual(await page.posted(), []);
    // A form that is not validated at all is held up all the same: its buttons did not ask to go without.
    await page.visit();
    await page.run('window.__hold = true; document.getElementById("form").noValidate = true');
    await page.click('first');
    assert.ok(await page.asks());
    assert.deepEqual([await page.submits(), await page.posted()], [[], []]);
  });

  it('with the required consent refused sends the decision by itself, and the form stays', async () => {
    await page.visit();
    await page.run('window.__hold = true');
    await page.person.press('acknowledge');
    await page.person.press('accept');
    await page.person.press('refuse');
    await page.person.event((event) => event.state === 'decided', 'decided');
    await page.click('first');
    const { id } = await page.person.event((event) => event.type === 'submitted', 'submitted');
    assert.equal((await gateway(site.backend).evidence(id)).state, 'refused');
    assert.deepEqual(await page.posted(), ['/realname/v1/challenge', '/realname/v1/decisions']);
    assert.deepEqual(await page.submits(), []);
    assert.deepEqual(await page.now(), EMPTY);
    assert.equal(await page.run('return document.getElementById("identity").validationMessage'), '已记录您的选择');
    await page.click('first');
    assert.deepEqual(await page.submits(), []);
  });

  it('hands its internals to no script that came later', async () => {
    await page.visit();
    await page.run(`
      window.__handed = [];
      const { apply, getOwnPropertyDescriptor, ownKeys, defineProperty } = Reflect;
      for (const owner of [ElementInternals, CustomStateSet, HTMLFormElement, HTMLElement, Element, Node, EventTarget, Event, SubmitEvent, Array]) {
        for (const name of ownKeys(owner.prototype)) {
          const stock = getOwnPropertyDescriptor(owner.prototype, name);
          if (name === 'constructor' || !stock.configurable) continue;
          const wrapped = { ...stock };
          for (const part of ['value', 'get', 'set']) {
            if (typeof stock[part] !== 'function') continue;
            wrapped[part] = function (...given) {
              for (let at = -1; at < given.length; at += 1) {
                const one = at < 0 ? this : given[at];
                if (one instanceof ElementInternals || one instanceof ShadowRoot) window.__handed[window.__handed.length] = owner.name + '.' + String(name);
              }
              return apply(stock[part], this, given);
            };
          }
          defineProperty(owner.prototype, name, wrapped);
        }
      }`);
    page.person.lost();
    await page.person.press('acknowledge');
    await page.person.press('accept');
    await page.person.type('name', SPECIMEN.name);
    await page.person.type('id_number', SPECIMEN.id);
    await page.person.type('mobile', SPECIMEN.mobile);
    await page.person.press('give');
    await page.run('window.__hold = true');
    await page.click('first');
    await page.submitted(1);
    assert.ok((await page.submits())[0].identity);
    assert.deepEqual(await page.run('const e = document.getElementById("identity"); e.checkValidity(); e.form; e.labels; e.reset(); return window.__handed'), []);
    // Another element's, which asks in the ordinary way, are seen.
    assert.notDeepEqual(await page.run(`
      customElements.define('an-other', class extends HTMLElement { static formAssociated = true; its = this.attachInternals(); });
      document.createElement('an-other').its.setFormValue('1');
      return window.__handed`), []);
  });
});
