// A dApp with ethers and inputs of its own; its wallet has the test's key.
import { accountOf } from './accountOf.js';
import { headless } from './headless.js';
import { first, renewed } from './session.js';
import { localWallet } from './wallet-ethers.js';

const page = document.documentElement.dataset;
const account = await accountOf(localWallet(TEST_KEY));
headless(document.getElementById('app'), { ...first, renewed, account }, ({ id, state }) => { Object.assign(page, { id, told: state }); })
  .catch(({ code }) => { page.error = code; });
