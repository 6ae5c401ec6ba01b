// Holds the wasm's memory by wrapping WebAssembly before anything is loaded, as a debugger would, and searches it.

export const HOLD = `
  const real = WebAssembly.instantiate;
  WebAssembly.instantiate = async (...args) => {
    const made = await real(...args);
    const { exports } = made.instance ?? made;
    window.__memory = Object.values(exports).find((value) => value instanceof WebAssembly.Memory);
    return made;
  };
  // Of each needle how often it is there, in UTF-8 and in UTF-16.
  window.__count = (needles) => {
    // Not TextDecoder: its latin1 is windows-1252, which has other characters from 0x80 to 0x9f.
    const memory = new Uint8Array(window.__memory.buffer);
    let text = '';
    for (let at = 0; at < memory.length; at += 4096) text += String.fromCharCode(...memory.subarray(at, at + 4096));
    const bytes = (s) => String.fromCharCode(...new TextEncoder().encode(s));
    // By code units, so that a name beyond the BMP is its two surrogates.
    const wide = (s) => s.split('').flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]).map((b) => String.fromCharCode(b)).join('');
    return Object.fromEntries(needles.map((needle) => [needle, [bytes(needle), wide(needle)].reduce((sum, one) => sum + text.split(one).length - 1, 0)]));
  };
  window.__search = (needles) => Object.entries(window.__count(needles)).filter(([, found]) => found > 0).map(([needle]) => needle);`;
