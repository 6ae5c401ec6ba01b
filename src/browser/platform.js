// @ts-check
// What the wasm asks of the platform, captured when this file is loaded: a script that comes later and patches a
// prototype is not asked. One form's page is one object, which the wasm alone holds; its nodes have numbers, and no
// node, event or key leaves this file. Importing it under Node or SSR touches nothing.

const g = /** @type {any} */ (globalThis);
const { getOwnPropertyDescriptor, defineProperty } = Object;
const { call } = Function.prototype;
const prototype = Object.prototype;
/** @type {(f: any) => any} `f.call`, bound: no prototype is looked up when it is used. */
const uncurry = (f) => f && call.bind(f);
const method = (/** @type {string} */ owner, /** @type {string} */ name) => uncurry(g[owner]?.prototype[name]);
const access = (/** @type {string} */ owner, /** @type {string} */ name, /** @type {'get' | 'set'} */ part = 'get') =>
  uncurry(getOwnPropertyDescriptor(g[owner]?.prototype ?? {}, name)?.[part]);

const indexOf = method('String', 'indexOf');
const slice = method('String', 'slice');
const normalize = method('String', 'normalize');
const createElement = method('Document', 'createElement');
const appendChild = method('Node', 'appendChild');
const textOf = access('Node', 'textContent');
const setText = access('Node', 'textContent', 'set');
const setAttribute = method('Element', 'setAttribute');
const toggleAttribute = method('Element', 'toggleAttribute');
const removeElement = method('Element', 'remove');
const scrollIntoView = method('Element', 'scrollIntoView');
const checkVisibility = method('Element', 'checkVisibility');
const boundingRect = method('Element', 'getBoundingClientRect');
const rectWidth = access('DOMRectReadOnly', 'width');
const rectHeight = access('DOMRectReadOnly', 'height');
const rectLeft = access('DOMRectReadOnly', 'left');
const rectTop = access('DOMRectReadOnly', 'top');
const focusOn = method('HTMLElement', 'focus');
const valueOf = access('HTMLInputElement', 'value');
const setValue = access('HTMLInputElement', 'value', 'set');
const activeElement = access('ShadowRoot', 'activeElement');
const elementOnPage = method('Document', 'elementFromPoint');
const contains = method('Node', 'contains');
const rootOf = method('Node', 'getRootNode');
const elementAt = method('ShadowRoot', 'elementFromPoint');
const hostOf = access('ShadowRoot', 'host');
const parentOf = access('Node', 'parentNode');
const nameOf = access('Element', 'localName');
const kindOf = access('Node', 'nodeType');
const ELEMENT = 1;
const SHADOW = 11;
const propertyOf = method('CSSStyleDeclaration', 'getPropertyValue');
const preventDefault = method('Event', 'preventDefault');
const addEventListener = method('EventTarget', 'addEventListener');
const typeOf = access('Event', 'type');
const targetOf = access('Event', 'target');
const keyOf = access('KeyboardEvent', 'key');
const isComposing = access('KeyboardEvent', 'isComposing');
const isRepeated = access('KeyboardEvent', 'repeat');
const { document, location, performance, crypto, queueMicrotask, setTimeout, fetch, getComputedStyle, Promise, IntersectionObserver, Uint8Array: Bytes } = g;
const watch = method('IntersectionObserver', 'observe');
const unwatchOne = method('IntersectionObserver', 'unobserve');
const unwatch = method('IntersectionObserver', 'disconnect');
const seenNode = access('IntersectionObserverEntry', 'target');
const seenShare = access('IntersectionObserverEntry', 'intersectionRatio');
const seenRect = access('IntersectionObserverEntry', 'intersectionRect');
const windowHeight = uncurry(getOwnPropertyDescriptor(g, 'innerHeight')?.get);
const windowWidth = uncurry(getOwnPropertyDescriptor(g, 'innerWidth')?.get);
// By halves, so that one lies between half a window and a whole one, whatever the height: up to 64 windows.
const SHARES = [1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2];
const now = method('Performance', 'now');
const dateNow = Date.now;
const { floor } = Math;
const subtle = crypto?.subtle;
const generateKey = method('SubtleCrypto', 'generateKey');
const exportKey = method('SubtleCrypto', 'exportKey');
const importKey = method('SubtleCrypto', 'importKey');
const deriveBits = method('SubtleCrypto', 'deriveBits');
const ecdsaSign = method('SubtleCrypto', 'sign');
const ecdsaVerify = method('SubtleCrypto', 'verify');
const encrypt = method('SubtleCrypto', 'encrypt');
const getRandomValues = method('Crypto', 'getRandomValues');
const isOk = access('Response', 'ok');
const bodyOf = method('Response', 'arrayBuffer');
const encoder = new g.TextEncoder();
const encode = method('TextEncoder', 'encode');
const fill = uncurry(Bytes.prototype.fill);
const copy = uncurry(Bytes.prototype.set);
/** `isTrusted` is an own accessor of each event ([LegacyUnforgeable]): taken from one event, it reads every other. */
const isTrusted = g.Event && uncurry(getOwnPropertyDescriptor(new g.Event('probe'), 'isTrusted')?.get);

