// A recorder that wraps every member of every built-in and looks at what it is called with.

/** Wraps. `note(label, kind, value)` hears of texts, nodes of a closed root, the memory and keys while the answer was called with `true`. */
export function wrapBuiltins(note) {
  const { apply, construct, defineProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;
  const uncurry = (f) => Function.prototype.call.bind(f);
  const rootOf = uncurry(Node.prototype.getRootNode);
  const isOf = uncurry(Object.prototype.isPrototypeOf);
  const isView = ArrayBuffer.isView.bind(ArrayBuffer);
  const [node, shadow, memory, key, buffer] = [Node, ShadowRoot, WebAssembly.Memory, CryptoKey, ArrayBuffer].map((type) => type.prototype);
  const bytes = uncurry(getOwnPropertyDescriptor(buffer, 'byteLength').get);
  const Bytes = Uint8Array;
  /** The linear memory, by its size; the wasm file, which anybody can fetch, begins with its magic. */
  const isMemory = (given) => {
    if (bytes(given) <= 65_536) return false;
    const head = new Bytes(given, 0, 4);
    return !(head[0] === 0 && head[1] === 97 && head[2] === 115 && head[3] === 109);
  };
  // The root that holds the form: that of a frame's tag holds an iframe, and nothing that anybody types into.
  const inputIn = uncurry(DocumentFragment.prototype.querySelector);
  const isForms = (root) => isOf(shadow, root) && !!inputIn(root, 'input');
  let watching = false;
  const kind = (value) => {
    if (typeof value === 'string') return 'text';
    if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return undefined;
    if (isOf(node, value)) return isForms(rootOf(value)) ? 'the closed root' : undefined;
    if (isOf(memory, value) || (isView(value) && isMemory(value.buffer))) return 'the memory';
    if (isOf(buffer, value)) return isMemory(value) ? 'the memory' : undefined;
    return isOf(key, value) ? 'a key' : undefined;
  };
  const look = (label, values) => {
    for (let i = 0; i < values.length; i += 1) {
      let found;
      try { found = kind(values[i]); } catch { /* a prototype itself */ }
      if (found) note(label, found, values[i]);
    }
  };
  const wrap = (label, owner) => {
    for (const name of ownKeys(owner)) {
      const stock = getOwnPropertyDescriptor(owner, name);
      if (name === 'constructor' || name === 'prototype' || !stock.configurable) continue;
      const wrapped = { ...stock };
      for (const part of ['value', 'get', 'set']) {
        const member = stock[part];
        if (typeof member !== 'function' || (part === 'value' && /^[A-Z]/.test(String(name)))) continue;
        wrapped[part] = function (...args) {
          if (watching) {
            watching = false;
            look(`${label}.${String(name)}`, [this, ...args]);
            watching = true;
          }
          return new.target ? construct(member, args) : apply(member, this, args);
        };
      }
      try { defineProperty(owner, name, wrapped); } catch { /* not ours to change */ }
    }
  };
  const done = new Set();
  for (const name of Object.getOwnPropertyNames(window).filter((name) => /^[A-Z]/.test(name)).concat('crypto')) {
    const global = window[name];
    for (const owner of [global?.prototype, global]) {
      if (!owner || !['object', 'function'].includes(typeof owner) || done.has(owner)) continue;
      done.add(owner);
      wrap(owner === global ? name : `${name}.prototype`, owner);
    }
  }
  wrap('WebAssembly.Memory.prototype', memory);
  return (on) => { watching = on; };
}
