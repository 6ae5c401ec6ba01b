// Where the laboratory stands: the pages and the recorders on one loopback port, the sink that keeps every body that a
// recorder sends on another, and the real server behind `/realname/v1` and `/provider`.
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer, request as ask } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, extname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { backendOf, freePort } from '../../../consumers/lab/front.mjs';

const HERE = join(dirname(fileURLToPath(import.meta.url)), '..');
const ROOT = join(HERE, '../../..');
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.wasm': 'application/wasm', '.json': 'application/json' };
/** How the recorders are set up; `wrapped` is another recorder. */
export const SETUPS = ['open', 'default', 'masking', 'wrapped'];

function files(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : [path];
  });
}

/** What of the package a page can import: not the files for Node alone. */
function importable(pkg) {
  return files(pkg).filter((path) => /\.m?js$/.test(path) && !/\bfrom ?["']node:/.test(readFileSync(path, 'utf8')))
    .map((path) => `/realname/${relative(pkg, path)}`);
}

const body = (request) => new Promise((resolve) => {
  const parts = [];
  request.on('data', (part) => parts.push(part)).on('end', () => resolve(Buffer.concat(parts)));
});

async function listening(answer, port = 0) {
  const server = createServer((request, response) => { answer(request, response).catch(() => response.destroy()); });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  server.unref();
  return { url: `http://127.0.0.1:${server.address().port}`, stop: () => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }) };
}

/** Keeps what is sent, by the first word of its path. */
async function sink() {
  const got = [];
  let at = Date.now();
  const server = await listening(async (request, response) => {
    const bytes = await body(request);
    const { origin = '*', 'access-control-request-headers': asked = '*' } = request.headers;
    const { pathname } = new URL(request.url, 'http://sink');
    response.writeHead(200, { 'access-control-allow-origin': origin, 'access-control-allow-credentials': 'true', 'access-control-allow-headers': asked, 'access-control-allow-methods': '*', 'content-type': 'application/json' });
    // PostHog asks what to record.
    response.end(/^\/posthog\/(flags|decide|array)/.test(pathname)
      ? JSON.stringify({ sessionRecording: { endpoint: '/s/', consoleLogRecordingEnabled: true, networkPayloadCapture: { recordBody: true, recordHeaders: true } }, supportedCompression: ['gzip-js'], featureFlags: {}, hasFeatureFlags: false, heatmaps: true, autocaptureExceptions: true })
      : '{}');
    if (request.method === 'OPTIONS') return;
    at = Date.now();
    got.push({ door: pathname.split('/')[1], url: request.url, headers: JSON.stringify(request.headers), bytes });
  });
  return {
    ...server,
    take: () => got.splice(0),
    /** Waits until nothing came for a while. */
    async quiet(milliseconds = 700, longest = 8000) {
      const end = Date.now() + longest;
      while (Date.now() - at < milliseconds && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 50));
    },
  };
}

