// `realname/testing` in Chromium, and the product, which has none of it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { browser } from '../e2e/lab/browser.mjs';
import { kit } from './lab/kit.mjs';

kit('Chromium', browser, (lab) => {
  describe('the product', () => {
    it('has no open mode: no attribute, no query, no global', async () => {
      for (const query of ['product', 'product&mode=open&testing=1&a-mode=open&a-testing=&a-open=&a-synthetic=&a-shadowrootmode=open']) {
        await lab.engine.cdp('Page.enable');
        const { identifier } = await lab.engine.cdp('Page.addScriptToEvaluateOnNewDocument', { source: 'for (const name of ["testing", "REALNAME_TESTING", "realnameTesting", "__REALNAME_OPEN__"]) globalThis[name] = { mode: "open" };' });
        const person = await lab.visit(lab.test, query);
        await person.event(({ type }) => type === 'ready', 'ready');
        assert.equal(await lab.run('return document.querySelector("realname-form").shadowRoot'), null);
        await lab.engine.cdp('Page.removeScriptToEvaluateOnNewDocument', { identifier });
      }
      // With arguments that the other entry takes, too.
      await lab.run('return import("/package/element.js").then(({ defineRealnameForm }) => { defineRealnameForm("x-form", { mode: "open" }); document.body.append(document.createElement("x-form")); })');
      assert.equal(await lab.run('return document.querySelector("x-form").shadowRoot'), null);
    });

    it('takes no decision from a script, in a test environment either', async () => {
      const person = await lab.visit(lab.test, 'product');
      await person.event(({ type }) => type === 'ready', 'ready');
      await person.scroll();
      // Into the closed root by DevTools, since nothing else leads there.
      const { root } = await lab.engine.cdp('DOM.getDocument', { depth: -1, pierce: true });
      const find = (node) => (node.attributes?.includes('choice') ? node : [...(node.children ?? []), ...(node.shadowRoots ?? [])].map(find).find(Boolean));
      const { object } = await lab.engine.cdp('DOM.resolveNode', { backendNodeId: find(root).backendNodeId });
      await lab.engine.cdp('Runtime.callFunctionOn', { objectId: object.objectId, functionDeclaration: 'function () { this.click(); }' });
      await person.event(({ type, code }) => type === 'error' && code === 'E_UNTRUSTED_EVENT', 'the refusal');
    });

    it('carries nothing of the test mode: neither in its scripts nor in its wasm', () => {
      const bytes = (path) => readFileSync(join(lab.own.at, path));
      const says = (path, text) => bytes(path).includes(text);
      for (const path of lab.own.files.filter((file) => file.endsWith('.js') && file !== 'testing.js')) assert.doesNotMatch(`${bytes(path)}`, /mode:\s*["']open["']|synthetic|testing\.wasm/, path);
      assert.ok(says('testing.js', 'open') && says('dist/testing.wasm', 'synthetic'), 'the search finds what is there');
      assert.ok(!says('dist/core.wasm', 'synthetic'));
      // Nor do the entries lead to it.
      assert.ok(lab.own.files.every((file) => file === 'testing.js' || !file.endsWith('.js') || !says(file, './testing')));
    });
  });
});
