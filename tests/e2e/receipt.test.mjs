// The receipt, whole: a signup in Chromium, the file downloaded, verified offline by the binary and by npm `jose`, and the
// consent taken back with nothing but the file. The page to print, in every language, from the server and from the file.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as jose from 'jose';
import { By } from 'selenium-webdriver';
import { browser, consoleLines } from './lab/browser.mjs';
import { gateway, sha256 } from './lab/gateway.mjs';
import { SPECIMEN, open } from './lab/person.mjs';
import { server } from './lab/server.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const binary = process.env.REALNAME_SERVER ?? join(root, 'target/server/realname-server');
const run = (...args) => spawnSync(binary, args, { encoding: 'utf8' });

describe('the receipt', () => {
  let chromium, backend, api, folder, www;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'realname-receipt-'));
    www = join(folder, 'www');
    cpSync(join(root, 'www'), www, { recursive: true });
    // The few lines of docs/integrate.md, as they are printed.
    const [, printed] = /^```js\n(\/\/ receipt\.js\n[\s\S]*?)^```$/m.exec(readFileSync(join(root, 'docs/integrate.md'), 'utf8'));
    writeFileSync(join(www, 'printed.js'), printed);
    [chromium, backend] = await Promise.all([browser(), server({ www })]);
    api = gateway(backend);
    await chromium.cdp('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder });
  });
  after(async () => {
    await chromium?.stop();
    await backend?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const visit = async () => {
    await chromium.cdp('Network.clearBrowserCookies');
    return open(chromium, `${backend.url}/signup.html`);
  };
  const text = () => chromium.driver.executeScript('return document.body.innerText');
  const until = (script, what) => chromium.driver.wait(() => chromium.driver.executeScript(`return ${script}`), 15_000, what);
  /** A file that the browser has finished writing. */
  const downloaded = async (name) => {
    await chromium.driver.wait(() => existsSync(join(folder, name)), 10_000, `${name} is not among ${readdirSync(folder)}`);
    return join(folder, name);
  };
  /** The key set, fetched while the service is there. */
  const keySet = async () => {
    const path = join(folder, 'keys.json');
    writeFileSync(path, await (await fetch(`${backend.url}/realname/v1/keys`)).text());
    return path;
  };

  it('is downloaded, verified offline, and takes the consent back', async () => {
    const person = await visit();
    await person.fill(SPECIMEN);
    await person.press('give_survey');
    await person.press('submit');
    const { id } = await person.event((e) => e.type === 'submitted' && e.state === 'admitted', 'admitted');
    // As an integrator does it.
    await chromium.driver.executeAsyncScript(`
      const [id, done] = arguments;
      import('/printed.js').then(async ({ fetchReceipt, download }) => {
        const { ticket, endpoint } = await (await fetch('/provider/session', { method: 'POST' })).json();
        download(await fetchReceipt(endpoint, id, ticket), id);
        done();
      }, done);`, id);
    const file = await downloaded(`receipt-${id}.json`);
    const keys = await keySet();

    const verified = run('receipt', 'verify', file, '--trust', keys);
    assert.equal(verified.status, 0, verified.stdout + verified.stderr);
    assert.match(verified.stdout, /env demo\nnot the record of a real signup/);
    assert.match(verified.stdout, /identity_check to simulated-authority: given/);
    assert.equal(run('receipt', 'verify', file).status, 3, 'unanchored');
    const bytes = readFileSync(file, 'utf8');
    const bent = join(folder, 'bent.json');
    writeFileSync(bent, bytes.replace('澄链', '澄鏈'));
    const refused = run('receipt', 'verify', bent, '--trust', keys);
    assert.equal(refused.status, 1);
    assert.match(refused.stdout, /^refused: the text of the notice/);
    const kantara = JSON.parse(run('receipt', 'export', file, '--kantara', '--trust', keys).stdout);
    assert.deepEqual(kantara.services[0].purposes.map((purpose) => purpose.thirdPartyDisclosure), [true, false]);

    // A stranger's stack: npm jose, with the key set alone.
    const receipt = JSON.parse(bytes);
    const set = jose.createLocalJWKSet(JSON.parse(readFileSync(keys, 'utf8')));
    const { kid } = JSON.parse(readFileSync(keys, 'utf8')).keys.find((key) => key.signs === 'realname-receipt+jwt');
    const { payload, protectedHeader } = await jose.jwtVerify(receipt.receipt_jwt, (header) => set({ ...header, kid }), { typ: 'realname-receipt+jwt' });
    assert.equal(await jose.calculateJwkThumbprint(protectedHeader.jwk), kid);
    assert.equal(payload.record, id);
    for (const told of payload.notices) assert.equal(sha256(receipt.notices.find((one) => one.notice === told.notice).text), told.hash);
    for (const raw of [SPECIMEN.name, SPECIMEN.id, SPECIMEN.mobile]) assert.ok(!(bytes + JSON.stringify(payload)).includes(raw), 'no person in it');

    // Taken back with the file alone: no cookie, no ticket, no browser.
    for (const { decision, withdraw } of payload.consents.filter((consent) => consent.withdraw)) {
      const answer = await fetch(withdraw.url, {
        method: 'POST', headers: { 'content-type': 'application/realname-withdrawal+json' }, body: JSON.stringify({ v: 1, secret: withdraw.secret }),
      });
      assert.deepEqual([answer.status, (await answer.json()).state], [200, 'erased'], decision.purpose);
    }
    const evidence = await api.evidence(id);
    assert.deepEqual(evidence.consents.map((consent) => consent.state), ['acknowledged', 'acknowledged', 'erased', 'erased']);
    const gate = await api.gate(evidence.account_ref);
    assert.deepEqual([gate.admitted, gate.reason], [false, 'consent_withdrawn']);
  });

  it('is a page to read and to print, in every language, without the wasm', async () => {
    const person = await visit();
    await person.fill(SPECIMEN);
    await person.press('submit');
    const { id } = await person.event((e) => e.type === 'submitted' && e.state === 'admitted', 'admitted');
    await until('!!document.querySelector("#done [data-keep]")?.href', 'the way to the receipt');
    await chromium.driver.findElement(By.css('#language option[value="zh-TW"]')).click();
    const words = await chromium.driver.executeScript('return document.querySelector("html").lang + [...document.querySelectorAll("[data-t], #panes dt, #panes h3, #panes h4")].map((node) => node.textContent).join(" ")');
    assert.match(words, /^zh-TW/);
    assert.doesNotMatch(words, /[认证务账录码实与签执设删阅读网记单邮须开]/);
    await chromium.driver.findElement(By.css('#language option[value="zh-CN"]')).click();
    const href = await chromium.driver.executeScript('return document.querySelector("#done [data-keep]").href');
    await chromium.driver.get(href);
    await until('document.querySelector("#sheet .mark") !== null', 'the sheet');
    const chinese = await text();
    for (const part of ['同意回执', '演示环境的回执', '签名有效', '向核验机构提供身份信息的单独同意', '模拟核验机构', '撤回密钥', '告知书全文', '保存期限', id]) {
      assert.ok(chinese.includes(part), `${part} in ${chinese}`);
    }
    assert.equal(await chromium.driver.executeScript('return performance.getEntriesByType("resource").some(({ name }) => name.includes("/realname/core") || name.endsWith(".wasm"))'), false);
    const speak = (locale) => chromium.driver.findElement(By.css(`#language option[value="${locale}"]`)).click();
    await speak('zh-TW');
    assert.match(await text(), /同意回執[\s\S]*演示環境的回執[\s\S]*簽名有效/);
    // The page's own words, every one of them: nothing is left in simplified characters.
    const own = () => chromium.driver.executeScript('return [...document.querySelectorAll("[data-t], #sheet dt, #sheet h2")].map((node) => node.textContent).join(" ")');
    const simplified = /[认证务账录码实与签执设删阅读网记单邮须开]/;
    assert.doesNotMatch(await own(), simplified);
    await speak('zh-CN');
    assert.match(await own(), simplified);
    await speak('en');
    assert.match(await text(), /Consent receipt[\s\S]*A demonstration[\s\S]*Signature valid/);
    // Printed: the sheet, no button.
    const { data } = await chromium.cdp('Page.printToPDF', { printBackground: false });
    assert.ok(Buffer.from(data, 'base64').length > 20_000, 'a PDF of the sheet');
    await chromium.cdp('Emulation.setEmulatedMedia', { media: 'print' });
    assert.equal(await chromium.driver.executeScript('return [...document.querySelectorAll("button, .tools")].some((node) => node.getClientRects().length > 0)'), false);
    await chromium.cdp('Emulation.setEmulatedMedia', { media: '' });

    await chromium.driver.executeScript('document.getElementById("download").click()');
    const file = await downloaded(`receipt-${id}.json`);
    // A changed file is opened, and said to be none of the service's.
    const bent = join(folder, 'changed.json');
    writeFileSync(bent, readFileSync(file, 'utf8').replace('澄链', '澄鏈'));
    await chromium.driver.get(`${backend.url}/consent-receipt.html`);
    await chromium.driver.findElement(By.id('file')).sendKeys(bent);
    await until('document.querySelector("#sheet .mark")?.textContent.includes("核对不通过")', 'the changed file is refused');
    // The whole file, and one click in it.
    await chromium.driver.findElement(By.id('file')).sendKeys(file);
    await until('document.querySelector("#sheet .mark")?.textContent.includes("签名有效")', 'the file is good');
    await chromium.driver.findElement(By.css('[data-withdraw="identity_check"]')).click();
    await until('document.getElementById("told").textContent.includes("已撤回")', 'withdrawn');
    const evidence = await api.evidence(id);
    assert.equal(evidence.consents.find((consent) => consent.purpose === 'identity_check').state, 'erased');
    assert.deepEqual((await consoleLines(chromium)).filter((line) => /consent-receipt/.test(line) && !/favicon/.test(line)), []);
  });

  it('of a refusal says that nothing was sent, and has nothing to take back', async () => {
    const person = await visit();
    await person.ready();
    await person.press('acknowledge');
    await person.press('accept');
    await person.press('refuse');
    await person.press('refuse_survey');
    await person.press('submit');
    const { id } = await person.event((e) => e.type === 'submitted' && e.state === 'refused', 'refused');
    await until('!!document.querySelector("#receipt [data-keep]")?.href', 'the way to the receipt');
    await chromium.driver.get(await chromium.driver.executeScript('return document.querySelector("#receipt [data-keep]").href'));
    await until('document.querySelector("#sheet .mark") !== null', 'the sheet');
    const said = await text();
    assert.ok(said.includes('不同意的回执') && said.includes(id), said);
    assert.equal(said.split('此前不再询问').length - 1, 1, 'what is required is asked again at the next signup');
    assert.ok(!said.includes('撤回密钥'));
    await chromium.driver.executeScript('document.getElementById("download").click()');
    const file = await downloaded(`receipt-${id}.json`);
    assert.equal(run('receipt', 'verify', file, '--trust', await keySet()).status, 0);
    const none = run('receipt', 'export', file, '--kantara', '--trust', await keySet());
    assert.deepEqual([none.status, none.stdout], [1, '']);
  });
});
