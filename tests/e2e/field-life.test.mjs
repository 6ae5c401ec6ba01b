// The element as a field of a provider's own form: what happens to its value. Reset, disabled, expired, gone and come back,
// moved, changed.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { browser, pierced } from './lab/browser.mjs';
import { COMPLETE, EMPTY, FieldPage } from './lab/field.mjs';
import { SPECIMEN } from './lab/person.mjs';
import { provider } from './lab/provider.mjs';

describe('the value of the element as a field', () => {
  let chromium, site, page;
  before(async () => {
    [chromium, site] = await Promise.all([browser(), provider()]);
    page = new FieldPage(chromium, site);
  });
  after(async () => {
    await chromium?.stop();
    await site?.stop();
  });

  it('is emptied by a reset, sealed or not', async () => {
    await page.held();
    await page.click('reset');
    await page.person.event((event) => event.state === 'draft', 'draft');
    assert.deepEqual(await page.now(), EMPTY);
    assert.equal(await page.isTyped(), false);
    await page.held();
    await page.click('first');
    await page.submitted(1);
    assert.equal(await page.isTyped(), true);
    await page.click('reset');
    assert.deepEqual(await page.now(), EMPTY);
    assert.equal(await page.isTyped(), false);
  });

  it('in a disabled fieldset, or disabled itself, is no part of the form', async () => {
    await page.held();
    for (const [off, on] of [
      ['document.getElementById("fields").disabled = true', 'document.getElementById("fields").disabled = false'],
      ['document.getElementById("identity").disabled = true', 'document.getElementById("identity").disabled = false'],
    ]) {
      await page.run(off);
      assert.deepEqual(await page.run('const e = document.getElementById("identity"); return [e.willValidate, e.matches(":disabled"), document.getElementById("form").checkValidity()]'), [false, true, true]);
      assert.match(await pierced(chromium), /"class","form"[^\]]*"disabled",""/);
      await page.run('document.getElementById("form").requestSubmit()');
      assert.equal((await page.submits()).at(-1).identity, undefined);
      await page.run(on);
      assert.doesNotMatch(await pierced(chromium), /"class","form"[^\]]*"disabled",""/);
      assert.equal(await page.isTyped(), true, 'nothing that was typed is lost');
    }
    assert.deepEqual(await page.posted(), []);
    await page.click('first');
    await page.submitted(3);
    assert.ok((await page.submits())[2].identity);
    // Disabled while it is sealed: not sent.
    await page.held();
    await page.run('document.getElementById("first").click(); document.getElementById("identity").disabled = true');
    await page.person.event((event) => event.type === 'sealed', 'sealed');
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepEqual([await page.submits(), (await page.now()).value], [[], null]);
  });

  it('expires with its challenge, and loses nothing that was typed', async () => {
    const brief = await provider({ seconds: 4 });
    after(() => brief.stop());
    const page = new FieldPage(chromium, brief);
    await page.held();
    await page.click('first');
    await page.submitted(1);
    assert.ok((await page.now()).value);
    await chromium.driver.wait(async () => (await page.now()).value === null, 10_000, 'it did not expire');
    assert.deepEqual(await page.now(), COMPLETE);
    assert.equal((await page.person.events()).at(-1).state, 'decided');
    assert.ok(await page.run('return document.getElementById("identity").matches(":state(decided)")'));
    assert.equal(await page.isTyped(), true);
    await page.run('window.__hold = false');
    await page.click('first');
    await page.received();
    assert.equal(brief.forms[0].said.state, 'admitted');
  });

  it('is empty and invalid after leaving and coming back', async () => {
    for (const cache of [true, false]) {
      await page.filled();
      if (!cache) await page.run('addEventListener("unload", () => {})');
      await page.click('first');
      await page.received();
      await chromium.driver.navigate().back();
      await chromium.driver.wait(() => page.run('return !!window.__events'), 20_000, 'no page');
      assert.deepEqual(await page.now(), EMPTY);
      assert.equal(await page.isTyped(), false);
    }
    // Reloaded, where a browser restores what stood in a form.
    await page.held();
    await page.click('first');
    await page.submitted(1);
    await chromium.driver.navigate().refresh();
    await chromium.driver.wait(() => page.run('return !!window.__events'), 20_000, 'no page');
    assert.deepEqual(await page.now(), EMPTY);
  });

  it('is emptied when it leaves the document, and sends nothing any more', async () => {
    await page.held();
    await page.click('first');
    await page.submitted(1);
    await page.run('window.__element = document.getElementById("identity"); window.__element.remove()');
    await page.run('document.getElementById("fields").append(window.__element)');
    assert.deepEqual(await page.now(), EMPTY);
    assert.equal(await page.isTyped(), false);
    await page.held();
    await page.run('document.getElementById("first").click(); document.getElementById("identity").remove()');
    await new Promise((resolve) => setTimeout(resolve, 1000));
    assert.deepEqual(await page.submits(), []);
  });

  it('moved, or mounted twice, is still one field of one form', async () => {
    await page.held();
    // A move is no end: nothing is lost. StrictMode mounts, unmounts and mounts again.
    await page.run(`
      const element = document.getElementById('identity'); const fields = document.getElementById('fields');
      for (let turn = 0; turn < 2; turn += 1) { element.remove(); fields.append(element); }`);
    assert.equal((await page.now()).valid, true);
    await page.click('first');
    await page.submitted(1);
    assert.deepEqual(await page.posted(), ['/realname/v1/challenge']);
    // Into another form: the one before goes without it.
    await page.run(`
      const other = document.createElement('form'); other.id = 'other'; document.body.append(other);
      other.append(document.getElementById('identity'));
      document.getElementById('form').requestSubmit();`);
    await page.submitted(2);
    assert.equal((await page.submits())[1].identity, undefined);
    assert.equal(await page.run('return document.getElementById("identity").form.id'), 'other');
  });

  it('in a form inside a shadow root is sealed all the same', async () => {
    await page.filled();
    await page.run(`
      const around = document.createElement('div'); document.body.append(around);
      const form = document.getElementById('form');
      around.attachShadow({ mode: 'open' }).append(form);
      window.__hold = true; window.__form = form;
      form.requestSubmit(form.querySelector('#second'));`);
    await page.submitted(1);
    const [{ identity, how }] = await page.submits();
    assert.ok(identity);
    assert.equal(how, 'second');
  });

  it('loses its bundle when something is changed, or another ticket comes', async () => {
    await page.held();
    await page.click('first');
    await page.submitted(1);
    page.person.lost();
    await page.person.type('name', '甲');
    await page.person.event((event, at, all) => event.state === 'decided' && all.slice(0, at).some((before) => before.type === 'sealed'), 'decided again');
    assert.equal((await page.now()).value, null);
    await page.click('first');
    await page.submitted(2);
    await page.run('return window.__ticket().then((ticket) => { document.getElementById("identity").ticket = ticket; })');
    assert.deepEqual(await page.now(), COMPLETE);
    assert.ok(await page.run('return document.getElementById("identity").matches(":state(decided)")'));
    await page.click('first');
    await page.submitted(3);
    assert.ok((await page.submits())[2].identity, 'one press is enough');
  });

  it('holds up no form for what was drawn anew while it was being sealed', async () => {
    await page.held();
    // In one go: the module has asked for its challenge, and is gone.
    await page.run('document.getElementById("first").click(); document.getElementById("identity").setAttribute("locale", "zh-TW")');
    await page.person.event(({ type }, at, all) => type === 'ready' && at > 0 && all.filter((event) => event.type === 'ready').length > 1, 'drawn anew');
    page.person.lost();
    await page.person.fill(SPECIMEN);
    await page.person.event((event, at, all) => event.state === 'decided' && all.slice(0, at).filter(({ type }) => type === 'ready').length > 1, 'decided again');
    await page.click('first');
    await page.submitted(1);
    assert.ok((await page.submits())[0].identity);
  });

  it('has the properties of a form control, and states', async () => {
    await page.visit();
    const facts = () => page.run(`
      const e = document.getElementById('identity');
      return { name: e.name, mode: e.mode, required: e.required, disabled: e.disabled, form: e.form.id, labels: [...e.labels].map((l) => l.id), message: e.validationMessage,
        check: e.checkValidity(), report: e.reportValidity(), will: e.willValidate, invalid: e.matches(':invalid'), draft: e.matches(':state(draft)'), decided: e.matches(':state(decided)') };`);
    assert.deepEqual(await facts(), {
      name: 'identity', mode: 'field', required: true, disabled: false, form: 'form', labels: ['label'], message: '还有几处需要处理',
      check: false, report: false, will: true, invalid: true, draft: true, decided: false,
    });
    await page.run('const e = document.getElementById("identity"); e.required = false; e.name = "else";');
    assert.deepEqual(await page.run('const e = document.getElementById("identity"); return [e.validity.valueMissing, e.validity.customError, e.getAttribute("name"), e.hasAttribute("required")]'), [false, true, 'else', false]);
    // What a framework means by `false` is no attribute, which would say yes.
    assert.deepEqual(await page.run(`
      const e = document.getElementById('identity');
      return [true, false].map((value) => { e['remember-device'] = value; return [e['remember-device'], e.hasAttribute('remember-device')]; });`), [[true, true], [false, false]]);
    await page.filled();
    const { check, report, invalid, draft, decided } = await facts();
    assert.deepEqual({ check, report, invalid, draft, decided }, { check: true, report: true, invalid: false, draft: false, decided: true });
    // Its label names it, and nothing is named twice.
    const { node } = await chromium.cdp('DOM.describeNode', { objectId: (await chromium.cdp('Runtime.evaluate', { expression: 'document.getElementById("identity")' })).result.objectId });
    const { nodes } = await chromium.cdp('Accessibility.getPartialAXTree', { backendNodeId: node.backendNodeId, fetchRelatives: false });
    assert.deepEqual([nodes[0].role.value, nodes[0].name.value], ['group', '实名认证']);
    await page.click('label');
    assert.equal(await page.run('return document.activeElement.id'), 'identity');
    // Without the mode it is no field: it never stands in a form's way, nor in the form.
    await page.run('document.getElementById("identity").mode = ""');
    await page.person.ready();
    assert.deepEqual(await page.now(), COMPLETE);
  });
});
