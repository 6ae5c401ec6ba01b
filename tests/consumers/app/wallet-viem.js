// An EIP-1193 wallet with one local test key, by viem. What the test wants of it stands in `wallet`.
import { hexToString } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';

export function localWallet(key) {
  const account = privateKeyToAccount(key);
  const wallet = globalThis.wallet = { chain: '0x1', code: '0x', refuse: false, asked: [] };
  return {
    async request({ method, params }) {
      wallet.asked.push(method);
      switch (method) {
        // As many wallets do: in small letters.
        case 'eth_requestAccounts': case 'eth_accounts': return [account.address.toLowerCase()];
        case 'eth_chainId': return wallet.chain;
        case 'eth_getCode': return wallet.code;
        case 'personal_sign':
          if (wallet.refuse) throw Object.assign(new Error('User rejected the request.'), { code: 4001 });
          return account.signMessage({ message: hexToString(params[0]) });
        default: throw Object.assign(new Error(method), { code: 4200 });
      }
    },
  };
}
