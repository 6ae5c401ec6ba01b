// What an attacker or a provider's backend can do without our page: plain HTTP to the gateway, and `jose` to forge.
import { createHash, randomBytes } from 'node:crypto';
import * as jose from 'jose';

export const MEDIA_TYPE = 'application/realname-bundle+json';
export const GUARDIAN_MEDIA_TYPE = 'application/realname-guardian+json';
export const DECISION_MEDIA_TYPE = 'application/realname-decision+json';
export const sha256 = (text) => createHash('sha256').update(text).digest('base64url');

/** The gateway of a running server. */
export function gateway({ url, credential }) {
  const api = `${url}/realname/v1`;
  const call = async (method, path, { token, type = 'application/json', body, origin = url } = {}) => {
    const headers = { origin };
    if (token) headers.authorization = `Bearer ${token}`;
    if (body !== undefined) headers['content-type'] = type;
    const answer = await fetch(api + path, { method, headers, body });
    const text = await answer.text();
    return { status: answer.status, ...(text ? JSON.parse(text) : {}) };
  };
  return {
    call,
    credential,
    ticket: async (account_ref, session, origin = url) =>
      (await call('POST', '/tickets', { token: credential(), body: JSON.stringify({ account_ref, session, origin }) })).ticket,
    challenge: (ticket, jkt) => call('POST', '/challenge', { token: ticket, body: JSON.stringify({ jkt }) }),
    submit: (ticket, body, { origin } = {}) =>
      call('POST', '/bundles', { token: ticket, type: MEDIA_TYPE, body: typeof body === 'string' ? body : JSON.stringify(body), origin }),
    family: (ticket, body) => call('POST', '/bundles', { token: ticket, type: GUARDIAN_MEDIA_TYPE, body: JSON.stringify(body) }),
    decide: (ticket, decision_jwt) =>
      call('POST', '/decisions', { token: ticket, type: DECISION_MEDIA_TYPE, body: JSON.stringify({ v: 1, decision_jwt }) }),
    gate: (account_ref) => call('GET', `/gate/${account_ref}`, { token: credential() }),
    evidence: (id) => call('GET', `/bundles/${id}`, { token: credential() }),
    policy: async () => {
      const text = await (await fetch(`${api}/policies/current`)).text();
      return { digest: sha256(text), ...JSON.parse(text) };
    },
  };
}

/** A device of the attacker's: its key can sign whatever it wants. */
export async function device() {
  const { publicKey, privateKey } = await jose.generateKeyPair('ES256', { extractable: true });
  const { crv, kty, x, y } = await jose.exportJWK(publicKey);
  const jwk = { crv, kty, x, y };
  const jkt = await jose.calculateJwkThumbprint(jwk);
  return {
    jwk,
    jkt,
    issuer: `urn:ietf:params:oauth:jwk-thumbprint:sha-256:${jkt}`,
    sign: (claims, typ = 'realname+sd-jwt') =>
      new jose.SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ, jwk }).sign(privateKey),
  };
}

/** A well-made bundle by `jose` alone, from a stranger's reading of docs/spec.md; `bend` may change the parts. */
export async function forge({ device: own, challenge, policy, origin, values, bend = {} }) {
  const now = challenge.server_time;
  const disclosures = Object.entries(values).map(([name, value]) =>
    Buffer.from(JSON.stringify([randomBytes(16).toString('base64url'), name, value])).toString('base64url'));
  const digests = disclosures.map(sha256);
  while (digests.length < 8) digests.push(sha256(randomBytes(32)));
  const keys = jose.decodeJwt(challenge.enc_keys).keys;
  const key = await jose.importJWK(keys[0], 'ECDH-ES');
  const inner = { v: 1, jkt: own.jkt, nonce: challenge.challenge, aud: challenge.aud, disclosures, pad: '' };
  const length = Buffer.byteLength(JSON.stringify(inner));
  inner.pad = '0'.repeat(Math.ceil(length / 256) * 256 - length);
  const sealed = bend.sealed ?? await new jose.CompactEncrypt(Buffer.from(JSON.stringify(inner)))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: keys[0].kid, typ: 'realname-sealed+jwe', cty: 'application/json' })
    .setKeyManagementParameters({ apu: Buffer.from(own.jkt, 'base64url'), apv: createHash('sha256').update(challenge.challenge).digest() })
    .encrypt(key);
  const notice = (id) => policy.notices.find((there) => there.id === id);
  // What a notice for guardians explains is asked of them alone.
  const asked = policy.purposes.filter((purpose) => notice(purpose.notice).audience !== 'guardians');
  const consent = asked.flatMap((purpose) =>
    (purpose.recipients.length > 0 ? purpose.recipients : [undefined]).map((recipient) => ({
      purpose: purpose.id, ...(recipient && { recipient }),
      decision: purpose.legal_basis !== 'consent' ? 'acknowledged' : purpose.required ? 'given' : 'refused',
      legal_basis: purpose.legal_basis, notice: purpose.notice, version: notice(purpose.notice).version, lang: 'zh-CN',
      notice_hash: notice(purpose.notice).digests['zh-CN'], displayed_at: now - 9, decided_at: now - 5,
      display: 'element', control: `${purpose.id}:give`,
    })));
  const claims = {
    iss: own.issuer, aud: challenge.aud, iat: now, exp: now + 300, jti: randomBytes(16).toString('base64url'),
    nonce: challenge.challenge, origin, policy: policy.digest, _sd_alg: 'sha-256', _sd: digests.sort(),
    sealed_hash: sha256(sealed), consent, sdk: 'stranger/1.0', ...bend.claims,
  };
  if (bend.consent) claims.consent = bend.consent(claims.consent);
  return { v: 1, sd_jwt: `${await own.sign(claims, bend.typ)}~`, sealed };
}

/** The values of the specimen, in their normal forms. */
export const VALUES = { id_type: 'resident-id', id_number: '11010519491231002X', name: '测试用户', mobile: '+8613800138000' };
