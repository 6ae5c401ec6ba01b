// Our own form, made to leak at one door: text replacements in the files that are served.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

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

/** The `change` of a ground for one leak. */
export const patched = ({ platform, form }) => (path) => {
  if (path.endsWith('/platform.js')) return platform(source('src/browser/platform.js'));
  return form && path === 'form.js' ? form(source('npm/form.js')) : undefined;
};