/** Starts everything. `change(path, source)` may answer another text for a file of the package; `configuration` is the server's. */
export async function ground({ change, setups = SETUPS, configuration } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'realname-leaks-'));
  const [kept, port] = await Promise.all([sink(), freePort()]);
  // What is changed is a file of the package before its files are joined.
  const pkg = change ? join(process.env.CARGO_TARGET_DIR ?? join(ROOT, 'target'), 'wasm/parts') : join(ROOT, 'pkg');
  const asked = [];
  let backend;
  /** Hands a request on to the server, and keeps it. */
  const onwards = async (request, response) => {
    const bytes = await body(request);
    asked.push({ path: new URL(request.url, 'http://server').pathname, bytes: Buffer.concat([Buffer.from(`${request.method} ${request.url} ${JSON.stringify(request.headers)}\n`), bytes]) });
    const going = ask(backend.url + request.url, { method: request.method, headers: request.headers }, (got) => { response.writeHead(got.statusCode, got.headers); got.pipe(response); });
    going.on('error', () => response.destroy());
    going.end(bytes);
  };
  /** A file of the package, as it is or changed. */
  const packaged = (path) => {
    const content = readFileSync(join(pkg, normalize(path)));
    return (path.endsWith('.js') && change?.(path.slice(1), content.toString())) || content;
  };
  // Where the frame stands: the same server, behind a door of its own.
  const relay = await listening(async (request, response) => {
    const path = /^\/realname(\/(?!v1\/).+\.(?:js|wasm))$/.exec(request.url)?.[1];
    if (!change || !path) return onwards(request, response);
    response.writeHead(200, { 'content-type': TYPES[extname(path)] }).end(packaged(path));
  });
  const frame = relay.url.replace('127.0.0.1', 'localhost');
  [backend] = await Promise.all([backendOf(port, configuration, `frame = "${frame}"`), ...setups.map((setup) => build({
    entryPoints: [join(HERE, 'recorders', setup === 'wrapped' ? 'wrapped.js' : 'all.js')], outfile: join(folder, `${setup}.js`), bundle: true, format: 'iife', minify: true, logLevel: 'error', target: 'es2022',
    define: { SINK: JSON.stringify(kept.url), SETUP: JSON.stringify(setup), PACKAGE: JSON.stringify(importable(pkg)), 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
  }))]);
  const policy = `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: ${kept.url}; connect-src 'self' ${kept.url}; frame-src ${frame}; worker-src 'self' blob:; form-action 'self'`;
  const headers = {
    'content-security-policy': `${policy}; report-uri ${kept.url}/csp-report`,
    'content-security-policy-report-only': `${policy}; report-to lab`, 'reporting-endpoints': `lab="${kept.url}/reporting"`, 'cache-control': 'no-store',
  };
  const log = [];
  const rows = [];
  const sessions = [];
  /** As a provider's backend asks. */
  const call = async (path, value) => {
    const headers = { authorization: `Bearer ${backend.credential()}`, 'content-type': 'application/json' };
    return (await fetch(`${backend.url}/realname/v1${path}`, { method: 'POST', headers, body: JSON.stringify(value) })).json();
  };
  const page = await listening(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://page');
    if (/^\/(realname\/v1|provider)\//.test(pathname)) return onwards(request, response);
    // The plain page's own backend: an access log, and a table of signups.
    if (/^\/plain\/(check|submit|beacon)/.test(pathname)) {
      log.push(`${request.method} ${request.url}`);
      rows.push(await body(request));
      response.writeHead(pathname.endsWith('check') ? 422 : 200, { ...headers, 'content-type': 'application/problem+json' }).end(JSON.stringify({ title: `not a number: ${request.url}` }));
      return;
    }
    // A provider with a form of its own; the pin is what it writes into its page.
    if (pathname === '/lab/session') {
      const origin = `http://${request.headers.host}`;
      sessions.push({ account_ref: `account-${sessions.length}`, session: 'session', origin });
      const { pins, endpoint } = await (await fetch(`${backend.url}/provider/session`, { method: 'POST', headers: { origin } })).json();
      const { ticket } = await call('/tickets', sessions.at(-1));
      response.writeHead(200, { ...headers, 'content-type': TYPES['.json'] }).end(JSON.stringify({ ticket, pins, endpoint }));
      return;
    }
    const visit = /^\/(plain|ours|frame|field|headless)\/(first|late|none)\/(\w+)$/.exec(pathname);
    const path = visit ? join(HERE, 'page', `${visit[1]}.html`)
      : pathname.startsWith('/recorders/') ? join(folder, normalize(pathname.slice(10)))
        : pathname === '/worker.js' ? join(HERE, 'page/worker.js') : join(HERE, normalize(pathname));
    try {
      let content = pathname.startsWith('/realname/') ? packaged(pathname.slice(9)) : readFileSync(path);
      if (visit) content = content.toString().replace('<!-- first -->', visit[2] === 'first' ? `<script src="/recorders/${visit[3]}.js"></script>` : '');
      response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream', ...headers }).end(content);
    } catch {
      response.writeHead(404, headers).end();
    }
  }, port);
  return {
    url: page.url, sink: kept, backend,
    /** Brings a form's bundle to the server. */
    verify: (bundle) => call('/verify', { v: 1, bundle, ...sessions.at(-1) }),
    /** Every request of our pages and of the frame's, as the server got it: its path, and all its bytes. */
    asked: () => asked.splice(0),
    /** What the plain page's backend keeps. */
    plain: () => ({ log: log.splice(0).join('\n'), rows: Buffer.concat(rows.splice(0)) }),
    async stop() {
      await Promise.all([page.stop(), relay.stop(), kept.stop(), backend.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
