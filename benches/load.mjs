// The server, durable: bundles a second and the slowest of a hundred, by number of clients; its own CPU a bundle beside the
// bare cryptography; what a signup leaves on disk. Bundles are made beforehand by `jose`, so that the clients cost little.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { VALUES, device, forge, gateway } from '../tests/e2e/lab/gateway.mjs';
import { server } from '../tests/e2e/lab/server.mjs';
import { plot } from './lab/plot.mjs';
import { quantile } from './lab/ratio.mjs';
import { kB, table } from './lab/report.mjs';

const TICKS = 100;
/** Seconds of CPU that a process has used; Linux. */
function cpu(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}
const resident = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;
const weight = (folder) => readdirSync(folder, { recursive: true }).reduce((all, name) => {
  const path = join(folder, name);
  return all + (statSync(path).isFile() && !path.includes('/keys/') ? statSync(path).size : 0);
}, 0);

export async function load({ quick }) {
  const levels = quick ? [1, 8, 64] : [1, 8, 64, 256];
  const a_level = quick ? 200 : 1000;
  const began = performance.now();
  const backend = await server();
  const start = performance.now() - began;
  const rows = [], speed = [], slowest = [];
  const api = gateway(backend);
  try {
    const policy = await api.policy();
    let serial = 0;
    const made = async () => {
      serial += 1;
      const own = await device();
      const ticket = await api.ticket(`bench-${serial}`, `bench-${serial}`);
      const challenge = await api.challenge(ticket, own.jkt);
      return { ticket, body: JSON.stringify(await forge({ device: own, challenge, policy, origin: backend.url, values: VALUES })) };
    };
    const before = weight(backend.data);
    for (const clients of levels) {
      const waiting = [];
      for (let at = 0; at < a_level; at += 16) waiting.push(...await Promise.all(Array.from({ length: Math.min(16, a_level - at) }, made)));
      const latencies = [];
      const used = cpu(backend.pid), from = performance.now();
      await Promise.all(Array.from({ length: clients }, async () => {
        for (let next = waiting.pop(); next; next = waiting.pop()) {
          const sent = performance.now();
          const { status } = await api.submit(next.ticket, next.body);
          if (status !== 202) throw new Error(`answered ${status}`);
          latencies.push(performance.now() - sent);
        }
      }));
      const seconds = (performance.now() - from) / 1000;
      rows.push([`${clients}`, `${Math.round(a_level / seconds)}`, `${quantile(latencies, 0.5).toFixed(1)} ms`, `${quantile(latencies, 0.99).toFixed(1)} ms`, `${(((cpu(backend.pid) - used) / a_level) * 1e6).toFixed(0)} µs`]);
      speed.push([clients, a_level / seconds]);
      slowest.push([clients, quantile(latencies, 0.99)]);
    }
    const bytes = (weight(backend.data) - before) / serial;
    const binary = process.env.REALNAME_BENCH_VERIFIER ?? fileURLToPath(new URL('../target/server/examples/verifier', import.meta.url));
    const { bare_us: bare } = JSON.parse(execFileSync(binary, { encoding: 'utf8' }));
    return {
      title: 'The server under load',
      text: `The demo's server, SQLite, every answer durable; clients and server share these cores. ${a_level} bundles a row. CPU a bundle is the server's own, user and system, the vault's check and
result included; the bare cryptography of one bundle took ${bare.toFixed(0)} µs in the same run. Start to listening: ${start.toFixed(0)} ms. A signup leaves ${kB(bytes)} in the databases (write-ahead log included).
Resident memory after ${serial} signups: ${(resident(backend.pid) / 2 ** 20).toFixed(0)} MiB.\n\n${table(['clients', 'bundles a second', 'median', 'p99', 'CPU a bundle'], rows)}
\n![bundles a second](performance/load.svg)`,
      plots: {
        load: plot({ title: 'Bundles by number of clients', x: 'clients', y: 'bundles a second; p99 in ms', series: { 'a second': speed, 'p99, ms': slowest } }),
      },
    };
  } finally {
    await backend.stop();
  }
}
