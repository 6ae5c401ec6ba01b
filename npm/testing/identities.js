// @ts-check
// People whom nobody is, with the code or the verdict that each gets.
import { INPUTS, PERSONS } from './people.js';

const { freeze } = Object;
/** @type {Record<string, string>} */
const FIELDS = { 'person-name': 'name', 'cn-mobile': 'mobile', 'hk-mobile': 'mobile', 'mo-mobile': 'mobile', 'tw-mobile': 'mobile', uscc: 'org_code', 'org-code': 'org_code', 'registration-number': 'org_code', 'filing-number': 'org_code' };

const inputs = INPUTS.map(({ kind, text, code, warnings }) => freeze({
  kind, field: FIELDS[kind] ?? 'id_number', text, ...(code && { code }), warnings: freeze(warnings ? warnings.split(' ') : []),
}));
/** The first of each key. @type {(of: any[], keys: (it: any) => string[]) => any} */
const first = (of, keys) => {
  const found = /** @type {any} */ ({});
  for (const it of of) for (const key of keys(it)) found[key] ??= it;
  return freeze(found);
};

/** Of each kind one that is well-formed. */
export const identities = first(inputs.filter(({ code }) => !code), ({ kind }) => [kind]);
/** For each code that an input can give, one that gives it. */
export const inputsByCode = first(inputs, ({ code, warnings }) => (code ? [code] : warnings));
/** For each verdict the person who gets it, by field. */
export const persons = first(PERSONS.map((person) => freeze({ ...person })), ({ verdict }) => [verdict]);

/** Dissolved in 1985. */
export const PLACE = '110110';
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** A resident's number, of a place that was dissolved in 1985. */
export function residentNumber(/** @type {any} */ { birthDate, age, on = Date.now(), sequence = 1 } = {}) {
  let born = `${birthDate ?? ''}`.replaceAll('-', '');
  if (!birthDate) {
    const today = new Date(+new Date(on) + 8 * 3_600_000);
    today.setUTCFullYear(today.getUTCFullYear() - (age ?? 30));
    born = today.toISOString().slice(0, 10).replaceAll('-', '');
  }
  const body = `${PLACE}${born}${`${sequence}`.padStart(3, '0')}`;
  if (!/^\d{17}$/.test(body) || +born.slice(0, 4) < 1990) throw new TypeError('birthDate from 1990 on, or an age; sequence 0 to 999');
  return body + '10X98765432'[WEIGHTS.reduce((sum, weight, at) => sum + weight * +body[at], 0) % 11];
}
