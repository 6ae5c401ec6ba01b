// Made-up numbers, the same in every run: four well-formed ones to each with a wrong character.
import { file } from './page.mjs';

/** Mulberry32: repeatable, and that is all that is asked of it. */
function random(seed) {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const USCC = '0123456789ABCDEFGHJKLMNPQRTUWXY';

function residentId(rnd, regions) {
  const two = (n) => `${n}`.padStart(2, '0');
  const body = `${regions[rnd(regions.length)]}${1950 + rnd(56)}${two(1 + rnd(12))}${two(1 + rnd(28))}${`${rnd(1000)}`.padStart(3, '0')}`;
  const sum = [...body].reduce((all, digit, at) => all + Number(digit) * (2 ** (17 - at) % 11), 0);
  return body + '10X98765432'[sum % 11];
}

function uscc(rnd, regions) {
  let body = `91${regions[rnd(regions.length)]}`;
  const org = Array.from({ length: 8 }, () => '0123456789ABCDEFGHJKLMNPQRTUWXY'[rnd(31)]).join('');
  const weights = [3, 7, 9, 10, 5, 8, 4, 2];
  const place = (c) => (c >= 'A' ? c.charCodeAt(0) - 55 : Number(c));
  const check = (11 - ([...org].reduce((all, c, at) => all + place(c) * weights[at], 0) % 11)) % 11;
  body += org + (check === 10 ? 'X' : check);
  const sum = [...body].reduce((all, c, at) => all + USCC.indexOf(c) * (3 ** at % 31), 0);
  return body + USCC[(31 - (sum % 31)) % 31];
}

const mobile = (rnd) => `1${['38', '39', '50', '58', '86', '77', '33', '95'][rnd(8)]}${`${rnd(100_000_000)}`.padStart(8, '0')}`;

/** `count` numbers of a kind. */
export function numbers(kind, count, seed = 20261125) {
  const rnd = random(seed);
  const regions = `${file('data/regions.csv')}`.split('\n').map((line) => line.split(',')[0])
    .filter((code) => /^\d{4}(?!00)\d\d$/.test(code) && !code.startsWith('0'));
  const make = { 'resident-id': () => residentId(rnd, regions), uscc: () => uscc(rnd, regions), 'cn-mobile': () => mobile(rnd) }[kind];
  return Array.from({ length: count }, (_, at) => {
    const text = make();
    if (at % 5) return text;
    const place = 2 + rnd(text.length - 3);
    return text.slice(0, place) + ((Number(text[place]) || 0) + 1) % 10 + text.slice(place + 1);
  });
}
