// The memory of a process of one's own, as a core dump has it (Linux alone).
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

/** What `look(bytes)` finds in every mapping that it can write. */
export function memory(pid, look) {
  const file = openSync(`/proc/${pid}/mem`, 'r');
  const found = new Set();
  try {
    for (const line of readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n')) {
      const [, from, to] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? [];
      if (!from) continue;
      const [start, end] = [Number.parseInt(from, 16), Number.parseInt(to, 16)];
      for (let at = start; at < end; at += 1 << 24) {
        const bytes = Buffer.alloc(Math.min((1 << 24) + 256, end - at));
        let read = 0;
        try { read = readSync(file, bytes, 0, bytes.length, at); } catch { continue; }
        for (const one of look(bytes.subarray(0, read))) found.add(one);
      }
    }
  } finally {
    closeSync(file);
  }
  return [...found].sort();
}
