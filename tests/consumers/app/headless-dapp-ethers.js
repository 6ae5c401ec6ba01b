// A dApp with ethers and inputs of its own; its wallet has the test's key.
import { accountOf } from './accountOf.js';
import { headless } from './headless.js';
import { localWallet } from './wallet-ethers.js';

const page = document.documentElement.dataset;
const { endpoint, pins, ticket } = await (await fetch('/provider/session', { method: 'POST' })).json();
const account = await accountOf(localWallet(TEST_KEY));
headless(document.getElementById('app'), { endpoint, pins, ticket, account, locale: 'zh-CN' }, ({ id, state }) => { Object.assign(page, { id, told: state }); })
  .catch(({ code }) => { page.error = code; });
