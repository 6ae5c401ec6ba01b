// @ts-check
// `<realname-form>`: a thin shell. Everything inside its closed root is drawn by the wasm; what leads there stays in
// this module's private places.
import { mount } from './dist/core.js';
import { start } from './load.js';
import css from './style.js';

/** Markers of recorders that honour one: nothing of the element is recorded by them. Hygiene, not a boundary. */
const MARKERS = {
  class: ['rr-block', 'sentry-block', 'ph-no-capture', 'fs-exclude', 'highlight-block'],
  attributes: { 'data-private': '', 'data-sentry-block': '', 'data-dd-privacy': 'hidden', 'data-clarity-mask': 'true', translate: 'no' },
};

/** Composed events that carry what a person types: they are stopped before any later listener on `window`. */
const GUARDED = [
  'keydown', 'keyup', 'keypress', 'beforeinput', 'input', 'paste', 'copy', 'cut', 'drop', 'dragstart', 'dragover',
  'compositionstart', 'compositionupdate', 'compositionend', 'textInput',
];

/** The nearest language that there is: exact, then by script or language, then zh-CN. */
function localeOf(/** @type {string} */ wanted) {
  const tag = wanted.toLowerCase();
  if (/^zh\b.*\b(tw|hk|mo|hant)\b/.test(tag)) return 'zh-TW';
  if (tag.startsWith('en')) return 'en';
  return 'zh-CN';
}

/** @type {WeakMap<EventTarget, { event(e: Event): void, ticket(t: string): void, reset(): void, destroy(): void }>} */
const handles = new WeakMap();
let guarding = false;

/** Set when the element is defined: whoever listens on `window` later comes after it. */
function guard() {
  if (guarding) return;
  guarding = true;
  const uncurry = (/** @type {any} */ f) => Function.prototype.call.bind(f);
  const targetOf = uncurry(Object.getOwnPropertyDescriptor(Event.prototype, 'target')?.get);
  const stop = uncurry(Event.prototype.stopImmediatePropagation);
  const get = uncurry(WeakMap.prototype.get);
  const listener = (/** @type {Event} */ event) => {
    const handle = get(handles, targetOf(event));
    if (!handle) return;
    stop(event);
    handle.event(event);
  };
  for (const type of GUARDED) window.addEventListener(type, listener, { capture: true });
}

/** @typedef {{ default: Record<string, string> }} Texts */

/** Defines the element over a wasm and texts that come from somewhere. Harmless without a DOM, and a second time. */
export function define(/** @type {string} */ tag, /** @type {() => any} */ wasm, /** @type {Record<string, () => Texts | Promise<Texts>>} */ texts) {
  if (typeof customElements === 'undefined' || customElements.get(tag)) return;
  guard();
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);

  customElements.define(tag, class extends HTMLElement {
    static formAssociated = true;
    static observedAttributes = ['endpoint', 'pins', 'policy', 'locale', 'ticket'];

    #internals = this.attachInternals();
    #root = this.attachShadow({ mode: 'closed', delegatesFocus: true });
    #ticket = '';
    /** Grows with each mounting, so that what was begun for an older one is dropped. */
    #turn = 0;
    #mounted = false;

    constructor() {
      super();
      this.#root.adoptedStyleSheets = [sheet];
    }

    get ticket() { return this.#ticket; }
    set ticket(value) {
      this.#ticket = `${value}`;
      const handle = handles.get(this);
      if (handle) handle.ticket(this.#ticket);
      else this.#begin();
    }

    connectedCallback() {
      this.classList.add(...MARKERS.class);
      for (const [name, value] of Object.entries(MARKERS.attributes)) this.setAttribute(name, value);
      this.#internals.role = 'group';
      // Set by a framework before the element was defined, it would hide the accessor.
      const early = Object.getOwnPropertyDescriptor(this, 'ticket');
      if (early && delete (/** @type {any} */ (this).ticket)) this.ticket = early.value;
      this.#begin();
    }

    // A move in the document is not an end: only what is still away a moment later is wiped.
    disconnectedCallback() {
      queueMicrotask(() => { if (!this.isConnected) this.destroy(); });
    }

    attributeChangedCallback(/** @type {string} */ name, /** @type {string | null} */ old, /** @type {string | null} */ value) {
      if (old === value) return;
      if (name === 'ticket') { this.ticket = value ?? ''; return; }
      if (this.#mounted) { this.destroy(); }
      this.#begin();
    }

    /** Empties the form; the policy and the notices stay. */
    reset() { handles.get(this)?.reset(); }

    /** Wipes everything that was typed and made. */
    destroy() {
      this.#turn += 1;
      this.#mounted = false;
      handles.get(this)?.destroy();
      handles.delete(this);
      this.#root.replaceChildren();
    }

    #emit(/** @type {string} */ name, /** @type {object} */ detail) {
      this.dispatchEvent(new CustomEvent(`realname-${name}`, { detail: Object.freeze(detail), bubbles: true }));
    }

    #say(/** @type {string} */ text, failed = false) {
      const line = document.createElement('p');
      line.className = failed ? 'failed' : 'loading';
      line.setAttribute('part', line.className);
      line.setAttribute('role', failed ? 'alert' : 'status');
      line.textContent = text;
      this.#root.replaceChildren(line);
    }

    async #begin() {
      const endpoint = this.getAttribute('endpoint');
      if (this.#mounted || !this.isConnected || !endpoint || !this.#ticket) return;
      this.#mounted = true;
      this.#turn += 1;
      const turn = this.#turn;
      const lang = localeOf(this.getAttribute('locale') ?? (document.documentElement.lang || navigator.language));
      this.lang ||= lang;
      let strings;
      try {
        strings = (await texts[lang]()).default;
        if (turn !== this.#turn) return;
        this.#say(strings.loading);
        if (!this.hasAttribute('aria-label') && !this.hasAttribute('aria-labelledby')) this.#internals.ariaLabel = strings.form;
        await start(wasm);
        if (turn !== this.#turn) return;
        const config = {
          endpoint: new URL(endpoint, document.baseURI).href.replace(/\/+$/, ''),
          ticket: this.#ticket,
          policy: this.getAttribute('policy') ?? '',
          pins: (this.getAttribute('pins') ?? '').split(/\s+/),
          lang,
          strings,
          emit: (/** @type {string} */ name, /** @type {object} */ detail) => { if (turn === this.#turn) this.#emit(name, detail); },
        };
        handles.set(this, mount(this.#root, config));
      } catch (error) {
        if (turn !== this.#turn) return;
        const code = typeof error === 'string' ? error : (/** @type {any} */ (error)?.code ?? 'E_WASM_NETWORK');
        this.#mounted = false;
        this.#say(strings?.[code] ?? code, true);
        this.#emit('error', { state: 'failed', code });
      }
    }
  });
}
