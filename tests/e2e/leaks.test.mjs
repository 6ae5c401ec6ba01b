// A canary identity, typed by real key events, is nowhere but inside the opened `sealed`. Each sink is first shown to
// see a value that was put there on purpose.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, cpSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { browser, consoleLines, pierced, requests } from './lab/browser.mjs';
import { gateway } from './lab/gateway.mjs';
import { born, number, withCheck } from './lab/people.mjs';
import { open } from './lab/person.mjs';
import { server } from './lab/server.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../..');
/** Well-formed, and with no six characters that anything else here holds. */
const CANARY = { name: '鸢尾金丝雀', id: withCheck('41078219770227839'), mobile: '13974861527' };
/** A child and a guardian: each field of each is one more that could leak. */
const CHILD = { name: '雪松知更鸟', id: number(born(10, -37), { place: '410782', sequence: '839' }), mobile: '13586239174' };
const GUARDIAN = { name: '芦苇白鹡鸰', id: withCheck('41078219830419734'), mobile: '13748625391' };

/** The spellings of a value: itself, its pieces, its encodings, its naked hashes. */
function spellings(value) {
  const bytes = Buffer.from(value);
  const found = new Set([value, bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url'), bytes.toString('hex'),
    encodeURIComponent(value), [...Buffer.from(value, 'utf16le')].map((b) => b.toString(16).padStart(2, '0')).join('')]);
  if (/^\d/.test(value)) for (let at = 0; at + 6 <= value.length; at += 1) found.add(value.slice(at, at + 6));
  for (const hash of ['md5', 'sha1', 'sha256', 'sm3']) {
    for (const text of [value, `+86${value}`, value.toLowerCase()]) {
      found.add(createHash(hash).update(text).digest('hex'));
      found.add(createHash(hash).update(text).digest('base64url'));
    }
  }
  return [...found];
}
const NEEDLES = [CANARY, CHILD, GUARDIAN].flatMap(Object.values).flatMap(spellings);

/** Fails when a haystack holds a spelling of the canary; says which sink and which kind, never more. */
function clean(sink, haystack) {
  const bytes = Buffer.isBuffer(haystack) ? haystack : Buffer.from(typeof haystack === 'string' ? haystack : JSON.stringify(haystack));
  const lower = bytes.toString('latin1').toLowerCase();
  for (const needle of NEEDLES) {
    assert.ok(bytes.indexOf(needle) < 0 && !lower.includes(needle.toLowerCase()), `${sink} holds a spelling of the canary: ${needle}`);
  }
}

/** A script that comes late: listens on `window`, imports every file of the package, walks every export. */
const LATE = (files) => `
  window.__late = { heard: [], walked: [], errors: [] };
  const types = ['keydown', 'keyup', 'keypress', 'beforeinput', 'input', 'change', 'paste', 'copy', 'cut', 'drop', 'compositionstart',
    'compositionupdate', 'compositionend', 'focusin', 'click', 'pointerdown'];
  for (const type of types) for (const target of [window, document, document.body, document.querySelector('realname-form')])
    for (const capture of [true, false]) target.addEventListener(type, (event) => {
      const at = event.composedPath()[0];
      window.__late.heard.push([type, event.key, event.data, at?.value, at?.nodeName].join('|'));
    }, capture);
  addEventListener('error', (event) => window.__late.errors.push(String(event.message) + String(event.error?.stack)));
  addEventListener('unhandledrejection', (event) => window.__late.errors.push(String(event.reason?.stack ?? event.reason)));
  new MutationObserver((records) => { for (const r of records) window.__late.heard.push('mutation|' + r.target.outerHTML); })
    .observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  const BAD = [WebAssembly.Memory, WebAssembly.Instance, WebAssembly.Table, WebAssembly.Module, ShadowRoot, ElementInternals];
  const seen = new Set();
  const walk = (value, path, depth) => {
    if (value === null || !['object', 'function'].includes(typeof value) || seen.has(value) || depth > 5) return;
    seen.add(value);
    if (BAD.some((bad) => value instanceof bad)) window.__late.walked.push(path);
    for (const key of Reflect.ownKeys(value)) {
      let next; try { next = value[key]; } catch { continue; }
      if (typeof next === 'string') window.__late.heard.push('string|' + next);
      walk(next, path + '.' + String(key), depth + 1);
    }
  };
  window.__reach = async (value) => { walk(value, 'seeded', 0); return window.__late.walked.splice(0); };
  window.__walk = async () => {
    seen.clear();
    // Before the package's own functions are called, which may open the store of kept devices.
    window.__late.databases = JSON.stringify(await indexedDB.databases());
    for (const file of ${JSON.stringify(files)}) {
      const module = await import(file);
      walk(module, file, 0);
      for (const [name, value] of Object.entries(module)) {
        if (typeof value !== 'function' || name === 'defineRealnameForm') continue;
        try { walk(await value(), file + '#' + name + '()', 0); } catch (error) { window.__late.heard.push('threw|' + error); }
      }
    }
    walk(document.querySelector('realname-form'), 'element', 0);
    window.__late.root = document.querySelector('realname-form').shadowRoot;
  };`;

function scripts(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? scripts(path) : /\.m?js$/.test(name) ? [path] : [];
  });
}

