// A recorder that comes after us and wraps every member of every built-in: it is handed nothing of the closed root, no
// typed text, no key, no view of the memory. The same recorder at the stock glue of wasm-bindgen is.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { browser } from '../lab/browser.mjs';
import { SPECIMEN, open } from '../lab/person.mjs';
import { server } from '../lab/server.mjs';
import { wrapBuiltins } from './recorders/builtins.js';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const BUILT = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, 'target'), 'wasm');
const STOCK = process.env.REALNAME_STOCK_GLUE ?? join(BUILT, 'core.stock.js');

/** Runs in the page, when the form stands. Counts in `__handed` who was handed what while `__watch(true)`. */
function watch(wrap, texts) {
  const handed = window.__handed;
  const includes = Function.prototype.call.bind(String.prototype.includes);
  window.__watch = wrap((label, kind, value) => {
    let found = kind;
    for (let i = 0; kind === 'text' && i < texts.length; i += 1) if (includes(value, texts[i])) found = 'a typed text';
    if (found !== 'text') (handed[found] ??= []).push(label);
  });
}

/** What the recorder was handed during one admitted signup. */
async function handedDuringSignup(folder) {
  const backend = await server({ extra: ['--package', folder] });
  const chromium = await browser();
  const run = async (expression) => {
    const { exceptionDetails, result } = await chromium.cdp('Runtime.evaluate', { expression, returnByValue: true });
    assert.equal(exceptionDetails, undefined, exceptionDetails?.exception?.description);
    return result.value;
  };
  try {
    const person = await open(chromium, backend.signup);
    await person.ready();
    // By DevTools, because the page's own policy forbids code from text.
    await run(`${wrapBuiltins}; window.__handed = {}; (${watch})(wrapBuiltins, ${JSON.stringify([SPECIMEN.name, SPECIMEN.id, SPECIMEN.mobile])})`);
    await run('__watch(true)');
    person.lost();
    await person.press('acknowledge');
    await person.press('accept');
    await person.type('name', SPECIMEN.name);
    await person.type('id_number', SPECIMEN.id);
    await person.type('mobile', SPECIMEN.mobile);
    await person.press('give');
    await person.press('submit');
    await person.event((event) => event.type === 'submitted', 'submitted');
    await run('__watch(false)');
    return JSON.parse(await run('JSON.stringify(__handed)'));
  } finally {
    await chromium.stop();
    await backend.stop();
  }
}

test('a recorder that wraps every built-in after us is handed nothing of the form', async () => {
  assert.deepEqual(await handedDuringSignup(join(ROOT, 'pkg')), {});
});

/** What the recorder was handed of a form whose platform.js has `changes`, `[from, to]`; `stock`: on the glue as wasm-bindgen writes it. */
async function handedByChanged(changes, { stock = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'realname-stock-'));
  try {
    cpSync(join(BUILT, 'parts'), folder, { recursive: true });
    if (stock) cpSync(STOCK, join(folder, 'dist/core.js'));
    let source = readFileSync(join(ROOT, 'src/browser/platform.js'), 'utf8');
    for (const [from, to] of changes) {
      assert.equal(source.split(from).length, 2, from);
      source = source.replace(from, () => to);
    }
    const [platform] = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('platform.js'));
    writeFileSync(join(folder, platform), source);
    return await handedDuringSignup(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test('with the stock glue the same recorder is handed the texts and the memory; with one capture out, the closed root', async () => {
  // No node passes through the glue: the platform's file alone works with them.
  const capture = "const setAttribute = method('Element', 'setAttribute');";
  const handed = await handedByChanged([[capture, 'const setAttribute = (node, name, value) => node.setAttribute(name, value);']], { stock: true });
  assert.deepEqual(Object.keys(handed).sort(), ['a typed text', 'the closed root', 'the memory']);
});

test('it sees what no global leads to, global functions, bytes, steps of an iterator, answers; with another capture out, the key', async () => {
  const reading = "return normalize(valueOf(page.nodes[node]), 'NFC');";
  const leak = `encodeURIComponent(text); structuredClone(text); new g.DataView(encode(encoder, text).slice().buffer).getUint8(0); (function* () { yield text; })().next();
    for (const one of new Set([text])) one; atob(btoa(encodeURIComponent(text)));`;
  const handed = await handedByChanged([
    [reading, `const text = normalize(valueOf(page.nodes[node]), 'NFC'); if (text) { ${leak} } return text;`],
    ["const ecdsaSign = method('SubtleCrypto', 'sign');", 'const ecdsaSign = (owner, how, key, data) => owner.sign(how, key, data);'],
  ]);
  // What is signed lies in the memory.
  assert.deepEqual([...new Set([...handed['a key'], ...handed['the memory']])], ['SubtleCrypto.prototype.sign']);
  for (const label of [
    'encodeURIComponent', 'structuredClone', 'structuredClone, its answer', '%TypedArray%.prototype.slice', '%TypedArray%.prototype.slice, its answer', 'DataView.prototype.getUint8',
    '%Generator%.next, its answer', '%SetIterator%.next, its answer', 'atob, its answer',
  ]) assert.ok(handed['a typed text'].includes(label), `${label}: ${[...new Set(handed['a typed text'])].join(' | ')}`);
});
