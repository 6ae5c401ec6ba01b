// `cargo xtask bench`: measures everything and writes docs/performance.md. With `--quick` the ratios that matter, to the
// terminal alone.
import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { write } from './lab/report.mjs';
import { batch } from './batch.mjs';
import { bundle } from './bundle.mjs';
import { growth } from './growth.mjs';
import { load } from './load.mjs';
import { ready } from './ready.mjs';
import { size } from './size.mjs';
import { stored } from './stored.mjs';
import { typing } from './typing.mjs';
import { validation } from './validation.mjs';
import { verifier } from './verifier.mjs';

const SECTIONS = { size, validation, batch, bundle, ready, typing, verifier, load, stored, growth };

const quick = process.argv.includes('--quick');
const only = process.argv.slice(2).filter((word) => !word.startsWith('--'));
process.env.REALNAME_LOAD = loadavg()[0].toFixed(1);

const sections = [];
for (const [name, measure] of Object.entries(SECTIONS)) {
  if (only.length && !only.includes(name)) continue;
  console.log(`measuring: ${name}`);
  const section = await measure({ quick });
  sections.push(section);
  console.log(`${section.text}\n`);
  for (const { what, bound, measured, met } of section.targets ?? []) console.log(`${met ? 'met    ' : 'NOT MET'} ${what}: ${measured} (${bound})`);
}

const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
const versions = Object.entries(dependencies).map(([name, version]) => `${name} ${version}`);
// A part of the sections, or short rounds, is no page.
if (!quick && !only.length) write(sections, { quick, versions });
