// What the provider's page does: the tag, its attributes, the ticket. Everything that a page can hear is kept.
import { defineRealnameFrame } from '/realname/frame.js';

const asked = new URLSearchParams(location.search);
const frame = document.querySelector('realname-frame');
window.__events = [];
for (const name of ['ready', 'progress', 'error', 'sealed', 'submitted', 'expired']) {
  frame.addEventListener(`realname-${name}`, (event) => window.__events.push({ type: name, ...event.detail }));
}
/** Every message that comes to this window, and every form that goes. */
window.__messages = [];
addEventListener('message', ({ data, origin }) => window.__messages.push({ data, origin }));
window.__submits = [];
document.getElementById('form').addEventListener('submit', (event) => {
  event.preventDefault();
  window.__submits.push(Object.fromEntries(new FormData(event.target, event.submitter)));
});
window.__session = async () => (await fetch('/provider/session', { method: 'POST' })).json();
const { ticket, pins, endpoint, frame: elsewhere } = await window.__session();
if (asked.has('schemes')) document.documentElement.style.colorScheme = asked.get('schemes');
for (const [name, value] of asked) frame.setAttribute(name, value);
frame.setAttribute('pins', pins.join(' '));
frame.setAttribute('endpoint', asked.get('endpoint') === 'own' ? endpoint : elsewhere);
frame.ticket = ticket;
defineRealnameFrame();
