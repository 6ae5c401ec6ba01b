// The wasm's linear memory after an error at each step: loading, challenge, device key, key set, sealing, signing, sending, waiting for the
// outcome; and after the page is left. Whatever fails before the gateway has the message, the form stands, for the person to try again: then
// nothing is in memory but what was there before the button was pressed, so no disclosure of it, and nothing at all after `destroy()`.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { browser } from './lab/browser.mjs';
import { gated } from './lab/gate.mjs';
import { HOLD, SEALING, encoded, sought, typedWide } from './lab/memory.mjs';
import { withCheck } from './lab/people.mjs';
import { open } from './lab/person.mjs';

/** The normal forms; typed with full-width digits, blanks at the end, a name beyond the BMP: texts that are allocated anew on their way in. */
const NORMAL = { name: '鸢尾𠮷金丝雀', id: withCheck('33010619880715539'), mobile: '13974861527' };
const CANARY = { name: NORMAL.name, id: typedWide(NORMAL.id), mobile: `${NORMAL.mobile}　` };
/** Every spelling of both, and pieces. */
const NEEDLES = [
  ...sought([...Object.values(NORMAL), CANARY.id, CANARY.id.trim()]),
  '330106198807155', '6198807155393', '鸢尾𠮷', '金丝雀', '3974861', '３３０１０６', '１９８８０７',
];
/** Fails one operation of WebCrypto when told to, each of its kind or the nth; before the package is loaded, which keeps what stands there. */
const FAILING = `
  for (const name of ['generateKey', 'exportKey', 'importKey', 'sign', 'verify', 'deriveBits', 'encrypt']) {
    const stock = SubtleCrypto.prototype[name];
    SubtleCrypto.prototype[name] = function (...args) {
      window.__asked = [...(window.__asked ?? []), name];
      const nth = window.__asked.filter((asked) => asked === name).length;
      return [name, \`\${name} \${nth}\`].includes(window.__fail) ? Promise.reject(new DOMException('', 'OperationError')) : stock.apply(this, args);
    };
  }`;
/** What is found when the page is left, told to the next one: every listener of the package has been by then. */
const LEAVING = (needles) => `
  addEventListener('pagehide', () => sessionStorage.setItem('found', JSON.stringify(window.__search(${JSON.stringify(needles)}))));`;

describe('linear memory, after an error', () => {
  let chromium, gate, person;
  before(async () => {
    [chromium, gate] = await Promise.all([browser(), gated()]);
    for (const source of [HOLD, SEALING, FAILING]) await chromium.cdp('Page.addScriptToEvaluateOnNewDocument', { source });
  });
  after(async () => {
    await chromium?.stop();
    await gate?.stop();
  });
  const run = (script, ...args) => chromium.driver.executeScript(script, ...args);
  const count = () => run('return window.__count(arguments[0])', NEEDLES);
  const none = Object.fromEntries(NEEDLES.map((needle) => [Array.isArray(needle) ? needle[0] : needle, 0]));
  /** Nothing more than before, and only as the form holds it. */
  const noMore = async (before) => {
    const now = await count();
    for (const what of Object.keys(none)) assert.ok(now[what] <= before[what], `${what}: ${now[what]}, before ${before[what]}`);
    assert.deepEqual(encoded(Object.keys(now).filter((what) => now[what] > 0)), []);
  };
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
    for (const what of ['330106198807155', '鸢尾𠮷', '金丝雀', ...Object.values(NORMAL).map((text) => `${text} (as it is)`)]) assert.ok(standing[what] > 0, what);
    await run('window.__sought = arguments[0]', NEEDLES);
    return standing;
  };

  /** What goes wrong, at which step, and the code. */
  const STEPS = [
    ['no network for the challenge', () => gate.hangUp(/^POST .*\/challenge$/), 'E_NETWORK'],
    ['the ticket is over', () => gate.instead(/^POST .*\/challenge$/, { status: 401, code: 'E_TICKET' }), 'E_TICKET'],
    ['too many challenges', () => gate.instead(/^POST .*\/challenge$/, { status: 429, code: 'E_RATE_LIMITED' }), 'E_RATE_LIMITED'],
    ['a challenge that is none', () => gate.instead(/^POST .*\/challenge$/, { status: 200, type: 'application/json', body: '{}' }), 'E_FORMAT'],
    // The second and third: of the key that seals, when the disclosures are written.
    ...['generateKey', 'exportKey', 'verify', 'importKey', 'importKey 2', 'generateKey 2', 'deriveBits', 'exportKey 2', 'importKey 3', 'encrypt', 'sign'].map((name) => [`\`${name}\` fails`, () => run('window.__fail = arguments[0]', name), /^E_/, name]),
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
      if (operation) assert.ok((await run('return window.__asked')).filter((asked) => asked === operation.split(' ')[0]).length >= Number(operation.split(' ')[1] ?? 1), 'it was asked for');
      await noMore(standing);
      if (what.includes('the message')) assert.notDeepEqual(encoded(await run('return window.__atSeal')), [], 'the disclosures were there, within the seal');
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

  it('holds no disclosure while the message is on its way', async () => {
    const standing = await filled();
    const message = gate.hold(/^POST .*\/bundles$/);
    await person.press('submit');
    await message.came;
    await noMore(standing);
    const sealing = await run('return window.__atSeal');
    for (const text of Object.values(NORMAL)) assert.ok(sealing.includes(`${text} (base64)`), `the search sees the disclosure of ${text}`);
    message.release();
    await person.event((event) => event.type === 'submitted', 'submitted');
    assert.deepEqual(await count(), none);
  });

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
    await noMore(standing);
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
