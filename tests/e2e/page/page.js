// The page of the element alone: `?locale=` says its language, `?open` forces each shadow root open, for the one engine
// whose driver finds no closed one. Every event of the element is kept in `window.__events`.
const wanted = new URLSearchParams(location.search);
if (wanted.has('open')) {
  // Before the element's module is loaded, which captures what it needs of the platform.
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    return attach.call(this, { ...options, mode: 'open' });
  };
}
const form = document.querySelector('realname-form');
const locale = wanted.get('locale') ?? 'zh-CN';
document.documentElement.lang = locale;
form.setAttribute('locale', locale);
window.__events = [];
for (const name of ['ready', 'progress', 'error', 'sealed', 'submitted', 'expired']) {
  form.addEventListener(`realname-${name}`, (event) => window.__events.push({ type: name, ...event.detail }));
}
const { defineRealnameForm } = await import('/realname/element.js');
defineRealnameForm();
const session = await (await fetch('/provider/session', { method: 'POST', credentials: 'same-origin' })).json();
form.setAttribute('endpoint', session.endpoint);
form.setAttribute('pins', session.pins.join(' '));
form.setAttribute('quiet', session.quiet.join(' '));
form.setAttribute('seen', session.seen.join(' '));
form.ticket = session.ticket;
