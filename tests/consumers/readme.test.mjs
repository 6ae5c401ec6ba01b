// The embed of README.md, as it is printed: a whole signup, under a policy that knows its inline script by its hash alone.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { browser } from '../e2e/lab/browser.mjs';
import { drive } from './lab/drive.mjs';
import { backendOf, freePort, front } from './lab/front.mjs';
import { ROOT, installed } from './lab/package.mjs';

test('the ten lines of README.md are a signup', async () => {
  const [, printed] = /^```html\n(<realname-form[\s\S]*?)^```$/m.exec(readFileSync(join(ROOT, 'README.md'), 'utf8'));
  const own = installed();
  const port = await freePort();
  const backend = await backendOf(port);
  const www = mkdtempSync(join(tmpdir(), 'realname-readme-'));
  cpSync(own.at, join(www, 'realname'), { recursive: true });
  cpSync(join(ROOT, 'www/icon.svg'), join(www, 'favicon.ico'));
  const [, script] = /<script type="module">([\s\S]*?)<\/script>/.exec(printed);
  const policy = `default-src 'none'; script-src 'self' 'sha256-${createHash('sha256').update(script).digest('base64')}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'`;
  const site = await front({ www, backend: backend.url, port, headers: { 'content-security-policy': policy } });
  const chromium = await browser();
  try {
    // The pin is what the provider wrote into its page.
    const { pins } = await (await fetch(`${backend.url}/provider/session`, { method: 'POST', headers: { origin: site.url } })).json();
    writeFileSync(join(www, 'index.html'), `<!doctype html>\n<html lang="zh-CN">\n<meta charset="utf-8">\n${printed.replace('ROOT_KEY_THUMBPRINT', pins.join(' '))}`);
    const { outcome, console, strangers } = await drive(chromium, site.url);
    assert.equal(outcome, 'admitted');
    assert.deepEqual(strangers, []);
    assert.deepEqual(console.filter((line) => !line.includes('"admitted"')), []);
  } finally {
    await chromium.stop();
    await Promise.all([site.stop(), backend.stop()]);
    rmSync(www, { recursive: true });
    own.remove();
  }
});
