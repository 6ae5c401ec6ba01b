// @ts-check
// Everything of `realname` and `realname/element` with wasm and languages inside, for bundlers that copy no files and
// pages that may load no second one. The wasm is decoded and compiled when it is needed, never synchronously.
import text from './dist/core.base64.js';
import { define } from './form.js';
import { start } from './load.js';
import { begin } from './signup.js';
import * as en from './strings/en.js';
import * as zhCN from './strings/zh-CN.js';
import * as zhTW from './strings/zh-TW.js';

export { RealnameError } from './load.js';
export * from './acts.js';
export * from './check.js';
export { signerAccount, walletAccount } from './wallet.js';

const own = () => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

export const createSignup = (/** @type {any} */ options) => begin(own, options);
export const load = (/** @type {{ wasm?: any }} */ { wasm } = {}) => start(wasm ?? own);
export const defineRealnameForm = (tag = 'realname-form') =>
  define(tag, own, { 'zh-CN': () => zhCN, 'zh-TW': () => zhTW, en: () => en });
