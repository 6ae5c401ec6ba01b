// A provider's own web server before the gateway: files under a policy of its own, and the rest handed on.
import { readFileSync, statSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { dirname, extname, join, normalize } from 'node:path';
import { config, server } from '../../e2e/lab/server.mjs';

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json', '.wasm': 'application/wasm', '.txt': 'text/plain' };

/** A port that is free now. */
export async function freePort() {
  const probe = createServer();
  await new Promise((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** The real server, for a page that another web server serves on that port; with what else a configuration of the repository says. */
export function backendOf(port, configuration, first = '') {
  const more = configuration ? readFileSync(configuration, 'utf8').replace(/"([\w/-]+\.json)"/g, (_, path) => JSON.stringify(join(dirname(configuration), path))) : '';
  return server({ extra: ['--config', config(`origins = ["http://127.0.0.1:${port}"]\n${first}\n${more}`)] });
}

/**
 * Serves a folder with these headers, or what another web server has; `/realname/v1` and `/provider` go to the backend, where
 * there is one. `instead` may answer a path itself: `{ status, type, body }`, or `null` to hang up.
 */
export async function front({ www, onwards: other, backend, headers = {}, port = 0, instead = () => undefined }) {
  const listening = createServer((asked, answer) => {
    const { pathname } = new URL(asked.url, 'http://front');
    const behind = backend && /^\/(realname\/v1|provider)\//.test(pathname) ? backend : other;
    if (behind) {
      const onwards = request(behind + asked.url, { method: asked.method, headers: asked.headers }, (got) => {
        answer.writeHead(got.statusCode, got.headers);
        got.pipe(answer);
      });
      onwards.on('error', () => answer.writeHead(502).end());
      asked.pipe(onwards);
      return;
    }
    const own = instead(pathname);
    if (own === null) {
      asked.socket.destroy();
      return;
    }
    if (own) {
      answer.writeHead(own.status ?? 200, { 'content-type': own.type ?? 'application/wasm', ...headers }).end(own.body);
      return;
    }
    try {
      let path = join(www, normalize(decodeURIComponent(pathname)));
      if (statSync(path).isDirectory()) path = join(path, 'index.html');
      const body = readFileSync(path);
      answer.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream', ...headers }).end(body);
    } catch {
      answer.writeHead(404, headers).end();
    }
  });
  await new Promise((resolve) => listening.listen(port, '127.0.0.1', resolve));
  // A test that fails must not wait for it.
  listening.unref();
  return {
    url: `http://127.0.0.1:${listening.address().port}`,
    stop: () => new Promise((resolve) => { listening.close(resolve); listening.closeAllConnections(); }),
  };
}
