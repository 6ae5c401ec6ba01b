// The policies that the playground shows beside the server's own: as a real server of that configuration serves them.
// `REALNAME_PREVIEWS=write node --test tests/e2e/playground.test.mjs` puts them into www/playground.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { config, server } from './server.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../../..');
export const FOLDER = join(ROOT, 'www/playground');

/** Name and number, and what must be asked for them. */
function brief() {
  const policy = JSON.parse(readFileSync(join(ROOT, 'server/demo/policy.json'), 'utf8'));
  policy.fields = ['name', 'id_type', 'id_number'];
  policy.purposes = policy.purposes.filter(({ id }) => ['real_name_authentication', 'identity_check'].includes(id));
  const path = join(mkdtempSync(join(tmpdir(), 'realname-brief-')), 'policy.json');
  writeFileSync(path, JSON.stringify(policy));
  const notices = ['real-name.json', 'identity-check.json'].map((name) => join(ROOT, 'server/demo', name));
  return config(`policy = ${JSON.stringify(path)}\nnotices = ${JSON.stringify(notices)}\n`);
}
const CONFIGS = { brief, children: () => join(ROOT, 'server/demo/children.toml') };

/** Every document of every preview: `[path below www/playground, text]`. */
export async function previews() {
  const all = [];
  for (const [name, configuration] of Object.entries(CONFIGS)) {
    const backend = await server({ extra: ['--config', configuration()] });
    try {
      const get = async (path) => {
        const answer = await fetch(`${backend.url}/realname/v1${path}`);
        if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
        // Each server has a root key of its own; nothing is sealed in a preview.
        const text = (await answer.text()).replace(/"keys":\["[\w-]{43}"\]/, `"keys":["${'A'.repeat(43)}"]`);
        all.push([`${name}${path}`, text]);
        return JSON.parse(text);
      };
      const { notices } = await get('/policies/current');
      for (const { id, version } of notices) await get(`/notices/${id}/${version}`);
    } finally {
      await backend.stop();
    }
  }
  return all;
}
