// The laboratory in Chromium: plain inputs, which must leak, and our form with the recorders loaded after it, and in a
// frame with the recorders loaded first, which must not. Every cell is what docs/leaks.md says.
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { find, SETS, spellings } from './lab/canary.mjs';
import { campaign, differences, tabulate } from './lab/campaign.mjs';
import { ENGINES } from './lab/engines.mjs';
import { LEAKS } from './lab/patches.mjs';
import { gzipSync, deflateSync } from 'node:zlib';
import crypto from 'node:crypto';
import { views } from './lab/views.mjs';

const CELLS = ['plain/late', 'ours/late', 'frame/first'];
/** Where plain inputs give nothing away, and why the row stands. */
const BLIND = [
  [/datadog\/browser-rum.*replay; all it can mask/, 'it masks everything'],
  [/every built-in wrapped: (the memory|the closed root|a key)$/, 'about our form alone: builtins.test.mjs has the recorder see each'],
];
/** About our form alone: deliberate.test.mjs makes it leak there. */
const OURS = ['exports of the package', 'nodes of the closed root', 'memory, tables, roots, internals by an export'];

describe('the laboratory in Chromium', () => {
  let results, rows;
  before(async () => {
    results = await campaign(ENGINES.chromium, CELLS);
    rows = tabulate(results);
  });
  const of = (cell) => results.filter((result) => result.cell === cell);
  const leaks = (cell) => of(cell).flatMap(({ setup, doors }) => doors.filter(({ found }) => found.length > 0).map(({ door, found }) => `${setup}: ${door}: ${found}`));

  it('ran: every recorder came up and sent, the browser filled a field, each signup was admitted', () => {
    assert.deepEqual(results.flatMap(({ failures }) => failures), []);
    assert.ok(results.every(({ filled }) => filled === true), 'autofill');
    assert.ok(results.every(({ typed }) => typed === true), 'everything stood in the inputs');
    for (const cell of ['ours/late', 'frame/first']) assert.ok(of(cell).every(({ id }) => id), `admitted: ${cell}`);
    for (const { setup, doors } of results.filter(({ setup }) => setup !== 'wrapped')) {
      const sent = doors.map(({ door }) => door).filter((door) => door.startsWith('sent: '));
      for (const tool of ['sentry', 'sentry replay', 'rrweb', 'posthog', 'posthog replay', 'datadog', 'datadog replay', 'datadog-logs', 'opentelemetry', 'sensors', 'service-worker']) {
        assert.ok(sent.includes(`sent: ${tool}`), `${tool} (${setup}) sent something`);
      }
    }
  });

  it('sees: plain inputs leak at every door', () => {
    for (const [row, cells] of rows) {
      const excused = OURS.includes(row) || BLIND.some(([pattern]) => pattern.test(row));
      assert.equal(cells.get('plain/late').size > 0, !excused, row);
    }
    const deliberate = Object.values(LEAKS).flatMap(({ told }) => told);
    for (const row of OURS) assert.ok(deliberate.includes(row), row);
    // As the research says: rrweb as it comes hears what was only typed and taken out again; masking, it does not.
    const rrweb = (setup) => of('plain/late').find((result) => result.setup === setup).doors.find(({ door }) => door === 'sent: rrweb').found.join();
    assert.match(rrweb('default'), /dropped/);
    assert.doesNotMatch(rrweb('masking'), /dropped/);
    // Pasted, and not typed: the clipboard says it itself.
    for (const { setup, doors } of of('plain/late').filter(({ setup }) => setup !== 'wrapped')) {
      assert.ok(doors.find(({ door }) => door === 'what is pasted, out of clipboardData').found.includes('pasted (as it is)'), setup);
    }
    // The hash of a number is found out.
    assert.match([...rows.get('a service worker').get('plain/late')].join(), /SHA256/);
  });

  it('finds nothing of ours, at any door, in any set-up', () => {
    assert.deepEqual(leaks('ours/late'), []);
  });

  it('finds nothing of the frame either, although every recorder was there first', () => {
    assert.deepEqual(leaks('frame/first'), []);
    // What the frame asks is among what was searched.
    for (const { asked } of of('frame/first')) assert.deepEqual(['/realname/v1/challenge', '/realname/v1/bundles'].filter((path) => !asked.includes(path)), []);
    // They were there, and heard the page: what the search looks through is not nothing.
    for (const { setup, doors } of of('frame/first').filter(({ setup }) => setup !== 'wrapped')) {
      for (const door of ['events of the element', 'patched fetch, XHR, sendBeacon, WebSocket', 'sent: rrweb', 'sent: sentry']) assert.ok(doors.some((there) => there.door === door), `${setup}: ${door}`);
    }
  });

  it('finds no canary that was not used: none is said by chance', () => {
    assert.deepEqual(results.flatMap(({ cell, doors }) => doors.filter(({ other }) => other.length > 0).map(({ door, other }) => `${cell}: ${door}: ${other}`)), []);
  });

  it('is what docs/leaks.md says', () => {
    assert.deepEqual(differences('chromium', rows, CELLS), []);
  });
});

