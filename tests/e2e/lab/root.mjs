// Into the closed root, by DevTools alone (Chromium only): the page's own scripts still find `shadowRoot === null`.
import assert from 'node:assert/strict';

/** The first node that fits, depth first, closed roots included. */
export function search(node, fits) {
  if (fits(node)) return node;
  for (const child of [...(node.children ?? []), ...(node.shadowRoots ?? [])]) {
    const found = search(child, fits);
    if (found) return found;
  }
  return undefined;
}

/** The element's host and root as DevTools objects; nothing while it is not defined. */
export async function rootOf({ driver, cdp }, tag = 'REALNAME-FORM') {
  assert.equal(await driver.executeScript('return document.querySelector(arguments[0]).shadowRoot', tag), null, 'the root is closed');
  const { root } = await cdp('DOM.getDocument', { depth: -1, pierce: true });
  const host = search(root, (node) => node.nodeName === tag);
  if (!host?.shadowRoots) return undefined;
  const resolve = async (node) => (await cdp('DOM.resolveNode', { backendNodeId: node.backendNodeId })).object.objectId;
  return { host: await resolve(host), root: await resolve(host.shadowRoots[0]) };
}

/** Calls a function with a DevTools object as `this`; arguments are plain values. Answers what it answers. */
export async function call({ cdp }, objectId, code, ...args) {
  const { result, exceptionDetails } = await cdp('Runtime.callFunctionOn', {
    objectId, functionDeclaration: `${code}`, arguments: args.map((value) => (value?.objectId ? value : { value })),
    returnByValue: true, awaitPromise: true,
  });
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value;
}

/** Calls a function with the closed root as `this`. */
export async function inside(chromium, code, ...args) {
  const { root } = await rootOf(chromium);
  return call(chromium, root, code, ...args);
}

/** Waits until a function of the root answers something true. */
export async function until(chromium, what, code, ...args) {
  const end = Date.now() + 20_000;
  for (;;) {
    const there = await rootOf(chromium);
    const found = there && await call(chromium, there.root, code, ...args);
    if (found) return found;
    if (Date.now() > end) throw new Error(`the form does not show: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}
