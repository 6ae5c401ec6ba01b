// A provider's backend that verifies by itself: the Express and the axum example of docs/integrate.md, as they are printed, with a
// bundle that Chromium made in a form, with one of npm's `jose`, and with what must be refused.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createECDH, createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { browser } from '../e2e/lab/browser.mjs';
import { FieldPage } from '../e2e/lab/field.mjs';
import { provider } from '../e2e/lab/provider.mjs';
import { make } from '../interop/jose_make.mjs';
import { ROOT, installed } from './lab/package.mjs';
import { printed } from './lab/printed.mjs';

const vector = JSON.parse(readFileSync(join(ROOT, 'tests/vectors/bundle-jose.json'), 'utf8'));
const now = () => Math.floor(Date.now() / 1000);

/** How the reference server writes a session down, which is what its challenges are bound to. */
const sessionOf = (session) => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(session));
  return createHash('sha256').update(Buffer.concat([Buffer.from('realname-session'), length, Buffer.from(session)])).digest('base64url');
};

/** The vector's world: what a backend knows, who asks, a bundle for it, and one that came too late. */
async function josesWorld() {
  const { inputs, aud } = vector;
  return {
    known: {
      challengeKey: Buffer.from(vector.challenge_parts.tag_key, 'hex'), vault: Buffer.from(vector.vault_private_jwk.d, 'base64url'), aud,
      origins: [inputs.origin], policy: inputs.policy,
    },
    asks: { session: inputs.session, accountRef: inputs.account_ref },
    body: (await make(vector, now())).body,
    late: (await make(vector, now() - 330)).body,
    fields: 4,
  };
}

/** What Chromium put into a provider's form, and the keys of the server that gave the challenge. */
async function chromiumsWorld() {
  const [chromium, site] = await Promise.all([browser(), provider()]);
  try {
    const page = new FieldPage(chromium, site);
    await page.filled();
    await page.click('first');
    await page.received();
    const [{ form, said }] = site.forms;
    assert.equal(said.outcome, 'match');
    const claims = JSON.parse(Buffer.from(JSON.parse(form.identity).sd_jwt.split('.')[1], 'base64url'));
    const key = (name) => readFileSync(join(site.backend.data, 'keys', name));
    return {
      known: {
        challengeKey: key('challenge'), vault: key('vault'), aud: claims.aud, origins: [new URL(site.url).origin],
        policy: await (await fetch(`${site.backend.url}/realname/v1/policies/${claims.policy}`)).text(),
      },
      asks: { session: sessionOf('session'), accountRef: 'account-1' },
      body: form.identity,
      fields: 4,
    };
  } finally {
    await chromium.stop();
    await site.stop();
  }
}

/** The Express example in a folder of its own, with the package from its tarball. */
async function express({ known: { vault, ...known }, asks }, own) {
  const folder = mkdtempSync(join(own.folder, 'express-'));
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(vault);
  const point = pair.getPublicKey();
  const jwk = { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url'), d: vault.toString('base64url') };
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'provider.js'), `
    const burnt = new Set();
    export const burn = async (random) => !burnt.has(random) && !!burnt.add(random);
    export const known = {
      ...${JSON.stringify({ ...known, challengeKey: undefined, sealingKeys: [jwk] })}, challengeKey: Buffer.from('${known.challengeKey.toString('hex')}', 'hex'),
    };
    export const whoAsks = (request) => ({ session: request.get('x-session'), accountRef: request.get('x-account') });`);
  writeFileSync(join(folder, 'express.js'), printed('express.js'));
  const { app } = await import(pathToFileURL(join(folder, 'express.js')));
  const listening = createServer(app);
  await new Promise((resolve) => listening.listen(0, '127.0.0.1', resolve));
  return {
    async send(body, { origin = known.origins[0], session = asks.session, accountRef = asks.accountRef } = {}) {
      const answer = await fetch(`http://127.0.0.1:${listening.address().port}/signup`, {
        method: 'POST', headers: { origin, 'x-session': session, 'x-account': accountRef }, body: new URLSearchParams({ username: 'lin', identity: body }),
      });
      const said = await answer.json();
      return [answer.status, said.code ?? said.fields.length];
    },
    stop: () => new Promise((resolve) => { listening.close(resolve); listening.closeAllConnections(); }),
  };
}

/** The axum example: the binary that `cargo test` built of what is printed, which `tests/consumers/axum` holds it to. */
async function axum({ known, asks }) {
  const binary = process.env.REALNAME_AXUM_EXAMPLE ?? join(ROOT, 'target/debug/realname-axum-example');
  assert.ok(existsSync(binary), 'cargo build --package realname-axum-example makes it');
  const folder = mkdtempSync(join(tmpdir(), 'realname-axum-'));
  writeFileSync(join(folder, 'policy.json'), known.policy);
  writeFileSync(join(folder, 'challenge.key'), known.challengeKey);
  writeFileSync(join(folder, 'vault.key'), known.vault);
  const child = spawn(binary, { cwd: folder, env: { AUD: known.aud, ORIGIN: known.origins[0] }, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const address = await new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += chunk;
      const found = /^listening on (\S+)$/m.exec(said);
      if (found) resolve(found[1]);
    });
    child.once('exit', () => reject(new Error('it ended before it listened')));
  });
  return {
    async send(body, { origin = known.origins[0], session = asks.session, accountRef = asks.accountRef } = {}) {
      const answer = await fetch(`http://${address}/signup`, { method: 'POST', headers: { origin, 'x-session': session, 'x-account': accountRef }, body });
      const said = await answer.text();
      return [answer.status, said.startsWith('E_') ? said : Number(/^(\d+) fields$/.exec(said)[1])];
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

describe('a backend that verifies by itself', () => {
  let own, worlds;
  before(async () => {
    own = installed();
    worlds = { jose: await josesWorld(), Chromium: await chromiumsWorld() };
  });
  after(() => own?.remove());

  for (const [name, start] of [['Express', express], ['axum', axum]]) {
    for (const maker of ['jose', 'Chromium']) {
      it(`in ${name} takes a bundle of ${maker}, once, and refuses what is wrong by its code`, async () => {
        const world = worlds[maker];
        const backend = await start(world, own);
        try {
          const bundle = JSON.parse(world.body);
          const bent = (change) => JSON.stringify({ ...bundle, ...change });
          for (const [body, more, code] of [
            [world.body, { origin: 'https://evil.example' }, 'E_ORIGIN'],
            [world.body, { session: 'another' }, 'E_CHALLENGE_UNKNOWN'],
            [world.body, { accountRef: 'another' }, 'E_CHALLENGE_UNKNOWN'],
            ['', {}, 'E_FORMAT'],
            [bent({ x: 1 }), {}, 'E_FORMAT'],
            [bent({ sealed: bundle.sealed.slice(0, -1) }), {}, 'E_SEALED_HASH'],
            [bent({ sd_jwt: bundle.sd_jwt.replace(/\.[\w-]{6}(?=[\w-]*~$)/, '.AAAAAA') }), {}, 'E_SIGNATURE'],
            [`${world.body}${' '.repeat(16384)}`, {}, 'E_TOO_LARGE'],
            ...(world.late ? [[world.late, {}, 'E_CHALLENGE_EXPIRED']] : []),
          ]) assert.deepEqual(await backend.send(body, more), [422, code], code);
          assert.deepEqual(await backend.send(world.body), [200, world.fields]);
          assert.deepEqual(await backend.send(world.body), [422, 'E_CHALLENGE_USED']);
        } finally {
          await backend.stop();
        }
      });
    }
  }
});
