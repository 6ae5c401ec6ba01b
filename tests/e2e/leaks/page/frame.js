// What an integrator writes who does not trust the page's scripts: they run first, and the form is in another origin's document.
import { defineRealnameFrame } from '/realname/frame.js';

defineRealnameFrame();
const frame = document.querySelector('realname-frame');
const { ticket, pins, frame: endpoint } = await (await fetch('/provider/session', { method: 'POST' })).json();
frame.setAttribute('pins', pins.join(' '));
frame.setAttribute('endpoint', endpoint);
frame.ticket = ticket;
