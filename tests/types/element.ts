// The types of `realname/element`, `realname/inline` and `realname/global.js`. Compiled, never run.
import * as inline from 'realname/inline';
import * as main from 'realname';
import * as wallet from 'realname/wallet';
import {
  type Code, type RealnameDetail, type RealnameFormAttributes, type RealnameFormElement, type RealnameFormEventMap, type SignupState,
  defineRealnameForm,
} from 'realname/element';
import 'realname/global.js';
import { type Equals, type Known, is } from './equals.js';

is<Equals<typeof defineRealnameForm, (tag?: string) => void>>();
is<Known<RealnameFormElement>>();
is<Known<SignupState>>();
is<Equals<keyof RealnameFormEventMap, `realname-${'ready' | 'progress' | 'error' | 'sealed' | 'submitted' | 'expired'}`>>();
is<Equals<RealnameFormEventMap[keyof RealnameFormEventMap], CustomEvent<RealnameDetail>>>();
// A state, a code, an id, the item of a notice: nothing else can stand in an event.
is<Equals<RealnameDetail, { readonly state: SignupState; readonly code?: Code; readonly id?: string; readonly item?: string }>>();
is<Equals<RealnameFormAttributes, {
  endpoint?: string; pins?: string; policy?: string; quiet?: string; seen?: string; locale?: string; 'remember-device'?: boolean | ''; ticket?: string;
  mode?: 'field' | ''; name?: string; required?: boolean; disabled?: boolean;
}>>();

const form = document.querySelector('realname-form');
is<Equals<typeof form, RealnameFormElement | null>>();
const made = document.createElement('realname-form');
is<Equals<typeof made, RealnameFormElement>>();
form?.addEventListener('realname-submitted', function (event) {
  is<Equals<typeof event, CustomEvent<RealnameDetail>>>();
  is<Equals<typeof this, RealnameFormElement>>();
  // @ts-expect-error: no data in an event.
  event.detail.name;
  // @ts-expect-error: and nothing to change.
  event.detail.state = 'admitted';
});
form?.addEventListener('click', (event) => is<Equals<typeof event, HTMLElementEventMap['click']>>());
if (form) is<Equals<(typeof form)['remember-device'], boolean>>();
// @ts-expect-error: a ticket is a text.
if (form) form.ticket = 1;
if (form) form.account = wallet.walletAccount({ request: async () => '' });
// @ts-expect-error: what proves an account is a function of the package's.
if (form) form.account = '0x';
// @ts-expect-error: the element hands no value out.
form?.value;
if (form) is<Equals<typeof form.validity, ValidityState>>();

// `inline` is both entries, and the global is `inline`.
is<Equals<keyof typeof inline, keyof typeof main | keyof typeof wallet | 'defineRealnameForm'>>();
is<Equals<typeof inline.load, typeof main.load>>();
is<Equals<typeof realname, Readonly<typeof inline>>>();
// @ts-expect-error: frozen.
realname.load = inline.load;
