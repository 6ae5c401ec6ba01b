// The main path and its refusals, in a real Chromium against the real server.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Key } from 'selenium-webdriver';
import { browser } from './lab/browser.mjs';
import { gateway } from './lab/gateway.mjs';
import { SPECIMEN, open } from './lab/person.mjs';
import { server } from './lab/server.mjs';

describe('a signup', () => {
  let chromium, backend, api;
  before(async () => {
    [chromium, backend] = await Promise.all([browser(), server()]);
    api = gateway(backend);
  });
  after(async () => {
    await chromium?.stop();
    await backend?.stop();
  });
  /** A new person: no cookie, so a session and account of its own. */
  const visit = async () => {
    await chromium.cdp('Network.clearBrowserCookies');
    return open(chromium, backend.signup);
  };

  it('is admitted, by keyboard alone', async () => {
    const person = await visit();
    await person.fill(SPECIMEN);
    await person.press('submit');
    const { id } = await person.event((e) => e.type === 'submitted' && e.state === 'admitted', 'admitted');
    const evidence = await api.evidence(id);
    assert.equal(evidence.state, 'admitted');
    assert.equal(evidence.result.outcome, 'match');
    assert.equal(evidence.result.source, 'simulated');
    assert.deepEqual(evidence.decisions.map((d) => [d.purpose, d.decision]),
      [['real_name_authentication', 'acknowledged'], ['service_agreement', 'acknowledged'], ['identity_check', 'given'], ['signup_survey', 'refused']]);
    for (const decision of evidence.decisions) {
      assert.equal(decision.display, 'element');
      assert.ok(decision.displayed_at <= decision.decided_at);
    }
    const gate = await api.gate(evidence.account_ref);
    assert.equal(gate.admitted, true);
    const states = (await person.events()).filter((e) => e.type === 'progress').map((e) => e.state);
    assert.deepEqual(states.filter((s, i) => s !== states[i - 1]).slice(-3), ['decided', 'sealed', 'submitted']);
  });

  it('with a wrong check digit is refused at the field, with its code and text', async () => {
    const person = await visit();
    await person.fill({ ...SPECIMEN, id: '110105194912310021' });
    const error = await person.event((e) => e.type === 'error', 'error');
    assert.equal(error.code, 'E_INPUT_CHECKSUM');
    assert.match(JSON.stringify(await chromium.cdp('DOM.getDocument', { depth: -1, pierce: true })), /身份证号码的校验位不符，请逐位核对/);
    await person.press('submit');
    assert.ok(!(await person.events()).some((e) => e.type === 'sealed'), 'nothing was sealed');
    // Mended in place: the message goes, and the signup with it through.
    await person.to('id_number');
    person.lost();
    await person.to('id_number');
    await person.keys(Key.END, Key.BACK_SPACE, 'X');
    await person.press('submit');
    await person.event((e) => e.type === 'submitted' && e.state === 'admitted', 'admitted');
  });

  it('of whoever comes next at the same screen says when that person was shown the notices', async () => {
    const person = await visit();
    await person.fill({ ...SPECIMEN, name: '查无此人' });
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const then = Math.floor(Date.now() / 1000);
    await chromium.driver.executeScript('document.querySelector("realname-form").reset()');
    person.lost();
    await person.fill(SPECIMEN);
    await person.press('submit');
    const { id } = await person.event((e) => e.type === 'submitted' && e.state === 'admitted', 'admitted');
    const { decisions } = await api.evidence(id);
    for (const decision of decisions) assert.ok(decision.displayed_at >= then, JSON.stringify([then, decision]));
  });

  it('with the required consent refused sends a decision and nothing else', async () => {
    const person = await visit();
    await person.ready();
    await person.press('acknowledge');
    await person.press('accept');
    await person.type('name', SPECIMEN.name);
    await person.press('refuse');
    await person.press('submit');
    const { id } = await person.event((e) => e.type === 'submitted', 'submitted');
    assert.equal((await person.events()).find((e) => e.type === 'submitted').state, 'refused');
    const evidence = await api.evidence(id);
    assert.equal(evidence.state, 'refused');
    const claims = JSON.parse(Buffer.from(evidence.decision_jwt.split('.')[1], 'base64url'));
    for (const absent of ['_sd', '_sd_alg', 'sealed_hash']) assert.ok(!(absent in claims), absent);
    assert.ok(!JSON.stringify(claims).includes('id_number'), 'no name of a field');
    const refused = claims.consent.find((d) => d.purpose === 'identity_check');
    assert.equal(refused.decision, 'refused');
    assert.ok(refused.reask_not_before > refused.decided_at);
    assert.equal((await api.gate(evidence.account_ref)).admitted, false);
  });

  it('with the optional consent refused, or left as it was, or given, is admitted', async () => {
    for (const [press, decision, control, reask] of [
      ['refuse_survey', 'refused', 'signup_survey:refuse', true],
      [null, 'refused', 'signup_survey:default-off', false],
      ['give_survey', 'given', 'signup_survey:give', false],
    ]) {
      const person = await visit();
      await person.fill(SPECIMEN);
      if (press) await person.press(press);
      await person.press('submit');
      const { id } = await person.event((e) => e.type === 'submitted' && e.state === 'admitted', 'admitted');
      const evidence = await api.evidence(id);
      const optional = evidence.decisions.find((d) => d.purpose === 'signup_survey');
      assert.deepEqual([optional.decision, optional.control, 'reask_not_before' in optional], [decision, control, reask]);
      assert.equal((await api.gate(evidence.account_ref)).admitted, true);
      // The agreement is an item of its own, and no consent.
      const agreement = evidence.decisions.find((d) => d.purpose === 'service_agreement');
      assert.deepEqual([agreement.decision, agreement.legal_basis, agreement.control], ['acknowledged', 'contract', 'service_agreement:accept']);
    }
  });

  it('is withdrawn by one click, as it was given, and the service stops', async () => {
    const person = await visit();
    await person.fill(SPECIMEN);
    await person.press('give_survey');
    await person.press('submit');
    const { id } = await person.event((e) => e.type === 'submitted' && e.state === 'admitted', 'admitted');
    const withdraw = async (purpose) => {
      const button = `[data-withdraw="${purpose}"]`;
      await chromium.driver.wait(() => chromium.driver.executeScript(`return document.querySelector('${button}') !== null`), 10_000, `${purpose} can be withdrawn`);
      // One click, by the keyboard here; giving took one press too.
      await chromium.driver.executeScript(`document.querySelector('${button}').focus()`);
      await person.keys(Key.SPACE);
      await chromium.driver.wait(() => chromium.driver.executeScript(`return document.querySelector('${button}') === null`), 10_000, `${purpose} is withdrawn`);
    };
    await withdraw('signup_survey');
    let evidence = await api.evidence(id);
    assert.equal((await api.gate(evidence.account_ref)).admitted, true, 'nobody needs the survey');
    await withdraw('identity_check');
    evidence = await api.evidence(id);
    assert.deepEqual(evidence.consents.map((c) => c.state), ['acknowledged', 'acknowledged', 'erased', 'erased']);
    const gate = await api.gate(evidence.account_ref);
    assert.deepEqual([gate.admitted, gate.reason], [false, 'consent_withdrawn']);
    assert.match(await chromium.driver.executeScript('return document.getElementById("done-title").textContent'), /已撤回同意/);
    // The secret that withdraws is for the person's own receipt, not for the page's text.
    assert.ok(!(await chromium.driver.executeScript('return document.body.textContent')).includes('withdrawal_secret'));
  });

  it('does not ask again for what was refused not long ago', async () => {
    const person = await visit();
    await person.fill({ ...SPECIMEN, name: '查无此人' });
    await person.press('refuse_survey');
    await person.press('submit');
    await person.event((e) => e.code === 'E_NOT_VERIFIED' && e.id, 'not verified');
    // The same account comes again: one question less, and Enter in a field submits.
    const again = await open(chromium, backend.signup);
    await again.fill(SPECIMEN);
    const dump = JSON.stringify(await chromium.cdp('DOM.getDocument', { depth: -1, pierce: true }));
    assert.ok(dump.includes('向核验机构提供身份信息的单独同意') && !dump.includes('注册体验回访（可选）'));
    await again.to('mobile');
    await again.keys(Key.ENTER);
    const { id } = await again.event((e) => e.type === 'submitted' && e.state === 'admitted', 'admitted');
    const survey = (await api.evidence(id)).decisions.find((d) => d.purpose === 'signup_survey');
    assert.deepEqual([survey.decision, survey.control, survey.display], ['refused', 'signup_survey:default-off', 'not-displayed']);
  });

  it('that the authority does not confirm is not admitted, and the page learns no more than that', async () => {
    for (const [name, outcome] of [['信息不符', 'mismatch'], ['查无此人', 'no_record']]) {
      const person = await visit();
      await person.fill({ ...SPECIMEN, name });
      await person.press('submit');
      const { code, id } = await person.event((e) => e.type === 'error' && e.id, 'error with its receipt');
      assert.equal(code, 'E_NOT_VERIFIED');
      const evidence = await api.evidence(id);
      assert.equal(evidence.result.outcome, outcome);
      assert.equal((await api.gate(evidence.account_ref)).admitted, false);
    }
  });

  it('that was not confirmed is filled in again where it stands: what was decided stays', async () => {
    const person = await visit();
    await person.fill({ ...SPECIMEN, name: '查无此人' });
    await person.press('submit');
    await person.event((e) => e.code === 'E_NOT_VERIFIED' && e.id, 'not verified');
    await person.event((e, at, all) => e.state === 'draft' && all[at - 1]?.code === 'E_NOT_VERIFIED', 'a draft again');
    const shown = async () => JSON.stringify(await chromium.cdp('DOM.getDocument', { depth: -1, pierce: true }));
    assert.match(await shown(), /未能核实您填写的身份信息/);
    person.lost();
    for (const [field, text] of [['name', SPECIMEN.name], ['id_number', SPECIMEN.id], ['mobile', SPECIMEN.mobile]]) await person.type(field, text);
    await person.event((e, at, all) => e.state === 'decided' && all.slice(0, at).some(({ code }) => code === 'E_NOT_VERIFIED'), 'decided again');
    assert.doesNotMatch(await shown(), /未能核实您填写的身份信息/);
    await person.press('submit');
    const { id } = await person.event((e) => e.type === 'submitted' && e.state === 'admitted', 'admitted');
    assert.deepEqual((await api.evidence(id)).decisions.map((d) => d.decision), ['acknowledged', 'acknowledged', 'given', 'refused']);
  });

  it('takes no decision from a script, and says so with a code', async () => {
    const person = await visit();
    await person.ready();
    // A test that may reach into the root: the node is found by DevTools, the click is a script's.
    const { root } = await chromium.cdp('DOM.getDocument', { depth: -1, pierce: true });
    const find = (node) => (node.attributes?.includes('acknowledge') || (node.nodeName === 'BUTTON' && JSON.stringify(node.children ?? []).includes('我已阅读'))
      ? node : [...(node.children ?? []), ...(node.shadowRoots ?? [])].map(find).find(Boolean));
    const { object } = await chromium.cdp('DOM.resolveNode', { nodeId: find(root).nodeId });
    for (const call of ['function () { this.click() }', 'function () { this.dispatchEvent(new MouseEvent("click", { bubbles: true })) }']) {
      await chromium.driver.executeScript('window.__events.length = 0');
      await chromium.cdp('Runtime.callFunctionOn', { objectId: object.objectId, functionDeclaration: call });
      assert.equal((await person.event((e) => e.type === 'error', 'error')).code, 'E_UNTRUSTED_EVENT');
    }
    await chromium.cdp('Runtime.callFunctionOn', { objectId: object.objectId, functionDeclaration: 'function () { this.parentNode.previousSibling.lastChild.textContent = "别的内容" }' });
    await person.press('acknowledge');
    assert.equal((await person.event((e) => e.code === 'E_NOTICE_ALTERED', 'altered')).type, 'error');
  });

  it('of one person twice shares no digest, salt, key, IV or ciphertext', async () => {
    const seen = new Set();
    for (let turn = 0; turn < 2; turn += 1) {
      const person = await visit();
      await person.fill(SPECIMEN);
      await person.press('submit');
      const { id } = await person.event((e) => e.type === 'submitted', 'submitted');
      const evidence = await api.evidence(id);
      const [header, payload] = evidence.sd_jwt.split('.').slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url')));
      for (const value of [...payload._sd, payload.jti, payload.nonce, payload.sealed_hash, header.jwk.x, evidence.sealed.header.epk.x]) {
        assert.ok(!seen.has(value), 'a value came twice');
        seen.add(value);
      }
    }
  });
});
