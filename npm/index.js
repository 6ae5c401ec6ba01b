// @ts-check
// The main entry: the loader and the pure checks. Importing it does nothing; `load()` fetches the wasm.
import { start } from './load.js';
import { begin } from './signup.js';
import { wasm as own } from './wasm.js';

export { RealnameError } from './load.js';
export * from './acts.js';
export * from './check.js';

/** Headless: a signup for those who bring inputs of their own. */
export const createSignup = (/** @type {any} */ options) => begin(own, options);

export const load = (/** @type {{ wasm?: any }} */ { wasm } = {}) => start(wasm ?? own);
