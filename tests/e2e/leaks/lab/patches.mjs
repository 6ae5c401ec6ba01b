// Our own form, made to leak at one door: text replacements in the files that are served.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { got } from './campaign.mjs';
import { ground } from './ground.mjs';
import { type } from './journey.mjs';
import { visit } from './visit.mjs';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const source = (path) => readFileSync(join(ROOT, path), 'utf8');
/** The glue as wasm-bindgen writes it. */
const STOCK = process.env.REALNAME_STOCK_GLUE ?? join(process.env.CARGO_TARGET_DIR ?? join(ROOT, 'target'), 'wasm/core.stock.js');

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

/** What is typed, said over the frame's port, a step or two deep. */
const said = {
  ...reading('globalThis.say?.({ draft: [{ text }] })'),
  framed: (text) => replaced(text, 'const say = (/** @type {object} */ message) => port?.postMessage(message);', 'const say = (message) => port?.postMessage(message);\n  globalThis.say = say;'),
};

/** The guard of the shell without one word of it. */
const unguarded = (from, to) => ({ form: (text) => replaced(text, from, to) });

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
  'a paste that is not stopped': { ...unguarded("'paste', ", ''), told: ['what is pasted, out of clipboardData', 'clipboard events'] },
  'keys that are not stopped': { ...unguarded('      stop(event);\n', ''), told: ['key events', 'input events'] },
  'an open root': { ...unguarded("mode: 'closed'", "mode: 'open'"), told: ['nodes of the closed root', 'properties of the element'] },
  'an export': {
    platform: reading("page.config.emit('progress', { state: 'draft', text })").platform,
    form: (text) => `${shell('drafts.add(text);').form(text)}\nconst drafts = new Set();\nexport const setupDrafts = () => drafts;`,
    told: ['exports of the package'],
  },
  'the stock glue, which answers the memory': { core: () => readFileSync(STOCK, 'utf8'), told: ['memory, tables, roots, internals by an export'] },
};

/** The same of the form in a frame, which reaches no further than a message or a word over its port to the page around, and the server. */
export const FRAMED = {
  'a message to the page around': { ...reading("parent.postMessage(text, '*')"), told: ['postMessage, BroadcastChannel'] },
  'a word over its port': { ...said, told: ['message ports, as of the frame'] },
  'a word over its port, to whoever wraps every built-in': { ...said, setup: 'wrapped', told: ['every built-in wrapped: texts'] },
  "a request of the frame's": { ...reading("fetch('/realname/v1/keys?q=' + encodeURIComponent(text))"), told: ['requests, as the servers got them'] },
};

/** The `change` of a ground for one leak. */
const patched = ({ platform, form, framed, core }) => (path) => {
  if (path.endsWith('/platform.js')) return platform?.(source('src/browser/platform.js'));
  if (path === 'dist/core.js') return core?.();
  if (path === 'framed.js') return framed?.(source('npm/framed.js'));
  return path === 'form.js' ? form?.(source('npm/form.js')) : undefined;
};

/** Types into the form as it is (`none`) and with each leak, one ground a lane. Answers leak → door → what was found. */
export async function mutated(start, leaks, { kind = 'ours', order = 'late', lanes = 2 } = {}) {
  const results = new Map();
  const left = [['none', {}], ...Object.entries(leaks)];
  await Promise.all(Array.from({ length: lanes }, async () => {
    let leak = {};
    const place = await ground({ setups: ['open', 'wrapped'], change: (path) => patched(leak)(path) });
    try {
      for (let next = left.shift(); next; next = left.shift()) {
        leak = next[1];
        const { doors, failures } = await visit(place, start, { kind, order, setup: leak.setup ?? 'open', set: 'heron', way: type });
        // A recorder that failed has looked at half.
        if (failures.length > 0) throw new Error(`${next[0]}: ${failures}`);
        results.set(next[0], new Map([...doors].map(([door, all]) => [door, got(door, 'heron', all)])));
      }
    } finally {
      await place.stop();
    }
  }));
  return results;
}
