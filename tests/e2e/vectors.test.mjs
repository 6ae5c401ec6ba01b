// The committed vector through four implementations that are not ours. What a browser made goes through the same
// programs in the signup tests.
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const path = (relative) => fileURLToPath(new URL(`../${relative}`, import.meta.url));
const vector = path('vectors/bundle-jose.json');
const python = process.env.REALNAME_PYTHON ?? 'python3';

for (const [program, script] of [
  [process.execPath, 'interop/jose.mjs'],
  [process.execPath, 'interop/openssl.mjs'],
  [python, 'interop/jwcrypto_check.py'],
  [python, 'interop/sd_jwt_check.py'],
]) {
  test(`the vector verifies and opens: ${script}`, () => {
    execFileSync(program, [path(script), vector], { stdio: ['ignore', 'pipe', 'pipe'] });
  });
}
