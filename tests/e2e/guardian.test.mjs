// A child's signup with a guardian, in a real Chromium against the real server under the demo's policy for children.
import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as jose from 'jose';
import { Key } from 'selenium-webdriver';
import { axe } from './lab/axe.mjs';
import { browser, pierced, requests } from './lab/browser.mjs';
import { VALUES, device, forge, gateway } from './lab/gateway.mjs';
import { CHILD, GUARDIAN, born, number } from './lab/people.mjs';
import { SPECIMEN, open } from './lab/person.mjs';
import { inside, until } from './lab/root.mjs';
import { server } from './lab/server.mjs';
import { LOCALES, PHONE, scheme, visit as meet } from './lab/walk.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const CHILDREN = join(here, '../../server/demo/children.toml');
const payload = (jwt) => jose.decodeJwt(jwt.replace(/~$/, ''));

describe('a child', () => {
  let chromium, backend, api;
  before(async () => {
    [chromium, backend] = await Promise.all([browser({ height: 4200 }), server({ extra: ['--config', CHILDREN] })]);
    api = gateway(backend);
  });
  after(async () => {
    await chromium?.stop();
    await backend?.stop();
  });
  const visit = async () => {
    await chromium.cdp('Network.clearBrowserCookies');
    await requests(chromium);
    return open(chromium, backend.signup);
  };
  /** What left for the gateway with a body, but for the ticket's and the challenge's. */
  const sent = async () => (await requests(chromium)).filter((r) => /\/(bundles|decisions)$/.test(r.url) && r.method === 'POST');

  it('signs up with a guardian, by keyboard alone, and is admitted', async () => {
    const person = await visit();
    await person.family(CHILD, GUARDIAN);
    await person.press('submit');
    const { id } = await person.event((e) => e.type === 'submitted' && e.state === 'admitted', 'admitted');
    const evidence = await api.evidence(id);
    assert.equal(evidence.state, 'admitted');
    assert.equal((await api.gate(evidence.account_ref)).admitted, true);
    // The child decided nothing; the guardian everything, about both.
    assert.deepEqual(payload(evidence.sd_jwt).consent, []);
    const guardian = payload(evidence.guardian.sd_jwt);
    assert.deepEqual(guardian.consent.map((d) => [d.purpose, d.decision]), [
      ['real_name_authentication', 'acknowledged'], ['service_agreement', 'acknowledged'], ['identity_check', 'given'],
      ['child_identity', 'given'], ['signup_survey', 'refused'],
    ]);
    assert.equal(guardian.consent.find((d) => d.purpose === 'child_identity').control, 'child_identity:simulated-authority:give');
    // The halves belong together, and the relation is nobody's finding.
    assert.equal(guardian.ward, evidence.guardian.ward);
    assert.deepEqual([guardian.nonce, guardian.iss], [payload(evidence.sd_jwt).nonce, payload(evidence.sd_jwt).iss]);
    const result = payload(evidence.result.result_jwt);
    assert.deepEqual([evidence.guardian.relation, result.relation], ['self-declared', 'self-declared']);
    assert.deepEqual([result.child.outcome, result.guardian.outcome, result.outcome], ['match', 'match', 'match']);
    assert.deepEqual([evidence.sealed.kept, evidence.guardian.sealed.kept], [false, false]);
    const [request] = await sent();
    assert.equal(request.headers['content-type'] ?? request.headers['Content-Type'], 'application/realname-guardian+json');
  });

  it('is recognised by the number: the form says so, shows the guardian\'s part and clears what was chosen before', async () => {
    const person = await visit();
    await person.ready();
    for (const control of ['acknowledge', 'accept', 'give']) await person.press(control);
    const shown = 'function () { return { part: !!this.querySelector("#guardian").offsetHeight, pressed: this.querySelectorAll("[aria-pressed=true]").length, said: [...this.querySelectorAll("[role=status]:not([hidden])")].map((node) => node.textContent).join() } }';
    assert.deepEqual(await inside(chromium, shown), { part: false, pressed: 3, said: '' });
    await person.type('id_number', CHILD.id);
    const child = await inside(chromium, shown);
    assert.deepEqual([child.part, child.pressed], [true, 0]);
    assert.match(child.said, /请监护人在场/);
    // Each input has its own name, and refusing is as large as giving.
    assert.deepEqual(await inside(chromium, 'function () { return [...this.querySelectorAll("input")].map((input) => this.querySelector(`label[for=${input.id}]`).textContent) }'),
      ['姓名', '身份证号码', '手机号码', '监护人姓名', '监护人身份证号码', '监护人手机号码']);
    const sizes = await inside(chromium, 'function () { return [...this.querySelectorAll(".form .form .choice")].map((b) => [b.offsetWidth, b.offsetHeight]) }');
    assert.deepEqual([sizes.length, sizes[0]], [2, sizes[1]]);
    assert.match(await inside(chromium, 'function () { return this.querySelector(".form .form").textContent }'), /未经核验.*儿童个人信息处理告知/s);
    // Typed over by an adult's, the part goes, and what the guardian typed with it.
    await person.guarded();
    await person.type('guardian_name', GUARDIAN.name);
    await person.retype('id_number', SPECIMEN.id);
    assert.deepEqual(await inside(chromium, shown), { part: false, pressed: 0, said: '' });
    assert.ok(!(await pierced(chromium)).includes(GUARDIAN.name));
  });

  it('alone is refused: by the form, which sends nothing, and by the server', async () => {
    const person = await visit();
    await person.ready();
    await person.type('name', CHILD.name);
    await person.type('id_number', CHILD.id);
    await person.type('mobile', CHILD.mobile);
    await person.keys(Key.ENTER);
    await until(chromium, 'summary', 'function () { return !!this.querySelector(".summary:not([hidden])") }');
    assert.deepEqual(await sent(), []);
    assert.ok(!(await person.events()).some((e) => e.type === 'sealed'));
    // Whoever goes round the form meets the vault.
    const own = await device();
    const ticket = await api.ticket('account-child', 'session-child');
    const policy = await api.policy();
    const values = { ...VALUES, id_number: CHILD.id };
    const make = async (bend = {}) => {
      const challenge = await api.challenge(ticket, own.jkt);
      return { challenge, bundle: await forge({ device: own, challenge, policy, origin: backend.url, values, bend }) };
    };
    const alone = await make();
    assert.equal((await api.submit(ticket, alone.bundle)).code, 'E_GUARDIAN');
    const half = await make({ consent: () => [] });
    assert.equal((await api.submit(ticket, half.bundle)).code, 'E_CONSENT_MISSING');
    assert.equal((await api.family(ticket, { v: 1, child: { sd_jwt: half.bundle.sd_jwt, sealed: half.bundle.sealed } })).code, 'E_GUARDIAN');
    assert.equal((await api.gate('account-child')).admitted, false);
  });

  it('whose guardian refuses leaves a record of that and no identity', async () => {
    const person = await visit();
    await person.family(CHILD, GUARDIAN, 'refuse_child');
    await person.press('submit');
    const { id } = await person.event((e) => e.type === 'submitted' && e.state === 'refused', 'refused');
    const evidence = await api.evidence(id);
    const claims = payload(evidence.decision_jwt);
    for (const absent of ['_sd', '_sd_alg', 'sealed_hash', 'ward']) assert.ok(!(absent in claims), absent);
    const refused = claims.consent.find((d) => d.purpose === 'child_identity');
    assert.deepEqual([refused.decision, refused.recipient], ['refused', 'simulated-authority']);
    assert.ok(refused.reask_not_before > refused.decided_at);
    assert.deepEqual([evidence.sealed, (await api.gate(evidence.account_ref)).admitted], [null, false]);
    const bodies = await sent();
    assert.deepEqual(bodies.map((r) => new URL(r.url).pathname), ['/realname/v1/decisions']);
    for (const text of [...Object.values(CHILD), ...Object.values(GUARDIAN)]) assert.ok(!JSON.stringify(bodies).includes(text));
  });

  it('below the least age is refused with a code before anything leaves', async () => {
    const person = await visit();
    await person.ready();
    await person.type('name', CHILD.name);
    await person.type('id_number', number(born(8)));
    await person.to('mobile');
    assert.equal((await person.event((e) => e.type === 'error', 'error')).code, 'E_AGE');
    assert.match(await pierced(chromium), /未达到使用本服务的最低年龄，不能注册/);
    await person.type('mobile', CHILD.mobile);
    for (const control of ['acknowledge', 'accept', 'give']) await person.press(control);
    await person.press('submit');
    assert.deepEqual(await sent(), []);
    // The day after the birthday is one of somebody who may, with a guardian.
    person.lost();
    await person.retype('id_number', number(born(8, -1)));
    await until(chromium, 'the guardian\'s part', 'function () { return !!this.querySelector("#guardian").offsetHeight }');
  });

  it('on the fourteenth birthday still needs a guardian, and the day after no more', async () => {
    const person = await visit();
    await person.ready();
    const part = () => inside(chromium, 'function () { return !!this.querySelector("#guardian").offsetHeight }');
    await person.type('id_number', number(born(14)));
    assert.equal(await part(), true);
    await person.retype('id_number', number(born(14, -1)));
    assert.equal(await part(), false);
  });

  it('has no guardian in a minor or in themself', async () => {
    const person = await visit();
    await person.family(CHILD, { ...GUARDIAN, id: number(born(18)) });
    assert.equal((await person.event((e) => e.type === 'error', 'error')).code, 'E_GUARDIAN_PERSON');
    await chromium.driver.executeScript('window.__events.length = 0');
    await person.retype('guardian_id_number', CHILD.id);
    await person.to('guardian_mobile');
    assert.equal((await person.event((e) => e.type === 'error', 'error')).code, 'E_GUARDIAN_PERSON');
    await person.press('submit');
    assert.deepEqual(await sent(), []);
  });

  it('whose guardian the authority does not confirm is not admitted', async () => {
    const person = await visit();
    await person.family(CHILD, { ...GUARDIAN, name: '查无此人' });
    await person.press('submit');
    const { id } = await person.event((e) => e.code === 'E_NOT_VERIFIED' && e.id, 'not verified');
    const { child, guardian, outcome } = payload((await api.evidence(id)).result.result_jwt);
    assert.deepEqual([child.outcome, guardian.outcome, outcome], ['match', 'no_record', 'no_record']);
    assert.equal((await api.gate((await api.evidence(id)).account_ref)).admitted, false);
  });

  it('beyond the limit of wards is not admitted, and the page learns no more than that', async () => {
    const guardian = { ...GUARDIAN, id: number(born(45)) };
    const outcomes = [];
    for (const sequence of ['012', '022', '032']) {
      const person = await visit();
      await person.family({ ...CHILD, id: number(born(9), { sequence }) }, guardian);
      await person.press('submit');
      const { id, code } = await person.event((e) => e.id && (e.type === 'error' || e.state === 'admitted'), 'an outcome');
      outcomes.push([code ?? 'admitted', (await api.evidence(id)).result.outcome]);
    }
    assert.deepEqual(outcomes, [['admitted', 'match'], ['admitted', 'match'], ['E_NOT_VERIFIED', 'ward_limit']]);
  });

  it('of eighteen and more signs up alone, as without such a policy', async () => {
    const person = await visit();
    await person.fill(SPECIMEN);
    await person.press('submit');
    const { id } = await person.event((e) => e.type === 'submitted' && e.state === 'admitted', 'admitted');
    const evidence = await api.evidence(id);
    assert.ok(!('guardian' in evidence));
    assert.ok(!evidence.decisions.some((d) => d.purpose === 'child_identity'));
  });
});

