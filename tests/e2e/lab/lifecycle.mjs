// A page with any number of forms, in any engine: what the lifecycle tests of Chromium, Firefox and WebKit share.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gated } from './gate.mjs';
import { gateway } from './gateway.mjs';
import { SPECIMEN, at } from './person.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../..');
/** What the package calls its button, and what its other version does. */
const WORD = 'submit:"提交认证"';
const OTHER = '提交（另一版）';

/** What makes the wasm trap, in the words of the page. */
export const SMASH = 'window.smash();';

/** The page, the real server behind a gate, and the package once more under `/other`, with a text of its own. */
export async function lifecycle(engine) {
  const www = mkdtempSync(join(tmpdir(), 'realname-lifecycle-'));
  cpSync(join(ROOT, 'tests/e2e/lifecycle'), www, { recursive: true });
  cpSync(join(ROOT, 'pkg'), join(www, 'other'), { recursive: true });
  const words = join(www, 'other/strings/zh-CN.js');
  const text = readFileSync(words, 'utf8');
  assert.ok(text.includes(WORD));
  writeFileSync(words, text.replace(WORD, `submit:"${OTHER}"`));
  const gate = await gated({ www });
  const api = gateway(gate.backend);
  const session = await (await fetch(`${gate.backend.url}/provider/session`, { method: 'POST', headers: { origin: gate.url } })).json();
  const { driver } = engine;
  await driver.manage().setTimeouts({ script: 20_000 });
  let visitors = 0;
  const run = (script, ...args) => driver.executeScript(script, ...args);
  const page = {
    gate,
    api,
    run,
    OTHER,
    pins: session.pins,
    /** Runs the body of an async function in the page. */
    work: (body, ...args) => driver.executeAsyncScript(
      `const done = arguments[arguments.length - 1]; const given = [...arguments].slice(0, -1); (async () => { ${body} })().then((value) => done({ value }), (error) => done({ error: String(error) }));`, ...args,
    ).then(({ value, error }) => { if (error) throw new Error(error); return value; }),
    /** Opens it, with nothing in it yet. */
    async visit() {
      await driver.get(gate.url);
      await driver.wait(() => run('return !!window.put'), 10_000, 'no page');
    },
    /** A ticket for somebody new; `account` for somebody known. */
    async ticket(account = `account-${visitors += 1}`) {
      return api.ticket(account, `session of ${account}`, gate.url);
    },
    /** Puts a form into the page, for somebody new. Answers the person at it. */
    async put(options = {}) {
      const { account, ...given } = options;
      const all = { pins: session.pins.join(' '), quiet: session.quiet.join(' '), ticket: await page.ticket(account), ...given };
      await page.work('await define(given[0].tag, given[0].from); put(given[0]);', all);
      return at(engine, `#${given.id ?? 'form'}`);
    },
    /** The state that a form shows by its `:state()`. */
    state: (id = 'form') => run(`
      const form = document.getElementById(arguments[0]);
      return ['loading', 'draft', 'well-formed', 'noticed', 'decided', 'sealed', 'submitted', 'admitted', 'refused', 'failed'].find((state) => form.matches(':state(' + state + ')')) ?? '';`, id),
    reaches: (state, id) => driver.wait(async () => await page.state(id) === state, 20_000, `no ${state}`),
    events: () => run('return window.__events'),
    /** Fills everything in, and waits until it is decided. */
    async filled(person, id) {
      await person.fill(SPECIMEN);
      await page.reaches('decided', id);
    },
    /** Sends it; answers the id of what was admitted. */
    async admitted(person, id = 'form') {
      await person.press('submit');
      const { id: bundle } = await person.event((event) => event.of === id && event.type === 'submitted', `${id} submitted`);
      const evidence = await api.evidence(bundle);
      assert.equal(evidence.result.outcome, 'match');
      return evidence;
    },
    async stop() {
      await gate.stop();
      rmSync(www, { recursive: true, force: true });
    },
  };
  return page;
}
