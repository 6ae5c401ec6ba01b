// The wasm's linear memory after an error at each step: loading, challenge, device key, key set, sealing, signing, sending, waiting for the
// outcome; and after the page is left. Whatever fails before the gateway has the message, the form stands, for the person to try again: then
// nothing is in memory but what was there before the button was pressed, and nothing at all after `destroy()`.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { browser } from './lab/browser.mjs';
import { gated } from './lab/gate.mjs';
import { HOLD } from './lab/memory.mjs';
import { open } from './lab/person.mjs';

/** Full-width digits, blanks at the end, a name beyond the BMP: texts that are allocated anew on their way in. */
const CANARY = { name: '鸢尾𠮷金丝雀', id: '３３０１０６１９８８０７１５５３９３ ', mobile: '13974861527　' };
const NEEDLES = ['330106198807155', '6198807155393', '鸢尾𠮷', '金丝雀', '13974861527', '3974861', '３３０１０６', '１９８８０７'];
/** Fails one operation of WebCrypto when told to; before the package is loaded, which keeps what stands there. */
const FAILING = `
  for (const name of ['generateKey', 'exportKey', 'importKey', 'sign', 'verify', 'deriveBits', 'encrypt']) {
    const stock = SubtleCrypto.prototype[name];
    SubtleCrypto.prototype[name] = function (...args) {
      window.__asked = [...(window.__asked ?? []), name];
      return window.__fail === name ? Promise.reject(new DOMException('', 'OperationError')) : stock.apply(this, args);
    };
  }`;
/** What is found when the page is left, told to the next one: every listener of the package has been by then. */
const LEAVING = (needles) => `
  addEventListener('pagehide', () => sessionStorage.setItem('found', JSON.stringify(window.__search(${JSON.stringify(needles)}))));`;

