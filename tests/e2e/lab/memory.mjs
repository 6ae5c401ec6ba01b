// Holds the wasm's memory by wrapping WebAssembly before anything is loaded, as a debugger would, and searches it for
// every spelling of a text: the module writes base64url of a value by itself, on its way into the seal.
import { createHash } from 'node:crypto';
import { spellings } from '../leaks/lab/canary.mjs';

export const HOLD = `
  const real = WebAssembly.instantiate;
  // Of every instance: a crash makes another, and what the first held is still in the first.
  window.__memories = [];
  WebAssembly.instantiate = async (...args) => {
    const made = await real(...args);
    const { exports } = made.instance ?? made;
    window.__memory = Object.values(exports).find((value) => value instanceof WebAssembly.Memory);
    window.__memories.push(window.__memory);
    return made;
  };
  // Bytes as text, a character a byte. Not TextDecoder: its latin1 is windows-1252, which has other characters from 0x80 to 0x9f.
  const bytes = (s) => String.fromCharCode(...new TextEncoder().encode(s));
  // By code units, so that a name beyond the BMP is its two surrogates.
  const wide = (s) => s.split('').flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]).map((b) => String.fromCharCode(b)).join('');
  // How often each is there. One is a text, in UTF-8 and in UTF-16, or [what it is called, its bytes] (\`sought\`).
  window.__count = (sought) => {
    const needles = sought.flatMap((one) => (typeof one === 'string' ? [[one, bytes(one)], [one, wide(one)]] : [one]));
    const counts = Object.fromEntries(needles.map(([what]) => [what, 0]));
    const heads = new Map();
    for (const [what, needle] of needles) {
      if (needle.length < 4) throw new Error('too short to mean anything: ' + what);
      const head = needle.charCodeAt(0) | needle.charCodeAt(1) << 8 | needle.charCodeAt(2) << 16 | needle.charCodeAt(3) << 24;
      heads.set(head, [...(heads.get(head) ?? []), [what, needle]]);
    }
    for (const { buffer } of window.__memories) {
      const memory = new Uint8Array(buffer);
      const is = (needle, at) => { for (let i = 4; i < needle.length; i += 1) if (memory[at + i] !== needle.charCodeAt(i)) return false; return true; };
      let head = 0;
      for (let at = 0; at < memory.length; at += 1) {
        // The four bytes that end here.
        head = head >>> 8 | memory[at] << 24;
        const maybe = at < 3 ? undefined : heads.get(head);
        if (maybe) for (const [what, needle] of maybe) if (is(needle, at - 3)) counts[what] += 1;
      }
    }
    return counts;
  };
  window.__search = (sought) => Object.entries(window.__count(sought)).filter(([, found]) => found > 0).map(([what]) => what);
  // Which of them are not seen although each was put into the memory, as the module would leave it; the memory is as before then.
  window.__blind = (sought) => {
    const each = sought.map(([, needle], at) => [at, needle]);
    // Anywhere does, at odd places too: no code of the module runs meanwhile.
    const place = new Uint8Array(window.__memory.buffer, 1, sought.reduce((sum, [, needle]) => sum + needle.length + 1, 0));
    const [before, none] = [place.slice(), window.__count(each)];
    place.set([...sought.map(([, needle]) => needle).join('\\xff')].map((c) => c.charCodeAt(0)));
    const seen = window.__count(each);
    place.set(before);
    return sought.filter((_, at) => seen[at] <= none[at]).map(([what]) => what);
  };`;

/** What of `window.__sought` is there when the module hands something to be encrypted: within the seal is where it belongs. */
export const SEALING = `
  const stock = SubtleCrypto.prototype.encrypt;
  window.__atSeal = [];
  SubtleCrypto.prototype.encrypt = function (...args) {
    window.__atSeal.push(...window.__search(window.__sought ?? []));
    return stock.apply(this, args);
  };`;

/** The spellings that the form itself may hold while it stands. */
const PLAIN = ['as it is', 'a piece', 'UTF-16', 'full width'];

/** Every spelling of texts, as `[what, bytes]`, for the searches of `HOLD`; what is called `text (form)`. */
export function sought(texts) {
  const all = texts.flatMap((text) => {
    // `spellings` cuts a name into pieces, and would cut through a character beyond the BMP: what stands beside it, and the whole.
    const parts = text.split(/[\ud800-\udfff]+/);
    const whole = parts.length === 1 ? [] : [
      ['as it is', Buffer.from(text)], ['UTF-16', Buffer.from(text, 'utf16le')],
      ...['md5', 'sha1', 'sha256', 'sm3'].flatMap((hash) => [undefined, 'hex', 'base64', 'base64url'].map((as) => [hash.toUpperCase(), Buffer.from(createHash(hash).update(text).digest(as))])),
    ];
    const found = [
      ...parts.flatMap((part) => spellings(part).map(({ form, needle }) => [form === 'as it is' && parts.length > 1 ? 'a piece' : form, needle])),
      ...whole.map(([form, needle]) => [form, needle.toString('latin1')]),
    ];
    // Hexadecimal is written in either case.
    const upper = found.filter(([, needle]) => /^[0-9a-f]{12,}$/.test(needle) && /[a-f]/.test(needle)).map(([form, needle]) => [form, needle.toUpperCase()]);
    return [...found, ...upper].map(([form, needle]) => [`${text} (${form})`, needle]);
  });
  // What two texts have in common is counted once.
  return [...new Map(all.map(([what, needle]) => [needle, [what, needle]])).values()];
}

/** Of what a search found: what is more than the text itself, so that no form needs to hold it. */
export const encoded = (found) => found.filter((what) => !PLAIN.some((form) => what.endsWith(`(${form})`)) && what.includes(' ('));

/** A number as a Chinese keyboard types it, and a blank behind it. */
export const typedWide = (number) => `${[...number].map((c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)).join('')} `;
