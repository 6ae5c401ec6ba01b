// From a built folder to a page with an address: by the real server under its strict policy, or by what a consumer needs
// instead.
import assert from 'node:assert/strict';
import { cpSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { server } from '../../e2e/lab/server.mjs';
import { consumers, nextServer } from './build.mjs';
import { application, page } from './drive.mjs';
import { backendOf, freePort, front } from './front.mjs';

const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types";

/** Vite's development server; `outside`: the package lies outside its root. */
const viteDev = (outside) => async (folder, entry, own, port, backend) => {
  const { createServer } = await import('vite');
  const root = outside ? folder : own.folder;
  // A project of its own: what Vite allows ends at the nearest package.json upwards.
  if (outside) writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const path = outside ? '' : `/${relative(own.folder, folder)}`;
  page(folder, `<script type="module" src="${path}/${entry}.js"></script>`);
  cpSync(join(folder, 'icon.svg'), join(root, 'public/icon.svg'));
  const proxy = { '^/(realname/v1|provider)/': backend.url };
  const vite = await createServer({ root, configFile: false, logLevel: 'error', cacheDir: join(folder, '.vite'), server: { host: '127.0.0.1', port, strictPort: true, proxy } });
  await vite.listen();
  return { url: `http://127.0.0.1:${port}${path}/index.html`, stop: () => vite.close() };
};

/** A built folder under another policy. */
const under = (policy, consumer) => async (folder, entry, own, port, backend) =>
  front({ www: await consumers[consumer](folder, entry, own), backend: backend.url, port, headers: { 'content-security-policy': policy } });

/** Next's own server behind a front: the page is rendered anew at each request, the tag in it. */
async function nextRendered(folder, entry, own, port, backend) {
  const inner = await freePort();
  const next = await nextServer(folder, own, inner);
  const site = await front({ onwards: `http://127.0.0.1:${inner}`, backend: backend.url, port });
  const rendered = async () => {
    const html = await (await fetch(site.url)).text();
    assert.ok(html.includes('<realname-form'), 'the tag is rendered on the server');
    return /data-rendered="(\d+)"/.exec(html)[1];
  };
  assert.notEqual(await rendered(), await rendered(), 'at each request');
  return { url: site.url, stop: () => Promise.all([site.stop(), next.stop()]) };
}

/** What needs another web server than ours, and why: Vite's own; names of Trusted Types policies that a framework makes. */
const OTHERS = {
  'vite-dev': viteDev(false),
  'vite-dev-outside': viteDev(true),
  svelte: under(`${POLICY} svelte-trusted-html`, 'svelte'),
  next: under(POLICY.replace("script-src", "script-src 'unsafe-inline'").replace(/; require.*/, ''), 'next'),
  'next-server': nextRendered,
  vue: under(`${POLICY} vue`, 'vue'),
  'headless-svelte': under(`${POLICY} svelte-trusted-html`, 'headless-svelte'),
  'headless-vue': under(`${POLICY} vue`, 'headless-vue'),
};

/** Builds and serves one cell of the table. */
export async function served(consumer, entry, own) {
  const folder = application(own, `${consumer}-${entry}`);
  const other = OTHERS[consumer];
  if (!other) return server({ www: await consumers[consumer](folder, entry, own) });
  const port = await freePort();
  const backend = await backendOf(port);
  let before;
  try {
    before = await other(folder, entry, own, port, backend);
  } catch (error) {
    await backend.stop();
    throw error;
  }
  return { url: before.url, stop: () => Promise.all([before.stop(), backend.stop()]) };
}
