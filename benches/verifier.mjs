// The backend's end: the Rust verifier beside the bare cryptography in it, and `realname/verify` in Node beside jose and
// @sd-jwt/core checking what they check.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compactDecrypt, compactVerify, decodeProtectedHeader, importJWK } from 'jose';
import { SDJwtInstance } from '@sd-jwt/core';
import { createHash } from 'node:crypto';
import { openBundle, verifyBundle } from '../pkg/verify.js';
import { interleave } from './lab/ratio.mjs';
import { table, target, times } from './lab/report.mjs';

const share = (part) => `${Math.round(part * 100)} %`;

async function inNode(quick) {
  const vector = JSON.parse(readFileSync(new URL('../tests/vectors/bundle-jose.json', import.meta.url), 'utf8'));
  const { inputs, aud } = vector;
  const challengeKey = Buffer.from(vector.challenge_parts.tag_key, 'hex');
  const gateway = { challengeKey, session: inputs.session, accountRef: inputs.account_ref, aud, origin: inputs.origin, policy: inputs.policy, now: inputs.now };
  const vault = { sealingKeys: [vector.vault_private_jwk], aud, policy: inputs.policy, now: inputs.now };
  const key = await importJWK(vector.vault_private_jwk, 'ECDH-ES');
  const hasher = (text) => createHash('sha256').update(text).digest();
  const answers = await interleave({
    'realname/verify': () => { verifyBundle(vector.body, gateway); return openBundle(vector.body, vault); },
    'jose with @sd-jwt/core': async () => {
      const { sd_jwt: sdJwt, sealed } = JSON.parse(vector.body);
      const jwk = await importJWK(decodeProtectedHeader(sdJwt.split('~')[0]).jwk, 'ES256');
      const { payload } = await compactVerify(sdJwt.split('~')[0], jwk);
      const claims = JSON.parse(new TextDecoder().decode(payload));
      if (claims.aud !== aud || claims.sealed_hash !== hasher(sealed).toString('base64url')) throw new Error('claims');
      const { plaintext } = await compactDecrypt(sealed, key);
      const { disclosures } = JSON.parse(new TextDecoder().decode(plaintext));
      const instance = new SDJwtInstance({ hasher, hashAlg: 'sha-256', verifier: async () => true });
      return instance.getClaims(`${sdJwt}${disclosures.join('~')}~`);
    },
  }, quick ? 15 : 41, 30);
  return answers;
}

export async function verifier({ quick }) {
  const binary = process.env.REALNAME_BENCH_VERIFIER ?? fileURLToPath(new URL('../target/server/examples/verifier', import.meta.url));
  const rust = JSON.parse(execFileSync(binary, { encoding: 'utf8' }));
  const node = await inNode(quick);
  const peer = node['jose with @sd-jwt/core'];
  const us = (value) => `${value.toFixed(0)} µs`;
  return {
    title: 'Verifying and opening',
    text: `One core. In Rust: the gateway's and the vault's whole checks of a bundle, beside one ECDSA verification, one ECDH and one AES-256-GCM of the same library. In Node: the
vector of this repository; the libraries compare signature, audience, hash and disclosures, and none of the other checks of docs/spec.md §8.\n\n${table(['what', 'a bundle', ''], [
      ['Rust: verify and open', us(rust.bundle_us), '1'],
      ['Rust: the bare cryptography', us(rust.bare_us), share(rust.share)],
      ['Node: realname/verify', us(node['realname/verify'].ms * 1000), '1'],
      ['Node: jose with @sd-jwt/core', us(peer.ms * 1000), times(peer.ratio)],
    ])}`,
    targets: [
      target('verify and open: share that is bare cryptography', rust.share, 0.75, { unit: share }),
      target('jose with @sd-jwt/core over `realname/verify` in Node', peer.ratio, 1),
    ],
  };
}