describe('the search', () => {
  it('finds every spelling, alone and inside other text, compressed, packed, nested', () => {
    const body = (needle) => Buffer.concat([Buffer.from('{"a":1} … '), needle, Buffer.from(' …')]);
    for (const [name, set] of Object.entries(SETS)) {
      for (const value of Object.values(set)) {
        for (const { form, needle } of spellings(value)) assert.ok(find(name, body(Buffer.from(needle, 'latin1'))).size > 0, form);
      }
      const deep = JSON.stringify({ at: [{ text: `x${set.typed}y`, name: set.composed }] });
      const zlib = (text) => deflateSync(text).toString('latin1');
      for (const packed of [
        gzipSync(deep), Buffer.concat([Buffer.from('{"segment_id":0}\n'), deflateSync(deep)]), Buffer.from(JSON.stringify({ data: zlib(deep) })),
        Buffer.from(JSON.stringify([{ data: gzipSync(deep).toString('base64') }])), Buffer.from(`data=${encodeURIComponent(Buffer.from(deep).toString('base64'))}`),
        Buffer.from(JSON.stringify({ inner: JSON.stringify({ inner: JSON.stringify({ deep }) }) })),
      ]) {
        const found = new Set(views(packed).flatMap((bytes) => [...find(name, bytes)]));
        assert.ok(found.has('typed (as it is)') && found.has('composed (as it is)'), [...found].join());
      }
    }
  });

  it('finds eight digits of a number in each encoding, at any place; prefix and separators under a hash; a birth date; a number that ends in X', () => {
    const there = (text, form) => assert.ok([...find('heron', Buffer.from(text))].some((found) => found.endsWith(`(${form})`)), `${form}: ${text}`);
    const { typed, pasted } = SETS.heron;
    const wide = (text) => [...text].map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).join('');
    for (const value of [typed, pasted]) {
      for (let at = 0; at + 8 <= value.length - 1; at += 1) {
        const piece = value.slice(at, at + 8);
        for (const before of ['', 'a', 'ab']) there(Buffer.from(`${before}${piece} …`).toString('base64'), 'base64');
        there(Buffer.from(`a${piece}b`).toString('hex'), 'hex');
        for (const text of [Buffer.from(`é${piece}é`, 'utf16le'), Buffer.from(`é${piece}é`, 'utf16le').swap16()]) there(text, 'UTF-16');
        for (const text of [wide(piece), encodeURIComponent(wide(piece)).toLowerCase(), JSON.stringify(wide(piece)).replace(/[^\x00-\x7f]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`)]) there(`a${text}b`, 'full width');
      }
    }
    const { createHash } = crypto;
    const mobile = `+86 ${pasted.slice(0, 3)} ${pasted.slice(3, 7)} ${pasted.slice(7)}`;
    for (const text of [mobile, mobile.replaceAll(' ', '-'), mobile.replace('+86 ', '0086')]) there(createHash('sha256').update(text).digest('hex'), 'SHA256');
    const [year, month, day] = [typed.slice(6, 10), typed.slice(10, 12), typed.slice(12, 14)];
    for (const text of [`${year}-${month}-${day}`, `${year}/${month}/${day}`, `${year}年${Number(month)}月${Number(day)}日`]) there(`born ${text}`, 'birth date');
    const x = Object.values(SETS).flatMap(Object.values).filter((value) => value.endsWith('X'));
    assert.equal(x.length, 1);
    for (const text of [x[0], x[0].toLowerCase(), Buffer.from(x[0]).toString('base64')]) assert.ok(find('martin', Buffer.from(text)).size > 0, text);
  });

  it('finds six digits, and is not led astray by times, sizes and random words', () => {
    const six = SETS.heron.typed.slice(4, 10);
    for (const text of [`id ${six}`, `id${six}…`, `"${six}********"`, `+86${SETS.heron.pasted.slice(0, 6)}`, `${six}${'9'.repeat(3)}${SETS.heron.typed}`]) assert.ok(find('heron', Buffer.from(text)).size > 0, text);
    for (const text of [`17${six}1234`, `0.${six}`, `3f9a${six}bc0d11e2aa00ff`, `${six}ab-1234-4abc-8def-0123456789ab`]) assert.equal(find('heron', Buffer.from(text)).size, 0, text);
  });
});
