// The frame in Firefox: a whole signup through it, as a field of a form, and another page around it.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { By } from 'selenium-webdriver';
import { gecko } from '../lab/browser.mjs';
import { embedder } from '../lab/embedder.mjs';
import { gateway } from '../lab/gateway.mjs';
import { SPECIMEN, at } from '../lab/person.mjs';

const payload = (jwt) => JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url'));

describe('the frame, in Firefox', () => {
  let firefox, site, api, driver;
  const run = (script, ...args) => driver.executeScript(script, ...args);
  const visit = async (query = '') => {
    await driver.get(`${site.url}/${query}`);
    await driver.wait(() => run('return !!window.__session'), 10_000, 'no page');
    return at(firefox, 'realname-frame');
  };
  /** Firefox's driver sends keys to the document that it stands in, wherever the focus is: into the frame, then. */
  const inside = async (work) => {
    await at(firefox, 'realname-frame').ready();
    const root = await (await driver.findElement(By.css('realname-frame'))).getShadowRoot();
    await driver.switchTo().frame(await root.findElement(By.css('iframe')));
    try {
      await work(at(firefox));
    } finally {
      await driver.switchTo().defaultContent();
    }
  };
  before(async () => {
    [firefox, site] = await Promise.all([gecko(), embedder()]);
    ({ driver } = firefox);
    api = gateway(site.backend);
  });
  after(async () => {
    await firefox?.stop();
    await site?.stop();
  });

  it('takes a whole signup, and says that nobody knows what lay over it', async () => {
    const visitor = await visit();
    await inside(async (person) => {
      await person.fill(SPECIMEN);
      await person.press('submit');
    });
    const { id } = await visitor.event(({ type }) => type === 'submitted', 'submitted');
    const evidence = await api.evidence(id);
    const claims = payload(evidence.sd_jwt);
    assert.deepEqual([claims.origin, claims.embedder, claims.occlusion], [site.frame, site.url, 'unknown']);
    assert.equal(evidence.result.outcome, 'match');
  });

  it('is a field of the form around it', async () => {
    const visitor = await visit('?mode=field&required');
    await inside((person) => person.fill(SPECIMEN));
    await visitor.event((event) => event.state === 'decided', 'decided');
    await run('document.getElementById("after").click()');
    await driver.wait(() => run('return window.__submits.length > 0'), 20_000, 'the form did not go');
    const [form] = await run('return window.__submits');
    assert.equal(payload(JSON.parse(form.identity).sd_jwt).embedder, site.url);
  });

  it('goes over to another scheme with the page', async () => {
    await visit('?schemes=light');
    for (const [schemes, colour, hidden] of [['light', 'rgb(28, 36, 48)'], ['dark', 'rgb(230, 234, 240)'], ['light', 'rgb(28, 36, 48)', true]]) {
      // A change while the frame is not drawn is seen once it is.
      await run('document.querySelector("realname-frame").hidden = arguments[1]; document.documentElement.style.colorScheme = arguments[0]', schemes, hidden ?? false);
      await run('return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
      await run('document.querySelector("realname-frame").hidden = false');
      await inside(() => driver.wait(async () => await run('return getComputedStyle(document.querySelector("realname-form")).color') === colour, 10_000, schemes));
    }
  });

  it('shows nothing in a page within another', async () => {
    await driver.get(await site.stranger(`<iframe src="${site.url}/" width="900" height="1800"></iframe>`));
    await driver.switchTo().frame(0);
    await driver.wait(() => run('return window.__events?.some(({ type, code }) => type === "error" && code === "E_NETWORK")'), 20_000, 'no word of it');
    await driver.switchTo().defaultContent();
  });
});
