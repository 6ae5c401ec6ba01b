// Many numbers at once, as programs on one file: ours, `grep -P` with a pattern of the shape alone, python-stdnum, and
// a loop over the best peer in Node.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { numbers } from './lab/numbers.mjs';
import { bundled } from './lab/page.mjs';
import { median } from './lab/ratio.mjs';
import { table, target, times } from './lab/report.mjs';

const SHAPE = '^[1-9][0-9]{5}(18|19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]$';
const NODE = `import { valid } from './peers.mjs'; import { readFileSync } from 'node:fs';
let good = 0; for (const text of readFileSync(process.argv[2], 'utf8').split('\\n')) if (text && valid['resident-id']['validator.js'](text)) good += 1;
console.log(good);`;

/** It throws KeyError for some places that it lists without a county (docs/peers.md). */
const PYTHON = `import sys
from stdnum.cn import ric
good = 0
for line in open(sys.argv[1]):
    try:
        good += ric.is_valid(line.strip())
    except KeyError:
        pass
print(good)
sys.exit(0 if good else 2)`;

export async function batch({ quick }) {
  const count = quick ? 100_000 : 1_000_000;
  const folder = mkdtempSync(join(tmpdir(), 'realname-batch-'));
  const input = join(folder, 'numbers.txt');
  writeFileSync(input, `${numbers('resident-id', count).join('\n')}\n`);
  writeFileSync(join(folder, 'peers.mjs'), await bundled(`export * from './peers/peers.mjs';`, { format: 'esm' }));
  writeFileSync(join(folder, 'loop.mjs'), NODE);
  const server = process.env.REALNAME_SERVER ?? fileURLToPath(new URL('../target/server/realname-server', import.meta.url));
  const python = process.env.REALNAME_BENCH_PYTHON ?? 'python3';
  const quiet = (command, args, refuses = false) => {
    const start = performance.now();
    try {
      execFileSync(command, args, { stdio: ['ignore', 'ignore', 'ignore'], maxBuffer: 1 << 28 });
    } catch (error) {
      // Some are not well-formed, which `check` and `grep` say by their exit.
      if (!refuses || error.status !== 1) throw error;
    }
    return performance.now() - start;
  };
  const shell = (line) => quiet('sh', ['-c', line], true);
  const programs = {
    'realname-server check': () => shell(`"${server}" check --kind resident-id < "${input}"`),
    'grep -P, shape only': () => shell(`LC_ALL=C grep -cP '${SHAPE}' "${input}"`),
    'validator.js in Node': () => quiet('node', [join(folder, 'loop.mjs'), input]),
    'python-stdnum cn.ric': () => quiet(python, ['-c', PYTHON, input]),
  };
  const took = Object.fromEntries(Object.keys(programs).map((name) => [name, []]));
  try {
    for (let round = 0; round < (quick ? 3 : 5); round += 1) {
      for (const [name, run] of Object.entries(programs)) if (round === 0 || name !== 'python-stdnum cn.ric' || quick) took[name].push(run());
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const own = median(took['realname-server check']);
  const ratio = (name) => median(took[name]) / own;
  return {
    title: 'Many numbers at once',
    text: `${count.toLocaleString('en')} resident numbers in a file, one in five wrong; each program from start to end, reading included.\n\n${table(['program', 'numbers a second', 'takes'], Object.entries(took)
      .map(([name, all]) => [name, `${(Math.round(count / median(all)) / 1000).toFixed(2)} M`, name.startsWith('realname') ? '1' : times(ratio(name))]))}`,
    targets: [
      target('`check` beside a loop over validator.js', ratio('validator.js in Node'), 1),
      target('`check` beside python-stdnum', ratio('python-stdnum cn.ric'), 1),
    ],
  };
}
