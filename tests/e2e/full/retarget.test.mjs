// What Firefox says beside `target`: of a node in the form its host, of everything else what it always says. `cargo xtask test --full`.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gecko } from '../lab/browser.mjs';
import { SPECIMEN, open } from '../lab/person.mjs';
import { server } from '../lab/server.mjs';

/** Each listener that comes later keeps every node that an event or the selection names. */
const LISTEN = `
  window.__named = {};
  window.__keep = (what, node) => {
    const root = node instanceof Node ? node.getRootNode() : null;
    (window.__named[what] ??= new Set()).add(root instanceof ShadowRoot ? 'inside' : node === window ? 'window' : node instanceof XMLHttpRequest ? 'request' : node?.id || node?.nodeName || 'nothing');
  };
  window.__range = () => {
    const selection = getSelection();
    for (const name of ['anchorNode', 'focusNode']) __keep(name, selection[name]);
    if (selection.rangeCount) __keep('getRangeAt', selection.getRangeAt(0).commonAncestorContainer);
    // As pages do it: a place that is none would throw.
    const range = document.createRange();
    range.setStart(selection.anchorNode, selection.anchorOffset);
    range.setEnd(selection.focusNode, selection.focusOffset);
    __keep('a range made of it', range.commonAncestorContainer);
    window.__ranges = (window.__ranges ?? 0) + 1;
  };
  for (const type of ['focus', 'focusin', 'blur', 'mousedown', 'mouseup', 'mousemove', 'mouseover', 'click', 'pointerdown', 'pointerover'])
    window.addEventListener(type, (event) => {
      for (const name of ['originalTarget', 'explicitOriginalTarget', 'rangeParent']) __keep(name, event[name]);
      if (event.clientX) __keep('caretPositionFromPoint', document.caretPositionFromPoint(event.clientX, event.clientY)?.offsetNode);
    }, true);
  document.addEventListener('selectionchange', __range, true);`;
const NAMED = 'return Object.fromEntries(Object.entries(window.__named).map(([what, names]) => [what, [...names]]))';

describe('in Firefox', () => {
  let firefox, backend, person;
  const run = (script) => firefox.driver.executeScript(script);
  before(async () => {
    [firefox, backend] = await Promise.all([gecko({ height: 900 }), server()]);
    person = await open(firefox, `${backend.url}/signup.html`);
    await person.ready();
    await run(LISTEN);
  });
  after(async () => {
    await firefox?.stop();
    await backend?.stop();
  });

  it('neither an event nor the selection names a node of the form', async () => {
    await person.type('name', SPECIMEN.name);
    await person.press('identity_check-given').catch(() => {});
    await run('__range()');
    const host = await firefox.driver.findElement({ css: 'realname-form' });
    const pointer = firefox.driver.actions();
    for (const y of [-200, -100, 0, 100, 200]) pointer.move({ origin: host, x: 0, y });
    await pointer.click().perform();
    await run('__range()');
    const named = await run(NAMED);
    for (const what of ['originalTarget', 'explicitOriginalTarget', 'rangeParent', 'anchorNode', 'focusNode', 'getRangeAt', 'a range made of it', 'caretPositionFromPoint']) {
      assert.ok(!named[what].includes('inside'), `${what}: ${named[what]}`);
    }
    assert.ok(await run('return window.__ranges') >= 2);
    assert.ok(named.originalTarget.includes('REALNAME-FORM') || named.originalTarget.includes(await host.getAttribute('id')), `its host is named: ${named.originalTarget}`);
  });

  it('whatever is not in the form is named as before', async () => {
    const seen = await firefox.driver.executeAsyncScript(`
      const done = arguments[0];
      const seen = {};
      const outside = document.createElement('p');
      outside.textContent = 'outside';
      document.body.prepend(outside);
      outside.addEventListener('click', (event) => { seen.click = event.originalTarget === outside && event.explicitOriginalTarget === outside; });
      outside.click();
      window.addEventListener('probe', (event) => { seen.window = event.originalTarget === window; }, { once: true });
      window.dispatchEvent(new Event('probe'));
      const range = document.createRange();
      range.selectNodeContents(outside);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      seen.selection = getSelection().anchorNode === outside && getSelection().getRangeAt(0).toString() === 'outside';
      try { getSelection().getRangeAt(7); } catch (error) { seen.thrown = error.name; }
      const request = new XMLHttpRequest();
      request.addEventListener('loadend', (event) => { seen.request = event.originalTarget === request; done(seen); });
      request.open('GET', '/');
      request.send();`);
    assert.deepEqual(seen, { click: true, window: true, selection: true, thrown: 'IndexSizeError', request: true });
  });
});
