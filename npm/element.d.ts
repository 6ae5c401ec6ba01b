import type { Code } from './codes.js';
import type { SignupState } from './signup.js';
import type { AccountProver } from './wallet.js';
export type { AccountProver, Code, SignupState };

/** The detail of every event: a state, a code, an id; never data. */
export interface RealnameDetail {
  readonly state: SignupState;
  readonly code?: Code;
  /** The receipt's id, from the gateway. */
  readonly id?: string;
  /** With `E_NOTICE`: the item of the notice that is missing or unusable, as `retention.period`. */
  readonly item?: string;
}

/** The events of `<realname-form>`. They bubble, and are not composed. */
export interface RealnameFormEventMap {
  /** The form stands, with the policy and the notices. */
  'realname-ready': CustomEvent<RealnameDetail>;
  /** The signup has come to another state. */
  'realname-progress': CustomEvent<RealnameDetail>;
  /** Something is in the way; `code` says what. With an `id` it is a signup that was not admitted. */
  'realname-error': CustomEvent<RealnameDetail>;
  /** The bundle is signed and sealed, and about to be sent. */
  'realname-sealed': CustomEvent<RealnameDetail>;
  /** The gateway has answered: `admitted`, or `refused` where the person refused. */
  'realname-submitted': CustomEvent<RealnameDetail>;
  /** The ticket is used up: set another one; nothing that was typed is lost. */
  'realname-expired': CustomEvent<RealnameDetail>;
}

/** The attributes of `<realname-form>`, for the typings of a framework's templates. */
export interface RealnameFormAttributes {
  /** The gateway: `/realname/v1`, or a URL. */
  endpoint?: string;
  /** Thumbprints (RFC 7638) of the root keys that may sign the vault's keys, separated by blanks. */
  pins?: string;
  /** The policy's digest, where only that one will do. Default: the one in force. */
  policy?: string;
  /** What `quiet` of the answer of `POST /tickets` names, separated by blanks: refused not long ago, so not asked again. */
  quiet?: string;
  /** What `seen` of the answer of `POST /tickets` names, separated by blanks: notices by `id/version` that the person decided on before. What has changed since is marked. */
  seen?: string;
  /** `zh-CN`, `zh-TW` or `en`; default: the document's language. */
  locale?: string;
  /** Keeps the device key in the browser (IndexedDB, not extractable), so that it can sign a withdrawal and a re-verification later. Default: in memory only. */
  'remember-device'?: boolean | '';
  /** The ticket that the provider's backend got from `POST /tickets`. Better set as a property: as an attribute it is taken away once it is read. */
  ticket?: string;
  /** `field`: the bundle becomes the value of the form around the element. Default: the element sends it itself. */
  mode?: 'field' | '';
  /** With `mode="field"`: under which name the bundle stands in the form. */
  name?: string;
  /** With `mode="field"`: `validity.valueMissing` too, until it is sealed. */
  required?: boolean;
  /** Disables everything in it; no part of its form then. */
  disabled?: boolean;
}

/** `<realname-form>`: notices, fields and consents in a closed root. */
export interface RealnameFormElement extends HTMLElement {
  /** The ticket that the provider's backend got from `POST /tickets`. Written only: it reads as `undefined`. */
  set ticket(value: string);
  /** Who proves the account that the signup is for, where the policy asks for one: `walletAccount(provider)` of `realname/wallet`. Written only. */
  set account(value: AccountProver);
  /** `field`: the bundle becomes the value of the form around the element. */
  mode: string;
  /** Under which name the bundle stands in the form. */
  name: string;
  required: boolean;
  disabled: boolean;
  /** Mirrors the attribute: `false` takes it away, as a framework means it. */
  'remember-device': boolean;
  /** The form that it belongs to. */
  readonly form: HTMLFormElement | null;
  readonly labels: NodeList;
  /** With `mode="field"`: `customError` while anything is missing, or the bundle was not made. */
  readonly validity: ValidityState;
  readonly validationMessage: string;
  readonly willValidate: boolean;
  checkValidity(): boolean;
  reportValidity(): boolean;
  /** Empties the form; the policy and the notices stay. A reset of the form around it does it too. */
  reset(): void;
  /** Wipes everything that was typed and made. Leaving the document does it too. */
  destroy(): void;
  addEventListener<K extends keyof RealnameFormEventMap>(
    type: K, listener: (this: RealnameFormElement, event: RealnameFormEventMap[K]) => unknown, options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<K extends keyof HTMLElementEventMap>(
    type: K, listener: (this: RealnameFormElement, event: HTMLElementEventMap[K]) => unknown, options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

/** Defines the element. Harmless without a DOM, and a second time. */
export function defineRealnameForm(tag?: string): void;

declare global {
  interface HTMLElementTagNameMap {
    'realname-form': RealnameFormElement;
  }
}
