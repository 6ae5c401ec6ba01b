// axe-core inside the closed root. It walks `host.shadowRoot`, so for the time of one run the host has a getter of its own
// for it, set and taken away by DevTools: without it axe is silent about everything inside, and passes for nothing.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { document } from './inside.mjs';
import { call, rootOf } from './root.mjs';

const FRAME = 'REALNAME-FRAME';
const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Every rule of WCAG 2.0, 2.1 and 2.2, A and AA, and axe's best practices, over the whole page. */
const RUN = async function (root) {
  if (root) Object.defineProperty(this, 'shadowRoot', { configurable: true, get: () => root });
  try {
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const found = await globalThis.axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations', 'incomplete', 'passes'] });
    const short = (kind) => found[kind].flatMap((rule) => rule.nodes.map((node) => ({
      rule: rule.id, target: node.target.flat(9).join(' >> '), why: kind === 'passes' ? '' : node.failureSummary ?? '',
    })));
    return { violations: short('violations'), incomplete: short('incomplete'), passes: short('passes') };
  } finally {
    delete this.shadowRoot;
  }
};

/** Breaks a node of the root (`this`) in one way, until `__mend()`. */
export const BREAK = function (selector, how, dark) {
  const node = this.querySelector(selector);
  const set = (name, value) => {
    const old = node.getAttribute(name);
    node.setAttribute(name, value);
    return () => (old === null ? node.removeAttribute(name) : node.setAttribute(name, old));
  };
  const write = (text) => {
    const old = node.textContent;
    node.textContent = text;
    return () => { node.textContent = old; };
  };
  const paint = (colour) => {
    node.style.color = colour;
    return () => { node.style.color = ''; };
  };
  globalThis.__mend = {
    faint: () => paint(dark ? '#444' : '#ddd'),
    unlabelled: () => set('for', 'nothing'),
    misspelt: () => set('aria-pressed', 'yes'),
    role: () => set('role', 'nonsense'),
    nameless: () => write(''),
  }[how]();
};

const pageOf = async ({ cdp }) => (await cdp('Runtime.evaluate', { expression: 'document.documentElement' })).result.objectId;

/** Runs axe over the page. Answers `{ violations, incomplete, passes }`, each `[{ rule, target, why }]`. */
export async function axe(chromium) {
  // A page without a form is looked at as it is.
  const has = await chromium.driver.executeScript('return !!document.querySelector("realname-form")');
  const { host, root } = has ? await rootOf(chromium) : { host: await pageOf(chromium) };
  if (!await chromium.driver.executeScript('return typeof axe === "object"')) {
    // By DevTools: the page's policy lets no script in that is not its own.
    await chromium.cdp('Runtime.evaluate', { expression: SOURCE });
  }
  const found = await call(chromium, host, RUN, ...(root ? [{ objectId: root }] : []));
  if (root) assert.equal(await chromium.driver.executeScript('return document.querySelector("realname-form").shadowRoot'), null, 'closed again');
  return found;
}

/** To where axe may speak from one document to another. */
const ANYWHERE = 'axe.configure({ allowedOrigins: ["<unsafe_all_origins>"] })';
const OPEN = function (root) { Object.defineProperty(this, 'shadowRoot', { configurable: true, get: () => root }); };
/** What lies behind the frame: the ground of the nearest that has one, which axe in the frame does not see. */
const GROUND = function () {
  const ground = (node) => getComputedStyle(node).backgroundColor;
  for (let at = this.parentElement; at; at = at.parentElement) if (ground(at) !== 'rgba(0, 0, 0, 0)') return ground(at);
  return 'Canvas';
};
const PAINT = function (colour) { this.ownerDocument.documentElement.style.backgroundColor = colour; };
const CLOSE = function () { delete this.shadowRoot; };

/**
 * The same over a page with a `<realname-frame>`, and over the document in it at that address: one run, in which axe on the
 * page asks axe in the frame. What is in the frame has a target of more than one part.
 */
export async function axeAround(chromium, address) {
  const there = await document(chromium, address);
  try {
    for (const one of [chromium, there]) {
      if (!await one.driver.executeScript('return typeof axe === "object"')) await one.cdp('Runtime.evaluate', { expression: `${SOURCE};${ANYWHERE}` });
    }
    const [outer, inner] = [await rootOf(chromium, FRAME), await rootOf(there)];
    await call(there, inner.host, PAINT, await call(chromium, outer.host, GROUND));
    await call(there, inner.host, OPEN, { objectId: inner.root });
    try {
      return await call(chromium, outer.host, RUN, { objectId: outer.root });
    } finally {
      await call(there, inner.host, CLOSE);
      await call(there, inner.host, PAINT, '');
      for (const [one, tag] of [[chromium, FRAME], [there, 'REALNAME-FORM']]) {
        assert.equal(await one.driver.executeScript('return document.querySelector(arguments[0]).shadowRoot', tag), null, 'closed again');
      }
    }
  } finally {
    there.close();
  }
}
