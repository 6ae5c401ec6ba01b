// What the server costs with many signups stored: memory, time to start, latency. The first came over HTTP, the others are copies of
// their rows (multiply.py): a million would take an hour to sign up.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { VALUES, device, forge, gateway } from '../tests/e2e/lab/gateway.mjs';
import { server } from '../tests/e2e/lab/server.mjs';
import { plot } from './lab/plot.mjs';
import { quantile } from './lab/ratio.mjs';
import { kB, table } from './lab/report.mjs';

const SEED = 1000, MEASURED = 400, CLIENTS = 8;
const MULTIPLY = fileURLToPath(new URL('multiply.py', import.meta.url));
const resident = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;
const weight = (folder) => readdirSync(folder, { recursive: true }).reduce((all, name) => {
  const path = join(folder, name);
  return all + (statSync(path).isFile() && !path.includes('/keys/') ? statSync(path).size : 0);
}, 0);

let serial = 0;
/** Signs up `count` new accounts, eight at a time; how long each submission took. */
async function signUp(backend, count) {
  const api = gateway(backend);
  const policy = await api.policy();
  const latencies = [];
  let left = count;
  await Promise.all(Array.from({ length: CLIENTS }, async () => {
    while (left > 0) {
      left -= 1;
      serial += 1;
      const own = await device();
      const ticket = await api.ticket(`stored-${serial}`, `stored-${serial}`);
      const challenge = await api.challenge(ticket, own.jkt);
      const body = JSON.stringify(await forge({ device: own, challenge, policy, origin: backend.url, values: VALUES }));
      const sent = performance.now();
      const { status } = await api.submit(ticket, body);
      if (status !== 202) throw new Error(`answered ${status}`);
      latencies.push(performance.now() - sent);
    }
  }));
  return latencies;
}

export async function stored({ quick }) {
  const sizes = process.env.REALNAME_BENCH_STORED?.split(',').map(Number) ?? (quick ? [1000] : [1000, 10_000, 100_000, 1_000_000]);
  const rows = [], memory = [], medians = [];
  let backend = await server(), there = SEED, began;
  try {
    await signUp(backend, SEED);
    for (const size of sizes) {
      if (size > there) {
        await backend.stop({ keep: true });
        there = Number(execFileSync(process.env.REALNAME_BENCH_PYTHON ?? 'python3', [MULTIPLY, backend.data, `${size}`], { encoding: 'utf8' }));
        const start = performance.now();
        backend = await server({ data: backend.data, port: new URL(backend.url).port });
        began = performance.now() - start;
      }
      const bytes = weight(backend.data) / there;
      const latencies = await signUp(backend, MEASURED);
      const mib = resident(backend.pid) / 2 ** 20;
      rows.push([there.toLocaleString('en'), began ? `${began.toFixed(0)} ms` : '–', `${mib.toFixed(0)} MiB`, kB(bytes), `${quantile(latencies, 0.5).toFixed(1)} ms`, `${quantile(latencies, 0.99).toFixed(1)} ms`]);
      memory.push([there, mib]);
      medians.push([there, quantile(latencies, 0.5)]);
    }
  } finally {
    await backend.stop();
  }
  return {
    title: 'Many signups stored',
    text: `${SEED.toLocaleString('en')} signups came over HTTP, the others are copies of their rows under ids of their own; then the server was started anew and ${MEASURED} more signed up,
${CLIENTS} at a time. Resident memory is what it was after those.\n\n${table(['stored', 'start to listening', 'resident', 'a signup on disk', 'median', 'p99'], rows)}
\n![memory by stored signups](performance/memory.svg)`,
    plots: { memory: plot({ title: 'Resident memory and latency by stored signups', x: 'signups', y: 'MiB; ms', series: { resident: memory, 'median, ms': medians } }) },
  };
}
