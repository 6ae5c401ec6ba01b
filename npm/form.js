// @ts-check
// `<realname-form>`: a thin shell. Everything inside its closed root is drawn by the wasm; what leads there stays in
// this module's private places.
import { ahead } from './ahead.js';
import { remembered } from './device.js';
import { mount } from './dist/core.js';
import { access, fieldOf, members, method, upgrade } from './field.js';
import { start } from './load.js';
import css from './style.js';

/** Markers of recorders that honour one: nothing of the element is recorded by them. Hygiene, not a boundary. */
const MARKERS = {
  class: ['rr-block', 'sentry-block', 'ph-no-capture', 'fs-exclude', 'highlight-block'],
  attributes: { 'data-private': '', 'data-sentry-block': '', 'data-dd-privacy': 'hidden', 'data-clarity-mask': 'true', translate: 'no' },
};

/** Composed events that carry what a person types, wherever the focus is: stopped before any later listener. */
const TYPED = [
  'keydown', 'keyup', 'keypress', 'beforeinput', 'input', 'paste', 'copy', 'cut',
  'compositionstart', 'compositionupdate', 'compositionend', 'textInput',
];
/** And events of the pointer that carry data, or whose coalesced events are not retargeted and lead into the root. */
const POINTED = ['drop', 'dragstart', 'dragover', 'pointermove', 'pointerrawupdate'];

// The platform, captured when this file is loaded. Each call that gets the root, the internals or a node inside goes
// through here: a script that patches a prototype later is not asked.
const g = /** @type {any} */ (globalThis);
const attachShadow = method('Element', 'attachShadow');
const attachInternals = method('HTMLElement', 'attachInternals');
const setRole = access('ElementInternals', 'role', 'set');
const setLabel = access('ElementInternals', 'ariaLabel', 'set');
const labelsOf = access('ElementInternals', 'labels');
const setSheets = access('ShadowRoot', 'adoptedStyleSheets', 'set') ?? access('Document', 'adoptedStyleSheets', 'set');
const clear = method('DocumentFragment', 'replaceChildren');
const createElement = method('Document', 'createElement');
const appendChild = method('Node', 'appendChild');
const prepend = method('DocumentFragment', 'prepend');
const setText = access('Node', 'textContent', 'set');
const setAttribute = method('Element', 'setAttribute');
const rootOf = method('Node', 'getRootNode');
const rect = method('Element', 'getBoundingClientRect');
const targetOf = access('Event', 'target');
const stop = method('Event', 'stopImmediatePropagation');
const selected = method('Selection', 'toString');
const rangeAt = method('Selection', 'getRangeAt');
const setStart = method('Range', 'setStart');
const startOf = access('Range', 'startContainer') ?? access('AbstractRange', 'startContainer');
const { document: page, isFinite, Range } = g;
const firefox = g.Event && 'originalTarget' in g.Event.prototype;

const TRAP = 'E_WASM_TRAP';
/** As often a form comes back; what traps again and again says so. */
const TRAPS = 3;
/** What E_NETWORK says where no language came. @type {Record<string, string>} */
const OFFLINE = {
  'zh-CN': '网络异常，请检查网络后重试',
  'zh-TW': '網路異常，請檢查網路後重試',
  en: 'The network failed. Check it and try again',
};

/** The nearest language that there is: exact, then by script or language, then zh-CN. */
export function localeOf(/** @type {string} */ wanted) {
  const tag = wanted.toLowerCase();
  if (/^zh\b.*\b(tw|hk|mo|hant)\b/.test(tag)) return 'zh-TW';
  if (tag.startsWith('en')) return 'en';
  return 'zh-CN';
}

/** @typedef {{ active(): boolean, event(e: Event): void, clicked(e: Event): void, submit(): boolean, disable(d: boolean): void, ticket(t: string): void, reset(): void, destroy(): void }} Handle */
/** @typedef {{ root: ShadowRoot, hosts: any[], handle: Handle | null, leave(): void, back(): void, trapped(): void, submit(e: Event): void }} Live */

/** What is connected, in numbered places, since an array's methods can be patched. @type {Record<number, Live>} */
const live = /** @type {any} */ ({ __proto__: null });
let count = 0;
let guarding = false;

