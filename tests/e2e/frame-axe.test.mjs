// axe-core over a provider's page with `<realname-frame>`, and over the document in the frame, in one run: in each state and
// language, on a page of one scheme and of both, it finds nothing, and finds what is broken on purpose on either side.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { BREAK, axe, axeAround } from './lab/axe.mjs';
import { browser } from './lab/browser.mjs';
import { embedder } from './lab/embedder.mjs';
import { document } from './lab/inside.mjs';
import { SPECIMEN, at } from './lab/person.mjs';
import { call, inside, rootOf } from './lab/root.mjs';
import { LOCALES, scheme } from './lab/walk.mjs';

/** What is broken in the frame in each state, how, and the rule that must say so. */
const SEEDED = {
  ready: ['[for=name]', 'unlabelled', 'label'],
  errors: ['#id_number-error', 'faint', 'color-contrast'],
  submitted: ['.done .text', 'faint', 'color-contrast'],
};
/** What the page says of its schemes, and what the person prefers: a page that says nothing is a light one. */
const SCHEMES = [['normal', 'dark', false], ['light dark', 'light', false], ['light dark', 'dark', true]];
const IN_FRAME = 'realname-frame >> iframe >> realname-form >> ';

describe('axe around the frame', () => {
  let chromium, site, driver;
  const run = (script, ...args) => driver.executeScript(script, ...args);
  before(async () => {
    [chromium, site] = await Promise.all([browser(), embedder()]);
    ({ driver } = chromium);
    await driver.manage().window().setRect({ width: 500, height: 2600 });
  });
  after(async () => {
    await chromium?.stop();
    await site?.stop();
  });
  const visit = async (query) => {
    await chromium.cdp('Network.clearBrowserCookies');
    await driver.get(`${site.url}/?${query}`);
    await driver.wait(() => run('return !!window.__session'), 10_000, 'no page');
    return at(chromium, 'realname-frame');
  };
  const paint = (schemes) => run('document.documentElement.style.colorScheme = arguments[0]', schemes);
  /** Until the form in the frame wears that scheme. */
  const wears = (there, dark) => driver.wait(
    async () => (await inside(there, 'function () { return getComputedStyle(this.host).color }')) === (dark ? 'rgb(230, 234, 240)' : 'rgb(28, 36, 48)'),
    10_000, `not ${dark ? 'dark' : 'light'}`,
  );
  /** Looks in each scheme, and breaks something on either side of the frame's edge. */
  async function look(locale, state) {
    const there = await document(chromium, site.frame);
    try {
      for (const [schemes, wanted, dark] of SCHEMES) {
        const where = `${locale} ${state}, a page of ${schemes}, ${wanted} preferred`;
        for (const one of [chromium, there]) await scheme(one, wanted);
        await paint(schemes);
        await wears(there, dark);
        const { violations, passes, incomplete } = await axeAround(chromium, site.frame);
        assert.deepEqual([violations, incomplete], [[], []], where);
        const labelled = passes.filter(({ rule }) => rule === 'label').map(({ target }) => target).sort();
        assert.deepEqual(labelled, ['#before', ...(state === 'submitted' ? [] : ['id_number', 'mobile', 'name'].map((id) => `${IN_FRAME}#${id}`))], where);
        assert.ok(passes.some(({ rule, target }) => rule === 'frame-title' && target === 'realname-frame >> iframe'), where);

        const [selector, how, rule] = SEEDED[state];
        await inside(there, BREAK, selector, how, dark);
        const { root } = await rootOf(chromium, 'REALNAME-FRAME');
        const title = await call(chromium, root, 'function () { const frame = this.querySelector("iframe"); const { title } = frame; frame.removeAttribute("title"); return title; }');
        const { violations: seeded } = await axeAround(chromium, site.frame);
        assert.ok(seeded.some((found) => found.rule === rule && found.target.startsWith(IN_FRAME)), `${where}: ${rule} is not among ${JSON.stringify(seeded)}`);
        assert.ok(seeded.some((found) => found.rule === 'frame-title' && found.target === 'realname-frame >> iframe'), `${where}: the frame's title`);
        await there.driver.executeScript('window.__mend()');
        await call(chromium, root, 'function (title) { this.querySelector("iframe").title = title; }', title);
      }
    } finally {
      there.close();
      await scheme(chromium, 'light');
    }
  }

  for (const locale of LOCALES) {
    it(`finds nothing, ready, with errors and submitted, and finds each seeded fault: ${locale}`, async () => {
      const person = await visit(`locale=${locale}`);
      await person.ready();
      await look(locale, 'ready');
      await person.type('id_number', SPECIMEN.id.replace('X', '1'));
      await person.type('mobile', SPECIMEN.mobile.slice(0, -1));
      await person.press('submit');
      await person.event(({ type }) => type === 'error', 'errors');
      await look(locale, 'errors');
      const signup = await visit(`locale=${locale}`);
      await signup.fill(SPECIMEN);
      await signup.press('submit');
      await signup.event(({ type }) => type === 'submitted', 'submitted');
      await look(locale, 'submitted');
    });
  }

  it('finds nothing where the page says something instead', async () => {
    const person = await visit('endpoint=own');
    await person.event(({ type }) => type === 'error', 'refused');
    const { violations, incomplete, passes } = await axe(chromium);
    assert.deepEqual([violations, incomplete], [[], []]);
    assert.ok(passes.some(({ rule, target }) => rule === 'color-contrast' && target.includes('#instead')));
    await run('document.getElementById("instead").style.color = "#eee"');
    assert.ok((await axe(chromium)).violations.some(({ rule, target }) => rule === 'color-contrast' && target.includes('#instead')));
  });
});
