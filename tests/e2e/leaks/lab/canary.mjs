// The canaries, every spelling of them that is looked for, and the search.
import { createHash } from 'node:crypto';

/** The check character of GB 11643, so that the canary is well-formed. */
export function withCheck(seventeen) {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  return seventeen + '10X98765432'[weights.reduce((sum, weight, at) => sum + weight * Number(seventeen[at]), 0) % 11];
}

/**
 * Two sets: a visit uses one, and what it leaves is searched for the other as well. So each visit is also the run free of
 * canaries that shows of the other set that nothing here says it by chance. A value is named by how it comes in. One ends in X.
 */
export const SETS = {
  heron: { composed: '鸢尾金丝雀', typed: withCheck('41078219770227839'), dropped: withCheck('37098619831116547'), filled: '13974861527', pasted: '18692047583' },
  martin: { composed: '芫荽紫啸鸫', typed: withCheck('62302519890318646'), dropped: withCheck('43048119861209735'), filled: '15937864209', pasted: '17786395024' },
};
const SEPARATED = { 18: [6, 8, 4], 11: [3, 4, 4] };
const HASHES = ['md5', 'sha1', 'sha256', 'sm3'];

function grouped(value, separator) {
  let at = 0;
  return SEPARATED[value.length].map((length) => value.slice(at, (at += length))).join(separator);
}

/** The texts that are one value: as it is, with separators, with a country's prefix, with both. */
function texts(value) {
  if (!/^\d/.test(value)) return [value];
  const forms = [value, grouped(value, ' '), grouped(value, '-')];
  if (value.length === 11) for (const form of [...forms]) for (const prefix of ['+86', '86', '0086', '(+86)']) forms.push(...['', ' ', '-'].map((between) => prefix + between + form));
  return [...new Set(forms.flatMap((form) => [form, form.toLowerCase()]))];
}

/** The birth date of a number as dates are written; with nothing between it is eight digits of it. */
function dates(value) {
  const [, year, month, day] = /^\d{6}(\d{4})(\d\d)(\d\d)\d{3}[\dX]$/.exec(value) ?? [];
  if (!year) return [];
  const short = [Number(month), Number(day)];
  return [...['-', '/', '.'].flatMap((between) => [[year, month, day].join(between), [year, ...short].join(between)]), `${year}年${month}月${day}日`, `${year}年${short[0]}月${short[1]}日`];
}

/** How many digits in a row are looked for in every encoding: whatever is longer holds them. */
const WINDOW = 8;
function windows(value) {
  const digits = /^\d*/.exec(value)[0];
  return Array.from({ length: Math.max(0, digits.length - WINDOW + 1) }, (_, at) => digits.slice(at, at + WINDOW));
}

