// The pictures in docs/screenshots: node tests/e2e/screenshots.mjs [codes | states | demo]; server and package are built before.
// Sheets of each code that a person can meet and of each state in each language and theme, at 320 px; the demo's pages whole.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { browser } from './lab/browser.mjs';
import { CODES, everyCode } from './lab/codes.mjs';
import { gated } from './lab/gate.mjs';
import { SPECIMEN, open } from './lab/person.mjs';
import { server } from './lab/server.mjs';
import { around, sheet, whole } from './lab/sheet.mjs';
import { LOCALES, PHONE, scheme, walk } from './lab/walk.mjs';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../docs/screenshots');
mkdirSync(folder, { recursive: true });
const write = (name, data) => {
  writeFileSync(join(folder, `${name}.webp`), data);
  console.log(`${name}.webp ${data.length}`);
};
const only = process.argv.slice(2);
const wanted = (part) => only.length === 0 || only.includes(part);

/** Where each state is to be seen. */
const SEEN = {
  loading: '.loading', draft: '.notice', shown: '.fields', errors: '.fields', decided: '.submit', sealing: '.status', sending: '.status', checking: '.status',
  submitted: '.done', refusing: '.submit', expired: '.submit', refused: '.done', unavailable: '.failed', failed: '.failed',
};
const ERRORS = '.error:not([hidden]), .summary:not([hidden]), .failed';

async function codes(chromium, gate) {
  const pictures = [];
  await everyCode(chromium, gate, 'zh-CN', async (code) => pictures.push([code, await around(chromium, code === 'E_INPUT_EMPTY' ? '#name-error' : ERRORS, 220, true)]), CODES);
  for (let at = 0; at < pictures.length; at += 25) {
    write(`codes-${at / 25 + 1}`, await sheet(chromium, pictures.slice(at, at + 25), { columns: 5, width: 320, height: 220 }));
  }
}

async function states(chromium, gate) {
  for (const locale of LOCALES) {
    const pictures = { light: [], dark: [] };
    await walk(chromium, gate, locale, async (state) => {
      for (const colours of ['dark', 'light']) {
        await scheme(chromium, colours);
        pictures[colours].push([state, await around(chromium, SEEN[state], 520, true)]);
      }
    });
    for (const [colours, all] of Object.entries(pictures)) write(`states-${locale}-${colours}`, await sheet(chromium, all, { columns: 7, width: 320, height: 520 }));
  }
}

const DEVICES = { phone: { width: 390, height: 844, deviceScaleFactor: 1, mobile: true }, desktop: { width: 1280, height: 900, deviceScaleFactor: 1, mobile: false } };
const ACTS = {
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
    for (const control of ['acknowledge', 'accept', 'refuse', 'submit']) await person.press(control);
    await person.event((event) => event.type === 'submitted', 'submitted');
    await new Promise((resolve) => setTimeout(resolve, 1500));
  },
};

/** Which of them are kept: the pages are long. */
const WHOLE = new Set(['desktop-errors', 'desktop-empty-dark', 'desktop-done', 'phone-empty', 'phone-done', 'phone-refused']);

async function demo(chromium) {
  const backend = await server();
  try {
    for (const [device, metrics] of Object.entries(DEVICES)) {
      for (const [state, act] of Object.entries(ACTS)) {
        for (const [look, colours, lang] of [['', 'light', ''], ...(state === 'empty' ? [['-dark', 'dark', ''], ['-en', 'light', '?lang=en']] : [])]) {
          if (!WHOLE.has(`${device}-${state}${look}`)) continue;
          await chromium.cdp('Network.clearBrowserCookies');
          await chromium.cdp('Emulation.setDeviceMetricsOverride', metrics);
          await scheme(chromium, colours);
          await act(await open(chromium, `${backend.url}/signup.html${lang}`));
          write(`${device}-${state}${look}`, await whole(chromium));
        }
      }
    }
  } finally {
    await backend.stop();
  }
}

const chromium = await browser();
const gate = await gated();
try {
  await chromium.cdp('Emulation.setDeviceMetricsOverride', PHONE);
  await scheme(chromium, 'light');
  if (wanted('codes')) await codes(chromium, gate);
  if (wanted('states')) await states(chromium, gate);
  if (wanted('demo')) await demo(chromium);
} finally {
  await chromium.stop();
  await gate.stop();
}