// A promise asks what it is resolved with for `then`, down to `Object.prototype`, where a script can plant one: these
// answer for themselves, on a page. A key pair is a plain object and cannot; see `pairFor`.
for (const owner of ['ArrayBuffer', 'CryptoKey', 'Response']) {
  if (g.document && g[owner]) defineProperty(g[owner].prototype, 'then', { value: undefined });
}

// What happens, in the words of `form/events.rs`.
const RESUMED = 0;
const INPUT = 1;
const ENTER = 2;
const LEFT = 3;
const CLICKED = 4;
const FORGED = 5;
const SEEN = 6;
const RESET = 7;
const DESTROYED = 8;
const MOUNTED = 9;
const SUBMIT = 10;

/**
 * @typedef {object} Page
 * @property {any} config what the shell hands in
 * @property {Record<number, any>} nodes node 0 is the closed root
 * @property {number} count
 * @property {((what: number, node: number) => void) | null} happened
 * @property {any} observer
 * @property {any} key the private half of the device key, which cannot be exported
 * @property {number} serial of the newest key set that is remembered
 * @property {object | null} asked the latest question; older ones are answered to nobody
 * @property {Uint8Array | null} answer
 * @property {boolean} ok whether the gateway's latest answer was a success
 */

/** Whether a script's click is under way: in WebKit what a label hands on is trusted even then. */
let forging = false;
/** The last click that came from inside of a root. @type {Event | null} */
let inside = null;
/** One for all roots, so that it stands once on each. */
const heed = (/** @type {Event} */ event) => {
  inside = event;
  if (isTrusted(event)) return;
  forging = true;
  // A task, for it may hand on across a microtask.
  setTimeout(() => { forging = false; });
};

/** @returns {Page} Without a prototype, as the list of nodes: what is planted on `Object.prototype` sees neither. */
export function open(/** @type {ShadowRoot} */ root, /** @type {any} */ config) {
  addEventListener(root, 'click', heed, true);
  return /** @type {any} */ ({
    __proto__: null, config, nodes: { __proto__: null, 0: root }, count: 1,
    happened: null, observer: null, key: null, serial: 0, asked: null, answer: null, ok: false,
  });
}

