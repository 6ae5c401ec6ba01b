// docs/performance.md and its plots: everything that this folder measured, and nothing else.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

const docs = new URL('../../docs/', import.meta.url);

/** A table in Markdown; columns after the first are right-aligned. */
export const table = (head, rows) => [head, head.map((_, at) => (at ? '--:' : '---')), ...rows]
  .map((row) => `| ${row.join(' | ')} |`).join('\n');

export const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
export const times = (ratio) => `${ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(2)}×`;

/** A target with its measured ratio: `at` most or least. */
export const target = (what, measured, bound, { most = false, unit = times } = {}) => ({
  what, measured: unit(measured), bound: `${most ? '≤' : '≥'} ${unit(bound)}`, met: most ? measured <= bound : measured >= bound,
});

const machine = () => {
  const all = cpus();
  return `${all.length} cores of ${all[0]?.model.trim() ?? 'an unnamed processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, shared with other machines`;
};

/** Writes the page. A section is `{ title, text, targets, plots }`. */
export function write(sections, { versions }) {
  const targets = sections.flatMap((section) => section.targets ?? []);
  const page = [
    '# Speed and size',
    '',
    `Written by \`cargo xtask bench\` on ${new Date().toISOString().slice(0, 10)}; no number here was written by hand. Ratios are medians over rounds in which both sides ran by`,
    'turns, in one process or one page; absolute figures are this machine\'s on that day, under the load that stands under each heading. What was tried where a target is missed:',
    '[performance-tries.md](performance-tries.md).',
    '',
    `Machine: ${machine()}.`,
    '',
    `Versions: ${versions.join(', ')}.`,
    '',
    '## Targets',
    '',
    table(['target', 'bound', 'measured', ''], targets.map((t) => [t.what, t.bound, t.measured, t.met ? 'met' : '**not met**'])),
    '',
    ...sections.flatMap((section) => [`## ${section.title}`, '', `Measured on ${section.day}, at a load of ${section.load} before it began.`, '', section.text.trim(), '']),
  ].join('\n');
  writeFileSync(new URL('performance.md', docs), page);
  for (const section of sections) {
    for (const [name, svg] of Object.entries(section.plots ?? {})) {
      mkdirSync(new URL('performance/', docs), { recursive: true });
      writeFileSync(new URL(`performance/${name}.svg`, docs), svg);
    }
  }
  return targets;
}
