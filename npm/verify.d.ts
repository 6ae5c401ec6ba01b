import type { Field } from './index.js';
export { RealnameError } from './index.js';

/** What a gateway knows by itself and compares with. */
export interface Expected {
  /** 32 secret bytes of the gateway: it recognises its own challenges by them. */
  challengeKey: Uint8Array;
  /** The session and the account at your backend, as they were when the challenge was issued. */
  session: string;
  accountRef: string;
  /** The name of your service. */
  aud: string;
  /** The HTTP header `Origin`, which you found in your allow-list. */
  origin: string;
  /** Where `Origin` is that of your frame: the origin of the page around it, which the ticket was given for. */
  embedder?: string;
  /** The policy in force: the exact text that pages are served. */
  policy: string;
  /** Unix seconds; the clock's by default. */
  now?: number;
}

/** One decision of a person. */
export interface Decision {
  purpose: string;
  recipient?: string;
  decision: 'given' | 'refused' | 'acknowledged';
  legal_basis: 'statutory_duty' | 'contract' | 'consent';
  notice: string;
  version: string;
  lang: string;
  notice_hash: string;
  displayed_at: number;
  decided_at: number;
  display: 'element' | 'headless' | 'asserted-by-host' | 'not-displayed';
  control: string;
  reask_not_before?: number;
  /** Made by `realname/testing`, in a test environment. */
  synthetic?: true;
}

/** What was signed: docs/spec.md §6.2. */
export interface Claims {
  iss: string; aud: string; iat: number; exp: number; jti: string; nonce: string; origin: string; policy: string;
  /** In a test environment, and nowhere else. */
  env?: 'test';
  /** In a frame: the origin of the page around it, and whether something may have lain over it. */
  embedder?: string; occlusion?: 'none' | 'possible' | 'unknown';
  _sd_alg?: 'sha-256'; _sd?: string[]; sealed_hash?: string;
  consent: Decision[];
  /** In a guardian's half: the hash of the child's signed part. */
  ward?: string;
  sdk: string;
}

/** A body that passed every check of a gateway, but one: burn `random` in the transaction that stores the evidence. */
export interface Verified {
  /** Thumbprint of the device key. */
  jkt: string;
  /** base64url SHA-256 of the signed part. No key of uniqueness: signatures have twins. */
  hash: string;
  /** The challenge's random part. Twice the same is a replay. */
  random: string;
  claims: Claims;
}

/** What a vault has. */
export interface Opening {
  /** Private sealing keys, as JWK. */
  sealingKeys: { d: string }[];
  aud: string;
  policy: string;
  now?: number;
}

/** What was typed, by field. */
export type Values = Partial<Record<Field, string>>;

/** Issues a challenge for a device key's thumbprint. */
export function issueChallenge(options: Expected & { jkt: string; expiresIn?: number }): string;
/** Verifies the body of `POST /bundles`. @throws {RealnameError} One code a check: docs/spec.md §8. */
export function verifyBundle(body: string | Uint8Array, expected: Expected): Verified;
/**
 * Verifies the body of a child's signup with a guardian (`application/realname-guardian+json`): both halves, or neither. They share
 * the challenge, so there is one `random` to burn.
 */
export function verifyGuardian(body: string | Uint8Array, expected: Expected): { child: Verified; guardian: Verified };
/** Verifies the body of `POST /decisions`: something required was refused. */
export function verifyDecision(body: string | Uint8Array, expected: Expected): Verified;
/**
 * Opens a bundle, at the vault. The values are raw: keep them no longer than the question to the authority takes, and out of
 * every log. They are well-formed by nobody's word but the page's: check them again.
 * `account`, where the policy asks for it, is the text of docs/spec.md 6.5: its message and signature are not verified here, the reference vault does.
 */
export function openBundle(body: string | Uint8Array, options: Opening): { jkt: string; values: Values };
/** Opens both halves and looks at both ages. That the one is the other's guardian is nobody's word but theirs. */
export function openGuardian(body: string | Uint8Array, options: Opening): { jkt: string; child: Values; guardian: Values };
