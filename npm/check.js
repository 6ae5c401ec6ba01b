// @ts-check
// The pure checks: they answer whoever hands a text in. `load()` first.
import { alive, check, isValid, kindOf } from './dist/core.js';
import { ready } from './load.js';
import { verdictOf } from './verdict.js';

const { normalize } = String.prototype;
const nfc = normalize.call.bind(normalize);

/** @typedef {{ kind?: string, on?: string }} Options */

// The families by the numbers that the module knows them by; a kind gets a number of its own when it is first named.
const [DOCUMENT, ORGANIZATION, MOBILE, NAME, FILING_NUMBER] = [0, 1, 2, 3, 4];
/** @type {Record<string, number>[]} */
const known = [DOCUMENT, ORGANIZATION, MOBILE].map(() => /** @type {any} */ ({ __proto__: null }));
const numberOf = (/** @type {number} */ family, /** @type {string} */ kind) => {
  ready();
  return known[family][kind] ??= named(kindOf(family, `${kind}`));
};
const named = (/** @type {number} */ number) => {
  if (number === 255) throw new TypeError('kind: no such kind in this family');
  return number;
};
const checked = (/** @type {number} */ family, /** @type {string} */ text, { kind = '', on } = /** @type {Options} */ ({})) =>
  verdict(numberOf(family, kind), `${text}`, on);
const verdict = (/** @type {number} */ number, /** @type {string} */ text, /** @type {string | undefined} */ on = undefined) => {
  const record = check(number, text, on === undefined || on === '' ? undefined : `${on}`);
  if (record[0] === undefined) throw new TypeError('on: not an ISO date');
  return verdictOf(record, text);
};
const plain = (/** @type {number} */ family, /** @type {string} */ text) => (ready(), verdict(family, text));
/** Whoever asks about many numbers asks about one kind: the last is remembered. */
const yesNo = (/** @type {number} */ family) => {
  /** @type {string | undefined} */
  let last;
  let number = family;
  return (/** @type {string} */ text, kind = '') => {
    if (!alive() || kind !== last) [number, last] = [numberOf(family, kind), kind];
    return isValid(number, `${text}`);
  };
};

export const checkDocument = (/** @type {string} */ text, /** @type {Options} */ options) => checked(DOCUMENT, text, options);
export const checkOrganization = (/** @type {string} */ text, /** @type {Options} */ options) => checked(ORGANIZATION, text, options);
export const checkMobile = (/** @type {string} */ text, /** @type {Options} */ options) => checked(MOBILE, text, options);
export const checkName = (/** @type {string} */ text) => plain(NAME, nfc(`${text}`, 'NFC'));
export const checkFilingNumber = (/** @type {string} */ text) => plain(FILING_NUMBER, `${text}`);

export const isValidDocument = yesNo(DOCUMENT);
export const isValidOrganization = yesNo(ORGANIZATION);
export const isValidMobile = yesNo(MOBILE);
