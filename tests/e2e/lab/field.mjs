// A provider's page whose form holds the element, and what a test asks of it.
import { By } from 'selenium-webdriver';
import { pierced, requests } from './browser.mjs';
import { SPECIMEN, at } from './person.mjs';

/** What stands in a form where nothing was filled in, or nothing is left. */
export const EMPTY = { valid: false, customError: true, valueMissing: true, value: null, form: false };
/** And where everything is there but the seal. */
export const COMPLETE = { valid: true, customError: false, valueMissing: false, value: null, form: true };

/** The page of a provider (`provider.mjs`) in a browser. */
export class FieldPage {
  constructor(browser, site) {
    this.browser = browser;
    this.driver = browser.driver;
    this.site = site;
  }

  run(script, ...args) {
    return this.driver.executeScript(script, ...args);
  }

  click(id) {
    return this.driver.findElement(By.id(id)).click();
  }

  /** Opens it, and forgets what was before. */
  async visit() {
    await this.driver.get(this.site.url);
    await this.driver.wait(() => this.run('return !!window.__events'), 20_000, 'no page');
    this.person = at(this.browser);
    await this.person.ready();
    this.site.forms.length = 0;
    if (this.browser.cdp) await requests(this.browser);
  }

  /** Filled in and decided, so that nothing is missing but the seal. */
  async filled() {
    await this.visit();
    await this.person.fill(SPECIMEN);
    await this.person.event((event) => event.state === 'decided', 'decided');
  }

  /** The same, and the page stays where it is when the form goes. */
  async held() {
    await this.filled();
    await this.run('window.__hold = true');
  }

  /** What stands in the form, and what its validity is. */
  now() {
    return this.run(`
      const element = document.getElementById('identity');
      const { valid, customError, valueMissing } = element.validity;
      return { valid, customError, valueMissing, value: new FormData(document.getElementById('form')).get('identity'), form: element.form?.checkValidity() };`);
  }

  /** Each `submit` that the page heard of. */
  submits() {
    return this.run('return window.__submits');
  }

  submitted(count) {
    return this.driver.wait(async () => (await this.submits()).length === count, 20_000, `not submitted ${count} times`);
  }

  received() {
    return this.driver.wait(async () => (await this.driver.getTitle()) === 'received', 20_000, 'the form was not received');
  }

  /** What was posted since the page was opened, or since this was asked. */
  async posted() {
    const sent = await requests(this.browser);
    return sent.filter(({ method }) => method === 'POST').map(({ url }) => new URL(url).pathname);
  }

  /** Whether anything of the person stands in the page, closed roots included. */
  async isTyped() {
    const tree = await pierced(this.browser);
    return Object.values(SPECIMEN).some((value) => tree.includes(value));
  }

  /** Whether the form says that something is missing. */
  async asks() {
    return (await pierced(this.browser)).includes('还有几处需要处理');
  }
}
