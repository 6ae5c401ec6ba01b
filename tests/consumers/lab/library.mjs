// docs/testing.md in a page: where it is served, and its script of Testing Library, run as it is printed, in whatever engine.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, front } from './front.mjs';
import { ROOT } from './package.mjs';
import { printed } from './printed.mjs';

export const DOCUMENT = 'docs/testing.md';
export const block = (name) => printed(name, DOCUMENT);

/** Whatever the file system and its web server are: the pages are served, the gateway is none. */
export async function site(www) {
  return front({ www, backend: 'http://127.0.0.1:1', port: await freePort(), headers: { 'content-security-policy': "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'" } });
}

/** A folder of pages, with the package beside them. */
export function pages(own, script) {
  const www = mkdtempSync(join(tmpdir(), 'realname-docs-'));
  cpSync(own.at, join(www, 'realname'), { recursive: true });
  cpSync(join(ROOT, 'www/icon.svg'), join(www, 'favicon.ico'));
  writeFileSync(join(www, 'index.html'), '<!doctype html><html lang="en"><meta charset="utf-8"><title>test</title><script type="module" src="/main.js"></script></html>');
  if (script) writeFileSync(join(www, 'main.js'), script);
  return www;
}

/** The script signs somebody up, all by itself. `lines(engine)` is what the console says where it does not. */
export async function signedByLibrary(own, start, lines = () => '') {
  const { build } = await import('esbuild');
  const www = pages(own);
  writeFileSync(join(own.folder, 'signup.browser.js'), block('signup.browser.js'));
  await build({ entryPoints: [join(own.folder, 'signup.browser.js')], outfile: join(www, 'main.js'), bundle: true, format: 'esm', target: 'es2022', absWorkingDir: own.folder, logLevel: 'error', define: { 'process.env.NODE_ENV': '"test"' } });
  // What a bundler that copies assets does by itself.
  cpSync(join(own.at, 'dist'), join(www, 'dist'), { recursive: true });
  cpSync(join(own.at, 'strings'), join(www, 'strings'), { recursive: true });
  const [served, engine] = await Promise.all([site(www), start()]);
  try {
    await engine.driver.get(served.url);
    await engine.driver.wait(async () => (await engine.driver.getTitle()) !== 'test', 90_000, 'no end').catch(async (error) => { throw new Error(`${error.message}: ${await lines(engine)}`); });
    assert.equal(await engine.driver.getTitle(), 'admitted');
  } finally {
    await Promise.all([engine.stop(), served.stop()]);
    rmSync(www, { recursive: true });
  }
}
