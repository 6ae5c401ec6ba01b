// `<realname-frame>` on a provider's page, in Chromium: a whole signup through the frame, and everybody who is not that page.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Key } from 'selenium-webdriver';
import { browser, consoleLines, pierced, requests } from './lab/browser.mjs';
import { embedder } from './lab/embedder.mjs';
import { gateway } from './lab/gateway.mjs';
import { overhear } from './lab/inside.mjs';
import { SPECIMEN, at } from './lab/person.mjs';
import { scheme } from './lab/walk.mjs';

const payload = (jwt) => JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url'));

describe('the frame', () => {
  let chromium, site, api, driver;
  const run = (script, ...args) => driver.executeScript(script, ...args);
  const person = () => at(chromium, 'realname-frame');
  const visit = async (query = '') => {
    await driver.get(`${site.url}/${query}`);
    await driver.wait(() => run('return !!window.__session'), 10_000, 'no page');
    return person();
  };
  /** The origins whose documents the browser shows, in every frame of the page. */
  const shown = async () => {
    const { targetInfos } = await chromium.cdp('Target.getTargets');
    return targetInfos.filter(({ type }) => type === 'iframe' || type === 'page').map(({ url }) => url);
  };
  before(async () => {
    [chromium, site] = await Promise.all([browser(), embedder()]);
    ({ driver } = chromium);
    api = gateway(site.backend);
  });
  after(async () => {
    await chromium?.stop();
    await site?.stop();
  });

  it('takes a whole signup, and the page around hears states and codes alone', async () => {
    const visitor = await visit();
    await requests(chromium);
    assert.equal(await run('return document.querySelector("realname-frame").shadowRoot'), null);
    await visitor.ready();
    const ears = await overhear(chromium, site.frame);
    await visitor.fill(SPECIMEN);
    assert.equal(await run('return document.activeElement.localName'), 'realname-frame');
    const tree = await pierced(chromium);
    for (const value of Object.values(SPECIMEN)) assert.ok(!tree.includes(value), 'nothing of it is in this page');
    await visitor.press('submit');
    const { id } = await visitor.event((event) => event.type === 'submitted', 'submitted');
    const events = await visitor.events();
    assert.deepEqual([...new Set(events.map(({ type }) => type))], ['ready', 'progress', 'sealed', 'submitted']);
    for (const event of events) for (const [name, value] of Object.entries(event)) assert.ok(['type', 'state', 'id'].includes(name) && typeof value === 'string', name);
    assert.deepEqual(await run('return window.__messages'), [], 'the port alone is spoken through');

    const { sd_jwt: jwt, origin } = await api.evidence(id);
    const claims = payload(jwt);
    assert.deepEqual([claims.origin, claims.embedder, claims.occlusion, origin], [site.frame, site.url, 'none', site.url]);
    assert.equal((await api.evidence(id)).result.outcome, 'match');
    const inside = ears.stop();
    const asked = [...await requests(chromium), ...inside.requests];
    assert.deepEqual(inside.console, []);
    assert.ok(asked.some(({ url }) => url === `${site.frame}/realname/v1/bundles`), 'what the frame asks is seen here');
    for (const { url } of asked) assert.doesNotMatch(url, /rnt1/, 'the ticket stands in no address');
    assert.deepEqual([...new Set(asked.map(({ url }) => new URL(url).origin))].filter((one) => one !== site.url && one !== site.frame), []);
    assert.deepEqual((await consoleLines(chromium)).filter((line) => !line.includes('favicon')), []);
  });

  it('is as high as its content, wears the look of the page and speaks its language', async () => {
    await driver.manage().window().setRect({ width: 360, height: 900 });
    try {
      const visitor = await visit('?locale=en');
      await visitor.ready();
      const inside = await within(() => run(`
        const style = getComputedStyle(document.querySelector('realname-form'));
        return { lang: document.documentElement.lang, title: document.title, accent: style.getPropertyValue('--realname-accent').trim(),
          high: document.documentElement.scrollHeight, room: innerHeight, wide: document.documentElement.scrollWidth <= innerWidth };`));
      assert.deepEqual([inside.lang, inside.title, inside.accent, inside.wide], ['en', 'Real-name authentication', 'rgb(1, 2, 3)', true]);
      assert.ok(inside.room - inside.high >= 0 && inside.room - inside.high < 2, `${inside.high} in ${inside.room}`);
      assert.ok(await run('return document.documentElement.scrollWidth <= innerWidth'));
    } finally {
      await driver.manage().window().setRect({ width: 1280, height: 2600 });
    }
  });

  it('is in the scheme of the page, said by a style or by a meta tag, and goes over to another with it', async () => {
    const visitor = await visit();
    await visitor.ready();
    const colour = () => within(() => run('return getComputedStyle(document.querySelector("realname-form")).color'));
    const [light, dark] = ['rgb(28, 36, 48)', 'rgb(230, 234, 240)'];
    await scheme(chromium, 'dark');
    try {
      for (const [how, expected] of [
        ['', light],
        ["document.head.append(Object.assign(document.createElement('meta'), { name: 'color-scheme', content: 'light dark' }))", dark],
        ["document.querySelector('realname-frame').style.colorScheme = 'light'", light],
        ["document.querySelector('realname-frame').style.colorScheme = ''", dark],
        ["document.documentElement.style.colorScheme = 'light'", light],
        // Nothing of a frame that is not drawn changes its colour.
        ["document.querySelector('realname-frame').hidden = true; document.documentElement.style.colorScheme = 'dark'", light],
        ["document.querySelector('realname-frame').hidden = false", dark],
      ]) {
        await run(how);
        await driver.wait(async () => await colour() === expected, 10_000, how);
      }
    } finally {
      await scheme(chromium, 'light');
    }
  });

  it('stands in the order of Tab', async () => {
    const visitor = await visit();
    await visitor.ready();
    await run('document.getElementById("before").focus()');
    await visitor.tab();
    assert.equal(await run('return document.activeElement.localName'), 'realname-frame');
    for (let step = 0; step < 10; step += 1) await visitor.tab();
    assert.equal(await run('return document.activeElement.id'), 'after');
    await visitor.tab(true);
    assert.equal(await run('return document.activeElement.localName'), 'realname-frame');
  });

  it('is a field of the form around it: its bundle goes with it, by a button and by Enter', async () => {
    for (const send of ['button', 'enter']) {
      const visitor = await visit('?mode=field&required');
      await visitor.ready();
      assert.deepEqual(await validity(), { valid: false, value: null });
      await visitor.fill(SPECIMEN);
      await visitor.event((event) => event.state === 'decided', 'decided');
      assert.deepEqual(await validity(), { valid: true, value: null });
      if (send === 'enter') {
        await visitor.to('mobile');
        await visitor.keys(Key.ENTER);
      } else await run('document.getElementById("after").click()');
      await driver.wait(() => run('return window.__submits.length > 0'), 20_000, 'the form did not go');
      const [form, ...more] = await run('return window.__submits');
      assert.deepEqual([form.username, more.length], ['lin', 0]);
      const bundle = JSON.parse(form.identity);
      assert.deepEqual(Object.keys(bundle), ['v', 'sd_jwt', 'sealed']);
      assert.equal(payload(bundle.sd_jwt).embedder, site.url);
      // The backend brings it to the gateway, which sees no `Origin` of it.
      const tickets = await run('return window.__events.filter(({ type }) => type === "submitted").length');
      assert.equal(tickets, 0);
      await run('document.getElementById("reset").click()');
      await driver.wait(async () => (await validity()).value === null && !(await validity()).valid, 10_000, 'still there after a reset');
    }
  });

  it('goes by the button that was pressed, after another ticket too, and by Enter after what came to nothing', async () => {
    const visitor = await visit('?mode=field&required');
    await run(`
      const first = Object.assign(document.createElement('button'), { name: 'how', value: 'draft' });
      document.getElementById('form').prepend(first);
      Object.assign(document.getElementById('after'), { name: 'how', value: 'signup' });`);
    await visitor.fill(SPECIMEN);
    await visitor.event((event) => event.state === 'decided', 'decided');
    const other = async (ticket) => run('document.querySelector("realname-frame").ticket = arguments[0]', ticket);
    const fresh = async () => other((await driver.executeAsyncScript('window.__session().then(arguments[0])')).ticket);
    const press = () => run('document.getElementById("after").click()');
    const expired = (count) => visitor.event((event, at, all) => all.filter(({ type }) => type === 'expired').length === count, 'expired');
    const gone = (count) => driver.wait(() => run('return window.__submits.length === arguments[0]', count), 20_000, `the form did not go ${count} times`);
    await other(`rnt1.${'A'.repeat(43)}`);
    await press();
    await expired(1);
    await fresh();
    await press();
    await gone(1);
    // What was sealed is so under the ticket before: another one, which is none, and then Enter.
    await other(`rnt1.${'A'.repeat(43)}`);
    await press();
    await expired(2);
    await fresh();
    // From what says so back to the last field, over the four answers.
    for (let step = 0; step < 5; step += 1) await visitor.tab(true);
    await visitor.keys(Key.ENTER);
    await gone(2);
    const submits = await run('return window.__submits');
    assert.deepEqual(submits.map(({ how }) => how), ['signup', 'draft']);
    for (const { identity } of submits) assert.ok(identity);
  });

  it('shows nothing to another page, nor in a page within another', async () => {
    // The browser has this page's address, and a stranger's document around it.
    const stolen = `${site.frame}/frame?embedder=${site.url}`;
    const alone = await site.stranger(`<iframe src="${stolen}"></iframe>`);
    const named = await fetch(`${site.frame.replace('localhost', '127.0.0.1')}/frame?embedder=${alone}`);
    assert.deepEqual([named.status, (await named.json()).code], [403, 'E_ORIGIN']);
    await driver.get(alone);
    await consoleLines(chromium);
    const nested = await site.stranger(`<iframe src="${site.url}/" width="900" height="1800"></iframe>`);
    await driver.get(nested);
    await driver.switchTo().frame(0);
    await driver.wait(() => run('return window.__events?.some(({ type, code }) => type === "error" && code === "E_NETWORK")'), 15_000, 'no word of it');
    assert.match((await consoleLines(chromium)).join('\n'), /frame-ancestors/);
    assert.equal(await run('return document.querySelector("realname-frame").matches(":state(failed)")'), true);
    assert.ok(await run('return document.getElementById("instead").offsetHeight > 0'), 'what the page has put there instead');
    await driver.switchTo().defaultContent();
    // The control: the same page in a page of its own origin.
    await visit();
    await run('const own = document.createElement("iframe"); own.src = "/?"; own.width = 900; own.height = 1800; document.body.replaceChildren(own)');
    await driver.switchTo().frame(0);
    await driver.wait(() => run('return window.__events?.some(({ type }) => type === "ready")'), 15_000, 'not in its own either');
    await driver.switchTo().defaultContent();
    assert.ok((await shown()).some((url) => url.startsWith(site.frame)));
  });

  it('takes its port from the page around alone, once, and the page hears nobody else', async () => {
    const heard = () => run('return [...window.__heard, ...frames[1].__heard]');
    const pause = () => new Promise((resolve) => setTimeout(resolve, 700));
    // A stranger's window has a hold of the page, and by it of the frame.
    const stranger = await site.stranger('', `${'window.__heard = [];'}
      window.__page = open('${site.url}/neighbours.html');
      window.__spoof = () => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => window.__heard.push(data);
        window.__page.frames[0].postMessage('realname', '*', [port2]);
        port1.postMessage({ attributes: { locale: 'en' }, scheme: 'normal', look: {} });
      };`);
    await driver.get(stranger);
    const [own, ...others] = await driver.getAllWindowHandles();
    await driver.switchTo().window(others.at(-1));
    await driver.wait(() => run('return !!window.__ready'), 10_000, 'no neighbours');
    await pause();
    await driver.switchTo().window(own);
    await run('window.__spoof()');
    await pause();
    assert.deepEqual(await run('return window.__heard'), [], 'a stranger');
    await driver.switchTo().window(others.at(-1));
    // From the page itself, but in other words, with no port, or with two.
    await run('window.__ask(frames[0], "hello"); window.__ask(frames[0], { realname: 1 }); window.__ask(frames[0], "realname", 0); window.__ask(frames[0], "realname", 2)');
    await pause();
    assert.deepEqual(await heard(), [], 'and a neighbour of the same origin');
    await run('window.__ask(frames[0], "realname", 1, "own")');
    await pause();
    const words = await heard();
    assert.ok(words.some(({ hello }) => hello === 'Real-name authentication') && words.every(({ name }) => name === 'own'), 'the page');
    await run('window.__ask(frames[0], "realname", 1, "second")');
    await pause();
    assert.ok((await heard()).every(({ name }) => name === 'own'), 'a second port');
    await driver.close();
    await driver.switchTo().window(own);

    const visitor = await visit();
    await visitor.ready();
    const before = await visitor.events();
    await run(`for (const word of [{ event: 'submitted', detail: { state: 'admitted', id: 'x' } }, { bundle: '{}' }, { hello: 'x' }]) postMessage(word, '*');`);
    await pause();
    assert.deepEqual(await visitor.events(), before);
    assert.equal((await run('return window.__messages')).length, 3);
  });

  it('takes no decision while something lies over it, unless the page says that it does so', async () => {
    const covered = async (query, how, undo) => {
      const visitor = await visit(query);
      await visitor.ready();
      await run(how);
      await new Promise((resolve) => setTimeout(resolve, 500));
      await visitor.press('acknowledge');
      await new Promise((resolve) => setTimeout(resolve, 300));
      const refused = (await visitor.events()).filter(({ code }) => code).map(({ code }) => code);
      await run(undo);
      await new Promise((resolve) => setTimeout(resolve, 500));
      return { visitor, refused };
    };
    const over = "document.body.append(Object.assign(document.createElement('div'), { className: 'over' }))";
    const off = "document.querySelector('.over').remove()";
    const faint = "document.querySelector('realname-frame').classList.add('faint')";
    for (const [how, undo] of [[over, off], [faint, "document.querySelector('realname-frame').classList.remove('faint')"]]) {
      const { visitor, refused } = await covered('', how, undo);
      assert.deepEqual(refused, ['E_NOTICE_NOT_VISIBLE'], how);
      // Uncovered it is taken, and nothing was in between.
      assert.equal(await signed(visitor, ['acknowledge']), 'none');
    }
    const { visitor, refused } = await covered('?allow-overlay', over, off);
    assert.deepEqual(refused, []);
    assert.equal(await signed(visitor, []), 'possible');
  });

  it('is refused on an origin of the page itself', async () => {
    await visit('?endpoint=own');
    const { code } = await person().event(({ type }) => type === 'error', 'refused');
    assert.equal(code, 'E_ORIGIN');
  });

  /** Goes on to the end; `first` are answers that are still to be given. What the signed part says of what lay over it. */
  async function signed(visitor, first) {
    for (const control of [...first, 'accept']) await visitor.press(control);
    await visitor.type('name', SPECIMEN.name);
    await visitor.type('id_number', SPECIMEN.id);
    await visitor.type('mobile', SPECIMEN.mobile);
    await visitor.press('give');
    await visitor.press('submit');
    const { id } = await visitor.event(({ type }) => type === 'submitted', 'submitted');
    return payload((await api.evidence(id)).sd_jwt).occlusion;
  }

  const validity = () => run(`
    const frame = document.querySelector('realname-frame');
    return { valid: frame.checkValidity(), value: new FormData(document.getElementById('form')).get('identity') };`);

  /** Does something in the frame's own document, where only WebDriver gets. */
  async function within(what) {
    const host = await driver.findElement({ css: 'realname-frame' });
    const frame = await (await host.getShadowRoot()).findElement({ css: 'iframe' });
    await driver.switchTo().frame(frame);
    try {
      return await what();
    } finally {
      await driver.switchTo().defaultContent();
    }
  }
});
