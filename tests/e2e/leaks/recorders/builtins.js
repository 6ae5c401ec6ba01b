// A recorder that wraps every member of every built-in and looks at what it is called with, and at what it answers.

/** Wraps. `note(label, kind, value)` hears of texts, nodes of a closed root, the memory and keys while the answer was called with `true`. */
export function wrapBuiltins(note) {
  const { apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys } = Reflect;
  const uncurry = (f) => Function.prototype.call.bind(f);
  const rootOf = uncurry(Node.prototype.getRootNode);
  const isOf = uncurry(Object.prototype.isPrototypeOf);
  const isView = ArrayBuffer.isView.bind(ArrayBuffer);
  const { isArray } = Array;
  const [node, shadow, memory, key, buffer] = [Node, ShadowRoot, WebAssembly.Memory, CryptoKey, ArrayBuffer].map((type) => type.prototype);
  const bytes = uncurry(getOwnPropertyDescriptor(buffer, 'byteLength').get);
  const Bytes = Uint8Array;
  const typed = getPrototypeOf(Bytes.prototype);
  const [startOf, lengthOf, bufferOf] = ['byteOffset', 'byteLength', 'buffer'].map((part) => [typed, DataView.prototype].map((owner) => uncurry(getOwnPropertyDescriptor(owner, part).get)));
  const decoder = new TextDecoder();
  const decode = uncurry(TextDecoder.prototype.decode);
  const SMALL = 65_536;
  /** The linear memory, by its size; the wasm file, which anybody can fetch, begins with its magic. */
  const isMemory = (given) => {
    if (bytes(given) <= SMALL) return false;
    const head = new Bytes(given, 0, 4);
    return !(head[0] === 0 && head[1] === 97 && head[2] === 115 && head[3] === 109);
  };
  // The root that holds the form: that of a frame's tag holds an iframe, and nothing that anybody types into.
  const inputIn = uncurry(DocumentFragment.prototype.querySelector);
  const isForms = (root) => isOf(shadow, root) && !!inputIn(root, 'input');
  let watching = false;
  /** What is small is read as UTF-8: a typed text goes to the wasm, and comes from it, as bytes. */
  const read = (label, given, from, length) => {
    if (length > 0 && length <= SMALL) note(label, 'text', decode(decoder, new Bytes(given, from, length)));
  };
  /** `deep`: as far as a plain object is looked into, where it says something to another page. */
  const look = (label, value, deep) => {
    if (typeof value === 'string') return note(label, 'text', value);
    // From a telephone number on; the small ones are everywhere.
    if (typeof value === 'number' || typeof value === 'bigint') return value >= 1e10 ? note(label, 'text', `${value}`) : undefined;
    if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return undefined;
    if (isOf(node, value)) return isForms(rootOf(value)) ? note(label, 'the closed root', value) : undefined;
    if (isOf(memory, value)) return note(label, 'the memory', value);
    if (isOf(key, value)) return note(label, 'a key', value);
    if (isView(value)) {
      const kind = isOf(typed, value) ? 0 : 1;
      const given = bufferOf[kind](value);
      if (!isOf(buffer, given)) return undefined;
      return isMemory(given) ? note(label, 'the memory', value) : read(label, given, startOf[kind](value), lengthOf[kind](value));
    }
    if (isOf(buffer, value)) return isMemory(value) ? note(label, 'the memory', value) : read(label, value, 0, bytes(value));
    const keys = deep > 0 && typeof value === 'object' ? ownKeys(value) : [];
    for (let i = 0; i < keys.length && i < 100; i += 1) {
      const part = getOwnPropertyDescriptor(value, keys[i]);
      if (part && 'value' in part) look(label, part.value, deep - 1);
    }
    return undefined;
  };
  const seen = (label, value, deep = isArray(value) ? 1 : 0) => {
    try { look(label, value, deep); } catch { /* a prototype itself, a closed window */ }
  };
  /** What takes or gives plain objects that hold something: messages, and the steps of an iterator. */
  const SAID = /^((Message(Event|Port)|BroadcastChannel|Worker|ServiceWorker)\.prototype|%.*(Iterator|Generator)%)\./;
  const hearing = (label, member) => {
    const deep = SAID.test(label) ? 4 : undefined;
    return function (...args) {
      if (!watching) return new.target ? construct(member, args) : apply(member, this, args);
      watching = false;
      seen(label, this);
      for (let i = 0; i < args.length; i += 1) seen(label, args[i], deep);
      watching = true;
      const answer = new.target ? construct(member, args) : apply(member, this, args);
      if (watching) {
        watching = false;
        seen(`${label}, its answer`, answer, deep);
        watching = true;
      }
      return answer;
    };
  };
  const wrap = (label, owner) => {
    for (const name of ownKeys(owner)) {
      const stock = getOwnPropertyDescriptor(owner, name);
      if (name === 'constructor' || name === 'prototype' || !stock.configurable) continue;
      const wrapped = { ...stock };
      for (const part of ['value', 'get', 'set']) {
        const member = stock[part];
        if (typeof member !== 'function' || (part === 'value' && /^[A-Z]/.test(String(name)))) continue;
        wrapped[part] = hearing(`${label}.${String(name)}`, member);
      }
      try { defineProperty(owner, name, wrapped); } catch { /* not ours to change */ }
    }
  };
  // Those that no global leads to.
  const hidden = { '%TypedArray%.prototype': typed, '%TypedArray%': getPrototypeOf(Bytes) };
  const above = (name, value) => { hidden[`%${name}%`] = getPrototypeOf(value); };
  for (const [name, value] of [['ArrayIterator', [].values()], ['StringIterator', ''[Symbol.iterator]()], ['MapIterator', new Map().entries()], ['SetIterator', new Set().values()], ['RegExpStringIterator', ''.matchAll(/a/g)]]) above(name, value);
  above('Iterator', hidden['%ArrayIterator%']);
  const generator = (function* () {})();
  const slow = (async function* () {})();
  for (const [name, value] of [['Generator', generator], ['AsyncGenerator', slow]]) hidden[`%${name}%`] = getPrototypeOf(getPrototypeOf(value));
  above('AsyncIterator', hidden['%AsyncGenerator%']);
  const done = new Set();
  const each = (name, owner) => {
    if (!owner || !['object', 'function'].includes(typeof owner) || done.has(owner)) return;
    done.add(owner);
    wrap(name, owner);
  };
  for (const name of Object.getOwnPropertyNames(window).filter((name) => /^[A-Z]/.test(name)).concat('crypto')) {
    const global = window[name];
    each(`${name}.prototype`, global?.prototype);
    each(name, global);
  }
  wrap('WebAssembly.Memory.prototype', memory);
  for (const [name, owner] of Object.entries(hidden)) each(name, owner);
  // The global functions, `fetch`, `encodeURIComponent`, `queueMicrotask`, `atob` and the like.
  for (const name of Object.getOwnPropertyNames(window)) {
    const stock = getOwnPropertyDescriptor(window, name);
    // A driver keeps constructors of its own under such names.
    if (!/^[a-z]/.test(name) || typeof stock.value !== 'function' || !stock.writable || 'prototype' in stock.value) continue;
    window[name] = hearing(name, stock.value);
  }
  return (on) => { watching = on; };
}
