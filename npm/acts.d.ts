// Acts after the signup: withdrawing, and saying that the device is still the same. Types of acts.js.

/** Which gateway. */
export interface GatewayOptions {
  /** The gateway: a path of this page's origin, or a URL. */
  endpoint: string | URL;
}

/** What {@link withdraw} takes: one of the three who may say it. Without `secret` the kept device signs, and where it cannot, the ticket stands for the account. */
export interface WithdrawOptions extends GatewayOptions {
  /** A fresh ticket of the same account, from `POST /tickets`. */
  ticket?: string;
  /** The consent's withdrawal secret, from the receipt. */
  secret?: string;
  /** Whether the account cannot be used without this consent. Then `consequence` must be displayed. */
  required?: boolean;
  /** The element that says, before the click, what the withdrawal leads to. */
  consequence?: Element;
}

/** The gateway's answer. */
export interface WithdrawalReceipt {
  /** The consent's. */
  readonly id: string;
  /** `restricted`: processing has stopped; `erased`: what was sealed is deleted too. */
  readonly state: 'restricted' | 'erased';
  /** Unix seconds. */
  readonly since: number;
  /** Who said it. */
  readonly by: 'device' | 'ticket' | 'secret';
}

/** What {@link reverify} takes. */
export interface ReverifyOptions extends GatewayOptions {
  /** A fresh ticket of the account, from `POST /tickets`. */
  ticket: string;
}

/** The gateway's answer: the device is the one that signed the account up. */
export interface ReverificationReceipt {
  readonly id: string;
  readonly state: 'reverified';
  /** Unix seconds. */
  readonly at: number;
}

/**
 * Takes a consent back, in the click that asks for it.
 * @throws {RealnameError} `E_NOTICE_NOT_VISIBLE` (required, and no consequence is displayed), `E_DEVICE` (no key is kept, and neither ticket
 * nor secret was given), `E_NOT_FOUND`, `E_NETWORK`.
 */
export function withdraw(consentId: string, options: WithdrawOptions): Promise<WithdrawalReceipt>;
/**
 * Lets the kept device say that it is the one that signed the account up. Nothing about the person travels.
 * @throws {RealnameError} `E_DEVICE` (no key is kept here, or it is not the account's), `E_TICKET`, `E_NETWORK`.
 */
export function reverify(options: ReverifyOptions): Promise<ReverificationReceipt>;
/** The thumbprint (RFC 7638) of the device key that is kept for a gateway; `undefined` where none is. */
export function deviceOf(options: GatewayOptions): Promise<string | undefined>;
/** Deletes the device key that is kept for a gateway. */
export function forgetDevice(options: GatewayOptions): Promise<void>;
