// @ts-check
// Headless: the host brings inputs, notices and buttons of its own; the same Rust signup checks, seals and sends. Nothing
// that was typed comes back.
import { ahead } from './ahead.js';
import { remembered } from './device.js';
import { mount } from './dist/core.js';
import { RealnameError, start } from './load.js';

// The platform, captured when this file is loaded, so that a click is judged by what stood there then.
const g = /** @type {any} */ (globalThis);
const uncurry = (/** @type {any} */ f) => f && Function.prototype.call.bind(f);
const method = (/** @type {string} */ owner, /** @type {string} */ name) => uncurry(g[owner]?.prototype[name]);
const getter = (/** @type {string} */ owner, /** @type {string} */ name) =>
  uncurry(Object.getOwnPropertyDescriptor(g[owner]?.prototype ?? {}, name)?.get);
const isTrusted = g.Event && uncurry(Object.getOwnPropertyDescriptor(new g.Event('probe'), 'isTrusted')?.get);
const typeOf = getter('Event', 'type');
const targetOf = getter('Event', 'target');
const timeOf = getter('Event', 'timeStamp');
const labelsOf = getter('HTMLButtonElement', 'labels');
const countOf = getter('NodeList', 'length');
const contains = method('Node', 'contains');
const childrenOf = getter('Element', 'children');
const normalize = method('String', 'normalize');
const now = method('Performance', 'now');
const has = method('WeakSet', 'has');
const add = method('WeakSet', 'add');
const used = new WeakSet();
const { document: page, performance } = g;
const { parse } = JSON;
const { freeze } = Object;

/** How long a click may wait for its decision, in milliseconds. */
const SOON = 1000;

// What the host does, in the words of `form/host.rs`.
const [SET, SHOWN, GIVE, REFUSE, GIVEN, REFUSED, SEAL, SEND, BODY] = [0, 1, 2, 3, 4, 5, 6, 7, 8];

const TRAP = 'E_WASM_TRAP';
const fail = (/** @type {string} */ code) => { throw new RealnameError(code); };

/** Whether a click that a person made on that very button was not spent yet; it is spent now. */
function spend(/** @type {any} */ event, /** @type {any} */ button) {
  try {
    const age = now(performance) - timeOf(event);
    // A label's own `click()` is forwarded to its button as a trusted one.
    const fits = isTrusted(event) && typeOf(event) === 'click' && !countOf(labelsOf(button)) && contains(button, targetOf(event)) && age <= SOON;
    if (!fits || has(used, event)) return false;
    add(used, event);
    return true;
  } catch {
    // Not an event, or not a button.
    return false;
  }
}

/** @typedef {{ resolve(value: any): void, reject(error: any): void }} Waiting */

