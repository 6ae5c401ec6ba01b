// What a recorder sends, opened: gzip, deflate, base64, JSON in JSON, forms, percent-encoding, rrweb's own packing.
import { constants, inflateRawSync, unzipSync } from 'node:zlib';

const DEEPEST = 6;
/** The first bytes of gzip and of zlib in its four levels. */
const MAGIC = /\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]/g;

function open(bytes) {
  try {
    return unzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return undefined;
  }
}

function strings(value, found = []) {
  if (typeof value === 'string') found.push(value);
  else if (Array.isArray(value)) for (const part of value) strings(part, found);
  else if (value && typeof value === 'object') for (const [key, part] of Object.entries(value)) strings(part, strings(key, found));
  return found;
}

/** The JSON documents in a text: the whole, or one a line. */
function* documents(text) {
  for (const part of [text, ...text.split('\n')]) {
    if (!/^\s*[[{"]/.test(part)) continue;
    try {
      yield JSON.parse(part);
      if (part === text) return;
    } catch { /* not this one */ }
  }
}

function unescaped(text) {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

/** The bytes and everything that they unpack to. */
export function views(bytes, depth = 0, found = []) {
  found.push(bytes);
  if (depth > DEEPEST || bytes.length < 8) return found;
  const latin = bytes.toString('latin1');
  let behind = 0;
  for (const { index } of latin.matchAll(MAGIC)) {
    if (index < behind) continue;
    const inner = open(bytes.subarray(index)) ?? (depth === 0 && index === 0 ? raw(bytes) : undefined);
    if (inner?.length > 8) {
      views(inner, depth + 1, found);
      behind = index + 2;
    }
  }
  const text = bytes.toString('utf8');
  for (const document of documents(text)) {
    const all = strings(document);
    // Without JSON's own escapes.
    found.push(Buffer.from(all.join('\n')));
    for (const one of all) {
      if (one.length < 12) continue;
      if (/^(\x1f\x8b|x[\x01^\x9c\xda])/.test(one)) views(Buffer.from(one, 'latin1'), depth + 1, found);
      else if (/^\s*[[{]/.test(one)) views(Buffer.from(one), depth + 1, found);
      else if (/^[\w+/-]{16,}={0,2}$/.test(one)) encoded(one, depth, found);
      else if (one.includes('%')) percent(one, depth, found);
    }
  }
  if (depth < 3 && !/^\s*[[{]/.test(text) && /[=%]/.test(text)) {
    for (const part of text.split(/[&?\s]/)) {
      const value = part.slice(part.indexOf('=') + 1);
      if (value.includes('%')) percent(value, depth, found);
      else if (/^[\w+/-]{24,}={0,2}$/.test(value)) encoded(value, depth, found);
    }
  }
  return found;
}

function raw(bytes) {
  try {
    return inflateRawSync(bytes);
  } catch {
    return undefined;
  }
}

function encoded(word, depth, found) {
  const bytes = Buffer.from(word, word.includes('-') || word.includes('_') ? 'base64url' : 'base64');
  if (bytes.length > 12) views(bytes, depth + 2, found);
}

function percent(word, depth, found) {
  const plain = unescaped(word);
  if (plain === undefined || plain === word) return;
  if (/^[\w+/ -]{24,}={0,2}$/.test(plain)) encoded(plain.replaceAll(' ', '+'), depth, found);
  views(Buffer.from(plain), depth + 1, found);
}
