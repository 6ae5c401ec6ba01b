// What `realname/testing` does, in whatever engine: an open root in which a script signs up, on a server in a test environment and
// nowhere else; the mock endpoint in the place of a server.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gateway } from '../../e2e/lab/gateway.mjs';
import { at } from '../../e2e/lab/person.mjs';
import { config, server } from '../../e2e/lab/server.mjs';
import { ROOT, installed } from './package.mjs';
import { printed } from './printed.mjs';

/** The page: a form of one of both entries, at the gateway or at a mock endpoint. */
const PAGE = `
  import * as testing from '/package/testing.js';
  import * as product from '/package/element.js';
  const asked = new URLSearchParams(location.search);
  // Under the policy of the server that serves the page, where that is wanted.
  const own = async () => {
    const text = async (path) => (await fetch('/realname/v1' + path)).text();
    const policy = await text('/policies/current');
    return { policy, notices: await Promise.all(JSON.parse(policy).notices.map(({ id, version }) => text('/notices/' + id + '/' + version))) };
  };
  const mock = asked.has('mock') ? await testing.mockEndpoint(asked.has('own') ? await own() : {}) : null;
  window.__mock = mock;
  window.__testing = testing;
  if (asked.has('product')) product.defineRealnameForm();
  else testing.defineRealnameForm({ mode: 'open', fetch: mock?.fetch });
  const form = document.createElement('realname-form');
  window.__events = [];
  for (const name of ['ready', 'progress', 'error', 'sealed', 'submitted', 'expired'])
    form.addEventListener('realname-' + name, (event) => window.__events.push({ type: name, ...event.detail }));
  // Somebody new each time.
  if (!mock) await fetch('/provider/reset', { method: 'POST' });
  const { ticket, pins } = mock ? { ticket: mock.ticket(), pins: mock.pins } : await (await fetch('/provider/session', { method: 'POST' })).json();
  form.setAttribute('endpoint', '/realname/v1');
  form.setAttribute('pins', pins.join(' '));
  form.setAttribute('locale', 'zh-CN');
  for (const [name, value] of asked) if (name.startsWith('a-')) form.setAttribute(name.slice(2), value);
  document.body.append(form);
  form.ticket = ticket;
  /** Everything by a script: no event is trusted. */
  window.__type = (values) => {
    for (const [name, text] of Object.entries(values)) {
      const input = form.shadowRoot.getElementById(name);
      input.focus();
      input.value = text;
      input.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
    }
  };
  window.__sign = (values, wanted = 'give') => {
    const root = form.shadowRoot;
    for (const button of root.querySelectorAll('.duty button')) button.click();
    window.__type(values);
    const rows = [...root.querySelectorAll('.choices')];
    rows[0].querySelectorAll('button')[wanted === 'give' ? 0 : 1].click();
    root.querySelector('.submit').click();
  };`;

