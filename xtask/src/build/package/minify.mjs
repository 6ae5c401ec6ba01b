// Minifies every JS file under the folder it is given, in place; the names of exports stay.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { minify } from 'terser';

const [folder] = process.argv.slice(1);
const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.js'));
for (const name of files) {
  const path = join(folder, name);
  const { code } = await minify(readFileSync(path, 'utf8'), { module: true, compress: { passes: 2 }, mangle: true });
  writeFileSync(path, code);
}
