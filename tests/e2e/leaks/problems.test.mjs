// Name, number and mobile number in every wrong place of a request, at every route, in every media type, from a stranger, a page and the
// provider's backend: no answer repeats them, no line of the log, no file.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { gateway } from '../lab/gateway.mjs';
import { config, server } from '../lab/server.mjs';
import { SETS, find } from './lab/canary.mjs';

const { composed, typed, pasted } = SETS.heron;
const VALUES = { name: composed, number: typed, mobile: pasted };
const API = '/realname/v1';
const TYPES = ['application/json', 'text/plain', ...['bundle', 'guardian', 'decision', 'withdrawal', 'reverify'].map((one) => `application/realname-${one}+json`)];
/** A signed text of three parts that says the value. */
const jwt = (value) => [{ alg: 'ES256', typ: 'realname+sd-jwt', kid: value }, { name: value, sub: value }].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).concat(value).join('.');
const half = (value) => ({ sd_jwt: `${jwt(value)}~`, sealed: `${jwt(value)}..` });

/** The routes that read a body, and bodies of their shape with a value in each member. */
const POSTED = {
  '/tickets': (value, origin) => [{ account_ref: value, session: 's', origin: value }, { account_ref: 'a', session: value, origin, name: value }],
  '/challenge': (value) => [{ jkt: value }, { jkt: 'A'.repeat(43), [value]: 1 }],
  '/bundles': (value) => [{ v: 1, ...half(value) }, { v: 1, sd_jwt: value, sealed: value }, { v: 1, child: half(value), guardian: half(value) }],
  '/decisions': (value) => [{ v: 1, decision_jwt: jwt(value) }, { v: 1, decision_jwt: value }],
  '/reverify': (value) => [{ v: 1, reverify_jwt: jwt(value) }, { v: 1, reverify_jwt: value }],
  [`/consents/${'A'.repeat(22)}/withdraw`]: (value) => [{ v: 1, withdrawal_jwt: jwt(value) }, { v: 1, secret: value }],
  '/verify': (value, origin) => [
    { v: 1, bundle: value, account_ref: 'a', session: 's', origin }, { v: 1, bundle: JSON.stringify({ v: 1, ...half(value) }), account_ref: 'a', session: value, origin },
    { v: 1, bundle: JSON.stringify({ v: 1, child: half(value), guardian: half(value) }), account_ref: value, session: 's', origin: value },
  ],
};
/** And at any route: the value alone, as a number or a text, as a member's name, within a list. */
const ANYWHERE = (value) => [value, JSON.stringify(value), JSON.stringify({ [value]: value }), JSON.stringify([{ v: value }]), `{"v":1,"${value}`];
/** Where a value can stand in a path; the page's and the provider's own as well. */
const PATHS = (value) => [
  ...['bundles/{}', 'bundles/{}/receipt', 'gate/{}', 'policies/{}', 'notices/{}/1', 'notices/identity-check/{}', 'consents/{}/withdraw', 'keys?{}', 'healthz?number={}', '{}', '{}/{}', 'policies/current?{}'].map((path) => `${API}/${path}`),
  '/frame?embedder={}', '/frame?embedder=http://{}', '/frame?{}', '/frame/page.js?{}', '/frame/{}', '/frame/page.css/{}',
  '/provider/gate?{}', '/provider/session?{}', '/provider/reset?{}', '/provider/signup/{}', '/provider/{}', '/{}', '/{}/', '/{}.html', '/legal/{}', '/signup.html?{}', '/realname/{}.js', '/docs/{}', '/index.html/{}', '/..%2f{}',
].map((path) => path.replaceAll('{}', encodeURIComponent(value)));

