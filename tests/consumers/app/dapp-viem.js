// A dApp with viem and the element; its wallet has the test's key.
import { bindWallet } from './bindWallet.js';
import { signup } from './provider.js';
import { localWallet } from './wallet-viem.js';

signup(() => bindWallet(document.querySelector('realname-form'), localWallet(TEST_KEY)));
