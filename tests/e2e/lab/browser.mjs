// A real headless Chromium, driven over W3C WebDriver; DevTools only for what it alone can see.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Builder, logging } from 'selenium-webdriver';
import chrome from 'selenium-webdriver/chrome.js';
import firefox from 'selenium-webdriver/firefox.js';

const ROOT_FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync', '--lang=zh-CN', '--hide-scrollbars',
];

/** Starts a browser with a profile of its own; `stop()` ends it and removes the profile. `flags` are more switches. */
export async function browser({ width = 1280, height = 2600, dark = false, flags = [] } = {}) {
  const profile = mkdtempSync(join(tmpdir(), 'realname-profile-'));
  const options = new chrome.Options();
  options.addArguments(...ROOT_FLAGS, ...flags, `--user-data-dir=${profile}`, `--window-size=${width},${height}`);
  if (dark) options.addArguments('--force-dark-mode');
  const logs = new logging.Preferences();
  logs.setLevel(logging.Type.BROWSER, logging.Level.ALL);
  logs.setLevel(logging.Type.PERFORMANCE, logging.Level.ALL);
  options.setLoggingPrefs(logs);
  const service = new chrome.ServiceBuilder(process.env.CHROMEDRIVER ?? 'chromedriver');
  const driver = await new Builder().forBrowser('chrome').setChromeOptions(options).setChromeService(service).build();
  return {
    driver,
    cdp: (command, params = {}) => driver.sendAndGetDevToolsCommand(command, params),
    async stop() {
      await driver.quit();
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The same in Firefox: what W3C WebDriver alone can do. */
export async function gecko({ width = 1280, height = 2600 } = {}) {
  const options = new firefox.Options();
  options.addArguments('-headless', `--width=${width}`, `--height=${height}`);
  options.setPreference('intl.accept_languages', 'zh-CN');
  const service = new firefox.ServiceBuilder(process.env.GECKODRIVER ?? 'geckodriver');
  const driver = await new Builder().forBrowser('firefox').setFirefoxOptions(options).setFirefoxService(service).build();
  return { driver, stop: () => driver.quit() };
}

/** Everything that the page wrote to the console so far. */
export async function consoleLines({ driver }) {
  return (await driver.manage().logs().get(logging.Type.BROWSER)).map((entry) => entry.message);
}

/** Every request so far, as the network stack saw it: url, headers, body. */
export async function requests({ driver }) {
  const entries = await driver.manage().logs().get(logging.Type.PERFORMANCE);
  return entries
    .map((entry) => JSON.parse(entry.message).message)
    .filter((message) => message.method === 'Network.requestWillBeSent')
    .map((message) => message.params.request);
}

/** The whole document with closed roots pierced, as text: attributes, texts, values. */
export async function pierced({ cdp }) {
  return JSON.stringify(await cdp('DOM.getDocument', { depth: -1, pierce: true }));
}

/** Every input of the document, closed roots pierced, held by DevTools wherever it goes: each answers what stands in it. */
export async function held({ cdp }) {
  const { root } = await cdp('DOM.getDocument', { depth: -1, pierce: true });
  const inputs = [];
  const walk = (node) => {
    if (node.nodeName === 'INPUT') inputs.push(node.backendNodeId);
    for (const inner of [...(node.children ?? []), ...(node.shadowRoots ?? [])]) walk(inner);
  };
  walk(root);
  return Promise.all(inputs.map(async (backendNodeId) => {
    const { object: { objectId } } = await cdp('DOM.resolveNode', { backendNodeId });
    return async () => (await cdp('Runtime.callFunctionOn', { objectId, functionDeclaration: 'function () { return this.value; }', returnByValue: true })).result.value;
  }));
}
