// A person at the demo page: focus, Tab and real keys, which is all that a closed root lets through.
import { Key } from 'selenium-webdriver';

/** A published specimen (GB 11643) and a number of the test segment; nobody's. */
export const SPECIMEN = { name: '测试用户', id: '11010519491231002X', mobile: '13800138000' };

/** The order of the controls in the form, for the keyboard. */
const ORDER = ['acknowledge', 'accept', 'name', 'id_number', 'mobile', 'give', 'refuse', 'give_survey', 'refuse_survey', 'submit'];
/** What is among them once a child's number stands there, behind `mobile`. */
const GUARDIAN = ['give_child', 'refuse_child', 'guardian_name', 'guardian_id_number', 'guardian_mobile'];

/** Opens the page and keeps every event of the element in `window.__events`. */
export async function open({ driver }, url, host = 'realname-form') {
  await driver.get(url);
  // A framework may put it there a moment later.
  await driver.wait(() => driver.executeScript('return !!document.querySelector(arguments[0])', host), 10_000, 'no form in the page');
  await driver.executeScript(`
    window.__events = [];
    for (const name of ['ready', 'progress', 'error', 'sealed', 'submitted', 'expired'])
      document.querySelector(arguments[0]).addEventListener('realname-' + name,
        (event) => window.__events.push({ type: name, ...event.detail }));`, host);
  return new Person(driver, host);
}

/** A person at a page that is open, and that keeps the events itself; `host` finds the form where there are more. */
export const at = ({ driver }, host) => new Person(driver, host);

class Person {
  #driver;
  #host;
  #at = -1;
  #order = ORDER;

  constructor(driver, host = 'realname-form') {
    this.#driver = driver;
    this.#host = host;
  }

  /** The events so far. */
  events() {
    return this.#driver.executeScript('return window.__events');
  }

  /** Waits for an event that fits; fails with everything that came instead. */
  async event(fits, what, timeout = 20_000) {
    const end = Date.now() + timeout;
    for (;;) {
      const found = (await this.events()).find(fits);
      if (found) return found;
      if (Date.now() > end) throw new Error(`no event "${what}" in ${JSON.stringify(await this.events())}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** Waits until the form stands; it may have told so before anybody listened. */
  async ready() {
    await this.#driver.wait(
      () => this.#driver.executeScript('const f = document.querySelector(arguments[0]); return !!f && f.matches(":defined") && f.offsetHeight > 300', this.#host),
      20_000, 'the form did not appear',
    );
    await this.scroll();
    this.#at = -1;
  }

  /** Reads the page from top to bottom, as a person who wants to sign up does. */
  async scroll() {
    await this.#driver.executeAsyncScript(`
      const done = arguments[0]; let y = 0;
      const step = () => {
        scrollTo(0, y);
        if (y > document.documentElement.scrollHeight) { scrollTo(0, 0); setTimeout(done, 100); return; }
        y += innerHeight / 3;
        requestAnimationFrame(() => setTimeout(step, 40));
      };
      step();`);
    // After a scroll Chromium takes a moment to tell a frame that nothing lies over it, on a busy machine a longer one.
    if (this.#host === 'realname-frame') await new Promise((resolve) => setTimeout(resolve, 1000));
  }

  /** Moves the focus to a control by Tab alone. */
  async to(control) {
    const target = this.#order.indexOf(control);
    if (this.#at < 0) {
      await this.#driver.executeScript('document.activeElement?.blur?.(); document.querySelector(arguments[0]).focus()', this.#host);
      // Into a frame it goes by a message.
      if (this.#host === 'realname-frame') await new Promise((resolve) => setTimeout(resolve, 250));
      this.#at = 0;
    }
    const back = target < this.#at;
    for (let step = Math.abs(target - this.#at); step > 0; step -= 1) await this.tab(back);
    this.#at = target;
  }

  /** One step of the focus; `back`: the other way. */
  tab(back = false) {
    const actions = this.#driver.actions();
    return (back ? actions.keyDown(Key.SHIFT).sendKeys(Key.TAB).keyUp(Key.SHIFT) : actions.sendKeys(Key.TAB)).perform();
  }

  keys(...keys) {
    return this.#driver.actions().sendKeys(...keys).perform();
  }

  /** Types into a field. */
  async type(field, text) {
    await this.to(field);
    await this.keys(text);
  }

  /** Types over what stands in a field. */
  async retype(field, text) {
    await this.to(field);
    await this.#driver.actions().keyDown(Key.CONTROL).sendKeys('a').keyUp(Key.CONTROL).sendKeys(text).perform();
  }

  /** Presses a button with the space bar. */
  async press(control) {
    await this.to(control);
    await this.keys(Key.SPACE);
  }

  /** Fills in and answers what is required; `consent` is `give` or `refuse`. */
  async fill({ name, id, mobile }, consent = 'give') {
    await this.ready();
    await this.press('acknowledge');
    await this.press('accept');
    await this.type('name', name);
    await this.type('id_number', id);
    await this.type('mobile', mobile);
    await this.press(consent);
  }

  /** From here on the form has a guardian's part, and the guardian reads it. */
  async guarded() {
    const at = ORDER.indexOf('mobile') + 1;
    this.#order = [...ORDER.slice(0, at), ...GUARDIAN, ...ORDER.slice(at)];
    await this.scroll();
    // A frame keeps its focus, whatever is done around it; the controls before the part are where they were.
    if (this.#host !== 'realname-frame') this.#at = -1;
  }

  /** A child fills in, then a guardian, who decides; `consent` is about the child. */
  async family(child, guardian, consent = 'give_child') {
    await this.ready();
    await this.type('name', child.name);
    await this.type('id_number', child.id);
    await this.guarded();
    await this.type('mobile', child.mobile);
    await this.press(consent);
    await this.type('guardian_name', guardian.name);
    await this.type('guardian_id_number', guardian.id);
    await this.type('guardian_mobile', guardian.mobile);
    for (const control of ['acknowledge', 'accept', 'give']) await this.press(control);
  }

  /** The form was drawn anew or has moved the focus itself: the next `to` begins at its top. */
  lost() {
    this.#at = -1;
  }
}