/** What the shell gets: it leads to no node and to no value. */
export function handle(/** @type {Page} */ page, /** @type {(what: number, node: number) => void} */ happened) {
  // Whatever is thrown here leaves the instance in the middle of something: the shell gets another.
  page.happened = (what, node) => {
    try {
      happened(what, node);
    } catch {
      page.config.trapped();
    }
  };
  happened(MOUNTED, 0);
  return {
    __proto__: null,
    /** Whether the focus is in this form. */
    active() { return !!activeElement(page.nodes[0]); },
    /** Key and input events come from the shell's guard on `window`; their field is the root's active element. */
    event(/** @type {Event} */ event) {
      const type = typeOf(event);
      const node = activeElement(page.nodes[0]);
      const key = type === 'keydown' && !isComposing(event) && keyOf(event);
      // Presses nothing, but whoever sent it is to know.
      if ((key === 'Enter' || key === ' ') && !isTrusted(event)) page.happened?.(FORGED, 0);
      if (key === 'Enter') {
        const field = node && nameOf(node) === 'input';
        // The rest of the stroke must not reach what takes the focus next, nor a held key answer again and again.
        if (field || isRepeated(event)) preventDefault(event);
        if (!field || isRepeated(event) || !isTrusted(event)) return;
        if (page.config.enter) page.config.enter();
        else page.happened?.(ENTER, numberOf(page, node));
      } else if (type === 'input') page.happened?.(INPUT, numberOf(page, node));
    },
    /** A click at the host: one of a script's that is none of those inside reaches nothing. */
    clicked(/** @type {Event} */ event) { if (event !== inside && !isTrusted(event)) page.happened?.(FORGED, 0); },
    ticket(/** @type {string} */ ticket) { page.config.ticket = ticket; },
    /** Headless: numbers a node of the host's. */
    adopt(/** @type {any} */ node) { page.nodes[page.count] = node; return page.count++; },
    /** Headless: the host did something; the answer, where there is one, is `config.reply`. */
    call(/** @type {number} */ what, /** @type {number} */ node) { page.happened?.(what, node); },
    /** Checks everything, and seals it when nothing stands in the way: then `true`. */
    submit() {
      const { asked } = page;
      page.happened?.(SUBMIT, 0);
      return page.asked !== asked;
    },
    disable(/** @type {boolean} */ disabled) { if (page.nodes[1]) toggleAttribute(page.nodes[1], 'disabled', disabled); },
    reset() { page.happened?.(RESET, 0); },
    destroy() {
      // Here, and not in the module, which may have trapped.
      for (let at = page.count; --at;) if (!page.config.headless && nameOf(page.nodes[at]) === 'input') setValue(page.nodes[at], '');
      page.happened?.(DESTROYED, 0);
      if (page.observer) unwatch(page.observer);
      page.happened = page.observer = page.key = page.asked = page.answer = null;
    },
  };
}

/** Answers the shell, which called. */
export function reply(/** @type {Page} */ page, /** @type {string} */ text) {
  page.config.reply = text;
}

/** A text that the shell handed in. */
export function setting(/** @type {Page} */ page, /** @type {string} */ name) {
  return `${page.config[name] ?? ''}`;
}

/** Whether the shell handed in this thumbprint as one of a root. */
export function is_pin(/** @type {Page} */ page, /** @type {string} */ root) {
  const { pins } = page.config;
  for (let at = 0; at < pins.length; at++) if (pins[at] === root) return true;
  return false;
}

/** Tells the shell, when the wasm has come to rest: state and code, never data. */
export function tell(
  /** @type {Page} */ page, /** @type {string} */ event, /** @type {string} */ state, /** @type {string} */ code, /** @type {string} */ id,
) {
  const { emit } = page.config;
  queueMicrotask(() => emit(event, { state, ...(code && { code }), ...(id && { [state === 'failed' ? 'item' : 'id']: id }) }));
}

/** Hands a bundle to the form around the host, where the shell wants it. */
export function hand_over(/** @type {Page} */ page, /** @type {string} */ body, /** @type {number} */ seconds) {
  const { take } = page.config;
  if (take) queueMicrotask(() => take(body, seconds));
  return !!take;
}

/** 0, the root, where it is none of ours. */
function numberOf(/** @type {Page} */ page, /** @type {any} */ node) {
  let at = page.count;
  while (--at && page.nodes[at] !== node);
  return at;
}

/** `text` with `name` wherever `mark` stands. @type {(text: string, mark: string, name: string) => string} */
const named = (text, mark, name) => {
  const at = indexOf(text, mark);
  return at < 0 ? text : slice(text, 0, at) + name + named(slice(text, at + mark.length), mark, name);
};

