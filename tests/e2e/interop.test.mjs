// A bundle made in Chromium verifies and opens with stacks that are not ours: npm `jose`, Python's `jwcrypto` and
// `sd-jwt`, OpenSSL by hand.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createECDH } from 'node:crypto';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { browser } from './lab/browser.mjs';
import { VALUES } from './lab/gateway.mjs';
import { SPECIMEN, open } from './lab/person.mjs';
import { server } from './lab/server.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** The vault's private key as a JWK; only a test reads it. */
function vaultKey(data) {
  const bytes = readFileSync(join(data, 'keys', 'vault'));
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(bytes);
  const point = pair.getPublicKey();
  const text = (part) => part.toString('base64url');
  return { kty: 'EC', crv: 'P-256', x: text(point.subarray(1, 33)), y: text(point.subarray(33)), d: text(bytes) };
}

describe('a bundle from Chromium', () => {
  let chromium, backend, file;
  before(async () => {
    [chromium, backend] = await Promise.all([browser(), server()]);
    await chromium.cdp('Page.addScriptToEvaluateOnNewDocument', { source: `
      const real = window.fetch;
      window.fetch = (url, options) => { if (String(url).endsWith('/bundles') && options?.method === 'POST') window.__sent = options.body; return real(url, options); };` });
    const person = await open(chromium, backend.signup);
    await person.fill(SPECIMEN);
    await person.press('submit');
    await person.event((e) => e.type === 'submitted', 'submitted');
    const body = await chromium.driver.executeScript('return window.__sent');
    const claims = JSON.parse(Buffer.from(JSON.parse(body).sd_jwt.split('.')[1], 'base64url'));
    file = join(mkdtempSync(join(tmpdir(), 'realname-interop-')), 'bundle.json');
    writeFileSync(file, JSON.stringify({
      body, challenge: claims.nonce, aud: claims.aud, expected: VALUES, vault_private_jwk: vaultKey(backend.data),
    }));
  });
  after(async () => {
    await chromium?.stop();
    await backend?.stop();
  });

  for (const [name, command, script] of [
    ['jose', process.execPath, 'jose.mjs'],
    ['jwcrypto', process.env.REALNAME_PYTHON ?? 'python3', 'jwcrypto_check.py'],
    ['sd-jwt', process.env.REALNAME_PYTHON ?? 'python3', 'sd_jwt_check.py'],
    ["OpenSSL's primitives", process.execPath, 'openssl.mjs'],
  ]) {
    it(`verifies and opens with ${name}`, () => {
      const run = spawnSync(command, [join(root, 'tests/interop', script), file], { encoding: 'utf8' });
      assert.equal(run.status, 0, `${run.stdout}${run.stderr}`);
    });
  }
});
