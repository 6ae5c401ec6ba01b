// Visits of many kinds, what each door got, and the table of it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SETS, find } from './canary.mjs';
import { SETUPS, ground } from './ground.mjs';
import { visit } from './visit.mjs';

const HERE = fileURLToPath(new URL('..', import.meta.url));
export const PAGE = join(HERE, '../../../docs/leaks.md');
const PINNED = JSON.parse(readFileSync(join(HERE, 'package.json'), 'utf8')).devDependencies;

/** The columns. */
export const COLUMNS = {
  'plain/late': 'plain inputs', 'ours/late': 'ours, recorder later', 'frame/first': 'iframe embed, recorder first', 'ours/first': 'ours, recorder first',
};
const MASKS = { open: 'nothing masked', default: 'as it comes', masking: 'all it can mask' };
/** Door of the sink → its row: a recorder, its version, what it sends. */
const RECORDERS = {
  sentry: ['@sentry/browser', 'errors, breadcrumbs, spans'], 'sentry replay': ['@sentry/browser', 'replay'],
  rrweb: ['rrweb', 'its events, packed and not'],
  posthog: ['posthog-js', 'autocapture, errors'], 'posthog replay': ['posthog-js', 'replay'],
  datadog: ['@datadog/browser-rum', 'views, actions, resources, errors'], 'datadog replay': ['@datadog/browser-rum', 'replay'],
  'datadog-logs': ['@datadog/browser-logs', 'console, errors, reports'],
  opentelemetry: ['@opentelemetry/sdk-trace-web', 'spans of fetch, XHR, events'],
  sensors: ['sa-sdk-javascript', 'autotrack, heat map (神策)'],
};
/** Doors where that anything at all came is a leak, canary or not. */
const NEVER = /^(nodes of the closed root|memory, tables|every built-in wrapped: (?!texts))/;

/** What of a set a door got. */
export const got = (door, set, all) => [...(NEVER.test(door) ? ['there'] : []), ...new Set(all.flatMap((bytes) => [...find(set, bytes)]))];

/** Makes the visits, one ground a lane. Answers `{ cell, setup, set, id, filled, failures, doors: { door, found, other }[] }[]`. */
export async function campaign(start, cells, { setups = SETUPS, lanes = 2 } = {}) {
  const names = Object.keys(SETS);
  const wanted = cells.flatMap((cell) => setups.map((setup, at) => ({ cell, setup, set: names[at % 2] })));
  const results = [];
  await Promise.all(Array.from({ length: lanes }, async () => {
    const place = await ground({ setups });
    try {
      for (let next = wanted.shift(); next; next = wanted.shift()) {
        const [kind, order] = next.cell.split('/');
        const { doors, ...rest } = await visit(place, start, { kind, order, setup: next.setup, set: next.set });
        results.push({ ...next, ...rest, doors: [...doors].map(([door, all]) => ({
          door,
          found: got(door, next.set, all).sort(),
          other: names.filter((name) => name !== next.set).flatMap((name) => all.flatMap((bytes) => [...find(name, bytes)])),
        })) });
      }
    } finally {
      await place.stop();
    }
  }));
  return results;
}

/** The name of a row: the recorder with its version and set-up, or the door. */
function rowOf(door, setup) {
  const name = door.replace('sent: ', '');
  if (!(name in RECORDERS)) return door.startsWith('sent: ') ? { 'csp-report': 'CSP reports', reporting: 'Reporting API, at its endpoint', 'service-worker': 'a service worker' }[name] : door;
  const [tool, what] = RECORDERS[name];
  return `${tool} ${PINNED[tool]}: ${what}; ${name === 'opentelemetry' ? (setup === 'masking' ? 'as it comes' : 'with elements') : MASKS[setup]}`;
}

/** Row → cell → what was found. */
export function tabulate(results) {
  const rows = new Map();
  const cells = new Set(results.map(({ cell }) => cell));
  for (const { cell, setup, doors } of results) {
    for (const { door, found } of doors) {
      const row = rowOf(door, setup);
      const there = rows.get(row) ?? new Map([...cells].map((each) => [each, new Set()]));
      for (const one of found) there.get(cell).add(one);
      rows.set(row, there);
    }
  }
  return rows;
}

const order = (row) => (/^[@\w-]+(\/[\w-]+)? \d/.test(row) ? 0 : /^(server|requests|console, as|the document)/.test(row) ? 2 : 1);

/** The table as Markdown, one line a row; only the given cells. */
export function printed(rows, cells = Object.keys(COLUMNS)) {
  const sorted = [...rows].sort(([a], [b]) => order(a) - order(b) || (a < b ? -1 : 1));
  return [`| what looks | ${cells.map((cell) => COLUMNS[cell]).join(' | ')} |`, `|---|${'---|'.repeat(cells.length)}`,
    ...sorted.map(([row, there]) => `| ${row} | ${cells.map((cell) => (there.get(cell)?.size ? '**leaks**' : '–')).join(' | ')} |`)].join('\n');
}

/** The committed table of an engine: row → cell → `leaks` or not. */
export function committed(engine) {
  const [, section] = new RegExp(`<!-- ${engine} -->\\n([^]*?)\\n<!-- /${engine} -->`).exec(readFileSync(PAGE, 'utf8')) ?? [];
  const cells = Object.keys(COLUMNS);
  return new Map((section ?? '').split('\n').slice(2).map((line) => {
    const [row, ...marks] = line.slice(2, -2).split(' | ');
    return [row, new Map(marks.map((mark, at) => [cells[at], mark === '**leaks**']))];
  }));
}

/** Every difference between a run and the committed table, of the cells that were run. */
export function differences(engine, rows, cells) {
  const there = committed(engine);
  const told = [];
  for (const [row, found] of rows) {
    for (const cell of cells) {
      const leaks = found.get(cell).size > 0;
      const said = there.get(row)?.get(cell);
      if (said !== leaks) told.push(`${row}, ${COLUMNS[cell]}: the table says ${said === undefined ? 'nothing' : said}, the run ${leaks} (${[...found.get(cell)].join(', ')})`);
    }
  }
  for (const [row, said] of there) if (!rows.has(row) && cells.some((cell) => said.get(cell))) told.push(`${row}: not in the run`);
  return told;
}
