// @ts-check
// The page that `<realname-frame>` shows. It runs on an origin of its own, with no other script in it, and speaks with the
// page around it by one port: attributes, look and ticket come in; states, codes, its height and the bundle go out.
import { define, localeOf } from './form.js';
import { wasm } from './wasm.js';

const EVENTS = ['ready', 'progress', 'error', 'sealed', 'submitted', 'expired'];
const ATTRIBUTES = ['locale', 'policy', 'pins', 'quiet', 'seen', 'mode', 'remember-device', 'disabled'];
/** @type {Record<string, () => Promise<{ default: Record<string, string> }>>} */
const TEXTS = {
  'zh-CN': () => import('./strings/zh-CN.js'),
  'zh-TW': () => import('./strings/zh-TW.js'),
  en: () => import('./strings/en.js'),
};
/** How often a browser looks again whether something lies over the frame, in milliseconds: the shortest that it takes. */
const DELAY = 100;

/**
 * Whether the page around lays something over the frame, or makes it see-through: Intersection Observer v2, where it is.
 * A page that says that it does so is not refused for it; what is signed says so then.
 */
function watched(/** @type {Element} */ element) {
  const self = { isCovered: false, isAllowed: false, occlusion: 'unknown' };
  const options = /** @type {any} */ ({ trackVisibility: true, delay: DELAY, threshold: [0, 1] });
  const observer = new IntersectionObserver((entries) => {
    const last = /** @type {any} */ (entries.at(-1));
    self.isCovered = last.isIntersecting && !last.isVisible;
  }, options);
  if (/** @type {any} */ (observer).trackVisibility) {
    self.occlusion = 'none';
    observer.observe(element);
  }
  return self;
}

/** Runs the page: `form` holds a `<realname-form name="bundle">`, and `endpoint` is the gateway, on this very origin. */
export function runRealnameFrame(/** @type {HTMLFormElement} */ form, /** @type {{ endpoint: string }} */ { endpoint }) {
  // The server has found it among its pages, and the browser has compared every page around with it.
  const embedder = location.search.replace('?embedder=', '');
  const element = /** @type {any} */ (form.querySelector('realname-form'));
  if (window.parent === window) return;
  const over = watched(element);
  define('realname-form', wasm, TEXTS, {
    __proto__: null,
    embedder,
    get occlusion() { return over.occlusion; },
    covered() {
      if (!over.isCovered) return false;
      if (over.isAllowed) over.occlusion = 'possible';
      return !over.isAllowed;
    },
  });

  /** @type {MessagePort | null} */
  let port = null;
  /** @type {{ resolve(proof: string): void, reject(): void } | null} */
  let proving = null;
  /** Grows with each question, so that a late answer is none to the next. */
  let asks = 0;
  const say = (/** @type {object} */ message) => port?.postMessage(message);
  const root = document.documentElement;

  async function dress(/** @type {any} */ attributes, /** @type {string} */ scheme, /** @type {Record<string, string>} */ look) {
    for (const name of ATTRIBUTES) {
      if (typeof attributes[name] === 'string') element.setAttribute(name, attributes[name]);
      else element.removeAttribute(name);
    }
    over.isAllowed = typeof attributes['allow-overlay'] === 'string';
    root.style.colorScheme = scheme;
    for (const [name, value] of Object.entries(look)) if (name.startsWith('--realname-')) root.style.setProperty(name, value);
    root.lang = localeOf(`${attributes.locale}`);
    document.title = (await TEXTS[root.lang]()).default.form;
    say({ hello: document.title });
  }

  function heed(/** @type {any} */ { attributes, scheme, look, ticket, call, proof, asked }) {
    if (attributes) dress(attributes, scheme, look);
    else if (ticket) element.ticket = ticket;
    else if (call === 'submit') form.requestSubmit();
    else if (call === 'reset') element.reset();
    else if (call === 'focus') element.focus();
    else if (proving && asked === asks) {
      if (typeof proof === 'string') proving.resolve(proof);
      else proving.reject();
      proving = null;
    }
  }

  addEventListener('message', function hear({ source, origin, data, ports }) {
    if (source !== window.parent || origin !== embedder || data !== 'realname' || ports.length !== 1) return;
    // One page, once.
    removeEventListener('message', hear);
    [port] = ports;
    port.onmessage = (message) => heed(message.data);
    element.setAttribute('endpoint', endpoint);
    new ResizeObserver(() => say({ height: document.body.offsetHeight })).observe(document.body);
  });

  for (const event of EVENTS) {
    element.addEventListener(`realname-${event}`, (/** @type {CustomEvent} */ { detail }) => say({ event, detail, text: element.validationMessage }));
  }
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const bundle = new FormData(form).get('bundle');
    if (bundle) say({ bundle });
  });
  element.account = (/** @type {Uint8Array} */ document, /** @type {string} */ jkt) => new Promise((resolve, reject) => {
    proving = { resolve, reject };
    asks += 1;
    say({ prove: { document, jkt, asked: asks } });
  });
}
