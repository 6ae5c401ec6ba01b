// The wasm's linear memory after a signup, a refusal, an error and `destroy()`: searched for every spelling of the canary. The
// page keeps hold of the memory by wrapping WebAssembly before anything is loaded, as a debugger would.
import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { browser } from './lab/browser.mjs';
import { HOLD, SEALING, encoded, sought, typedWide } from './lab/memory.mjs';
import { born, number, withCheck } from './lab/people.mjs';
import { SPECIMEN, open } from './lab/person.mjs';
import { server } from './lab/server.mjs';

/** What a person typed: digits in full width with a blank behind them, and a name beyond the BMP, which are allocated anew on their way in. */
const typed = ({ name, id, mobile }) => ({ name, id: typedWide(id), mobile });
/** What is looked for of a person: what was typed and the normal forms in every spelling, and pieces, which no form of a whole would find. */
const of = (...people) => [
  ...sought(people.flatMap(({ name, id, mobile }) => [name, id, typedWide(id).trim(), typedWide(id), mobile])),
  ...people.flatMap(({ name, id, mobile }) => [id.slice(0, 15), id.slice(4, 17), typedWide(id).slice(0, 6), typedWide(id).slice(8, 14), name.slice(0, 4), name.slice(4), mobile.slice(1, 8)]),
];
/** What the form holds of a person while it stands: the normal forms, as they are. */
const standing = ({ name, id, mobile }) => [name, id, mobile].map((text) => `${text} (as it is)`);

const CANARY = { name: '鸢尾𠮷金丝雀', id: withCheck('33010619880715539'), mobile: '13974861527' };
/** As well-formed as the canary, and wrong. */
const WRONG = { name: '苍鹭𠮷戴胜鸟', id: withCheck('43048119861209735'), mobile: '15937864209' };
/** A number that no operator has. */
const MALFORMED = '12345678901';
const SOUGHT = of(CANARY);

/** A browser whose pages hold their memory, and the server. */
async function standingUp(size, ...options) {
  const [chromium, backend] = await Promise.all([browser(size), server(...options)]);
  for (const source of [HOLD, SEALING]) await chromium.cdp('Page.addScriptToEvaluateOnNewDocument', { source });
  return [chromium, backend];
}

describe('linear memory', () => {
  let chromium, backend, person;
  before(async () => {
    [chromium, backend] = await standingUp();
  });
  after(async () => {
    await chromium?.stop();
    await backend?.stop();
  });
  const run = (script, ...args) => chromium.driver.executeScript(script, ...args);
  const visit = async () => {
    await chromium.cdp('Network.clearBrowserCookies');
    person = await open(chromium, backend.signup);
  };
  const found = (needles = SOUGHT) => run('return window.__search(arguments[0])', needles);

  it('holds the canary while it is in the form: the search sees', async () => {
    await visit();
    await person.fill(typed(CANARY));
    assert.deepEqual((await found()).sort(), [...standing(CANARY), `${CANARY.name} (a piece)`, CANARY.id.slice(0, 15), CANARY.id.slice(4, 17), CANARY.name.slice(0, 4), CANARY.name.slice(4), CANARY.mobile.slice(1, 8)].sort());
    assert.deepEqual(await run('return window.__blind(arguments[0])', SOUGHT.filter(Array.isArray)), [], 'nor is it blind to any spelling');
  });

  it('holds nothing of it after the signup', async () => {
    await run('window.__sought = arguments[0]', SOUGHT);
    await person.press('submit');
    await person.event((e) => e.type === 'submitted' && e.state === 'admitted', 'admitted');
    // While it was sealed: the disclosures, which are base64url of each value, are written by the module itself.
    const sealing = await run('return window.__atSeal');
    for (const text of [CANARY.name, CANARY.id, CANARY.mobile]) assert.ok(sealing.includes(`${text} (base64)`), `the search sees the disclosure of ${text}`);
    assert.deepEqual(await found(), []);
  });

  it('holds nothing of it after destroy()', async () => {
    await visit();
    await person.fill(typed(CANARY));
    assert.notDeepEqual(await found(), []);
    await run('document.querySelector("realname-form").destroy()');
    assert.deepEqual(await found(), []);
  });

  it('holds nothing of it after the element left the page', async () => {
    await visit();
    await person.fill(typed(CANARY));
    assert.notDeepEqual(await found(), []);
    await run('document.querySelector("realname-form").remove()');
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepEqual(await found(), []);
  });

  it('holds nothing of it after a refusal was sent', async () => {
    await visit();
    await person.fill(typed(CANARY), 'refuse');
    assert.notDeepEqual(await found(), []);
    await run('window.__sought = arguments[0]', SOUGHT);
    await person.press('submit');
    await person.event((e) => e.type === 'submitted' && e.state === 'refused', 'refused');
    assert.deepEqual([await found(), await run('return window.__atSeal')], [[], []], 'nor was anything sealed');
  });

  it('holds nothing of a text that was mistyped and corrected', async () => {
    const wrong = of(WRONG);
    await visit();
    await person.fill(typed(WRONG));
    for (const what of standing(WRONG)) assert.ok((await found(wrong)).includes(what), `the search sees ${what}`);
    for (const [field, text] of [['name', CANARY.name], ['id_number', typed(CANARY).id], ['mobile', CANARY.mobile]]) await person.retype(field, text);
    assert.deepEqual(await found(wrong), [], 'corrected, and not yet sent');
    for (const what of standing(CANARY)) assert.ok((await found()).includes(what), what);
    // A malformed one is not kept either, whether it is told of or corrected.
    await person.retype('mobile', MALFORMED);
    await person.press('submit');
    await person.event((e) => e.type === 'error', 'error');
    const malformed = sought([MALFORMED]);
    assert.deepEqual(await found(malformed), [], 'a malformed text');
    person.lost();
    await person.retype('mobile', CANARY.mobile);
    assert.deepEqual(await found([...wrong, ...malformed]), []);
    await person.press('submit');
    await person.event((e) => e.type === 'submitted' && e.state === 'admitted', 'admitted');
    assert.deepEqual(await found([...wrong, ...malformed, ...SOUGHT]), []);
  });
});

