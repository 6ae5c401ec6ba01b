// Two dApps built from the tarball: viem with the element, ethers with inputs of its own. The wallet has a local test key.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { privateKeyToAccount } from 'viem/accounts';
import { browser, consoleLines, requests } from '../e2e/lab/browser.mjs';
import { gateway } from '../e2e/lab/gateway.mjs';
import { SPECIMEN, open } from '../e2e/lab/person.mjs';
import { server } from '../e2e/lab/server.mjs';
import { accountConfig } from './lab/account.mjs';
import { vite } from './lab/build.mjs';
import { application } from './lab/drive.mjs';
import { drive as driveHeadless } from './lab/headless.mjs';
import { installed } from './lab/package.mjs';
import { printed } from './lab/printed.mjs';
import { PRIVATE_KEY } from './lab/wallet_vector.mjs';

const { address } = privateKeyToAccount(PRIVATE_KEY);
const ACCOUNT = `eip155:1:${address}`;

describe('a dApp', () => {
  let own, chromium;
  before(async () => {
    own = installed();
    chromium = await browser();
  });
  after(async () => {
    await chromium?.stop();
    own?.remove();
  });
  /** Builds, serves, and hands over the page's address and the gateway. */
  const standing = async (name, files, work, rules) => {
    const folder = application(own, name);
    for (const file of files) writeFileSync(join(folder, file), printed(file));
    const www = await vite(folder, name, own, { define: { TEST_KEY: JSON.stringify(PRIVATE_KEY) } });
    const backend = await server({ www, extra: ['--config', accountConfig(rules)] });
    try {
      await Promise.all([consoleLines(chromium), requests(chromium)]);
      await chromium.cdp('Network.clearBrowserCookies');
      await work(backend, gateway(backend));
    } finally {
      await backend.stop();
    }
  };
  const result = ({ result: { result_jwt: jwt } }) => JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url'));
  const nowhere = async (backend) => {
    const sent = (await requests(chromium)).map(({ url, postData }) => `${url} ${postData}`).join().toLowerCase();
    assert.ok(!sent.includes(address.slice(2).toLowerCase()), 'the address in clear');
    for (const [path, bytes] of backend.files()) assert.ok(!bytes.toString('latin1').toLowerCase().includes(address.slice(2).toLowerCase()), path);
  };

  it('with viem and the element binds its account, which nobody but the vault reads', async () => {
    await standing('dapp-viem', ['bindWallet.js'], async (backend, api) => {
      const person = await open(chromium, backend.url);
      const run = (script) => chromium.driver.executeScript(script);
      await person.fill(SPECIMEN);
      // Asked for nothing before it is needed, and a refusal loses nothing that was typed.
      assert.deepEqual(await run('return wallet.asked'), []);
      await run('wallet.refuse = true');
      await person.press('submit');
      await person.event(({ code }) => code === 'E_WALLET', 'refused in the wallet');
      await run('wallet.refuse = false; wallet.chain = "0x5"');
      person.lost();
      await person.press('submit');
      await person.event(({ code }) => code === 'E_ACCOUNT_CHAIN', 'another chain');
      await run('wallet.chain = "0x1"; wallet.code = "0x6080"');
      person.lost();
      await person.press('submit');
      await person.event(({ code }) => code === 'E_ACCOUNT_UNVERIFIED', "a contract's");
      await run('wallet.code = "0x"');
      person.lost();
      await person.press('submit');
      const { id } = await person.event(({ type, state }) => type === 'submitted' && state === 'admitted', 'admitted');
      const { account_state, account, outcome } = result(await api.evidence(id));
      assert.deepEqual([outcome, account_state, account], ['match', 'account_verified', undefined]);
      await nowhere(backend);
    });
  });

  it('with ethers and inputs of its own binds its account, said in clear under a consent of its own', async () => {
    await standing('headless-dapp-ethers', ['accountOf.js', 'headless.js'], async (backend, api) => {
      const { told } = await driveHeadless(chromium, backend.url);
      assert.equal(told, 'admitted');
      const id = await chromium.driver.executeScript('return document.documentElement.dataset.id');
      const { account_state, account } = result(await api.evidence(id));
      assert.deepEqual([account_state, account], ['account_verified', ACCOUNT]);
      assert.deepEqual(await consoleLines(chromium), []);
    });
  });

  it("whose policy takes a contract's account is told that it is unverified", async () => {
    await standing('dapp-viem', ['bindWallet.js'], async (backend, api) => {
      const person = await open(chromium, backend.url);
      await person.fill(SPECIMEN);
      await chromium.driver.executeScript('wallet.code = "0x6080"');
      await person.press('submit');
      const { id } = await person.event(({ type }) => type === 'submitted', 'submitted');
      assert.equal(result(await api.evidence(id)).account_state, 'account_unverified');
    }, { unverified: true });
  });

  it('without a wallet is told so', async () => {
    await standing('element', [], async (backend) => {
      const person = await open(chromium, backend.url);
      await person.fill(SPECIMEN);
      await person.press('submit');
      await person.event(({ code }) => code === 'E_WALLET', 'no wallet');
    });
  });
});
