// What the server has of a canary: its process's memory while it asks and after it answered, its log, its files with the
// write-ahead log and free pages, and its problem documents.
import assert from 'node:assert/strict';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { browser } from '../lab/browser.mjs';
import { gateway } from '../lab/gateway.mjs';
import { open } from '../lab/person.mjs';
import { server } from '../lab/server.mjs';
import { SETS, find } from './lab/canary.mjs';

/** The simulated authority takes three seconds over this name. */
const SLOW = '核验缓慢';
const LINUX = process.platform === 'linux';

/** What of a set stands in the memory of a process: every mapping that it can write, as a core dump has it. */
function memory(pid, set) {
  const file = openSync(`/proc/${pid}/mem`, 'r');
  const found = new Set();
  try {
    for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
      const [, from, to] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? [];
      if (!from) continue;
      const [start, end] = [Number.parseInt(from, 16), Number.parseInt(to, 16)];
      for (let at = start; at < end; at += 1 << 24) {
        const bytes = Buffer.alloc(Math.min((1 << 24) + 256, end - at));
        let read = 0;
        try { read = readSync(file, bytes, 0, bytes.length, at); } catch { continue; }
        for (const one of find(set, bytes.subarray(0, read))) found.add(one);
      }
    }
  } finally {
    closeSync(file);
  }
  return [...found].sort();
}

describe('the server', () => {
  let chromium, backend, api;
  const { typed, pasted } = SETS.heron;
  before(async () => {
    [chromium, backend] = await Promise.all([browser(), server()]);
    api = gateway(backend);
  });
  after(async () => {
    await chromium?.stop();
    await backend?.stop();
  });

  it('holds the canary in memory while it asks, and nothing of it after the answer', { skip: !LINUX }, async () => {
    assert.deepEqual(memory(backend.pid, 'heron'), [], 'before');
    const person = await open(chromium, backend.signup);
    await person.fill({ name: SLOW, id: typed, mobile: pasted });
    await person.press('submit');
    await person.event((event) => event.type === 'submitted' || event.type === 'sealed', 'sealed');
    let during = [];
    for (let turn = 0; turn < 20 && during.length === 0; turn += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      during = memory(backend.pid, 'heron');
    }
    assert.ok(during.some((one) => one.startsWith('typed')) && during.some((one) => one.startsWith('pasted')), `the search sees it: ${during}`);
    const { id } = await person.event((event) => event.type === 'submitted' && event.state === 'admitted', 'admitted');
    assert.equal((await api.evidence(id)).result.outcome, 'match');
    assert.deepEqual(memory(backend.pid, 'heron'), []);
    assert.deepEqual(memory(backend.pid, 'martin'), [], 'a set that was not used is not said by chance');
  });

  it('has it in no log and no file', async () => {
    assert.match(backend.log(), /\/bundles/);
    assert.deepEqual([...find('heron', Buffer.from(backend.log()))], []);
    const files = backend.files();
    assert.ok(files.some(([path]) => path.endsWith('-wal')) && files.some(([path]) => /\.(db|sqlite3?)$/.test(path)), files.map(([path]) => path).join());
    for (const [path, bytes] of files) assert.deepEqual([...find('heron', bytes)], [], path.split('/').at(-1));
  });

  it('repeats it in no problem document and no log, wherever it is put', async () => {
    const ticket = await api.ticket('account-1', 'session-1');
    const before = backend.log().length;
    const answers = await Promise.all([
      `/bundles/${typed}`, `/gate/${typed}`, `/policies/${pasted}`, `/notices/${pasted}/${typed}`, `/challenge?id_number=${typed}`, `/${typed}`,
    ].map(async (path) => (await fetch(`${backend.url}/realname/v1${path}`, { headers: { authorization: `Bearer ${typed}`, 'user-agent': pasted, referer: `${backend.url}/?${typed}`, cookie: `sid=${pasted}` } })).text()));
    for (const [path, body] of [
      ['/bundles', JSON.stringify({ v: 1, sd_jwt: typed, sealed: pasted })], ['/bundles', typed], ['/challenge', JSON.stringify({ jkt: typed })],
      ['/challenge', `{"${typed}":1}`], ['/decisions', JSON.stringify({ v: 1, decision_jwt: `${typed}.${typed}.${typed}` })], ['/tickets', JSON.stringify({ account_ref: typed })],
    ]) {
      for (const type of ['application/json', 'application/realname-bundle+json', 'application/realname-decision+json']) {
        const answer = await fetch(`${backend.url}/realname/v1${path}`, { method: 'POST', body, headers: { origin: backend.url, authorization: `Bearer ${ticket}`, 'content-type': type } });
        assert.ok(answer.status >= 400 && answer.status < 500, `${path} ${answer.status}`);
        answers.push(await answer.text());
      }
    }
    assert.ok(answers.length === 24 && answers.some((text) => text.includes('E_')));
    for (const text of answers) assert.deepEqual([...find('heron', Buffer.from(text))], []);
    const log = backend.log().slice(before);
    assert.ok(log.split('\n').length > 20, 'each was logged');
    assert.deepEqual([...find('heron', Buffer.from(log))], []);
    assert.ok(!backend.log().includes('panicked'));
  });
});
