// @ts-check
// The element's part in the form around it: its validity and, with `mode="field"`, the bundle as its value, as captchas
// do. A browser asks about validity before it fires `submit`: so what only waits to be sealed is valid, and empty.

// The platform, captured when this file is loaded: who is asked here gets the internals, which lead to the closed root.
const g = /** @type {any} */ (globalThis);
const uncurry = (/** @type {any} */ f) => f && Function.prototype.call.bind(f);
export const method = (/** @type {string} */ owner, /** @type {string} */ name) => uncurry(g[owner]?.prototype[name]);
export const access = (/** @type {string} */ owner, /** @type {string} */ name, /** @type {'get' | 'set'} */ part = 'get') =>
  uncurry(Object.getOwnPropertyDescriptor(g[owner]?.prototype ?? {}, name)?.[part]);
const setFormValue = method('ElementInternals', 'setFormValue');
const setValidity = method('ElementInternals', 'setValidity');
const formOf = access('ElementInternals', 'form');
const statesOf = access('ElementInternals', 'states');
const addState = method('CustomStateSet', 'add');
const clearStates = method('CustomStateSet', 'clear');
const requestSubmit = method('HTMLFormElement', 'requestSubmit');
const elementsOf = access('HTMLFormElement', 'elements');
const submitterOf = access('SubmitEvent', 'submitter');
const targetOf = access('Event', 'target');
const prevent = method('Event', 'preventDefault');
const stop = method('Event', 'stopImmediatePropagation');
const listen = method('EventTarget', 'addEventListener');
const unlisten = method('EventTarget', 'removeEventListener');
const matches = method('Element', 'matches');
const { setTimeout, clearTimeout } = g;
const { now } = Date;

/** The properties that every control of a form has, and those that mirror an attribute. */
export function members(/** @type {object} */ prototype, /** @type {(element: any) => any} */ internalsOf, flags = ['remember-device']) {
  const own = (/** @type {string} */ name, /** @type {PropertyDescriptor & ThisType<any>} */ how) =>
    Object.defineProperty(prototype, name, { ...how, configurable: true, enumerable: true });
  // Asked of the internals, which are handed to nobody else.
  for (const name of ['form', 'labels', 'validity', 'validationMessage', 'willValidate']) {
    const get = access('ElementInternals', name);
    own(name, { get() { return get(internalsOf(this)); } });
  }
  for (const name of ['checkValidity', 'reportValidity']) {
    const ask = method('ElementInternals', name);
    own(name, { value() { return ask(internalsOf(this)); }, writable: true });
  }
  for (const name of ['mode', 'name']) {
    own(name, { get() { return this.getAttribute(name) ?? ''; }, set(value) { this.setAttribute(name, value ?? ''); } });
  }
  for (const name of ['required', 'disabled', ...flags]) {
    own(name, { get() { return this.hasAttribute(name); }, set(value) { this.toggleAttribute(name, !!value); } });
  }
}

/** Properties that a framework set before the element was defined would hide the accessors. */
export function upgrade(/** @type {any} */ element) {
  for (const name of ['account', 'mode', 'name', 'required', 'disabled', 'remember-device', 'allow-overlay', 'ticket']) {
    const early = Object.getOwnPropertyDescriptor(element, name);
    if (early && delete element[name]) element[name] = early.value;
  }
}

/** How much of its challenge's life a bundle may stand in the form: milliseconds a second, the rest is for the way. */
const USABLE = 900;

/** @typedef {{ handle: { active(): boolean, submit(): boolean } | null }} Live */

