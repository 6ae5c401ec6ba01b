// Documents as the tests read them: the code blocks of any, and the table of docs/integrate.md of what works.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './package.mjs';

const text = readFileSync(join(ROOT, 'docs/integrate.md'), 'utf8');

/** The code block that begins with a comment of that name. */
export function printed(name, document = 'docs/integrate.md') {
  const text = readFileSync(join(ROOT, document), 'utf8');
  for (const [, block] of text.matchAll(/^```\w+\n([\s\S]*?)^```$/gm)) {
    const [first] = block.split('\n');
    if (first === `// ${name}` || first === `# ${name}` || first === `<!-- ${name} -->`) return block;
  }
  throw new Error(`${document} prints no ${name}`);
}

/** The cells of "What works": `[consumer, entry, what the table says]`, `–` left out. */
export function cells() {
  const [, section] = /^## What works\n([\s\S]*?)^## /m.exec(text);
  const rows = section.split('\n').filter((line) => line.startsWith('|')).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim().replaceAll('`', '')));
  const [[, ...entries], , ...consumers] = rows;
  return consumers.flatMap(([consumer, ...said]) => said.map((what, at) => [consumer, entries[at], what])).filter(([, , what]) => what !== '–');
}