/** Its behaviour in one engine; `more(lab)` is what is to be seen in that one alone. */
export function kit(name, start, more = () => {}) {
  describe(`realname/testing in ${name}`, () => {
    let own, www, engine, test, demo;
    before(async () => {
      own = installed();
      www = mkdtempSync(join(tmpdir(), 'realname-testing-'));
      mkdirSync(join(www, 'package'));
      cpSync(own.at, join(www, 'package'), { recursive: true });
      cpSync(join(ROOT, 'www/icon.svg'), join(www, 'icon.svg'));
      writeFileSync(join(www, 'index.html'), '<!doctype html><meta charset="utf-8"><title>test</title><link rel="icon" href="/icon.svg"><script type="module" src="/main.js"></script>');
      writeFileSync(join(www, 'main.js'), PAGE);
      [engine, test, demo] = await Promise.all([start(), server({ www, extra: ['--config', config(printed('test.toml', 'docs/testing.md'))] }), server({ www })]);
    });
    after(async () => {
      await Promise.all([engine?.stop(), test?.stop(), demo?.stop()]);
      rmSync(www, { recursive: true, force: true });
      own?.remove();
    });
    const run = (code, ...args) => engine.driver.executeScript(code, ...args);
    const visit = async (backend, query = '') => {
      await engine.driver.get(`${backend.url}/?${query}`);
      await engine.driver.wait(() => run('return !!window.__sign'), 20_000, 'the page did not load');
      return at(engine);
    };
    /** Signs somebody of `persons` up by script alone. */
    const sign = async (person, verdict, wanted = 'give') => {
      await person.event(({ type }) => type === 'ready', 'ready');
      await person.scroll();
      await run('const { name, id_number, mobile } = window.__testing.persons[arguments[0]]; window.__sign({ name, id_number, mobile }, arguments[1])', verdict, wanted);
    };
    const ended = (person) => person.event(({ type, id, code }) => type === 'submitted' || (type === 'error' && (id || /CHALLENGE/.test(code))), 'the end');

    it('signs up by script on a server in a test environment, and every record says so', async () => {
      const person = await visit(test);
      await sign(person, 'pass');
      const { state, id } = await ended(person);
      assert.equal(state, 'admitted');
      const evidence = await gateway(test).evidence(id);
      assert.ok(evidence.decisions.length > 2 && evidence.decisions.every(({ synthetic }) => synthetic === true), JSON.stringify(evidence.decisions));
      const part = (jwt, at) => JSON.parse(Buffer.from(jwt.split('.')[at], 'base64url'));
      assert.deepEqual([part(evidence.sd_jwt, 0).typ, part(evidence.sd_jwt, 1).env], ['realname-test+sd-jwt', 'test']);
      assert.deepEqual([evidence.result.source, part(evidence.result.result_jwt, 1).env], ['test', 'test']);
    });

    for (const [verdict, code] of [['fail', 'E_NOT_VERIFIED'], ['no-record', 'E_NOT_VERIFIED'], ['authority-down', 'E_AUTHORITY_DOWN'], ['replayed', 'E_CHALLENGE_USED'], ['expired', 'E_CHALLENGE_EXPIRED']]) {
      for (const query of ['', 'mock']) {
        it(`shows ${code} to the person "${verdict}"${query && ' of the mock endpoint'}`, async () => {
          const person = await visit(test, query);
          await sign(person, verdict);
          assert.equal((await ended(person)).code, code);
        });
      }
    }

    it('signs up at the mock endpoint, whose Rust verifies and opens it', async () => {
      // The demo's server serves the page alone.
      const person = await visit(demo, 'mock');
      await sign(person, 'pass');
      assert.equal((await ended(person)).state, 'admitted');
      const [signup] = await run('return window.__mock.signups');
      const pass = await run('return window.__testing.persons.pass');
      assert.deepEqual(signup.values, { id_type: 'resident-id', id_number: pass.id_number, name: pass.name, mobile: `+86${pass.mobile}` });
      assert.ok(signup.claims.env === 'test' && signup.claims.consent.every(({ synthetic }) => synthetic));
      // The same bytes are no bundle for a gateway outside a test environment.
      const api = gateway(demo);
      assert.equal((await api.submit(await api.ticket('account', 'session'), signup.body)).code, 'E_TEST_MODE');
    });

    it('answers a backend with what the server answers', async () => {
      const said = [];
      for (const query of ['', 'mock&own']) {
        const person = await visit(test, query);
        await sign(person, 'pass');
        const { id } = await ended(person);
        const real = { ask: (path, options) => fetch(`${test.url}/realname/v1${path}`, options), credential: test.credential(), origin: test.url };
        const asked = async ({ ask, credential, origin }, account) => {
          const headers = { authorization: `Bearer ${credential}`, 'content-type': 'application/json' };
          const ticket = await ask('/tickets', { method: 'POST', headers, body: JSON.stringify({ account_ref: 'nobody', session: 's', origin }) });
          return [await ticket.json(), ...await Promise.all([account, 'nobody'].map(async (of) => (await ask(`/gate/${of}`, { headers })).json()))];
        };
        said.push(query
          ? await run(`const { fetch: ask, credential } = window.__mock; return (${asked})({ ask: (path, options) => ask('/realname/v1' + path, options), credential, origin: location.origin }, 'account-1')`)
          : await asked(real, (await gateway(test).evidence(id)).account_ref));
      }
      const [server, mock] = said.map(([ticket, gate, none]) => {
        const { admitted, state, reason, level, since } = gate;
        return { ticket: Object.keys(ticket).sort(), gate: { admitted, state, reason, level }, at: Number.isInteger(since), members: Object.keys(gate).sort(), none };
      });
      assert.deepEqual(mock, server);
    });

    it('admits whom nobody is at any age, by the name, and no real person', async () => {
      for (const [number, state] of [['window.__testing.residentNumber({ age: 20 })', 'admitted'], ["'11010519491231002X'", 'failed']]) {
        const person = await visit(demo, 'mock');
        await person.event(({ type }) => type === 'ready', 'ready');
        await person.scroll();
        await run(`const { name, mobile } = window.__testing.persons.pass; window.__sign({ name, id_number: ${number}, mobile })`);
        const end = await ended(person);
        assert.equal(end.type === 'error' ? (assert.equal(end.code, 'E_NOT_VERIFIED'), 'failed') : end.state, state);
      }
    });

    it('takes a child with a guardian, under a policy and notices of one’s own', async () => {
      const children = await server({ www, extra: ['--config', join(ROOT, 'server/demo/children.toml')] });
      try {
        const person = await visit(children, 'mock&own');
        await person.event(({ type }) => type === 'ready', 'ready');
        await run('const { name, mobile } = window.__testing.persons.pass; window.__type({ name, id_number: window.__testing.residentNumber({ age: 10 }), mobile })');
        await person.scroll();
        await run(`
          const { name, id_number, mobile } = window.__testing.persons.pass;
          const root = document.querySelector('realname-form').shadowRoot;
          window.__type({ guardian_name: name, guardian_id_number: id_number, guardian_mobile: mobile });
          for (const button of root.querySelectorAll('.duty button')) button.click();
          for (const row of root.querySelectorAll('.choices')) row.querySelector('button').click();
          root.querySelector('.submit').click();`);
        assert.equal((await ended(person)).state, 'admitted');
        const [{ values, mediaType }] = await run('return window.__mock.signups');
        assert.equal(mediaType, 'application/realname-guardian+json');
        assert.deepEqual(Object.keys(values), ['child', 'guardian']);
        assert.notEqual(values.child.id_number, values.guardian.id_number);
      } finally {
        await children.stop();
      }
    });

    it('sends a refusal as a refusal, and nothing else', async () => {
      const person = await visit(demo, 'mock');
      await sign(person, 'pass', 'refuse');
      assert.equal((await ended(person)).state, 'refused');
      const [{ values, mediaType }] = await run('return window.__mock.signups');
      assert.deepEqual([values, mediaType], [null, 'application/realname-decision+json']);
    });

    it('can be told to refuse', async () => {
      const person = await visit(demo, 'mock');
      await run("window.__mock.refuse(/^POST \\/challenge$/, 'E_RATE_LIMITED')");
      await sign(person, 'pass');
      await person.event(({ type, code }) => type === 'error' && code === 'E_RATE_LIMITED', 'the refusal');
    });

    it('stands under no policy but one of a test environment', async () => {
      const person = await visit(demo);
      const { code, state } = await person.event(({ type }) => type === 'error', 'an error');
      assert.deepEqual([code, state], ['E_TEST_MODE', 'failed']);
      assert.equal(await run('return document.querySelector("realname-form").shadowRoot.querySelectorAll("input, button").length'), 0);
    });

    it('wants to be told that the root is to be open', async () => {
      await visit(demo, 'mock');
      const refused = await run('return [undefined, {}, { mode: "closed" }].map((options) => { try { window.__testing.defineRealnameForm(options); return "defined"; } catch (error) { return error.name; } })');
      assert.deepEqual(refused, ['TypeError', 'TypeError', 'TypeError']);
    });

    more({ run, visit, get engine() { return engine; }, get own() { return own; }, get test() { return test; } });
  });
}
