// @ts-check
// The package's main entry: the loader and the pure checks. Importing it does nothing; `load()` fetches the wasm.
import * as core from './dist/core.js';
import { RealnameError, start } from './load.js';

export { RealnameError };

/** @type {Promise<void> | undefined} */
let loading;
let loaded = false;

/** Loads the wasm once. A failure is forgotten, so that it can be tried again. */
export function load(/** @type {{ wasm?: any }} */ options = {}) {
  loading ??= start(options.wasm).then(
    () => { loaded = true; },
    (error) => { loading = undefined; throw error; },
  );
  return loading;
}

function ready() {
  if (!loaded) throw new RealnameError('E_STATE', 'call load() and wait for it first');
  return core;
}

const { parse } = JSON;
const { normalize } = String.prototype;
const nfc = normalize.call.bind(normalize);

export const checkDocument = (/** @type {string} */ text, /** @type {any} */ { kind = '', on = '' } = {}) =>
  parse(ready().checkDocument(`${text}`, kind, on));
export const checkOrganization = (/** @type {string} */ text, /** @type {any} */ { kind = '' } = {}) =>
  parse(ready().checkOrganization(`${text}`, kind));
export const checkMobile = (/** @type {string} */ text, /** @type {any} */ { kind = '' } = {}) =>
  parse(ready().checkMobile(`${text}`, kind));
export const checkName = (/** @type {string} */ text) => parse(ready().checkName(nfc(`${text}`, 'NFC')));
