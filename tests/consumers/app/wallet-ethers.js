// An EIP-1193 wallet with one local test key, by ethers.
import { Wallet, getBytes } from 'ethers';

export function localWallet(key) {
  const account = new Wallet(key);
  return {
    async request({ method, params }) {
      switch (method) {
        case 'eth_requestAccounts': case 'eth_accounts': return [account.address.toLowerCase()];
        case 'eth_chainId': return '0x1';
        case 'personal_sign': return account.signMessage(getBytes(params[0]));
        default: throw Object.assign(new Error(method), { code: 4200 });
      }
    },
  };
}
