// Our own recorder: whatever a script in the page can listen to, patch or look at without going for the form's values.
// What it gets is kept by door, as text.
/* global PACKAGE */
const heard = (window.__heard = {});
const Root = ShadowRoot;
const rootOf = Function.prototype.call.bind(Node.prototype.getRootNode);
// Its own reading is no door: the getter that it patches below is not asked.
const stockValue = Function.prototype.call.bind(Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').get);
const valueOf = (node) => (node instanceof HTMLInputElement ? stockValue(node) : node.value);

/** Any value as text; a node as what can be read of it, and of the root that it leads to. */
function text(value, depth = 0) {
  if (value === null || value === undefined || typeof value === 'boolean') return '';
  if (typeof value === 'string') return value;
  // From a birth date on (19770227). Durations and sizes are shorter and many: six digits of everything are among them.
  if (typeof value === 'number' || typeof value === 'bigint') return value >= 1e7 ? String(value).replace(/\..*/, '') : '';
  if (value instanceof Node) {
    const root = rootOf(value);
    const inner = root instanceof Root ? [...root.querySelectorAll('input')].map(valueOf).join() : '';
    return `${value.nodeName} ${valueOf(value) ?? ''} ${value.outerHTML ?? value.textContent ?? ''} ${inner}`;
  }
  // The target of the window's own focus and blur, which a frame causes: what hangs on it is looked at by `look`.
  if (value === window) return '';
  if (value instanceof Error) return `${value.message} ${value.stack} ${text(value.cause)}`;
  if (value instanceof FormData || value instanceof Headers || value instanceof URLSearchParams) return [...value].map((pair) => pair.map((part) => text(part)).join('=')).join('&');
  if (value instanceof ArrayBuffer) return new TextDecoder().decode(value);
  if (ArrayBuffer.isView(value)) return new TextDecoder().decode(value.buffer);
  if (depth > 4) return '';
  if (typeof value === 'function') return '';
  if (value instanceof URL || value instanceof Request || value instanceof Response) return value.href ?? value.url;
  // A Map gives pairs. A Blob cannot be read at once.
  if (Array.isArray(value) || value instanceof Map || value instanceof Set) return [...value].map((part) => text(part, depth + 1)).join(' ');
  try {
    return Object.entries(value).map(([key, part]) => `${key} ${text(part, depth + 1)}`).join(' ');
  } catch {
    return '';
  }
}
const keep = (door, ...values) => {
  try {
    (heard[door] ??= []).push(values.map((value) => text(value)).join(' '));
  } catch { /* a proxy, a closed window */ }
};
/** Single characters, one after the other: a stream of keys is a leak although no event holds six of them. */
const streams = {};
const stream = (door, character) => { if (typeof character === 'string' && [...character].length === 1) streams[door] = (streams[door] ?? '') + character; };

function listen() {
  const doors = {
    'key events': ['keydown', 'keyup', 'keypress'],
    'input events': ['beforeinput', 'input', 'change', 'textInput', 'select', 'invalid', 'formdata', 'submit', 'reset', 'search'],
    'clipboard events': ['copy', 'cut', 'paste', 'beforecopy', 'beforecut', 'beforepaste'],
    'drag and drop events': ['dragstart', 'drag', 'dragenter', 'dragover', 'dragleave', 'drop', 'dragend'],
    'composition events': ['compositionstart', 'compositionupdate', 'compositionend'],
    'pointer and focus events': ['focus', 'blur', 'focusin', 'focusout', 'click', 'dblclick', 'auxclick', 'contextmenu', 'mousedown', 'mouseup', 'mousemove', 'mouseover', 'mouseout',
      'pointerdown', 'pointerup', 'pointermove', 'pointerrawupdate', 'pointerover', 'touchstart', 'wheel', 'scroll', 'toggle', 'beforetoggle', 'animationstart', 'transitionrun'],
  };
  const form = document.querySelector('realname-form, realname-frame, #signup');
  for (const [door, types] of Object.entries(doors)) {
    for (const type of types) {
      for (const target of [window, document, document.body, form].filter(Boolean)) {
        for (const capture of [true, false]) {
          target.addEventListener(type, (event) => {
            const path = event.composedPath();
            keep(door, event.data, event.target, path[0], event.relatedTarget, event.submitter, event.formData, event.detail);
            // Firefox's own.
            keep(door, event.originalTarget, event.explicitOriginalTarget, event.composedTarget, event.rangeParent, event.dataTransfer?.mozSourceNode);
            if (path.some((node) => node instanceof Root)) keep('nodes of the closed root', path[0]);
            for (const carried of [event.clipboardData, event.dataTransfer]) {
              const there = carried && ['text/plain', 'text/html', 'text'].map((kind) => carried.getData(kind));
              if (carried) keep(door, there);
              // A door of its own: a field that was pasted into says the same text a moment later.
              if (carried && type === 'paste') keep('what is pasted, out of clipboardData', there);
            }
            for (const one of [...(event.getCoalescedEvents?.() ?? []), ...(event.getPredictedEvents?.() ?? [])]) keep(door, one.target, one.relatedTarget);
            if (event.getTargetRanges) keep(door, event.getTargetRanges().map((range) => range.startContainer));
            if (target === window && capture) {
              if (type === 'keydown') stream('key events', event.key);
              if (type === 'beforeinput') stream('input events', event.data);
            }
          }, capture);
        }
      }
    }
  }
  for (const type of ['selectionchange', 'select']) {
    document.addEventListener(type, () => {
      const selection = getSelection();
      keep('getSelection()', String(selection), selection.anchorNode, selection.focusNode, document.activeElement);
      for (let at = 0; at < selection.rangeCount; at += 1) keep('getSelection()', selection.getRangeAt(at).commonAncestorContainer);
    }, true);
  }
  for (const name of ['ready', 'progress', 'error', 'sealed', 'submitted', 'expired']) addEventListener(`realname-${name}`, (event) => keep('events of the element', event.detail));
  addEventListener('plain-changed', (event) => keep('events of the element', event.detail));
  addEventListener('error', (event) => keep('errors and rejections', event.message, event.error));
  addEventListener('unhandledrejection', (event) => keep('errors and rejections', event.reason));
  addEventListener('message', (event) => keep('postMessage, BroadcastChannel', event.data));
  new BroadcastChannel('signup').onmessage = (event) => keep('postMessage, BroadcastChannel', event.data);
  addEventListener('securitypolicyviolation', (event) => keep('CSP violation events', event.blockedURI, event.documentURI, event.sample, event.sourceFile));
}

function watch() {
  new MutationObserver((records) => {
    for (const { target, oldValue, addedNodes, attributeName } of records) keep('MutationObserver', target, oldValue, [...addedNodes], attributeName && target.getAttribute(attributeName));
  }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true, attributeOldValue: true, characterDataOldValue: true });
  for (const type of PerformanceObserver.supportedEntryTypes ?? []) {
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) keep('Performance entries', entry.toJSON(), entry.detail, entry.target, entry.element, [...(entry.sources ?? [])].map((source) => source.node));
    }).observe({ type, buffered: true, ...(type === 'event' && { durationThreshold: 16 }) });
  }
  if (window.ReportingObserver) new ReportingObserver((reports) => keep('Reporting API', reports.map((report) => report.toJSON())), { buffered: true }).observe();
}