/** Whether an event is meant for a form: its target is the form, or a host around it in the right place. */
function isFor(/** @type {Live} */ form, /** @type {any} */ event, /** @type {boolean} */ typed) {
  const target = targetOf(event);
  let at = 0;
  while (at < form.hosts.length && form.hosts[at] !== target) at += 1;
  if (at === form.hosts.length) return false;
  if (typed) return !!form.handle?.active();
  if (at === 0) return true;
  const { left, right, top, bottom } = rect(form.hosts[0]);
  const { clientX: x, clientY: y } = event;
  return !isFinite(x) || (x >= left && x <= right && y >= top && y <= bottom);
}

/** The outermost host of the form that a node stands in, if it stands in one. */
function hostAround(/** @type {any} */ node) {
  let root;
  try {
    root = rootOf(node);
  } catch {
    // A window, a request: they have targets, and no root.
    return null;
  }
  for (let at = 0; at < count; at += 1) if (live[at]?.root === root) return live[at].hosts[live[at].hosts.length - 1];
  return null;
}

/** Where Firefox names a node, and the place in it. */
const NAMING = [
  'Event originalTarget', 'Event explicitOriginalTarget', 'UIEvent rangeParent rangeOffset', 'Selection anchorNode anchorOffset',
  'Selection focusNode focusOffset', 'CaretPosition offsetNode offset', 'DataTransfer mozSourceNode',
];

/** Set when the element is defined: whoever listens on `window` later comes after it. */
function guard() {
  if (guarding) return;
  guarding = true;
  const on = (/** @type {string} */ type, /** @type {boolean} */ typed) => window.addEventListener(type, (event) => {
    for (let at = 0; at < count; at += 1) {
      if (!live[at] || !isFor(live[at], event, typed)) continue;
      stop(event);
      if (typed) live[at].handle?.event(event);
    }
  }, { capture: true });
  for (const type of TYPED) on(type, true);
  for (const type of POINTED) on(type, false);
  // Before whatever else listens to the form; a form in another root is heard by itself alone.
  window.addEventListener('submit', (event) => { for (let at = 0; at < count; at += 1) live[at]?.submit(event); }, { capture: true });
  // Chromium tells whoever asks what is selected in a field, in a closed root too. With the focus in a form nothing else is.
  Selection.prototype.toString = function toString() {
    for (let at = 0; at < count; at += 1) if (live[at]?.handle?.active()) return '';
    return selected(this);
  };
  // Firefox names nodes of a closed root: the page hears of its host instead, as it hears of every other event's target.
  for (const line of firefox ? NAMING : []) {
    const [owner, member, offset] = line.split(' ');
    const node = access(owner, member), place = access(owner, offset);
    const define = (/** @type {string} */ name, /** @type {(asked: any) => any} */ get) =>
      Object.defineProperty(g[owner].prototype, name, { get() { return get(this); } });
    if (node) define(member, (asked) => hostAround(node(asked)) ?? node(asked));
    if (place) define(offset, (asked) => (hostAround(node(asked)) ? 0 : place(asked)));
  }
  if (firefox) {
    Selection.prototype.getRangeAt = function getRangeAt(at) {
      const range = arguments.length ? rangeAt(this, at) : rangeAt(this);
      const host = hostAround(startOf(range));
      if (!host) return range;
      const around = new Range();
      setStart(around, host, 0);
      return around;
    };
  }
  // Left for the back-forward cache, a form must not come back filled in.
  window.addEventListener('pagehide', () => { for (let at = 0; at < count; at += 1) live[at]?.leave(); }, { capture: true });
  window.addEventListener('pageshow', () => { for (let at = 0; at < count; at += 1) live[at]?.back(); }, { capture: true });
}

/** The module has trapped, under whichever form: all of them stand on it. */
function trapped() {
  for (let at = 0; at < count; at += 1) live[at]?.trapped();
}

/** @typedef {{ default: Record<string, string> }} Texts */

/**
 * Defines the element over a wasm and texts that come from somewhere. Harmless without a DOM, and a second time. `framed` is
 * what the page in a frame knows of the page around it (framed.js).
 */
