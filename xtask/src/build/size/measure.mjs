// Prints `name raw gzip brotli` of the wasm and of every JS file that a signup page in zh-CN loads.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*['"](\.{1,2}\/[^'"]+\.js)['"]/g;

/** The files that `path` imports, itself first. */
function closure(path, seen = new Set()) {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const [, specifier] of readFileSync(path, 'utf8').matchAll(IMPORT)) closure(join(dirname(path), specifier), seen);
  return seen;
}

// `realname` brings the checks and the headless half along, which a page with the element neither needs nor loads.
const element = closure('element.js', closure('strings/zh-CN.js'));
const checks = closure('check.js');
const loaded = new Set([...element, ...closure('index.js')]);
// A dynamic import of another language is written out, and is not loaded.
const scripts = [...loaded].filter((path) => !path.startsWith('strings/') || path === 'strings/zh-CN.js');

const name = (path) => {
  if (element.has(path) || !path.endsWith('.js') || path === 'global.js') return path;
  return checks.has(path) ? `checks:${path}` : `headless:${path}`;
};
const weighed = ['dist/core.wasm', ...scripts.sort(), 'global.js'].map((path) => [name(path), path]);
// A page around a frame loads nothing else.
for (const path of closure('frame.js')) weighed.push([`around:${path}`, path]);

for (const [title, path] of weighed) {
  const bytes = readFileSync(path);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  console.log(title, bytes.length, gzipSync(bytes, { level: 9 }).length, brotliCompressSync(bytes, { params }).length);
}
