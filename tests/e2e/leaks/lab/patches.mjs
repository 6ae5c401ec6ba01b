// Our own form, made to leak at one door: text replacements in the files that are served.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { find } from './canary.mjs';
import { ground } from './ground.mjs';
import { type } from './journey.mjs';
import { visit } from './visit.mjs';

const source = (path) => readFileSync(fileURLToPath(new URL(`../../../../${path}`, import.meta.url)), 'utf8');

function replaced(text, from, to) {
  if (text.split(from).length !== 2) throw new Error(`not once in the source: ${from}`);
  return text.replace(from, () => to);
}

/** What happens to each text on its way from the field into the wasm. `host` is the element, `node` the field. */
const reading = (leak) => ({
  platform: (text) => replaced(text, "return normalize(valueOf(page.nodes[node]), 'NFC');",
    `const text = normalize(valueOf(page.nodes[node]), 'NFC'); const host = hostOf(page.nodes[0]); { ${leak} } return text;`),
});
/** The same, where only the shell has the internals. */
const shell = (leak) => ({
  ...reading("page.config.emit('progress', { state: 'draft', text })"),
  form: (text) => replaced(text, "this.dispatchEvent(new CustomEvent(`realname-${name}`,",
    `if ('text' in detail) { const { text, ...rest } = detail; detail = rest; ${leak} }\n      this.dispatchEvent(new CustomEvent(\`realname-\${name}\`,`),
});

/** Door → how the form leaks there, and who must tell. */
export const LEAKS = {
  field: { ...reading('page.nodes[node].value = text'), told: ['patched value getter and setter'] },
  error: { ...reading('setTimeout(() => { throw new Error(`not a number: ${text}`); })'), told: ['errors and rejections', 'sent: sentry', 'sent: posthog', 'sent: datadog'] },
  event: { ...reading("page.config.emit('progress', { state: 'draft', text })"), told: ['events of the element'] },
  log: { ...reading('console.warn(text)'), told: ['patched console', 'console, as DevTools has it', 'sent: datadog-logs'] },
  storage: { ...reading("localStorage.setItem('draft', text)"), told: ['localStorage, sessionStorage', 'patched storage'] },
  'the address': { ...reading("history.replaceState(null, '', `?q=${encodeURIComponent(text)}`)"), told: ['address, history, title, referrer', 'patched history'] },
  'an attribute': { ...reading("host.setAttribute('data-value', text)"), told: ['outerHTML, attributes, ARIA', 'MutationObserver', 'sent: rrweb'] },
  'the ARIA text': { ...reading("host.ariaLabel = `${text}`"), told: ['outerHTML, attributes, ARIA'] },
  'a request': { ...reading("fetch('/plain/beacon', { method: 'POST', body: text })"), told: ['requests on the network', 'sent: service-worker'] },
  'a hash': {
    ...reading("crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)).then((hash) => fetch('/plain/beacon', { method: 'POST', body: [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('') }))"),
    told: ['sent: service-worker', 'requests on the network'], spelling: 'SHA256',
  },
  'the validity message': { ...shell('this.#internals.setValidity({ customError: true }, text || "x");'), told: ['patched setCustomValidity, setFormValue, setAttribute'] },
  "the form's value": { ...shell('this.#internals.setFormValue(text);'), told: ['FormData'] },
};

/** The same of the form in a frame, which reaches no further than a message to the page around and the server. */
export const FRAMED = {
  'a message to the page around': { ...reading("parent.postMessage(text, '*')"), told: ['postMessage, BroadcastChannel'] },
  "a request of the frame's": { ...reading("fetch('/realname/v1/keys?q=' + encodeURIComponent(text))"), told: ['requests, as the servers got them'] },
};

/** The `change` of a ground for one leak. */
const patched = ({ platform, form }) => (path) => {
  if (path.endsWith('/platform.js')) return platform(source('src/browser/platform.js'));
  return form && path === 'form.js' ? form(source('npm/form.js')) : undefined;
};

/** Types into the form as it is (`none`) and with each leak, one ground a lane. Answers leak → door → what was found. */
export async function mutated(start, leaks, { kind = 'ours', order = 'late', lanes = 2 } = {}) {
  const results = new Map();
  const left = [['none', {}], ...Object.entries(leaks)];
  await Promise.all(Array.from({ length: lanes }, async () => {
    let leak;
    const place = await ground({ setups: ['open'], change: (path) => (leak.platform ? patched(leak)(path) : undefined) });
    try {
      for (let next = left.shift(); next; next = left.shift()) {
        leak = next[1];
        const { doors } = await visit(place, start, { kind, order, setup: 'open', set: 'heron', way: type });
        results.set(next[0], new Map([...doors].map(([door, all]) => [door, [...new Set(all.flatMap((bytes) => [...find('heron', bytes)]))]])));
      }
    } finally {
      await place.stop();
    }
  }));
  return results;
}
