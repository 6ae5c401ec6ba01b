// @ts-check
// Where the modules lie that a test needs. Under Node they are read from the disk; nothing here is named where a bundler for
// browsers would look for it.

/** Written from the package's root, where this ends up: see xtask/src/build/testing.rs. */
const places = {
  form: () => new URL('./dist/testing.wasm', import.meta.url),
  verify: () => new URL('./dist/verify.wasm', import.meta.url),
};

/** What instantiates: a URL to fetch, or bytes. */
export async function bytesOf(/** @type {'form' | 'verify'} */ name) {
  const url = places[name]();
  const fs = url.protocol === 'file:' && /** @type {any} */ (globalThis).process?.getBuiltinModule?.('node:fs');
  return fs ? fs.readFileSync(url) : url;
}
