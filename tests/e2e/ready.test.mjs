// What the form waits for until it stands: everything is asked for at once, and once.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { browser } from './lab/browser.mjs';
import { gated } from './lab/gate.mjs';
import { until } from './lab/root.mjs';
import { visit } from './lab/walk.mjs';

describe('until the form stands', () => {
  let chromium, gate;
  before(async () => {
    [chromium, gate] = await Promise.all([browser(), gated()]);
  });
  after(async () => {
    await chromium?.stop();
    await gate?.stop();
  });
  const documents = () => gate.asked.filter((line) => /\/(policies|notices)\//.test(line));
  const stands = () => until(chromium, 'form', 'function () { return !!this.querySelector(".form") }');

  it('asks for policy and every notice while the wasm is on its way, and for nothing twice', async () => {
    gate.asked.length = 0;
    const wasm = gate.hold(/\/core\.wasm$/);
    await visit(chromium, gate, 'zh-CN');
    await wasm.came;
    await chromium.driver.wait(() => documents().length >= 5, 10_000, `only ${gate.asked}`);
    wasm.release();
    await stands();
    assert.equal(documents().length, 5);
    assert.equal(new Set(documents()).size, 5);
  });

  it('takes a notice that it has read before from the cache, and the policy never', async () => {
    gate.asked.length = 0;
    await visit(chromium, gate, 'zh-CN');
    await stands();
    assert.deepEqual(documents(), ['GET /realname/v1/policies/current']);
  });

  it('asks again for what did not come', async () => {
    await chromium.cdp('Network.clearBrowserCache');
    const wasm = gate.hold(/\/core\.wasm$/);
    gate.hangUp(/\/(policies|notices)\//);
    await visit(chromium, gate, 'zh-CN');
    await wasm.came;
    await chromium.driver.wait(() => documents().length > 0, 10_000, 'nothing was asked');
    gate.clear();
    wasm.release();
    await stands();
  });

  it('says what a gateway said that has no policy', async () => {
    gate.instead(/\/policies\//, { status: 503, code: 'E_STORE' });
    gate.asked.length = 0;
    await visit(chromium, gate, 'zh-CN');
    await until(chromium, 'failed', 'function () { return !!this.querySelector(".failed") }');
    assert.equal(documents().length, 1);
    gate.clear();
  });
});
