// The lives of a form: defined twice, beside another version, two at once, over a trap of the wasm, moved, left and come
// back to, replaced under a page that stays, in two tabs, offline. In Chromium; what differs elsewhere is in `full/`.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Key } from 'selenium-webdriver';
import { browser, held, pierced } from './lab/browser.mjs';
import { SMASH, lifecycle } from './lab/lifecycle.mjs';
import { SPECIMEN } from './lab/person.mjs';

/** What the person typed, and the forms that show it. */
const NEEDLES = Object.values(SPECIMEN);

describe('the life of a form', () => {
  let chromium, page;
  before(async () => {
    chromium = await browser();
    page = await lifecycle(chromium);
  });
  after(async () => {
    await chromium?.stop();
    await page?.stop();
  });
  const isTyped = async () => {
    const tree = await pierced(chromium);
    return NEEDLES.some((value) => tree.includes(value));
  };
  const uncaught = async () => (await page.events()).filter(({ type }) => type === 'uncaught');

  it('defined twice is defined once, and what stands stays', async () => {
    await page.visit();
    const person = await page.put();
    await page.filled(person);
    assert.equal(await page.work(`
      const before = customElements.get('realname-form');
      await define();
      // The same file under another address, as a bundler's hot replacement evaluates it again.
      const { defineRealnameForm } = await import('/realname/element.js?again');
      defineRealnameForm();
      return customElements.get('realname-form') === before;`), true);
    assert.equal(await page.state(), 'decided');
    assert.ok(await isTyped());
    await page.admitted(person);
    assert.deepEqual(await uncaught(), []);
  });

  it('two versions on one page: the first has the tag, another tag has the second, and both sign somebody up', async () => {
    await page.visit();
    const first = await page.put({ id: 'first' });
    assert.equal(await page.work(`
      const before = customElements.get('realname-form');
      await define('realname-form', '/other');
      return customElements.get('realname-form') === before;`), true);
    const second = await page.put({ id: 'second', tag: 'realname-form-other', from: '/other', place: 'two' });
    await page.filled(first, 'first');
    await page.filled(second, 'second');
    assert.equal((await pierced(chromium)).split(page.OTHER).length - 1, 1, 'one of them is the other version');
    assert.equal(await page.run('return performance.getEntriesByType("resource").filter(({ name }) => name.endsWith("core.wasm")).length'), 2);
    first.lost();
    const { id } = await page.admitted(first, 'first');
    second.lost();
    assert.notEqual((await page.admitted(second, 'second')).id, id);
    assert.deepEqual(await uncaught(), []);
  });

  it('two forms at once keep apart what is typed, and send two bundles', async () => {
    await page.visit();
    const [first, second] = [await page.put({ id: 'first' }), await page.put({ id: 'second', place: 'two' })];
    await page.filled(first, 'first');
    assert.notEqual(await page.state('second'), 'decided');
    await page.filled(second, 'second');
    // Both under way at the same time.
    const hold = page.gate.hold(/POST .*\/challenge$/);
    for (const person of [first, second]) {
      person.lost();
      await person.press('submit');
    }
    await hold.came;
    hold.release();
    const [one, two] = await Promise.all(['first', 'second'].map((of, at) =>
      [first, second][at].event((event) => event.of === of && event.type === 'submitted', of).then(({ id }) => page.api.evidence(id))));
    assert.notEqual(one.account_ref, two.account_ref);
    assert.notEqual(one.jkt, two.jkt, 'a device key each');
    await page.run('document.getElementById("first").destroy()');
    assert.equal(await page.state('second'), 'admitted', 'the end of one is not the end of the other');
    assert.deepEqual(await uncaught(), []);
  });

  it('over a trap the module is instantiated anew, and every form comes back empty and says why', async () => {
    await page.visit();
    const [first, second] = [await page.put({ id: 'first' }), await page.put({ id: 'second', place: 'two' })];
    await page.filled(first, 'first');
    await second.ready();
    await second.type('name', SPECIMEN.name);
    assert.ok(await isTyped());
    // Whoever holds an input from before finds nothing in it after.
    const inputs = await held(chromium);
    assert.ok((await Promise.all(inputs.map((input) => input()))).includes(SPECIMEN.id));
    await page.run(`window.__before = window.__memory; ${SMASH}`);
    // The next key traps.
    await second.keys('x');
    await page.reaches('draft', 'second');
    await page.reaches('draft', 'first');
    const told = (await page.events()).filter(({ code }) => code === 'E_WASM_TRAP');
    assert.deepEqual(told.map(({ of, type, state }) => `${of} ${type} ${state}`).sort(), ['first error loading', 'second error loading']);
    assert.ok(!await isTyped());
    assert.deepEqual([...new Set(await Promise.all(inputs.map((input) => input())))], ['']);
    const tree = await pierced(chromium);
    assert.equal(tree.split('组件出错，已重新载入，请重新填写').length - 1, 2, 'each form says it');
    assert.equal(await page.run('return document.activeElement.id'), 'second', 'the focus is where it was');
    assert.equal(await page.run('return window.__memory !== window.__before'), true, 'another instance');
    assert.equal(await page.run('return new Uint8Array(window.__before.buffer).every((byte) => byte === 0)'), true, 'the memory of the first is overwritten');
    assert.equal(await page.run('return performance.getEntriesByType("resource").filter(({ name }) => name.endsWith("core.wasm")).length'), 1, 'nothing is fetched again');
    first.lost();
    second.lost();
    await page.filled(first, 'first');
    await page.admitted(first, 'first');
    await page.filled(second, 'second');
    await page.admitted(second, 'second');
    assert.deepEqual(await uncaught(), []);
  });

  it('trapped while it waits for an answer it comes back too, and no bundle is sent twice', async () => {
    await page.visit();
    const person = await page.put();
    await page.filled(person);
    const hold = page.gate.hold(/POST .*\/challenge$/);
    await person.press('submit');
    await hold.came;
    await page.run(SMASH);
    hold.release();
    await page.reaches('draft');
    assert.ok(!await isTyped());
    // The ticket belongs to the device key that is gone; the page gives another, as to any page that was open too long.
    await page.run('document.getElementById("form").addEventListener("realname-expired", () => { document.getElementById("form").ticket = arguments[0]; })'.replace('arguments[0]', JSON.stringify(await page.ticket())));
    person.lost();
    await page.filled(person);
    await person.press('submit');
    await person.event(({ type }) => type === 'expired', 'expired');
    person.lost();
    await page.admitted(person);
    assert.equal((await page.events()).filter(({ type }) => type === 'submitted').length, 1);
    assert.deepEqual(await uncaught(), []);
  });

  it('trapped again and again it gives up, and says so', async () => {
    await page.visit();
    const person = await page.put();
    for (let turn = 0; turn < 3; turn += 1) {
      await person.ready();
      await person.type('name', '甲');
      await page.run(SMASH);
      await person.keys('x');
      await page.reaches(turn < 2 ? 'draft' : 'failed');
      person.lost();
    }
    assert.ok((await pierced(chromium)).includes('组件出错，已重新载入，请重新填写'));
    assert.deepEqual(await uncaught(), []);
  });

  it('a trap in a check has its code, the next one says that nothing is loaded, and load() mends it', async () => {
    await page.visit();
    assert.deepEqual(await page.work(`
      const { load, checkName, checkMobile } = await import('/realname/index.js');
      await load();
      const code = (work) => { try { return work().state; } catch (error) { return error.code; } };
      const before = code(() => checkMobile('13800138000'));
      ${SMASH}
      const said = [before, code(() => checkName('甲乙')), code(() => checkMobile('13800138000'))];
      await load();
      return [...said, code(() => checkMobile('13800138000'))];`), ['well-formed', 'E_WASM_TRAP', 'E_STATE', 'well-formed']);
  });

  it('a headless signup ends with a trap, and another one begins', async () => {
    await page.visit();
    const given = { ticket: await page.ticket(), pins: page.pins };
    const seen = await page.work(`
      const { createSignup } = await import('/realname/index.js');
      const begin = () => createSignup({ endpoint: '/realname/v1', ticket: given[0].ticket, pins: given[0].pins, locale: 'zh-CN' });
      const code = (work) => { try { return work().state; } catch (error) { return error.code; } };
      const signup = await begin();
      const told = [];
      signup.on('error', ({ code }) => told.push(code));
      const before = code(() => signup.set('name', '甲乙'));
      ${SMASH}
      const after = code(() => signup.set('name', '甲乙'));
      const again = await begin();
      return [before, after, told.join(), signup.state, code(() => again.set('name', '甲乙'))];`, given);
    assert.deepEqual(seen, ['well-formed', 'E_WASM_TRAP', 'E_WASM_TRAP', 'destroyed', 'well-formed']);
  });

  it('moved in the document it loses nothing, and taken out it loses all', async () => {
    await page.visit();
    const person = await page.put();
    await page.filled(person);
    await page.run('document.getElementById("two").append(document.getElementById("form"))');
    assert.equal(await page.state(), 'decided');
    assert.ok(await isTyped());
    await page.run('const form = document.getElementById("form"); form.remove(); document.getElementById("one").append(form)');
    assert.ok(await isTyped(), 'as frameworks move it: out and in');
    person.lost();
    await page.admitted(person);
    await page.visit();
    const other = await page.put();
    await page.filled(other);
    await page.work('const form = document.getElementById("form"); form.remove(); await new Promise((r) => setTimeout(r)); document.getElementById("one").append(form);');
    await page.reaches('draft');
    assert.ok(!await isTyped());
  });

  it('left for the back-forward cache it is empty when the person comes back, and can be filled in', async () => {
    await page.visit();
    const person = await page.put();
    await page.filled(person);
    await page.run('location.href = "/realname/v1/policies/current"');
    await chromium.driver.wait(() => page.run('return location.pathname !== "/"'), 10_000, 'still here');
    await page.run('history.back()');
    await chromium.driver.wait(() => page.run('return !!window.__pages'), 10_000, 'not back');
    assert.deepEqual(await page.run('return window.__pages'), [false, true], 'it came from the cache');
    await page.reaches('draft');
    assert.ok(!await isTyped());
    person.lost();
    await page.filled(person);
    await page.admitted(person);
  });

  it('two tabs of one person are two forms, with one kept device', async () => {
    await page.visit();
    const account = 'one-person';
    const more = { 'remember-device': '' };
    const first = await page.put({ account, more });
    await page.filled(first);
    const before = await chromium.driver.getWindowHandle();
    await chromium.driver.switchTo().newWindow('tab');
    await page.visit();
    const second = await page.put({ account, more });
    await second.ready();
    assert.notEqual(await page.state(), 'decided', 'nothing crosses over');
    assert.ok(!await isTyped());
    await page.filled(second);
    const here = await page.admitted(second);
    await chromium.driver.close();
    await chromium.driver.switchTo().window(before);
    assert.equal(await page.state(), 'decided');
    first.lost();
    const there = await page.admitted(first);
    assert.notEqual(here.id, there.id);
    assert.equal(here.jkt, there.jkt, 'one device');
  });

  it('offline it keeps what was typed, says so where the focus is, and goes through later', async () => {
    await page.visit();
    const person = await page.put();
    await page.filled(person);
    const offline = (value) => chromium.cdp('Network.emulateNetworkConditions', { offline: value, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
    await chromium.cdp('Network.enable');
    await offline(true);
    try {
      await person.press('submit');
      await person.event(({ code }) => code === 'E_NETWORK', 'offline');
      const tree = await pierced(chromium);
      assert.ok(tree.includes('网络异常，请检查网络后重试'));
      assert.ok(await isTyped());
      assert.equal(await page.state(), 'decided');
    } finally {
      await offline(false);
    }
    person.lost();
    await page.admitted(person);
  });

  for (const [locale, words] of [['zh-CN', '网络异常，请检查网络后重试'], ['zh-TW', '網路異常，請檢查網路後重試'], ['en', 'The network failed. Check it and try again']]) {
    it(`without its language it says E_NETWORK, in words, and comes with another ticket: ${locale}`, async () => {
      await page.visit();
      page.gate.hangUp(new RegExp(`/strings/${locale}\\.js$`));
      const person = await page.put({ locale });
      const { state } = await person.event(({ code }) => code === 'E_NETWORK', 'no language');
      assert.equal(state, 'failed');
      const tree = await pierced(chromium);
      assert.ok(tree.includes(words), 'in words');
      assert.ok(!tree.includes('"E_'), 'and not as a code');
      page.gate.clear();
      await page.run('document.getElementById("form").ticket = arguments[0]', await page.ticket());
      await page.reaches('draft');
    });
  }

  for (const missing of ['policies/current', 'notices/']) {
    it(`without ${missing} it says so, and comes with another ticket`, async () => {
      await page.visit();
      // Versions of notices may come from there.
      await chromium.cdp('Network.clearBrowserCache');
      page.gate.instead(new RegExp(`/realname/v1/${missing}`), { status: 503, code: 'E_STORE' });
      const person = await page.put();
      assert.equal((await person.event(({ type }) => type === 'error', 'nothing to draw')).state, 'failed');
      page.gate.clear();
      await page.run('document.getElementById("form").ticket = undefined');
      await page.run('document.getElementById("form").ticket = arguments[0]', await page.ticket());
      await page.reaches('draft');
      await page.filled(person);
      await page.admitted(person);
    });
  }

  it('whose ticket ends while the outcome is waited for takes entries again, under another', async () => {
    await page.visit();
    const person = await page.put();
    await page.filled(person);
    page.gate.instead(/GET .*\/bundles\//, { status: 403, code: 'E_TICKET' });
    await person.press('submit');
    await person.event(({ type }) => type === 'expired', 'expired');
    await page.reaches('draft');
    page.gate.clear();
    await page.run('document.getElementById("form").ticket = arguments[0]', await page.ticket());
    person.lost();
    for (const [field, text] of [['name', SPECIMEN.name], ['id_number', SPECIMEN.id], ['mobile', SPECIMEN.mobile]]) await person.type(field, text);
    await page.reaches('decided');
  });

  it('hands neither its instance nor what drives it to what is planted on a prototype before the first ticket', async () => {
    await page.visit();
    await page.work('await define();');
    await page.run(`
      window.__planted = [];
      const got = (how) => window.__planted.push(how);
      Object.defineProperty(Object.prototype, 'then', { configurable: true, get() {
        if (this instanceof WebAssembly.Instance || this instanceof WebAssembly.Memory || this.instance || this.exports || this.memory) got('then');
        return undefined;
      } });
      for (const owner of [Object.prototype, Function.prototype]) {
        Object.defineProperty(owner, '_wbg_cb_unref', { configurable: true, set() { got('_wbg_cb_unref'); } });
      }
      window.__clean = () => { for (const owner of [Object.prototype, Function.prototype]) { delete owner.then; delete owner._wbg_cb_unref; } };`);
    try {
      const person = await page.put();
      await person.ready();
      assert.deepEqual(await page.run('return window.__planted'), []);
    } finally {
      await page.run('window.__clean()');
    }
  });

  it('changes its language as a whole, what is read beside the form too', async () => {
    await page.visit();
    const person = await page.put();
    await person.ready();
    const langs = () => page.run('return document.getElementById("form").lang');
    assert.equal(await langs(), 'zh-CN');
    await page.run('document.getElementById("form").setAttribute("locale", "en")');
    await page.reaches('draft');
    assert.equal(await langs(), 'en');
    await page.visit();
    await page.put({ more: { lang: 'zh' } });
    await page.reaches('draft');
    assert.equal(await langs(), 'zh', 'a language of its own stays');
    // And what stands in it says its own, the status line and what came of it too.
    await page.visit();
    const other = await page.put({ locale: 'zh-CN', more: { lang: 'en' } });
    await page.filled(other);
    await page.admitted(other);
    const { root } = await chromium.cdp('DOM.getDocument', { depth: -1, pierce: true });
    const hosts = (node) => [...(node.localName === 'realname-form' ? [node] : []), ...(node.children ?? []).flatMap(hosts), ...(node.contentDocument ? hosts(node.contentDocument) : [])];
    const tops = hosts(root).flatMap(({ shadowRoots }) => shadowRoots[0].children);
    assert.ok(tops.length > 2, 'the form, its status and what came of it');
    for (const { attributes } of tops) assert.equal(attributes[attributes.indexOf('lang') + 1], 'zh-CN');
  });

  it('while it is under way the focus stays on what was pressed', async () => {
    await page.visit();
    const person = await page.put();
    await page.filled(person);
    for (const [control, keys] of [['submit', Key.SPACE], ['mobile', Key.ENTER]]) {
      const hold = page.gate.hold(/POST .*\/challenge$/, { status: 503, code: 'E_STORE' });
      await person.to(control);
      await person.keys(keys);
      await hold.came;
      assert.equal(await page.run('return document.activeElement.id'), 'form', control);
      // Nothing can be changed meanwhile, nor sent a second time.
      await person.keys('7', Key.ENTER);
      hold.release();
      await person.event(({ code }, at, all) => code === 'E_STORE' && all.slice(0, at).filter((one) => one.code === 'E_STORE').length === (control === 'submit' ? 0 : 1), 'refused');
      person.lost();
    }
    assert.ok(!(await pierced(chromium)).includes(`${SPECIMEN.mobile}7`));
    const { account_ref } = await page.admitted(person);
    assert.ok(account_ref);
  });
});
