// The types of `createSignup`. Compiled, never run.
import {
  type Bundle, type Code, type DecisionValue, type Field, type FieldVerdict, type Kind, type Question, type Receipt, type Signup,
  type SignupDetail, type SignupEvent, type SignupOptions, type SignupState, createSignup,
} from 'realname';
import { type AccountProver, type AccountSigner, signerAccount, walletAccount } from 'realname/wallet';
import { type Equals, type Known, is } from './equals.js';

is<Equals<typeof createSignup, (options: SignupOptions) => Promise<Signup>>>();
is<Known<SignupOptions>>();
is<Known<Signup>>();
is<Known<Question>>();
is<Equals<SignupOptions['endpoint'], string | URL>>();
is<Equals<SignupOptions['signal'], AbortSignal | undefined>>();
is<Equals<SignupEvent, 'progress' | 'error' | 'sealed' | 'submitted' | 'expired'>>();
is<Equals<Signup['state'], SignupState | 'destroyed'>>();
is<Equals<Signup['set'], (field: Field, text: string) => FieldVerdict>>();
is<Equals<Parameters<Signup['decide']>, [questionId: string, decision: DecisionValue, event: Event]>>();
is<Equals<DecisionValue, 'given' | 'refused'>>();
is<Equals<ReturnType<Signup['seal']>, Promise<Bundle>>>();
is<Equals<ReturnType<Signup['submit']>, Promise<Receipt>>>();
is<Equals<Receipt, { readonly id: string; readonly state: 'admitted' | 'refused' }>>();
is<Equals<SignupDetail, { readonly state: SignupState; readonly code?: Code; readonly id?: string }>>();
// A verdict of a field never has its value, nor what can be read off it.
is<Equals<Extract<FieldVerdict, { state: 'well-formed' }>, { readonly state: 'well-formed'; readonly kind: Kind; readonly warnings: Code[] }>>();

export async function use(options: SignupOptions, button: HTMLButtonElement): Promise<void> {
  const signup = await createSignup(options);
  const off = signup.on('submitted', (detail) => is<Equals<typeof detail, SignupDetail>>());
  is<Equals<typeof off, () => void>>();
  signup.control('identity_check', 'refused', button);
  signup.ticket = '';
  // @ts-expect-error: written only, and a text.
  signup.ticket = 1;
  const prover = walletAccount({ request: async ({ method, params }) => `${method} ${params?.length}` }, { address: '0x' });
  is<Equals<typeof prover, AccountProver>>();
  is<Equals<SignupOptions['account'], AccountProver | undefined>>();
  is<Equals<typeof signerAccount, (signer: AccountSigner) => AccountProver>>();
  is<Equals<AccountSigner['id'], string>>();
  // @ts-expect-error: an account without its name.
  signerAccount({ sign: () => '' });
  // @ts-expect-error: nothing else can be answered.
  signup.decide('identity_check', 'yes', new Event('click'));
  // @ts-expect-error: a control is a button.
  signup.control('identity_check', 'given', document.createElement('a'));
  // @ts-expect-error: a field of the policy.
  signup.set('password', '');
  // @ts-expect-error: no event hands data out.
  signup.on('typed', () => {});
}
