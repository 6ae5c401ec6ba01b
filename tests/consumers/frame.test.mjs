// A wallet in the page around the frame: asked there, for that page, and what it answers is sealed in the frame.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Key } from 'selenium-webdriver';
import { privateKeyToAccount } from 'viem/accounts';
import { browser, consoleLines, pierced, requests } from '../e2e/lab/browser.mjs';
import { embedder } from '../e2e/lab/embedder.mjs';
import { gateway } from '../e2e/lab/gateway.mjs';
import { inside, overhear } from '../e2e/lab/inside.mjs';
import { SPECIMEN, at } from '../e2e/lab/person.mjs';
import { server } from '../e2e/lab/server.mjs';
import { accountConfig } from './lab/account.mjs';
import { seeker, spellings } from './lab/account_canary.mjs';
import { PRIVATE_KEY } from './lab/wallet_vector.mjs';

const account = privateKeyToAccount(PRIVATE_KEY);

describe('a wallet in the page around the frame', () => {
  let chromium, site;
  before(async () => {
    const serverOf = (port) => server({ extra: ['--config', accountConfig({ more: `origins = ["http://127.0.0.1:${port}"]\n` })] });
    [chromium, site] = await Promise.all([browser(), embedder(serverOf)]);
  });
  after(async () => {
    await chromium?.stop();
    await site?.stop();
  });

  it('binds its account, and refused nothing is lost', async () => {
    const { driver } = chromium;
    await driver.get(site.url);
    await driver.wait(() => driver.executeScript('return !!window.__session'), 10_000, 'no page');
    // Signed by npm's viem, outside of the browser.
    await driver.executeAsyncScript(`
      const [id, done] = arguments;
      import('/realname/wallet.js').then(({ signerAccount }) => {
        const sign = (message) => new Promise((resolve, reject) => { window.__wallet = { message, resolve, reject }; });
        document.querySelector('realname-frame').account = signerAccount({ id, sign });
        done();
      });`, `eip155:1:${account.address}`);
    const asked = async () => {
      await driver.wait(() => driver.executeScript('return !!window.__wallet'), 10_000, 'the wallet is not asked');
      return driver.executeScript('return window.__wallet.message');
    };
    const person = at(chromium, 'realname-frame');
    await person.ready();
    const ears = await overhear(chromium, site.frame);
    await person.fill(SPECIMEN);
    await person.event(({ state }) => state === 'decided', 'decided');
    await person.press('submit');
    await asked();
    // The form is emptied while the wallet is open; what it answers then is none to the next question.
    await driver.executeScript('window.__late = window.__wallet; window.__wallet = null; window.__events.length = 0; document.querySelector("realname-frame").reset()');
    await person.scroll();
    for (const control of ['acknowledge', 'accept']) await person.press(control);
    for (const [field, text] of [['name', SPECIMEN.name], ['id_number', SPECIMEN.id], ['mobile', SPECIMEN.mobile]]) await person.type(field, text);
    await person.press('give');
    await person.event(({ state }) => state === 'decided', 'decided');
    await person.press('submit');
    await asked();
    await driver.executeScript('window.__late.reject()');
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.deepEqual((await person.events()).filter(({ type }) => type === 'error'), []);
    await driver.executeScript('window.__wallet.reject(); window.__wallet = null');
    await person.event(({ code }) => code === 'E_WALLET', 'refused in the wallet');
    // The focus is on what is said of it; the next stop is the button.
    await person.tab();
    await person.keys(Key.SPACE);
    const message = await asked();
    assert.ok(message.startsWith(`${new URL(site.url).host} wants you to sign in with your Ethereum account:\n${account.address}\n`), message);
    const signature = await account.signMessage({ message });
    await driver.executeScript('window.__wallet.resolve(arguments[0])', signature);
    const { id } = await person.event(({ type }) => type === 'submitted', 'submitted');
    const evidence = await gateway(site.backend).evidence(id);
    const said = JSON.parse(Buffer.from(evidence.result.result_jwt.split('.')[1], 'base64url'));
    assert.deepEqual([said.outcome, said.account_state], ['match', 'account_verified']);

    // The page's own code knows the account. Beyond that it is in the seal alone: in nothing that the frame sends, says or shows.
    const find = seeker([...spellings('address', account.address), ...spellings('signature', signature), ...spellings('r', signature.slice(0, 66)), ...spellings('s', `0x${signature.slice(66, 130)}`)]);
    assert.ok(find(`${message}\n${signature}`).includes('address (text)') && find(signature).includes('signature (text)'), 'the search sees');
    const heard = ears.stop();
    const places = {
      'requests of the frame': JSON.stringify(heard.requests), 'console of the frame': JSON.stringify(heard.console),
      'the frame': await inside(chromium, site.frame, async (cdp) => JSON.stringify(await cdp('DOM.getDocument', { depth: -1, pierce: true }))),
      'requests of the page': JSON.stringify(await requests(chromium)), 'console of the page': (await consoleLines(chromium)).join('\n'), 'the page': await pierced(chromium),
      events: JSON.stringify(await person.events()), evidence: JSON.stringify([evidence, said]), 'the log': site.backend.log(), ...Object.fromEntries(site.backend.files()),
    };
    for (const [place, text] of Object.entries(places)) assert.deepEqual(find(text), [], place);
    assert.ok(places['requests of the frame'].includes('sealed') && places['the frame'].includes('REALNAME-FORM'), 'each place was read');
  });
});
