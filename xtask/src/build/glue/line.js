// The fast path: the text goes byte by byte into a room of the module, and nothing is allocated for it on either side.
let $owner, $at, $isLine, $room;
export function isValid(of, text) {
    const length = text.length;
    if (length < 33) {
        // To ask an instance for its functions takes longer than to call them.
        if ($owner !== wasm) {
            $at = wasm.line();
            $isLine = wasm.isLine;
            $room = wasm.memory;
            $owner = wasm;
        }
        const memory = $memory($room), at = $at;
        let i = 0;
        for (; i < length; i++) {
            const code = $charCodeAt(text, i);
            if (code > 127) break;
            memory[at + i] = code;
        }
        // What was begun is wiped by reading it.
        const valid = $isLine(of, i) !== 0;
        if (i === length) return valid;
    }
    return isText(of, text);
}
