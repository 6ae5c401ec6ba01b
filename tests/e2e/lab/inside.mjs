// Into the document of a frame of another origin, by DevTools of its own (Chromium only): a browser keeps it in another
// process, and what the page's DevTools and logs answer stops at its edge.
import WebSocket from 'ws';
import { call } from './root.mjs';

/** The DevTools of the first frame whose address begins so: `cdp(command, params)` as in `browser.mjs`, the frame's id, and what happened there. */
async function attach({ driver }, address) {
  const { debuggerAddress } = (await driver.getCapabilities()).get('goog:chromeOptions');
  const targets = await (await fetch(`http://${debuggerAddress}/json`)).json();
  const target = targets.find(({ type, url }) => type === 'iframe' && url.startsWith(address));
  if (!target) throw new Error(`no frame of ${address}`);
  const socket = new WebSocket(target.webSocketDebuggerUrl);
  await new Promise((resolve, reject) => { socket.on('open', resolve); socket.on('error', reject); });
  let last = 0;
  const waiting = new Map();
  const events = [];
  socket.on('message', (text) => {
    const { id, result, error, method, params } = JSON.parse(text);
    if (method) events.push({ method, params });
    const asked = waiting.get(id);
    if (!asked) return;
    waiting.delete(id);
    if (error) asked.reject(new Error(error.message));
    else asked.resolve(result);
  });
  const cdp = (method, params = {}) => new Promise((resolve, reject) => {
    last += 1;
    waiting.set(last, { resolve, reject });
    socket.send(JSON.stringify({ id: last, method, params }));
  });
  return { cdp, frame: target.id, events, close: () => socket.close() };
}

/** Runs `work(cdp, frame)` in there. */
export async function inside(browser, address, work) {
  const there = await attach(browser, address);
  try {
    return await work(there.cdp, there.frame);
  } finally {
    there.close();
  }
}

/** That document as a browser of its own, for what reads a page's closed root (`root.mjs`, `axe.mjs`): until `close()`. */
export async function document(browser, address) {
  const { cdp, close } = await attach(browser, address);
  const { result } = await cdp('Runtime.evaluate', { expression: 'window' });
  const executeScript = (script, ...args) => call({ cdp }, result.objectId, `function () {${script}\n}`, ...args);
  return { cdp, driver: { executeScript }, close };
}

/** Keeps, from now on, each request of the frame (url, headers, body) and each line of its console; `stop()` answers both. */
export async function overhear(browser, address) {
  const there = await attach(browser, address);
  for (const domain of ['Network', 'Runtime', 'Log']) await there.cdp(`${domain}.enable`);
  const of = (...methods) => there.events.filter(({ method }) => methods.includes(method)).map(({ params }) => params);
  return {
    stop() {
      there.close();
      return {
        requests: of('Network.requestWillBeSent').map(({ request }) => request),
        console: of('Runtime.consoleAPICalled', 'Runtime.exceptionThrown', 'Log.entryAdded'),
      };
    },
  };
}
