// axe-core inside the closed root, in every state, language and colour scheme: it finds nothing, it has looked at every
// field, and it finds what is broken on purpose in each state.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { BREAK, axe } from './lab/axe.mjs';
import { browser } from './lab/browser.mjs';
import { gated } from './lab/gate.mjs';
import { inside } from './lab/root.mjs';
import { LOCALES, PHONE, STATES, scheme, walk } from './lab/walk.mjs';

/** What is broken in each state: a node that the state shows, how it is broken, and the rule that must say so. */
const SEEDED = {
  loading: ['.loading', 'faint', 'color-contrast'],
  draft: ['[for=name]', 'unlabelled', 'label'],
  shown: ['.notice .text', 'faint', 'color-contrast'],
  errors: ['#id_number-error', 'faint', 'color-contrast'],
  decided: ['[aria-pressed=true]', 'misspelt', 'aria-valid-attr-value'],
  sealing: ['.status', 'role', 'aria-roles'],
  sending: ['.status', 'faint', 'color-contrast'],
  checking: ['[for=mobile]', 'unlabelled', 'label'],
  submitted: ['.done .text', 'faint', 'color-contrast'],
  refusing: ['.refusal:not([hidden])', 'faint', 'color-contrast'],
  expired: ['.summary', 'role', 'aria-roles'],
  refused: ['.again', 'nameless', 'button-name'],
  changed: ['ins .text', 'faint', 'color-contrast'],
  unavailable: ['.failed', 'faint', 'color-contrast'],
  failed: ['.failed', 'role', 'aria-roles'],
};
/** States in which the fields are on the page. */
const FORM = new Set(STATES.filter((state) => !['loading', 'submitted', 'refused', 'unavailable', 'failed'].includes(state)));

describe('axe inside the closed root', () => {
  let chromium, gate;
  before(async () => {
    [chromium, gate] = await Promise.all([browser(), gated()]);
    await chromium.cdp('Emulation.setDeviceMetricsOverride', PHONE);
  });
  after(async () => {
    await chromium?.stop();
    await gate?.stop();
  });

  for (const locale of LOCALES) {
    it(`finds nothing in any state, and finds each seeded fault: ${locale}`, async () => {
      const seen = [];
      await walk(chromium, gate, locale, async (state) => {
        seen.push(state);
        for (const colours of ['light', 'dark']) {
          await scheme(chromium, colours);
          const where = `${locale} ${state} ${colours}`;
          const { violations, passes, incomplete } = await axe(chromium);
          assert.deepEqual(violations, [], where);
          // What axe cannot decide is a colour behind a picture, of which there is none.
          assert.deepEqual(incomplete, [], where);
          const labelled = passes.filter(({ rule }) => rule === 'label').map(({ target }) => target.split(' >> ').at(-1)).sort();
          assert.deepEqual(labelled, FORM.has(state) ? ['#id_number', '#mobile', '#name'] : [], where);
          // The same run finds a fault where there is one, or it has not looked.
          const [selector, how, rule] = SEEDED[state];
          await inside(chromium, BREAK, selector, how, colours === 'dark');
          const { violations: seeded } = await axe(chromium);
          assert.ok(seeded.some((found) => found.rule === rule), `${where}: ${rule} is not among ${JSON.stringify(seeded)}`);
          await chromium.driver.executeScript('window.__mend()');
        }
        await scheme(chromium, 'light');
      });
      assert.deepEqual(seen, STATES);
    });
  }
});
