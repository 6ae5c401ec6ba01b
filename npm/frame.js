// @ts-check
// `<realname-frame>`: the same form in a page of its own, at the gateway's other origin, where no script of this page
// runs: what is typed is nowhere here, whatever was loaded first. Only states, codes and the sealed bundle come back.
import { fieldOf, members, upgrade } from './field.js';

const EVENTS = ['ready', 'progress', 'error', 'sealed', 'submitted', 'expired'];
/** What is handed on as it stands. */
const ATTRIBUTES = ['pins', 'policy', 'quiet', 'seen', 'locale', 'mode', 'remember-device', 'allow-overlay'];
const LOOK = ['accent', 'on-accent', 'text', 'muted', 'surface', 'border', 'danger', 'ok', 'radius', 'gap', 'font'];
/** Its own scripts, its own origin, and the form in it that is never sent. No navigation, no window, no download. */
const SANDBOX = 'allow-scripts allow-same-origin allow-forms';
/** How long the frame may take until it says a word: from the beginning, and once the browser says that it is there. */
const PATIENCE = 30_000;
const LOADED = 5_000;
/** Seconds that a bundle may stand in a form: the frame takes it back earlier, when its challenge ends. */
const LONGEST = 300;

const css = ':host { display: block; } :host([hidden]) { display: none; } iframe { display: block; border: 0; width: 100%; min-height: 132px; color-scheme: inherit; color: light-dark(#000, #fff); transition: color 1ms; animation: shown 1ms; } @keyframes shown {}';

