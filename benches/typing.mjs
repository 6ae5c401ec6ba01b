// Typing, in Chromium with a CPU four times slower: how long each of the form's handlers takes at each event of a keystroke.
import { setTimeout } from 'node:timers/promises';
import { browser } from '../tests/e2e/lab/browser.mjs';
import { SPECIMEN, open } from '../tests/e2e/lab/person.mjs';
import { server } from '../tests/e2e/lab/server.mjs';
import { quantile } from './lab/ratio.mjs';
import { table, target } from './lab/report.mjs';

/** Before anything else in the page: every listener that is added is timed. The clock of a page that is not isolated goes by 0.1 ms. */
const TIMED = `
  window.__typed = [];
  const add = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    if (!/^key|input$/.test(type)) return add.call(this, type, listener, options);
    return add.call(this, type, function (event) {
      const start = performance.now();
      const answer = listener.handleEvent ? listener.handleEvent(event) : listener.call(this, event);
      if (event.isTrusted) window.__typed.push([type, performance.now() - start]);
      return answer;
    }, options);
  };`;
const VISITS = 5;
const EVENTS = ['keydown', 'keypress', 'beforeinput', 'input', 'keyup'];

export async function typing({ quick }) {
  const [chromium, backend] = await Promise.all([browser({ height: 900 }), server()]);
  const { driver, cdp } = chromium;
  try {
    await cdp('Page.addScriptToEvaluateOnNewDocument', { source: TIMED });
    const texts = quick ? ['id'] : ['name', 'id', 'mobile'];
    const control = { name: 'name', id: 'id_number', mobile: 'mobile' };
    const all = [];
    for (let visit = 0; visit < (quick ? 1 : VISITS); visit += 1) {
      await cdp('Emulation.setCPUThrottlingRate', { rate: 1 });
      const person = await open(chromium, `${backend.url}/signup.html`);
      await person.ready();
      await cdp('Emulation.setCPUThrottlingRate', { rate: 4 });
      for (const text of texts) {
        await person.to(control[text]);
        for (const key of SPECIMEN[text]) {
          await person.keys(key);
          await setTimeout(30);
        }
      }
      all.push(...await driver.executeScript('return window.__typed'));
    }
    const rows = EVENTS.map((event) => {
      const took = all.filter(([type]) => type === event).map(([, ms]) => ms);
      return [event, `${took.length}`, ...(took.length ? [quantile(took, 0.5), quantile(took, 0.99), Math.max(...took)].map((ms) => `${ms.toFixed(1)} ms`) : ['–', '–', '–'])];
    });
    // A scheduler's pause falls on whoever runs: the hundredth that is longest is told, and is no handler's doing.
    const longest = quantile(all.map(([, ms]) => ms), 0.99);
    return {
      title: 'Typing',
      text: `The specimen typed key by key into the demo's form, ${quick ? 'once' : `in ${VISITS} visits`}, CPU four times slower, by the clock of the page (0.1 ms). Each listener that the form has added, on \`window\` and in its closed root; at \`keypress\` and \`beforeinput\` it does nothing but keep the event to itself.\n\n${
        table(['event', 'handlers run', 'median', '99 of 100 within', 'longest'], rows)}`,
      targets: [target('handlers of a keystroke, throttled: 99 of 100 within', longest, 1, { most: true, unit: (ms) => `${ms.toFixed(1)} ms` })],
    };
  } finally {
    await chromium.stop();
    await backend.stop();
  }
}
