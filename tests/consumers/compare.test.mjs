// docs/compare.md: each of our cells is linked to what shows it, which is there and still holds what the link names.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from './lab/package.mjs';

const text = readFileSync(join(ROOT, 'docs/compare.md'), 'utf8');
const LINK = /\[([^\]]+)\]\(\.\.\/([^)]+)\): “([^”]+)”/g;

test('every row of ours is linked to what shows it', () => {
  const [, table] = /^(\| \| realname[\s\S]*?)\n\n/m.exec(text);
  const rows = table.split('\n').slice(2);
  assert.ok(rows.length >= 19, `${rows.length} rows`);
  for (const row of rows) {
    const [, , , shown] = row.split('|');
    assert.ok([...shown.matchAll(LINK)].length > 0 || shown.includes('not applicable, because'), row);
  }
});

test('every row of the peers is one of ours too', () => {
  const names = (start) => new RegExp(`^${start}[\\s\\S]*?(?=\\n\\n|$(?![\\s\\S]))`, 'm').exec(text)[0].split('\n').slice(2).map((row) => row.split('|')[1].trim());
  const ours = names('\\| \\| realname');
  const peers = names('\\| \\| @stripe');
  assert.ok(peers.length >= 19, `${peers.length} rows`);
  assert.deepEqual(peers.filter((name) => !ours.includes(name)), []);
});

test('every link leads to a file that holds what it names', () => {
  for (const [, name, path, title] of text.matchAll(LINK)) {
    assert.equal(name, path);
    assert.ok(readFileSync(join(ROOT, path), 'utf8').includes(title), `${path} holds no “${title}”`);
  }
});
