// The headless signup: types of signup.js.

import type { Code } from './codes.js';
import type { Field, Kind } from './index.js';
import type { AccountProver } from './wallet.js';

/** How far a signup is, as the events tell it. */
export type SignupState =
  | 'loading' | 'draft' | 'well-formed' | 'noticed' | 'decided' | 'sealed' | 'submitted' | 'admitted' | 'refused' | 'expired' | 'failed';

/** What {@link createSignup} takes. */
export interface SignupOptions {
  /** The gateway: a path of this page's origin, or a URL. */
  endpoint: string | URL;
  /** From the provider's backend, which got it from `POST /tickets`. */
  ticket: string;
  /** Thumbprints (RFC 7638) of the root keys that may sign the vault's keys. */
  pins: string | readonly string[];
  /** The policy's digest, where only that one will do. Default: the one in force. */
  policy?: string;
  /** Notice documents (their JSON text) that the page brings along, so that they are not fetched; their digests are compared all the same. */
  notice?: string | readonly string[];
  /** A language that the notices have. Default: the document's, or `zh-CN`. */
  locale?: string;
  /** Who proves the account that the signup is for, where the policy asks for one: `walletAccount(provider)` of `realname/wallet`. */
  account?: AccountProver;
  /** Keeps the device key in the browser (IndexedDB, not extractable), so that it can sign a withdrawal and a re-verification later. Default: in memory only. */
  rememberDevice?: boolean;
  /** Destroys the signup; what is waited for rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** A decision that must be taken: a purpose, with one of its recipients where it has some. */
export interface Question {
  /** `purpose`, or `purpose:recipient`. */
  readonly id: string;
  readonly purpose: string;
  readonly recipient?: string;
  /** Only `consent` asks; the two others are acknowledged, and there is nothing to refuse. */
  readonly legalBasis: 'statutory_duty' | 'contract' | 'consent';
  readonly required: boolean;
  /** The id of the notice that explains it. */
  readonly notice: string;
}

/** A notice in the signup's language. */
export interface NoticeText {
  readonly id: string;
  /** BCP 47. */
  readonly lang: string;
  /** What must stand on the page: an element a block, in this order and with nothing else; the first is the title. */
  readonly blocks: readonly string[];
}

/** The answer of {@link Signup.set}: what a check says, without the value and without what can be read off it. */
export type FieldVerdict =
  | { readonly state: 'well-formed'; readonly kind: Kind; readonly warnings: Code[] }
  | { readonly state: 'incomplete'; readonly field: Field; readonly candidates: Kind[] }
  | { readonly state: 'malformed'; readonly field: Field; readonly code: Code; readonly candidates: Kind[] };

/** What a person can answer. `given` acknowledges where nothing is asked. */
export type DecisionValue = 'given' | 'refused';

/** What is sent: signed, and sealed for the vault. After a refusal of something required it holds the decisions alone. */
export interface Bundle {
  readonly mediaType: 'application/realname-bundle+json' | 'application/realname-decision+json';
  /** The JSON text, byte for byte what the gateway takes. */
  readonly body: string;
}

/** The gateway's last word. The gate is asked by the provider's backend; this is a hint for the page. */
export interface Receipt {
  readonly id: string;
  readonly state: 'admitted' | 'refused';
}

/** What a listener is told: a state, a code, an id; never data. */
export interface SignupDetail {
  readonly state: SignupState;
  readonly code?: Code;
  readonly id?: string;
}

/** The events of a signup. */
export type SignupEvent = 'progress' | 'error' | 'sealed' | 'submitted' | 'expired';

/** A headless signup. It never hands a raw value out. */
export interface Signup {
  /** What is typed, in the policy's order. */
  readonly fields: readonly Field[];
  /** What must be decided. */
  readonly questions: readonly Question[];
  /** What must be displayed. */
  readonly notices: readonly NoticeText[];
  /** How far it is. */
  readonly state: SignupState | 'destroyed';
  /** Another ticket, after `expired`. Written only. */
  set ticket(value: string);
  /** Listens; the answer ends it. */
  on(event: SignupEvent, listener: (detail: SignupDetail) => void): () => void;
  /**
   * Hands a field's text in, on every change if you like. A well-formed one is kept, in wasm memory alone, until it is sealed.
   * @throws {RealnameError} `E_STATE` for a field that is not asked for, and while a message is on its way.
   */
  set(field: Field, text: string): FieldVerdict;
  /**
   * Says where a notice stands: an element with one child a block. From now on it is watched; it counts as displayed once
   * every block has been in view. Without this call a decision on the notice is recorded as `display: "asserted-by-host"`.
   * @throws {RealnameError} `E_NOTICE` for an unknown notice or language, `E_NOTICE_ALTERED` for another text.
   */
  shown(noticeId: string, locale: string, element: Element): void;
  /** Registers the button that gives, or the one that refuses. Again for a button that was drawn anew. */
  control(questionId: string, decision: DecisionValue, element: HTMLButtonElement): void;
  /**
   * Takes a decision: call it in the button's own `click` listener, with the browser's own event.
   * @param questionId A question's id; the purpose alone is enough where it has one recipient or none.
   * @throws {RealnameError} `E_UNTRUSTED_EVENT`: not a person's click on the registered button within the last second, or one that
   * has served already. `E_NOTICE_NOT_VISIBLE`: the notice, or one of the two buttons, is not visible, or they differ in size.
   * `E_NOTICE_ALTERED`, `E_CONSENT_UNKNOWN`, `E_STATE`.
   */
  decide(questionId: string, decision: DecisionValue, event: Event): void;
  /** Signs and seals (a wallet is asked now), and keeps the message; {@link Signup.submit} sends it. A later `set` or `decide` drops it. */
  seal(): Promise<Bundle>;
  /**
   * Seals where it must, sends, and waits for the outcome. The values are wiped once the gateway has them.
   * @throws {RealnameError} `E_INPUT_EMPTY` and `E_CONSENT_MISSING` while something is missing; the gateway's code otherwise, with the
   * `id` of the bundle where there is one.
   */
  submit(): Promise<Receipt>;
  /** Wipes everything, also in the wasm's memory. Every later call is `E_STATE`. */
  destroy(): void;
}

/**
 * Begins a headless signup: for frameworks that bring inputs, notices and buttons of their own. Loads the wasm, the policy
 * and its notices. What the page itself does with what is typed is the page's: the claims about recorders are the element's alone.
 * @throws {RealnameError} The codes of `load()`; `E_POLICY`, `E_NOTICE` (with `item`), `E_INSECURE_CONTEXT`, `E_UNSUPPORTED_ENGINE` (also
 * where there is no page), `E_NETWORK`.
 */
export function createSignup(options: SignupOptions): Promise<Signup>;
