// `createSignup` in a real Chromium against the real server: a host with inputs of its own, and what it may not do.
import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { By, Key } from 'selenium-webdriver';
import { browser, consoleLines, requests } from './lab/browser.mjs';
import { MEDIA_TYPE, gateway } from './lab/gateway.mjs';
import { HOLD, SEALING, sought } from './lab/memory.mjs';
import { SPECIMEN } from './lab/person.mjs';
import { server } from './lab/server.mjs';

const WWW = join(dirname(fileURLToPath(import.meta.url)), 'headless');
const VALUES = { name: SPECIMEN.name, id_number: SPECIMEN.id, mobile: SPECIMEN.mobile };
const REQUIRED = ['real_name_authentication-given', 'service_agreement-given', 'identity_check-given'];

describe('a headless signup', () => {
  let chromium, backend, api, driver;
  before(async () => {
    [chromium, backend] = await Promise.all([browser(), server({ www: WWW })]);
    ({ driver } = chromium);
    await driver.manage().setTimeouts({ script: 20_000 });
    for (const source of [HOLD, SEALING]) await chromium.cdp('Page.addScriptToEvaluateOnNewDocument', { source });
    api = gateway(backend);
  });
  after(async () => {
    await chromium?.stop();
    await backend?.stop();
  });

  const run = (script, ...args) => driver.executeScript(script, ...args);
  /** Runs the body of an async function in the page. */
  const work = (body, ...args) => driver.executeAsyncScript(
    `const done = arguments[arguments.length - 1]; (async (...args) => { ${body} })(...arguments).then((value) => done({ value }), (error) => done({ error: error.code ?? String(error) }));`, ...args,
  ).then(({ value, error }) => { if (error) throw new Error(error); return value; });
  const click = (id) => driver.findElement(By.id(id)).click();
  const visit = async (options = {}) => {
    await chromium.cdp('Network.clearBrowserCookies');
    await driver.get(backend.url);
    await driver.wait(() => run('return document.documentElement.dataset.loaded'), 10_000, 'the page');
    await work('await begin(args[0]); await read();', options);
  };
  const type = async (values = VALUES) => {
    for (const [field, text] of Object.entries(values)) await driver.findElement(By.id(field)).sendKeys(text);
  };
  const decide = async (buttons = REQUIRED) => { for (const button of buttons) await click(button); };
  const errors = () => run('return window.errors');
  const submit = () => work('return await signup.submit()');

  it('signs a person up, and records whose the controls were', async () => {
    await visit();
    await decide();
    await type();
    assert.deepEqual(await run('return [...document.querySelectorAll("input")].map((i) => i.dataset.state)'), ['well-formed', 'well-formed', 'well-formed']);
    assert.equal(await run('return signup.state'), 'decided');
    const { id, state } = await submit();
    assert.equal(state, 'admitted');
    const { consents, ...evidence } = await api.evidence(id);
    assert.equal(evidence.result.outcome, 'match');
    assert.deepEqual(evidence.decisions.map(({ purpose, display, control }) => [purpose, display, control]), [
      ['real_name_authentication', 'headless', 'real_name_authentication:headless:acknowledge'],
      ['service_agreement', 'headless', 'service_agreement:headless:accept'],
      ['identity_check', 'headless', 'identity_check:simulated-authority:headless:give'],
      ['signup_survey', 'headless', 'signup_survey:default-off'],
    ]);
    assert.ok(consents.length > 0);
    assert.deepEqual(await errors(), []);
    assert.deepEqual((await run('return events')).map(({ type, state }) => `${type} ${state}`).filter((line) => !/^progress (draft|well|noticed)/.test(line)),
      ['progress decided', 'progress sealed', 'sealed sealed', 'progress submitted', 'submitted admitted']);
    assert.deepEqual(await consoleLines(chromium), []);
    const sent = JSON.stringify(await requests(chromium));
    for (const value of Object.values(VALUES)) assert.ok(!sent.includes(value), 'no value in clear');
  });

  it('records that the host says so, where nothing was shown to the module', async () => {
    await visit({ shown: false });
    await decide();
    await type();
    const { id } = await submit();
    const { decisions } = await api.evidence(id);
    assert.deepEqual(decisions.map(({ display }) => display), ['asserted-by-host', 'asserted-by-host', 'asserted-by-host', 'not-displayed']);
  });

  it('sends the decisions alone after a refusal', async () => {
    await visit();
    await type();
    await decide(['real_name_authentication-given', 'service_agreement-given', 'identity_check-refused']);
    const { mediaType, body } = await work('return await signup.seal()');
    assert.equal(mediaType, 'application/realname-decision+json');
    assert.deepEqual(Object.keys(JSON.parse(body)), ['v', 'decision_jwt']);
    assert.equal((await submit()).state, 'refused');
  });

  it('seals, holds and sends that very message; a later change makes another', async () => {
    await visit();
    await decide();
    await type();
    const [first, again] = await work('return [await signup.seal(), await signup.seal()]');
    assert.equal(first.mediaType, MEDIA_TYPE);
    assert.deepEqual(Object.keys(JSON.parse(first.body)), ['v', 'sd_jwt', 'sealed']);
    assert.deepEqual(again, first);
    assert.equal(await run('return signup.state'), 'sealed');
    assert.equal(await run('signup.set("mobile", "13900139000"); return new Promise((r) => setTimeout(() => r(signup.state), 50))'), 'decided');
    const other = await work('return await signup.seal()');
    assert.notEqual(other.body, first.body);
    await requests(chromium);
    assert.equal((await submit()).state, 'admitted');
    const posted = (await requests(chromium)).filter(({ method, url }) => method === 'POST' && url.endsWith('/bundles'));
    assert.deepEqual(posted.map(({ postData }) => postData), [other.body]);
  });

  it('hands nothing of a value back', async () => {
    await visit();
    await type();
    const { verdicts, all } = await run(`
      const values = arguments[0];
      const verdicts = ['name', 'id_number', 'mobile'].map((field) => signup.set(field, values[field]));
      const seen = new Set();
      const walk = (value) => {
        if (typeof value === 'function' || (typeof value === 'object' && value)) {
          if (seen.has(value)) return '';
          seen.add(value);
          return Reflect.ownKeys(value).map((key) => { try { return String(key) + walk(value[key]); } catch { return ''; } }).join();
        }
        return String(value);
      };
      return { verdicts, all: walk(signup) };`, VALUES);
    assert.deepEqual(verdicts, [
      { state: 'well-formed', kind: 'person-name', warnings: [] },
      { state: 'well-formed', kind: 'resident-id', warnings: [] },
      { state: 'well-formed', kind: 'cn-mobile', warnings: [] },
    ]);
    for (const value of Object.values(VALUES)) assert.ok(!all.includes(value));
    assert.ok(all.includes('identity_check'), 'the walk sees');
    assert.deepEqual(await run('return [signup.set("mobile", "12345678901"), signup.set("id_number", "1101")].map(({ state, code }) => [state, code])'), [['malformed', 'E_INPUT_PREFIX'], ['incomplete', null]]);
    assert.equal(await run('try { signup.set("id_type", "resident-id") } catch (error) { return error.code }'), 'E_STATE');
  });

  it('names what is missing', async () => {
    await visit();
    assert.equal(await work('return await code(() => signup.submit())'), 'E_CONSENT_MISSING');
    await decide();
    assert.equal(await work('return await code(() => signup.seal())'), 'E_INPUT_EMPTY');
    assert.equal(await work('return await code(() => signup.decide("made_up", "given", new Event("click")))'), 'E_CONSENT_UNKNOWN');
    await type();
    assert.equal((await submit()).state, 'admitted');
    assert.equal(await work('return await code(() => signup.submit())'), 'E_STATE');
  });

  it('takes no decision from what is no click of a person', async () => {
    await visit();
    const attempts = await run(`
      const button = document.getElementById('identity_check-given');
      const tries = {
        'click()': () => button.click(),
        'dispatched': () => button.dispatchEvent(new MouseEvent('click', { bubbles: true })),
      };
      for (const run of Object.values(tries)) run();
      const fakes = [{ isTrusted: true, type: 'click', target: button, timeStamp: performance.now() }, new Proxy(new MouseEvent('click'), { get: (t, k) => (k === 'isTrusted' ? true : t[k]) }), null, undefined, 'click'];
      for (const fake of fakes) try { signup.decide('identity_check', 'given', fake); errors.push('taken') } catch (error) { errors.push(error.code) }
      const patched = new MouseEvent('click');
      Object.setPrototypeOf(patched, Object.create(MouseEvent.prototype, { isTrusted: { value: true }, target: { value: button } }));
      try { signup.decide('identity_check', 'given', patched); errors.push('taken') } catch (error) { errors.push(error.code) }
      const label = document.createElement('label'); label.htmlFor = button.id; document.body.append(label);
      label.click();
      label.remove();
      return errors;`);
    assert.deepEqual(attempts, Array(9).fill('E_UNTRUSTED_EVENT'));
    assert.equal(await work('return await code(() => signup.submit())'), 'E_CONSENT_MISSING');
    await click('identity_check-given');
    assert.equal((await errors()).length, 9, 'a real one is taken');
  });

  it('takes one decision for one click, on the button that was clicked, at once', async () => {
    await visit();
    await run('window.hold = true');
    await click('identity_check-given');
    await click('signup_survey-given');
    const tries = await run(`
      const [check, survey] = clicks;
      const attempt = (id, decision, event) => { try { signup.decide(id, decision, event); return 'taken' } catch (error) { return error.code } };
      return [attempt('identity_check', 'given', survey), attempt('identity_check', 'refused', check), attempt('identity_check', 'given', check), attempt('identity_check', 'given', check)];`);
    assert.deepEqual(tries, ['E_UNTRUSTED_EVENT', 'E_UNTRUSTED_EVENT', null, 'E_UNTRUSTED_EVENT'].map((code) => code ?? 'taken'));
    await click('identity_check-refused');
    assert.equal(await work(`
      await new Promise((resolve) => setTimeout(resolve, 1200));
      return await code(() => signup.decide('identity_check', 'refused', clicks.at(-1)));`), 'E_UNTRUSTED_EVENT');
    // Another event than a click of a real person on the right button.
    await run('document.getElementById("identity_check-refused").addEventListener("pointerdown", (event) => { try { signup.decide("identity_check", "refused", event); errors.push("taken") } catch (error) { errors.push(error.code) } })');
    await click('identity_check-refused');
    assert.deepEqual(await errors(), ['E_UNTRUSTED_EVENT']);
  });

  it('takes no decision on what is not displayed', async () => {
    const attempt = async (script, button = 'identity_check-given', code = 'E_NOTICE_NOT_VISIBLE') => {
      await visit();
      await run(script);
      await click(button);
      assert.deepEqual(await errors(), [code], script);
    };
    await attempt('document.getElementById("notice-identity-check").hidden = true');
    await attempt('document.getElementById("notice-identity-check").style.opacity = "0"');
    await attempt('document.body.style.opacity = ".05"');
    await attempt('document.getElementById("identity_check-refused").style.width = "3rem"');
    await attempt('document.getElementById("identity_check-refused").hidden = true');
    await attempt('document.getElementById("notice-identity-check").lastChild.textContent += "."', 'identity_check-given', 'E_NOTICE_ALTERED');
    // A notice that never came into view.
    await chromium.cdp('Network.clearBrowserCookies');
    await driver.get(backend.url);
    await driver.wait(() => run('return document.documentElement.dataset.loaded'), 10_000);
    await driver.manage().window().setRect({ width: 1000, height: 500 });
    try {
      await work('await begin();');
      await run('document.getElementById("identity_check-given").focus({ preventScroll: true })');
      await driver.actions().sendKeys(Key.SPACE).perform();
      assert.deepEqual(await errors(), ['E_NOTICE_NOT_VISIBLE']);
    } finally {
      await driver.manage().window().setRect({ width: 1280, height: 2600 });
    }
  });

  it('compares what the host says it has shown', async () => {
    await visit({ shown: false });
    const shown = (script) => work(`const notice = signup.notices[0]; const section = document.getElementById('notice-' + notice.id); return await code(() => { ${script} })`);
    assert.equal(await shown('signup.shown("made-up", notice.lang, section)'), 'E_NOTICE');
    assert.equal(await shown('signup.shown(notice.id, "en", section)'), 'E_NOTICE');
    assert.equal(await shown('section.firstChild.textContent += "!"; signup.shown(notice.id, notice.lang, section)'), 'E_NOTICE_ALTERED');
    assert.equal(await shown('section.firstChild.remove(); signup.shown(notice.id, notice.lang, section)'), 'E_NOTICE_ALTERED');
  });

  it('takes notices that the page brings along, and no other text under their names', async () => {
    await visit();
    await requests(chromium);
    const outcome = await work(`
      const { endpoint } = await session();
      const { notices } = await (await fetch(endpoint + '/policies/current')).json();
      const notice = await Promise.all(notices.map(async ({ id, version }) => (await fetch(endpoint + '/notices/' + id + '/' + version)).text()));
      performance.clearResourceTimings();
      const other = await createSignup({ ...await session(), notice });
      const fetched = performance.getEntriesByType('resource').filter(({ name }) => name.includes('/notices/')).length;
      const bent = await code(async () => createSignup({ ...await session(), notice: notice.map((text) => text.replace('实名', '匿名')) }));
      return [fetched, other.notices.length, bent];`);
    assert.deepEqual(outcome, [0, 4, 'E_NOTICE_ALTERED']);
  });

  it('says why it does not begin', async () => {
    await visit();
    const begun = (more) => work(`return await code(async () => createSignup({ ...await session(), ...(${more}) }))`);
    assert.equal(await begun('{ locale: "fr" }'), 'E_NOTICE');
    assert.equal(await begun(`{ policy: "${'A'.repeat(43)}" }`), 'E_NOT_FOUND');
    assert.equal(await begun('{ endpoint: "/nowhere" }'), 'E_NETWORK');
  });

  it('goes on with another ticket', async () => {
    await visit({ ticket: `rnt1.${'A'.repeat(43)}` });
    await decide();
    await type();
    assert.equal(await work('return await code(() => signup.submit())'), 'E_TICKET');
    assert.ok((await run('return events')).some(({ type }) => type === 'expired'));
    assert.equal(await run('return signup.state'), 'decided', 'a ticket is all that is missing');
    assert.equal(await work('signup.ticket = (await session()).ticket; return (await signup.submit()).state'), 'admitted');
  });

  it('seals again under another ticket, and sends what was sealed last', async () => {
    await visit();
    await decide();
    await type();
    const [one, same, other] = await work(`
      const bodies = [(await signup.seal()).body, (await signup.seal()).body];
      signup.ticket = (await session()).ticket;
      return [...bodies, (await signup.seal()).body];`);
    assert.equal(one, same);
    assert.notEqual(one, other);
    await requests(chromium);
    assert.equal(await work('signup.ticket = (await session()).ticket; return (await signup.submit()).state'), 'admitted');
    const sent = (await requests(chromium)).filter(({ url }) => url.endsWith('/bundles')).map(({ postData }) => postData);
    assert.equal(sent.length, 1);
    assert.ok(sent[0] !== other, 'another one, under the last ticket');
  });

  it('takes entries again after one that was not confirmed', async () => {
    await visit();
    await decide();
    await type({ ...VALUES, name: '查无此人' });
    assert.equal(await work('return await code(() => signup.submit())'), 'E_NOT_VERIFIED');
    assert.equal(await run('return signup.state'), 'draft');
    assert.equal(await work('return await code(() => signup.submit())'), 'E_INPUT_EMPTY', 'what was typed is gone');
    await driver.findElement(By.id('name')).clear();
    await work('for (const [field, text] of Object.entries(args[0])) signup.set(field, text)', VALUES);
    assert.equal(await work('return (await signup.submit()).state'), 'admitted');
  });

  it('ends with its signal, before, while loading and while sending', async () => {
    await visit();
    const outcomes = await work(`
      const name = async (begun) => { try { await begun; return null } catch (error) { return error.name } };
      const options = await session();
      const early = await name(createSignup({ ...options, signal: AbortSignal.abort() }));
      const loading = new AbortController();
      const begun = createSignup({ ...options, signal: loading.signal });
      loading.abort();
      return [early, await name(begun)];`);
    assert.deepEqual(outcomes, ['AbortError', 'AbortError']);
    await run('window.abort = new AbortController()');
    await work('await begin({ signal: abort.signal }); await read();');
    await decide();
    await type();
    const [outcome, state, later] = await work(`
      const sent = signup.submit();
      abort.abort(new Error('enough'));
      let outcome;
      try { await sent } catch (error) { outcome = error.message }
      return [outcome, signup.state, await code(() => signup.submit())];`);
    assert.deepEqual([outcome, state, later], ['enough', 'destroyed', 'E_STATE']);
  });

  it('leaves nothing in the memory of the wasm once it is destroyed', async () => {
    await visit();
    await decide();
    await type();
    // The pieces of this name are words of the notices as well.
    const needles = sought(Object.values(SPECIMEN)).filter(([what]) => !what.endsWith('(a piece)'));
    const found = () => run('return window.__search(arguments[0])', needles);
    assert.deepEqual((await found()).sort(), Object.values(SPECIMEN).map((text) => `${text} (as it is)`).sort(), 'the search sees');
    await run('signup.destroy()');
    assert.deepEqual(await found(), []);
    assert.deepEqual(await work('return [await code(() => signup.set("name", "x")), await code(() => signup.seal()), await code(() => signup.decide("identity_check", "given", clicks[0])), signup.state]'), ['E_STATE', 'E_STATE', 'E_STATE', 'destroyed']);
    await work('await begin(); await read();');
    await decide();
    await type();
    await run('window.__sought = arguments[0]', needles);
    await work('return await signup.seal()');
    const sealing = await run('return window.__atSeal');
    for (const text of Object.values(SPECIMEN)) assert.ok(sealing.includes(`${text} (base64)`), `the search sees the disclosure of ${text}`);
    assert.ok((await found()).every((what) => what.endsWith('(as it is)')), 'held, it is in no disclosure any more');
    assert.equal((await submit()).state, 'admitted');
    assert.deepEqual(await found(), [], 'nor after a signup');
  });

  it('refuses a policy with a guardian\'s flow, which is the element\'s alone', async () => {
    const children = await server({ www: WWW, extra: ['--config', join(WWW, '../../../server/demo/children.toml')] });
    try {
      await driver.get(children.url);
      await driver.wait(() => run('return document.documentElement.dataset.loaded'), 10_000, 'the page');
      assert.equal(await work('return await code(async () => createSignup(await session()))'), 'E_GUARDIAN');
    } finally {
      await children.stop();
    }
  });
});