/** Begins a signup over a wasm that comes from somewhere. */
export async function begin(/** @type {any} */ wasm, /** @type {any} */ options) {
  const { endpoint, ticket, pins, policy = '', notice = [], locale, account, rememberDevice, signal } = options;
  if (!page) fail('E_UNSUPPORTED_ENGINE');
  signal?.throwIfAborted();
  const gateway = new URL(endpoint, page.baseURI).href.replace(/\/+$/, '');
  const answers = ahead(gateway, policy);
  await start(wasm);
  signal?.throwIfAborted();
  const listeners = /** @type {Record<string, Set<(detail: any) => void>>} */ ({});
  let state = 'draft';
  let held = false;
  /** Whether what is held was sealed under another ticket. */
  let stale = false;
  let trapped = false;
  /** @type {any} */
  let handle;
  /** @type {any} */
  let described;
  /** What the host waits for. @type {Record<string, Waiting | undefined>} */
  const waiting = {};
  const settle = (/** @type {string} */ name, /** @type {(its: Waiting) => void} */ how) => {
    const its = waiting[name];
    waiting[name] = undefined;
    if (its) how(its);
  };
  const wait = (/** @type {string} */ name) => new Promise((resolve, reject) => { waiting[name] = { resolve, reject }; });
  const rejected = (/** @type {any} */ error) => { for (const name of ['ready', 'sealed', 'submitted']) settle(name, (its) => its.reject(error)); };

  /** @type {any} */
  const config = {
    __proto__: null, headless: true, endpoint: gateway, ahead: answers, ...(rememberDevice && remembered(gateway)), ticket, policy,
    pins: [pins].flat(), lang: locale ?? (page.documentElement.lang || 'zh-CN'), strings: { __proto__: null }, notice: documents(notice), account, quiet: '', text: '', reply: '',
    trapped() {
      if (trapped) return;
      trapped = true;
      const { reply } = config;
      config.emit('error', { state: 'failed', code: TRAP });
      destroy(new RealnameError(TRAP));
      config.reply = reply && TRAP;
    },
    emit(/** @type {string} */ name, /** @type {any} */ detail) {
      if (!handle) return;
      if (name !== 'error' && name !== 'expired') state = detail.state;
      if (name === 'ready') described = parse(config.reply);
      const told = freeze(detail);
      for (const listener of listeners[name] ?? []) listener(told);
      if (name === 'error') {
        const error = /** @type {any} */ (new RealnameError(detail.code));
        if (detail.id) error.id = detail.id;
        if (detail.item) error.item = detail.item;
        rejected(error);
      } else if (name === 'sealed' && waiting.sealed) {
        handOver();
      } else settle(name, (its) => its.resolve(told));
    },
  };

  /** Asks the module; what is no code is its answer. @type {(what: number, at?: number, node?: number) => string} */
  const call = (what, at = 0, node = 0) => {
    config.reply = 'E_STATE';
    handle?.call(what + 16 * (at + 1), node);
    const { reply } = config;
    config.reply = config.text = '';
    return reply.startsWith('E_') ? fail(reply) : reply;
  };
  /** The sealed message, for whoever waits for it. */
  const handOver = () => {
    const [mediaType, body] = call(BODY).split('\n');
    held = true;
    settle('sealed', (its) => its.resolve(freeze({ mediaType, body })));
  };
  const destroy = (reason = new RealnameError('E_STATE')) => {
    handle?.destroy();
    handle = null;
    config.ticket = '';
    signal?.removeEventListener('abort', aborted);
    rejected(reason);
  };
  const aborted = () => destroy(signal.reason);

  const ready = wait('ready');
  handle = mount(page.createElement('div'), config);
  signal?.addEventListener('abort', aborted);
  try {
    await ready;
  } catch (error) {
    destroy();
    throw error;
  }

  const questions = freeze(described.questions.map((/** @type {any} */ { id, legal_basis: legalBasis, required, notice: its }) => {
    const [purpose, recipient] = id.split(':');
    return freeze({ id, purpose, ...(recipient && { recipient }), legalBasis, required, notice: its });
  }));
  const notices = freeze(described.notices.map((/** @type {any} */ { id, notice: text }) =>
    freeze({ id, lang: config.lang, blocks: freeze(text.split('\n')) })));
  const fields = freeze(described.fields.filter((/** @type {string} */ field) => field !== 'id_type' && field !== 'account'));
  /** The number of a question, by its id; by its purpose where that has one recipient or none. */
  const question = (/** @type {string} */ id) => {
    const exact = questions.findIndex((/** @type {any} */ there) => there.id === id);
    const named = questions.filter((/** @type {any} */ there) => there.purpose === id);
    return exact >= 0 ? exact : named.length === 1 ? questions.indexOf(named[0]) : fail('E_CONSENT_UNKNOWN');
  };
  /** @type {Record<string, any>} */
  const buttons = { __proto__: null };
  /** Where each notice stands. @type {any[][]} */
  const places = [];
  const place = (/** @type {number} */ at, /** @type {string} */ decision) =>
    (decision === 'given' || decision === 'refused' ? `${at} ${decision}` : fail('E_CONSENT_UNKNOWN'));

  const seal = async () => {
    if (waiting.sealed || waiting.submitted) fail('E_STATE');
    const sealed = wait('sealed');
    stale = false;
    try {
      if (held) handOver();
      else call(SEAL);
    } catch (error) {
      settle('sealed', (its) => its.reject(error));
    }
    return sealed;
  };

  return freeze({
    fields, questions, notices,
    get state() { return handle ? state : 'destroyed'; },
    set ticket(/** @type {string} */ value) {
      handle?.ticket(`${value}`);
      stale ||= held;
      held = false;
    },
    on(/** @type {string} */ name, /** @type {(detail: any) => void} */ listener) {
      (listeners[name] ??= new Set()).add(listener);
      return () => { listeners[name].delete(listener); };
    },
    set(/** @type {string} */ field, /** @type {string} */ text) {
      const at = fields.includes(field) ? described.fields.indexOf(field) : fail('E_STATE');
      config.text = normalize(`${text}`, 'NFC');
      held = false;
      return parse(call(SET, at));
    },
    shown(/** @type {string} */ id, /** @type {string} */ lang, /** @type {Element} */ element) {
      const at = notices.findIndex((/** @type {any} */ there) => there.id === id && there.lang === lang);
      if (at < 0 || !handle) fail(handle ? 'E_NOTICE' : 'E_STATE');
      const blocks = childrenOf(element);
      if (blocks.length !== notices[at].blocks.length) fail('E_NOTICE_ALTERED');
      // A framework says it with each rendering.
      const place = [element, ...blocks];
      if (places[at]?.every((/** @type {any} */ node, /** @type {number} */ of) => node === place[of])) return;
      const node = handle.adopt(element);
      for (const block of blocks) handle.adopt(block);
      call(SHOWN, at, node);
      places[at] = place;
    },
    control(/** @type {string} */ id, /** @type {string} */ decision, /** @type {HTMLButtonElement} */ element) {
      const at = question(id);
      const name = place(at, decision);
      // Whatever is no button throws here.
      labelsOf(element);
      if (buttons[name] === element) return;
      if (!handle) fail('E_STATE');
      call(decision === 'given' ? GIVE : REFUSE, at, handle.adopt(element));
      buttons[name] = element;
    },
    decide(/** @type {string} */ id, /** @type {string} */ decision, /** @type {Event} */ event) {
      const at = question(id);
      if (!handle) fail('E_STATE');
      if (!spend(event, buttons[place(at, decision)])) fail('E_UNTRUSTED_EVENT');
      held = false;
      call(decision === 'given' ? GIVEN : REFUSED, at);
    },
    seal,
    async submit() {
      if (waiting.sealed || waiting.submitted) fail('E_STATE');
      if (stale) await seal();
      const submitted = wait('submitted');
      held = false;
      try {
        call(SEND);
      } catch (error) {
        settle('submitted', (its) => its.reject(error));
      }
      const { id, state: outcome } = await submitted;
      return freeze({ id, state: outcome });
    },
    destroy() { destroy(); },
  });
}

/** Notices that the page brings along, by the path that they would be fetched from. */
function documents(/** @type {any} */ notice) {
  const texts = /** @type {any} */ ({ __proto__: null });
  for (const text of [notice].flat()) {
    const { id, version } = parse(text);
    texts[`/notices/${id}/${version}`] = text;
  }
  return texts;
}
