// @ts-check
// The main entry under Node: the same, and the wasm is read from the disk. Importing it does nothing.
import { RealnameError, start } from './load.js';
import { begin } from './signup.js';
import { wasm as own } from './wasm.js';

export { RealnameError };
export * from './acts.js';
export * from './check.js';

const read = async (/** @type {URL} */ url) => {
  const { readFile } = await import('node:fs/promises');
  try {
    return await readFile(url);
  } catch {
    throw new RealnameError('E_WASM_MISSING', 'the wasm file cannot be read');
  }
};

/** There is no page here: rejects with `E_UNSUPPORTED_ENGINE`. */
export const createSignup = (/** @type {any} */ options) => begin(own, options);

export const load = (/** @type {{ wasm?: any }} */ { wasm = own() } = {}) =>
  start(() => (wasm instanceof URL && wasm.protocol === 'file:' ? read(wasm) : wasm));
