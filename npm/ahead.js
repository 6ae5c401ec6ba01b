// @ts-check
// Policy and notices, asked for while the wasm is still on its way, all notices at once. The wasm is handed what it would
// have fetched itself, and checks it all the same.

const g = /** @type {any} */ (globalThis);
const fetch = g.fetch?.bind(g);
const { parse } = JSON;

/** What came, in a box of no prototype; an empty one where nothing did. */
async function asked(/** @type {string} */ url, /** @type {RequestCache} */ cache) {
  const box = /** @type {any} */ ({ __proto__: null });
  try {
    const answer = await fetch(url, { headers: { accept: 'application/json' }, credentials: 'same-origin', referrerPolicy: 'no-referrer', redirect: 'error', cache });
    box.bytes = new Uint8Array(await answer.arrayBuffer());
    box.ok = answer.ok;
  } catch {
    // The wasm asks again, and says what is wrong.
  }
  return box;
}

/** The answers of a gateway by their path, each taken once; `policy` is a digest, or empty for the one in force. */
export function ahead(/** @type {string} */ gateway, /** @type {string} */ policy) {
  const answers = /** @type {Record<string, Promise<any>>} */ (/** @type {any} */ ({ __proto__: null }));
  const get = (/** @type {string} */ path, /** @type {RequestCache} */ cache) => (answers[path] = asked(gateway + path, cache));
  (async () => {
    const { bytes, ok } = await get(`/policies/${policy || 'current'}`, 'no-store');
    try {
      // A version of a notice never changes, and its text is compared with the policy's digest.
      if (ok) for (const { id, version } of parse(new TextDecoder().decode(bytes)).notices) get(`/notices/${id}/${version}`, 'default');
    } catch {
      // No policy, which the wasm says.
    }
  })();
  return answers;
}