const wordOf = (/** @type {Page} */ page, /** @type {string} */ key) => page.config.strings[key] ?? key;

/** Makes a node at the end of `parent`: its tag, then attributes as in `set`. */
export function make(/** @type {Page} */ page, /** @type {number} */ parent, /** @type {string} */ spec, /** @type {string} */ name) {
  const at = indexOf(spec, ';');
  page.nodes[page.count] = createElement(document, slice(spec, 0, at));
  set(page, page.count, slice(spec, at + 1), name);
  // The host around may say another language than what stands in it.
  if (!parent) setAttribute(page.nodes[page.count], 'lang', page.config.lang);
  appendChild(page.nodes[parent], page.nodes[page.count]);
  return page.count++;
}

/** What a page may style. A notice, its text, and what decides on it are not among them. */
const PARTS = ' form fields field label input hint error refusal summary submit status done again failed ';

/** Sets attributes, `key=value;key=value;`, with `name` for `$`. A class is a part too; `word` names a text. */
export function set(/** @type {Page} */ page, /** @type {number} */ node, /** @type {string} */ spec, /** @type {string} */ name) {
  const equals = indexOf(spec, '=');
  if (equals < 0) return;
  const end = indexOf(spec, ';');
  const key = slice(spec, 0, equals);
  const value = named(slice(spec, equals + 1, end), '$', name);
  if (key === 'word') setText(page.nodes[node], wordOf(page, value));
  else setAttribute(page.nodes[node], key, value);
  if (key === 'class' && indexOf(PARTS, ` ${value} `) >= 0) setAttribute(page.nodes[node], 'part', value);
  set(page, node, slice(spec, end + 1), name);
}

/** Shows the text of a key, or hides the node when there is none. `field` is what the text may be about, where that is known. */
export function say(/** @type {Page} */ page, /** @type {number} */ node, /** @type {string} */ key, /** @type {string} */ field) {
  const text = key && named(wordOf(page, key), '{field}', wordOf(page, field || 'number'));
  // At each keystroke the button is told the same again, and laid out anew; what is read out is said anew each time.
  if (nameOf(page.nodes[node]) !== 'button' || textOf(page.nodes[node]) !== text) setText(page.nodes[node], text);
  show(page, node, !!key);
}

export function show(/** @type {Page} */ page, /** @type {number} */ node, /** @type {boolean} */ shown) {
  toggleAttribute(page.nodes[node], 'hidden', !shown);
}

/** Switches a control on or off. One that is `disabled` would lose the focus, and a keyboard its place. */
export function enable(/** @type {Page} */ page, /** @type {number} */ node, /** @type {boolean} */ enabled) {
  setAttribute(page.nodes[node], 'aria-disabled', `${!enabled}`);
  if (nameOf(page.nodes[node]) === 'input') toggleAttribute(page.nodes[node], 'readonly', !enabled);
}

export function write(/** @type {Page} */ page, /** @type {number} */ node, /** @type {string} */ text) {
  setText(page.nodes[node], text);
}

/** The text of a node as it stands on the page now. */
export function read(/** @type {Page} */ page, /** @type {number} */ node) {
  return textOf(page.nodes[node]);
}

/** The text of an input, in Unicode normalisation form C. */
export function value(/** @type {Page} */ page, /** @type {number} */ node) {
  return normalize(valueOf(page.nodes[node]), 'NFC');
}

/** Empties an input. */
export function wipe(/** @type {Page} */ page, /** @type {number} */ node) {
  setValue(page.nodes[node], '');
}

/** Puts a node at the end of `parent`; an input keeps its text. */
export function put(/** @type {Page} */ page, /** @type {number} */ parent, /** @type {number} */ node) {
  appendChild(page.nodes[parent], page.nodes[node]);
}

export function remove(/** @type {Page} */ page, /** @type {number} */ node) {
  removeElement(page.nodes[node]);
}

/** Puts the focus there, also on what is no control: only now, or `focus()` of the host would find that before a control. */
export function focus(/** @type {Page} */ page, /** @type {number} */ node) {
  if (nameOf(page.nodes[node]) !== 'input') setAttribute(page.nodes[node], 'tabindex', '-1');
  focusOn(page.nodes[node]);
}

