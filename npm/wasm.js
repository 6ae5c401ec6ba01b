// @ts-check
// Where the wasm lies. In a file of its own: bundlers copy what `new URL` names, and an entry that carries its wasm
// inside must not make them copy it once more.
export const wasm = () => new URL('./dist/core.wasm', import.meta.url);
