// One person's way through a form: an input method, a text dropped and taken out again, a mistyped number corrected, a
// field that the browser fills, one that is pasted into, and the answer. The same on the plain page and on ours.
import { Key } from 'selenium-webdriver';
import { open } from '../../lab/person.mjs';

const CHORD = Key.CONTROL;

/** The inputs of the page in their order, closed roots pierced. Chromium only. */
async function inputs({ cdp }) {
  const { root } = await cdp('DOM.getDocument', { depth: -1, pierce: true });
  const found = [];
  const walk = (node) => {
    if (node.nodeName === 'INPUT') found.push(node);
    for (const child of [...(node.shadowRoots ?? []), ...(node.children ?? [])]) walk(child);
  };
  walk(root);
  return found;
}

async function drop(browser, nodeId, data) {
  await browser.cdp('DOM.scrollIntoViewIfNeeded', { nodeId });
  const { model } = await browser.cdp('DOM.getBoxModel', { nodeId });
  const [x, y] = [(model.content[0] + model.content[4]) / 2, (model.content[1] + model.content[5]) / 2];
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
async function autofill(browser, { backendNodeId }, number) {
  const { frameTree } = await browser.cdp('Page.getFrameTree');
  await browser.cdp('Autofill.trigger', {
    fieldId: backendNodeId, frameId: frameTree.frame.id,
    address: { fields: [{ name: 'NAME_FULL', value: '自动填写' }, { name: 'PHONE_HOME_WHOLE_NUMBER', value: `+86${number}` }] },
  });
}

/** Puts a text into the clipboard from another page, as a person who copies it elsewhere does. */
export async function copy({ driver }, text) {
  const home = await driver.getWindowHandle();
  await driver.switchTo().newWindow('tab');
  await driver.executeScript(`
    const area = document.createElement('textarea'); area.value = arguments[0]; document.body.append(area); area.focus(); area.select();`, text);
  await driver.actions().keyDown(CHORD).sendKeys('c').keyUp(CHORD).perform();
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

/** Walks; answers what happened: the id of the bundle, and whether autofill wrote. `chromium` has DevTools. */
export async function walk(browser, url, kind, canary) {
  const { driver } = browser;
  const chromium = !!browser.cdp;
  await copy(browser, canary.pasted);
  await driver.get(url);
  let person;
  if (kind === 'ours') {
    person = await open(browser, url);
    await person.ready();
    await person.press('acknowledge');
    await person.press('accept');
  } else {
    await driver.wait(() => driver.executeScript('return document.documentElement.dataset.ready === "yes"'), 10_000, 'the plain page did not start');
    person = new Plain(driver);
  }
  const chord = (key) => driver.actions().keyDown(CHORD).sendKeys(key).keyUp(CHORD).perform();
  const clear = async () => { await chord('a'); await chord('c'); await person.keys(Key.DELETE); };
  const value = async (at) => (await inputs(browser))[at];

  await person.to('name');
  if (chromium) await compose(browser, canary.composed);
  else await person.keys(canary.composed);

  await person.to('id_number');
  if (chromium) {
    await drop(browser, (await value(1)).nodeId, canary.dropped);
    await person.to('id_number');
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
  if (chromium) {
    filled = await autofill(browser, await value(2), canary.filled).then(() => true, (error) => String(error));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await clear();
  }
  // The copies above are what a person did last: the canary once more.
  await person.keys(canary.pasted.slice(0, 3));
  if (kind === 'ours') await person.press('give');
  await person.to('mobile');
  await chord('a');
  await person.keys(canary.pasted);
  let id;
  if (kind === 'ours') {
    await person.press('submit');
    ({ id } = await person.event((event) => event.type === 'submitted' && event.state === 'admitted', 'admitted'));
  } else await person.finish();
  return { id, filled };
}

/** Only types, into our form, and leaves each field. */
export async function type(browser, url, kind, canary) {
  await browser.driver.get(url);
  const person = await open(browser, url);
  await person.ready();
  await person.type('name', canary.composed);
  await person.type('id_number', canary.typed);
  await person.type('mobile', canary.pasted);
  await person.to('id_number');
  await new Promise((resolve) => setTimeout(resolve, 200));
  return {};
}
