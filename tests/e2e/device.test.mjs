// The device key, kept where the page asks for it: the same after a reload, in two tabs, never extractable, nothing raw
// beside it; and what it signs later. Without the opt-in, or where the browser refuses, it lives in memory.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { browser } from './lab/browser.mjs';
import { gateway } from './lab/gateway.mjs';
import { SPECIMEN, at, open } from './lab/person.mjs';
import { server } from './lab/server.mjs';

const ENDPOINT = '/realname/v1';

/** Runs an async function in the page. */
async function within({ driver }, work, ...args) {
  const [answer, error] = await driver.executeAsyncScript(`
    const done = arguments[arguments.length - 1];
    (${work})(...[...arguments].slice(0, -1)).then((value) => done([value, null]), (error) => done([null, error.code || String(error)]));`, ...args);
  if (error) throw Object.assign(new Error(error), { code: error });
  return answer;
}

const call = (engine, name, ...args) =>
  within(engine, `async (name, args) => (await import('/realname/index.js'))[name](...args)`, name, args);
const deviceOf = (engine) => call(engine, 'deviceOf', { endpoint: ENDPOINT });
const ticket = (engine) => within(engine, `async () => (await (await fetch('/provider/session', { method: 'POST' })).json()).ticket`);
const opt = (engine) => engine.driver.executeScript('document.querySelector("realname-form").setAttribute("remember-device", "")');

/** Opens the page, signs up, and says with which device key. */
async function signUp(engine, backend, api, { remember = true } = {}) {
  // Another person's account, at the same browser: whoever is admitted sees no form any more.
  await engine.cdp('Network.clearBrowserCookies');
  const person = await open(engine, backend.signup);
  if (remember) await opt(engine);
  await person.fill(SPECIMEN);
  await person.press('submit');
  const { id } = await person.event((e) => e.type === 'submitted' && e.state === 'admitted', 'admitted');
  return api.evidence(id);
}

/** What lies in the store, as a script of the page sees it. */
const stored = (engine) => within(engine, `async () => {
  const names = (await indexedDB.databases()).map((database) => database.name);
  if (!names.includes('realname')) return null;
  const of = (request) => new Promise((done, failed) => { request.onsuccess = () => done(request.result); request.onerror = failed; });
  const database = await of(indexedDB.open('realname'));
  const [stores, entries] = [[...database.objectStoreNames], await of(database.transaction('device').objectStore('device').getAll())];
  const keys = await of(database.transaction('device').objectStore('device').getAllKeys());
  const formats = {};
  for (const format of ['jwk', 'pkcs8', 'raw'])
    formats[format] = await crypto.subtle.exportKey(format, entries[0].privateKey).then(() => 'exported', () => 'refused');
  const { type, extractable, usages } = entries[0].privateKey;
  const [text] = entries.map(({ publicKey, privateKey, ...rest }) => rest);
  database.close();
  return { stores, keys, members: Object.keys(entries[0]).sort(), rest: text, formats, private: { type, extractable, usages } };
}`);

