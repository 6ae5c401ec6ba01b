// @ts-check
// Fetching and compiling the wasm, with a code for everything that can go wrong. The platform is captured when this
// file is loaded, so that what is patched later never sees the instance.
import init, { alive } from './dist/core.js';

const g = /** @type {any} */ (globalThis);
const fetch = g.fetch?.bind(g);
const { compile, Module, CompileError } = g.WebAssembly ?? {};

// A promise asks what it is resolved with for `then`, down to `Object.prototype`, where a script can plant one: these
// answer for themselves, so that nobody is handed the instance. Where there is no page there is nobody, and nothing is changed.
for (const part of [g.WebAssembly?.Instance, Module]) {
  if (g.document && part) Object.defineProperty(part.prototype, 'then', { value: undefined });
}

/** What the build wrote: the wasm of this very package, or none is compiled. */
const INTEGRITY = '__CORE_WASM_INTEGRITY__';

/** The one error class. `code` is from the table in docs/codes.md; a message never holds input. */
export class RealnameError extends Error {
  constructor(/** @type {string} */ code, /** @type {string} */ message = code) {
    super(message);
    this.name = 'RealnameError';
    this.code = code;
  }
}

/** @type {Promise<void> | undefined} */
let started;
let starting = false;
let compiledOnce = false;

/**
 * Compiles and instantiates once for all entries of the package. A failure is forgotten, so that it can be tried again; and
 * an instance that has trapped, so that the same module gets another. `wasm` is what `load` takes, or what answers that:
 * asked only when it is needed.
 */
export function start(/** @type {any} */ wasm) {
  if (!starting && !alive()) {
    starting = true;
    started = instantiate(wasm).finally(() => { starting = false; });
  }
  return started;
}

/** Throws where nothing is loaded, or nothing yet after a trap. */
export function ready() {
  if (alive()) return;
  if (compiledOnce) start(null);
  throw new RealnameError('E_STATE', 'call load() and wait for it first');
}

async function instantiate(/** @type {any} */ wasm) {
  if (!compile) throw new RealnameError('E_UNSUPPORTED_ENGINE', 'WebAssembly is missing');
  // Again: the glue has kept the module, and takes no other.
  if (compiledOnce) return init();
  const given = await (typeof wasm === 'function' ? wasm() : wasm);
  const module_or_path = given instanceof Module ? given : await compiled(given);
  await init({ module_or_path });
  compiledOnce = true;
}

async function compiled(/** @type {any} */ given) {
  const bytes = given instanceof URL || typeof given === 'string' ? await fetched(given)
    : typeof given.arrayBuffer === 'function' ? await given.arrayBuffer() : given;
  const magic = new Uint8Array(bytes.buffer ?? bytes, bytes.byteOffset ?? 0, Math.min(4, bytes.byteLength));
  if (`${magic}` !== '0,97,115,109') throw new RealnameError('E_WASM_TYPE', 'this is not a wasm file');
  try {
    return await compile(bytes);
  } catch (error) {
    throw new RealnameError(forbidden() ? 'E_WASM_CSP' : 'E_WASM_TYPE', error instanceof CompileError ? 'the wasm did not compile' : undefined);
  }
}

/** The page's policy forbids wasm when it forbids the empty module. */
function forbidden() {
  try {
    new Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
    return false;
  } catch {
    return true;
  }
}

async function fetched(/** @type {URL | string} */ url) {
  const integrity = INTEGRITY.startsWith('sha') ? INTEGRITY : undefined;
  const options = { integrity, credentials: 'same-origin', referrerPolicy: 'no-referrer' };
  let response;
  try {
    response = await fetch(url, options);
  } catch {
    throw await classified(url);
  }
  if (!response.ok) throw new RealnameError('E_WASM_MISSING', `the wasm file answered ${response.status}`);
  return response.arrayBuffer();
}

/** With integrity every failure looks alike: asked once more without it, to name the cause, never to compile. */
async function classified(/** @type {URL | string} */ url) {
  try {
    const response = await fetch(url, { credentials: 'same-origin', referrerPolicy: 'no-referrer' });
    if (!response.ok) return new RealnameError('E_WASM_MISSING', `the wasm file answered ${response.status}`);
    const magic = `${new Uint8Array(await response.arrayBuffer()).subarray(0, 4)}`;
    return new RealnameError(magic === '0,97,115,109' ? 'E_WASM_INTEGRITY' : 'E_WASM_TYPE');
  } catch {
    return new RealnameError('E_WASM_NETWORK');
  }
}
