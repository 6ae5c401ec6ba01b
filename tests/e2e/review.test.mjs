// What a security review found in the page, one test each: the attack as it was run, and that it gets nothing now.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Key } from 'selenium-webdriver';
import { browser } from './lab/browser.mjs';
import { gateway } from './lab/gateway.mjs';
import { SPECIMEN, open } from './lab/person.mjs';
import { server } from './lab/server.mjs';

describe('the review', () => {
  let chromium, backend, api, person;
  before(async () => {
    [chromium, backend] = await Promise.all([browser(), server()]);
    api = gateway(backend);
  });
  after(async () => {
    await chromium?.stop();
    await backend?.stop();
  });
  /** Nothing that the demo page itself says. */
  const NAME = '鸢尾金丝雀';
  const run = (script, ...args) => chromium.driver.executeScript(script, ...args);
  const visit = async () => {
    await chromium.cdp('Network.clearBrowserCookies');
    person = await open(chromium, backend.signup);
    await person.ready();
  };
  /** The pressed states of the three decision controls, by the piercing dump. */
  const pressed = async () => [...JSON.stringify(await chromium.cdp('DOM.getDocument', { depth: -1, pierce: true }))
    .matchAll(/"aria-pressed","(true|false)"/g)].map((found) => found[1]).join();
  /** Moves the mouse over the form in many small steps. */
  const stroke = async () => {
    const { x, y } = await run('const r = document.querySelector("realname-form").getBoundingClientRect(); return { x: r.x + 60, y: r.y + 900 }');
    for (let step = 0; step < 12; step += 1) {
      await chromium.cdp('Input.dispatchMouseEvent', { type: 'mouseMoved', x: x + step * 7, y: y - step * 30 });
    }
  };

  it('coalesced pointer events lead to no node of the root', async () => {
    await visit();
    await run(`
      window.__roots = [];
      window.__plain = 0;
      for (const type of ['pointermove', 'pointerrawupdate', 'mousemove', 'pointerover', 'mouseover', 'focusin', 'click'])
        window.addEventListener(type, (event) => {
          if (type === 'pointermove' && event.target.nodeName !== 'REALNAME-FORM') window.__plain += 1;
          for (const one of [event, ...(event.getCoalescedEvents?.() ?? []), ...(event.getPredictedEvents?.() ?? [])])
            for (const node of [one.target, one.relatedTarget, one.originalTarget])
              if (node?.getRootNode && node.getRootNode() instanceof ShadowRoot) window.__roots.push(type);
        }, true);`);
    await person.type('name', SPECIMEN.name);
    await stroke();
    await chromium.cdp('Input.dispatchMouseEvent', { type: 'mouseMoved', x: 30, y: 200 });
    await chromium.cdp('Input.dispatchMouseEvent', { type: 'mouseMoved', x: 40, y: 210 });
    assert.deepEqual(await run('return window.__roots'), []);
    assert.ok(await run('return window.__plain') > 0, 'the listener hears the pointer elsewhere');
  });

  it('one Enter in a field decides nothing, nor does a held one', async () => {
    await visit();
    await person.type('name', SPECIMEN.name);
    await person.type('id_number', SPECIMEN.id);
    await person.type('mobile', SPECIMEN.mobile);
    for (let turn = 0; turn < 3; turn += 1) await person.keys(Key.ENTER);
    const key = { key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 13, text: '\r' };
    for (let turn = 0; turn < 6; turn += 1) await chromium.cdp('Input.dispatchKeyEvent', { type: 'keyDown', ...key, autoRepeat: turn > 0 });
    await chromium.cdp('Input.dispatchKeyEvent', { type: 'keyUp', ...key });
    assert.ok(!(await pressed()).includes('true'));
    assert.ok(!(await person.events()).some((event) => event.type === 'sealed'));
  });

  it('moved into another root the guard still stands, and into another document the form is empty', async () => {
    await visit();
    await run(`
      window.__heard = [];
      const around = document.createElement('div');
      document.body.append(around);
      around.attachShadow({ mode: 'open' }).append(document.querySelector('realname-form'));
      window.__form = around.shadowRoot.firstChild;
      for (const type of ['keydown', 'beforeinput', 'input']) window.addEventListener(type, (event) => window.__heard.push(type + event.key + event.data), true);
      window.__form.focus();`);
    await person.keys(Key.TAB);
    await person.keys(Key.TAB);
    await person.keys(NAME);
    assert.deepEqual((await run('return window.__heard')).filter((line) => [...NAME].some((c) => line.includes(c))), []);
    const typed = await chromium.cdp('DOM.getDocument', { depth: -1, pierce: true });
    assert.ok(JSON.stringify(typed).includes(NAME), 'it was typed');
    await run(`
      const frame = document.createElement('iframe');
      document.body.append(frame);
      frame.contentDocument.body.append(window.__form);`);
    assert.ok(!JSON.stringify(await chromium.cdp('DOM.getDocument', { depth: -1, pierce: true })).includes(NAME), 'wiped');
  });

  it('the shell hands its root, its internals and its handle to nobody', async () => {
    await visit();
    const found = await chromium.driver.executeAsyncScript(`
      const done = arguments[0]; const got = [];
      (async () => {
      const Form = customElements.get('realname-form');
      try {
        customElements.define('x-form', class extends Form {
          attachShadow(options) { const root = super.attachShadow(options); got.push('attachShadow'); return root; }
          attachInternals() { const internals = super.attachInternals(); got.push('attachInternals'); return internals; }
        });
        document.createElement('x-form');
      } catch { /* refused */ }
      const wrap = (owner, name) => {
        const real = owner.prototype[name];
        owner.prototype[name] = function (...args) { if (this instanceof ShadowRoot || args.some((a) => a?.getRootNode?.() instanceof ShadowRoot)) got.push(name); return real.apply(this, args); };
      };
      wrap(DocumentFragment, 'replaceChildren'); wrap(Node, 'appendChild'); wrap(Element, 'setAttribute'); wrap(Element, 'append');
      for (const name of ['get', 'set']) {
        const real = WeakMap.prototype[name]; WeakMap.prototype[name] = function (key, value) { const out = real.call(this, key, value); if (out?.event || value?.event) got.push('WeakMap'); return out; };
      }
      for (const name of ['role', 'ariaLabel']) {
        const own = Object.getOwnPropertyDescriptor(ElementInternals.prototype, name);
        Object.defineProperty(ElementInternals.prototype, name, { ...own, set(value) { got.push('internals'); own.set.call(this, value); } });
      }
      const form = document.querySelector('realname-form');
      form.destroy();
      const { ticket } = await (await fetch('/provider/session', { method: 'POST' })).json();
      form.ticket = ticket;
      setTimeout(() => done({ got, read: form.ticket ?? null, attribute: form.getAttribute('ticket') }), 1500);
      })().catch((e) => done(String(e)));`);
    assert.deepEqual(found, { got: [], read: null, attribute: null });
    person.lost();
    await person.scroll();
    await person.type('name', NAME);
    assert.ok(JSON.stringify(await chromium.cdp('DOM.getDocument', { depth: -1, pierce: true })).includes(NAME), 'the form stands again');
  });

  it('a `then` planted on Object.prototype is handed no key, secret or ciphertext, and nothing is sent', async () => {
    await visit();
    await run(`
      window.__then = [];
      Object.defineProperty(Object.prototype, 'then', { configurable: true, get() {
        if (this instanceof CryptoKey || this instanceof ArrayBuffer || this.privateKey || this instanceof WebAssembly.Instance) window.__then.push(Object.prototype.toString.call(this));
        return undefined;
      } });`);
    await person.fill(SPECIMEN);
    await person.press('submit');
    await person.event((e) => e.type === 'error' && e.code === 'E_CRYPTO_UNAVAILABLE', 'refused');
    assert.deepEqual(await run('return window.__then'), []);
    await run('delete Object.prototype.then');
    person.lost();
    await person.press('submit');
    await person.event((e) => e.type === 'submitted' && e.state === 'admitted', 'admitted once it is gone');
  });

  it('no style of the host makes a notice or a refusal disappear and the decision count', async () => {
    for (const css of [
      'realname-form::part(text), realname-form::part(title), realname-form::part(choice) { color: transparent !important; font-size: 1px !important }',
      'realname-form { opacity: .01 }', 'body { opacity: .02 }', 'realname-form { filter: opacity(0) }',
      'realname-form { mask-image: linear-gradient(transparent, transparent) }',
    ]) {
      await visit();
      await run('const s = new CSSStyleSheet(); s.replaceSync(arguments[0]); document.adoptedStyleSheets = [s]', css);
      await person.press('acknowledge');
      if (css.includes('::part')) {
        // The parts are not offered: the style has no effect, and the decision is a good one.
        assert.match(await pressed(), /^true(,false)+$/);
      } else {
        assert.equal((await person.event((e) => e.type === 'error', css)).code, 'E_NOTICE_NOT_VISIBLE');
        assert.ok(!(await pressed()).includes('true'));
      }
    }
    await visit();
    await person.to('refuse');
    await run(`
      const over = document.createElement('div'); over.id = 'over';
      const s = new CSSStyleSheet(); s.replaceSync('#over { position: fixed; right: 0; top: 0; bottom: 0; left: calc(75%); background: white; z-index: 9 }');
      document.adoptedStyleSheets = [s];
      const r = document.querySelector('realname-form').getBoundingClientRect();
      over.style.left = (r.left + r.width / 2 + 10) + 'px';
      document.body.append(over);`);
    await person.press('give');
    assert.equal((await person.event((e) => e.type === 'error', 'covered')).code, 'E_NOTICE_NOT_VISIBLE');
  });

  it('a `rootMargin` planted on Object.prototype displays nothing', async () => {
    await chromium.driver.manage().window().setRect({ width: 900, height: 420 });
    try {
      await chromium.cdp('Network.clearBrowserCookies');
      const { identifier } = await chromium.cdp('Page.addScriptToEvaluateOnNewDocument', { source: 'Object.prototype.rootMargin = "99999px";' });
      person = await open(chromium, backend.signup);
      await chromium.driver.wait(() => run('return window.__events.some((e) => e.type === "ready") || document.querySelector("realname-form").offsetHeight > 300'), 20_000);
      await run('document.querySelector("realname-form").focus({ preventScroll: true })');
      await person.keys(Key.SPACE);
      assert.equal((await person.event((e) => e.type === 'error', 'unseen')).code, 'E_NOTICE_NOT_VISIBLE');
      await chromium.cdp('Page.removeScriptToEvaluateOnNewDocument', { identifier });
    } finally {
      await chromium.driver.manage().window().setRect({ width: 1280, height: 2600 });
    }
  });

  it('coming back to the page finds it empty', async () => {
    await visit();
    await person.type('name', NAME);
    await person.type('id_number', '330106198807155396');
    assert.ok(JSON.stringify(await chromium.cdp('DOM.getDocument', { depth: -1, pierce: true })).includes(NAME));
    await chromium.driver.get(`${backend.url}/legal/privacy.html`);
    await chromium.driver.navigate().back();
    await new Promise((resolve) => setTimeout(resolve, 800));
    const dump = JSON.stringify(await chromium.cdp('DOM.getDocument', { depth: -1, pierce: true }));
    assert.ok(!dump.includes(NAME) && !dump.includes('3301061988'), 'nothing typed came back');
  });

  it('what is sealed is what stands in the form, whatever filled it', async () => {
    await visit();
    await person.fill(SPECIMEN);
    // As autofill does: a field without the focus changes, and no input event of its own is captured.
    const { root } = await chromium.cdp('DOM.getDocument', { depth: -1, pierce: true });
    const find = (node) => (node.nodeName === 'INPUT' && node.attributes?.includes('name') ? node
      : [...(node.children ?? []), ...(node.shadowRoots ?? [])].map(find).find(Boolean));
    const { object } = await chromium.cdp('DOM.resolveNode', { nodeId: find(root).nodeId });
    await chromium.cdp('Runtime.callFunctionOn', { objectId: object.objectId, functionDeclaration: 'function () { this.value = "查无此人" }' });
    await person.press('submit');
    const { id } = await person.event((e) => e.id, 'an answer');
    assert.equal((await api.evidence(id)).result.outcome, 'no_record');
  });

  it('no script submits for a person', async () => {
    await visit();
    await person.fill(SPECIMEN);
    await person.to('mobile');
    await run(`document.querySelector('realname-form').dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true }))`);
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.ok(!(await person.events()).some((event) => event.type === 'sealed'));
  });
});
