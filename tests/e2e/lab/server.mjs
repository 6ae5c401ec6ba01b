// The real server on a free loopback port, with data of its own; what it prints is kept.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');

const WWW = join(root, 'www');

/** Starts the server in demo mode; `extra` are more arguments. Data and port of one that was stopped can be gone on with. */
export async function server({ extra = [], www = WWW, data = mkdtempSync(join(tmpdir(), 'realname-data-')), port = 0 } = {}) {
  const binary = process.env.REALNAME_SERVER ?? join(root, 'target/server/realname-server');
  const args = ['serve', '--demo', '--listen', `127.0.0.1:${port}`, '--data', data, '--www', www, '--package', join(root, 'pkg'), '--docs', join(root, 'docs'), ...extra];
  const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const url = await new Promise((resolve, reject) => {
    const read = (chunk) => {
      output += chunk;
      const found = /^listening on (\S+)$/m.exec(output);
      if (found) resolve(found[1]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (status) => reject(new Error(`the server ended (${status}) before it listened:\n${output}`)));
  });
  return {
    url,
    /** The demo's signup page; any other folder has its page at the root. */
    signup: www === WWW ? `${url}/signup.html` : url,
    pid: child.pid,
    data,
    log: () => output,
    /** Every byte of every file that it wrote, keys excepted. */
    files: () => files(data).filter((path) => !path.includes('/keys/')).map((path) => [path, readFileSync(path)]),
    credential: () => readFileSync(join(data, 'keys', 'server-credential'), 'utf8').trim(),
    async stop({ keep = false } = {}) {
      child.kill('SIGTERM');
      await ended;
      if (!keep) rmSync(data, { recursive: true, force: true });
    },
  };
}

function files(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : [path];
  });
}

/** A configuration file for one test. */
export function config(content) {
  const path = join(mkdtempSync(join(tmpdir(), 'realname-config-')), 'config.toml');
  writeFileSync(path, content);
  return path;
}
