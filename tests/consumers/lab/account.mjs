// The demo's policy and notices, asking for an account on a chain too: as files of a configuration.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { config } from '../../e2e/lab/server.mjs';
import { ROOT } from './package.mjs';

const NAMES = { 'zh-CN': '链上账户地址及其签名', 'zh-TW': '鏈上帳戶位址及其簽名', en: 'address of the account on a chain, and its signature' };

/** The configuration's path. The optional consent of the demo stands for the one under which the account is said in clear. */
export function accountConfig({ chains = ['eip155:1'], unverified = false, more = '' } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'realname-account-'));
  const demo = (name) => JSON.parse(readFileSync(join(ROOT, 'server/demo', name), 'utf8'));
  const policy = demo('policy.json');
  policy.fields.push('account');
  policy.account = { chains, unverified, clear_for: 'signup_survey' };
  writeFileSync(join(folder, 'policy.json'), JSON.stringify(policy));
  const notices = ['real-name.json', 'service-agreement.json', 'identity-check.json', 'signup-survey.json'].map((name) => {
    const notice = demo(name);
    if (name === 'real-name.json') {
      notice.version = 'with-account';
      for (const [lang, text] of Object.entries(notice.texts)) text.categories.push({ field: 'account', name: NAMES[lang], sensitive: false });
    }
    const path = join(folder, name);
    writeFileSync(path, JSON.stringify(notice));
    return path;
  });
  return config(`policy = ${JSON.stringify(join(folder, 'policy.json'))}\nnotices = ${JSON.stringify(notices)}\n${more}`);
}
