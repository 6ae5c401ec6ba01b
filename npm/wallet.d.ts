// The account on a chain that a signup is for: types of wallet.js.

/** What proves an account, for `account` of the element or of `createSignup`. It is asked once there is a challenge. */
export type AccountProver = (challenge: Uint8Array, jkt: string) => Promise<string>;

/** An EIP-1193 provider: `window.ethereum`, viem's, ethers', a test's. */
export interface WalletProvider {
  request(args: { method: string; params?: unknown[] }): Promise<unknown>;
}

/** Who signs where there is no EIP-1193 wallet. */
export interface AccountSigner {
  /** The account as CAIP-10 names it: `eip155:1:0x…` with the checksum of EIP-55, or `solana:…:…`. */
  id: string;
  /** Signs a text; for `eip155` by EIP-191 (`personal_sign`), as `0x…`. On one line. */
  sign(message: string): string | Promise<string>;
  /** Whether the account is a contract's: its signature is not verified. */
  contract?: boolean;
}

/**
 * The account of an EIP-1193 wallet. It is asked for `eth_requestAccounts`, `eth_chainId`, `eth_getCode` and one `personal_sign` of an EIP-4361 message.
 * @param options.address The account to take, where it is not the selected one.
 */
export function walletAccount(provider: WalletProvider, options?: { address?: string }): AccountProver;
/** An account of any chain, by a callback. The vault verifies plain `eip155` accounts; all others are `account_unverified`. */
export function signerAccount(signer: AccountSigner): AccountProver;
