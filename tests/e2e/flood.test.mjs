// The server's memory stays where it was, however many challenges are asked for. 1,000,000 of them: full/flood.test.mjs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryUnderFlood } from './lab/flood.mjs';
import { server } from './lab/server.mjs';

test('memory is flat within 20 % over 16,000 challenges', { skip: process.platform !== 'linux' && 'reads /proc' }, async () => {
  const running = await server();
  try {
    const seen = await memoryUnderFlood(running, { warmUp: 8_000, challenges: 16_000 });
    assert.ok(Math.max(...seen) <= seen[0] * 1.2, `bytes resident: ${seen.join(' ')}`);
  } finally {
    await running.stop();
  }
});
