// The fast path: the text goes byte by byte into a room of the module, and nothing is allocated for it on either side.
let $owner, $room, $at, $isLine;
export function isValid(of, text) {
    const length = text.length;
    if (length < 33) {
        // Another instance than before, or a memory that has grown: the view of the old one has no bytes any more.
        if ($owner !== wasm || $room[0] === undefined) {
            $owner = wasm;
            $at = wasm.line();
            $isLine = wasm.isLine;
            $room = $memory(wasm.memory);
        }
        const room = $room, at = $at;
        let i = 0;
        for (; i < length; i++) {
            const code = $charCodeAt(text, i);
            if (code > 127) break;
            room[at + i] = code;
        }
        // What was begun is wiped by reading it.
        const valid = $isLine(of, i) !== 0;
        if (i === length) return valid;
    }
    return isText(of, text);
}
