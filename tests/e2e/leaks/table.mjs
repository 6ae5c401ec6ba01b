// `node tests/e2e/leaks/table.mjs [chromium|firefox]`: runs every cell and writes the tables of docs/leaks.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { PAGE, campaign, printed, tabulate } from './lab/campaign.mjs';
import { CELLS, ENGINES } from './lab/engines.mjs';

for (const engine of process.argv.length > 2 ? process.argv.slice(2) : Object.keys(ENGINES)) {
  const results = await campaign(ENGINES[engine], CELLS[engine]);
  const table = printed(tabulate(results), CELLS[engine]);
  const page = readFileSync(PAGE, 'utf8');
  const section = new RegExp(`(<!-- ${engine} -->\\n)[^]*?(\\n?<!-- /${engine} -->)`);
  if (!section.test(page)) throw new Error(`docs/leaks.md has no place for ${engine}`);
  writeFileSync(PAGE, page.replace(section, (all, before) => `${before}${table}\n<!-- /${engine} -->`));
}
