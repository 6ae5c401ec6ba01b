// Bundles global.js of the folder that it is given, in place: one classic script with everything inside.
import { join } from 'node:path';
import { build } from 'esbuild';

const path = join(process.argv[1], 'global.js');
await build({
  entryPoints: [path], outfile: path, allowOverwrite: true, bundle: true, format: 'iife', target: 'es2022', charset: 'utf8', logLevel: 'warning',
});
