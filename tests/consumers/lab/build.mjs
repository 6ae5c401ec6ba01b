// How each consumer is told to build the application: nothing that our package alone would need.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { page } from './drive.mjs';
import { ROOT, npm } from './package.mjs';
import { printed } from './printed.mjs';

const MODULE = (path) => `<div id="app"></div><script type="module" src="${path}"></script>`;

/** The package on the server, no bundler. */
export async function plain(folder, entry, own) {
  const www = join(folder, 'www');
  cpSync(own.at, join(www, 'package'), { recursive: true });
  if (entry === 'global.js') {
    page(www, '');
    writeFileSync(join(www, 'index.html'), printed('plain.html').replace('/realname/global.js', '/package/global.js'));
    writeFileSync(join(www, 'signup.js'), `${printed('signup.js')}
      form.addEventListener('realname-error', ({ detail }) => { document.documentElement.dataset.error = detail.code; });
      realname.load().then(() => { document.documentElement.dataset.check = realname.checkMobile('138 0013 8000').state; });`);
    return www;
  }
  page(www, MODULE('/main.js'));
  // Nobody resolves a package's name for a page: paths instead.
  const source = readFileSync(join(folder, `${entry}.js`), 'utf8');
  writeFileSync(join(www, 'main.js'), source.replace(/'realname'/, "'/package/index.js'").replace(/'realname\/(\w+)'/g, "'/package/$1.js'"));
  cpSync(join(folder, 'provider.js'), join(www, 'provider.js'));
  return www;
}

export async function esbuild(folder, entry) {
  const { build } = await import('esbuild');
  const www = join(folder, 'www');
  page(www, MODULE('/main.js'));
  await build({ entryPoints: [join(folder, `${entry}.js`)], outfile: join(www, 'main.js'), bundle: true, minify: true, format: 'esm', absWorkingDir: folder, logLevel: 'error' });
  return www;
}

export async function rollup(folder, entry) {
  const { rollup: roll } = await import('rollup');
  const { nodeResolve } = await import('@rollup/plugin-node-resolve');
  const www = join(folder, 'www');
  page(www, MODULE(`/${entry}.js`));
  const bundle = await roll({ input: join(folder, `${entry}.js`), plugins: [nodeResolve({ browser: true })], onwarn: () => {} });
  await bundle.write({ dir: www, format: 'es' });
  await bundle.close();
  return www;
}

/** The wasm put on the server by hand, and the page says where. */
const copied = (bundler) => async (folder, entry, own) => {
  const www = await bundler(folder, 'copied');
  cpSync(join(own.at, 'dist/core.wasm'), join(www, 'core.wasm'));
  return www;
};

export async function vite(folder, entry, own, { plugins = [], define, file = `${entry}.js` } = {}) {
  const { build } = await import('vite');
  page(folder, MODULE(`/${file}`));
  mkdirSync(join(folder, 'public'), { recursive: true });
  cpSync(join(folder, 'icon.svg'), join(folder, 'public/icon.svg'));
  await build({ root: folder, configFile: false, logLevel: 'error', plugins, define, build: { outDir: 'www' } });
  return join(folder, 'www');
}

const webpackWith = (output) => async (folder, entry) => {
  const { default: webpack } = await import('webpack');
  const www = join(folder, 'www');
  page(www, output.module ? MODULE('/main.js') : '<script defer src="/main.js"></script>');
  const config = {
    mode: 'production', context: folder, entry: `./${entry}.js`, performance: { hints: false },
    experiments: { outputModule: output.module }, output: { path: www, filename: 'main.js', ...output },
  };
  await new Promise((resolve, reject) => webpack(config, (error, stats) => {
    if (error ?? stats.hasErrors()) reject(error ?? new Error(stats.toString('errors-only')));
    else resolve();
  }));
  return www;
};

/** React in StrictMode, which mounts twice in the development build alone. */
async function react(folder, entry, own, application = 'react') {
  writeFileSync(join(folder, 'RealnameForm.jsx'), printed('RealnameForm.jsx'));
  return vite(folder, entry, own, { file: `${application}.jsx`, define: { 'process.env.NODE_ENV': '"development"' } });
}

async function vue(folder, entry, own, application = 'vue') {
  writeFileSync(join(folder, 'RealnameForm.vue.js'), printed('RealnameForm.vue.js'));
  return vite(folder, entry, own, { file: `${application}.js`, define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false', __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false' } });
}

async function svelte(folder, entry, own, application = 'svelte') {
  const { compile } = await import('svelte/compiler');
  writeFileSync(join(folder, 'RealnameForm.svelte'), printed('RealnameForm.svelte'));
  const plugin = { name: 'svelte', transform: (source, id) => (id.endsWith('.svelte') ? compile(source, { filename: id, generate: 'client' }).js : undefined) };
  return vite(folder, entry, own, { file: `${application}.js`, plugins: [plugin] });
}

const NEXT = { env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' } };
const NEXT_BIN = 'node_modules/next/dist/bin/next';

/** Next, installed apart and built. */
function builtNext(folder, own) {
  cpSync(join(ROOT, 'tests/consumers/full/next'), folder, { recursive: true, filter: (path) => !path.includes('node_modules') });
  writeFileSync(join(folder, 'app/RealnameForm.jsx'), printed('RealnameForm.jsx'));
  npm(folder, 'ci', '--prefer-offline', '--no-audit', '--no-fund');
  npm(folder, 'install', '--offline', '--no-save', '--no-audit', '--no-fund', own.tarball);
  return () => execFileSync(process.execPath, [NEXT_BIN, 'build'], { cwd: folder, stdio: 'pipe', ...NEXT });
}

/** Next's own server, which renders the page at each request: `{ port, stop }`. */
export async function nextServer(folder, own, port) {
  const build = builtNext(folder, own);
  cpSync(join(folder, 'server/layout.jsx'), join(folder, 'app/layout.jsx'));
  writeFileSync(join(folder, 'next.config.mjs'), 'export default {};\n');
  mkdirSync(join(folder, 'public'), { recursive: true });
  cpSync(join(ROOT, 'www/icon.svg'), join(folder, 'public/favicon.ico'));
  build();
  const child = spawn(process.execPath, [NEXT_BIN, 'start', '--hostname', '127.0.0.1', '--port', `${port}`], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], ...NEXT });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let output = '';
  await new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
        if (/Ready in/.test(output)) resolve();
      });
    }
    child.once('exit', () => reject(new Error(`next ended before it was ready:\n${output}`)));
  });
  return { async stop() { child.kill('SIGTERM'); await ended; } };
}

/** Next as a static export. */
async function next(folder, entry, own) {
  builtNext(folder, own)();
  const www = join(folder, 'out');
  const html = readFileSync(join(www, 'index.html'), 'utf8');
  if (!html.includes('<realname-form')) throw new Error('the tag was not rendered on the server');
  cpSync(join(ROOT, 'www/icon.svg'), join(www, 'favicon.ico'));
  return www;
}

/** Consumer → `(folder, entry, own) → the folder to serve`. */
export const consumers = {
  plain, esbuild, rollup, vite, react, vue, svelte, next,
  'esbuild-copied': copied(esbuild),
  'rollup-copied': copied(rollup),
  webpack: webpackWith({ module: true }),
  'webpack-classic': webpackWith({ module: false }),
};
