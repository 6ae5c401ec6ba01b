// One person's way through a form: an input method, a text dropped and taken out again, a mistyped number corrected, a
// field that the browser fills, one that is pasted into, and the answer. The same on the plain page and on ours.
import { isDeepStrictEqual } from 'node:util';
import { By, Key } from 'selenium-webdriver';
import { pierced } from '../../lab/browser.mjs';
import { inside, overhear } from '../../lab/inside.mjs';
import { at, open } from '../../lab/person.mjs';

const CHORD = Key.CONTROL;
const chord = (driver, key) => driver.actions().keyDown(CHORD).sendKeys(key).keyUp(CHORD).perform();

/** Where a frame stands, whatever the port. */
export const FRAME = 'http://localhost:';
/** What holds our form on the page of a kind; plain inputs are in nothing. */
const HOSTS = { ours: 'realname-form', frame: 'realname-frame' };

/**
 * Does something with the inputs in their order, closed roots pierced, and with the DevTools of the document that they are in; `corner`
 * is where that document stands on the screen. Chromium only.
 */
async function atInputs(browser, kind, work) {
  if (kind !== 'frame') return work(browser.cdp, await inputs(browser.cdp), { x: 0, y: 0 });
  const corner = await browser.driver.executeScript('const { x, y } = document.querySelector("realname-frame").getBoundingClientRect(); return { x, y }');
  return inside(browser, FRAME, async (cdp, frame) => work(cdp, await inputs(cdp), corner, frame));
}

async function inputs(cdp) {
  const { root } = await cdp('DOM.getDocument', { depth: -1, pierce: true });
  const found = [];
  const walk = (node) => {
    if (node.nodeName === 'INPUT') found.push(node);
    for (const child of [...(node.shadowRoots ?? []), ...(node.children ?? [])]) walk(child);
  };
  walk(root);
  return found;
}