/** What an element is in its form. `emit` tells the page. */
export function fieldOf(/** @type {any} */ host, /** @type {any} */ internals, /** @type {Live} */ live, /** @type {(name: string, detail: object) => void} */ emit) {
  let state = '';
  let text = '';
  /** The form that it listens to. @type {any} */
  let around = null;
  /** The form that waits for the bundle, and its button. @type {any} */
  let waiting = null;
  /** @type {any} */
  let button = null;
  let sealed = false;
  let until = 0;
  let timer = 0;

  /** What a stylesheet sees of it. */
  const show = () => {
    try {
      const states = statesOf(internals);
      clearStates(states);
      addState(states, state);
    } catch {
      // An engine without states.
    }
  };

  const isField = () => host.getAttribute('mode') === 'field';
  const isOpen = () => !sealed && state !== 'decided';

  const judge = () => {
    const customError = isField() && isOpen();
    const valueMissing = customError && host.hasAttribute('required');
    setValidity(internals, { __proto__: null, customError, valueMissing }, customError ? text || 'E_STATE' : '');
  };

  /** Nothing stands in the form any more, nor will. */
  const drop = () => {
    clearTimeout(timer);
    waiting = button = null;
    if (sealed) setFormValue(internals, null);
    // What it was made of is still there.
    const again = sealed && state === 'sealed';
    sealed = false;
    if (again) state = 'decided';
    judge();
    if (!again) return;
    show();
    emit('progress', { state });
  };

  /** On its way the form stops once, for the bundle; nobody else hears of that. */
  const submit = (/** @type {any} */ event) => {
    const form = formOf(internals);
    if (!form || targetOf(event) !== form || !event.isTrusted || !isField() || matches(host, ':disabled')) return;
    const by = submitterOf(event);
    if (by?.formNoValidate) waiting = null;
    else if (!sealed || now() >= until) {
      prevent(event);
      stop(event);
      if (waiting) return;
      drop();
      waiting = form;
      button = by;
      if (!live.handle?.submit()) waiting = null;
    }
  };

  // The browser moves the focus to the first control that is invalid. When that is here, everything that is missing is
  // shown; a script that only asks for the validity moves nothing.
  listen(host, 'invalid', () => {
    if (!live.handle?.active()) setTimeout(() => { if (isOpen() && live.handle?.active()) live.handle.submit(); });
  });

  listen(host, 'click', (/** @type {Event} */ event) => live.handle?.clicked(event));

  return {
    __proto__: null,
    judge,
    drop,
    submit,
    /** It has another form, or none. */
    join(/** @type {any} */ form) {
      if (around) unlisten(around, 'submit', submit, true);
      around = form;
      if (around) listen(around, 'submit', submit, true);
      waiting = null;
    },
    /** What the page is told of the signup, and what is said of it while it is invalid. */
    heard(/** @type {string} */ name, /** @type {any} */ detail, /** @type {Record<string, string>} */ strings) {
      if (name === 'expired') return;
      ({ state } = detail);
      const key = state === 'failed' ? detail.code : state === 'refused' || state === 'loading' ? state : 'summary';
      text = strings[key] ?? key;
      // Whatever was being sealed for it is not, went another way, or is gone with the form that it was typed in.
      if (name !== 'progress' && name !== 'sealed') waiting = null;
      if (sealed && state !== 'sealed') drop();
      judge();
      show();
    },
    /** A bundle, for as many seconds. */
    take(/** @type {string} */ bundle, /** @type {number} */ seconds) {
      const [form, by] = [waiting, button];
      drop();
      if (matches(host, ':disabled')) return;
      setFormValue(internals, bundle, 'stale');
      sealed = true;
      until = now() + seconds * USABLE;
      timer = setTimeout(drop, seconds * USABLE);
      judge();
      if (!form || form !== formOf(internals)) return;
      try {
        requestSubmit(form, by);
      } catch {
        // The button has gone meanwhile.
        requestSubmit(form);
      }
    },
    /** Enter in one of the inputs: as in any other input of the form, unless something is missing here. */
    enter() {
      const form = formOf(internals);
      if (!form) return;
      if (isOpen()) {
        live.handle?.submit();
        return;
      }
      const all = elementsOf(form);
      for (let at = 0; at < all.length; at += 1) {
        if (all[at].type !== 'submit') continue;
        all[at].click();
        return;
      }
      requestSubmit(form);
    },
  };
}