/** Hears each call of a member, and passes it on. */
function patch(door, owner, names) {
  for (const name of names) {
    const real = owner?.[name];
    if (typeof real !== 'function') continue;
    owner[name] = function (...args) {
      keep(door, args);
      return new.target ? Reflect.construct(real, args, new.target) : Reflect.apply(real, this, args);
    };
    owner[name].prototype = real.prototype;
  }
}

/** What is said over a port: the one thing that a frame tells the page around it. */
const PORT = 'message ports, as of the frame';

function ports() {
  patch(PORT, MessagePort.prototype, ['postMessage']);
  const targetOf = Function.prototype.call.bind(Object.getOwnPropertyDescriptor(Event.prototype, 'target').get);
  const data = Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data');
  Object.defineProperty(MessageEvent.prototype, 'data', {
    ...data,
    get() {
      const got = Reflect.apply(data.get, this, []);
      // What comes to a window is heard by a listener.
      if (targetOf(this) instanceof MessagePort) keep(PORT, got);
      return got;
    },
  });
}

function patches() {
  ports();
  for (const owner of ['WebSocket', 'RTCDataChannel']) patch('patched send of sockets, data channels', window[owner]?.prototype, ['send']);
  for (const owner of ['Worker', 'ServiceWorker']) patch('patched postMessage of workers', window[owner]?.prototype, ['postMessage']);
  patch('patched fetch, XHR, sendBeacon, WebSocket', window, ['fetch', 'WebSocket', 'EventSource', 'Request']);
  patch('patched fetch, XHR, sendBeacon, WebSocket', XMLHttpRequest.prototype, ['open', 'send', 'setRequestHeader']);
  patch('patched fetch, XHR, sendBeacon, WebSocket', Navigator.prototype, ['sendBeacon']);
  patch('patched console', console, Object.keys(console));
  patch('patched history', History.prototype, ['pushState', 'replaceState']);
  patch('patched storage', Storage.prototype, ['setItem']);
  patch('patched setCustomValidity, setFormValue, setAttribute', HTMLInputElement.prototype, ['setCustomValidity']);
  patch('patched setCustomValidity, setFormValue, setAttribute', ElementInternals.prototype, ['setFormValue', 'setValidity']);
  patch('patched setCustomValidity, setFormValue, setAttribute', Element.prototype, ['setAttribute', 'toggleAttribute', 'append']);
  const value = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value');
  Object.defineProperty(HTMLInputElement.prototype, 'value', {
    ...value,
    get() { const got = Reflect.apply(value.get, this, []); keep('patched value getter and setter', got); return got; },
    set(given) { keep('patched value getter and setter', given, this); Reflect.apply(value.set, this, [given]); },
  });
}