async function drop(browser, kind, data) {
  const [x, y] = await atInputs(browser, kind, async (cdp, [, { nodeId }], corner) => {
    await cdp('DOM.scrollIntoViewIfNeeded', { nodeId });
    const { model } = await cdp('DOM.getBoxModel', { nodeId });
    return [corner.x + (model.content[0] + model.content[4]) / 2, corner.y + (model.content[1] + model.content[5]) / 2];
  });
  const given = { items: [{ mimeType: 'text/plain', data }], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop']) await browser.cdp('Input.dispatchDragEvent', { type, x, y, data: given });
}

async function compose(browser, text) {
  const pinyin = 'yuan1wei3';
  for (let end = 1; end <= pinyin.length; end += 4) {
    await browser.cdp('Input.imeSetComposition', { text: pinyin.slice(0, end), selectionStart: end, selectionEnd: end });
  }
  await browser.cdp('Input.imeSetComposition', { text: text.slice(0, 2), selectionStart: 2, selectionEnd: 2 });
  await browser.cdp('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  await browser.cdp('Input.insertText', { text });
}

/** What a browser's own autofill writes. Chromium only. */
const autofill = (browser, kind, number) => atInputs(browser, kind, async (cdp, [, , { backendNodeId }], _, frame) => {
  const { frameTree } = await cdp('Page.getFrameTree');
  await cdp('Autofill.trigger', {
    fieldId: backendNodeId, frameId: frame ?? frameTree.frame.id,
    address: { fields: [{ name: 'NAME_FULL', value: '自动填写' }, { name: 'PHONE_HOME_WHOLE_NUMBER', value: `+86${number}` }] },
  });
});

/** Puts a text into the clipboard from another page, as a person who copies it elsewhere does. */
export async function copy({ driver }, text) {
  const home = await driver.getWindowHandle();
  await driver.switchTo().newWindow('tab');
  await driver.executeScript(`
    const area = document.createElement('textarea'); area.value = arguments[0]; document.body.append(area); area.focus(); area.select();`, text);
  await chord(driver, 'c');
  await driver.close();
  await driver.switchTo().window(home);
}

/** The plain page by the same words as `Person`. */
class Plain {
  constructor(driver) { this.driver = driver; }

  async to(field) { await this.driver.executeScript('document.querySelector(`[name=${arguments[0]}]`).focus()', field); }

  keys(...keys) { return this.driver.actions().sendKeys(...keys).perform(); }

  async finish() {
    await this.driver.executeScript('document.querySelector("button").focus()');
    await this.keys(Key.SPACE);
    await this.driver.wait(() => this.driver.executeScript('return document.documentElement.dataset.done === "yes"'), 10_000, 'the plain page did not end');
  }
}

/**
 * Opens the page and goes to its form. In a frame Firefox's driver must stand in the document that gets the keys, and finds it in a closed root;
 * events come `outside`. What a frame asks and says DevTools of its own hear.
 */
async function arrive(browser, url, kind) {
  const { driver } = browser;
  const outside = await open(browser, url, HOSTS[kind]);
  await outside.ready();
  if (kind !== 'frame') return { outside, person: outside };
  if (browser.cdp) return { outside, person: outside, ears: await overhear(browser, FRAME) };
  if ((await driver.getCapabilities()).getBrowserName() === 'firefox') {
    const root = await (await driver.findElement(By.css(HOSTS.frame))).getShadowRoot();
    await driver.switchTo().frame(await root.findElement(By.css('iframe')));
    const person = at(browser);
    await person.ready();
    return { outside, person };
  }
  // WebKit's focus goes to the frame's document, and by Tab to the first control in it.
  await outside.to('acknowledge');
  await outside.tab();
  return { outside, person: outside };
}

/** What stands in the inputs, as Firefox's driver finds it in a closed root. */
async function standing(driver) {
  const root = await (await driver.findElement(By.css(HOSTS.ours))).getShadowRoot();
  return Promise.all((await root.findElements(By.css('input'))).map((input) => input.getProperty('value')));
}

/** Walks; answers what happened: the id of the bundle, whether autofill wrote, whether everything stood in the inputs at the end, and what a frame said. `chromium` has DevTools. */
export async function walk(browser, url, kind, canary) {
  const { driver } = browser;
  const chromium = !!browser.cdp;
  await copy(browser, canary.pasted);
  await driver.get(url);
  let outside;
  let person;
  let ears;
  if (kind in HOSTS) {
    ({ outside, person, ears } = await arrive(browser, url, kind));
    await person.press('acknowledge');
    await person.press('accept');
  } else {
    await driver.wait(() => driver.executeScript('return document.documentElement.dataset.ready === "yes"'), 10_000, 'the plain page did not start');
    person = new Plain(driver);
  }
  const clear = async () => { await chord(driver, 'a'); await person.keys(Key.DELETE); };
  const copied = async () => { await chord(driver, 'a'); await chord(driver, 'c'); };

  await person.to('name');
  if (chromium) await compose(browser, canary.composed);
  else await person.keys(canary.composed);

  // Pasted before anything else is copied: what was copied elsewhere stands in it now, and comes out of it again below.
  await person.to('mobile');
  await chord(driver, 'v');

  await person.to('id_number');
  if (chromium) {
    await drop(browser, kind, canary.dropped);
    await person.to('id_number');
    await copied();
    await clear();
  }
  // Mistyped: an error is shown, then it is corrected.
  const last = canary.typed.at(-1);
  await person.keys(canary.typed.slice(0, 17) + (last === '1' ? '2' : '1'));
  await person.to('mobile');
  await new Promise((resolve) => setTimeout(resolve, 150));
  await person.to('id_number');
  await person.keys(Key.END, Key.BACK_SPACE, last);

  await person.to('mobile');
  let filled = false;
  await copied();
  await clear();
  if (chromium) {
    filled = await autofill(browser, kind, canary.filled).then(() => true, (error) => String(error));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await clear();
  }
  // Begun by hand, then pasted over: only what the clipboard has can make a number of it.
  await person.keys(canary.pasted.slice(0, 3));
  if (kind in HOSTS) await person.press('give');
  await person.to('mobile');
  await chord(driver, 'a');
  await chord(driver, 'v');
  let id;
  // That it stands in the field, and nowhere else, is the point.
  const all = [canary.composed, canary.typed, canary.pasted];
  const typed = chromium ? await atInputs(browser, kind, async (cdp) => {
    const tree = await pierced({ cdp });
    return all.every((value) => tree.includes(value));
  }) : person !== outside && kind === 'frame' && isDeepStrictEqual(await standing(driver), all);
  if (kind in HOSTS) {
    await person.press('submit');
    await driver.switchTo().defaultContent();
    ({ id } = await outside.event((event) => event.type === 'submitted' && event.state === 'admitted', 'admitted'));
  } else await person.finish();
  return { id, filled, typed, heard: ears?.stop() };
}

/** Only types and pastes, into our form, and leaves each field. */
export async function type(browser, url, kind, canary) {
  await copy(browser, canary.pasted);
  const { person, ears } = await arrive(browser, url, kind);
  await person.type('name', canary.composed);
  await person.type('id_number', canary.typed);
  await person.to('mobile');
  await chord(browser.driver, 'v');
  await person.to('id_number');
  await new Promise((resolve) => setTimeout(resolve, 200));
  await browser.driver.switchTo().defaultContent();
  return { heard: ears?.stop() };
}
