// The front page: what is chosen is what is shown and what is printed; the printed embed gives the same form; and axe, on this
// page and on every other of the demo, in both schemes.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { THEMES, contrast, css } from '../../www/snippet.js';
import { axe, axeAround } from './lab/axe.mjs';
import { browser, consoleLines, pierced, requests } from './lab/browser.mjs';
import { gateway } from './lab/gateway.mjs';
import { document } from './lab/inside.mjs';
import { MEASURE } from './lab/measure.mjs';
import { SPECIMEN, at, open } from './lab/person.mjs';
import { FOLDER, previews } from './lab/previews.mjs';
import { inside, until } from './lab/root.mjs';
import { server } from './lab/server.mjs';
import { scheme } from './lab/walk.mjs';

/** The look that a theme decides, as the browser computes it inside the closed root. */
const LOOK = function () {
  const of = (selector, ...names) => names.map((name) => getComputedStyle(this.querySelector(selector))[name]);
  return [...of('.submit', 'backgroundColor', 'color', 'borderRadius', 'fontFamily'), ...of('.form', 'rowGap'), getComputedStyle(this.host).colorScheme];
};

describe('the front page', () => {
  let chromium, backend;
  before(async () => {
    [chromium, backend] = await Promise.all([browser(), server()]);
  });
  after(async () => {
    await chromium?.stop();
    await backend?.stop();
  });
  const run = (script, ...args) => chromium.driver.executeScript(script, ...args);
  const visit = async (query = '') => {
    await chromium.cdp('Network.clearBrowserCookies');
    const person = await open(chromium, `${backend.url}/${query}`);
    await until(chromium, 'the form', 'function () { return !!this.querySelector(".form") }');
    return person;
  };
  /** Chooses as a person does: the control changes and says so. */
  const choose = (name, value) => run(`
    const control = document.getElementById('controls').elements[arguments[0]];
    control.value = arguments[1];
    control.dispatchEvent(new Event('input', { bubbles: true }));`, name, value);
  const printed = () => run('return [document.getElementById("html").textContent, document.getElementById("css").textContent]');
  const localhost = (url) => url.replace('127.0.0.1', 'localhost');
  /** What `work` finds in the frame, once the form stands there. */
  const framed = async (url, work) => {
    await chromium.driver.wait(() => run('return document.querySelector("realname-frame")?.matches(":state(draft), :state(noticed), :state(decided)")'), 20_000, 'no form in the frame');
    const there = await document(chromium, localhost(url));
    try {
      return await work(there);
    } finally {
      there.close();
    }
  };
  /** Serves what is printed as an integrator pastes it: under the same strict policy, so the script is a file. */
  const pasted = async ([html, sheet], host, work) => {
    const www = mkdtempSync(join(tmpdir(), 'realname-printed-'));
    const [, script] = /<script type="module">\n([\s\S]*?)<\/script>/.exec(html);
    const embedding = await server({ www });
    try {
      const { pins } = await (await fetch(`${embedding.url}/provider/session`, { method: 'POST', headers: { origin: embedding.url } })).json();
      writeFileSync(join(www, 'embed.js'), script);
      writeFileSync(join(www, 'theme.css'), sheet);
      writeFileSync(join(www, 'index.html'), `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><link rel="icon" href="data:,"><link rel="stylesheet" href="/theme.css">
        ${html.replace(/<script[\s\S]*/, '<script type="module" src="/embed.js"></script>').replace('ROOT_KEY_THUMBPRINT', pins.join(' ')).replace('https://FRAME_HOST', localhost(embedding.url))}`);
      await work(embedding, await open(chromium, embedding.url, host));
    } finally {
      await embedding.stop();
      rmSync(www, { recursive: true });
    }
  };
  const stands = () => until(chromium, 'the form', 'function () { return !!this.querySelector(".form") }');

  it('shows previews of policies as a server of that configuration serves them', async () => {
    for (const [path, text] of await previews()) {
      const file = join(FOLDER, path);
      if (process.env.REALNAME_PREVIEWS === 'write') {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
      assert.equal(readFileSync(file, 'utf8'), text, `${path}: REALNAME_PREVIEWS=write writes it`);
    }
  });

  it('has themes with contrast in both schemes, and says when an accent of one’s own has none', async () => {
    for (const theme of Object.keys(THEMES)) {
      await visit();
      await choose('theme', theme);
      for (const colours of ['light', 'dark']) {
        await choose('scheme', colours);
        const { texts, edges } = await inside(chromium, MEASURE);
        const faults = [...texts.filter(({ ratio, least }) => ratio < least), ...edges.filter(({ ratio }) => ratio < 3)];
        assert.deepEqual(faults, [], `${theme} ${colours}`);
      }
    }
    assert.equal(await run('return document.getElementById("contrast").textContent'), '');
    await choose('accent', '#ffe066');
    assert.ok(contrast('#ffe066', '#ffffff') < 3);
    assert.match(await run('return document.getElementById("contrast").textContent'), /1\.3:1/);
    assert.equal(await run('return document.getElementById("controls").elements.theme.value'), 'own');
  });

  it('prints the embed that gives what is shown, and it is a signup', async () => {
    await visit();
    for (const [name, value] of [['theme', 'jade'], ['radius', '3'], ['scheme', 'dark'], ['locale', 'en']]) await choose(name, value);
    await stands();
    const shown = await inside(chromium, LOOK);
    const [html, sheet] = await printed();
    assert.match(html, /locale="en"/);
    assert.equal(sheet, css({ scheme: 'dark', accent: THEMES.jade[0], radius: 3, gap: 16, font: '' }));
    await pasted([html, sheet], 'realname-form', async (embedding, person) => {
      await person.ready();
      assert.deepEqual(await inside(chromium, LOOK), shown);
      await person.fill(SPECIMEN);
      await person.press('submit');
      await person.event(({ type, state }) => type === 'submitted' && state === 'admitted', 'admitted');
    });
  });

  it('shows the same form in a frame of another origin, signs somebody up in it, and prints that embed', async () => {
    await visit();
    for (const [name, value] of [['policy', 'children'], ['theme', 'jade'], ['radius', '3'], ['scheme', 'dark'], ['locale', 'en']]) await choose(name, value);
    await choose('policy', 'current');
    await stands();
    const page = await inside(chromium, LOOK);
    await choose('policy', 'brief');
    await choose('embed', 'frame');
    const look = await framed(backend.url, (there) => inside(there, LOOK));
    // The frame's scheme is the one that is used, by its name.
    assert.deepEqual(look, page);
    assert.deepEqual(await run('const { policy } = document.getElementById("controls").elements; return [policy.value, policy.disabled]'), ['current', true]);
    assert.equal(await run('return document.getElementById("frame-note").hidden || !!document.querySelector("realname-form")'), false);
    // A change of the look goes into it.
    await choose('radius', '17');
    await framed(backend.url, (there) => until(there, 'other corners', 'function () { return getComputedStyle(this.querySelector(".submit")).borderRadius === "17px" }'));
    await choose('radius', '3');
    await choose('mode', 'field');
    assert.match((await printed())[0], /<realname-frame name="identity" mode="field" required endpoint="https:\/\/FRAME_HOST\/realname\/v1"/);
    await choose('mode', '');
    const [html, sheet] = await printed();
    assert.match(sheet, /^realname-frame \{\n {2}color-scheme: dark;/);
    assert.doesNotMatch(html + sheet, /realname-form|defineRealnameForm/);
    const person = at(chromium, 'realname-frame');
    await run('window.__events = []; for (const name of ["error", "submitted"]) document.querySelector("realname-frame").addEventListener(`realname-${name}`, ({ detail }) => window.__events.push({ type: name, ...detail }))');
    await person.fill(SPECIMEN);
    await person.press('submit');
    const { id } = await person.event(({ type, state }) => type === 'submitted' && state === 'admitted', 'admitted');
    const claims = JSON.parse(Buffer.from((await gateway(backend).evidence(id)).sd_jwt.split('.')[1], 'base64url'));
    assert.deepEqual([claims.origin, claims.embedder, claims.occlusion], [localhost(backend.url), backend.url, 'none']);
    assert.equal(await run('return document.getElementById("state").textContent'), 'Authenticated, the gate is open.');
    // And back: the form of the page, empty, with a ticket of its own.
    await choose('embed', '');
    await stands();
    assert.equal(await run('return document.querySelector("realname-frame")'), null);

    await pasted([html, sheet], 'realname-frame', async (embedding, visitor) => {
      await visitor.ready();
      assert.deepEqual(await framed(embedding.url, (there) => inside(there, LOOK)), look);
      await visitor.fill(SPECIMEN);
      await visitor.press('submit');
      await visitor.event(({ type, state }) => type === 'submitted' && state === 'admitted', 'admitted');
    });
  });

  it('is free of faults for axe with the frame in it, in both schemes, and has no frame where it would be none', async () => {
    await visit('?lang=en');
    await choose('embed', 'frame');
    for (const colours of ['light', 'dark']) {
      await choose('scheme', colours);
      const { violations, incomplete, passes } = await framed(backend.url, async (there) => {
        await until(there, colours, 'function (colour) { return getComputedStyle(this.host).color === colour }', colours === 'dark' ? 'rgb(230, 234, 240)' : 'rgb(28, 36, 48)');
        return axeAround(chromium, localhost(backend.url));
      });
      assert.deepEqual([violations, incomplete], [[], []], colours);
      assert.ok(passes.some(({ rule, target }) => rule === 'label' && target.startsWith('realname-frame >> iframe')));
    }
    assert.equal(await run('return document.getElementById("embed").hidden'), false);
    await open(chromium, `${localhost(backend.url)}/`);
    await stands();
    assert.equal(await run('return document.getElementById("embed").hidden'), true);
  });

  it('shows each policy and mode, signs somebody up under its own, and hands a bundle to the form in field mode', async () => {
    let person = await visit();
    const counts = () => inside(chromium, 'function () { return [this.querySelectorAll(".notice").length, this.querySelectorAll(".input").length] }');
    assert.deepEqual(await counts(), [4, 3]);
    assert.equal(await run('return document.getElementById("preview").hidden'), true);
    for (const [policy, expected] of [['brief', [2, 2]], ['children', [5, 6]]]) {
      await choose('policy', policy);
      await until(chromium, policy, 'function (count) { return this.querySelectorAll(".notice").length === count }', expected[0]);
      assert.deepEqual(await counts(), expected, policy);
      assert.equal(await run('return document.getElementById("preview").hidden'), false);
    }
    await choose('policy', 'current');
    await until(chromium, 'its own', 'function () { return this.querySelectorAll(".notice").length === 4 }');
    await choose('mode', 'field');
    await until(chromium, 'no button of its own', 'function () { return !!this.querySelector(".form") && !this.querySelector(".submit") }');
    assert.match((await printed())[0], /name="identity" mode="field" required/);
    person = at(chromium);
    await person.fill(SPECIMEN);
    await run('document.getElementById("send").click()');
    await person.event(({ type }) => type === 'sealed', 'sealed');
    await chromium.driver.wait(async () => /identity.*\d{4}/.test(await run('return document.getElementById("state").textContent')), 10_000, 'the form says nothing');
    assert.equal(new URL(await chromium.driver.getCurrentUrl()).pathname, '/');
    person = await visit();
    await person.fill(SPECIMEN);
    await person.press('submit');
    const { id } = await person.event(({ type, state }) => type === 'submitted' && state === 'admitted', 'admitted');
    assert.equal((await gateway(backend).evidence(id)).result.outcome, 'match');
    assert.ok(!(await pierced(chromium)).includes(SPECIMEN.mobile));
  });

  it('speaks one language at a time, and leads to documents that are there, under the strict policy', async () => {
    await Promise.all([consoleLines(chromium), requests(chromium)]);
    for (const [locale, title] of [['zh-CN', '调一调，复制，嵌入'], ['zh-TW', '調一調，複製，嵌入'], ['en', 'Try it, copy it, embed it']]) {
      await visit(`?lang=${locale}`);
      assert.equal(await run('return document.querySelector("h1").textContent'), title);
      assert.equal(await run('return document.documentElement.lang'), locale);
      const texts = await run('return [...document.querySelectorAll("[data-t]")].filter((node) => node.textContent.trim()).map((node) => node.textContent).join(" ")');
      if (locale === 'en') assert.doesNotMatch(texts, /[㐀-鿿]/);
      if (locale === 'zh-TW') assert.doesNotMatch(texts, /[实证设册语据]/);
    }
    for (const href of await run('return [...document.querySelectorAll("main a[href], header a[href]")].map(({ href }) => href)')) {
      const answer = await fetch(href);
      assert.equal(answer.status, 200, href);
      if (href.endsWith('.md')) assert.equal(answer.headers.get('content-type'), 'text/plain; charset=utf-8');
    }
    assert.deepEqual(await consoleLines(chromium), []);
    assert.deepEqual((await requests(chromium)).filter(({ url }) => /^http/.test(url) && !url.startsWith(backend.url)), []);
  });

  for (const [width, name] of [[320, 'a phone'], [1280, 'a desktop']]) {
    it(`axe finds nothing on any page of the demo, in both schemes, on ${name}, and finds a seeded fault in each`, async () => {
      await chromium.cdp('Emulation.setDeviceMetricsOverride', { width, height: 900, deviceScaleFactor: 1, mobile: width === 320 });
      try {
        for (const path of ['/', '/?lang=en', '/signup.html', '/signup.html?lang=en', '/consent-receipt.html', '/legal/terms.html', '/legal/privacy.html', '/legal/covenant.html']) {
          const hasForm = /^\/(signup|\?|$)/.test(path);
          await chromium.driver.get(backend.url + path);
          if (hasForm) await stands();
          for (const colours of ['light', 'dark']) {
            await scheme(chromium, colours);
            const where = `${path} ${colours} ${width}`;
            const { violations, incomplete } = await axe(chromium);
            assert.deepEqual(violations, [], where);
            assert.deepEqual(incomplete, [], where);
            assert.equal(await run('return document.documentElement.scrollWidth <= innerWidth'), true, `${where}: no overflow`);
            await run(`
              const text = [...document.querySelectorAll('h1, .brand b')].find((node) => node.offsetHeight > 9);
              text.style.color = arguments[0];
              window.__mend = () => { text.style.color = ''; };`, colours === 'dark' ? '#333' : '#eee');
            assert.ok((await axe(chromium)).violations.some(({ rule }) => rule === 'color-contrast'), `${where}: the seeded fault`);
            await run('window.__mend()');
          }
        }
      } finally {
        await scheme(chromium, 'light');
        await chromium.cdp('Emulation.clearDeviceMetricsOverride');
      }
    });
  }
});
