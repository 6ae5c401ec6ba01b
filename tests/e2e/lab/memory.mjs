// Holds the wasm's memory by wrapping WebAssembly before anything is loaded, as a debugger would, and searches it.

export const HOLD = `
  const real = WebAssembly.instantiate;
  WebAssembly.instantiate = async (...args) => {
    const made = await real(...args);
    const { exports } = made.instance ?? made;
    window.__memory = Object.values(exports).find((value) => value instanceof WebAssembly.Memory);
    return made;
  };
  window.__search = (needles) => {
    // Not TextDecoder: its latin1 is windows-1252, which has other characters from 0x80 to 0x9f.
    const memory = new Uint8Array(window.__memory.buffer);
    let text = '';
    for (let at = 0; at < memory.length; at += 4096) text += String.fromCharCode(...memory.subarray(at, at + 4096));
    const bytes = (s) => String.fromCharCode(...new TextEncoder().encode(s));
    const wide = (s) => [...s].flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]).map((b) => String.fromCharCode(b)).join('');
    return needles.filter((needle) => text.includes(bytes(needle)) || text.includes(wide(needle)));
  };`;
