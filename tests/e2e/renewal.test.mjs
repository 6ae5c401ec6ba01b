// A notice that changes between display and submission: refused, shown again with the change marked, decided anew.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { By } from 'selenium-webdriver';
import { browser } from './lab/browser.mjs';
import { gateway } from './lab/gateway.mjs';
import { CHILD, GUARDIAN } from './lab/people.mjs';
import { SPECIMEN, open } from './lab/person.mjs';
import { server } from './lab/server.mjs';

const demo = join(dirname(fileURLToPath(import.meta.url)), '../../server/demo');
const NOTICES = ['real-name', 'service-agreement', 'identity-check', 'signup-survey', 'children/child'];

describe('a notice that changes while the form stands there', () => {
  let chromium, backend, folder, version = 0;
  before(async () => {
    chromium = await browser();
    folder = mkdtempSync(join(tmpdir(), 'realname-notices-'));
    cpSync(demo, folder, { recursive: true });
    writeFileSync(join(folder, 'one.toml'), config('policy.json', NOTICES.slice(0, 4)));
    const policy = JSON.parse(readFileSync(join(folder, 'policy.json')));
    policy.purposes = policy.purposes.filter(({ id }) => id !== 'signup_survey');
    writeFileSync(join(folder, 'fewer.json'), JSON.stringify(policy));
    writeFileSync(join(folder, 'fewer.toml'), config('fewer.json', NOTICES.slice(0, 3)));
    writeFileSync(join(folder, 'children.toml'), config('children/policy.json', NOTICES));
  });
  after(async () => {
    await chromium?.stop();
    await backend?.stop();
    rmSync(folder, { recursive: true });
  });
  const config = (policy, notices) =>
    `policy = "${policy}"\nnotices = ${JSON.stringify(notices.map((name) => `${name}.json`))}\nwards_per_guardian = 2\n`;

  const start = async (name = 'one', at = {}) => {
    // Of a test that failed.
    if (!at.data) await stop();
    backend = await server({ extra: ['--config', join(folder, `${name}.toml`)], ...at });
  };
  const stop = async () => { await backend?.stop(); backend = undefined; };
  /** The same service with another version of a notice. */
  const publish = async (notice, edit, name = 'one') => {
    const path = join(folder, `${notice}.json`);
    const document = JSON.parse(readFileSync(path));
    document.version = `2027-01-0${version += 1}`;
    edit(document.texts['zh-CN']);
    writeFileSync(path, JSON.stringify(document));
    const { data, url } = backend;
    await backend.stop({ keep: true });
    await start(name, { data, port: new URL(url).port });
    return document;
  };
  const visit = async () => {
    await chromium.cdp('Network.clearBrowserCookies');
    return open(chromium, backend.signup);
  };
  /** What stands in the root, by selector. */
  const inside = async (selector) => {
    const root = await (await chromium.driver.findElement(By.css('realname-form'))).getShadowRoot();
    return root.findElements(By.css(selector));
  };
  const texts = async (selector) => Promise.all((await inside(selector)).map((node) => node.getText()));
  const values = async () => Promise.all((await inside('.input')).map((node) => node.getProperty('value')));
  const pressed = async () => Promise.all((await inside('.choice')).map((node) => node.getAttribute('aria-pressed')));
  const stale = ({ type, code }) => type === 'error' && code === 'E_CONSENT_STALE';
  /** Waits until the form has been drawn anew. */
  const drawn = () => chromium.driver.wait(async () => (await inside('.change')).length > 0, 10_000, 'no change is marked');

  it('is refused, shown again with the change marked, and what was typed stays', async () => {
    await start();
    const person = await visit();
    await person.fill(SPECIMEN);
    await person.press('give_survey');
    const now = await publish('identity-check', (text) => {
      text.retention.period = '保存至核验得出结论时，最长十二小时';
      text.purposes.push('防止同一证件重复注册');
    });
    await person.press('submit');
    await person.event(stale, 'stale');
    await drawn();

    // Before and now, and nothing else is marked; the words above them are no part of the notice.
    const [gone, come] = [await texts('del .text'), await texts('ins .text')];
    assert.equal(gone.length, 2);
    assert.equal(come.length, 2);
    assert.match(gone.join(), /最长二十四小时|核验/);
    assert.match(come.join('\n'), /防止同一证件重复注册[\s\S]*最长十二小时/);
    assert.deepEqual([...new Set(await texts('.mark'))], ['修改前', '现在']);
    for (const node of await inside('.notice:not([aria-labelledby="notice-identity-check"]) .change')) assert.fail(await node.getText());
    assert.deepEqual(await values(), [SPECIMEN.name, SPECIMEN.id, SPECIMEN.mobile]);
    assert.ok((await pressed()).every((state) => state === 'false'), 'nothing is decided any more');
    assert.match((await texts('.summary')).join(), /告知内容已更新/);
    assert.equal(await (await inside('.summary'))[0].getAttribute('tabindex'), '-1');
    assert.ok(!(await person.events()).some(({ type }) => type === 'sealed'), 'nothing was sealed');
    if (process.env.REALNAME_LOOK) writeFileSync(process.env.REALNAME_LOOK, await shot());

    // Read, decided and submitted: what is signed is the new text.
    await person.scroll();
    person.lost();
    for (const control of ['acknowledge', 'accept', 'give', 'submit']) await person.press(control);
    const { id } = await person.event((e) => e.type === 'submitted', 'submitted');
    const evidence = await gateway(backend).evidence(id);
    assert.equal(evidence.state === 'admitted' || evidence.state === 'pending', true, evidence.state);
    const decided = evidence.decisions.find(({ purpose }) => purpose === 'identity_check');
    assert.equal(decided.version, now.version);
    assert.equal(evidence.decisions.find(({ purpose }) => purpose === 'signup_survey').decision, 'refused', 'the earlier answer does not count');
    await stop();
  });

  it('is marked for whoever decided on the version before', async () => {
    await start();
    const first = await visit();
    await first.fill(SPECIMEN);
    const before = await texts('.notice[aria-labelledby="notice-identity-check"] .text');
    await first.press('submit');
    await first.event((e) => e.type === 'submitted' && e.state === 'admitted', 'admitted');
    assert.deepEqual(await inside('.change'), []);
    const { id } = (await first.events()).find((e) => e.type === 'submitted');
    const { account_ref } = await gateway(backend).evidence(id);
    await publish('identity-check', (text) => { text.effect = '核验不通过时不能使用需要实名的功能'; });

    // What a provider's backend does when the person comes back.
    const api = gateway(backend);
    const { seen } = await api.call('POST', '/tickets', { token: api.credential(), body: JSON.stringify({ account_ref, session: 's', origin: backend.url }) });
    assert.equal(seen.length, NOTICES.length - 1);
    const person = await visit();
    await person.ready();
    assert.deepEqual(await inside('.change'), [], 'of another account nothing is known');
    await chromium.driver.executeScript('const form = document.querySelector("realname-form"); form.setAttribute("seen", arguments[0]); form.setAttribute("policy", "")', seen.join(' '));
    await drawn();
    const [was] = await texts('del .text');
    assert.ok(before.includes(was), was);
    assert.match((await texts('ins .text')).join(), /核验不通过时不能使用/);
    assert.equal((await inside('.change')).length, 2);
    // What is signed is the text without its marks.
    await person.fill(SPECIMEN);
    await person.press('submit');
    await person.event((e) => e.type === 'submitted' && e.state === 'admitted', 'admitted');
    await stop();
  });

  it('keeps what was typed where the new notice does not load, and loads it at the next try', async () => {
    await start();
    const person = await visit();
    await person.fill(SPECIMEN);
    await publish('identity-check', (text) => { text.method = '自动核对，不作他用'; });
    await chromium.cdp('Network.enable');
    await chromium.cdp('Network.setBlockedURLs', { urls: ['*/notices/*'] });
    await person.press('submit');
    await person.event(({ code }) => code === 'E_NETWORK', 'network');
    assert.deepEqual(await values(), [SPECIMEN.name, SPECIMEN.id, SPECIMEN.mobile]);
    await chromium.cdp('Network.setBlockedURLs', { urls: [] });
    person.lost();
    await person.press('submit');
    await drawn();
    assert.match((await texts('ins .text')).join(), /自动核对，不作他用/);
    assert.deepEqual(await values(), [SPECIMEN.name, SPECIMEN.id, SPECIMEN.mobile]);
    await stop();
  });

  it('and a notice that was not there before is new as a whole', async () => {
    await start('fewer');
    const person = await visit();
    await person.fill(SPECIMEN);
    await publish('identity-check', () => {});
    await person.to('give');
    await person.to('refuse');
    await person.tab();
    await person.keys(' ');
    await person.event(stale, 'stale');
    await drawn();
    const survey = '.notice[aria-labelledby="notice-signup-survey"]';
    const whole = await texts(`${survey} .text`);
    assert.deepEqual(await texts(`${survey} ins .text`), whole);
    assert.ok(whole.length > 10);
    assert.equal((await inside('.change')).length, 1);
    await stop();
  });

  it('of children: both keep what they have typed', async () => {
    await start('children');
    const person = await visit();
    await person.family(CHILD, GUARDIAN);
    await publish('children/child', (text) => { text.rights = '向客服提出，五个工作日内答复'; }, 'children');
    await person.press('submit');
    await person.event(stale, 'stale');
    await drawn();
    assert.deepEqual((await values()).sort(), [CHILD, GUARDIAN].flatMap(({ name, id, mobile }) => [name, id, mobile]).sort());
    assert.match((await texts('ins .text')).join(), /五个工作日内答复/);
    await person.guarded();
    for (const control of ['give_child', 'acknowledge', 'accept', 'give', 'submit']) await person.press(control);
    await person.event((e) => e.type === 'submitted', 'submitted');
    await stop();
  });

  it('under a policy that the page names is only told: the page is what has to change', async () => {
    await start();
    const person = await visit();
    const { digest: pinned } = await gateway(backend).policy();
    await chromium.driver.executeScript('document.querySelector("realname-form").setAttribute("policy", arguments[0])', pinned);
    await person.fill(SPECIMEN);
    await publish('identity-check', (text) => { text.method = '自动核对'; });
    await person.press('submit');
    await person.event(stale, 'stale');
    assert.deepEqual(await inside('.change'), []);
    assert.deepEqual(await values(), [SPECIMEN.name, SPECIMEN.id, SPECIMEN.mobile]);
    await stop();
  });

  const shot = async () => Buffer.from((await chromium.cdp('Page.captureScreenshot', { captureBeyondViewport: true })).data, 'base64');
});
