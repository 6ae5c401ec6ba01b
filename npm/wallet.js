// @ts-check
// The account that a signup is for: a wallet signs a message that the vault writes down again, byte for byte. It is
// asked once the challenge is there; what it answers is sealed with the person's values.
const g = /** @type {any} */ (globalThis);
const { parse } = JSON;
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const hex = (/** @type {Uint8Array} */ bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

const STATEMENT = 'Bind this account to the real-name sign-up on this page. This is not a transaction and costs nothing.';

/** The message of docs/spec.md: EIP-4361 with nothing left open. */
async function messageFor(/** @type {any} */ { challenge, aud, server_time: now, expires_in: left }, /** @type {string} */ jkt, /** @type {string} */ id) {
  const [namespace, reference, address] = id.split(':');
  const at = (/** @type {number} */ seconds) => new Date(seconds * 1000).toISOString();
  const nonce = hex(new Uint8Array(await g.crypto.subtle.digest('SHA-256', encoder.encode(challenge))));
  return `${g.location.host} wants you to sign in with your ${namespace === 'eip155' ? 'Ethereum' : namespace} account:
${address}

${STATEMENT}

URI: ${aud}
Version: 1
Chain ID: ${reference}
Nonce: ${nonce}
Issued At: ${at(now)}
Expiration Time: ${at(now + left)}
Request ID: realname-bind-v1
Resources:
- urn:ietf:params:oauth:jwk-thumbprint:sha-256:${jkt}`;
}

/** An account whose signature comes from wherever it comes. */
export const signerAccount = (/** @type {any} */ { id, sign, contract = false }) =>
  async (/** @type {Uint8Array} */ document, /** @type {string} */ jkt) => {
    const message = await messageFor(parse(decoder.decode(document)), jkt, id);
    const signature = `${await sign(message)}`;
    const scheme = !id.startsWith('eip155:') ? 'other' : contract || signature.length !== 132 ? 'eip1271' : 'eip191';
    // Some wallets count the parity from 0.
    const fit = scheme === 'eip191' ? signature.toLowerCase().replace(/0([01])$/, (_, parity) => (parity === '0' ? '1b' : '1c')) : signature;
    return [id, scheme, fit, message].join('\n');
  };

/** An account of an EIP-1193 wallet: the one that it has selected, or the one named. */
export const walletAccount = (/** @type {any} */ provider, /** @type {any} */ { address } = {}) =>
  async (/** @type {Uint8Array} */ document, /** @type {string} */ jkt) => {
    const ask = (/** @type {string} */ method, /** @type {any[]} */ ...params) => provider.request({ method, params });
    const [first] = await ask('eth_requestAccounts');
    const own = checksummed(address ?? first);
    const chain = BigInt(await ask('eth_chainId'));
    // A contract's account has code; one that merely delegates (EIP-7702) still has its own key.
    const code = await ask('eth_getCode', own, 'latest').catch(() => '0x');
    const contract = code.length > 2 && !code.startsWith('0xef0100');
    const sign = (/** @type {string} */ message) => ask('personal_sign', `0x${hex(encoder.encode(message))}`, own);
    return signerAccount({ id: `eip155:${chain}:${own}`, sign, contract })(document, jkt);
  };

/** EIP-55: a letter is a capital where the digest of the small ones has a digit of 8 or more. */
function checksummed(/** @type {string} */ address) {
  const small = address.slice(2).toLowerCase();
  const digits = hex(keccak256(encoder.encode(small)));
  return `0x${[...small].map((c, at) => (parseInt(digits[at], 16) >= 8 ? c.toUpperCase() : c)).join('')}`;
}

const MASK = (1n << 64n) - 1n;
const turn = (/** @type {bigint} */ lane, /** @type {number} */ by) => ((lane << BigInt(by)) | (lane >> BigInt(64 - by))) & MASK;

/** Keccak-256 of less than 136 bytes: one block, which an address is. */
function keccak256(/** @type {Uint8Array} */ text) {
  const block = new Uint8Array(200);
  block.set(text);
  block[text.length] = 1;
  block[135] |= 128;
  const view = new DataView(block.buffer);
  let a = Array.from({ length: 25 }, (_, at) => view.getBigUint64(at * 8, true));
  // The round constants come from a register of eight bits.
  let register = 1;
  for (let round = 0; round < 24; round += 1) {
    const column = [0, 1, 2, 3, 4].map((x) => a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20]);
    a = a.map((lane, at) => lane ^ column[(at + 4) % 5] ^ turn(column[(at + 1) % 5], 1));
    let [x, y, moved] = [1, 0, a[1]];
    for (let step = 1; step <= 24; step += 1) {
      [x, y] = [y, (2 * x + 3 * y) % 5];
      [moved, a[x + 5 * y]] = [a[x + 5 * y], turn(moved, (step * (step + 1) / 2) % 64)];
    }
    a = a.map((lane, at) => lane ^ (~a[at - at % 5 + (at + 1) % 5] & MASK & a[at - at % 5 + (at + 2) % 5]));
    for (let bit = 0; bit < 7; bit += 1) {
      if (register & 1) a[0] ^= 1n << BigInt(2 ** bit - 1);
      register = (register << 1) ^ (register & 128 ? 0x171 : 0);
    }
  }
  a.slice(0, 4).forEach((lane, at) => view.setBigUint64(at * 8, lane, true));
  return block.slice(0, 32);
}
