// Joins the files of the first folder that a page loads together, in the second, which holds a copy of the first. Fewer files are fewer
// answers in a row, and compress better.
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const [parts, folder] = process.argv.slice(1);
const common = { bundle: true, target: 'es2022', charset: 'utf8', logLevel: 'warning', allowOverwrite: true };

// One classic script with everything inside.
await build({ ...common, entryPoints: [join(parts, 'global.js')], outfile: join(folder, 'global.js'), format: 'iife' });

// Glue, platform and loader: one instance for all entries, so one file that none of them has inside.
const CORE = './dist/core.js';
await build({
  ...common, format: 'esm', outfile: join(folder, CORE),
  stdin: { contents: `export * from '${CORE}'; export { default } from '${CORE}'; export * from './load.js';`, resolveDir: parts },
});
rmSync(join(folder, 'load.js'));
rmSync(join(folder, 'dist/snippets'), { recursive: true });
for (const name of readdirSync(folder).filter((entry) => entry.endsWith('.js') && entry !== 'global.js')) {
  const path = join(folder, name);
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll("'./load.js'", `'${CORE}'`));
}

// Entries that are loaded whole. The others stay as they are: who imports one check from them wants no form.
const within = { name: 'within', setup({ onResolve }) {
  onResolve({ filter: /\/(load|core)\.js$/ }, () => ({ path: CORE, external: true }));
  onResolve({ filter: /^\.\/strings\// }, ({ path }) => ({ path, external: true }));
} };
for (const entry of ['element.js', 'frame.js', 'framed.js']) {
  await build({ ...common, format: 'esm', entryPoints: [join(parts, entry)], outfile: join(folder, entry), plugins: [within] });
}
