// Two dApps built from the tarball: viem with the element, ethers with inputs of its own. The wallet has a local test key.
import assert from 'node:assert/strict';
import { createECDH } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import * as jose from 'jose';
import { privateKeyToAccount } from 'viem/accounts';
import { browser, consoleLines, pierced, requests } from '../e2e/lab/browser.mjs';
import { gateway } from '../e2e/lab/gateway.mjs';
import { HOLD, SEALING } from '../e2e/lab/memory.mjs';
import { SPECIMEN, open } from '../e2e/lab/person.mjs';
import { memory } from '../e2e/lab/process.mjs';
import { server } from '../e2e/lab/server.mjs';
import { accountConfig } from './lab/account.mjs';
import { seeker, spellings } from './lab/account_canary.mjs';
import { vite } from './lab/build.mjs';
import { application } from './lab/drive.mjs';
import { drive as driveHeadless } from './lab/headless.mjs';
import { installed } from './lab/package.mjs';
import { printed } from './lab/printed.mjs';
import { PRIVATE_KEY } from './lab/wallet_vector.mjs';

const { address } = privateKeyToAccount(PRIVATE_KEY);
const ACCOUNT = `eip155:1:${address}`;
const ADDRESS = spellings('address', address);

/** What was sealed, opened with the vault's key. */
async function opened(backend, body) {
  const pair = createECDH('prime256v1');
  const secret = readFileSync(join(backend.data, 'keys/vault'));
  pair.setPrivateKey(secret);
  const point = pair.getPublicKey();
  const jwk = { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url'), d: secret.toString('base64url') };
  const { plaintext } = await jose.compactDecrypt(JSON.parse(body).sealed, await jose.importJWK(jwk, 'ECDH-ES'));
  return Buffer.from(plaintext).toString();
}

describe('a dApp', () => {
  let own, chromium;
  before(async () => {
    own = installed();
    chromium = await browser();
    for (const source of [HOLD, SEALING]) await chromium.cdp('Page.addScriptToEvaluateOnNewDocument', { source });
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
  /** Everything that the page and the server say, keep and hold: nothing of the account is in it, nor of its signature, but within the seal. */
  const nowhere = async (backend, evidence) => {
    const run = (script) => chromium.driver.executeScript(script);
    const sent = await requests(chromium);
    const { postData } = sent.filter(({ method, url }) => method === 'POST' && url.endsWith('/bundles')).at(-1);
    const inner = await opened(backend, postData);
    const [, , value] = JSON.parse(inner).disclosures.map((one) => JSON.parse(Buffer.from(one, 'base64url'))).find(([, field]) => field === 'account');
    const signature = value.split('\n')[2];
    assert.match(signature, /^0x[0-9a-f]{130}$/);
    // Halves of it too: s and parity may be written apart from r.
    const needles = [...ADDRESS, ...spellings('signature', signature), ...spellings('r', signature.slice(0, 66)), ...spellings('s', `0x${signature.slice(66, 130)}`)];
    const find = seeker(needles);
    for (const what of ['address (text)', 'signature (text)', 'r (text)', 's (text)']) assert.ok(find(value).includes(what), `the search sees the ${what}`);
    for (const what of ['address (base64)', 'signature (base64)']) assert.ok(find(inner).includes(what), `the search sees the ${what} in what was sealed`);
    const places = {
      requests: JSON.stringify(sent), console: (await consoleLines(chromium)).join('\n'), 'the document': await pierced(chromium),
      events: JSON.stringify(await run('return window.__events')), 'the log': backend.log(), evidence: JSON.stringify(evidence),
      storage: await run('return JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, history.state, location.href, window.name, performance.getEntries().map(({ name }) => name)])'),
      databases: JSON.stringify(await chromium.driver.executeAsyncScript(`
        const done = arguments[0];
        indexedDB.databases().then((all) => Promise.all(all.map(({ name }) => new Promise((resolve) => {
          const asked = indexedDB.open(name);
          asked.onsuccess = () => resolve([...asked.result.objectStoreNames].map((store) => name + store));
        })))).then(done);`)),
      ...Object.fromEntries(backend.files()),
    };
    for (const [place, text] of Object.entries(places)) assert.deepEqual(find(text), [], place);
    assert.ok(places.requests.includes('sealed') && places.events.includes('submitted') && places['the document'].includes('REALNAME-FORM'), 'each place was read');
    // The wasm's memory: the module writes the disclosure itself.
    const sealing = await run('return window.__atSeal');
    for (const what of ['address (text)', 'address (base64)']) assert.ok(sealing.includes(what), `the search sees the ${what} while it is sealed`);
    assert.deepEqual(await chromium.driver.executeScript('return [window.__search(arguments[0]), window.__blind(arguments[0])]', needles), [[], []], "the wasm's memory");
    if (process.platform === 'linux') assert.deepEqual(memory(backend.pid, find), [], "the server's memory");
  };

  it('with viem and the element binds its account, which nobody but the vault reads', async () => {
    await standing('dapp-viem', ['bindWallet.js'], async (backend, api) => {
      const person = await open(chromium, backend.url);
      const run = (script) => chromium.driver.executeScript(script);
      await person.fill(SPECIMEN);
      await chromium.driver.executeScript('window.__sought = arguments[0]', ADDRESS);
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
      const evidence = await api.evidence(id);
      const { account_state, account, outcome } = result(evidence);
      assert.deepEqual([outcome, account_state, account], ['match', 'account_verified', undefined]);
      await nowhere(backend, [evidence, result(evidence)]);
    });
  });

  /** The address in the wasm's memory after a try that failed, and after `then`. */
  const failed = async (then, work) => {
    await standing('dapp-viem', ['bindWallet.js'], async (backend) => {
      const run = (script, ...args) => chromium.driver.executeScript(script, ...args);
      const left = () => run('return Object.entries(window.__count(arguments[0])).filter(([, count]) => count > 0)', ADDRESS);
      const tries = [['wallet.refuse = true', 'E_WALLET'], ['wallet.refuse = false; wallet.chain = "0x5"', 'E_ACCOUNT_CHAIN'], ['wallet.chain = "0x1"; wallet.code = "0x6080"', 'E_ACCOUNT_UNVERIFIED']];
      const person = await open(chromium, backend.url);
      await person.fill(SPECIMEN);
      for (const [wallet, code] of tries) {
        await run(wallet);
        person.lost();
        await person.press('submit');
        await person.event((event) => event.code === code, code);
        if (!then) work(await left(), code);
      }
      if (!then) return;
      await run(then);
      work(await left(), then);
    });
  };

  it('holds nothing of the account once the form is emptied or gone, after tries that failed', async () => {
    for (const then of ['document.querySelector("realname-form").reset()', 'document.querySelector("realname-form").destroy()']) {
      await failed(then, (left) => assert.deepEqual(left, [], then));
    }
  });

  // A proof is for one challenge and one try, and each try asks the wallet anew; src/signup.rs keeps it among the values until the next.
  it('holds nothing of the account after a try that failed', async () => {
    await failed(undefined, (left, code) => assert.deepEqual(left, [], code));
  });

  it('with ethers and inputs of its own binds its account, said in clear under a consent of its own', async () => {
    await standing('headless-dapp-ethers', ['accountOf.js', 'headless.js'], async (backend, api) => {
      const { told } = await driveHeadless(chromium, backend.url);
      assert.equal(told, 'admitted');
      const id = await chromium.driver.executeScript('return document.documentElement.dataset.id');
      const { account_state, account } = result(await api.evidence(id));
      assert.deepEqual([account_state, account], ['account_verified', ACCOUNT]);
      assert.deepEqual(await chromium.driver.executeScript('return window.__search(arguments[0])', ADDRESS), [], "the wasm's memory");
      const files = backend.files().flatMap(([, bytes]) => seeker(ADDRESS)(bytes));
      assert.ok(files.length > 0, 'the search sees what is said in clear');
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
