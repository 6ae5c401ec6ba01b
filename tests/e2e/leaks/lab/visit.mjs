// One visit in a browser of its own: a page, an order, a set-up and a set of canaries; what every door got of it.
import { consoleLines, pierced, requests } from '../../lab/browser.mjs';
import { inside } from '../../lab/inside.mjs';
import { SETS } from './canary.mjs';
import { FRAME, walk } from './journey.mjs';
import { views } from './views.mjs';

/** Doors → bytes, opened. `way` is how the person goes. */
export async function visit(place, start, { kind, order, setup, set, way = walk }) {
  const browser = await start();
  try {
    place.sink.take();
    place.asked();
    const { driver } = browser;
    await driver.get(`${place.url}/page/blank.html?sink=${encodeURIComponent(place.sink.url)}`);
    await driver.wait(() => driver.executeScript('return document.documentElement.dataset.ready === "yes"'), 10_000, 'no service worker');
    const { id, filled, typed, heard } = await way(browser, `${place.url}/${kind}/${order}/${setup}`, kind, SETS[set]);
    const failures = await driver.executeAsyncScript('const done = arguments[0]; window.__flush().then(done, (error) => done([String(error)]));');
    await place.sink.quiet();
    const doors = new Map();
    const add = (door, ...all) => doors.set(door, [...(doors.get(door) ?? []), ...all.map((one) => (Buffer.isBuffer(one) ? one : Buffer.from(String(one))))]);
    for (const [door, texts] of Object.entries(await driver.executeScript('return window.__heard'))) add(door, texts.join('\n'));
    for (const sent of place.sink.take()) add(`sent: ${named(sent)}`, sent.url, sent.headers, sent.bytes);
    if (browser.cdp) {
      add('console, as DevTools has it', (await consoleLines(browser)).join('\n'));
      // Those to the sink are looked at as the recorder's own.
      const own = (await requests(browser)).filter(({ url }) => !url.startsWith(place.sink.url));
      add('requests on the network', ...own.map((request) => JSON.stringify(request)));
      add('the document after the answer, closed roots pierced', await pierced(browser));
      if (kind === 'frame') {
        add('console, as DevTools has it', JSON.stringify(heard.console));
        add('requests on the network', ...heard.requests.map((request) => JSON.stringify(request)));
        add('the document after the answer, closed roots pierced', await inside(browser, FRAME, (cdp) => pierced({ cdp })));
      }
      add('cookies', JSON.stringify(await browser.cdp('Network.getAllCookies')));
    }
    const asked = place.asked();
    const plain = place.plain();
    add('requests, as the servers got them', ...asked.map(({ bytes }) => bytes), ...(kind === 'plain' ? [plain.log, plain.rows] : []));
    add('server log', kind === 'plain' ? plain.log : place.backend.log());
    if (kind === 'plain') add('server database', plain.rows);
    else for (const [, bytes] of place.backend.files()) add('server database', bytes);
    return { doors: new Map([...doors].map(([door, all]) => [door, all.flatMap((bytes) => views(bytes))])), id, filled, typed, asked: asked.map(({ path }) => path), failures };
  } finally {
    await browser.stop();
  }
}

/** Sentry sends replays and the rest to one address. */
function named({ door, url, bytes }) {
  if (door === 'sentry') return /"type":"replay/.test(bytes.subarray(0, 4096).toString('latin1')) ? 'sentry replay' : 'sentry';
  if (door === 'posthog') return /\/s\//.test(url) ? 'posthog replay' : 'posthog';
  if (door === 'datadog') return /\/replay/.test(url) ? 'datadog replay' : 'datadog';
  return door;
}