describe("axe over the guardian's part", () => {
  let chromium, backend;
  before(async () => {
    [chromium, backend] = await Promise.all([browser(), server({ www: join(here, 'page'), extra: ['--config', CHILDREN] })]);
    await chromium.cdp('Emulation.setDeviceMetricsOverride', PHONE);
  });
  after(async () => {
    await chromium?.stop();
    await backend?.stop();
  });

  for (const locale of LOCALES) {
    it(`finds nothing, with errors and decided, and finds what is broken: ${locale}`, async () => {
      const person = await meet(chromium, backend, locale);
      await person.family({ ...CHILD, mobile: '1380013800' }, { ...GUARDIAN, id: number(born(18)) });
      for (const [state, shown] of [['decided', '#guardian_id_number-error:not([hidden])'], ['errors', '.summary:not([hidden])']]) {
        if (state === 'errors') await person.press('submit');
        await until(chromium, shown, 'function (selector) { return !!this.querySelector(selector) }', shown);
        for (const colours of ['light', 'dark']) {
          await scheme(chromium, colours);
          const { violations, passes, incomplete } = await axe(chromium);
          assert.deepEqual([violations, incomplete], [[], []], `${locale} ${state} ${colours}`);
          const labelled = passes.filter(({ rule }) => rule === 'label').map(({ target }) => target.split(' >> ').at(-1)).sort();
          assert.deepEqual(labelled, ['#guardian_id_number', '#guardian_mobile', '#guardian_name', '#id_number', '#mobile', '#name']);
        }
      }
      await inside(chromium, 'function () { this.querySelector("[for=guardian_mobile]").htmlFor = "nothing" }');
      assert.ok((await axe(chromium)).violations.some(({ rule }) => rule === 'label'));
    });
  }
});
