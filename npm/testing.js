// @ts-check
// For tests alone. The form of this entry is the product's with an open root, in which a script may decide; it takes no policy
// but one of a test environment, and what it signs says so. The build makes it: xtask/src/build/testing.rs.
import { define } from './form.js';
import { start } from './load.js';
import { begin } from './signup.js';
import { use } from './testing/clock.js';
import { bytesOf } from './testing/wasm.js';

export { RealnameError } from './load.js';
export { fixedClock } from './testing/clock.js';
export { mockEndpoint } from './testing/endpoint.js';
export { identities, inputsByCode, persons, residentNumber } from './testing/identities.js';
export { fixedKeys } from './testing/keys.js';

const form = () => bytesOf('form');

/** Defines the element with an open root. `mode` says that this is meant. */
export function defineRealnameForm(/** @type {any} */ { mode, tag = 'realname-form', fetch, clock } = {}) {
  if (mode !== 'open') throw new TypeError("mode: this entry has an open form alone, and wants to be told so: { mode: 'open' }");
  if (clock) use(clock);
  define(tag, form, {
    'zh-CN': () => import('./strings/zh-CN.js'),
    'zh-TW': () => import('./strings/zh-TW.js'),
    en: () => import('./strings/en.js'),
  }, { __proto__: null, fetch });
}

/** Headless, where a script may decide. */
export const createSignup = (/** @type {any} */ options) => {
  if (options.clock) use(options.clock);
  return begin(form, options);
};

/** Loads the module of this entry. */
export const load = () => start(form);
