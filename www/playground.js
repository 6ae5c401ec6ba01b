// The playground: what is chosen goes to the form and into the printed embed, from one place (`snippet.js`).
import { THEMES, css, html, properties, tagOf, visible } from './snippet.js';
import { paint, say } from './playground-words.js';

const $ = (id) => document.getElementById(id);
let form = document.querySelector('realname-form');
const { elements: controls } = $('controls');
const chosen = () => Object.fromEntries(['locale', 'policy', 'embed', 'mode', 'scheme', 'theme', 'accent', 'radius', 'gap', 'font'].map((name) => [name, controls[name].value]));
/** What the gateway told for this visitor. */
let session = null;
let told = ['', ''];

const set = (name, value) => { if ((form.getAttribute(name) ?? '') !== value) form.setAttribute(name, value); };

function show() {
  const choice = chosen();
  paint(choice.locale);
  $('html').textContent = html(choice);
  const sheet = css(choice);
  $('css').textContent = sheet;
  $('css').parentElement.hidden = !sheet;
  for (const name of [...form.style]) if (name.startsWith('--realname')) form.style.removeProperty(name);
  for (const [name, value] of Object.entries(properties(choice))) form.style.setProperty(name, value);
  for (const node of [$('stage'), form]) node.style.colorScheme = choice.scheme;
  const seen = visible(choice);
  $('contrast').textContent = seen < 3 ? say('faint', choice.locale).replace('{ratio}', seen.toFixed(1)) : '';
  $('frame-note').hidden = choice.embed !== 'frame';
  // A preview is a folder of this page's own; the frame asks the gateway.
  controls.policy.disabled = choice.embed === 'frame';
  const preview = choice.policy !== 'current';
  $('preview').hidden = !preview;
  $('preview').textContent = preview ? say('preview', choice.locale) : '';
  $('send').hidden = choice.mode !== 'field';
  $('state').textContent = say(told[0], choice.locale) + told[1];
  if (!session) return;
  set('locale', choice.locale);
  set('mode', choice.mode);
  if (choice.mode === 'field') form.name = 'identity';
  set('endpoint', preview ? `/playground/${choice.policy}` : choice.embed === 'frame' ? session.frame : session.endpoint);
}

/** The element that is chosen, in the place of the other one. */
async function stand() {
  const tag = tagOf(chosen());
  if (form.localName === tag) return;
  if (chosen().embed === 'frame') controls.policy.value = 'current';
  const next = document.createElement(tag);
  if (tag === 'realname-form') next.setAttribute('aria-labelledby', 'stage-title');
  form.replaceWith(next);
  form = next;
  listen();
  show();
  try {
    if (tag === 'realname-frame') (await import('/realname/frame.js')).defineRealnameFrame();
    await ticket();
  } catch {
    tell('no_session');
  }
}

const tell = (key, more = '') => {
  told = [key, more];
  $('state').textContent = say(key, chosen().locale) + more;
};

$('controls').addEventListener('input', ({ target }) => {
  if (target.name === 'theme' && THEMES[target.value]) {
    ['accent', 'radius', 'gap', 'font'].forEach((name, at) => { controls[name].value = THEMES[target.value][at]; });
  } else if (['accent', 'radius', 'gap', 'font'].includes(target.name)) controls.theme.value = 'own';
  if (['policy', 'mode', 'embed'].includes(target.name)) tell('');
  if (target.name === 'embed') stand();
  else show();
});
$('controls').addEventListener('submit', (event) => event.preventDefault());

// The form around the element in field mode: what a backend would get is counted, and goes nowhere.
$('around').addEventListener('submit', (event) => {
  event.preventDefault();
  const bundle = new FormData($('around')).get('identity');
  if (bundle) tell('sealed', ` ${bundle.length}`);
});

function listen() {
  for (const name of ['ready', 'progress', 'error', 'sealed', 'submitted', 'expired']) {
    form.addEventListener(`realname-${name}`, ({ type, detail: { state, code, id } }) => {
      const line = document.createElement('li');
      line.textContent = [type, state, code, id].filter(Boolean).join(' · ');
      $('events').append(line);
      $('count').value = $('events').childElementCount;
      if (name === 'submitted') tell(state);
    });
  }
  form.addEventListener('realname-expired', () => ticket());
}
listen();

$('copy').addEventListener('click', async () => {
  await navigator.clipboard.writeText($('html').textContent + $('css').textContent);
  $('copied').textContent = say('copied', chosen().locale);
});

/** A ticket is single-use and short. */
async function ticket() {
  const answer = await fetch('/provider/session', { method: 'POST', credentials: 'same-origin', cache: 'no-store' });
  if (!answer.ok) throw new Error(`${answer.status}`);
  session = await answer.json();
  // An origin of its own, or it is no frame: a demo that is opened by that name has none.
  $('embed').hidden = !session.frame || new URL(session.frame).origin === location.origin;
  set('pins', session.pins.join(' '));
  set('quiet', session.quiet.join(' '));
  show();
  form.ticket = session.ticket;
}

async function start() {
  const wanted = new URLSearchParams(location.search).get('lang');
  if (wanted) controls.locale.value = ['zh-CN', 'zh-TW', 'en'].includes(wanted) ? wanted : 'zh-CN';
  show();
  try {
    // First of all: only what is loaded after the form is kept from what is typed into it.
    const { defineRealnameForm } = await import('/realname/element.js');
    defineRealnameForm();
    await ticket();
  } catch {
    tell('no_session');
  }
}

start();
