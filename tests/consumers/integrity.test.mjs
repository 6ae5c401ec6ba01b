// The one-file script from another origin: with its integrity it runs, and a changed file does not.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { browser } from '../e2e/lab/browser.mjs';
import { drive, page } from './lab/drive.mjs';
import { backendOf, freePort, front } from './lab/front.mjs';
import { installed } from './lab/package.mjs';
import { printed } from './lab/printed.mjs';

const integrityOf = (bytes) => `sha384-${createHash('sha384').update(bytes).digest('base64')}`;

test('global.js from another origin', async (t) => {
  const own = installed();
  const cdn = await front({ www: own.at, headers: { 'access-control-allow-origin': '*', 'cross-origin-resource-policy': 'cross-origin' } });
  const port = await freePort();
  const www = mkdtempSync(join(tmpdir(), 'realname-cdn-'));
  const script = readFileSync(join(own.at, 'global.js'));
  const policy = `default-src 'none'; script-src 'self' ${cdn.url} 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'`;
  const backend = await backendOf(port);
  const site = await front({ www, backend: backend.url, port, headers: { 'content-security-policy': policy } });
  const chromium = await browser();
  try {
    const write = (integrity) => {
      page(www, `<script src="/before.js"></script><script src="${cdn.url}/global.js" integrity="${integrity}" crossorigin="anonymous"></script><script src="/signup.js"></script>`);
      writeFileSync(join(www, 'before.js'), 'window.before = Reflect.ownKeys(window);');
      writeFileSync(join(www, 'signup.js'), `window.added = Reflect.ownKeys(window).filter((key) => !before.includes(key) && key !== 'before');\n${printed('signup.js')}`);
    };

    await t.test('runs with its integrity, and writes one frozen global', async () => {
      write(integrityOf(script));
      const { outcome, console, strangers } = await drive(chromium, site.url);
      assert.equal(outcome, 'admitted');
      assert.deepEqual(console, []);
      assert.deepEqual(strangers, [cdn.url]);
      const seen = await chromium.driver.executeScript(`
        const own = Object.getOwnPropertyDescriptor(window, 'realname');
        return { added, frozen: Object.isFrozen(realname), writable: own.writable, configurable: own.configurable };`);
      assert.deepEqual(seen, { added: ['realname'], frozen: true, writable: false, configurable: false });
    });

    await t.test('does not run when one byte is another', async () => {
      write(integrityOf(Buffer.concat([script, Buffer.from(' ')])));
      await chromium.driver.get(site.url);
      assert.equal(await chromium.driver.executeScript('return typeof window.realname'), 'undefined');
    });
  } finally {
    await chromium.stop();
    await Promise.all([site.stop(), cdn.stop(), backend.stop()]);
    rmSync(www, { recursive: true });
    own.remove();
  }
});
