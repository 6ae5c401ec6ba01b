// Every code that a person can meet in the form, each on the way by which it comes: typed, decided, answered by the gateway,
// or in the way while the form is loaded. One table, for the test that reads the words and for the pictures.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HOLD } from './memory.mjs';
import { SPECIMEN } from './person.mjs';
import { inside, until } from './root.mjs';
import { visit } from './walk.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../..');

/** The codes of the table that are errors, in its order. */
export const CODES = readFileSync(join(ROOT, 'data/codes.csv'), 'utf8').split('\n').map((line) => line.split(',')[0]).filter((code) => code.startsWith('E_'));

/** Typed into a field, and left. */
const TYPED = {
  E_INPUT_LENGTH: ['mobile', '1380013800'],
  E_INPUT_CHARSET: ['id_number', '11010519491231é02X'],
  E_INPUT_REGION: ['id_number', '990105194912310025'],
  E_INPUT_DATE: ['id_number', '110105194913310028'],
  E_INPUT_FUTURE: ['id_number', '110105209912310028'],
  E_INPUT_CHECKSUM: ['id_number', '110105194912310021'],
  E_INPUT_PREFIX: ['mobile', '23800138000'],
  E_INPUT_OTHER_KIND: ['id_number', '810000199408230021'],
  E_INPUT_LOOKALIKE: ['id_number', 'I1010519491231002X'],
};
/** What the page lacks before anything of ours is loaded. */
const LACKING = {
  E_INSECURE_CONTEXT: 'Object.defineProperty(globalThis, "isSecureContext", { value: false })',
  E_CRYPTO_UNAVAILABLE: 'Object.defineProperty(Crypto.prototype, "subtle", { get() {} })',
  E_UNSUPPORTED_ENGINE: 'delete Element.prototype.checkVisibility',
};
/** What comes instead of a file or a document. */
const INSTEAD = {
  E_WASM_MISSING: [/\/core\.wasm$/, { status: 404, type: 'text/plain', body: '' }],
  E_WASM_TYPE: [/\/core\.wasm$/, { status: 200, type: 'text/html', body: '<!doctype html>' }],
  E_WASM_INTEGRITY: [/\/core\.wasm$/, { status: 200, type: 'application/wasm', body: Buffer.from([0, 97, 115, 109, 1, 0, 0, 0]) }],
  E_WASM_CSP: [/^GET \/$/, {
    status: 200, type: 'text/html; charset=utf-8',
    body: readFileSync(join(ROOT, 'tests/e2e/page/index.html'), 'utf8').replace('<head>', `<head><meta http-equiv="content-security-policy" content="script-src 'self'">`),
  }],
  E_POLICY: [/\/policies\//, { status: 200, type: 'application/json', body: '{}' }],
  E_NOTICE: [/\/notices\//, { status: 200, type: 'application/json', body: '{}' }],
};

/** One way for each code. */
function ways(chromium, gate, locale) {
  const open = async () => {
    const person = await visit(chromium, gate, locale);
    await person.ready();
    return person;
  };
  const decided = async () => {
    const person = await open();
    await person.fill(SPECIMEN);
    return person;
  };
  const shows = (selector) => until(chromium, selector, 'function (selector) { return !!this.querySelector(selector) }', selector);
  const failed = async () => {
    // A version of a notice never changes, so the browser keeps it.
    await chromium.cdp('Network.clearBrowserCache');
    const person = await visit(chromium, gate, locale);
    await shows('.failed');
    return person;
  };
  const summary = () => shows('.summary:not([hidden])');
  const all = {
    async E_INPUT_EMPTY() {
      const person = await open();
      await person.press('submit');
      await summary();
    },
    async E_CONSENT_MISSING() {
      await all.E_INPUT_EMPTY();
      await inside(chromium, 'function () { this.querySelector(".duty .error").scrollIntoView({ block: "end" }) }');
    },
    async E_UNTRUSTED_EVENT() {
      await open();
      await inside(chromium, 'function () { this.querySelector(".duty .choice").click() }');
      await shows('.duty .error:not([hidden])');
    },
    async E_NOTICE_NOT_VISIBLE() {
      const person = await open();
      await chromium.driver.executeScript('document.querySelector("realname-form").style.opacity = 0.5');
      await person.press('acknowledge');
      await shows('.duty .error:not([hidden])');
      await chromium.driver.executeScript('document.querySelector("realname-form").style.opacity = ""');
    },
    async E_NOTICE_ALTERED() {
      const person = await open();
      await inside(chromium, 'function () { this.querySelector(".notice .text").append("。") }');
      await person.press('acknowledge');
      await shows('.duty .error:not([hidden])');
    },
    async E_NETWORK() {
      const person = await decided();
      gate.hangUp(/POST .*\/challenge$/);
      await person.press('submit');
      await summary();
    },
    async E_KEY_PIN() {
      const person = await open();
      await chromium.driver.executeScript('document.querySelector("realname-form").setAttribute("pins", "none")');
      await person.ready();
      await person.fill(SPECIMEN);
      await person.press('submit');
      await summary();
    },
    async E_WASM_NETWORK() {
      gate.hangUp(/\/core\.wasm$/);
      await failed();
    },
    async E_WASM_TRAP() {
      const { identifier } = await chromium.cdp('Page.addScriptToEvaluateOnNewDocument', { source: HOLD });
      const person = await open();
      await person.type('name', '甲');
      await chromium.driver.executeScript('new Uint8Array(window.__memory.buffer).fill(0xff)');
      await person.keys('x');
      await shows('.failed');
      await chromium.cdp('Page.removeScriptToEvaluateOnNewDocument', { identifier });
    },
  };
  for (const [code, [field, text]] of Object.entries(TYPED)) {
    all[code] = async () => {
      const person = await open();
      await person.type(field, text);
      await person.tab();
      await shows(`#${field}-error:not([hidden])`);
    };
  }
  for (const [code, source] of Object.entries(LACKING)) {
    all[code] = async () => {
      const { identifier } = await chromium.cdp('Page.addScriptToEvaluateOnNewDocument', { source });
      await failed();
      await chromium.cdp('Page.removeScriptToEvaluateOnNewDocument', { identifier });
    };
  }
  for (const [code, [match, answer]] of Object.entries(INSTEAD)) {
    all[code] = async () => {
      gate.instead(match, answer);
      await failed();
    };
  }
  // The rest is what a gateway may answer to whatever the form sends; it is shown in one place.
  for (const code of CODES) {
    all[code] ??= async () => {
      const person = await decided();
      gate.instead(/POST .*\/challenge$/, { status: 422, code });
      await person.press('submit');
      await summary();
    };
  }
  return all;
}

/** Walks to each code; `look(code)` is called where it is shown. */
export async function everyCode(chromium, gate, locale, look, only = CODES) {
  const all = ways(chromium, gate, locale);
  for (const code of only) {
    await all[code]();
    await look(code);
    gate.clear();
  }
}

/** The code's words as the form says them of whatever it is about. */
export async function said(chromium) {
  return inside(chromium, function () {
    return [...this.querySelectorAll('.error:not([hidden]), .summary:not([hidden]), .failed')].map((node) => node.textContent);
  });
}
