// What `realname/wallet` makes: the message is EIP-4361 to viem, its signature good to viem and to ethers, and all of it is
// the vector that the vault's tests read.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { verifyMessage as ethersVerify } from 'ethers';
import { privateKeyToAccount } from 'viem/accounts';
import { createSiweMessage, parseSiweMessage, validateSiweMessage } from 'viem/siwe';
import { verifyMessage as viemVerify } from 'viem';
import { ROOT, installed } from './lab/package.mjs';
import { PRIVATE_KEY, vector as made } from './lab/wallet_vector.mjs';

const vector = JSON.parse(readFileSync(join(ROOT, 'tests/vectors/wallet.json'), 'utf8'));
const challenge = new TextEncoder().encode(JSON.parse(readFileSync(join(ROOT, 'tests/vectors/bundle-jose.json'), 'utf8')).challenge_document);
const account = privateKeyToAccount(PRIVATE_KEY);

describe('the account', () => {
  let own, wallet;
  before(async () => {
    own = installed();
    wallet = await import(pathToFileURL(join(own.at, 'wallet.js')));
    globalThis.location = { host: new URL(vector.origin).host };
  });
  after(() => {
    delete globalThis.location;
    own?.remove();
  });
  /** A wallet that answers as most do, unless told otherwise. */
  const provider = (instead = {}) => ({
    async request({ method, params }) {
      if (method in instead) return instead[method];
      if (method === 'eth_requestAccounts') return [account.address.toLowerCase()];
      if (method === 'eth_chainId') return '0x1';
      if (method === 'eth_getCode') return '0x';
      assert.deepEqual([method, params[1]], ['personal_sign', account.address]);
      return account.signMessage({ message: { raw: params[0] } });
    },
  });

  it('is the vector, which viem makes', async () => {
    assert.deepEqual(vector, await made());
    assert.equal(await wallet.walletAccount(provider())(challenge, vector.jkt), vector.value);
    const sign = (message) => account.signMessage({ message });
    assert.equal(await wallet.signerAccount({ id: vector.account, sign })(challenge, vector.jkt), vector.value);
  });

  it('signs what viem reads as EIP-4361, and writes the same', () => {
    const { address, statement, ...fields } = parseSiweMessage(vector.message);
    assert.equal(createSiweMessage({ address, statement, ...fields }), vector.message);
    assert.equal(address, account.address);
    const valid = (more) => validateSiweMessage({ message: parseSiweMessage(vector.message), address, domain: new URL(vector.origin).host, nonce: fields.nonce, time: new Date(vector.issued * 1000), ...more });
    assert.equal(valid(), true);
    assert.equal(valid({ nonce: 'a'.repeat(64) }), false);
    assert.equal(valid({ time: new Date(vector.expires * 1000) }), false);
    assert.match(fields.nonce, /^[0-9a-f]{64}$/);
    assert.deepEqual([fields.uri, fields.chainId, fields.requestId, fields.resources], [vector.aud, 1, 'realname-bind-v1', [`urn:ietf:params:oauth:jwk-thumbprint:sha-256:${vector.jkt}`]]);
  });

  it('is verified by viem and by ethers, and not for another message or account', async () => {
    const { message, signature } = vector;
    assert.equal(await viemVerify({ address: account.address, message, signature }), true);
    assert.equal(ethersVerify(message, signature), account.address);
    for (const { name, value } of vector.refused.filter(({ name }) => /another challenge|another device key/.test(name))) {
      const [, , theirs, ...lines] = value.split('\n');
      // A good signature of the wrong text: only who knows the text can tell.
      assert.equal(ethersVerify(lines.join('\n'), theirs), account.address, name);
      assert.notEqual(ethersVerify(message, theirs), account.address, name);
      assert.equal(await viemVerify({ address: account.address, message, signature: theirs }), false, name);
    }
  });

  it('says of a contract that it is one, and of a delegation that it is none', async () => {
    const scheme = async (instead) => (await wallet.walletAccount(provider(instead))(challenge, vector.jkt)).split('\n')[1];
    assert.equal(await scheme({ eth_getCode: '0x6080' }), 'eip1271');
    assert.equal(await scheme({ eth_getCode: `0xef0100${'00'.repeat(20)}` }), 'eip191');
    assert.equal(await scheme({ personal_sign: '0x1234' }), 'eip1271');
  });

  it('counts the parity from 27, whatever the wallet does', async () => {
    const [parity] = [vector.signature.slice(-2)];
    const odd = `${vector.signature.slice(0, -2)}0${parity === '1b' ? 0 : 1}`;
    assert.equal(await wallet.walletAccount(provider({ personal_sign: odd }))(challenge, vector.jkt), vector.value);
  });

  it('takes the account and the chain that it is told', async () => {
    const sign = (message) => { assert.match(message, /your solana account:\nabc\n[^]*Chain ID: main\n/); return 'c2ln'; };
    const [id, scheme, signature] = (await wallet.signerAccount({ id: 'solana:main:abc', sign })(challenge, vector.jkt)).split('\n');
    assert.deepEqual([id, scheme, signature], ['solana:main:abc', 'other', 'c2ln']);
    const polygon = await wallet.walletAccount(provider({ eth_chainId: '0x89' }))(challenge, vector.jkt);
    assert.match(polygon, /^eip155:137:0x/);
  });
});
