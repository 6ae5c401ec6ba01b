// A provider with a signup form of its own, in front of the real server: it asks for tickets, takes the form and brings
// what stands in it to `POST /verify`. Every form that came is kept, as it came.
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { config, server } from './server.mjs';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.wasm': 'application/wasm' };
/** The strict policy of docs/integrate.md, and a form that may go to this origin alone. */
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src data:; connect-src 'self'; form-action 'self'; require-trusted-types-for 'script'; trusted-types 'none'";

/** Starts both. `seconds` is how long a challenge lives. */
export async function provider({ seconds = 300 } = {}) {
  let backend;
  const forms = [];
  let visits = 0;
  const body = async (asked) => Buffer.concat(await asked.toArray()).toString();
  const call = async (path, value) => {
    const headers = { authorization: `Bearer ${backend.credential()}`, 'content-type': 'application/json' };
    const answer = await fetch(`${backend.url}/realname/v1${path}`, { method: 'POST', headers, body: JSON.stringify(value) });
    return answer.json();
  };
  /** Which account and session a page is for: the newest. */
  const visit = () => ({ account_ref: `account-${visits}`, session: 'session', origin: url });
  const routes = {
    'POST /session': async () => {
      visits += 1;
      return JSON.stringify(await call('/tickets', visit()));
    },
    'POST /signup': async (asked) => {
      const form = Object.fromEntries(new URLSearchParams(await body(asked)));
      const said = await call('/verify', { v: 1, bundle: form.identity ?? '', ...visit() });
      forms.push({ form, said });
      return `<!doctype html><title>received</title><p>${said.state ?? said.code}`;
    },
  };
  const web = createServer(async (asked, answer) => {
    const { pathname } = new URL(asked.url, 'http://provider');
    const headers = { 'content-security-policy': POLICY, 'cache-control': 'no-cache' };
    if (pathname.startsWith('/realname/v1/')) {
      const onwards = request(backend.url + asked.url, { method: asked.method, headers: asked.headers }, (got) => {
        answer.writeHead(got.statusCode, got.headers);
        got.pipe(answer);
      });
      onwards.on('error', () => answer.writeHead(502).end());
      asked.pipe(onwards);
      return;
    }
    const route = routes[`${asked.method} ${pathname}`];
    try {
      const [type, content] = route
        ? ['.html', await route(asked)]
        : [extname(pathname) || '.html', readFileSync(pathname.startsWith('/realname/') ? join(ROOT, 'pkg', pathname.slice(10)) : join(ROOT, 'tests/e2e/field', pathname === '/' ? 'index.html' : pathname))];
      answer.writeHead(200, { 'content-type': TYPES[type], ...headers }).end(content);
    } catch {
      answer.writeHead(404, headers).end();
    }
  });
  await new Promise((resolve) => web.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${web.address().port}`;
  backend = await server({ extra: ['--config', config(`origins = ["${url}"]\nchallenge_seconds = ${seconds}\n`)] });
  // The pin is what a provider writes into its page.
  const probe = await fetch(`${backend.url}/provider/session`, { method: 'POST', headers: { origin: url } });
  const { pins } = await probe.json();
  return {
    url: `${url}/?pins=${pins.join()}`,
    backend,
    /** Every form that came, and what `/verify` said to it. */
    forms,
    async stop() {
      await new Promise((resolve) => { web.close(resolve); web.closeAllConnections(); });
      await backend.stop();
    },
  };
}
