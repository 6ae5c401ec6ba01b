// From here to a form that a person can use. The ticket is fetched as a page does that has no template for it.
performance.mark('start');
window.long = [];
new PerformanceObserver((list) => window.long.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask', buffered: true });
const form = document.querySelector('realname-form');
form.addEventListener('realname-ready', () => performance.mark('ready'), { once: true });
const [session, { defineRealnameForm }] = await Promise.all([
  fetch('/provider/session', { method: 'POST' }).then((answer) => answer.json()),
  import('/realname/element.js'),
]);
for (const name of ['endpoint', 'ticket']) form.setAttribute(name, session[name]);
form.setAttribute('pins', [session.pins].flat().join(' '));
defineRealnameForm();
