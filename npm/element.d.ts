import type { Code } from './codes.js';

/** How far a signup is, as the events tell it. */
export type SignupState =
  | 'draft' | 'well-formed' | 'noticed' | 'decided' | 'sealed' | 'submitted' | 'admitted' | 'refused' | 'expired' | 'failed';

/** The detail of every event: a state, a code, an id; never data. */
export interface RealnameDetail {
  readonly state: SignupState;
  readonly code?: Code;
  /** The receipt's id, from the gateway. */
  readonly id?: string;
}

/** The events of `<realname-form>`. */
export interface RealnameFormEventMap {
  'realname-ready': CustomEvent<RealnameDetail>;
  'realname-progress': CustomEvent<RealnameDetail>;
  'realname-error': CustomEvent<RealnameDetail>;
  'realname-sealed': CustomEvent<RealnameDetail>;
  'realname-submitted': CustomEvent<RealnameDetail>;
  'realname-expired': CustomEvent<RealnameDetail>;
}

/** `<realname-form endpoint pins locale policy>`; the ticket is best set as a property. */
export interface RealnameFormElement extends HTMLElement {
  /** The ticket that the provider's backend got from `POST /tickets`. */
  ticket: string;
  /** Empties the form. */
  reset(): void;
  /** Wipes everything that was typed and made. */
  destroy(): void;
  addEventListener<K extends keyof RealnameFormEventMap>(
    type: K, listener: (this: RealnameFormElement, event: RealnameFormEventMap[K]) => unknown, options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

/** Defines the element once; harmless without a DOM. */
export function defineRealnameForm(tag?: string): void;

declare global {
  interface HTMLElementTagNameMap {
    'realname-form': RealnameFormElement;
  }
}
