// WebKitGTK's MiniBrowser by its own WebDriver, on a screen of its own (Xvfb), since it has no headless mode.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Builder, Capabilities } from 'selenium-webdriver';

/** The browser that belongs to the driver: both come from one package source, in a folder named after the machine. */
function miniBrowser() {
  if (process.env.MINIBROWSER) return process.env.MINIBROWSER;
  for (const lib of ['/usr/lib', '/usr/libexec', '/usr/lib64']) {
    const folders = existsSync(lib) ? ['', ...readdirSync(lib)] : [];
    for (const folder of folders) {
      for (const name of ['webkitgtk-6.0', 'webkit2gtk-4.1', 'webkit2gtk-4.0']) {
        const path = join(lib, folder, name, 'MiniBrowser');
        if (existsSync(path)) return path;
      }
    }
  }
  throw new Error('there is no MiniBrowser: install webkit2gtk-driver');
}

const freePort = () => new Promise((resolve) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address();
    probe.close(() => resolve(port));
  });
});

/** Starts a program, waits for what `ready` finds in its output; `stop()` ends it. */
async function started(name, args, { stdio = 'pipe', env = process.env, ready }) {
  const child = spawn(name, args, { stdio: ['ignore', stdio, stdio, 'pipe'], env });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (status) => reject(new Error(`${name} ended (${status}) before it was ready`)));
    ready(child, resolve);
  });
  return { child, async stop() { child.kill('SIGTERM'); await ended; } };
}

/** The same as `browser()`: what W3C WebDriver alone can do. It finds nothing in a closed root. */
export async function webkit({ width = 1280, height = 2600 } = {}) {
  const home = mkdtempSync(join(tmpdir(), 'realname-webkit-'));
  let display = '';
  // The server chooses a display that is free and writes its number.
  const screen = await started('Xvfb', ['-displayfd', '3', '-screen', '0', `${width}x${height}x24`, '-nolisten', 'tcp'], {
    stdio: 'ignore',
    ready: (child, done) => child.stdio[3].on('data', (chunk) => { display += chunk; if (display.endsWith('\n')) done(); }),
  });
  const port = await freePort();
  const env = { ...process.env, DISPLAY: `:${display.trim()}`, HOME: home, XDG_CACHE_HOME: home, XDG_DATA_HOME: home, LANG: 'C.UTF-8', GDK_BACKEND: 'x11', NO_AT_BRIDGE: '1', GTK_A11Y: 'none', MESA_SHADER_CACHE_DISABLE: 'true' };
  const service = await started('WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], {
    stdio: 'ignore',
    env,
    ready: async (child, done) => {
      for (;;) {
        try {
          await fetch(`http://127.0.0.1:${port}/status`);
          return done();
        } catch {
          await new Promise((resolve) => setTimeout(resolve, 50));
        }
      }
    },
  });
  const capabilities = new Capabilities({
    browserName: 'MiniBrowser',
    'webkitgtk:browserOptions': { binary: miniBrowser(), args: ['--automation', `--geometry=${width}x${height}`] },
  });
  const driver = await new Builder().usingServer(`http://127.0.0.1:${port}`).withCapabilities(capabilities).build();
  await driver.manage().window().setRect({ x: 0, y: 0, width, height });
  return {
    driver,
    async stop() {
      await driver.quit().catch(() => {});
      await service.stop();
      await screen.stop();
      // Its processes write to their caches until they notice.
      rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}
