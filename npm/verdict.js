// @ts-check
// The object of a verdict, of the record that `src/js/record.rs` writes.
import { namesOf } from './dist/core.js';

const { apply } = Reflect;
const { split } = String.prototype;
const { decode } = TextDecoder.prototype;
const Bytes = Uint8Array;
const decoder = new TextDecoder();
const END = 255;

/** Codes, kinds, fields, sexes, authorities, operators, services. @type {string[][]} */
let names;
const parted = (/** @type {string} */ text, /** @type {string} */ by) => apply(split, text, [by]);

// The record that is being read, and how far. None is kept: it holds the number.
const NONE = new Bytes(0);
let record = NONE;
let at = 0;
const next = () => record[at++];
const two = () => next() * 256 + next();
const digits = (/** @type {number} */ number) => (number < 10 ? `0${number}` : `${number}`);

/** @type {(() => any)[]} */
const [code, kind, field, sex, authority, operator, service] = [0, 1, 2, 3, 4, 5, 6].map((line) => () => names[line][next()]);
const list = (/** @type {() => any} */ one) => {
  const all = [];
  for (let left = next(); left > 0; left -= 1) all[all.length] = one();
  return all;
};
const kinds = () => list(kind);
const text = () => {
  const length = two() * 65536 + two(), part = new Bytes(length);
  for (let i = 0; i < length; i += 1) part[i] = next();
  return apply(decode, decoder, [part]);
};
const date = () => {
  const year = `${two()}`, month = digits(next());
  return `${'0000'.slice(year.length)}${year}-${month}-${digits(next())}`;
};
const yes = () => next() === 1;

/** In the record a fact is named by its place here. @type {[string, () => any][]} */
const FACTS = [
  ['birthDate', date], ['expiryDate', date], ['sex', sex], ['authority', authority], ['operator', operator], ['service', service],
  ['country', text], ['category', text], ['issuer', text], ['countryListed', yes], ['issuerListed', yes],
  ['region', () => next() * 65536 + two()], ['regionYears', () => ({ first: two(), last: two() })], ['also', kinds],
];

function facts(/** @type {boolean} */ changed) {
  const all = /** @type {any} */ ({ changed });
  for (let fact = next(); fact !== END; fact = next()) {
    const entry = FACTS[fact];
    all[entry[0]] = entry[1]();
  }
  return all;
}

/** `typed` is what was checked: a text that is its own normal form does not stand in the record again. */
export function verdictOf(/** @type {Uint8Array} */ bytes, /** @type {string} */ typed) {
  names ??= parted(namesOf(), '\n').map((line) => parted(line, ' '));
  // Not by a pattern: that would ask `Array.prototype` for an iterator.
  record = bytes;
  at = 0;
  const verdict = read(typed);
  record = NONE;
  return verdict;
}

function read(/** @type {string} */ typed) {
  const state = next();
  if (state === 1) return { state: 'incomplete', field: field(), candidates: kinds() };
  if (state === 2) return { state: 'malformed', field: field(), code: code(), candidates: kinds() };
  const own = kind(), changed = yes();
  return { state: 'well-formed', kind: own, normalized: changed ? text() : typed, facts: facts(changed), warnings: list(code) };
}
