// The provider's half of the page: a session and a ticket for the element, its events, the gate, the receipt.
// It is what an integrator writes. It never sees what is typed; events carry a state, a code and an id.

import { locale, onLanguage, paint, say } from './language.js';
import { when } from './compact.js';
import { panes } from './receipt.js';
import { list, withdraw } from './consents.js';

const $ = (id) => document.getElementById(id);
const form = document.querySelector('realname-form');
let gate = { admitted: false };
let evidence = null;
let withdrawn = false; // a required consent was taken back on this page
let status = 'loading'; // the key of the sentence now shown, so that it can be said again in the other language

paint();
tell('loading');
form.setAttribute('locale', locale);
// Closed on a phone, where it would push the form out of sight.
$('hint').open = matchMedia('(min-width: 60em)').matches;

async function ask(method, path) {
  const answer = await fetch(path, { method, headers: { accept: 'application/json' }, credentials: 'same-origin', cache: 'no-store' });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

// The status line is hidden rather than emptied: an empty box would keep its margins.
function tell(key, alert = false) {
  status = key;
  $('state').textContent = say(key);
  $('state').hidden = say(key) === '';
  $('state').classList.toggle('alert', alert);
}

function showGate() {
  const open = gate.admitted === true;
  $('main').dataset.gate = open ? 'open' : 'closed';
  const text = say(open ? 'gate_open' : 'gate_closed');
  // Written only on change: a live region speaks whenever its text is set.
  if ($('gate-text').textContent !== text) $('gate-text').textContent = text;
  $('form-card').hidden = open || withdrawn;
  $('hint').hidden = open || withdrawn;
  $('done').hidden = !open && !withdrawn;
  $('done-title').textContent = say(withdrawn ? 'closed' : 'done');
  const facts = [['level', gate.level], ['since', gate.since && when(gate.since)]].filter(([, value]) => value);
  $('done-facts').replaceChildren(...facts.map(([key, value]) => {
    const row = document.createElement('div');
    row.append(document.createElement('dt'), document.createElement('dd'));
    row.firstChild.textContent = say(key);
    row.lastChild.textContent = value;
    return row;
  }));
}

function showReceipt() {
  $('consents').hidden = !evidence?.consents;
  $('consent-list').replaceChildren(...list(evidence?.consents ?? [], takeBack));
  $('receipt').hidden = evidence === null;
  for (const link of document.querySelectorAll('[data-keep]')) {
    link.hidden = evidence === null;
    if (evidence) link.href = `/consent-receipt.html?id=${encodeURIComponent(evidence.id)}&lang=${locale}`;
  }
  if (evidence !== null) $('panes').replaceChildren(...panes(evidence));
}

/** One click, as giving was. The server decides; what it says is shown. */
async function takeBack(consent) {
  try {
    await withdraw(consent.id, await session());
    evidence = await ask('GET', `/provider/signup/${encodeURIComponent(evidence.id)}`);
    withdrawn ||= gate.admitted === true && evidence.gate?.admitted !== true;
    gate = evidence.gate ?? gate;
    showGate();
    showReceipt();
    $('withdrawn').textContent = say('withdrawn');
    $('done-title').focus({ preventScroll: true });
  } catch {
    $('withdrawn').textContent = say('not_withdrawn');
  }
}

/** A session gives a ticket; a ticket is single-use and short, so it is fetched again when it expires. */
async function session() {
  const { ticket, account = {}, pins = [], quiet = [], seen = [], endpoint = '/realname/v1' } = await ask('POST', '/provider/session');
  const { username, email, account_ref } = typeof account === 'string' ? { account_ref: account } : account;
  if (username) $('username').textContent = username;
  if (email) $('email').textContent = email;
  $('account-ref').textContent = account_ref ?? '';
  $('account-ref-row').hidden = !account_ref;
  // Set only on change: a renewed session must not look to the element like a new configuration.
  for (const [name, text] of [['endpoint', endpoint], ['pins', [pins].flat().join(' ')], ['quiet', quiet.join(' ')], ['seen', seen.join(' ')]]) {
    if (form.getAttribute(name) !== text) form.setAttribute(name, text);
  }
  return ticket;
}

/** The record of one bundle; it is `pending` until the authority has answered. */
async function receipt(id) {
  try {
    for (let turn = 0; turn < 40; turn += 1) {
      evidence = await ask('GET', `/provider/signup/${encodeURIComponent(id)}`);
      if (evidence.state !== 'pending') break;
      await new Promise((resume) => setTimeout(resume, 500));
    }
  } catch {
    return tell('no_receipt', true);
  }
  gate = evidence.gate ?? gate;
  showGate();
  showReceipt();
  if (gate.admitted) {
    tell('ready');
    scrollTo(0, 0);
    $('done-title').focus({ preventScroll: true });
  } else if (evidence.state === 'pending') tell('pending');
  else tell(evidence.state === 'refused' ? 'refused' : 'not_admitted');
}

function note(event) {
  const { state, code, id } = event.detail ?? {};
  const line = document.createElement('li');
  const name = document.createElement('b');
  name.textContent = event.type;
  line.append(name, ` ${[state, code, id].filter(Boolean).join(' · ')}`);
  $('events').append(line);
  $('event-count').value = $('events').childElementCount;
}

for (const name of ['ready', 'progress', 'error', 'sealed', 'submitted', 'expired']) form.addEventListener(`realname-${name}`, note);
form.addEventListener('realname-ready', () => tell('ready'));
form.addEventListener('realname-submitted', ({ detail }) => {
  tell('pending');
  if (detail?.id) receipt(detail.id);
});
// The element words its own errors. A signup that the source did not confirm still left a record: show it.
form.addEventListener('realname-error', ({ detail }) => {
  if (detail?.id) receipt(detail.id);
  else if (status === 'pending') tell('ready');
});
form.addEventListener('realname-expired', async () => {
  try {
    form.ticket = await session();
    tell('expired');
  } catch {
    tell('no_session', true);
  }
});

onLanguage(() => {
  form.setAttribute('locale', locale);
  showGate();
  showReceipt();
  tell(status, $('state').classList.contains('alert'));
});

for (const button of document.querySelectorAll('[data-reset]')) {
  button.addEventListener('click', async () => {
    button.disabled = true;
    try {
      await ask('POST', '/provider/reset');
      // A reload, not a reset in place: the next signup starts with a fresh module, key and form.
      location.reload();
    } catch {
      button.disabled = false;
      tell('no_session', true);
    }
  });
}

for (const button of document.querySelectorAll('[data-copy]')) {
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    $('copied').textContent = `${say('copied')} ${button.dataset.copy}`;
  });
}

async function start() {
  try {
    // First of all: only what is loaded after the form is kept from what is typed into it. By import(), so that a
    // package that does not load leaves a page that says so.
    const { defineRealnameForm } = await import('/realname/element.js');
    defineRealnameForm();
  } catch {
    tell('no_element', true);
  }
  try {
    // As a property: an attribute is read by every recorder of the document.
    form.ticket = await session();
    gate = await ask('GET', '/provider/gate').catch(() => gate);
  } catch {
    return tell('no_session', true);
  }
  showGate();
  // On a reload after admission the gate may name its bundle; the receipt is then shown again.
  if (gate.admitted && gate.id) evidence = await ask('GET', `/provider/signup/${encodeURIComponent(gate.id)}`).catch(() => null);
  showReceipt();
}

start();
