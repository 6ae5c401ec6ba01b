// What an integrator writes. A recorder that comes later is loaded in the next moment after the element is defined,
// before its wasm is there and before anything is drawn.
import { defineRealnameForm } from '/realname/element.js';

defineRealnameForm();
const late = /^\/(?:ours|field)\/late\/(\w+)$/.exec(location.pathname);
if (late) await import(`/recorders/${late[1]}.js`);
const form = document.querySelector('realname-form');
const { ticket, pins, endpoint } = await (await fetch(location.pathname.startsWith('/field/') ? '/lab/session' : '/provider/session', { method: 'POST' })).json();
form.setAttribute('pins', pins.join(' '));
form.setAttribute('endpoint', endpoint);
form.ticket = ticket;