export function scroll(/** @type {Page} */ page, /** @type {number} */ node) {
  scrollIntoView(page.nodes[node]);
}

/** Whether an element is rendered, opaque and not hidden. */
const isVisible = (/** @type {Element} */ node) => checkVisibility(node, /** @type {any} */ ({
  __proto__: null, opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true,
  checkOpacity: true, checkVisibilityCSS: true,
}));

/** Whether nothing from a node outward makes it see-through: opacity, a filter, a mask. */
function isOpaque(/** @type {any} */ start) {
  let opacity = 1;
  for (let node = start; node; node = kindOf(node) === SHADOW ? hostOf(node) : parentOf(node)) {
    if (kindOf(node) !== ELEMENT) continue;
    const style = getComputedStyle(node);
    const mask = propertyOf(style, 'mask-image');
    if (propertyOf(style, 'filter') !== 'none' || (mask && mask !== 'none')) return false;
    opacity *= +propertyOf(style, 'opacity');
  }
  return opacity > 0.9;
}

/** Width and height in whole pixels, 16 bits each; 0 for what is not visible. */
export function size(/** @type {Page} */ page, /** @type {number} */ at) {
  const node = page.nodes[at];
  const rect = boundingRect(node);
  return isVisible(node) && isOpaque(page.config.headless ? node : hostOf(page.nodes[0])) ? (floor(rectWidth(rect)) << 16) | floor(rectHeight(rect)) : 0;
}

/** Whether something else lies over the middle of a node that is on the screen. */
export function covered(/** @type {Page} */ page, /** @type {number} */ at) {
  // What the page around a frame does to it, the frame's own page says.
  if (page.config.covered?.()) return true;
  const node = page.nodes[at];
  const rect = boundingRect(node);
  const x = rectLeft(rect) + rectWidth(rect) / 2;
  const y = rectTop(rect) + rectHeight(rect) / 2;
  const onScreen = x >= 0 && y >= 0 && x < windowWidth(g) && y < windowHeight(g);
  if (!onScreen) return false;
  if (!page.config.headless) return elementAt(page.nodes[0], x, y) !== node;
  // Of a host's button the middle may be an icon of its own.
  const root = rootOf(node);
  return !contains(node, (kindOf(root) === SHADOW ? elementAt : elementOnPage)(root, x, y));
}

/** Says when a node comes into view. */
export function observe(/** @type {Page} */ page, /** @type {number} */ node) {
  page.observer ??= new IntersectionObserver((/** @type {any} */ entries) => {
    for (let at = 0; at < entries.length; at++) {
      const target = seenNode(entries[at]);
      // Half of it, or half of the window: a paragraph that is higher than two windows never shows half of itself.
      const seen = seenShare(entries[at]) >= 0.5 || rectHeight(seenRect(entries[at])) * 2 >= windowHeight(g);
      if (seen && isVisible(target)) page.happened?.(SEEN, numberOf(page, target));
    }
  }, { __proto__: null, root: null, rootMargin: '0px', threshold: SHARES });
  // Again, where a host says it again: the first answer counts for nobody any more.
  unwatchOne(page.observer, page.nodes[node]);
  watch(page.observer, page.nodes[node]);
}

/** Says what is clicked and left inside a node. */
export function listen(/** @type {Page} */ page, /** @type {number} */ node) {
  const on = (/** @type {string} */ type, /** @type {(event: Event) => number} */ what) =>
    addEventListener(page.nodes[node], type, (/** @type {Event} */ event) =>
      page.happened?.(what(event), numberOf(page, targetOf(event))));
  on('click', (event) => (isTrusted(event) && !forging ? CLICKED : FORGED));
  on('focusout', () => LEFT);
}

/** Milliseconds of the monotonic clock. */
export function monotonic_ms() {
  return floor(now(performance));
}

/** Unix seconds of the page's own clock. */
export function unix_seconds() {
  return floor(dateNow() / 1000);
}