describe('the device key', () => {
  let chromium, backend, api;
  before(async () => {
    [chromium, backend] = await Promise.all([browser(), server()]);
    api = gateway(backend);
  });
  after(async () => {
    await chromium?.stop();
    await backend?.stop();
  });
  beforeEach(async () => {
    await chromium.cdp('Network.clearBrowserCookies');
    await chromium.cdp('Storage.clearDataForOrigin', { origin: backend.url, storageTypes: 'indexeddb' });
  });

  it('lives in memory without the opt-in: another page, another key, and no database', async () => {
    const first = await signUp(chromium, backend, api, { remember: false });
    assert.equal(await stored(chromium), null);
    assert.equal(await deviceOf(chromium), null);
    const second = await signUp(chromium, backend, api, { remember: false });
    assert.notEqual(first.jkt, second.jkt);
  });

  it('is the same after a reload where it is remembered, cannot be exported, and has nothing raw beside it', async () => {
    const first = await signUp(chromium, backend, api);
    const found = await stored(chromium);
    assert.deepEqual(found.stores, ['device']);
    assert.deepEqual(found.members, ['aud', 'privateKey', 'publicKey', 'serial']);
    assert.deepEqual(found.private, { type: 'private', extractable: false, usages: ['sign'] });
    assert.deepEqual(found.formats, { jwk: 'refused', pkcs8: 'refused', raw: 'refused' });
    assert.ok(found.rest.serial > 1_700_000_000, `${found.rest.serial}`);
    for (const raw of Object.values(SPECIMEN)) assert.ok(!JSON.stringify(found).includes(raw));
    assert.equal(await deviceOf(chromium), first.jkt);
    const second = await signUp(chromium, backend, api);
    assert.equal(second.jkt, first.jkt);
    assert.equal(await deviceOf(chromium), first.jkt);
  });

  it('is one for two tabs that make it at once', async () => {
    const { driver } = chromium;
    const own = await driver.getWindowHandle();
    await open(chromium, backend.signup);
    await driver.switchTo().newWindow('tab');
    const other = await driver.getWindowHandle();
    await open(chromium, backend.signup);
    for (const tab of [own, other]) {
      await driver.switchTo().window(tab);
      await opt(chromium);
      await at(chromium).fill(SPECIMEN);
      await at(chromium).press('submit');
    }
    const keys = [];
    for (const tab of [own, other]) {
      await driver.switchTo().window(tab);
      const { id } = await at(chromium).event((e) => e.type === 'submitted' && e.state === 'admitted', 'admitted');
      keys.push((await api.evidence(id)).jkt);
    }
    assert.equal(keys[0], keys[1]);
    await driver.close();
    await driver.switchTo().window(own);
  });

  it('signs a withdrawal, without a ticket and in one step, when the consequence is displayed', async () => {
    const { consents, account_ref } = await signUp(chromium, backend, api);
    const { id } = consents.find(({ purpose }) => purpose === 'identity_check');
    const withdraw = (consequence) => within(chromium, `async (id, endpoint, text) => {
      const { withdraw } = await import('/realname/index.js');
      const consequence = document.querySelector('main').appendChild(document.createElement('p'));
      consequence.textContent = text;
      return withdraw(id, { endpoint, required: true, consequence });
    }`, id, ENDPOINT, consequence);
    await assert.rejects(withdraw(''), { code: 'E_NOTICE_NOT_VISIBLE' });
    await assert.rejects(call(chromium, 'withdraw', id, { endpoint: ENDPOINT, required: true }), { code: 'E_NOTICE_NOT_VISIBLE' });
    assert.equal((await api.gate(account_ref)).admitted, true);
    const receipt = await withdraw('撤回后账号不能继续使用');
    assert.deepEqual([receipt.id, receipt.state, receipt.by], [id, 'erased', 'device']);
    assert.equal((await api.gate(account_ref)).state, 'restricted');
  });

  it('is not needed: a ticket of the account withdraws, and nobody without one', async () => {
    const { consents } = await signUp(chromium, backend, api, { remember: false });
    const { id } = consents.find(({ purpose }) => purpose === 'identity_check');
    await assert.rejects(call(chromium, 'withdraw', id, { endpoint: ENDPOINT }), { code: 'E_DEVICE' });
    await assert.rejects(call(chromium, 'withdraw', id, { endpoint: ENDPOINT, secret: 'AAAAAAAAAAAAAAAAAAAAAA' }), { code: 'E_NOT_FOUND' });
    const receipt = await call(chromium, 'withdraw', id, { endpoint: ENDPOINT, ticket: await ticket(chromium) });
    assert.deepEqual([receipt.id, receipt.by], [id, 'ticket']);
  });

  it('re-verifies the account it signed up, and no other device does', async () => {
    const { account_ref, jkt } = await signUp(chromium, backend, api);
    assert.equal((await api.gate(account_ref)).reverified_at, null);
    await chromium.driver.navigate().refresh();
    const receipt = await call(chromium, 'reverify', { endpoint: ENDPOINT, ticket: await ticket(chromium) });
    assert.equal(receipt.state, 'reverified');
    assert.equal((await api.gate(account_ref)).reverified_at, receipt.at);
    // The same person at another device: the store of this one is gone, another key stands there.
    await call(chromium, 'forgetDevice', { endpoint: ENDPOINT });
    assert.equal(await deviceOf(chromium), null);
    await assert.rejects(call(chromium, 'reverify', { endpoint: ENDPOINT, ticket: await ticket(chromium) }), { code: 'E_DEVICE' });
    const other = await signUp(chromium, backend, api);
    assert.notEqual(other.jkt, jkt);
    const theirs = await api.ticket(account_ref, 'another session');
    await assert.rejects(call(chromium, 'reverify', { endpoint: ENDPOINT, ticket: theirs }), { code: 'E_DEVICE' });
  });

  it('refuses a key set that is older than the newest one it has seen', async () => {
    await signUp(chromium, backend, api);
    await within(chromium, `async () => {
      const of = (request) => new Promise((done, failed) => { request.onsuccess = () => done(request.result); request.onerror = failed; });
      const database = await of(indexedDB.open('realname'));
      const store = database.transaction('device', 'readwrite').objectStore('device');
      const [key] = await of(store.getAllKeys());
      await of(store.put({ ...(await of(store.get(key))), serial: 4_000_000_000 }, key));
      database.close();
    }`);
    await chromium.cdp('Network.clearBrowserCookies');
    const person = await open(chromium, backend.signup);
    await opt(chromium);
    await person.fill(SPECIMEN);
    await person.press('submit');
    const error = await person.event((e) => e.type === 'error', 'refused');
    assert.equal(error.code, 'E_KEY_PIN');
  });

  // What a browser may do instead of opening a database.
  const refusals = {
    throws: 'IDBFactory.prototype.open = () => { throw new DOMException("", "SecurityError"); };',
    'is not there': 'Object.defineProperty(window, "indexedDB", { value: undefined });',
    'is of a newer version': 'indexedDB.open("realname", 9);',
    'writes nothing': 'IDBObjectStore.prototype.put = function () { throw new DOMException("", "QuotaExceededError"); };',
    'keeps no keys': 'IDBObjectStore.prototype.put = function (value, key) { return this.delete(key); };',
    'never answers': 'IDBFactory.prototype.open = () => new EventTarget();',
  };
  for (const [what, script] of Object.entries(refusals)) {
    it(`falls back silently to memory where the database ${what}`, async () => {
      const { identifier } = await chromium.cdp('Page.addScriptToEvaluateOnNewDocument', { source: script });
      try {
        const first = await signUp(chromium, backend, api);
        const second = await signUp(chromium, backend, api);
        assert.notEqual(first.jkt, second.jkt);
      } finally {
        await chromium.cdp('Page.removeScriptToEvaluateOnNewDocument', { identifier });
      }
    });
  }
});
