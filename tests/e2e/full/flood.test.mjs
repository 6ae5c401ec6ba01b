// A million challenges: the server's memory is flat within 20 %. The result of the last run stands in docs/server.md.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryUnderFlood } from '../lab/flood.mjs';
import { server } from '../lab/server.mjs';

test('memory is flat within 20 % over 1,000,000 challenges', { skip: process.platform !== 'linux' && 'reads /proc' }, async (t) => {
  const running = await server();
  try {
    const seen = await memoryUnderFlood(running, { warmUp: 40_000, challenges: 1_000_000 });
    t.diagnostic(`MB resident after the warm-up and each 100,000: ${seen.map((bytes) => (bytes / 1e6).toFixed(1)).join(' ')}`);
    assert.ok(Math.max(...seen) <= seen[0] * 1.2, `bytes resident: ${seen.join(' ')}`);
  } finally {
    await running.stop();
  }
});
