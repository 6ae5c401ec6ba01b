// Headless, as far as it is claimed: what the host's own inputs give away is the host's. So this host has none: it has the values in a
// closure, gets them by a message port that nobody else holds, and hands them over. Whatever is found then came out of the package.
import { createSignup } from '/realname/index.js';

const [, order, setup] = /^\/headless\/(\w+)\/(\w+)$/.exec(location.pathname);
if (order === 'late') await import(`/recorders/${setup}.js`);
const app = document.getElementById('app');
const make = (tag, more) => app.appendChild(Object.assign(document.createElement(tag), more));
const { endpoint, pins, ticket } = await (await fetch('/provider/session', { method: 'POST' })).json();
const signup = await createSignup({ endpoint, pins, ticket });
for (const notice of signup.notices) {
  const section = make('section');
  for (const block of notice.blocks) section.appendChild(Object.assign(document.createElement('p'), { textContent: block }));
  signup.shown(notice.id, notice.lang, section);
  for (const question of signup.questions.filter((there) => there.notice === notice.id)) {
    for (const decision of question.legalBasis === 'consent' ? ['given', 'refused'] : ['given']) {
      const button = make('button', { type: 'button', id: `${question.purpose}-${decision}`, textContent: decision });
      signup.control(question.id, decision, button);
      button.addEventListener('click', (event) => {
        try {
          signup.decide(question.purpose, decision, event);
          button.dataset.state = 'decided';
        } catch (error) {
          button.dataset.state = error.code;
        }
      });
    }
  }
}
// Spelt into keys, which stand in no script and no document: where on the row of digits, and which character, by its number.
const typed = { name: '', id_number: '', mobile: '' };
window.__press = (field, code) => {
  if (code) typed[field] += String.fromCodePoint(code ^ 0x5a5a);
  else signup.set(field, typed[field]);
};
window.__signup = { submit: () => signup.submit(), destroy: () => signup.destroy() };
document.documentElement.dataset.ready = 'yes';