/** Defines the element. Harmless without a DOM, and a second time. */
export function defineRealnameFrame(tag = 'realname-frame') {
  if (typeof customElements === 'undefined' || customElements.get(tag)) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);

  class Frame extends HTMLElement {
    static formAssociated = true;
    static observedAttributes = ['endpoint', 'required', 'ticket', 'class', 'style', ...ATTRIBUTES];

    #internals = this.attachInternals();
    #root = this.attachShadow({ mode: 'closed', delegatesFocus: true });
    #ticket = '';
    /** @type {any} */
    #account;
    /** @type {HTMLIFrameElement | null} */
    #frame = null;
    /** @type {MessagePort | null} */
    #port = null;
    #timer = 0;
    #state = '';
    /** Whether the form around asked for the bundle that comes next. */
    #asked = false;
    #live = {
      handle: {
        active: () => /** @type {any} */ (this.getRootNode()).activeElement === this,
        clicked() {},
        submit: () => {
          this.#asked = this.#state === 'decided';
          this.#say({ call: 'submit' });
          return this.#asked;
        },
      },
    };
    #field = fieldOf(this, this.#internals, this.#live, (name, detail) => {
      this.#state = /** @type {any} */ (detail).state;
      this.#emit(name, detail);
    });
    #look = () => this.#tell();

    constructor() {
      super();
      this.#root.adoptedStyleSheets = [sheet];
      this.#empty();
    }

    /** Written only. */
    set ticket(/** @type {string} */ value) {
      this.#ticket = `${value ?? ''}`;
      this.#field.drop();
      if (this.#port && this.#ticket) this.#say({ ticket: this.#ticket });
      else this.#begin();
    }

    /** Who proves the account that the signup is for: asked in this page, where the wallet is. */
    set account(/** @type {any} */ value) { this.#account = value; }

    connectedCallback() {
      this.#field.judge();
      upgrade(this);
      matchMedia('(prefers-color-scheme: dark)').addEventListener('change', this.#look);
      this.#begin();
    }

    // A frame that is moved is a new one, and its form is empty.
    disconnectedCallback() {
      matchMedia('(prefers-color-scheme: dark)').removeEventListener('change', this.#look);
      this.destroy();
    }

    attributeChangedCallback(/** @type {string} */ name, /** @type {string | null} */ old, /** @type {string | null} */ value) {
      if (old === value) return;
      if (name === 'ticket') {
        if (value === null) return;
        this.removeAttribute('ticket');
        this.ticket = value;
      } else if (name === 'required') this.#field.judge();
      else if (name === 'endpoint') {
        this.destroy();
        this.#begin();
      } else this.#tell();
    }

    formAssociatedCallback(/** @type {HTMLFormElement | null} */ form) { this.#field.join(form); }

    formDisabledCallback() { this.#tell(); }

    formResetCallback() { this.reset(); }

    /** Empties the form; the policy and the notices stay. */
    reset() {
      this.#field.drop();
      this.#say({ call: 'reset' });
    }

    /** Ends the frame, and with it everything that was typed and made. */
    destroy() {
      clearTimeout(this.#timer);
      this.#port?.close();
      this.#port = this.#frame = null;
      this.#empty();
      this.#heard('wiped', { state: 'loading' }, '');
    }

    /** To the first control in it. */
    focus(/** @type {FocusOptions | undefined} */ options) {
      this.#frame?.focus(options);
      this.#say({ call: 'focus' });
    }

    static { members(this.prototype, (/** @type {Frame} */ frame) => frame.#internals, ['remember-device', 'allow-overlay']); }

    /** What the page has put between the tags stands there as long as there is no frame. */
    #empty() { this.#root.replaceChildren(document.createElement('slot')); }

    #emit(/** @type {string} */ name, /** @type {object} */ detail) {
      this.dispatchEvent(new CustomEvent(`realname-${name}`, { detail: Object.freeze(detail), bubbles: true }));
    }

    #heard(/** @type {string} */ name, /** @type {{ state: string, code?: string }} */ detail, /** @type {string} */ text) {
      // Another ticket is all that is missing then.
      if (name !== 'expired') this.#state = detail.state;
      if (name !== 'progress' && name !== 'sealed') this.#asked = false;
      // The frame has the words.
      this.#field.heard(name, detail, text ? { [detail.code ?? '']: text, summary: text, refused: text, loading: text } : {});
    }

    #fail(/** @type {string} */ code) {
      const detail = { state: 'failed', code };
      this.destroy();
      this.#heard('error', detail, '');
      this.#emit('error', detail);
    }

    #say(/** @type {object} */ message) { this.#port?.postMessage(message); }

    /** Attributes and look, whenever one of them may have changed. */
    #tell() {
      if (!this.#port) return;
      const style = getComputedStyle(this);
      const attributes = Object.fromEntries(ATTRIBUTES.map((name) => [name, this.getAttribute(name)]));
      this.#say({
        attributes: { ...attributes, locale: attributes.locale ?? (document.documentElement.lang || navigator.language), disabled: this.matches(':disabled') ? '' : null },
        // `normal` means what the page's `<meta>` says, which the frame has not.
        scheme: getComputedStyle(/** @type {Element} */ (this.#frame)).color === 'rgb(0, 0, 0)' ? 'light' : 'dark',
        look: Object.fromEntries(LOOK.map((name) => [`--realname-${name}`, style.getPropertyValue(`--realname-${name}`)])),
      });
    }

    #begin() {
      const endpoint = this.getAttribute('endpoint');
      if (this.#frame || !this.isConnected || !endpoint || !this.#ticket) return;
      const { origin } = new URL(endpoint, document.baseURI);
      // In an origin of this page's own every script of it could reach into the frame.
      if (origin === location.origin) {
        this.#fail('E_ORIGIN');
        return;
      }
      const frame = document.createElement('iframe');
      frame.setAttribute('sandbox', SANDBOX);
      frame.setAttribute('allow', '');
      frame.setAttribute('referrerpolicy', 'no-referrer');
      frame.title = this.getAttribute('aria-label') ?? 'realname';
      const patience = (/** @type {number} */ ms) => {
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#fail('E_NETWORK'), ms);
      };
      frame.addEventListener('load', () => {
        if (this.#frame !== frame) return;
        patience(LOADED);
        const { port1, port2 } = new MessageChannel();
        this.#port?.close();
        this.#port = port1;
        port1.onmessage = ({ data }) => this.#heed(data);
        // To that origin alone: what stands there instead, if anything does, gets no port.
        frame.contentWindow?.postMessage('realname', origin, [port2]);
        this.#tell();
        this.#say({ ticket: this.#ticket });
      });
      // Another scheme of the page: the colour of the frame's own text changes with it, or has when it is drawn again.
      for (const drawn of ['transitionend', 'animationend']) frame.addEventListener(drawn, this.#look);
      this.#frame = frame;
      patience(PATIENCE);
      frame.src = `${origin}/frame?embedder=${location.origin}`;
      this.#root.replaceChildren(frame);
      this.#heard('loading', { state: 'loading' }, '');
    }

    /** A word of the frame. */
    #heed(/** @type {any} */ { hello, height, event, detail, text, bundle, prove }) {
      const frame = this.#frame;
      if (!frame) return;
      if (hello) {
        clearTimeout(this.#timer);
        frame.title = this.getAttribute('aria-label') ?? hello;
      } else if (height) frame.style.height = `${Math.min(Number(height), 20_000)}px`;
      else if (EVENTS.includes(event)) {
        const plain = /** @type {any} */ ({});
        for (const name of ['state', 'code', 'id', 'item']) if (typeof detail[name] === 'string') plain[name] = detail[name];
        this.#heard(event, plain, text);
        this.#emit(event, plain);
      } else if (typeof bundle === 'string') {
        const asked = this.#asked;
        this.#asked = false;
        this.#field.take(bundle, LONGEST);
        // Enter in one of its inputs.
        if (!asked) this.#field.enter();
      } else if (prove) this.#prove(prove);
    }

    async #prove(/** @type {{ document: Uint8Array, jkt: string, asked: number }} */ { document, jkt, asked }) {
      let proof = null;
      try {
        proof = `${await this.#account(document, jkt)}`;
      } catch {
        // Nobody to prove it, or not willing: the frame says what that means.
      }
      this.#say({ proof, asked });
    }
  }
  customElements.define(tag, Frame);
}
