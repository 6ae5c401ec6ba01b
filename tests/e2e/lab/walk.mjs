// Through every state that a person can see the form in, by keyboard, with a stop at each: what looks at all of them
// (accessibility, look, pictures) walks the same way.
import { Key } from 'selenium-webdriver';
import { SPECIMEN, at } from './person.mjs';
import { until } from './root.mjs';

/** The languages that the package has. */
export const LOCALES = ['zh-CN', 'zh-TW', 'en'];
/** A phone of the smallest kind that there is. */
export const PHONE = { width: 320, height: 720, deviceScaleFactor: 1, mobile: true };

/** Every state, in the order of the walk. */
export const STATES = [
  'loading', 'draft', 'shown', 'errors', 'decided', 'sealing', 'sending', 'checking', 'submitted',
  'refusing', 'expired', 'refused', 'changed', 'unavailable', 'failed',
];

/** Sets the colours that a person prefers. */
export const scheme = ({ cdp }, value, more = []) =>
  cdp('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value }, ...more] });

/** Opens the page of the element alone, as somebody new. */
export async function visit(chromium, gate, locale) {
  await chromium.cdp('Network.clearBrowserCookies');
  await chromium.driver.get(`${gate.url}/?locale=${locale}`);
  return at(chromium);
}

const shows = (chromium, selector) =>
  until(chromium, selector, 'function (selector) { return !!this.querySelector(selector) }', selector);

/** Walks; `look(state, person)` is called at each stop. */
export async function walk(chromium, gate, locale, look) {
  const busy = '.status:not([hidden])';
  const held = async (match, begin, selector) => {
    const hold = gate.hold(match);
    await begin();
    await hold.came;
    await shows(chromium, selector);
    return hold;
  };

  // From nothing to a signup, with what goes wrong on the way.
  let person;
  const policy = await held(/ \/realname\/v1\/policies\//, async () => { person = await visit(chromium, gate, locale); }, '.loading');
  await look('loading', person);
  policy.release();
  await shows(chromium, '.form');
  await look('draft', person);
  await person.ready();
  await look('shown', person);
  await person.type('id_number', SPECIMEN.id.replace('X', '1'));
  await person.type('mobile', SPECIMEN.mobile.slice(0, -1));
  await person.press('submit');
  await shows(chromium, '.summary:not([hidden])');
  await look('errors', person);
  person.lost();
  await person.type('name', SPECIMEN.name);
  await person.to('id_number');
  await person.keys(Key.END, Key.BACK_SPACE, 'X');
  await person.to('mobile');
  await person.keys(Key.END, SPECIMEN.mobile.slice(-1));
  for (const control of ['acknowledge', 'accept', 'give', 'refuse_survey']) await person.press(control);
  await look('decided', person);
  const challenge = await held(/POST .*\/challenge$/, () => person.press('submit'), busy);
  await look('sealing', person);
  const bundle = await held(/POST .*\/bundles$/, async () => challenge.release(), busy);
  await look('sending', person);
  const outcome = await held(/GET .*\/bundles\//, async () => bundle.release(), busy);
  await look('checking', person);
  outcome.release();
  await shows(chromium, '.done');
  await look('submitted', person);

  // The required consent refused, after a ticket that was too old.
  person = await visit(chromium, gate, locale);
  await person.ready();
  for (const control of ['acknowledge', 'accept', 'refuse']) await person.press(control);
  await shows(chromium, '.refusal:not([hidden])');
  await look('refusing', person);
  gate.instead(/POST .*\/challenge$/, { status: 403, code: 'E_TICKET' });
  await person.press('submit');
  await shows(chromium, '.summary:not([hidden])');
  await look('expired', person);
  gate.clear();
  person.lost();
  await person.press('submit');
  await shows(chromium, '.done');
  await look('refused', person);

  // Back again after the notice has changed that the person decided on the last time.
  const { notices } = await (await fetch(`${gate.url}/realname/v1/policies/current`)).json();
  const { id, version } = notices.find((notice) => notice.id === 'identity-check');
  const notice = await (await fetch(`${gate.url}/realname/v1/notices/${id}/${version}`)).json();
  for (const text of Object.values(notice.texts)) text.retention.period = text.method;
  gate.instead(/\/notices\/identity-check\/before$/, { status: 200, type: 'application/json', body: JSON.stringify({ ...notice, version: 'before' }) });
  person = await visit(chromium, gate, locale);
  await shows(chromium, '.form');
  await chromium.driver.executeScript('const form = document.querySelector("realname-form"); form.setAttribute("seen", "identity-check/before"); form.setAttribute("policy", "")');
  await shows(chromium, '.change');
  await person.ready();
  await look('changed', person);
  gate.clear();

  // No form: the gateway has no policy, and the package has no wasm.
  for (const [state, match, answer] of [
    ['unavailable', / \/realname\/v1\/policies\//, { status: 503, code: 'E_STORE' }],
    ['failed', /\/core\.wasm$/, { status: 404, type: 'text/plain', body: '' }],
  ]) {
    gate.instead(match, answer);
    person = await visit(chromium, gate, locale);
    await shows(chromium, '.failed');
    await look(state, person);
    gate.clear();
  }
}
