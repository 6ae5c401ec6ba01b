// The published package as a stranger gets it: packed by npm, installed by npm from the tarball, in a folder of its own.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const TOOLS = join(ROOT, 'tests/consumers/node_modules');

/** Runs npm in a folder. */
export const npm = (cwd, ...args) => execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });

/** Packs `pkg/` and installs the tarball; the tools of tests/consumers stand beside it in `node_modules`. */
export function installed() {
  const folder = mkdtempSync(join(tmpdir(), 'realname-consumer-'));
  // Without one npm would take a folder further up that has one.
  writeFileSync(join(folder, 'package.json'), '{ "private": true }');
  const [{ filename, files }] = JSON.parse(npm(join(ROOT, 'pkg'), 'pack', '--json', '--ignore-scripts', '--pack-destination', folder));
  const tarball = join(folder, filename);
  npm(folder, 'install', '--offline', '--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund', tarball);
  for (const name of readdirSync(TOOLS)) {
    if (name.startsWith('.')) continue;
    if (!name.startsWith('@')) {
      symlinkSync(join(TOOLS, name), join(folder, 'node_modules', name), 'junction');
      continue;
    }
    mkdirSync(join(folder, 'node_modules', name), { recursive: true });
    for (const own of readdirSync(join(TOOLS, name))) symlinkSync(join(TOOLS, name, own), join(folder, 'node_modules', name, own), 'junction');
  }
  return {
    folder,
    tarball,
    /** Where npm put it. */
    at: join(folder, 'node_modules/realname'),
    /** What the tarball holds, as npm says. */
    files: files.map(({ path }) => path).sort(),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
