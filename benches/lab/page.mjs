// A page in the end-to-end laboratory's Chromium, with scripts that esbuild made of this folder and of the package.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { browser } from '../../tests/e2e/lab/browser.mjs';

const here = fileURLToPath(new URL('..', import.meta.url));

/** One script of an entry in this folder, for a browser, as a bundler would ship it. */
export async function bundled(contents, { format = 'iife', globalName } = {}) {
  const result = await build({
    stdin: { contents, resolveDir: here, loader: 'js' },
    bundle: true, minify: true, write: false, platform: 'browser', format, globalName, logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
  });
  return result.outputFiles[0].contents;
}

/** Serves files (path → content) on loopback and opens `/` in a Chromium of its own. */
export async function page(files) {
  const types = { js: 'text/javascript', html: 'text/html; charset=utf-8', wasm: 'application/wasm', json: 'application/json' };
  const server = createServer((request, response) => {
    const file = files[new URL(request.url, 'http://x').pathname];
    if (file === undefined) return response.writeHead(404).end();
    const [path] = request.url.split('?');
    response.writeHead(200, { 'content-type': types[path.split('.').at(-1)] ?? types.html });
    return response.end(file);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const chromium = await browser();
  const url = `http://127.0.0.1:${server.address().port}`;
  await chromium.driver.manage().setTimeouts({ script: 600_000 });
  await chromium.driver.get(url);
  return {
    ...chromium,
    url,
    /** Runs a function of the page's own; its arguments and answer are JSON. */
    run: async (script, ...args) => {
      const answer = await chromium.driver.executeAsyncScript(`
        const args = [...arguments], done = args.pop();
        (async () => { try { return { ok: await (${script})(...args) }; } catch (e) { return { error: String(e?.stack ?? e) }; } })().then(done);`, ...args);
      if (answer.error) throw new Error(answer.error);
      return answer.ok;
    },
    async stop() {
      await chromium.stop();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

export const file = (path) => readFileSync(new URL(`../../${path}`, import.meta.url));
