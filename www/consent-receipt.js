// The page of the receipt: what was decided and told, in the person's language, the notices word for word, and the way to
// take a consent back with nothing but the receipt.

import { check } from './consent-receipt-check.js';
import { decode, when } from './compact.js';
import { onLanguage, paint, pick, say } from './language.js';
import { keep as words, values } from './words.js';

const $ = (id) => document.getElementById(id);
const word = (key) => pick(words[key]);
const name = (value) => (Object.hasOwn(values, value) ? pick(values[value]) : `${value}`);
let shown = null; // { file, claims, verdict }

function make(tag, kind, ...children) {
  const node = document.createElement(tag);
  if (kind) node.className = kind;
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ''));
  return node;
}

/** Rows of name and value; what is not there has no row. */
function rows(...pairs) {
  const there = pairs.filter(([, value]) => value !== null && value !== undefined && value !== '');
  return make('dl', '', ...there.map(([key, value]) => make('div', '', make('dt', '', word(key)), make('dd', '', value))));
}

/** One click with the secret of the receipt: no account, no device. */
async function takeBack({ url, secret }, button) {
  button.disabled = true;
  try {
    const answer = await fetch(new URL(url).pathname, {
      method: 'POST', headers: { 'content-type': 'application/realname-withdrawal+json' }, body: JSON.stringify({ v: 1, secret }),
    });
    if (!answer.ok) throw new Error(`${answer.status}`);
    button.replaceWith(make('p', 'mark bad', say('taken_back')));
    tell(say('withdrawn'));
  } catch {
    button.disabled = false;
    tell(say('not_withdrawn'), true);
  }
}

function recipient(told, decision) {
  const found = told?.recipients.find(({ id }) => id === decision.recipient);
  return found ? make('span', '', found.name, make('br'), `${word(found.mode)} · ${found.region} · ${found.contact}`) : decision.recipient;
}

function decided({ id, decision, state, since, required, withdraw }, claims) {
  const told = claims.notices.find(({ notice, lang }) => notice === decision.notice && lang === decision.lang);
  const card = make('section', 'decided', make('h3', '', told?.title ?? decision.purpose),
    make('p', decision.decision === 'refused' ? 'mark bad' : 'mark good', name(decision.decision)),
    rows(['purpose', told?.purposes.join('；')], ['basis', name(decision.legal_basis)], ['needed', word(required ? 'required' : 'optional')],
      ['to', decision.recipient ? recipient(told, decision) : null], ['shown_at', when(decision.displayed_at)], ['decided_at', when(decision.decided_at)],
      ['reask', !required && decision.reask_not_before ? when(decision.reask_not_before) : null],
      ['kept', told ? `${told.period}；${told.expiry}` : null], ['notice', `${decision.notice} ${decision.version} ${decision.lang}`],
      ['state', ['restricted', 'erased', 'replaced'].includes(state) ? `${name(state)}（${when(since)}）` : null]));
  if (!withdraw) return card;
  const button = make('button', 'button quiet', say('take_back'));
  button.type = 'button';
  button.dataset.withdraw = decision.purpose;
  button.addEventListener('click', () => takeBack(withdraw, button));
  card.append(make('div', 'take-back', make('p', '', make('b', '', word('way_back')), told?.withdrawal ?? ''),
    make('p', 'small', say(required ? 'take_back_required' : 'take_back_optional')), button,
    rows(['consent', make('code', '', id)], ['secret', make('code', '', withdraw.secret)])));
  return card;
}

function text({ notice, version, lang, text: blocks }) {
  const [title, ...rest] = blocks.split('\n');
  const section = make('section', 'told', make('h3', '', title), make('p', 'small', `${notice} ${version} ${lang}`), ...rest.map((block) => make('p', '', block)));
  section.lang = lang;
  return section;
}

function draw() {
  document.title = word('title');
  if (!shown) return;
  const { file, claims, verdict } = shown;
  const [first] = claims.notices;
  $('sheet').replaceChildren(
    make('header', '', make('h1', '', word(claims.act)), claims.env === 'production' ? null : make('p', 'alert', word('demo')),
      make('p', `mark ${verdict === 'good' ? 'good' : 'bad'}`, word(verdict))),
    rows(['controller', first?.controller], ['uscc', first?.uscc], ['contact', first?.contact], ['complaint', first?.complaint],
      ['id', make('code', '', claims.jti)], ['record', make('code', '', claims.record)], ['issued', when(claims.iat)], ['received', when(claims.received_at)],
      ['subject', make('code', '', claims.subject)], ['site', claims.origin], ['service', claims.iss],
      ['guardian', claims.guardian ? word('declared') : null]),
    make('h2', '', word('decisions')), ...claims.consents.map((consent) => decided(consent, claims)),
    make('h2', '', word('rights')), rows(['rights', first?.rights], ['cancellation', first?.cancellation]),
    make('h2', '', word('texts')), ...file.notices.map(text),
    make('footer', 'small', make('p', '', word('how'))));
}

function tell(sentence, alert = false) {
  $('told').textContent = sentence;
  $('told').hidden = sentence === '';
  $('told').classList.toggle('alert', alert);
}

async function show(source) {
  const file = JSON.parse(source);
  const { claims } = decode(file.receipt_jwt);
  const { keys } = await (await fetch('/realname/v1/keys')).json();
  shown = { file, claims, verdict: await check(file, keys) };
  URL.revokeObjectURL($('download').href);
  $('download').href = URL.createObjectURL(new Blob([source], { type: 'application/json' }));
  $('download').download = `receipt-${claims.record}.json`;
  $('download').hidden = $('print').hidden = false;
  tell('');
  draw();
}

async function load(id) {
  const session = await fetch('/provider/session', { method: 'POST', credentials: 'same-origin' });
  const { ticket, endpoint } = await session.json();
  const answer = await fetch(`${endpoint}/bundles/${encodeURIComponent(id)}/receipt`, { headers: { authorization: `Bearer ${ticket}` }, cache: 'no-store' });
  if (!answer.ok) throw new Error(`${answer.status}`);
  await show(await answer.text());
}

paint();
draw();
onLanguage(draw);
$('print').addEventListener('click', () => print());
$('file').addEventListener('change', async ({ target }) => {
  try {
    await show(await target.files[0].text());
  } catch {
    tell(word('unreadable'), true);
  }
});
const id = new URLSearchParams(location.search).get('id');
if (id) load(id).catch(() => tell(word('missing'), true));
