// The two panes after a submission, drawn from the evidence of GET /provider/signup/{id}: whatever members are
// there are shown, known ones by name and unknown ones by key, so that nothing the server keeps can hide here.

import { decode, when } from './compact.js';
import { pick } from './language.js';
import { members, sentences, values } from './words.js';

const TIMES = new Set(['iat', 'exp', 'nbf', 'received_at', 'displayed_at', 'decided_at', 'since', 'time']);
const word = (key) => pick(sentences[key]);
const isObject = (value) => value !== null && typeof value === 'object';

/** An element with a class and children; text is only ever text. */
function make(tag, kind, ...children) {
  const node = document.createElement(tag);
  if (kind) node.className = kind;
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function value(key, content) {
  if (Array.isArray(content) && !content.some(isObject)) return make('dd', 'mono', content.join(' ') || word('none'));
  if (isObject(content)) return make('dd', 'nested', rows(content));
  if (content === null || content === '') return make('dd', 'none', word('none'));
  // A value with a name keeps its code beside it: the code is what was stored.
  if (Object.hasOwn(values, content)) {
    const name = pick(values[content]);
    return make('dd', '', name, name === content ? null : ' ', name === content ? null : make('code', '', `${content}`));
  }
  if (TIMES.has(key)) return make('dd', 'time', when(content));
  return make('dd', 'mono', `${content}`);
}

function label(key) {
  const name = Object.hasOwn(members, key) ? pick(members[key]) : null;
  return name === null || name === key ? make('dt', '', make('code', '', key)) : make('dt', '', name, ' ', make('code', '', key));
}

function rows(object, skip = []) {
  const shown = Object.entries(object).filter(([key, content]) => content !== undefined && !skip.includes(key));
  return make('dl', 'rows', ...shown.map(([key, content]) => make('div', '', label(key), value(key, content))));
}

const fold = (title, ...content) => make('details', 'fold', make('summary', '', title), ...content);
// Open where there is room; on a phone the page would grow too long to be read at all.
const unfold = (title, ...content) => {
  const box = fold(title, ...content);
  box.open = matchMedia('(min-width: 60em)').matches;
  return box;
};
const raw = (object) => {
  const box = make('pre', '', JSON.stringify(object, null, 2));
  box.tabIndex = 0; // it scrolls sideways, so the keyboard must reach it
  return fold(word('raw'), box);
};

function block(title, code, ...content) {
  return make('section', 'block', make('h4', '', title, code ? ' ' : null, code ? make('code', '', code) : null), ...content);
}

function figure(count, unit) {
  return make('p', 'figure', make('b', '', count.toLocaleString('en')), ` ${unit}`);
}

function statement(name, jwt) {
  const { _sd: digests, consent } = jwt.claims;
  return block(word(digests ? 'statement' : 'decision_only'), name,
    digests ? figure(digests.length, word('digests')) : null,
    digests ? make('p', 'small', word('digests_note')) : null,
    unfold(word('claims'), rows(jwt.claims, ['_sd', 'consent'])),
    digests ? fold(word('digests_list'), make('ol', 'digests', ...digests.map((digest) => make('li', '', digest)))) : null,
    Array.isArray(consent) ? fold(`${word('consents')} (${consent.length})`, ...consent.map((entry) => rows(entry))) : null,
    fold(word('header'), rows(jwt.header)));
}

function ciphertext(sealed) {
  const { header, bytes, kept, ...rest } = sealed;
  return block(word('sealed'), 'sealed',
    typeof bytes === 'number' ? figure(bytes, word('bytes')) : null,
    make('p', 'small', word('opaque')),
    kept === undefined ? null : make('p', kept ? 'mark bad' : 'mark good', word(kept ? 'kept' : 'not_kept')),
    rows(rest),
    isObject(header) ? fold(word('header'), rows(header)) : null);
}

function decisionCard(entry) {
  const answer = Object.hasOwn(values, entry.decision) ? pick(values[entry.decision]) : `${entry.decision}`;
  const purpose = Object.hasOwn(values, entry.purpose) ? pick(values[entry.purpose]) : `${entry.purpose}`;
  const state = entry.decision === 'refused' ? 'mark bad' : 'mark good';
  return make('li', '',
    make('p', 'decision', make('span', '', make('b', '', purpose), ' ', make('code', '', entry.purpose ?? '')), make('span', state, answer)),
    fold(word('details'), rows(entry, ['purpose', 'decision'])));
}

function left(evidence) {
  const signed = Object.entries(evidence).map(([key, text]) => [key, decode(text)]).filter(([, jwt]) => jwt !== null);
  return make('section', 'pane', make('h3', '', word('left')),
    make('p', '', word(isObject(evidence.sealed) ? 'left_note' : 'left_decision')),
    ...signed.map(([key, jwt]) => statement(key, jwt)),
    isObject(evidence.sealed) ? ciphertext(evidence.sealed) : null);
}

function verdict(result, evidence) {
  if (!isObject(result)) return block(word('result'), 'result', make('p', 'small', word(evidence.state === 'refused' ? 'result_not_asked' : 'result_none')));
  const signed = decode(result.result_jwt);
  const good = result.outcome === 'match' ? 'mark good' : 'mark bad';
  const name = Object.hasOwn(values, result.outcome) ? pick(values[result.outcome]) : result.outcome;
  return block(word('result'), 'result', name ? make('p', good, name) : null,
    rows(result, ['result_jwt']),
    signed ? fold(word('signed'), rows(signed.claims), rows(signed.header)) : null);
}

function stayed(evidence) {
  // The consents have a place of their own, with the way to take them back.
  const { gate, decisions, result, sealed, consents, ...rest } = evidence;
  const evident = Object.fromEntries(Object.entries(rest).filter(([, content]) => decode(content) === null));
  const open = gate?.admitted === true;
  return make('section', 'pane', make('h3', '', word('stayed')), make('p', '', word('stayed_note')),
    isObject(gate) ? block(word('gate'), 'gate', make('p', open ? 'mark good' : 'mark bad', word(open ? 'gate_open' : 'gate_closed')), rows(gate)) : null,
    verdict(result, evidence),
    Array.isArray(decisions) ? block(word('decisions'), 'decisions', make('ol', 'decisions', ...decisions.filter(isObject).map(decisionCard))) : null,
    block(word('record'), '', unfold(word('record_rows'), rows(evident))),
    raw(evidence));
}

/** Both panes, in reading order. */
export const panes = (evidence) => [left(evidence), stayed(evidence)];
