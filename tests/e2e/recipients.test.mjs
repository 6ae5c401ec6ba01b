// A purpose with two recipients: each is a consent of its own (PIPL 23, 29), named by whom it is for, and recorded so.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { By } from 'selenium-webdriver';
import { browser } from './lab/browser.mjs';
import { gateway } from './lab/gateway.mjs';
import { SPECIMEN, open } from './lab/person.mjs';
import { server } from './lab/server.mjs';

const demo = join(dirname(fileURLToPath(import.meta.url)), '../../server/demo');
const NOTICES = ['real-name', 'service-agreement', 'identity-check', 'signup-survey'];
const SECOND = { 'zh-CN': '第二家核验机构', 'zh-TW': '第二家核驗機構', en: 'A second authority' };

describe('a purpose with two recipients', () => {
  let chromium, backend, folder, api, person, first;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'realname-recipients-'));
    cpSync(demo, folder, { recursive: true });
    const edit = (name, change) => {
      const document = JSON.parse(readFileSync(join(folder, name)));
      change(document);
      writeFileSync(join(folder, name), JSON.stringify(document));
    };
    edit('identity-check.json', ({ texts }) => {
      first = texts['zh-CN'].recipients[0].name;
      for (const [lang, { recipients }] of Object.entries(texts)) recipients.push({ ...recipients[0], id: 'second', name: SECOND[lang] });
    });
    edit('policy.json', (policy) => {
      policy.purposes.find(({ id }) => id === 'identity_check').recipients.push('second');
      policy.recipients.push({ id: 'second', region: 'CN' });
    });
    writeFileSync(join(folder, 'two.toml'), `policy = "policy.json"\nnotices = ${JSON.stringify(NOTICES.map((name) => `${name}.json`))}\n`);
    [chromium, backend] = await Promise.all([browser(), server({ extra: ['--config', join(folder, 'two.toml')] })]);
    api = gateway(backend);
  });
  after(async () => {
    await chromium?.stop();
    await backend?.stop();
    rmSync(folder, { recursive: true });
  });

  const inside = async (selector) => {
    const root = await (await chromium.driver.findElement(By.css('realname-form'))).getShadowRoot();
    return root.findElements(By.css(selector));
  };
  /** Filled in, with the duties acknowledged; the four buttons of the two consents. */
  const filled = async () => {
    await chromium.cdp('Network.clearBrowserCookies');
    person = await open(chromium, backend.signup);
    await person.ready();
    for (const control of ['acknowledge', 'accept']) await person.press(control);
    for (const [field, text] of [['name', SPECIMEN.name], ['id_number', SPECIMEN.id], ['mobile', SPECIMEN.mobile]]) await person.type(field, text);
    return (await inside('.choices .choice')).slice(0, 4);
  };
  const send = async () => (await inside('.submit'))[0].click();
  const submitted = async () => api.evidence((await person.event(({ type }) => type === 'submitted', 'submitted')).id);
  const decided = ({ decisions }) => decisions.filter(({ purpose }) => purpose === 'identity_check').map(({ recipient, decision, control }) => [recipient, decision, control]);

  it('asks for each by its name, to the eye and to a screen reader', async () => {
    const buttons = await filled();
    const words = await Promise.all(buttons.map((button) => button.getText()));
    assert.deepEqual(words, ['同意', '不同意', '同意', '不同意']);
    const rows = await Promise.all((await inside('.choices')).map((row) => row.getText()));
    assert.ok(rows[0].startsWith(`${first}\n`) && rows[1].startsWith(`${SECOND['zh-CN']}\n`), rows.join(' | '));
    assert.ok(!rows[2].includes(first), 'one without recipients has its notice alone');
    const { nodes } = await chromium.cdp('Accessibility.getFullAXTree');
    const groups = nodes.filter(({ role, name }) => role?.value === 'group' && name?.value.startsWith('向核验机构提供身份信息的单独同意')).map(({ name }) => name.value);
    assert.deepEqual(groups, [first, SECOND['zh-CN']].map((name) => `向核验机构提供身份信息的单独同意 ${name}`));
  });

  it('does not take the one for the other', async () => {
    const [give] = await filled();
    await give.click();
    await send();
    const shown = await Promise.all((await inside('.choices .error')).map((error) => error.isDisplayed()));
    assert.deepEqual(shown.slice(0, 2), [false, true]);
    assert.ok(!(await person.events()).some(({ type }) => type === 'submitted'));
  });

  it('records one decision each', async () => {
    const [give, , other] = await filled();
    await give.click();
    await other.click();
    await send();
    assert.deepEqual(decided(await submitted()), [
      ['simulated-authority', 'given', 'identity_check:simulated-authority:give'], ['second', 'given', 'identity_check:second:give'],
    ]);
  });

  it('sends nothing of the person where one of them is refused', async () => {
    const [give, , , refuse] = await filled();
    await give.click();
    await refuse.click();
    await send();
    const evidence = await submitted();
    assert.deepEqual(decided(evidence).map(([, decision]) => decision), ['given', 'refused']);
    assert.equal(evidence.state, 'refused');
  });
});
