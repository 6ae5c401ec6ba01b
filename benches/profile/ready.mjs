// Where a page's main thread is until the form stands, CPU four times slower: by function, of the third cold visit.
// `node benches/profile/ready.mjs`, after `cargo xtask bench --quick` has built everything.
import { fileURLToPath } from 'node:url';
import { browser } from '../../tests/e2e/lab/browser.mjs';
import { server } from '../../tests/e2e/lab/server.mjs';
import { byFunction } from '../lab/profile.mjs';

const [{ driver, cdp, stop }, backend] = await Promise.all([browser({ height: 900 }), server({ www: fileURLToPath(new URL('../ready/', import.meta.url)) })]);
try {
  for (const [method, params] of [
    ['Network.enable'], ['Emulation.setCPUThrottlingRate', { rate: 4 }], ['Profiler.enable'], ['Profiler.setSamplingInterval', { interval: 200 }],
  ]) await cdp(method, params);
  let profile;
  for (let visit = 0; visit < 3; visit += 1) {
    await cdp('Network.clearBrowserCache');
    await cdp('Network.clearBrowserCookies');
    await cdp('Profiler.start');
    await driver.get(`${backend.url}/index.html`);
    await driver.wait(() => driver.executeScript('return performance.getEntriesByName("ready").length > 0'), 60_000);
    ({ profile } = await cdp('Profiler.stop'));
  }
  console.log(byFunction(profile));
} finally {
  await stop();
  await backend.stop();
}
