// The element's look, measured: contrast in both colour schemes, sizes of targets, no overflow on the smallest phone or at
// 400 % zoom, forced colours, reduced motion. Each measure is shown to find what is wrong.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { browser } from './lab/browser.mjs';
import { gated } from './lab/gate.mjs';
import { MEASURE } from './lab/measure.mjs';
import { SPECIMEN } from './lab/person.mjs';
import { inside, until } from './lab/root.mjs';
import { LOCALES, PHONE, STATES, scheme, visit, walk } from './lab/walk.mjs';

/** 1280 × 720 at 400 %, as WCAG 1.4.10 counts it, and a keyboard over a third of it. */
const ZOOMED = { width: 320, height: 120, deviceScaleFactor: 4, mobile: false };

/** What falls short of WCAG 1.4.3, 1.4.11, 1.4.10 and 2.5.8. */
const faults = ({ texts, edges, targets, wide }) => [
  ...texts.filter(({ ratio, least }) => ratio < least),
  ...edges.filter(({ ratio, width }) => ratio < 3 || width < 1),
  ...targets.filter(({ width, height }) => width < 24 || height < 24),
  ...wide,
];

describe('the look', () => {
  let chromium, gate;
  before(async () => {
    [chromium, gate] = await Promise.all([browser(), gated()]);
    await chromium.cdp('Emulation.setDeviceMetricsOverride', PHONE);
  });
  after(async () => {
    await chromium?.stop();
    await gate?.stop();
  });
  const styled = (selector, pseudo, ...properties) => inside(chromium, function (one, part, names) {
    const style = getComputedStyle(this.querySelector(one), part);
    return Object.fromEntries(names.map((name) => [name, style[name]]));
  }, selector, pseudo, properties);

  for (const locale of LOCALES) {
    it(`has contrast in both schemes, room at 320 px, and targets of 24 px: ${locale}`, async () => {
      const met = new Set();
      await walk(chromium, gate, locale, async (state) => {
        for (const colours of ['light', 'dark']) {
          await scheme(chromium, colours);
          const found = await inside(chromium, MEASURE);
          assert.deepEqual(faults(found), [], `${locale} ${state} ${colours}`);
          assert.ok(found.texts.length > 0, `${state} has a text`);
          met.add(state);
        }
        await scheme(chromium, 'light');
      });
      assert.equal(met.size, STATES.length);
    });
  }

  it('is in the scheme of the page: light on one that says nothing of the dark, whoever prefers it', async () => {
    const person = await visit(chromium, gate, 'en');
    await person.ready();
    await scheme(chromium, 'dark');
    const page = (schemes) => chromium.driver.executeScript(`
      document.querySelector('meta[name=color-scheme]')?.remove();
      document.documentElement.style.colorScheme = arguments[0];`, schemes);
    for (const [schemes, ground] of [['normal', 'rgb(255, 255, 255)'], ['light dark', 'rgb(22, 27, 34)']]) {
      await page(schemes);
      assert.deepEqual(faults(await inside(chromium, MEASURE)), [], schemes);
      assert.equal((await styled('.input', null, 'backgroundColor')).backgroundColor, ground, schemes);
    }
    await scheme(chromium, 'light');
  });

  it('is drawn in the glyphs of its language, what decides too, which takes no other style of the page', async () => {
    for (const locale of LOCALES) {
      await visit(chromium, gate, locale);
      await until(chromium, 'the form', 'function () { return !!this.querySelector(".form") }');
      for (const selector of ['.label', '.notice .text', '.choices', '.duty .choice']) {
        assert.equal((await styled(selector, null, 'webkitLocale')).webkitLocale, `"${locale}"`, selector);
      }
    }
  });

  it('has a gap between what failed and the form that stands again', async () => {
    await visit(chromium, gate, 'en');
    await until(chromium, 'the form', 'function () { return !!this.querySelector(".form") }');
    const gap = await inside(chromium, function () {
      const failed = Object.assign(document.createElement('p'), { className: 'failed', textContent: 'failed' });
      const form = this.querySelector('.form');
      form.before(failed);
      return form.getBoundingClientRect().top - failed.getBoundingClientRect().bottom;
    });
    assert.equal(gap, 16);
  });

  it('is found wanting where it is', async () => {
    const person = await visit(chromium, gate, 'en');
    await person.ready();
    for (const [selector, property, value, kind] of [
      ['.hint', 'color', '#999', 'texts'], ['.input', 'borderColor', '#ddd', 'edges'], ['.submit', 'minWidth', '400px', 'wide'],
      ['.notice .text', 'whiteSpace', 'nowrap', 'wide'], ['.choice', 'cssText', 'all: initial; width: 20px; border: 1px solid', 'targets'],
    ]) {
      await inside(chromium, function (one, name, text) { this.querySelector(one).style[name] = text; }, selector, property, value);
      const found = await inside(chromium, MEASURE);
      const only = { texts: [], edges: [], targets: [], wide: [], [kind]: found[kind] };
      assert.ok(faults(only).length > 0, `${selector} ${property}`);
      await inside(chromium, function (one) { this.querySelector(one).removeAttribute('style'); }, selector);
    }
    assert.deepEqual(faults(await inside(chromium, MEASURE)), []);
  });

  it('goes through at 400 % zoom, where a paragraph of a notice is higher than two windows', async () => {
    await chromium.cdp('Emulation.setDeviceMetricsOverride', ZOOMED);
    const person = await visit(chromium, gate, 'en');
    await until(chromium, 'the form', 'function () { return !!this.querySelector(".form") }');
    const highest = await inside(chromium, 'function () { return Math.max(...[...this.querySelectorAll(".text")].map((one) => one.offsetHeight)) }');
    assert.ok(highest > 2 * ZOOMED.height, `${highest}`);
    await person.fill(SPECIMEN);
    assert.deepEqual((await inside(chromium, MEASURE)).wide, []);
    await person.press('submit');
    await person.event((e) => e.type === 'submitted' && e.state === 'admitted', 'admitted');
    await chromium.cdp('Emulation.setDeviceMetricsOverride', PHONE);
  });

  it('keeps what is chosen, focused and wrong apart in forced colours', async () => {
    for (const colours of ['light', 'dark']) {
      await scheme(chromium, colours, [{ name: 'forced-colors', value: 'active' }]);
      const person = await visit(chromium, gate, 'zh-CN');
      await person.fill({ ...SPECIMEN, mobile: '1' });
      await person.press('submit');
      await until(chromium, 'a summary', 'function () { return !this.querySelector(".summary").hidden }');
      assert.ok(await chromium.driver.executeScript('return matchMedia("(forced-colors: active)").matches'));
      const found = await inside(chromium, MEASURE);
      assert.deepEqual(faults({ ...found, wide: [] }), [], colours);
      const mark = (selector) => styled(selector, '::before', 'backgroundColor', 'backgroundImage');
      assert.notDeepEqual(await mark('.choices [aria-pressed=true]'), await mark('.choices [aria-pressed=false]'));
      assert.equal((await styled('.choices [aria-pressed=true]', null, 'outlineStyle')).outlineStyle, 'solid');
      const edge = (selector) => styled(selector, null, 'borderTopWidth', 'borderTopStyle');
      assert.notDeepEqual(await edge('[aria-invalid=true]'), await edge('[aria-invalid=false]'));
      assert.equal((await styled('[aria-invalid=true]', null, 'outlineStyle')).outlineStyle, 'solid', 'the focus is seen');
    }
    await scheme(chromium, 'light');
  });

  it('turns nothing for those who prefer less motion', async () => {
    for (const [value, name] of [['no-preference', 'turn'], ['reduce', 'none']]) {
      await scheme(chromium, 'light', [{ name: 'prefers-reduced-motion', value }]);
      const hold = gate.hold(/ \/realname\/v1\/policies\//);
      await visit(chromium, gate, 'zh-CN');
      await hold.came;
      await until(chromium, 'loading', 'function () { return !!this.querySelector(".loading") }');
      assert.equal((await styled('.loading', '::before', 'animationName')).animationName, name);
      hold.release();
    }
  });
});
