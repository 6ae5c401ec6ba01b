// The fast path: the text goes byte by byte into a room of the module, and nothing is allocated for it on either side.
export function isValid(of, text) {
    const length = text.length;
    if (length < 33) {
        const at = wasm.line(), memory = $memory(wasm.memory);
        let i = 0;
        for (; i < length; i++) {
            const code = $charCodeAt(text, i);
            if (code > 127) break;
            memory[at + i] = code;
        }
        // What was begun is wiped by reading it.
        const valid = wasm.isLine(of, i) !== 0;
        if (i === length) return valid;
    }
    return isText(of, text);
}
