// What must be refused, each with its own code: real bodies made in Chromium, and forgeries that only `jose` makes.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { browser } from './lab/browser.mjs';
import { VALUES, device, forge, gateway, sha256 } from './lab/gateway.mjs';
import { SPECIMEN, open } from './lab/person.mjs';
import { config, server } from './lab/server.mjs';

/** Keeps the body of `POST /bundles` in the page and lets nothing of it out: a bundle that was never used. */
const HOLD = `
  const real = window.fetch;
  window.fetch = (url, options) => {
    if (!String(url).endsWith('/bundles') || options?.method !== 'POST') return real(url, options);
    window.__held = { body: options.body, ticket: options.headers.authorization.slice(7) };
    return new Promise(() => {});
  };`;

/** Decodes a part of a JWS. */
const part = (sd_jwt, at) => JSON.parse(Buffer.from(sd_jwt.split('.')[at], 'base64url'));
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('what is refused', () => {
  let chromium, backend, api, policy;
  before(async () => {
    [chromium, backend] = await Promise.all([browser(), server()]);
    api = gateway(backend);
    policy = await api.policy();
    await chromium.cdp('Page.addScriptToEvaluateOnNewDocument', { source: HOLD });
  });
  after(async () => {
    await chromium?.stop();
    await backend?.stop();
  });

  /** A bundle from the page that has not been sent, with its ticket. */
  const held = async () => {
    await chromium.cdp('Network.clearBrowserCookies');
    const person = await open(chromium, backend.signup);
    await person.fill(SPECIMEN);
    await person.press('submit');
    await chromium.driver.wait(() => chromium.driver.executeScript('return !!window.__held'), 20_000, 'nothing was sent');
    const { body, ticket } = await chromium.driver.executeScript('return window.__held');
    return { body, ticket, bundle: JSON.parse(body) };
  };
  let count = 0;
  /** An attacker with a device, a session and an account of its own, and a fresh challenge. */
  const attacker = async (account = `a${count += 1}`, session = `s${count}`) => {
    const own = await device();
    const ticket = await api.ticket(account, session);
    const challenge = await api.challenge(ticket, own.jkt);
    return { device: own, ticket, challenge, policy, origin: backend.url, values: VALUES, account, session };
  };
  const refused = async (answer, code) => {
    const { status, code: found } = await answer;
    assert.equal(found, code, `status ${status}`);
    assert.ok(status >= 400 && status < 500);
  };

  it('nothing, when a stranger follows the specification', async () => {
    const own = await attacker();
    const answer = await api.submit(own.ticket, await forge(own));
    assert.equal(answer.status, 202);
    assert.equal(answer.state, 'pending');
  });

  it('the same body again: the stored receipt from the same session, one transition', async () => {
    const { body, ticket } = await held();
    const first = await api.submit(ticket, body);
    assert.equal(first.status, 202);
    const again = await api.submit(ticket, body);
    assert.deepEqual([again.status, again.id, again.replayed], [200, first.id, true]);
    const { account_ref, ...evidence } = await api.evidence(first.id);
    assert.equal(evidence.id, first.id);
    // Another ticket of the same session and account is the same session.
    await refused(api.submit((await attacker()).ticket, body), 'E_CHALLENGE_USED');
  });

  it('a body of another session, before it was ever used', async () => {
    const { body } = await held();
    await refused(api.submit((await attacker()).ticket, body), 'E_CHALLENGE_UNKNOWN');
  });

  it("another account's challenge in the same session", async () => {
    const one = await attacker('account-one', 'shared-session');
    const body = await forge(one);
    const other = await api.ticket('account-two', 'shared-session');
    await refused(api.submit(other, body), 'E_ACCOUNT');
  });

  it('a changed body on a used challenge', async () => {
    const own = await attacker();
    assert.equal((await api.submit(own.ticket, await forge(own))).status, 202);
    await refused(api.submit(own.ticket, await forge(own)), 'E_CHALLENGE_USED');
  });

  it('a decision omitted, invented, or on another text', async () => {
    for (const [bend, code] of [
      [(consent) => consent.slice(0, 1), 'E_CONSENT_MISSING'],
      [(consent) => [...consent, { ...consent[1], purpose: 'marketing' }], 'E_CONSENT_UNKNOWN'],
      [(consent) => [...consent, consent[1]], 'E_CONSENT_UNKNOWN'],
      [(consent) => consent.with(2, { ...consent[2], notice_hash: sha256('x') }), 'E_NOTICE_ALTERED'],
      [(consent) => consent.with(2, { ...consent[2], version: '2000-01-01' }), 'E_CONSENT_STALE'],
      [(consent) => consent.with(2, { ...consent[2], displayed_at: consent[2].decided_at + 1 }), 'E_TIME'],
      [(consent) => consent.with(2, { ...consent[2], decision: 'refused' }), 'E_CONSENT_REFUSED'],
    ]) {
      const own = await attacker();
      await refused(api.submit(own.ticket, await forge({ ...own, bend: { consent: bend } })), code);
    }
  });

  it('a swapped `sealed`', async () => {
    const [one, two] = [await held(), await held()];
    await refused(api.submit(one.ticket, { ...one.bundle, sealed: two.bundle.sealed }), 'E_SEALED_HASH');
  });

  it('a changed claim, `alg: none`, another algorithm, another type', async () => {
    const { bundle, ticket } = await held();
    const [header, , signature] = bundle.sd_jwt.split('.');
    const bent = (claims) => `${header}.${encode({ ...part(bundle.sd_jwt, 1), ...claims })}.${signature}`;
    await refused(api.submit(ticket, { ...bundle, sd_jwt: bent({ origin: 'https://evil.example' }) }), 'E_SIGNATURE');
    const payload = bundle.sd_jwt.split('.')[1];
    for (const [change, code] of [[{ alg: 'none' }, 'E_ALG'], [{ alg: 'HS256' }, 'E_ALG'], [{ typ: 'JWT' }, 'E_TYP']]) {
      const other = encode({ ...part(bundle.sd_jwt, 0), ...change });
      await refused(api.submit(ticket, { ...bundle, sd_jwt: `${other}.${payload}.~` }), code);
    }
  });

  it('a wrong `aud`, a wrong `origin`, an `Origin` that is not allowed', async () => {
    for (const [claims, code] of [
      [{ aud: 'https://other.example' }, 'E_AUD'],
      [{ origin: 'https://evil.example' }, 'E_ORIGIN'],
      [{ policy: sha256('another') }, 'E_CONSENT_STALE'],
      [{ surprise: 1 }, 'E_FORMAT'],
      [{ ward: sha256('child') }, 'E_GUARDIAN'],
      [{ exp: 1 }, 'E_TIME'],
    ]) {
      const own = await attacker();
      await refused(api.submit(own.ticket, await forge({ ...own, bend: { claims } })), code);
    }
    const own = await attacker();
    await refused(api.submit(own.ticket, await forge(own), { origin: 'https://evil.example' }), 'E_ORIGIN');
  });

  it('the stolen blob of bundle.md §2.7: the victim\'s digests and `sealed` under the attacker\'s key', async () => {
    const victim = await held();
    const own = await attacker();
    const { _sd } = part(victim.bundle.sd_jwt, 1);
    const body = await forge({ ...own, bend: { sealed: victim.bundle.sealed, claims: { _sd } } });
    await refused(api.submit(own.ticket, body), 'E_SEALED_BINDING');
  });

  it('a test bundle, a ticket of another device, no ticket, a body that is not one', async () => {
    const own = await attacker();
    await refused(api.submit(own.ticket, await forge({ ...own, bend: { typ: 'realname-test+sd-jwt' } })), 'E_TEST_MODE');
    await refused(api.challenge(own.ticket, (await device()).jkt), 'E_TICKET');
    await refused(api.submit('rnt1.nothing', await forge(own)), 'E_TICKET');
    await refused(api.submit(own.ticket, '{"v":1}'), 'E_FORMAT');
    await refused(api.call('POST', '/bundles', { token: own.ticket, type: 'text/plain', body: '{}' }), 'E_MEDIA_TYPE');
  });

  it('an expired challenge', async () => {
    const quick = await server({ extra: ['--config', config('challenge_seconds = 1\n')] });
    try {
      const there = gateway(quick);
      const own = await device();
      const ticket = await there.ticket('slow', 'slow');
      const challenge = await there.challenge(ticket, own.jkt);
      const body = await forge({ device: own, challenge, policy: await there.policy(), origin: quick.url, values: VALUES });
      await new Promise((resolve) => setTimeout(resolve, 2100));
      await refused(there.submit(ticket, body), 'E_CHALLENGE_EXPIRED');
    } finally {
      await quick.stop();
    }
  });
});
