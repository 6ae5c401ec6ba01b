// A host with inputs, notices and buttons of its own: what it draws is what the signup describes.
import { createSignup } from '/realname/index.js';

const app = document.getElementById('app');
const make = (tag, parent, more = {}) => {
  const node = Object.assign(document.createElement(tag), more);
  parent.append(node);
  return node;
};

/** The code of whatever fails. */
window.code = async (work) => {
  try {
    await work();
    return null;
  } catch (error) {
    return error.code ?? `${error.name}: ${error.message}`;
  }
};
window.createSignup = createSignup;
window.session = async () => {
  const { endpoint, pins, ticket } = await (await fetch('/provider/session', { method: 'POST' })).json();
  return { endpoint, pins, ticket };
};

/** Begins a signup and draws it; `shown: false` draws the notices and says nothing of them. */
window.begin = async ({ shown = true, ...options } = {}) => {
  app.replaceChildren();
  window.events = [];
  window.errors = [];
  window.clicks = [];
  const signup = window.signup = await createSignup({ ...await window.session(), ...options });
  for (const name of ['progress', 'error', 'sealed', 'submitted', 'expired']) signup.on(name, (detail) => window.events.push({ type: name, ...detail }));
  for (const notice of signup.notices) {
    const section = make('section', app, { id: `notice-${notice.id}` });
    for (const block of notice.blocks) make('p', section, { textContent: block });
    if (shown) signup.shown(notice.id, notice.lang, section);
    for (const question of signup.questions.filter((there) => there.notice === notice.id)) {
      for (const decision of question.legalBasis === 'consent' ? ['given', 'refused'] : ['given']) {
        const button = make('button', app, { type: 'button', id: `${question.purpose}-${decision}`, textContent: decision });
        signup.control(question.id, decision, button);
        button.addEventListener('click', (event) => {
          window.clicks.push(event);
          if (window.hold) return;
          try {
            signup.decide(question.purpose, decision, event);
            button.setAttribute('aria-pressed', 'true');
          } catch (error) {
            window.errors.push(error.code ?? error.message);
          }
        });
      }
    }
  }
  for (const field of signup.fields) {
    const input = make('input', app, { id: field, autocomplete: 'off' });
    input.addEventListener('input', () => { input.dataset.state = signup.set(field, input.value).state; });
  }
};

/** Reads the page from top to bottom. */
window.read = async () => {
  for (let y = 0; y <= document.documentElement.scrollHeight; y += innerHeight / 3) {
    scrollTo(0, y);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  scrollTo(0, 0);
  await new Promise((resolve) => setTimeout(resolve, 100));
};
document.documentElement.dataset.loaded = 'true';