export function origin() {
  return location.origin;
}

/** Whether what is needed is there: a secure context with WebCrypto. '' or a code. */
export function missing() {
  if (g.isSecureContext === false) return 'E_INSECURE_CONTEXT';
  if (!subtle || !getRandomValues) return 'E_CRYPTO_UNAVAILABLE';
  return isTrusted && checkVisibility && IntersectionObserver ? '' : 'E_UNSUPPORTED_ENGINE';
}

/** Fills with secure random bytes; false where that fails. */
export function random(/** @type {Uint8Array} */ out) {
  try {
    return !!getRandomValues(crypto, out);
  } catch {
    return false;
  }
}

/** `await` asks a promise for its constructor: with one of its own, a patched prototype never sees the promise. */
const own = (/** @type {Promise<any>} */ promise) =>
  defineProperty(promise, 'constructor', /** @type {any} */ ({ __proto__: null, value: Promise }));

/** A promise asks what it is given for `then`: this has no prototype to ask. */
const box = (/** @type {Uint8Array} */ bytes) => ({ __proto__: null, bytes });

/** Waits for what was begun, and resumes the task that waits for it. */
async function ask(/** @type {Page} */ page, /** @type {Promise<any>} */ begun) {
  const asked = page.asked = {};
  let answer = null;
  try {
    answer = (await own(begun)).bytes;
  } catch {
    // No answer: what that means is for the task to say.
  }
  if (page.asked !== asked) return;
  page.answer = answer;
  page.happened?.(RESUMED, 0);
}

/** What was asked for last, if it came. */
export function answer(/** @type {Page} */ page) {
  return page.answer ?? undefined;
}

/** Overwrites the answer, when it was a secret. */
export function forget(/** @type {Page} */ page) {
  if (page.answer) fill(page.answer, 0);
}

/** Whether the gateway's latest answer was a success. */
export function succeeded(/** @type {Page} */ page) {
  return page.ok;
}

/** Asks whoever the shell was given for the account's proof for the challenge that came last. */
export function prove(/** @type {Page} */ page, /** @type {string} */ jkt) {
  const document = page.answer;
  ask(page, (async () => box(encode(encoder, `${await page.config.account(document, jkt)}`)))());
}

const EC = 'P-256';
const raw = (/** @type {CryptoKey} */ key) => own(exportKey(subtle, 'raw', key));
const point = (/** @type {Uint8Array} */ bytes, /** @type {string} */ name, /** @type {string[]} */ usages) =>
  own(importKey(subtle, 'raw', bytes, { __proto__: null, name, namedCurve: EC }, true, usages));
/** Refuses while a `then` is planted where a key pair would be asked for one: whoever planted it would get the pair. */
const pairFor = async (/** @type {string} */ name, /** @type {string[]} */ usages) => {
  if ('then' in prototype) throw prototype;
  const pair = await own(generateKey(subtle, { __proto__: null, name, namedCurve: EC }, false, usages));
  if ('then' in prototype) throw prototype;
  return { __proto__: null, publicKey: pair.publicKey, privateKey: pair.privateKey };
};
const ECDSA = { __proto__: null, name: 'ECDSA', hash: 'SHA-256' };

/** Makes the device key, whose private half cannot be exported. Asks for the public half. */
export function device_key(/** @type {Page} */ page) {
  ask(page, (async () => {
    const make = () => pairFor('ECDSA', ['sign', 'verify']);
    const pair = await own(page.config.keep ? page.config.keep(make) : make());
    page.key = pair.privateKey;
    page.serial = pair.serial ?? 0;
    return box(new Bytes(await raw(pair.publicKey)));
  })());
}

/** The newest serial of a key set that is remembered. */
export function serial(/** @type {Page} */ page) {
  return page.serial;
}

/** Remembers a serial, and the service whose it is, where the device is remembered. */
export function see(/** @type {Page} */ page, /** @type {number} */ serial, /** @type {string} */ aud) {
  page.config.see?.(serial >>> 0, aud);
}

