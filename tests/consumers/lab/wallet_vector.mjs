// tests/vectors/wallet.json, made by viem alone from a reading of docs/spec.md, "Account". `node wallet_vector.mjs` writes it.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { hashMessage } from 'viem';
import { privateKeyToAccount, sign } from 'viem/accounts';
import { createSiweMessage } from 'viem/siwe';

const at = (relative) => new URL(`../../../tests/vectors/${relative}`, import.meta.url);
const sha256 = (text) => createHash('sha256').update(text).digest('hex');
/** The order of secp256k1. */
const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

export const STATEMENT = 'Bind this account to the real-name sign-up on this page. This is not a transaction and costs nothing.';
export const PRIVATE_KEY = `0x${sha256('realname-vector wallet')}`;
const OTHER_KEY = `0x${sha256('realname-vector another wallet')}`;

/** The whole vector. */
export async function vector() {
  const bundle = JSON.parse(readFileSync(at('bundle-jose.json'), 'utf8'));
  const document = JSON.parse(bundle.challenge_document);
  const claims = JSON.parse(bundle.sd_jwt.payload);
  const jkt = claims.iss.split(':').at(-1);
  const [own, other] = [PRIVATE_KEY, OTHER_KEY].map((key) => privateKeyToAccount(key));
  const parts = {
    address: own.address, chainId: 1, domain: new URL(claims.origin).host, nonce: sha256(document.challenge), uri: document.aud, version: '1', statement: STATEMENT,
    issuedAt: new Date(document.server_time * 1000), expirationTime: new Date((document.server_time + document.expires_in) * 1000),
    requestId: 'realname-bind-v1', resources: [`urn:ietf:params:oauth:jwk-thumbprint:sha-256:${jkt}`],
  };
  const id = `eip155:1:${own.address}`;
  const valueOf = (name, scheme, signature, message) => [name, scheme, signature, message].join('\n');
  const message = createSiweMessage(parts);
  const signature = await own.signMessage({ message });
  const bent = async (changed, name = id) => {
    const text = createSiweMessage({ ...parts, ...changed });
    return valueOf(name, 'eip191', await own.signMessage({ message: text }), text);
  };
  const { r, s, yParity } = await sign({ hash: hashMessage(message), privateKey: PRIVATE_KEY });
  const highS = `${r}${(N - BigInt(s)).toString(16).padStart(64, '0')}${yParity ? '1b' : '1c'}`;
  const signed = async (text) => valueOf(id, 'eip191', await own.signMessage({ message: text }), text);
  const wrong = 'E_ACCOUNT_PROOF';
  return {
    about: 'The disclosure `account`, made by viem; challenge, key, page and service are those of bundle-jose.json.',
    origin: claims.origin, aud: document.aud, challenge: document.challenge, jkt, issued: document.server_time, expires: document.server_time + document.expires_in,
    private_key: PRIVATE_KEY, account: id, message, signature, value: valueOf(id, 'eip191', signature, message),
    unverified: [
      { name: "a contract's account", value: valueOf(id, 'eip1271', '0x00', message) },
      { name: 'another kind of chain', value: valueOf('solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp:7S3P4HxJpyyigGzodYwHtCxZyUQe9JiBMHyRWXArAaKv', 'other', 'c2lnbmF0dXJl', message
        .replace('your Ethereum account', 'your solana account').replace(own.address, '7S3P4HxJpyyigGzodYwHtCxZyUQe9JiBMHyRWXArAaKv').replace('Chain ID: 1', 'Chain ID: 5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp')) },
    ],
    refused: [
      { name: 'a proof for another challenge', code: wrong, value: await bent({ nonce: sha256('another') }) },
      { name: 'a proof for another device key', code: wrong, value: await bent({ resources: [`urn:ietf:params:oauth:jwk-thumbprint:sha-256:${'A'.repeat(43)}`] }) },
      { name: "another account's name over our signature", code: wrong, value: valueOf(`eip155:1:${other.address}`, 'eip191', await own.signMessage({ message: createSiweMessage({ ...parts, address: other.address }) }), createSiweMessage({ ...parts, address: other.address })) },
      { name: "our account's name over another's signature", code: wrong, value: valueOf(id, 'eip191', await other.signMessage({ message }), message) },
      { name: 'an account that is not the one in the message', code: wrong, value: valueOf(`eip155:1:${other.address}`, 'eip191', signature, message) },
      { name: 'a proof for another service', code: wrong, value: await bent({ uri: 'https://other.example' }) },
      { name: 'a proof for another page', code: wrong, value: await bent({ domain: 'other.example' }) },
      { name: 'another statement', code: wrong, value: await bent({ statement: 'Anything.' }) },
      { name: 'another request', code: wrong, value: await bent({ requestId: 'realname-bind-v2' }) },
      { name: 'a second resource', code: wrong, value: await bent({ resources: [...parts.resources, 'https://other.example'] }) },
      { name: 'a longer life than the challenge has', code: wrong, value: await bent({ expirationTime: new Date((document.server_time + document.expires_in + 1) * 1000) }) },
      { name: 'issued in the future', code: wrong, value: await bent({ issuedAt: new Date((document.server_time + document.expires_in - 1) * 1000) }) },
      { name: 'a message on another chain than the account', code: wrong, value: await bent({ chainId: 137 }) },
      { name: 'a message with one more line', code: wrong, value: await signed(`${message}\n`) },
      { name: 'a message with Windows line ends', code: wrong, value: await signed(message.replaceAll('\n', '\r\n')) },
      { name: 'an address without its checksum', code: wrong, value: await (async () => { const text = message.replace(own.address, own.address.toLowerCase()); return valueOf(id.toLowerCase(), 'eip191', await own.signMessage({ message: text }), text); })() },
      { name: 'the other signature, with a high s', code: wrong, value: valueOf(id, 'eip191', highS, message) },
      { name: 'a parity counted from 0', code: wrong, value: valueOf(id, 'eip191', `${signature.slice(0, -2)}0${yParity}`, message) },
      { name: 'a signature cut short', code: wrong, value: valueOf(id, 'eip191', signature.slice(0, -2), message) },
      { name: 'no signature', code: wrong, value: valueOf(id, 'eip191', '0x', message) },
      { name: 'a scheme of another kind of chain', code: wrong, value: valueOf(id, 'other', signature, message) },
      { name: 'a name that is none', code: wrong, value: valueOf(own.address, 'eip191', signature, message) },
      { name: 'three parts', code: wrong, value: [id, 'eip191', signature].join('\n') },
      { name: 'a chain that the policy does not take', code: 'E_ACCOUNT_CHAIN', value: await bent({ chainId: 5 }, `eip155:5:${own.address}`) },
    ],
  };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) writeFileSync(at('wallet.json'), `${JSON.stringify(await vector(), null, 1)}\n`);