for (const family of [false, true]) describe(family ? "a child's and a guardian's canaries" : 'a canary', () => {
  let chromium, backend, person, evidence;
  before(async () => {
    // The demo's page, with one plain input and the late script beside it.
    const www = mkdtempSync(join(tmpdir(), 'realname-www-'));
    cpSync(join(root, 'www'), www, { recursive: true });
    // Those for Node alone cannot be imported here: their own import fails.
    const browsers = (path) => !/\bfrom ?"node:/.test(readFileSync(path, 'utf8'));
    const files = scripts(join(root, 'pkg')).filter(browsers).map((path) => `/realname/${relative(join(root, 'pkg'), path)}`);
    assert.ok(files.length >= 8, 'the package has its files');
    writeFileSync(join(www, 'late.js'), LATE(files));
    backend = await server({ www, extra: family ? ['--config', join(root, 'server/demo/children.toml')] : [] });
    chromium = await browser({ height: 4200 });
    person = await open(chromium, backend.signup);
    await person.ready();
    // By import: Trusted Types forbid a script element made from text.
    await chromium.driver.executeAsyncScript(`const done = arguments[0]; import('/late.js').then(() => done(), (e) => done(String(e)));`);
  });
  after(async () => {
    await chromium?.stop();
    await backend?.stop();
  });

  it('on a plain input is heard by the late script, so that it is known to hear', async () => {
    await chromium.driver.executeScript(`
      const plain = document.createElement('input'); plain.id = 'plain'; document.body.prepend(plain); plain.focus();`);
    await person.keys('424242seeded');
    const { heard } = await chromium.driver.executeScript('return window.__late');
    assert.ok(heard.some((line) => line.includes('424242seeded')), 'the late script hears a plain input');
    await chromium.driver.executeScript('document.getElementById("plain").remove(); window.__late.heard.length = 0');
    // And its walk finds what a module hands out.
    assert.deepEqual(await chromium.driver.executeAsyncScript(`
      const done = arguments[0];
      window.__reach([() => 0, { memory: new WebAssembly.Memory({ initial: 1 }) }]).then(done, (e) => done(String(e)));`), ['seeded.1.memory']);
  });

  it('goes through a whole signup', async () => {
    person.lost();
    if (family) await person.family(CHILD, GUARDIAN);
    else await person.fill(CANARY);
    // While it stands in the form, the piercing dump has it: so its absence later means something.
    const dump = await pierced(chromium);
    for (const value of (family ? [CHILD, GUARDIAN] : [CANARY]).flatMap(Object.values)) assert.ok(dump.includes(value), 'the dump sees into the closed root');
    await person.press('submit');
    const { id } = await person.event((e) => e.type === 'submitted', 'submitted');
    evidence = await gateway(backend).evidence(id);
    assert.equal(evidence.state, 'admitted');
    await chromium.driver.executeAsyncScript('const done = arguments[0]; window.__walk().then(done, (e) => { window.__late.errors.push(String(e)); done(); })');
  });

  it('is nowhere in the page', async () => {
    const late = await chromium.driver.executeScript('return window.__late');
    assert.equal(late.root, null, 'the root is closed');
    assert.deepEqual(late.walked, [], 'no export leads to memory, tables, roots or internals');
    assert.ok(late.heard.length > 0, 'the late script was there');
    clean('what the late script heard', late.heard);
    clean('thrown errors', late.errors);
    clean('events of the element', await person.events());
    const html = await pierced(chromium);
    clean('the document, closed roots pierced', html);
    clean('console', await consoleLines(chromium));
    const page = await chromium.driver.executeAsyncScript(`
      const done = arguments[0];
      (async () => ({
        url: location.href, title: document.title, history: JSON.stringify(history.state), cookie: document.cookie, name: window.name,
        local: JSON.stringify({ ...localStorage }), session: JSON.stringify({ ...sessionStorage }),
        databases: JSON.stringify(await indexedDB.databases()), caches: JSON.stringify(await caches.keys()),
        entries: JSON.stringify(performance.getEntries()), html: document.documentElement.outerHTML,
        selection: String(getSelection()), globals: Object.keys(window).join(),
      }))().then(done);`);
    for (const [sink, text] of Object.entries(page)) clean(sink, text ?? '');
    assert.equal(await chromium.driver.executeScript('return window.__late.databases'), '[]');
  });

  it('is in no request, URL, header or body', async () => {
    const sent = await requests(chromium);
    assert.ok(sent.some((request) => request.url.endsWith('/bundles') && request.postData?.includes('sealed')), 'the bundle was seen');
    clean('requests', sent);
  });

  it('is in no server log and no database file', async () => {
    assert.match(backend.log(), /\/bundles/, 'the log is kept');
    clean('server log', backend.log());
    const files = backend.files();
    assert.ok(files.some(([, bytes]) => bytes.includes(evidence.id)), 'the evidence is in a file');
    for (const [path, bytes] of files) clean(`file ${path.split('/').at(-1)}`, bytes);
  });

  it('is found by the search itself in each spelling', () => {
    for (const needle of NEEDLES) assert.throws(() => clean('seeded', `…${needle}…`), /seeded/);
    assert.ok(existsSync(join(root, 'pkg', 'element.js')) && readFileSync(join(root, 'pkg', 'element.js')).length > 0);
  });
});
