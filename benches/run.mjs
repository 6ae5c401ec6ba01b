// `cargo xtask bench`: measures everything and writes docs/performance.md; `node benches/run.mjs SECTION…` measures a part of it again. With
// `--quick` the ratios that matter, to the terminal alone.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
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

/** What each section measured last; the page is made of these, each with its day and load. */
const kept = (name) => new URL(`../target/bench/sections/${name}.json`, import.meta.url);
mkdirSync(new URL('.', kept('x')), { recursive: true });

for (const [name, measure] of Object.entries(SECTIONS)) {
  if (only.length && !only.includes(name)) continue;
  console.log(`measuring: ${name}`);
  const load = loadavg()[0].toFixed(1);
  const section = await measure({ quick });
  if (!quick) writeFileSync(kept(name), JSON.stringify({ ...section, day: new Date().toISOString().slice(0, 10), load }));
  console.log(`${section.text}\n`);
  for (const { what, bound, measured, met } of section.targets ?? []) console.log(`${met ? 'met    ' : 'NOT MET'} ${what}: ${measured} (${bound})`);
}

const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
const versions = Object.entries(dependencies).map(([name, version]) => `${name} ${version}`);
// Short rounds are no page, nor is a part of the sections.
const names = Object.keys(SECTIONS);
if (!quick && names.every((name) => existsSync(kept(name)))) write(names.map((name) => JSON.parse(readFileSync(kept(name), 'utf8'))), { versions });
