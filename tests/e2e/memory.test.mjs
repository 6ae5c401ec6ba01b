// The wasm's linear memory after a signup, a refusal, an error and `destroy()`: searched for the canary. The page keeps
// hold of the memory by wrapping WebAssembly before anything is loaded, as a debugger would.
import assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { browser } from './lab/browser.mjs';
import { HOLD } from './lab/memory.mjs';
import { born, number } from './lab/people.mjs';
import { SPECIMEN, open } from './lab/person.mjs';
import { server } from './lab/server.mjs';

/** Full-width digits, a blank at the end and a name beyond the BMP: texts that are re-allocated on their way in. */
const CANARY = { name: '鸢尾𠮷金丝雀', id: '３３０１０６１９８８０７１５５３９２ ', mobile: '13974861527' };
/** What may not be left: the normal forms and what was typed. */
const NEEDLES = ['330106198807155', '鸢尾𠮷', '金丝雀', '13974861527', '3974861', '３３０１０６', '１９８８０７'];

/** GB 11643's check character, in full width. */
function withCheck(typed) {
  const digits = [...typed.trim()].map((c) => c.charCodeAt(0) - 0xff10).slice(0, 17);
  const sum = digits.reduce((total, digit, at) => total + digit * (2 ** (17 - at) % 11), 0);
  const check = '10X98765432'[sum % 11];
  return `${typed.slice(0, 17)}${check === 'X' ? 'Ｘ' : String.fromCharCode(0xff10 + Number(check))} `;
}
CANARY.id = withCheck(CANARY.id);

describe('linear memory', () => {
  let chromium, backend, person;
  before(async () => {
    [chromium, backend] = await Promise.all([browser(), server()]);
    await chromium.cdp('Page.addScriptToEvaluateOnNewDocument', { source: HOLD });
  });
  after(async () => {
    await chromium?.stop();
    await backend?.stop();
  });
  const visit = async () => {
    await chromium.cdp('Network.clearBrowserCookies');
    person = await open(chromium, backend.signup);
  };
  const found = () => chromium.driver.executeScript('return window.__search(arguments[0])', NEEDLES);

  it('holds the canary while it is in the form: the search sees', async () => {
    await visit();
    await person.fill(CANARY);
    assert.deepEqual((await found()).sort(), ['330106198807155', '3974861', '13974861527', '金丝雀', '鸢尾𠮷'].sort());
  });

  it('holds nothing of it after the signup', async () => {
    await person.press('submit');
    await person.event((e) => e.type === 'submitted' && e.state === 'admitted', 'admitted');
    assert.deepEqual(await found(), []);
  });

  it('holds nothing of it after destroy()', async () => {
    await visit();
    await person.fill(CANARY);
    assert.notDeepEqual(await found(), []);
    await chromium.driver.executeScript('document.querySelector("realname-form").destroy()');
    assert.deepEqual(await found(), []);
  });

  it('holds nothing of it after the element left the page', async () => {
    await visit();
    await person.fill(CANARY);
    await chromium.driver.executeScript('document.querySelector("realname-form").remove()');
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.deepEqual(await found(), []);
  });

  it('holds nothing of it after a refusal was sent', async () => {
    await visit();
    await person.fill(CANARY, 'refuse');
    await person.press('submit');
    await person.event((e) => e.type === 'submitted' && e.state === 'refused', 'refused');
    assert.deepEqual(await found(), []);
  });

  it('holds nothing of a text that was mistyped and corrected', async () => {
    await visit();
    await person.fill({ ...CANARY, mobile: '12345678901' });
    await person.press('submit');
    await person.event((e) => e.type === 'error', 'error');
    assert.ok(!(await chromium.driver.executeScript('return window.__search(["12345678901"])')).length, 'a malformed text is not kept');
  });
});

/** A child's and a guardian's, each with a digit in full width and a name beyond the BMP. */
const CHILD = { name: '雪松𠮷知更鸟', id: number(born(10, -37), { sequence: '839' }), mobile: '13586239174' };
const GUARDIAN = { name: '芦苇𠮷白鹡鸰', id: number('19830419', { sequence: '734' }), mobile: '13748625391' };
const THEIRS = [CHILD, GUARDIAN].flatMap(({ name, id, mobile }) => [id.slice(0, 16), id.slice(4, 17), name.slice(0, 4), name.slice(4), mobile, mobile.slice(1, 9)]);

describe('linear memory, of a child and a guardian', () => {
  let chromium, backend, person;
  before(async () => {
    const children = join(dirname(fileURLToPath(import.meta.url)), '../../server/demo/children.toml');
    [chromium, backend] = await Promise.all([browser({ height: 4200 }), server({ extra: ['--config', children] })]);
    await chromium.cdp('Page.addScriptToEvaluateOnNewDocument', { source: HOLD });
  });
  after(async () => {
    await chromium?.stop();
    await backend?.stop();
  });
  const visit = async () => {
    await chromium.cdp('Network.clearBrowserCookies');
    person = await open(chromium, backend.signup);
  };
  const found = (needles = THEIRS) => chromium.driver.executeScript('return window.__search(arguments[0])', needles);

  it('holds both while they are in the form, and nothing of either after the signup', async () => {
    await visit();
    await person.family(CHILD, GUARDIAN);
    assert.deepEqual((await found()).sort(), [...THEIRS].sort(), 'the search sees');
    await person.press('submit');
    await person.event((e) => e.type === 'submitted' && e.state === 'admitted', 'admitted');
    assert.deepEqual(await found(), []);
  });

  it('had less than half of its stack written by the longest signup', async (t) => {
    // The stack is the lowest 64 KiB (`cargo xtask build`) and grows downwards: the first byte that is not zero is its deepest.
    const deepest = await chromium.driver.executeScript('return new Uint8Array(window.__memory.buffer, 0, 65536).findIndex((byte) => byte !== 0)');
    t.diagnostic(`${65536 - deepest} bytes of 65,536 written, in a memory of ${await chromium.driver.executeScript('return window.__memory.buffer.byteLength')}`);
    assert.ok(deepest > 32_768 && deepest < 65_536, `deepest at ${deepest}`);
  });

  it('holds nothing of either after the guardian refused, and after destroy()', async () => {
    await visit();
    await person.family(CHILD, GUARDIAN, 'refuse_child');
    assert.notDeepEqual(await found(), []);
    await person.press('submit');
    await person.event((e) => e.type === 'submitted' && e.state === 'refused', 'refused');
    assert.deepEqual(await found(), []);
    await visit();
    await person.family(CHILD, GUARDIAN);
    await chromium.driver.executeScript('document.querySelector("realname-form").destroy()');
    assert.deepEqual(await found(), []);
  });

  it('holds nothing of a guardian who is no longer needed', async () => {
    await visit();
    await person.family(CHILD, GUARDIAN);
    await person.retype('id_number', SPECIMEN.id);
    const theirs = [GUARDIAN.id.slice(6, 17), GUARDIAN.name.slice(4), GUARDIAN.mobile];
    assert.deepEqual(await found(theirs), []);
  });
});
