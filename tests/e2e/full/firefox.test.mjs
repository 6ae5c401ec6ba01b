// The same signup in Firefox, by the same keys: `cargo xtask test --full`.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gecko } from '../lab/browser.mjs';
import { gateway } from '../lab/gateway.mjs';
import { SPECIMEN, open } from '../lab/person.mjs';
import { server } from '../lab/server.mjs';

describe('in Firefox', () => {
  let firefox, backend, api;
  before(async () => {
    [firefox, backend] = await Promise.all([gecko(), server()]);
    api = gateway(backend);
  });
  after(async () => {
    await firefox?.stop();
    await backend?.stop();
  });
  /** Another visitor: the demo provider gives a new account. */
  const visit = async () => {
    await firefox.driver.get(backend.url);
    await firefox.driver.executeAsyncScript(`const done = arguments[0]; fetch('/provider/reset', { method: 'POST' }).then(done, done)`);
    return open(firefox, backend.url);
  };

  it('a signup is admitted, by keyboard alone', async () => {
    const person = await visit();
    await person.fill(SPECIMEN);
    await person.press('submit');
    const { id } = await person.event((e) => e.type === 'submitted' && e.state === 'admitted', 'admitted');
    assert.equal((await api.evidence(id)).result.outcome, 'match');
  });

  it('a wrong check digit has its code', async () => {
    const person = await visit();
    await person.fill({ ...SPECIMEN, id: '110105194912310021' });
    assert.equal((await person.event((e) => e.type === 'error', 'error')).code, 'E_INPUT_CHECKSUM');
  });

  it('a refusal sends the decision alone', async () => {
    const person = await visit();
    await person.ready();
    await person.press('acknowledge');
    await person.press('refuse');
    await person.press('submit');
    const { id } = await person.event((e) => e.type === 'submitted' && e.state === 'refused', 'refused');
    assert.equal((await api.evidence(id)).sd_jwt, undefined);
  });

  it('a listener on window that comes later hears nothing of what is typed', async () => {
    const person = await visit();
    await person.ready();
    await firefox.driver.executeScript(`
      window.__heard = [];
      for (const type of ['keydown', 'keyup', 'keypress', 'beforeinput', 'input', 'paste', 'compositionend'])
        window.addEventListener(type, (event) => window.__heard.push(type + (event.key ?? '') + (event.data ?? '')), true);
      const plain = document.createElement('input'); plain.id = 'plain'; document.body.append(plain);`);
    await person.type('name', '鸢尾金丝雀');
    assert.deepEqual((await firefox.driver.executeScript('return window.__heard')).filter((line) => !line.endsWith('Tab')), []);
    await firefox.driver.executeScript('document.getElementById("plain").focus()');
    await person.keys('seeded');
    assert.ok((await firefox.driver.executeScript('return window.__heard.join()')).includes('inputs'), 'a plain input is heard');
  });
});
