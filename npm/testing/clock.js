// @ts-check
// What day it is for the form of this entry, and for the mock endpoint: the system's clock, or one that stands still.

/** @type {{ now(): number } | undefined} */
let fixed;

export const now = () => (fixed ? fixed.now() : Date.now());
export const use = (/** @type {{ now(): number } | undefined} */ clock) => { fixed = clock; };

/** A clock that stands until it is moved. */
export function fixedClock(/** @type {string | number | Date} */ at) {
  let ms = +new Date(at);
  if (!(ms >= 0)) throw new TypeError('at: not a date');
  return Object.freeze({ now: () => ms, advance(/** @type {number} */ seconds) { ms += seconds * 1000; } });
}
