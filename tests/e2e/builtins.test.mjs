// A recorder that comes after us and wraps every member of every built-in: it is handed nothing of the closed root, no
// typed text, no key, no view of the memory. The same recorder at the stock glue of wasm-bindgen is.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { browser } from './lab/browser.mjs';
import { SPECIMEN, open } from './lab/person.mjs';
import { server } from './lab/server.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const STOCK = process.env.REALNAME_STOCK_GLUE ?? join(process.env.CARGO_TARGET_DIR ?? join(ROOT, 'target'), 'wasm/core.stock.js');

/** Runs in the page, when the form stands. Counts in `__handed` who was handed what while `__watch(true)`. */
function recorder(texts) {
  const { apply, construct, defineProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;
  const uncurry = (f) => Function.prototype.call.bind(f);
  const rootOf = uncurry(Node.prototype.getRootNode);
  const isOf = uncurry(Object.prototype.isPrototypeOf);
  const includes = uncurry(String.prototype.includes);
  const isView = ArrayBuffer.isView.bind(ArrayBuffer);
  const [node, shadow, memory, key, buffer] = [Node, ShadowRoot, WebAssembly.Memory, CryptoKey, ArrayBuffer].map((type) => type.prototype);
  const bytes = uncurry(getOwnPropertyDescriptor(buffer, 'byteLength').get);
  const handed = (window.__handed = {});
  let watching = false;
  const kind = (value) => {
    if (typeof value === 'string') {
      for (let i = 0; i < texts.length; i += 1) if (includes(value, texts[i])) return 'a typed text';
      return undefined;
    }
    if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return undefined;
    if (isOf(node, value)) return isOf(shadow, rootOf(value)) ? 'the closed root' : undefined;
    if (isOf(memory, value) || (isView(value) && bytes(value.buffer) > 65_536)) return 'the memory';
    if (isOf(buffer, value)) return bytes(value) > 65_536 ? 'the memory' : undefined;
    return isOf(key, value) ? 'a key' : undefined;
  };
  const note = (label, values) => {
    for (let i = 0; i < values.length; i += 1) {
      let found;
      try { found = kind(values[i]); } catch { /* a prototype itself */ }
      if (found) (handed[found] ??= []).push(label);
    }
  };
  const wrap = (label, owner) => {
    for (const name of ownKeys(owner)) {
      const stock = getOwnPropertyDescriptor(owner, name);
      if (name === 'constructor' || name === 'prototype' || !stock.configurable) continue;
      const wrapped = { ...stock };
      for (const part of ['value', 'get', 'set']) {
        const member = stock[part];
        if (typeof member !== 'function' || (part === 'value' && /^[A-Z]/.test(String(name)))) continue;
        wrapped[part] = function (...args) {
          if (watching) {
            watching = false;
            note(`${label}.${String(name)}`, [this, ...args]);
            watching = true;
          }
          return new.target ? construct(member, args) : apply(member, this, args);
        };
      }
      try { defineProperty(owner, name, wrapped); } catch { /* not ours to change */ }
    }
  };
  const done = new Set();
  for (const name of Object.getOwnPropertyNames(window).filter((name) => /^[A-Z]/.test(name)).concat('crypto')) {
    const global = window[name];
    for (const owner of [global?.prototype, global]) {
      if (!owner || !['object', 'function'].includes(typeof owner) || done.has(owner)) continue;
      done.add(owner);
      wrap(owner === global ? name : `${name}.prototype`, owner);
    }
  }
  wrap('WebAssembly.Memory.prototype', memory);
  window.__watch = (on) => { watching = on; };
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
    const person = await open(chromium, backend.url);
    await person.ready();
    // By DevTools, because the page's own policy forbids code from text.
    await run(`(${recorder})(${JSON.stringify([SPECIMEN.name, SPECIMEN.id, SPECIMEN.mobile])})`);
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

test('with the stock glue the same recorder is handed the texts and the memory; with one capture out, the closed root', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'realname-stock-'));
  try {
    cpSync(join(ROOT, 'pkg'), folder, { recursive: true });
    cpSync(STOCK, join(folder, 'dist/core.js'));
    // No node passes through the glue: the platform's file alone works with them.
    const source = readFileSync(join(ROOT, 'src/browser/platform.js'), 'utf8');
    const capture = "const setAttribute = method('Element', 'setAttribute');";
    assert.equal(source.split(capture).length, 2);
    const [platform] = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('platform.js'));
    writeFileSync(join(folder, platform), source.replace(capture, 'const setAttribute = (node, name, value) => node.setAttribute(name, value);'));
    const handed = await handedDuringSignup(folder);
    assert.deepEqual(Object.keys(handed).sort(), ['a typed text', 'the closed root', 'the memory']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
