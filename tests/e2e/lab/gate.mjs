// The real server behind a gate, which hands every request on, but can hold one back, answer in the server's place, or
// hang up: the states between two answers last no longer than a test wants.
import { createServer, request } from 'node:http';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { config, server } from './server.mjs';

const PAGE = join(dirname(fileURLToPath(import.meta.url)), '../page');

/** Starts both; `www` is the folder of pages, that of the element alone unless another is named. */
export async function gated({ www = PAGE } = {}) {
  const rules = [];
  const asked = [];
  let backend;
  const listening = createServer(async (got, answer) => {
    const line = `${got.method} ${new URL(got.url, 'http://gate').pathname}`;
    asked.push(line);
    const rule = rules.find(({ match }) => match.test(line));
    if (rule) {
      rule.reached();
      await rule.held;
      if (rule.hangUp) return got.socket.destroy();
      if (rule.instead) {
        const { status, code, type = 'application/problem+json', body = JSON.stringify({ type: 'about:blank', title: code, status, code }) } = rule.instead;
        answer.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
        return undefined;
      }
    }
    const onwards = request(backend.url + got.url, { method: got.method, headers: got.headers }, (its) => {
      answer.writeHead(its.statusCode, its.headers);
      its.pipe(answer);
    });
    onwards.on('error', () => answer.destroy());
    return got.pipe(onwards);
  });
  await new Promise((resolve) => listening.listen(0, '127.0.0.1', resolve));
  listening.unref();
  const { port } = listening.address();
  backend = await server({ www, extra: ['--config', config(`origins = ["http://127.0.0.1:${port}"]\n`)] });

  const rule = (match, what) => {
    const one = { match, ...what };
    one.came = new Promise((resolve) => { one.reached = resolve; });
    rules.unshift(one);
    return one;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    backend,
    /** Every request so far, as `METHOD /path`. */
    asked,
    /** Holds what fits `METHOD /path` until `release()`, then hands it on, or answers `instead`; `came` resolves when something does. */
    hold(match, instead) {
      let go;
      const one = rule(match, { instead, held: new Promise((resolve) => { go = resolve; }) });
      return { came: one.came, release() { rules.splice(rules.indexOf(one), 1); go(); } };
    },
    /** Answers `{ status, code }` as a problem document, or `{ status, type, body }`. */
    instead: (match, answer) => { rule(match, { instead: answer }); },
    /** Breaks the connection. */
    hangUp: (match) => { rule(match, { hangUp: true }); },
    /** Hands everything on again. */
    clear: () => { rules.length = 0; },
    async stop() {
      await new Promise((resolve) => { listening.close(resolve); listening.closeAllConnections(); });
      await backend.stop();
    },
  };
}
