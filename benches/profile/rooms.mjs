// What of core.wasm is whose: bytes of code by room, before wasm-opt, with the names that the published module has not.
// `node benches/profile/rooms.mjs`
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kB, table } from '../lab/report.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const target = join(root, 'target/profile');
execFileSync('cargo', [
  'rustc', '--locked', '--release', '--target', 'wasm32-unknown-unknown', '--package', 'realname', '--lib', '--crate-type', 'cdylib', '--features', 'trap', '--target-dir', target,
], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, CARGO_PROFILE_RELEASE_STRIP: 'none', CARGO_ENCODED_RUSTFLAGS: '--cfg\u001fsha2_backend_soft="compact"' } });
const bytes = readFileSync(join(target, 'wasm32-unknown-unknown/release/realname.wasm'));

let at = 8;
/** LEB128. */
const number = () => {
  let value = 0, shift = 0, byte;
  do {
    byte = bytes[at++];
    value += (byte & 127) * 2 ** shift;
    shift += 7;
  } while (byte > 127);
  return value;
};
const text = () => {
  const length = number();
  at += length;
  return bytes.toString('utf8', at - length, at);
};
const sizes = [], names = new Map();
let imported = 0, data = 0;
while (at < bytes.length) {
  const id = bytes[at++], end = number() + at;
  if (id === 2) {
    for (let left = number(); left > 0; left -= 1) {
      text();
      text();
      // wasm-bindgen imports functions alone.
      if (bytes[at++] === 0) imported += 1;
      number();
    }
  } else if (id === 10) {
    for (let left = number(); left > 0; left -= 1) {
      const length = number();
      sizes.push(length);
      at += length;
    }
  } else if (id === 11) {
    data = end - at;
  } else if (id === 0 && text() === 'name') {
    while (at < end) {
      const kind = bytes[at++], stop = number() + at;
      if (kind === 1) for (let left = number(); left > 0; left -= 1) names.set(number(), text());
      at = stop;
    }
  }
  at = end;
}
/** The parts of a mangled name: each behind its length. */
const parts = (name) => {
  const found = [];
  for (let rest = name.replace(/^_ZN/, ''), length; (length = parseInt(rest, 10)) > 0; rest = rest.slice(`${length}`.length + length)) found.push(rest.slice(`${length}`.length, `${length}`.length + length));
  return found;
};
const room = (name = '') => {
  const [first = '', second] = parts(name);
  const [, crate = first, part = second] = /(realname(?:_alloc)?)\.\.([a-z_]+)/.exec(first) ?? [];
  if (crate.startsWith('realname')) return crate === 'realname' ? part : 'alloc';
  return /sha2/.test(name) ? 'sha2' : name.startsWith('_R') || /^(core|alloc)|\$/.test(first) ? 'core and alloc' : 'exports and the rest';
};
const rooms = new Map();
sizes.forEach((size, index) => {
  const name = room(names.get(index + imported));
  rooms.set(name, (rooms.get(name) ?? 0) + size);
});
const all = sizes.reduce((sum, size) => sum + size, 0);
console.log(table(['room', 'code', 'share'], [...rooms].sort((a, b) => b[1] - a[1]).map(([name, size]) => [name, kB(size), `${((size / all) * 100).toFixed(0)} %`])));
console.log(`code ${kB(all)}, data ${kB(data)}, longest function ${kB(Math.max(...sizes))}`);
