// Where the main thread is while the specimen is typed into the demo's form, CPU four times slower: by function.
// `node benches/profile/typing.mjs`, after `cargo xtask bench --quick` has built everything.
import { setTimeout } from 'node:timers/promises';
import { browser } from '../../tests/e2e/lab/browser.mjs';
import { SPECIMEN, open } from '../../tests/e2e/lab/person.mjs';
import { server } from '../../tests/e2e/lab/server.mjs';
import { byFunction } from '../lab/profile.mjs';

const [chromium, backend] = await Promise.all([browser({ height: 900 }), server()]);
const { cdp, stop } = chromium;
try {
  const person = await open(chromium, `${backend.url}/signup.html`);
  await person.ready();
  await cdp('Emulation.setCPUThrottlingRate', { rate: 4 });
  await cdp('Profiler.enable');
  await cdp('Profiler.setSamplingInterval', { interval: 100 });
  await person.to('id_number');
  await cdp('Profiler.start');
  for (const key of SPECIMEN.id) {
    await person.keys(key);
    await setTimeout(30);
  }
  console.log(byFunction((await cdp('Profiler.stop')).profile));
} finally {
  await stop();
  await backend.stop();
}
