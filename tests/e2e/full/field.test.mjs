// The element as a field of a form in Firefox and WebKit, where browsers may differ: validity, Enter, what is restored, what
// is disabled, what goes as it is.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Key } from 'selenium-webdriver';
import { gecko } from '../lab/browser.mjs';
import { COMPLETE, EMPTY, FieldPage } from '../lab/field.mjs';
import { provider } from '../lab/provider.mjs';
import { webkit } from '../lab/webkit.mjs';

for (const [name, start] of [['Firefox', gecko], ['WebKit', webkit]]) describe(`the element as a field of a form, in ${name}`, () => {
  let engine, site, page;
  before(async () => {
    [engine, site] = await Promise.all([start(), provider()]);
    page = new FieldPage(engine, site);
  });
  after(async () => {
    await engine?.stop();
    await site?.stop();
  });

  it('is sealed when the form goes, and sent once', async () => {
    await page.visit();
    assert.deepEqual(await page.now(), EMPTY);
    await page.filled();
    assert.deepEqual(await page.now(), COMPLETE);
    await page.click('second');
    await page.received();
    assert.deepEqual(site.forms.map(({ form, said }) => [form.how, said.state, said.replayed]), [['second', 'admitted', false]]);
  });

  it('pressed while something is missing, the page hears nothing and the focus goes there', async () => {
    await page.visit();
    await page.click('first');
    await engine.driver.wait(async () => (await page.run('return document.activeElement.id')) === 'identity', 10_000, 'the focus is elsewhere');
    assert.deepEqual(await page.submits(), []);
  });

  it('goes with Enter inside', async () => {
    await page.held();
    await page.person.to('mobile');
    await page.person.keys(Key.ENTER);
    await page.submitted(1);
    const [{ identity, how }] = await page.submits();
    assert.ok(identity);
    assert.equal(how, 'first');
  });

  it('pressed twice is sealed once', async () => {
    await page.held();
    await page.run('for (const id of ["first", "second"]) document.getElementById(id).click()');
    await page.submitted(1);
    await page.click('first');
    await page.submitted(2);
    const [one, two] = await page.submits();
    assert.equal(one.identity, two.identity);
  });

  it('is empty and invalid after a reset, after coming back, and after a reload', async () => {
    await page.held();
    await page.click('first');
    await page.submitted(1);
    await page.click('reset');
    assert.deepEqual(await page.now(), EMPTY);
    await page.filled();
    await page.click('first');
    await page.received();
    await engine.driver.navigate().back();
    const stands = () => engine.driver.wait(() => page.run('return !!window.__events'), 20_000, 'no page');
    await stands();
    assert.deepEqual(await page.now(), EMPTY);
    await page.held();
    await page.click('first');
    await page.submitted(1);
    await engine.driver.navigate().refresh();
    await stands();
    assert.deepEqual(await page.now(), EMPTY);
  });

  it('disabled, is no part of the form', async () => {
    await page.held();
    await page.run('document.getElementById("fields").disabled = true');
    assert.deepEqual(await page.run('const e = document.getElementById("identity"); return [e.willValidate, e.matches(":disabled"), document.getElementById("form").checkValidity()]'), [false, true, true]);
    await page.run('document.getElementById("form").requestSubmit()');
    assert.equal((await page.submits())[0].identity, undefined);
    await page.run('document.getElementById("fields").disabled = false');
    await page.click('first');
    await page.submitted(2);
    assert.ok((await page.submits())[1].identity);
  });

  it('goes as it is, without a bundle, by form.submit() and by a button with formnovalidate', async () => {
    await page.filled();
    await page.run('window.__hold = true');
    await page.click('draft');
    await page.submitted(1);
    assert.deepEqual(await page.submits(), [{ username: 'lin', how: 'draft' }]);
    await page.run('document.getElementById("form").submit()');
    await page.received();
    assert.deepEqual(site.forms.map(({ form, said }) => [form.identity, said.code]), [[undefined, 'E_FORMAT']]);
  });

  it('has states and a label', async () => {
    await page.filled();
    assert.deepEqual(await page.run('const e = document.getElementById("identity"); return [e.matches(":state(decided)"), e.matches(":valid"), [...e.labels].map((l) => l.id)]'), [true, true, ['label']]);
  });
});
