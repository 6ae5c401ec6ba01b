// Every way in which a script that got hold of a control could press it: none is a decision, and each that reaches a
// control is told with a code. The same in each engine; only how the test gets into the root differs.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { By } from 'selenium-webdriver';
import { gated } from './gate.mjs';
import { SPECIMEN, at } from './person.mjs';

/** Presses Enter and the space bar at a target. */
const KEYS = (target) => `
  for (const key of ["Enter", " "]) for (const type of ["keydown", "keypress", "keyup"])
    ${target}.dispatchEvent(new KeyboardEvent(type, { key, code: key === " " ? "Space" : key, keyCode: key === " " ? 32 : 13, bubbles: true, composed: true, cancelable: true }))`;
/** Ways that end at a control: `node` is the control. */
const AT_CONTROL = {
  'control.click()': 'node.click()',
  'a dispatched click': 'node.dispatchEvent(new MouseEvent("click", { bubbles: true, composed: true, cancelable: true, detail: 1 }))',
  'a dispatched click of a pointer': 'node.dispatchEvent(new PointerEvent("click", { bubbles: true, composed: true, cancelable: true, isPrimary: true }))',
  'a click that is handed on': `
    const other = document.createElement("button");
    other.onclick = () => node.click();
    root.firstChild.append(other); other.click(); other.remove()`,
  'label.click()': `
    const label = document.createElement("label");
    node.id ||= "seeded"; label.htmlFor = node.id; label.textContent = "x";
    root.firstChild.append(label); label.click(); label.remove()`,
  'label.click() from beside the form': `
    const label = document.createElement("label");
    node.id ||= "seeded"; label.htmlFor = node.id; label.textContent = "x";
    root.append(label); label.click(); label.remove()`,
  'a click dispatched on a label': `
    const label = document.createElement("label");
    node.id ||= "seeded"; label.htmlFor = node.id; label.textContent = "x";
    root.firstChild.append(label);
    label.dispatchEvent(new MouseEvent("click", { bubbles: true, composed: true, cancelable: true })); label.remove()`,
};
/** Ways that end before one. Those at the form are told too; of what ends elsewhere the form hears nothing. */
const AT_HOST = {
  'host.click()': 'host.click()',
  'a click dispatched on the host': 'host.dispatchEvent(new MouseEvent("click", { bubbles: true, composed: true }))',
  'keys dispatched on the control': `node.focus(); ${KEYS('node')}`,
  'keys dispatched on the host': `node.focus(); ${KEYS('host')}`,
};
const ELSEWHERE = {
  'a click dispatched on window': 'window.dispatchEvent(new MouseEvent("click", { bubbles: true, composed: true }))',
  'keys dispatched on window': `node.focus(); ${KEYS('window')}`,
  'pointer events without a click': `
    for (const type of ["pointerdown", "mousedown", "pointerup", "mouseup"]) node.dispatchEvent(new MouseEvent(type, { bubbles: true, composed: true }))`,
  'aria-pressed written by hand, then an input and a change event': `
    node.dispatchEvent(new Event("input", { bubbles: true, composed: true })); node.dispatchEvent(new Event("change", { bubbles: true }))`,
  'form.requestSubmit()': `
    const form = document.createElement("form");
    form.addEventListener("submit", (event) => event.preventDefault());
    host.before(form); form.append(host); form.requestSubmit()`,
};
const CONTROLS = { duty: '.choice', give: '.choices .choice', refuse: '.choices .choice + .choice', submit: '.submit' };

/** The tests for one engine. `open`: its driver finds no closed root, so the page forces it open. */
export function untrusted(name, start, { open = false } = {}) {
  describe(`what a script presses decides nothing: ${name}`, () => {
    let engine, gate, person;
    before(async () => {
      [engine, gate] = await Promise.all([start(), gated()]);
    });
    after(async () => {
      await engine?.stop();
      await gate?.stop();
    });
    const visit = async () => {
      await engine.driver.manage().deleteAllCookies();
      await engine.driver.get(`${gate.url}/${open ? '?open' : ''}`);
      person = at(engine);
      await person.ready();
    };
    /** Runs a script with `host`, `root` and `node` in hand. */
    const run = async (script, selector = '.choice') => {
      let inner = null;
      if (!open) {
        assert.equal(await engine.driver.executeScript('return document.querySelector("realname-form").shadowRoot'), null, 'the root is closed');
        inner = await (await engine.driver.findElement(By.css('realname-form')).getShadowRoot()).findElement(By.css('.form'));
      }
      return engine.driver.executeScript(`
        const host = document.querySelector("realname-form"), root = arguments[0]?.getRootNode() ?? host.shadowRoot, node = root.querySelector(arguments[1]);
        ${script}`, inner, selector);
    };
    const pressed = () => run('return [...root.querySelectorAll(".choice")].map((one) => one.ariaPressed).join()');
    const told = async () => (await person.events()).filter((event) => event.code === 'E_UNTRUSTED_EVENT').length;

    for (const [control, selector] of Object.entries(CONTROLS)) {
      it(`every way to ${control}`, async () => {
        await visit();
        let before = 0;
        for (const [way, script] of Object.entries({ ...AT_CONTROL, ...AT_HOST })) {
          await run(script, selector);
          await engine.driver.wait(async () => await told() > before, 5_000, `${way} is not told`);
          before = await told();
          assert.ok(!(await pressed()).includes('true'), way);
        }
        for (const [way, script] of Object.entries(ELSEWHERE)) {
          await run(script, selector);
          assert.ok(!(await pressed()).includes('true'), way);
        }
        assert.ok(!(await person.events()).some(({ type }) => type === 'sealed'), 'nothing was sealed');
      });
    }

    it('and a press of a person does', async () => {
      await visit();
      await person.press('acknowledge');
      assert.match(await pressed(), /^true,false/);
    });

    it('with everything filled in, a script does not submit it', async () => {
      await visit();
      await person.fill(SPECIMEN);
      for (const script of Object.values({ ...AT_CONTROL, ...AT_HOST, ...ELSEWHERE })) await run(script, '.submit');
      await new Promise((resolve) => setTimeout(resolve, 300));
      assert.ok(!(await person.events()).some(({ type }) => type === 'sealed' || type === 'submitted'));
    });
  });
}
