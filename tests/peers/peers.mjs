// What the npm peers say: a character a line, 1 accepted, 0 refused, ! threw.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as minimal from 'libphonenumber-js';
import * as full from 'libphonenumber-js/max';
import { parse as zone } from 'mrz';
import { stdnum } from 'stdnum';
import validator from 'validator';

const require = createRequire(import.meta.url);
const IdValidator = require('id-validator');
const listed = new IdValidator(require('id-validator/src/GB2260.js'));
const out = new URL('./out/', import.meta.url);

const phone = (country) => ({
  'libphonenumber-js min': (text) => minimal.isValidPhoneNumber(text, country),
  'libphonenumber-js max': (text) => full.isValidPhoneNumber(text, country),
});
const identity = {
  'stdnum-js': (text) => stdnum.CN.ric.validate(text).isValid,
  'id-validator.js': (text) => listed.isValid(text),
  'validator.js': (text) => validator.isIdentityCard(text, 'zh-CN'),
};
const peers = {
  'resident-id': identity,
  'residence-permit': identity,
  'permanent-resident-id': identity,
  uscc: { 'stdnum-js': (text) => stdnum.CN.uscc.validate(text).isValid },
  'cn-mobile': { 'validator.js': (text) => validator.isMobilePhone(text, 'zh-CN'), ...phone('CN') },
  'hk-mobile': { 'validator.js': (text) => validator.isMobilePhone(text, 'zh-HK'), ...phone('HK') },
  'mo-mobile': { 'validator.js': (text) => validator.isMobilePhone(text, 'zh-MO'), ...phone('MO') },
  'tw-mobile': { 'validator.js': (text) => validator.isMobilePhone(text, 'zh-TW'), ...phone('TW') },
  'hk-id': { 'stdnum-js': (text) => stdnum.HK.hkid.validate(text).isValid, 'validator.js': (text) => validator.isIdentityCard(text, 'zh-HK') },
  'tw-id': { 'stdnum-js': (text) => stdnum.TW.natid.validate(text).isValid, 'validator.js': (text) => validator.isIdentityCard(text, 'zh-TW') },
  'tw-resident-certificate': { 'stdnum-js': (text) => stdnum.TW.ui.validate(text).isValid, 'validator.js': (text) => validator.isIdentityCard(text, 'zh-TW') },
  // Of lines of another length it says by an error that they are no document of its.
  'passport-mrz': {
    mrz(text) {
      const lines = text.split('\n');
      return lines.length === 2 && lines.every((line) => line.length === 44) && zone(lines).valid;
    },
  },
  'cn-passport': { 'validator.js': (text) => validator.isPassportNumber(text, 'CN') },
};

for (const [kind, accepts] of Object.entries(peers)) {
  const texts = readFileSync(new URL(`${kind}.jsonl`, out), 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line)[1]);
  for (const [peer, accept] of Object.entries(accepts)) {
    const answers = texts.map((text) => {
      try {
        return accept(text) ? '1' : '0';
      } catch {
        return '!';
      }
    });
    writeFileSync(new URL(`${kind}.${peer}.txt`, out), answers.join(''));
  }
}