async function databases() {
  const found = [];
  for (const { name } of (await indexedDB.databases?.()) ?? []) {
    const database = await new Promise((resolve, reject) => { const asked = indexedDB.open(name); asked.onsuccess = () => resolve(asked.result); asked.onerror = reject; });
    for (const store of database.objectStoreNames) {
      found.push(name, store, ...await new Promise((resolve, reject) => {
        const asked = database.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = reject;
      }));
    }
    database.close();
  }
  return found;
}

async function cached() {
  const found = [];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) found.push(name, request.url, await (await cache.match(request)).text());
  }
  return found;
}

/** Every string that is reached from the element, the globals that the page made, and what `walk` is given. */
function walk(start, door, seen = new Set(), path = '') {
  const BAD = [WebAssembly.Memory, WebAssembly.Instance, WebAssembly.Table, WebAssembly.Module, ShadowRoot, ElementInternals];
  const step = (value, at, depth) => {
    if (['string', 'number', 'bigint'].includes(typeof value)) return keep(door, value);
    if (value === null || !['object', 'function'].includes(typeof value) || seen.has(value) || depth > 4 || value === heard) return undefined;
    seen.add(value);
    if (BAD.some((bad) => value instanceof bad)) keep('memory, tables, roots, internals by an export', at);
    if (value instanceof Node && depth > 0) return keep(door, value);
    if (value instanceof Map || value instanceof Set) for (const part of [...value].flat()) step(part, `${at}[]`, depth + 1);
    for (const key of Reflect.ownKeys(value)) {
      let next;
      try { next = value[key]; } catch { continue; }
      step(next, `${at}.${String(key)}`, depth + 1);
    }
    return undefined;
  };
  step(start, path, 0);
}
const before = new Set(Object.getOwnPropertyNames(window));
/** The laboratory's. */
const OWN = ['__heard', '__failures', '__flush'];

async function look() {
  const forms = [...document.forms].map((form) => [...new FormData(form)]);
  keep('FormData', forms);
  keep('address, history, title, referrer', location.href, history.state, document.title, document.referrer);
  keep('cookies', document.cookie);
  keep('localStorage, sessionStorage', { ...localStorage }, { ...sessionStorage });
  keep('IndexedDB', await databases());
  keep('Cache API', await cached());
  keep('window.name', window.name);
  keep('Performance entries', performance.getEntries().map((entry) => [entry.toJSON(), entry.detail]));
  keep('outerHTML, attributes, ARIA', document.documentElement.outerHTML, document.documentElement.getHTML?.({ serializableShadowRoots: true }));
  keep('outerHTML, attributes, ARIA', [...document.querySelectorAll('*')].map((node) => [node.ariaLabel, node.ariaDescription, node.title, node.accessKey, node.ariaValueText]));
  keep('innerText, accessible text', document.body.innerText);
  for (const node of document.querySelectorAll('realname-form, realname-frame, input')) {
    keep('validity messages', node.validationMessage);
    for (let owner = node; owner && owner !== Element.prototype; owner = Object.getPrototypeOf(owner)) {
      for (const name of Object.getOwnPropertyNames(owner)) {
        try { keep('properties of the element', node[name]); } catch { /* a setter, an illegal call */ }
      }
    }
    keep('properties of the element', node.shadowRoot);
  }
  const names = Object.getOwnPropertyNames(window).filter((name) => !before.has(name) && !OWN.includes(name));
  for (const name of names) walk(window[name], 'globals that were added', new Set(), name);
  for (const file of PACKAGE) {
    const module = await import(file);
    walk(module, 'exports of the package', new Set(), file);
    for (const [name, value] of Object.entries(module)) {
      if (typeof value !== 'function' || name.startsWith('define')) continue;
      try { walk(await value(), 'exports of the package', new Set(), `${file}#${name}()`); } catch (error) { keep('exports of the package', error); }
    }
  }
}

export function late() {
  listen();
  watch();
  patches();
  document.addEventListener('input', () => keep('FormData', [...document.forms].map((form) => [...new FormData(form)])), true);
  return async () => {
    await look();
    for (const [door, keys] of Object.entries(streams)) keep(door, keys);
  };
}
