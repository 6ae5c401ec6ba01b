// What the peers are asked, in their own words. One file, so that sizes and speeds are of the same calls.
import IdValidator from 'id-validator';
import GB2260 from 'id-validator/src/GB2260.js';
import { isValidPhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { stdnum } from 'stdnum';
import isIdentityCard from 'validator/es/lib/isIdentityCard.js';
import isMobilePhone from 'validator/es/lib/isMobilePhone.js';

/** It remembers every text that it was asked; a signup asks a text once, so it is made anew after a thousand. */
const forgetful = (ask) => {
  let left = 0, listed;
  return (text) => {
    if (left === 0) [left, listed] = [1000, new IdValidator(GB2260)];
    left -= 1;
    return ask(listed, text);
  };
};
const { ric, uscc } = stdnum.CN;

/** Yes or no. */
export const valid = {
  'resident-id': {
    'validator.js': (text) => isIdentityCard(text, 'zh-CN'),
    'stdnum-js': (text) => ric.validate(text).isValid,
    'id-validator (region, date, checksum)': forgetful((listed, text) => listed.isValid(text)),
  },
  uscc: { 'stdnum-js': (text) => uscc.validate(text).isValid },
  'cn-mobile': {
    'validator.js': (text) => isMobilePhone(text, 'zh-CN'),
    'libphonenumber-js': (text) => isValidPhoneNumber(text, 'CN'),
  },
};

/** An answer with facts or a reason. */
export const facts = {
  'resident-id': { 'id-validator getInfo': forgetful((listed, text) => listed.getInfo(text)), 'stdnum-js validate': (text) => ric.validate(text) },
  uscc: { 'stdnum-js validate': (text) => uscc.validate(text) },
  'cn-mobile': { 'libphonenumber-js parse': (text) => parsePhoneNumberFromString(text, 'CN')?.isValid() },
};
