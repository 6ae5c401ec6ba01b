// A provider's page with `<realname-frame>` on one origin, the real server with the frame on another, and pages of strangers.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { backendOf, freePort, front } from '../../consumers/lab/front.mjs';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** What docs/integrate.md asks of a page around a frame: no wasm, no style of ours, one origin more. */
const policy = (frame) => `default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; frame-src 'self' ${frame}; form-action 'self'; require-trusted-types-for 'script'; trusted-types 'none'`;

/** Starts both; `serverOf(port)` may start the server in another way, for the page on that port. */
export async function embedder(serverOf = backendOf) {
  const port = await freePort();
  const backend = await serverOf(port);
  const frame = backend.url.replace('127.0.0.1', 'localhost');
  /** These two files of the package are all that the page needs, and one more where a wallet is asked. */
  const own = (path) => (/^\/realname\/(frame|field|wallet)\.js$/.test(path)
    ? { type: 'text/javascript', body: readFileSync(join(ROOT, 'pkg', path.slice(10))) } : undefined);
  const www = join(ROOT, 'tests/e2e/frame');
  const site = await front({ www, backend: backend.url, port, headers: { 'content-security-policy': policy(frame), 'cache-control': 'no-store' }, instead: own });
  const strangers = [];
  return {
    url: site.url, frame, backend,
    /** Another site, which shows one page: this text as its body, and this as its script. */
    async stranger(body, script = '') {
      const page = `<!doctype html><meta charset="utf-8"><title>stranger</title><link rel="icon" href="data:,"><body>${body}<script src="/own.js"></script>`;
      const instead = (path) => (path === '/own.js' ? { type: 'text/javascript', body: script } : { type: 'text/html; charset=utf-8', body: page });
      const there = await front({ www, instead });
      strangers.push(there);
      return there.url;
    },
    async stop() {
      await Promise.all([site, ...strangers].map((one) => one.stop()));
      await backend.stop();
    },
  };
}