/** A child and a guardian. */
const CHILD = { name: '雪松𠮷知更鸟', id: number(born(10, -37), { sequence: '839' }), mobile: '13586239174' };
const GUARDIAN = { name: '芦苇𠮷白鹡鸰', id: number('19830419', { sequence: '734' }), mobile: '13748625391' };
const THEIRS = of(CHILD, GUARDIAN);

describe('linear memory, of a child and a guardian', () => {
  let chromium, backend, person;
  before(async () => {
    const children = join(dirname(fileURLToPath(import.meta.url)), '../../server/demo/children.toml');
    [chromium, backend] = await standingUp({ height: 4200 }, { extra: ['--config', children] });
  });
  after(async () => {
    await chromium?.stop();
    await backend?.stop();
  });
  const run = (script, ...args) => chromium.driver.executeScript(script, ...args);
  const visit = async () => {
    await chromium.cdp('Network.clearBrowserCookies');
    person = await open(chromium, backend.signup);
  };
  const found = (needles = THEIRS) => run('return window.__search(arguments[0])', needles);
  /** Both filled in, and seen. */
  const filled = async (consent) => {
    await visit();
    await person.family(typed(CHILD), typed(GUARDIAN), consent);
    const seen = await found();
    for (const what of [CHILD, GUARDIAN].flatMap(standing)) assert.ok(seen.includes(what), `the search sees ${what}`);
    assert.deepEqual(encoded(seen), [], 'the form holds the normal forms alone');
    assert.ok(![CHILD, GUARDIAN].some(({ id }) => seen.some((what) => what.startsWith(typedWide(id).slice(0, 6)))), 'and nothing as it was typed');
  };

  it('holds both while they are in the form, and nothing of either after the signup', async () => {
    await filled();
    await run('window.__sought = arguments[0]', THEIRS);
    await person.press('submit');
    await person.event((e) => e.type === 'submitted' && e.state === 'admitted', 'admitted');
    const sealing = await run('return window.__atSeal');
    for (const { name, id, mobile } of [CHILD, GUARDIAN]) for (const text of [name, id, mobile]) assert.ok(sealing.includes(`${text} (base64)`), `the search sees the disclosure of ${text}`);
    assert.deepEqual(await found(), []);
  });

  it('had less than half of its stack written by the longest signup', async (t) => {
    // The stack is the lowest 64 KiB (`cargo xtask build`) and grows downwards: the first byte that is not zero is its deepest.
    const deepest = await run('return new Uint8Array(window.__memory.buffer, 0, 65536).findIndex((byte) => byte !== 0)');
    t.diagnostic(`${65536 - deepest} bytes of 65,536 written, in a memory of ${await run('return window.__memory.buffer.byteLength')}`);
    assert.ok(deepest > 32_768 && deepest < 65_536, `deepest at ${deepest}`);
  });

  it('holds nothing of either after the guardian refused, and after destroy()', async () => {
    await filled('refuse_child');
    await person.press('submit');
    await person.event((e) => e.type === 'submitted' && e.state === 'refused', 'refused');
    assert.deepEqual(await found(), []);
    await filled();
    await run('document.querySelector("realname-form").destroy()');
    assert.deepEqual(await found(), []);
  });

  it('holds nothing of a guardian who is no longer needed', async () => {
    await filled();
    await person.retype('id_number', SPECIMEN.id);
    assert.deepEqual(await found(of(GUARDIAN)), []);
  });
});
