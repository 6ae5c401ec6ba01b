// axe-core inside the closed root. It walks `host.shadowRoot`, so for the time of one run the host has a getter of its own
// for it, set and taken away by DevTools: without it axe is silent about everything inside, and passes for nothing.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { call, rootOf } from './root.mjs';

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
