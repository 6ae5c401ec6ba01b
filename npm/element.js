// @ts-check
// `<realname-form>`, defined when asked for. Importing it does nothing; one language is loaded, when a form is drawn.
import { define } from './form.js';
import { wasm } from './wasm.js';

export const defineRealnameForm = (tag = 'realname-form') => define(tag, wasm, {
  'zh-CN': () => import('./strings/zh-CN.js'),
  'zh-TW': () => import('./strings/zh-TW.js'),
  en: () => import('./strings/en.js'),
});
