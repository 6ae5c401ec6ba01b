
// What was thrown may have left anything anywhere: the memory, which holds what was typed, and the heap, which holds the
// closed roots, go at once.
function $end(error, of) {
    if (wasm !== undefined && of === wasm) {
        $fill($memory(wasm.memory), 0);
        wasm = undefined;
        heap.length = 1028;
    }
    const trap = new $Error('E_WASM_TRAP', { __proto__: null, cause: error });
    trap.code = trap.message;
    throw trap;
}

// Whether there is an instance to call.
export function alive() {
    return wasm !== undefined;
}
