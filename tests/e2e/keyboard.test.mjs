// The form by keyboard alone, in each language: the order of the focus both ways, no trap, where the focus goes when
// something is wrong or over, and a whole signup by Tab, Shift+Tab, Space and Enter.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Key } from 'selenium-webdriver';
import { browser } from './lab/browser.mjs';
import { gated } from './lab/gate.mjs';
import { SPECIMEN } from './lab/person.mjs';
import { inside, until } from './lab/root.mjs';
import { LOCALES, PHONE, visit } from './lab/walk.mjs';

/** What a person meets, in this order: two duties, the fields, two consents, the submit button. */
const STOPS = [
  'choice 0', 'choice 1', 'name', 'id_number', 'mobile', 'choice 2', 'choice 3', 'choice 4', 'choice 5', 'submit',
];
/** Where the focus is, and whether one sees it. */
const FOCUSED = function () {
  const node = this.activeElement;
  if (!node) return null;
  const { outlineStyle, outlineWidth } = getComputedStyle(node);
  const name = node.id || (node.className === 'choice' ? `choice ${[...this.querySelectorAll('.choice')].indexOf(node)}` : node.className);
  const { top, bottom } = node.getBoundingClientRect();
  return { name, seen: outlineStyle === 'solid' && parseFloat(outlineWidth) >= 2, onScreen: bottom > 0 && top < innerHeight };
};

describe('by keyboard alone', () => {
  let chromium, gate, person;
  before(async () => {
    [chromium, gate] = await Promise.all([browser(), gated()]);
    await chromium.cdp('Emulation.setDeviceMetricsOverride', PHONE);
  });
  after(async () => {
    await chromium?.stop();
    await gate?.stop();
  });
  const start = async (locale = 'zh-CN') => {
    person = await visit(chromium, gate, locale);
    await person.ready();
    await chromium.driver.executeScript('document.getElementById("before").focus()');
  };
  const tab = (back) => person.tab(back);
  const focused = () => inside(chromium, FOCUSED);
  const outside = () => chromium.driver.executeScript('return document.activeElement.id');
  /** Tab until that stop. */
  const to = async (name) => {
    for (let turn = 0; turn < 20; turn += 1) {
      await tab();
      if ((await focused())?.name === name) return;
    }
    throw new Error(`${name} is not reached`);
  };

  for (const locale of LOCALES) {
    it(`each control is met in order, seen, on the screen, and left again, both ways: ${locale}`, async () => {
      await start(locale);
      for (const back of [false, true]) {
        for (const name of back ? [...STOPS].reverse() : STOPS) {
          await tab(back);
          assert.deepEqual(await focused(), { name, seen: true, onScreen: true }, `${name}, ${back ? 'backwards' : 'forwards'}`);
        }
        await tab(back);
        assert.deepEqual([await outside(), await focused()], [back ? 'before' : 'after', null]);
        await chromium.driver.executeScript(`document.getElementById("${back ? 'before' : 'after'}").focus()`);
      }
    });

    it(`a signup, answered by Enter and by Space, mended after an error: ${locale}`, async () => {
      await start(locale);
      // With nothing filled in, the first field that lacks something is where the focus goes, and it says so.
      await to('submit');
      await person.keys(Key.ENTER);
      await until(chromium, 'the focus in the first field', 'function () { return this.activeElement?.id === "name" }');
      const described = await inside(chromium, function () {
        const { activeElement: node } = this;
        return { invalid: node.ariaInvalid, by: node.getAttribute('aria-describedby').split(' ').map((id) => this.getElementById(id)?.textContent ?? id) };
      });
      assert.equal(described.invalid, 'true');
      assert.ok(described.by.length === 2 && described.by.every((text) => text.length > 3), JSON.stringify(described));
      await person.keys(SPECIMEN.name, Key.TAB, SPECIMEN.id, Key.TAB, SPECIMEN.mobile);
      // Then only answers are missing: the focus goes to the group around the first, from where Tab leads to its control.
      await to('submit');
      await person.keys(Key.ENTER);
      await until(chromium, 'the focus in the first question', 'function () { return this.activeElement?.getAttribute("role") === "group" }');
      const pressed = () => inside(chromium, 'function () { return [...this.querySelectorAll(".choice")].map((one) => one.ariaPressed).join() }');
      await person.keys(Key.ENTER, Key.SPACE);
      assert.ok(!(await pressed()).includes('true'), 'a stroke on the group answers nothing');
      await tab();
      assert.equal((await focused()).name, 'choice 0');
      await person.keys(Key.ENTER);
      await tab();
      await person.keys(Key.SPACE);
      await to('choice 2');
      await person.keys(Key.ENTER);
      await tab(true);
      assert.equal((await focused()).name, 'mobile');
      await to('choice 5');
      await person.keys(Key.SPACE);
      assert.equal(await pressed(), 'true,true,true,false,false,true');
      await until(chromium, 'no summary any more', 'function () { return this.querySelector(".summary").hidden }');
      // What the gateway refuses is said where the focus is, and the next stop is the button again.
      gate.instead(/POST .*\/challenge$/, { status: 503, code: 'E_STORE' });
      await to('submit');
      await person.keys(Key.SPACE);
      await until(chromium, 'the focus on what went wrong', 'function () { return this.activeElement?.className === "summary" }');
      gate.clear();
      await tab();
      assert.equal((await focused()).name, 'submit');
      await person.keys(Key.ENTER);
      await person.event((e) => e.type === 'submitted' && e.state === 'admitted', 'admitted');
      assert.equal((await focused()).name, 'done');
      await tab();
      assert.equal(await outside(), 'after', 'no trap at the end');
    });
  }

  it('after a refusal the person can start again, from the beginning', async () => {
    await start();
    for (const name of ['choice 0', 'choice 1', 'choice 3']) {
      await to(name);
      await person.keys(Key.SPACE);
    }
    await to('submit');
    await person.keys(Key.ENTER);
    await person.event((e) => e.type === 'submitted' && e.state === 'refused', 'refused');
    assert.equal((await focused()).name, 'done');
    await tab();
    assert.equal((await focused()).name, 'again');
    await person.keys(Key.ENTER);
    await until(chromium, 'the form again', 'function () { return this.activeElement?.className === "form" }');
    await tab();
    assert.equal((await focused()).name, 'choice 0');
  });
});
