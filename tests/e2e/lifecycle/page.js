// What a test does to the forms of this page. Nothing is asked of the server here: tickets come from the test.
// By the page itself: in Firefox a driver's script has a WebAssembly of its own.
const { instantiate } = WebAssembly;
WebAssembly.instantiate = async (...args) => {
  const made = await instantiate(...args);
  window.__memory = Object.values((made.instance ?? made).exports).find((value) => value instanceof WebAssembly.Memory);
  return made;
};
/** Overwrites everything in the wasm's memory: the next call reads nonsense, and traps. */
window.smash = () => { new Uint8Array(window.__memory.buffer).fill(0xff); };
window.__events = [];
window.__pages = [];
addEventListener('pageshow', ({ persisted }) => window.__pages.push(persisted));
addEventListener('error', ({ message }) => window.__events.push({ type: 'uncaught', message }));
addEventListener('unhandledrejection', ({ reason }) => window.__events.push({ type: 'uncaught', message: `${reason}` }));

/** Defines the element as `tag` from the package that lies there. */
window.define = async (tag = 'realname-form', from = '/realname') => {
  const { defineRealnameForm } = await import(`${from}/element.js`);
  defineRealnameForm(tag);
};

/** A form with this ticket at the end of a place; its events are kept with its id. */
window.put = ({ id = 'form', tag = 'realname-form', ticket, pins, quiet, place = 'one', locale = 'zh-CN', more = {} }) => {
  const form = document.createElement(tag);
  form.id = id;
  for (const name of ['ready', 'progress', 'error', 'sealed', 'submitted', 'expired']) {
    form.addEventListener(`realname-${name}`, ({ detail }) => window.__events.push({ type: name, of: id, ...detail }));
  }
  for (const [name, value] of Object.entries({ endpoint: '/realname/v1', pins, quiet, locale, ...more })) form.setAttribute(name, value);
  document.getElementById(place).append(form);
  form.ticket = ticket;
};
