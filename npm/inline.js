// @ts-check
// Everything of `realname` and `realname/element` with wasm and languages inside, for bundlers that copy no files and
// pages that may load no second one. The wasm is decoded and compiled when it is needed, never synchronously.
import text from './dist/core.text.js';
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

/** The wasm out of its text: a character a byte, shifted by 78; the last one of ASCII adds 127 to the next. */
const own = () => {
  const bytes = new Uint8Array(text.length);
  let length = 0, more = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 127) {
      more += 127;
    } else {
      bytes[length++] = more + (code + 78) % 127;
      more = 0;
    }
  }
  return bytes.slice(0, length);
};

export const createSignup = (/** @type {any} */ options) => begin(own, options);
export const load = (/** @type {{ wasm?: any }} */ { wasm } = {}) => start(wasm ?? own);
export const defineRealnameForm = (tag = 'realname-form') =>
  define(tag, own, { 'zh-CN': () => zhCN, 'zh-TW': () => zhTW, en: () => en });
