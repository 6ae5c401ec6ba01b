// @ts-check
// The pure checks: they answer whoever hands a text in. `load()` first.
import { check, isValid } from './dist/core.js';
import { ready } from './load.js';

const { parse } = JSON;
const { normalize } = String.prototype;
const nfc = normalize.call.bind(normalize);

/** @typedef {{ kind?: string, on?: string }} Options */

// The families by the numbers that the module knows them by.
const [DOCUMENT, ORGANIZATION, MOBILE, NAME, FILING_NUMBER] = [0, 1, 2, 3, 4];
const checked = (/** @type {number} */ family, /** @type {string} */ text, /** @type {Options} */ { kind = '', on = '' } = {}) =>
  (ready(), parse(check(family, `${text}`, kind, on)));
const valid = (/** @type {number} */ family, /** @type {string} */ text, kind = '') => (ready(), isValid(family, `${text}`, kind));

export const checkDocument = (/** @type {string} */ text, /** @type {Options} */ options) => checked(DOCUMENT, text, options);
export const checkOrganization = (/** @type {string} */ text, /** @type {Options} */ options) => checked(ORGANIZATION, text, options);
export const checkMobile = (/** @type {string} */ text, /** @type {Options} */ options) => checked(MOBILE, text, options);
export const checkName = (/** @type {string} */ text) => checked(NAME, nfc(`${text}`, 'NFC'));
export const checkFilingNumber = (/** @type {string} */ text) => checked(FILING_NUMBER, text);

export const isValidDocument = (/** @type {string} */ text, /** @type {string} */ kind) => valid(DOCUMENT, text, kind);
export const isValidOrganization = (/** @type {string} */ text, /** @type {string} */ kind) => valid(ORGANIZATION, text, kind);
export const isValidMobile = (/** @type {string} */ text, /** @type {string} */ kind) => valid(MOBILE, text, kind);
