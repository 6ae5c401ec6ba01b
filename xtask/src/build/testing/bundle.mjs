// Bundles testing.js of the folder that it is given into one module. What other entries have unchanged, and what is loaded only when
// it is needed, stays outside, by the path that it has in the package.
import { join } from 'node:path';
import { build } from 'esbuild';

const [sources, outfile] = process.argv.slice(1);
const within = { name: 'within', setup({ onResolve }) {
  onResolve({ filter: /^#testing\// }, ({ path }) => ({ path: join(sources, path.slice(1)) }));
  onResolve({ filter: /\/(strings\/[\w-]+|dist\/verify)\.js$/ }, ({ path }) => ({ path: path.replace(/^\.+/, '.'), external: true }));
} };
await build({
  entryPoints: [join(sources, 'testing.js')], outfile, bundle: true, format: 'esm', target: 'es2022', charset: 'utf8', minify: true, logLevel: 'warning', plugins: [within],
});
