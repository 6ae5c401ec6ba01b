// The glue between page and wasm: a script that comes later and wraps every built-in is handed neither the memory nor
// a typed text. The same script at the stock glue of wasm-bindgen is, so it looks in the right places.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const BUILT = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, 'target'), 'wasm');
const STOCK = process.env.REALNAME_STOCK_GLUE ?? join(BUILT, 'core.stock.js');
const ID = '11010519491231002X';
const NAME = '测试用户';

/** Wraps every member of the built-ins; `names()` says which of them were handed something. */
function lateScript() {
  const { apply, getOwnPropertyDescriptor, ownKeys, defineProperty } = Reflect;
  const isView = ArrayBuffer.isView.bind(ArrayBuffer);
  const isArray = Array.isArray.bind(Array);
  const handed = new Set();
  const undo = [];
  let watching = false;
  const tells = (value) => {
    if (typeof value === 'string') return value === ID || value === NAME;
    if (isView(value)) return value.buffer.byteLength > 65_536;
    if (value instanceof ArrayBuffer) return value.byteLength > 65_536;
    if (isArray(value)) return value.length > 1000;
    return value instanceof WebAssembly.Memory || value instanceof WebAssembly.Instance;
  };
  const wrap = (label, prototype) => {
    for (const name of ownKeys(prototype)) {
      const stock = getOwnPropertyDescriptor(prototype, name);
      if (name === 'constructor' || !stock.configurable) continue;
      const wrapped = { ...stock };
      for (const part of ['value', 'get', 'set']) {
        const member = stock[part];
        if (typeof member !== 'function') continue;
        wrapped[part] = function (...args) {
          if (watching) {
            watching = false;
            if (tells(this) || args.some(tells)) handed.add(`${label}.${String(name)}`);
            watching = true;
          }
          return apply(member, this, args);
        };
      }
      defineProperty(prototype, name, wrapped);
      undo.push(() => defineProperty(prototype, name, stock));
    }
  };
  const typedArray = Object.getPrototypeOf(Uint8Array.prototype);
  for (const [label, owner] of Object.entries({
    TextDecoder, TextEncoder, DataView, ArrayBuffer, String, Array, Function, Promise,
    Memory: WebAssembly.Memory, Instance: WebAssembly.Instance,
  })) wrap(label, owner.prototype);
  wrap('TypedArray', typedArray);
  return {
    while(work) {
      watching = true;
      try { work(); } finally { watching = false; }
    },
    end() {
      for (const step of undo.reverse()) step();
      return [...handed].sort();
    },
  };
}

/** What a late script is handed while the checks of the package in `folder` run. */
async function handedIn(folder) {
  const at = (path) => pathToFileURL(join(folder, path)).href;
  const { checkDocument, checkName, isValidDocument, load } = await import(at('index.js'));
  const core = await import(at('dist/core.js'));
  const started = await core.default({ module_or_path: readFileSync(join(folder, 'dist/core.wasm')) });
  await load({ wasm: readFileSync(join(folder, 'dist/core.wasm')) });
  const script = lateScript();
  let verdict;
  script.while(() => {
    checkName(NAME);
    checkName(` ${NAME}`);
    isValidDocument(ID);
    verdict = checkDocument(` ${ID}`, { kind: 'resident-id' });
  });
  const handed = script.end();
  assert.deepEqual([verdict.state, verdict.normalized], ['well-formed', ID]);
  return { handed, started, core };
}

test('the published glue hands nothing to a script that comes later', async () => {
  const { handed, started, core } = await handedIn(join(ROOT, 'pkg'));
  assert.deepEqual(handed, []);
  assert.equal(started, undefined, 'the first init answers nothing');
  assert.equal(await core.default(), undefined, 'nor does a second');
  assert.equal(core.initSync, undefined);
  assert.ok(core.check(core.kindOf(0, 'resident-id'), ID).buffer.byteLength < 64, 'a verdict is a copy, not a view of the memory');
  for (const [name, value] of Object.entries(core)) {
    assert.equal(typeof value, 'function', name);
    // A handle of the wasm would be a way in; an error holds a code.
    if (name !== 'RealnameError') assert.doesNotMatch(`${value}`, /^class/, name);
  }
});

test('the stock glue, in the same place, hands out the memory and the typed text', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'realname-stock-'));
  try {
    cpSync(join(BUILT, 'parts'), folder, { recursive: true });
    cpSync(STOCK, join(folder, 'dist/core.js'));
    const { handed, started } = await handedIn(folder);
    for (const name of ['String.charCodeAt', 'TextDecoder.decode', 'TypedArray.subarray', 'Memory.buffer'])
      assert.ok(handed.includes(name), `${name} is not among ${handed}`);
    assert.ok(Object.values(started).some((value) => value instanceof WebAssembly.Memory));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
