// What a provider's page does: defines the element, gives it a ticket. Everything that a page can hear is kept.
const { defineRealnameForm } = await import('/realname/element.js');
defineRealnameForm();
const form = document.getElementById('form');
const element = document.getElementById('identity');
window.__events = [];
for (const name of ['ready', 'progress', 'error', 'sealed', 'submitted', 'expired']) {
  element.addEventListener(`realname-${name}`, (event) => window.__events.push({ type: name, ...event.detail }));
}
/** Each `submit` that the page heard of, with what stood in the form; `__hold` keeps the page from leaving. */
window.__submits = [];
window.__hold = false;
form.addEventListener('submit', (event) => {
  window.__submits.push(Object.fromEntries(new FormData(form, event.submitter)));
  if (window.__hold) event.preventDefault();
});
element.setAttribute('pins', new URLSearchParams(location.search).get('pins'));
window.__ticket = async () => (await (await fetch('/session', { method: 'POST' })).json()).ticket;
element.ticket = await window.__ticket();
