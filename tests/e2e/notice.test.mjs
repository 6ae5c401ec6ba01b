// A notice that lacks something is not shown: no form, one code, and the name of the item for whoever wrote it.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { browser } from './lab/browser.mjs';
import { open } from './lab/person.mjs';
import { server } from './lab/server.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

test('a notice without a mandatory item gives no form, and names the item', async () => {
  const www = mkdtempSync(join(tmpdir(), 'realname-notice-'));
  cpSync(join(root, 'www'), www, { recursive: true });
  const [backend, chromium] = await Promise.all([server({ www }), browser()]);
  try {
    // A gateway of files: the real policy, and a notice that somebody shortened.
    const folder = (name) => mkdirSync(join(www, 'files', name), { recursive: true });
    folder('policies');
    folder('notices/real-name');
    writeFileSync(join(www, 'files/policies/current'), Buffer.from(await (await fetch(`${backend.url}/realname/v1/policies/current`)).arrayBuffer()));
    const notice = JSON.parse(readFileSync(join(root, 'server/demo/real-name.json'), 'utf8'));
    const person = await open(chromium, backend.signup);
    await person.ready();
    for (const [bend, item] of [
      [(text) => { delete text.rights; }, 'rights'],
      [(text) => { delete text.retention.expiry; }, 'retention.expiry'],
      [(text) => { text.title = ''; }, 'title'],
    ]) {
      const bent = structuredClone(notice);
      bend(bent.texts['zh-CN']);
      writeFileSync(join(www, 'files/notices/real-name', notice.version), JSON.stringify(bent));
      // A version of a notice never changes, so browsers keep it.
      await chromium.cdp('Network.clearBrowserCache');
      const detail = await chromium.driver.executeAsyncScript(`
        const done = arguments[0], form = document.createElement('realname-form');
        form.addEventListener('realname-error', (event) => { done({ ...event.detail }); form.remove(); });
        form.setAttribute('endpoint', '/files'); form.setAttribute('pins', 'x'); form.ticket = 'x';
        document.body.append(form);`);
      assert.deepEqual(detail, { state: 'failed', code: 'E_NOTICE', item });
    }
  } finally {
    await chromium.stop();
    await backend.stop();
    rmSync(www, { recursive: true });
  }
});
