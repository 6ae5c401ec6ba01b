// A child's signup with a guardian through `<realname-frame>`, in Chromium: both halves sealed in the frame, on record at the
// gateway, and nothing of the two people in the provider's page.
import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { backendOf } from '../consumers/lab/front.mjs';
import { browser, consoleLines, pierced, requests } from './lab/browser.mjs';
import { embedder } from './lab/embedder.mjs';
import { GUARDIAN_MEDIA_TYPE, gateway } from './lab/gateway.mjs';
import { document, overhear } from './lab/inside.mjs';
import { CHILD, GUARDIAN, born, number } from './lab/people.mjs';
import { SPECIMEN, at } from './lab/person.mjs';
import { inside, until } from './lab/root.mjs';

const CHILDREN = join(dirname(fileURLToPath(import.meta.url)), '../../server/demo/children.toml');
const payload = (jwt) => JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url'));

describe('a child, through the frame', () => {
  let chromium, site, api, driver;
  const run = (script, ...args) => driver.executeScript(script, ...args);
  before(async () => {
    [chromium, site] = await Promise.all([browser({ height: 4200 }), embedder((port) => backendOf(port, CHILDREN))]);
    ({ driver } = chromium);
    api = gateway(site.backend);
  });
  after(async () => {
    await chromium?.stop();
    await site?.stop();
  });
  const visit = async (query = '') => {
    await chromium.cdp('Network.clearBrowserCookies');
    await driver.get(`${site.url}/${query}`);
    await driver.wait(() => run('return !!window.__session'), 10_000, 'no page');
    const person = at(chromium, 'realname-frame');
    await person.ready();
    await Promise.all([requests(chromium), consoleLines(chromium)]);
    return person;
  };
  /** A bundle for two, as it is bound to the frame, to the page around it and to one another. */
  const bound = (child, guardian) => {
    for (const half of [child, guardian]) assert.deepEqual([half.origin, half.embedder, half.occlusion], [site.frame, site.url, 'none']);
    assert.deepEqual([guardian.nonce, guardian.iss], [child.nonce, child.iss]);
    assert.deepEqual(child.consent, []);
    assert.deepEqual(guardian.consent.map(({ purpose, decision }) => [purpose, decision]), [
      ['real_name_authentication', 'acknowledged'], ['service_agreement', 'acknowledged'], ['identity_check', 'given'],
      ['child_identity', 'given'], ['signup_survey', 'refused'],
    ]);
  };

  it('signs up with a guardian, by keyboard alone, to the evidence of both', async () => {
    const person = await visit();
    const ears = await overhear(chromium, site.frame);
    const low = await run('return document.querySelector("realname-frame").offsetHeight');
    await person.family(CHILD, GUARDIAN);
    assert.ok(await run('return document.querySelector("realname-frame").offsetHeight') > low + 300, "the frame has grown by the guardian's part");
    assert.equal(await run('return document.activeElement.localName'), 'realname-frame');
    const page = await pierced(chromium);
    await person.press('submit');
    const { id } = await person.event(({ type, state }) => type === 'submitted' && state === 'admitted', 'admitted');

    const evidence = await api.evidence(id);
    bound(payload(evidence.sd_jwt), payload(evidence.guardian.sd_jwt));
    assert.equal(payload(evidence.guardian.sd_jwt).ward, evidence.guardian.ward);
    const result = payload(evidence.result.result_jwt);
    assert.deepEqual([result.child.outcome, result.guardian.outcome, result.outcome], ['match', 'match', 'match']);
    assert.deepEqual([evidence.state, evidence.guardian.relation, result.relation], ['admitted', 'self-declared', 'self-declared']);
    assert.deepEqual([evidence.origin, evidence.sealed.kept, evidence.guardian.sealed.kept], [site.url, false, false]);
    assert.equal((await api.gate(evidence.account_ref)).admitted, true);

    const { requests: asked, console: lines } = ears.stop();
    const [bundle, ...more] = asked.filter(({ url, method }) => url.endsWith('/bundles') && method === 'POST');
    assert.deepEqual([bundle.headers['content-type'] ?? bundle.headers['Content-Type'], more.length], [GUARDIAN_MEDIA_TYPE, 0]);
    const around = await requests(chromium);
    for (const text of [...Object.values(CHILD), ...Object.values(GUARDIAN)]) {
      for (const [where, heard] of Object.entries({ page, asked, around, lines, events: await person.events() })) {
        assert.ok(!JSON.stringify(heard).includes(text), `in what ${where} heard`);
      }
    }
    assert.deepEqual([lines, await consoleLines(chromium), await run('return window.__messages')], [[], [], []]);
    assert.deepEqual([...new Set((await person.events()).map(({ type }) => type))], ['ready', 'progress', 'sealed', 'submitted']);
  });

  it('is a field of the form around it, which gets both halves in one bundle', async () => {
    const person = await visit('?mode=field&required');
    await person.family(CHILD, GUARDIAN);
    await person.event(({ state }) => state === 'decided', 'decided');
    await run('document.getElementById("after").click()');
    await driver.wait(() => run('return window.__submits.length > 0'), 20_000, 'the form did not go');
    const [{ identity }] = await run('return window.__submits');
    const { v, child, guardian, ...more } = JSON.parse(identity);
    assert.deepEqual([v, Object.keys(more)], [1, []]);
    bound(payload(child.sd_jwt), payload(guardian.sd_jwt));
    for (const half of [child, guardian]) assert.deepEqual(Object.keys(half), ['sd_jwt', 'sealed']);
  });

  it('without one, or with one who refuses, is not admitted', async () => {
    let person = await visit();
    let ears = await overhear(chromium, site.frame);
    await person.type('name', CHILD.name);
    await person.type('id_number', CHILD.id);
    await person.guarded();
    await person.type('mobile', CHILD.mobile);
    await person.press('submit');
    const there = await document(chromium, site.frame);
    await until(there, 'a summary', 'function () { return !!this.querySelector(".summary:not([hidden])") }');
    there.close();
    assert.deepEqual(ears.stop().requests.filter(({ url }) => /\/(bundles|decisions)$/.test(url)), []);

    person = await visit();
    ears = await overhear(chromium, site.frame);
    await person.family(CHILD, GUARDIAN, 'refuse_child');
    await person.press('submit');
    const { id } = await person.event(({ type, state }) => type === 'submitted' && state === 'refused', 'refused');
    const evidence = await api.evidence(id);
    const claims = payload(evidence.decision_jwt);
    assert.equal(claims.consent.find(({ purpose }) => purpose === 'child_identity').decision, 'refused');
    assert.deepEqual([claims.origin, claims.embedder, evidence.sealed], [site.frame, site.url, null]);
    assert.equal((await api.gate(evidence.account_ref)).admitted, false);
    assert.deepEqual(ears.stop().requests.filter(({ url }) => /\/(bundles|decisions)$/.test(url)).map(({ url }) => new URL(url).pathname), ['/realname/v1/decisions']);
  });

  it('typed over by an adult is a signup of one, and the frame is as high as before', async () => {
    const person = await visit();
    const high = () => run('return document.querySelector("realname-frame").offsetHeight');
    const low = await high();
    await person.type('id_number', number(born(10)));
    await driver.wait(async () => await high() > low + 300, 10_000, 'no room for a guardian');
    await person.guarded();
    await person.type('guardian_name', GUARDIAN.name);
    await person.retype('id_number', SPECIMEN.id);
    await driver.wait(async () => await high() === low, 10_000, 'the room stays');
    const there = await document(chromium, site.frame);
    try {
      assert.equal(await inside(there, 'function () { return !!this.querySelector("#guardian").offsetHeight }'), false);
      assert.ok(!(await pierced(there)).includes(GUARDIAN.name));
    } finally {
      there.close();
    }
  });
});
