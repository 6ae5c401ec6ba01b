// Where the time of a check goes, by V8's own profiler: handing the text over, the call, the check in the module. A million numbers of a kind.
// `node benches/profile/checks.mjs`, after `cargo xtask bench --quick` has built everything.
import { Session } from 'node:inspector/promises';
import { byFunction } from '../lab/profile.mjs';

const { load, isValidDocument, isValidMobile } = await import('../../pkg/node.js');
await load();
const CALLS = {
  isValidDocument: [isValidDocument, ['11010519491231002X', '110105194912310021'], 'resident-id'],
  isValidMobile: [isValidMobile, ['13800138000', '1380013800x'], 'cn-mobile'],
};
const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.setSamplingInterval', { interval: 200 });
for (const [name, [check, texts, kind]] of Object.entries(CALLS)) {
  const all = () => { for (let turn = 0; turn < 1_000_000; turn += 1) check(texts[turn & 1], kind); };
  all();
  await session.post('Profiler.start');
  all();
  console.log(`${name}\n${byFunction((await session.post('Profiler.stop')).profile)}\n`);
}
session.disconnect();
