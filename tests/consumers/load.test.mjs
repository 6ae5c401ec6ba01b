// What can go wrong while the wasm is loaded, each with its code, its text in the form, and a way to try again.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { browser, pierced } from '../e2e/lab/browser.mjs';
import { consumers } from './lab/build.mjs';
import { application, drive } from './lab/drive.mjs';
import { backendOf, freePort, front } from './lab/front.mjs';
import { installed } from './lab/package.mjs';

const policy = (script) => `default-src 'none'; script-src ${script}; style-src 'self'; img-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'`;
const STRICT = policy("'self' 'wasm-unsafe-eval'");
/** The shortest module there is. */
const EMPTY = Buffer.from([0, 97, 115, 109, 1, 0, 0, 0]);

describe('a page whose wasm', () => {
  let own, www, chromium, wasm, texts;
  before(async () => {
    own = installed();
    www = await consumers.plain(application(own, 'load'), 'element', own);
    wasm = readFileSync(join(own.at, 'dist/core.wasm'));
    ({ default: texts } = await import(pathToFileURL(join(own.at, 'strings/zh-CN.js'))));
    chromium = await browser();
  });
  after(async () => {
    await chromium?.stop();
    own?.remove();
  });

  /** Opens the page of a front that answers for the wasm like this. */
  const opened = async (answer, csp, then = async () => {}) => {
    const port = await freePort();
    const backend = await backendOf(port);
    const site = await front({ www, backend: backend.url, port, headers: { 'content-security-policy': csp }, instead: (path) => (path.endsWith('/core.wasm') ? answer() : undefined) });
    try {
      const seen = await drive(chromium, site.url);
      await then();
      return seen;
    } finally {
      await Promise.all([site.stop(), backend.stop()]);
    }
  };

  for (const [what, code, answer, csp = STRICT] of [
    ['is not there', 'E_WASM_MISSING', () => ({ status: 404, body: '' })],
    ['is a page that says it is not there', 'E_WASM_TYPE', () => ({ type: 'text/html', body: '<!doctype html>' })],
    ['is another one', 'E_WASM_INTEGRITY', () => ({ body: EMPTY })],
    ['does not arrive', 'E_WASM_NETWORK', () => null],
    ['is forbidden by the policy', 'E_WASM_CSP', () => undefined, policy("'self'")],
  ]) {
    it(`${what} says ${code}, in words too`, async () => {
      const { outcome, check } = await opened(answer, csp, async () => {
        assert.ok((await pierced(chromium)).includes(texts[code]), 'the text stands in the form');
      });
      assert.equal(outcome, code, 'the element');
      assert.equal(check, code, 'load()');
    });
  }

  it('has another MIME type works, and says nothing', async () => {
    const { outcome, console } = await opened(() => ({ type: 'application/octet-stream', body: wasm }), STRICT);
    assert.equal(outcome, 'admitted');
    assert.deepEqual(console, []);
  });

  it('comes at the second attempt works then', async () => {
    let there = false;
    await opened(() => (there ? undefined : { status: 503, body: '' }), STRICT, async () => {
      there = true;
      const again = await chromium.driver.executeAsyncScript(`
        const done = arguments[0];
        import('/package/index.js').then(({ load, checkMobile }) => load().then(() => checkMobile('13800138000').state)).then(done, (error) => done(String(error)));`);
      assert.equal(again, 'well-formed');
    });
  });
});