describe('what an answer repeats', () => {
  let backend, api, asking;
  before(async () => {
    backend = await server({ extra: ['--config', config('requests_per_session = 0\nrequests_per_address = 0\n')] });
    api = gateway(backend);
    const ticket = await api.ticket('account-1', 'session-1');
    /** Who asks: a header's value, which a name is in by its bytes. */
    asking = { stranger: () => undefined, liar: (value) => `Bearer ${Buffer.from(value).toString('latin1')}`, page: () => `Bearer ${ticket}`, provider: () => `Bearer ${backend.credential()}` };
  });
  after(() => backend?.stop());

  /** Asks, and answers what came back, headers included; what was asked holds the canary, or nothing would be shown by it. */
  const ask = async (url, { method = 'GET', headers = {}, body } = {}) => {
    const asked = Buffer.concat([Buffer.from(`${method} ${url} ${body ?? ''}`), Buffer.from(Object.values(headers).join('\n'), 'latin1')]);
    assert.ok(find('heron', asked).size > 0, `the search sees it: ${method} ${url.slice(0, 60)}`);
    const answer = await fetch(url, { method, headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)), body, redirect: 'manual' });
    const text = await answer.text();
    return { status: answer.status, text, found: [...find('heron', Buffer.from(`${[...answer.headers].join('\n')}\n${text}`, 'utf8'))] };
  };
  /** The same of many, some at a time. */
  const all = async (requests) => {
    const answers = [];
    for (let at = 0; at < requests.length; at += 40) answers.push(...(await Promise.all(requests.slice(at, at + 40).map(([url, more]) => ask(url, more)))));
    return answers;
  };
  /** Nothing in the answers, nor in what was written since. */
  const nothing = (requests, answers, since) => {
    answers.forEach(({ found, status }, at) => {
      const [url, { method = 'GET', headers }] = requests[at];
      assert.deepEqual(found, [], `${method} ${url.replace(backend.url, '')} ${headers['content-type'] ?? ''} answered ${status}`);
      assert.ok(status < 500 && status !== 429, `${method} ${url.replace(backend.url, '')} ${headers['content-type'] ?? ''} answered ${status}`);
    });
    const log = backend.log().slice(since);
    assert.ok(log.split('\n').length > requests.length, `each was logged: ${log.split('\n').length} of ${requests.length}`);
    assert.deepEqual([...find('heron', Buffer.from(log))], [], 'the log');
    assert.ok(!log.includes('panicked'));
  };
  const inFiles = () => backend.files().flatMap(([, bytes]) => [...find('heron', bytes)]);

  it('is seen, where a server does repeat it', async () => {
    const echo = createServer((asked, answer) => answer.writeHead(404, { 'x-path': asked.url }).end(JSON.stringify({ code: 'E_NOT_FOUND', detail: decodeURIComponent(asked.url) })));
    await new Promise((resolve) => echo.listen(0, '127.0.0.1', resolve));
    try {
      for (const value of Object.values(VALUES)) for (const path of PATHS(value)) assert.notDeepEqual((await ask(`http://127.0.0.1:${echo.address().port}${path}`)).found, [], path);
    } finally {
      await new Promise((resolve) => { echo.close(resolve); echo.closeAllConnections(); });
    }
  });

  it('is nothing of a body, at any route, in any media type, whoever asks', async () => {
    const since = backend.log().length;
    const requests = Object.values(VALUES).flatMap((value) => Object.entries(POSTED).flatMap(([path, bodies]) => TYPES.flatMap((type) => Object.entries(asking).flatMap(([who, authorization]) =>
      [...bodies(value, backend.url).map((body) => JSON.stringify(body)), ...ANYWHERE(value)]
        // What the provider says of an account is its own, and the next test's.
        .filter((body) => !(who === 'provider' && path === '/tickets' && /^\{"account_ref":"a"/.test(body)))
        .map((body) => [`${backend.url}${API}${path}`, { method: 'POST', body, headers: { origin: backend.url, 'content-type': type, authorization: authorization(value) } }])))));
    const answers = await all(requests);
    nothing(requests, answers, since);
    assert.ok(answers.every(({ status }) => status >= 400), 'none was taken');
    assert.ok(new Set(answers.map(({ text }) => /"code":"(E_\w+)"/.exec(text)?.[1])).size > 8, 'refused for many a reason');
    assert.deepEqual(inFiles(), []);
  });

  it('is nothing of a path, a query or a header, at any route, whoever asks', async () => {
    const since = backend.log().length;
    const requests = Object.values(VALUES).flatMap((value) => {
      const latin = Buffer.from(value).toString('latin1');
      const own = { 'user-agent': latin, referer: `${backend.url}/?${encodeURIComponent(value)}`, cookie: `sid=${latin}; realname=${latin}`, 'x-forwarded-for': latin, 'accept-language': latin };
      return Object.entries(asking).flatMap(([, authorization]) => PATHS(value).flatMap((path) => ['GET', 'POST', 'DELETE'].flatMap((method) => [backend.url, latin].map((origin) =>
        [`${backend.url}${path}`, { method, headers: { ...own, origin, authorization: authorization(value), ...(method === 'POST' && { 'content-type': 'application/json' }) }, ...(method === 'POST' && { body: JSON.stringify({ v: value }) }) }]))));
    });
    const answers = await all(requests);
    nothing(requests, answers, since);
    assert.deepEqual(inFiles(), []);
  });

  it('is nothing of what the provider itself calls an account, a session, an origin; an account is kept as it says', async () => {
    const since = backend.log().length;
    const authorization = asking.provider();
    const headers = { origin: backend.url, authorization, 'content-type': 'application/json' };
    const post = (path, body) => [`${backend.url}${API}${path}`, { method: 'POST', headers, body: JSON.stringify(body) }];
    const requests = Object.values(VALUES).flatMap((value) => [
      post('/tickets', { account_ref: 'account-2', session: value, origin: backend.url }), post('/tickets', { account_ref: 'account-2', session: 's', origin: value }),
      post('/verify', { v: 1, bundle: '{}', account_ref: value, session: value, origin: backend.url }), post('/verify', { v: 1, bundle: '{}', account_ref: 'a', session: 's', origin: value }),
      [`${backend.url}${API}/gate/${encodeURIComponent(value)}`, { headers }],
    ]);
    nothing(requests, await all(requests), since);
    assert.deepEqual(inFiles(), [], 'a session is kept as a hash, an origin that is not allowed is not kept');
    // What a provider calls its account is in the records by design: it must not call it by a number.
    const after = backend.log().length;
    const named = post('/tickets', { account_ref: pasted, session: 's', origin: backend.url });
    const [answer] = await all([named]);
    assert.equal(answer.status, 201);
    nothing([named], [answer], after);
    assert.ok(inFiles().length > 0 && inFiles().every((one) => one.startsWith('pasted')), 'the search sees files as well');
  });
});
