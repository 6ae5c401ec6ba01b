// Checking numbers, in one page of one Chromium, by turns and warm; and in bulk, as programs.
import { file, page, bundled } from './lab/page.mjs';
import { numbers } from './lab/numbers.mjs';
import { interleave } from './lab/ratio.mjs';
import { table, target, times } from './lab/report.mjs';

const CALLS = {
  'resident-id': ['isValidDocument', 'checkDocument'],
  uscc: ['isValidOrganization', 'checkOrganization'],
  'cn-mobile': ['isValidMobile', 'checkMobile'],
};
const nano = (ms) => `${Math.round(ms * 1e6).toLocaleString('en')} ns`;

/** In the page: one call of a run is a pass over all texts. */
const inPage = `async (kind, valid, check, texts, rounds, slot) => {
  const interleave = ${interleave};
  const { realname, peers } = window;
  const pass = (f) => () => { let good = 0; for (let at = 0; at < texts.length; at += 1) if (f(texts[at])) good += 1; window.sink = good; };
  // Bound once, as the peers' functions are by their imports.
  const { [valid]: isValid, [check]: verdict } = realname;
  const ours = { [valid]: pass((text) => isValid(text, kind)) };
  const peersOf = (table) => Object.fromEntries(Object.entries(table[kind]).map(([name, f]) => [name, pass(f)]));
  const options = { kind };
  const yes = await interleave({ ...ours, ...peersOf(peers.valid) }, rounds, slot);
  const facts = await interleave({ [check]: pass((text) => verdict(text, options).state === 'well-formed'), ...peersOf(peers.facts) }, rounds, slot);
  return { yes, facts };
}`;

export async function validation({ quick }) {
  const lab = await page({
    '/': '<!doctype html><meta charset="utf-8"><script src="/global.js"></script><script src="/peers.js"></script>',
    '/global.js': file('pkg/global.js'),
    '/peers.js': await bundled(`export * from './peers/peers.mjs';`, { globalName: 'peers' }),
  });
  const rows = [], targets = [];
  try {
    await lab.run('() => realname.load()');
    for (const [kind, [valid, check]] of Object.entries(CALLS)) {
      const texts = numbers(kind, 1000);
      const { yes, facts } = await lab.run(inPage, kind, valid, check, texts, quick ? 15 : 41, quick ? 10 : 25);
      for (const [mine, answers] of [[valid, yes], [check, facts]]) {
        for (const [name, { ms, ratio }] of Object.entries(answers)) rows.push([kind, name, nano(ms / texts.length), name === mine ? '1' : times(ratio)]);
      }
      const peers = (answers, mine) => Object.entries(answers).filter(([name]) => name !== mine).map(([, a]) => a.ratio);
      targets.push(target(`\`${valid}\` beside the fastest peer (${kind})`, Math.min(...peers(yes, valid)), 1.5));
      targets.push(target(`\`${check}\` beside the fastest peer that answers as much (${kind})`, Math.min(...peers(facts, check)), 1));
      const same = Object.entries(yes).find(([name]) => name.includes('region, date'));
      if (same) targets.push(target(`\`${valid}\` beside the peer that checks region, date and checksum`, same[1].ratio, 10));
    }
  } finally {
    await lab.stop();
  }
  return {
    title: 'Validation, in Chromium',
    text: `A thousand made-up numbers a kind, one in five with a wrong character; time a number, and how many times ours the peer takes.\n\n${table(['kind', 'call', 'a number', 'takes'], rows)}`,
    targets,
  };
}