describe('linear memory, after an error', () => {
  let chromium, gate, person;
  before(async () => {
    [chromium, gate] = await Promise.all([browser(), gated()]);
    for (const source of [HOLD, FAILING]) await chromium.cdp('Page.addScriptToEvaluateOnNewDocument', { source });
  });
  after(async () => {
    await chromium?.stop();
    await gate?.stop();
  });
  const run = (script, ...args) => chromium.driver.executeScript(script, ...args);
  const count = () => run('return window.__count(arguments[0])', NEEDLES);
  const none = Object.fromEntries(NEEDLES.map((needle) => [needle, 0]));
  const visit = async () => {
    gate.clear();
    await chromium.cdp('Network.clearBrowserCookies');
    person = await open(chromium, gate.url);
  };
  const destroyed = async () => {
    await run('document.querySelector("realname-form").destroy()');
    assert.deepEqual(await count(), none);
  };
  /** Filled in; what is in memory then, which shows that the search sees. */
  const filled = async () => {
    await visit();
    await person.fill(CANARY);
    const standing = await count();
    for (const needle of ['330106198807155', '鸢尾𠮷', '金丝雀', '13974861527']) assert.ok(standing[needle] > 0, needle);
    return standing;
  };

  /** What goes wrong, at which step, and the code. */
  const STEPS = [
    ['no network for the challenge', () => gate.hangUp(/^POST .*\/challenge$/), 'E_NETWORK'],
    ['the ticket is over', () => gate.instead(/^POST .*\/challenge$/, { status: 401, code: 'E_TICKET' }), 'E_TICKET'],
    ['too many challenges', () => gate.instead(/^POST .*\/challenge$/, { status: 429, code: 'E_RATE_LIMITED' }), 'E_RATE_LIMITED'],
    ['a challenge that is none', () => gate.instead(/^POST .*\/challenge$/, { status: 200, type: 'application/json', body: '{}' }), 'E_FORMAT'],
    ...['generateKey', 'exportKey', 'verify', 'importKey', 'deriveBits', 'encrypt', 'sign'].map((name) => [`\`${name}\` fails`, () => run('window.__fail = arguments[0]', name), /^E_/, name]),
    ['no network for the message', () => gate.hangUp(/^POST .*\/bundles$/), 'E_NETWORK'],
    ['the gateway fails', () => gate.instead(/^POST .*\/bundles$/, { status: 500, code: 'E_INTERNAL' }), /^E_/],
    ['the gateway refuses the message', () => gate.instead(/^POST .*\/bundles$/, { status: 422, code: 'E_FORMAT' }), 'E_FORMAT'],
    ['the challenge is over, twice', () => gate.instead(/^POST .*\/bundles$/, { status: 409, code: 'E_CHALLENGE_EXPIRED' }), 'E_CHALLENGE_EXPIRED'],
  ];
  for (const [what, arrange, code, operation] of STEPS) {
    it(`holds nothing more than the form does: ${what}`, async () => {
      const standing = await filled();
      await arrange();
      await person.press('submit');
      const told = await person.event((event) => event.type === 'error', 'error');
      assert.match(told.code, code instanceof RegExp ? code : new RegExp(`^${code}$`));
      if (operation) assert.ok((await run('return window.__asked')).includes(operation), 'it was asked for');
      const now = await count();
      for (const needle of NEEDLES) assert.ok(now[needle] <= standing[needle], `${needle}: ${now[needle]}, before ${standing[needle]}`);
      await destroyed();
    });
  }

  for (const [what, answer, code] of [
    ['the authority does not answer', { status: 503, code: 'E_AUTHORITY_DOWN' }, 'E_AUTHORITY_DOWN'],
    ['nothing is confirmed', { status: 422, code: 'E_NOT_VERIFIED' }, 'E_NOT_VERIFIED'],
  ]) {
    it(`holds nothing once the gateway has the message: ${what}`, async () => {
      await filled();
      gate.instead(/^GET .*\/bundles\//, answer);
      await person.press('submit');
      await person.event((event) => event.type === 'error' && event.code === code, code);
      assert.deepEqual(await count(), none);
    });
  }

  it('holds nothing while the outcome is waited for', async () => {
    await filled();
    const outcome = gate.hold(/^GET .*\/bundles\//);
    await person.press('submit');
    await outcome.came;
    assert.deepEqual(await count(), none);
    outcome.release();
    await person.event((event) => event.type === 'submitted', 'submitted');
    assert.deepEqual(await count(), none);
  });

  for (const [what, path] of [['the policy', /^GET .*\/policies\//], ['a notice', /^GET .*\/notices\//]]) {
    it(`holds nothing when the form is drawn anew and ${what} does not come`, async () => {
      await filled();
      // A version of a notice never changes, so the browser keeps it.
      await chromium.cdp('Network.clearBrowserCache');
      gate.hangUp(path);
      await run('document.querySelector("realname-form").setAttribute("locale", "en")');
      await person.event((event) => event.type === 'error', 'error');
      assert.deepEqual(await count(), none);
    });
  }

  it('holds nothing after reset(), and nothing after another pin that fits nothing', async () => {
    await filled();
    await run('document.querySelector("realname-form").reset()');
    assert.deepEqual(await count(), none);
    await visit();
    await person.ready();
    await run('window.__events.length = 0; document.querySelector("realname-form").setAttribute("pins", "A".repeat(43))');
    await person.event((event) => event.type === 'ready', 'ready');
    await person.fill(CANARY);
    const standing = await count();
    await person.press('submit');
    await person.event((event) => event.type === 'error' && event.code === 'E_KEY_PIN', 'E_KEY_PIN');
    const now = await count();
    for (const needle of NEEDLES) assert.ok(now[needle] <= standing[needle], needle);
    await destroyed();
  });

  it('holds nothing after a message was refused and one was sent, with a device key that is kept', async () => {
    await visit();
    await person.ready();
    await run('window.__events.length = 0; document.querySelector("realname-form").setAttribute("remember-device", "")');
    await person.event((event) => event.type === 'ready', 'ready');
    await person.fill(CANARY);
    gate.instead(/^POST .*\/bundles$/, { status: 500, code: 'E_INTERNAL' });
    await person.press('submit');
    await person.event((event) => event.type === 'error', 'error');
    gate.clear();
    person.lost();
    await person.press('submit');
    await person.event((event) => event.type === 'submitted' && event.state === 'admitted', 'admitted');
    assert.deepEqual(await count(), none);
    assert.equal(await chromium.driver.executeAsyncScript('const done = arguments[0]; indexedDB.databases().then((all) => done(all.length))'), 1, 'the key is kept');
  });

  it('holds nothing when the page is hidden, and holds it until then', async () => {
    await filled();
    await run(`${LEAVING(NEEDLES)} window.__before = window.__search(arguments[0]);`, NEEDLES);
    assert.notDeepEqual(await run('return window.__before'), []);
    await run('document.querySelector("realname-form"); location.assign("/page.css")');
    await chromium.driver.wait(async () => (await chromium.driver.getCurrentUrl()).endsWith('/page.css'), 10_000, 'still there');
    assert.equal(await run('return sessionStorage.getItem("found")'), '[]');
    // Back out of the browser's cache or loaded anew: empty either way.
    await chromium.driver.navigate().back();
    await person.ready();
    assert.deepEqual(await count(), none);
  });
});
