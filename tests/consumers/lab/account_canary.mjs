// Everything that an account on a chain and its signature are found by: as they are, with and without `0x`, in either case, as bytes, in
// base64 at any place, in hexadecimal once more, in UTF-16, and hashed.
import { createHash } from 'node:crypto';
import { keccak256 } from 'viem';

/** Base64 of bytes that begin at any place of others: what their neighbours cannot change. */
const base64s = (bytes) => [0, 1, 2].flatMap((before) => {
  const whole = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
  const inner = whole.slice(before === 0 ? 0 : before + 1, Math.floor(((before + bytes.length) * 8) / 6));
  return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
});
const digests = (bytes) => ['md5', 'sha1', 'sha256', 'sm3'].map((hash) => createHash(hash).update(bytes).digest()).concat(Buffer.from(keccak256(bytes).slice(2), 'hex'));

/** Spellings of one value of hexadecimal digits behind `0x`, as `[what, bytes as latin1]`; for `HOLD` of tests/e2e/lab/memory.mjs too. */
export function spellings(what, value) {
  const bare = value.slice(2);
  const found = new Map();
  const add = (form, ...all) => { for (const one of all) found.set(Buffer.from(one).toString('latin1'), [`${what} (${form})`, Buffer.from(one).toString('latin1')]); };
  const raw = Buffer.from(bare, 'hex');
  for (const text of [value, value.toLowerCase(), bare, bare.toLowerCase(), bare.toUpperCase(), `0x${bare.toUpperCase()}`]) {
    add('text', text);
    add('base64', ...base64s(Buffer.from(text)));
    add('hexadecimal', Buffer.from(text).toString('hex'));
    add('UTF-16', Buffer.from(text, 'utf16le'));
    for (const digest of digests(Buffer.from(text))) add('hash', digest, digest.toString('hex'), digest.toString('base64url'), digest.toString('base64').replace(/=+$/, ''));
  }
  add('bytes', raw);
  add('base64', ...base64s(raw));
  for (const digest of digests(raw)) add('hash', digest, digest.toString('hex'), digest.toString('base64url'), digest.toString('base64').replace(/=+$/, ''));
  return [...found.values()];
}

/** What of them stands in bytes, or in a text. */
export const seeker = (needles) => (bytes) => {
  const buffer = Buffer.from(bytes);
  return [...new Set(needles.filter(([, needle]) => buffer.includes(needle, 0, 'latin1')).map(([what]) => what))];
};