/** Asks for a signature with the device key. */
export function sign(/** @type {Page} */ page, /** @type {Uint8Array} */ message) {
  const begun = own(ecdsaSign(subtle, ECDSA, page.key, message));
  ask(page, (async () => box(new Bytes(await begun)))());
}

/** Asks whether a signature is good: one byte, or none; no answer where the key is none. */
export function verify(
  /** @type {Page} */ page, /** @type {Uint8Array} */ key, /** @type {Uint8Array} */ message, /** @type {Uint8Array} */ signature,
) {
  // What lies in the wasm's memory may move while we wait.
  const given = new Bytes(message);
  const signed = new Bytes(signature);
  const begun = point(key, 'ECDSA', ['verify']);
  ask(page, (async () => {
    return box(new Bytes(await own(ecdsaVerify(subtle, ECDSA, await begun, signed, given)) ? 1 : 0));
  })());
}

/** Agrees with a fresh key pair. Asks for its public half and, behind it, the shared secret. */
export function agree(/** @type {Page} */ page, /** @type {Uint8Array} */ peer) {
  const begun = point(peer, 'ECDH', []);
  ask(page, (async () => {
    const pair = await own(pairFor('ECDH', ['deriveBits']));
    const bits = new Bytes(await own(deriveBits(subtle, { __proto__: null, name: 'ECDH', public: await begun }, pair.privateKey, 256)));
    const both = new Bytes(97);
    copy(both, new Bytes(await raw(pair.publicKey)));
    copy(both, bits, 65);
    fill(bits, 0);
    return box(both);
  })());
}

/** Asks for an AES-256-GCM ciphertext with its tag. */
export function seal(
  /** @type {Page} */ page, /** @type {Uint8Array} */ key, /** @type {Uint8Array} */ nonce, /** @type {Uint8Array} */ aad, /** @type {Uint8Array} */ text,
) {
  const algorithm = { __proto__: null, name: 'AES-GCM', iv: new Bytes(nonce), additionalData: new Bytes(aad), tagLength: 128 };
  const plain = new Bytes(text);
  const begun = own(importKey(subtle, 'raw', key, 'AES-GCM', false, ['encrypt']));
  ask(page, (async () => {
    const sealed = new Bytes(await own(encrypt(subtle, algorithm, await begun, plain)));
    fill(plain, 0);
    return box(sealed);
  })());
}

const pause = (/** @type {number} */ ms) => new Promise((/** @type {any} */ resolve) => setTimeout(resolve, ms));

/** Asks the gateway, after a pause: a GET, or a POST of a body. No answer when it cannot be reached, twice. */
export function request(
  /** @type {Page} */ page, /** @type {string} */ path, /** @type {string} */ type, /** @type {string} */ body, /** @type {number} */ ms,
) {
  const { endpoint, ticket, notice, ahead } = page.config;
  if (notice?.[path]) {
    // A notice that the host brought along; its digest is compared all the same.
    page.ok = true;
    ask(page, (async () => box(encode(encoder, notice[path])))());
    return;
  }
  const headers = { __proto__: null, accept: 'application/json', ...(ticket && { authorization: `Bearer ${ticket}` }), ...(type && { 'content-type': type }) };
  const send = () => own(fetch(endpoint + path, {
    __proto__: null, method: type ? 'POST' : 'GET', headers, body: type ? body : undefined,
    credentials: 'same-origin', referrerPolicy: 'no-referrer', cache: 'no-store', redirect: 'error',
  }));
  ask(page, (async () => {
    if (ms) await own(pause(ms));
    const early = ahead?.[path];
    if (early) {
      ahead[path] = null;
      const came = await own(early);
      page.ok = came.ok;
      if (came.bytes) return came;
    }
    let response;
    try {
      response = await send();
    } catch {
      // Whether it arrived is not known: the same bytes again are answered with the same receipt.
      await own(pause(500));
      response = await send();
    }
    page.ok = isOk(response);
    return box(new Bytes(await own(bodyOf(response))));
  })());
}