/** Base64 of a text that begins at any place of another: what its neighbours cannot change. */
function base64s(bytes) {
  return [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    const inner = whole.slice(before === 0 ? 0 : before + 1, Math.floor(((before + bytes.length) * 8) / 6));
    return inner.length < 8 ? [] : [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
const wide = (text) => [...text].map((c) => (/[\dX]/i.test(c) ? String.fromCharCode(c.charCodeAt(0) + 0xfee0) : c)).join('');
const escaped = (text) => [...text].map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

/** Every spelling of a value: `[form, text or bytes]`. */
export function spellings(value) {
  const found = new Map();
  const add = (form, ...all) => { for (const one of all) found.set(Buffer.isBuffer(one) ? one.toString('latin1') : Buffer.from(one).toString('latin1'), form); };
  const encoded = (text) => {
    const bytes = Buffer.from(text);
    const utf16 = Buffer.from(text, 'utf16le');
    const swapped = Buffer.from(utf16).swap16();
    for (const one of [bytes, utf16, swapped]) {
      add('base64', ...base64s(one));
      add('hex', one.toString('hex'));
    }
    add('UTF-16', utf16, swapped);
    if (/\d/.test(text)) add('full width', wide(text), encodeURIComponent(wide(text)), escaped(wide(text)), Buffer.from(wide(text), 'utf16le'));
  };
  for (const window of windows(value)) encoded(window);
  for (const text of texts(value)) {
    add('as it is', text);
    encoded(text);
    for (const hash of HASHES) {
      const digest = createHash(hash).update(text).digest();
      const hex = digest.toString('hex');
      add(hash.toUpperCase(), hex, digest.toString('base64').replace(/=+$/, ''), digest.toString('base64url'), digest);
    }
  }
  add('birth date', ...dates(value));
  if (!/^\d/.test(value)) add('percent-encoded', encodeURIComponent(value), encodeURIComponent(encodeURIComponent(value)), escaped(value), [...value].map((c) => `&#${c.codePointAt(0)};`).join(''));
  // A piece of a name says little, but nothing else here says it.
  if (!/^\d/.test(value)) for (let at = 0; at + 2 <= value.length; at += 1) add('a piece', value.slice(at, at + 2), encodeURIComponent(value.slice(at, at + 2)));
  return [...found].map(([needle, form]) => ({ form, needle }));
}

/** What one set is found by: spellings under their first four bytes, and which value six digits are of. */
function compile(set) {
  const heads = new Map();
  const add = (way, form, needle) => {
    const bytes = Buffer.from(needle, 'latin1');
    const head = bytes.readUInt32LE(0);
    heads.set(head, [...(heads.get(head) ?? []), { found: `${way} (${form})`, bytes }]);
  };
  for (const [way, value] of Object.entries(set)) {
    for (const { form, needle } of spellings(value)) {
      add(way, form, needle);
      // Hexadecimal and percent-encoding are written in either case.
      if (/^[0-9a-f]{12,}$/.test(needle)) add(way, form, needle.toUpperCase());
      if (/^(percent-encoded|full width)$/.test(form) && /^[\x20-\x7e]*$/.test(needle)) add(way, form, needle.toLowerCase());
    }
  }
  // Most places are passed by with one look.
  const maybe = new Uint8Array(65_536);
  for (const head of heads.keys()) maybe[(head ^ (head >>> 16)) & 65_535] = 1;
  return { heads, maybe, digits: Object.entries(set).filter(([, value]) => /^\d/.test(value)) };
}
const COMPILED = Object.fromEntries(Object.entries(SETS).map(([name, set]) => [name, compile(set)]));

/**
 * Which value a run of digits holds six or more consecutive digits of. A run that has other digits too is a number of its
 * own (a time, a size) when it holds fewer than ten; a country's prefix is allowed.
 */
function piece(run, digits) {
  const bare = run.replace(/^(00)?86(?=\d{6})/, '');
  for (const [way, value] of digits) {
    const whole = value.replace(/\D/g, '');
    if (whole.includes(bare) || whole.includes(run)) return way;
    for (let at = 0; at + 10 <= whole.length; at += 1) if (run.includes(whole.slice(at, at + 10))) return way;
  }
  return undefined;
}

/** Part of something random: six digits within a long word of a hexadecimal or base64 alphabet, or behind a decimal point. */
function random(text, from, to) {
  if (/\d\.$/.test(text.slice(Math.max(0, from - 2), from))) return true;
  let [start, end] = [from, to];
  while (start > 0 && from - start < 40 && /[\w+/=-]/.test(text[start - 1])) start -= 1;
  while (end < text.length && end - to < 40 && /[\w+/=-]/.test(text[end])) end += 1;
  const beside = /[a-zA-Z]/.test(text[from - 1] ?? '') || /[a-zA-Z]/.test(text[to] ?? '');
  return end - start >= 16 && (beside || /^[0-9a-f]{8}-[0-9a-f]{4}-/.test(text.slice(start, end)));
}

/** What of a set stands in these bytes, as `way (form)`. Nothing of the bytes is said. */
export const find = (name, bytes) => search(COMPILED[name], bytes);

/** The same of persons of one's own: `{ who: { name, id, mobile } }`. */
export function findIn(people, bytes) {
  const key = JSON.stringify(people);
  OTHERS[key] ??= compile(Object.fromEntries(Object.entries(people).flatMap(([who, values]) => Object.entries(values).map(([field, value]) => [`${who}'s ${field}`, value]))));
  return search(OTHERS[key], bytes);
}
const OTHERS = {};

function search({ heads, maybe, digits }, bytes) {
  const found = new Set();
  let head = 0;
  let run = 0;
  for (let at = 0; at <= bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte >= 48 && byte <= 57) run += 1;
    else {
      if (run >= 6) pieces(bytes, at - run, at, digits, found);
      run = 0;
    }
    // The four bytes that end here.
    head = (head >>> 8) | (byte << 24);
    if (at < 3 || !maybe[(head ^ (head >>> 16)) & 65_535]) continue;
    for (const needle of heads.get(head >>> 0) ?? []) {
      if (bytes.subarray(at - 3, at - 3 + needle.bytes.length).equals(needle.bytes)) found.add(needle.found);
    }
  }
  return found;
}

function pieces(bytes, from, to, digits, found) {
  const way = piece(bytes.subarray(from, to).toString('latin1'), digits);
  if (!way) return;
  const start = Math.max(0, from - 40);
  const text = bytes.subarray(start, to + 40).toString('latin1');
  if (to - from >= 10 || !random(text, from - start, to - start)) found.add(`${way} (six digits)`);
}