export function define(
  /** @type {string} */ tag, /** @type {() => any} */ wasm, /** @type {Record<string, () => Texts | Promise<Texts>>} */ texts,
  /** @type {object | null} */ framed = null,
) {
  if (typeof customElements === 'undefined' || customElements.get(tag)) return;
  guard();
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);

  class Form extends HTMLElement {
    static formAssociated = true;
    static observedAttributes = ['endpoint', 'pins', 'policy', 'locale', 'mode', 'required', 'ticket', 'remember-device'];

    #internals = attachInternals(this);
    #root = attachShadow(this, { __proto__: null, mode: 'closed', delegatesFocus: true });
    #ticket = '';
    /** @type {any} */
    #account;
    /** Grows with each mounting, so that what was begun for an older one is dropped. */
    #turn = 0;
    #mounted = false;
    #lang = '';
    /** The words of its language; before they are there, one. @type {Record<string, string>} */
    #strings = {};
    /** How often the module has trapped under it, and whether it is to say so, and had the focus. */
    #traps = 0;
    #fallen = false;
    #held = false;
    #at = count++;
    /** @type {Live} */
    #live = /** @type {any} */ ({
      __proto__: null, root: this.#root, hosts: [], handle: null, leave: () => this.#wipe(), back: () => { this.#begin(); }, trapped: () => this.#trapped(),
      submit: (/** @type {Event} */ event) => this.#field.submit(event),
    });
    #field = fieldOf(this, this.#internals, this.#live, (name, detail) => this.#emit(name, detail));

    constructor() {
      super();
      // A subclass could have its own say in what the root is.
      if (new.target !== Form) throw new TypeError('realname-form cannot be subclassed');
      setSheets(this.#root, [sheet]);
    }

    /** Written only: whoever reads it could sign in the person's place. */
    set ticket(/** @type {string} */ value) {
      this.#ticket = `${value ?? ''}`;
      // What was sealed was so under the one before.
      this.#field.drop();
      if (this.#live.handle && this.#mounted) this.#live.handle.ticket(this.#ticket);
      else this.#begin();
    }

    /** Who proves the account that the signup is for; asked once there is a challenge. */
    set account(/** @type {any} */ value) { this.#account = value; }

    connectedCallback() {
      this.classList.add(...MARKERS.class);
      for (const [name, value] of Object.entries(MARKERS.attributes)) this.setAttribute(name, value);
      setRole(this.#internals, 'group');
      this.#field.judge();
      // Inside other roots `window` sees the outermost host as the target.
      const { hosts } = this.#live;
      hosts.length = 0;
      for (let node = /** @type {any} */ (this); node; node = rootOf(node).host) hosts[hosts.length] = node;
      live[this.#at] = this.#live;
      upgrade(this);
      this.#begin();
    }

    // A move in the document is not an end: only what is still away a moment later is wiped.
    disconnectedCallback() {
      queueMicrotask(() => {
        if (this.isConnected) return;
        delete live[this.#at];
        this.#wipe();
      });
    }

    // Another document has another `window`, which nobody guards.
    adoptedCallback() { this.#wipe(); }

    attributeChangedCallback(/** @type {string} */ name, /** @type {string | null} */ old, /** @type {string | null} */ value) {
      if (old === value) return;
      if (name === 'ticket') {
        if (value === null) return;
        // Not left standing where every recorder of the document reads it.
        this.removeAttribute('ticket');
        this.ticket = value;
        return;
      }
      if (name === 'required') {
        this.#field.judge();
        return;
      }
      if (this.#mounted) this.#wipe();
      this.#begin();
    }

    formAssociatedCallback(/** @type {HTMLFormElement | null} */ form) { this.#field.join(form); }

    formDisabledCallback(/** @type {boolean} */ disabled) { this.#live.handle?.disable(disabled); }

    formResetCallback() { this.reset(); }

    /** Empties the form; the policy and the notices stay. */
    reset() {
      this.#live.handle?.reset();
      this.#field.drop();
    }

    /** Wipes everything that was typed and made. */
    destroy() { this.#wipe(); }

    #wipe() {
      this.#turn += 1;
      this.#mounted = false;
      this.#live.handle?.destroy();
      this.#live.handle = null;
      clear(this.#root);
      this.#field.heard('wiped', { state: 'loading' }, {});
    }

    /** The module has trapped: what stood here is gone. It is instantiated anew, and the form comes back empty. */
    #trapped() {
      if (!this.#mounted) return;
      this.#held = !!this.#live.handle?.active();
      this.#wipe();
      this.#fallen = true;
      this.#traps += 1;
      this.#emit('error', { state: 'loading', code: TRAP });
      if (this.#traps < TRAPS) this.#begin();
      else this.#fail(TRAP);
    }

    #emit(/** @type {string} */ name, /** @type {object} */ detail) {
      this.dispatchEvent(new CustomEvent(`realname-${name}`, { detail: Object.freeze(detail), bubbles: true }));
    }

    #say(/** @type {string} */ text, failed = false, put = appendChild) {
      const line = createElement(page, 'p');
      const name = failed ? 'failed' : 'loading';
      setAttribute(line, 'class', name);
      setAttribute(line, 'lang', this.#lang);
      setAttribute(line, 'part', name);
      setAttribute(line, 'role', failed ? 'alert' : 'status');
      setText(line, text);
      if (put === appendChild) clear(this.#root);
      put(this.#root, line);
    }

    static { members(this.prototype, (/** @type {Form} */ form) => form.#internals); }

    async #begin() {
      const endpoint = this.getAttribute('endpoint');
      if (this.#mounted || !this.isConnected || this.ownerDocument !== page || !endpoint || !this.#ticket) return;
      this.#mounted = true;
      this.#turn += 1;
      const turn = this.#turn;
      const lang = localeOf(this.getAttribute('locale') ?? (document.documentElement.lang || navigator.language));
      // What stands beside the form is read in its language too; a host that has one of its own keeps it.
      if (!this.lang || this.lang === this.#lang) this.lang = lang;
      this.#lang = lang;
      this.#strings = { E_NETWORK: OFFLINE[lang] };
      try {
        const gateway = new URL(endpoint, document.baseURI).href.replace(/\/+$/, '');
        const policy = this.getAttribute('policy') ?? '';
        // All of it at once: on a slow network each would wait for the one before.
        const answers = ahead(gateway, policy);
        const started = (async () => start(wasm))();
        started.catch(() => {});
        const { default: strings } = await (async () => texts[lang]())().catch(() => { throw 'E_NETWORK'; });
        this.#strings = strings;
        if (turn !== this.#turn) return;
        this.#say(strings.loading);
        this.#field.heard('loading', { state: 'loading' }, strings);
        if (!this.hasAttribute('aria-label') && !this.hasAttribute('aria-labelledby') && !labelsOf(this.#internals).length) setLabel(this.#internals, strings.form);
        await started;
        if (turn !== this.#turn) return;
        const seen = /** @type {any} */ ({ __proto__: null });
        for (const notice of (this.getAttribute('seen') ?? '').split(/\s+/)) seen[`seen/${notice.split('/')[0]}`] = notice.split('/')[1];
        const config = {
          __proto__: framed,
          endpoint: gateway,
          ahead: answers,
          ...(this.hasAttribute('remember-device') && remembered(gateway)),
          ticket: this.#ticket,
          policy,
          quiet: this.getAttribute('quiet') ?? '',
          ...seen,
          pins: (this.getAttribute('pins') ?? '').split(/\s+/),
          lang,
          strings,
          account: (/** @type {any[]} */ ...asked) => this.#account(...asked),
          mode: this.getAttribute('mode'),
          emit: (/** @type {string} */ name, /** @type {object} */ detail) => {
            if (turn !== this.#turn) return;
            this.#field.heard(name, detail, strings);
            // Policy or notices did not come: the next ticket begins anew.
            if (detail.state === 'failed') this.#mounted = false;
            if (name === 'ready') {
              this.#live.handle?.disable(this.matches(':disabled'));
              if (this.#fallen) this.#say(strings[TRAP], true, prepend);
              if (this.#held) this.focus();
              this.#fallen = this.#held = false;
            }
            this.#emit(name, detail);
          },
          trapped: () => { if (turn === this.#turn) trapped(); },
          .../** @type {any} */ (this.getAttribute('mode') === 'field' && {
            take: (/** @type {string} */ bundle, /** @type {number} */ seconds) => { if (turn === this.#turn) this.#field.take(bundle, seconds); },
            enter: () => this.#field.enter(),
          }),
        };
        this.#live.handle?.destroy();
        this.#live.handle = mount(this.#root, config);
      } catch (error) {
        if (turn !== this.#turn) return;
        // What has no code is no address: the endpoint.
        const code = typeof error === 'string' ? error : (/** @type {any} */ (error)?.code ?? 'E_POLICY');
        this.#mounted = false;
        this.#fail(code);
        // The others stand on the same module.
        if (code === TRAP) trapped();
      }
    }

    #fail(/** @type {string} */ code) {
      this.#say(this.#strings[code] ?? code, true);
      this.#field.heard('error', { state: 'failed', code }, this.#strings);
      this.#emit('error', { state: 'failed', code });
    }
  }
  customElements.define(tag, Form);
}
