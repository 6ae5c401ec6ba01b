// What a real page and the real server say to each other is valid by docs/schema, document by document: a signup, a re-verification,
// a withdrawal, a refusal and what is refused, in Chromium.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { faults } from '../interop/schema.mjs';
import { browser } from './lab/browser.mjs';
import { gateway } from './lab/gateway.mjs';
import { SPECIMEN, open } from './lab/person.mjs';
import { server } from './lab/server.mjs';

const ENDPOINT = '/realname/v1';
/** By route: the schema of the body, of the JWT in it and its member, and of the answer. */
const ROUTES = [
  [/^GET \/policies\/current$/, { answer: 'policy' }],
  [/^GET \/notices\/[^/]+\/[^/]+$/, { answer: 'notice' }],
  [/^POST \/challenge$/, { answer: 'challenge' }],
  [/^POST \/bundles$/, { body: 'bundle', claims: 'claims', answer: 'receipt' }],
  [/^GET \/bundles\/[\w-]+$/, { answer: 'receipt' }],
  [/^POST \/decisions$/, { body: 'decision', claims: 'decision-claims', answer: 'receipt' }],
  [/^POST \/reverify$/, { body: 'reverify', claims: 'reverify-claims', answer: 'reverified' }],
  [/^POST \/consents\/[\w-]+\/withdraw$/, { body: 'withdrawal', claims: 'withdrawal-claims', answer: 'withdrawn' }],
];

const part = (compact, at) => JSON.parse(Buffer.from(compact.split('.')[at], 'base64url'));

/** Every document in an exchange: `[schema, value]`. */
function documents({ route, body, status, answer }) {
  const [, of] = ROUTES.find(([pattern]) => pattern.test(route)) ?? assert.fail(`${route} has no schema`);
  const found = [[status < 400 ? of.answer : 'problem', JSON.parse(answer)]];
  if (of.answer === 'challenge' && status < 400) {
    const { enc_keys } = JSON.parse(answer);
    found.push(['jws-header', part(enc_keys, 0)], ['key-set', part(enc_keys, 1)]);
  }
  if (of.body) {
    const said = JSON.parse(body);
    const { sealed } = said;
    const jwt = Object.values(said).find((value) => /^eyJ/.test(value) && value !== sealed);
    found.push([of.body, said], ['jws-header', part(jwt, 0)], [of.claims, part(jwt, 1)]);
    if (sealed) found.push(['sealed-header', part(sealed, 0)]);
  }
  return found;
}

describe('what a page and the server say', () => {
  let chromium, backend, api;
  const exchanges = [];
  before(async () => {
    [chromium, backend] = await Promise.all([browser(), server()]);
    api = gateway(backend);
    await chromium.cdp('Page.addScriptToEvaluateOnNewDocument', { source: `
      const real = window.fetch;
      window.__said = [];
      window.fetch = async (url, options) => {
        const answer = await real(url, options);
        const { pathname } = new URL(url, location.href);
        if (pathname.startsWith('${ENDPOINT}/')) {
          const text = await answer.clone().text();
          window.__said.push({ route: (options?.method ?? 'GET') + pathname.replace('${ENDPOINT}', ' '), body: options?.body ?? null, status: answer.status, answer: text });
        }
        return answer;
      };` });
  });
  after(async () => {
    await chromium?.stop();
    await backend?.stop();
  });

  const take = async () => exchanges.push(...(await chromium.driver.executeScript('return window.__said.splice(0)')));
  /** A call of the package's in the page; its code where it fails. */
  const call = (name, ...args) => chromium.driver.executeAsyncScript(`
    const [name, args, done] = arguments;
    import('/realname/index.js').then(async (module) => {
      if (name === 'withdraw') args[1].consequence = document.querySelector('main').appendChild(Object.assign(document.createElement('p'), { textContent: '撤回后账号不能继续使用' }));
      return module[name](...args);
    }).then((said) => done(said.state), (error) => done(error.code || String(error)));`, name, args);
  const ticket = () => chromium.driver.executeAsyncScript(`
    const done = arguments[0];
    fetch('/provider/session', { method: 'POST' }).then((answer) => answer.json()).then(({ ticket }) => done(ticket));`);

  it('a signup, and what the device signs later', async () => {
    const person = await open(chromium, backend.signup);
    await chromium.driver.executeScript('document.querySelector("realname-form").setAttribute("remember-device", "")');
    await person.fill(SPECIMEN);
    await person.press('submit');
    const { id } = await person.event(({ type, state }) => type === 'submitted' && state === 'admitted', 'admitted');
    const { consents } = await api.evidence(id);
    const consent = consents.find(({ purpose }) => purpose === 'identity_check');
    assert.equal(await call('reverify', { endpoint: ENDPOINT, ticket: await ticket() }), 'reverified');
    assert.equal(await call('withdraw', consent.id, { endpoint: ENDPOINT, required: true }), 'erased');
    // The gate is closed now, so there is no device to recognise.
    assert.equal(await call('reverify', { endpoint: ENDPOINT, ticket: await ticket() }), 'E_DEVICE');
    const receipt = await api.call('GET', `/bundles/${id}/receipt`, { token: await ticket() });
    const { status, ...file } = receipt;
    assert.equal(status, 200);
    assert.deepEqual([faults('receipt-file', file), faults('jws-header', part(file.receipt_jwt, 0)), faults('receipt-claims', part(file.receipt_jwt, 1))], [[], [], []]);
    await take();
  });

  it('a refusal', async () => {
    await chromium.cdp('Network.clearBrowserCookies');
    const person = await open(chromium, backend.signup);
    await person.ready();
    await person.fill(SPECIMEN);
    await person.press('refuse');
    await person.press('submit');
    await person.event(({ type, state }) => type === 'submitted' && state === 'refused', 'refused');
    await take();
  });

  it('is valid by docs/schema, and is not with one member more', () => {
    const said = new Set();
    for (const exchange of exchanges) {
      for (const [name, value] of documents(exchange)) {
        assert.deepEqual(faults(name, value), [], `${exchange.route}: ${name}`);
        assert.notDeepEqual(faults(name, { ...value, x: 1 }), [], name);
        said.add(name);
      }
    }
    const all = ROUTES.flatMap(([, of]) => Object.values(of)).concat('jws-header', 'key-set', 'sealed-header', 'problem');
    assert.deepEqual([...said].sort(), [...new Set(all)].sort(), 'every one was said');
  });
});
