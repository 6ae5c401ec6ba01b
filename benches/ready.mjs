// From the page's first script to a form that can be used, beside an empty wasm-bindgen module: cold and warm cache, as
// the machine is and slowed down.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { browser } from '../tests/e2e/lab/browser.mjs';
import { server } from '../tests/e2e/lab/server.mjs';
import { median } from './lab/ratio.mjs';
import { table, target, times } from './lab/report.mjs';

/** Slow 3G as the developer tools know it: milliseconds, bytes a second. */
const SLOW = { offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 };
const FAST = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };

export async function ready({ quick }) {
  const www = mkdtempSync(join(tmpdir(), 'realname-ready-'));
  cpSync(fileURLToPath(new URL('ready/', import.meta.url)), www, { recursive: true });
  const empty = process.env.REALNAME_BENCH_EMPTY ?? fileURLToPath(new URL('../target/bench/empty/', import.meta.url));
  cpSync(join(empty, 'empty.js'), join(www, 'empty.js'));
  cpSync(join(empty, 'empty_bg.wasm'), join(www, 'empty.wasm'));
  const [chromium, backend] = await Promise.all([browser({ height: 900 }), server({ www })]);
  const { driver, cdp } = chromium;
  const visit = async (path, cold) => {
    if (cold) await cdp('Network.clearBrowserCache');
    await cdp('Network.clearBrowserCookies');
    await driver.get(`${backend.url}/${path}`);
    await driver.wait(() => driver.executeScript('return performance.getEntriesByName("ready").length > 0'), 60_000, `${path} was not ready`);
    return driver.executeScript(`return [performance.measure('m', 'start', 'ready').duration, Math.max(0, ...window.long)]`);
  };
  const rows = [], targets = [];
  try {
    await cdp('Network.enable');
    for (const slow of quick ? [false] : [false, true]) {
      await cdp('Network.emulateNetworkConditions', slow ? SLOW : FAST);
      await cdp('Emulation.setCPUThrottlingRate', { rate: slow ? 4 : 1 });
      for (const cold of [true, false]) {
        const all = [];
        await visit('index.html', true);
        await visit('floor.html', true);
        for (let round = 0; round < (quick ? 5 : slow ? 3 : 11); round += 1) {
          const pair = {};
          for (const path of round % 2 ? ['index.html', 'floor.html'] : ['floor.html', 'index.html']) pair[path] = await visit(path, cold);
          all.push(pair);
        }
        const of = (path, at = 0) => median(all.map((pair) => pair[path][at]));
        const ratio = median(all.map((pair) => pair['index.html'][0] / pair['floor.html'][0]));
        const name = `${cold ? 'cold' : 'warm'} cache, ${slow ? '4× slower CPU and slow 3G' : 'unthrottled'}`;
        rows.push([name, `${of('index.html').toFixed(0)} ms`, `${of('floor.html').toFixed(0)} ms`, times(ratio), `${Math.max(...all.map((pair) => pair['index.html'][1])).toFixed(0)} ms`]);
        targets.push(target(`ready over the floor, ${name}`, ratio, 2, { most: true }));
        if (slow && cold) {
          targets.push(target('longest task of the main thread, throttled', Math.max(...all.map((pair) => pair['index.html'][1])), 50, { most: true, unit: (ms) => `${ms.toFixed(0)} ms` }));
        }
      }
    }
  } finally {
    await chromium.stop();
    await backend.stop();
    rmSync(www, { recursive: true, force: true });
  }
  return {
    title: 'Ready',
    text: `From the page's first line of script to \`realname-ready\`: session, package, wasm, policy, every notice, one language; drawn. The floor fetches its session and
an empty wasm-bindgen module. A task under 50 ms is not reported by the browser and stands as 0.\n\n${table(['', 'form', 'floor', 'form over floor', 'longest task'], rows)}`,
    targets,
  };
}
