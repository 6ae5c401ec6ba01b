// The pictures in docs/screenshots: node tests/e2e/screenshots.mjs (the server and the package are built before).
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { browser } from './lab/browser.mjs';
import { SPECIMEN, open } from './lab/person.mjs';
import { server } from './lab/server.mjs';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../docs/screenshots');
mkdirSync(folder, { recursive: true });
const DEVICES = { phone: { width: 390, height: 844, deviceScaleFactor: 1, mobile: true }, desktop: { width: 1280, height: 900, deviceScaleFactor: 1, mobile: false } };
const STATES = {
  empty: async (person) => person.ready(),
  errors: async (person) => {
    await person.fill({ ...SPECIMEN, id: '110105194912310021', mobile: '12345678901' });
    await person.press('submit');
  },
  done: async (person) => {
    await person.fill(SPECIMEN);
    await person.press('submit');
    await person.event((event) => event.type === 'submitted', 'submitted');
    await new Promise((resolve) => setTimeout(resolve, 1500));
  },
  refused: async (person) => {
    await person.ready();
    await person.press('acknowledge');
    await person.press('accept');
    await person.press('refuse');
    await person.press('submit');
    await person.event((event) => event.type === 'submitted', 'submitted');
    await new Promise((resolve) => setTimeout(resolve, 1500));
  },
};

const backend = await server();
const chromium = await browser();
try {
  for (const [device, metrics] of Object.entries(DEVICES)) {
    for (const [state, act] of Object.entries(STATES)) {
      for (const [look, scheme, lang] of [['', 'light', ''], ...(state === 'empty' ? [['-dark', 'dark', ''], ['-en', 'light', '?lang=en']] : [])]) {
        await chromium.cdp('Network.clearBrowserCookies');
        await chromium.cdp('Emulation.setDeviceMetricsOverride', metrics);
        await chromium.cdp('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
        const person = await open(chromium, `${backend.url}/${lang}`);
        await act(person);
        const { data } = await chromium.cdp('Page.captureScreenshot', { captureBeyondViewport: true, format: 'png' });
        writeFileSync(join(folder, `${device}-${state}${look}.png`), Buffer.from(data, 'base64'));
        console.log(`${device}-${state}${look}`);
      }
    }
  }
} finally {
  await chromium.stop();
  await backend.stop();
}
