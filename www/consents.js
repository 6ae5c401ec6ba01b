// The consents that were given, each with the one button that takes it back, and what that leads to beside it.

import { pick, say } from './language.js';
import { values } from './words.js';

/** A row a consent; `act` takes one back. */
export function list(consents, act) {
  return consents.filter(({ state }) => state !== 'refused' && state !== 'acknowledged').map((consent) => {
    const row = document.createElement('li');
    const name = document.createElement('b');
    name.textContent = Object.hasOwn(values, consent.purpose) ? pick(values[consent.purpose]) : consent.purpose;
    row.append(name);
    const note = document.createElement('span');
    note.className = 'small';
    note.textContent = say(consent.state === 'given' ? consent.recipient ? 'take_back_required' : 'take_back_optional' : 'taken_back');
    row.append(note);
    if (consent.state === 'given') {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'button quiet';
      button.dataset.withdraw = consent.purpose;
      button.textContent = say('take_back');
      button.setAttribute('aria-label', `${say('take_back')}: ${name.textContent}`);
      button.addEventListener('click', () => {
        button.disabled = true;
        act(consent);
      });
      row.append(button);
    }
    return row;
  });
}

/** Any ticket of the same account will do. */
export async function withdraw(id, ticket) {
  const answer = await fetch(`/realname/v1/consents/${encodeURIComponent(id)}/withdraw`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ticket}`, 'content-type': 'application/realname-withdrawal+json' },
    body: JSON.stringify({ v: 1 }),
  });
  if (!answer.ok) throw new Error(`${answer.status}`);
}
