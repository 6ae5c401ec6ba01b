// The QA kit, for tests alone: types of testing.js.
import type { Code } from './codes.js';
import type { Field, Kind } from './index.js';
import type { Signup, SignupOptions } from './signup.js';
import type { Claims, Values } from './verify.js';
export { RealnameError } from './index.js';

/** An input that nobody has, and what a check says of it. */
export interface SyntheticInput {
  /** The kind that it is an input for. */
  readonly kind: Kind;
  /** The field that takes it. */
  readonly field: Field;
  /** What is typed. */
  readonly text: string;
  /** Why it is refused; absent where it is well-formed. */
  readonly code?: Code;
  /** What it is taken with. */
  readonly warnings: readonly Code[];
}

/** What a server in a test environment, and the mock endpoint, answer to a person of {@link persons}. */
export type TestVerdict = 'pass' | 'fail' | 'no-record' | 'replayed' | 'expired' | 'authority-down';

/** Somebody whom nobody is, by field. */
export interface TestPerson {
  readonly verdict: TestVerdict;
  readonly name: string;
  /** A resident's number of a place that was dissolved in 1985, born later. */
  readonly id_number: string;
  /** Of a block that the numbering plan keeps and nobody was given. */
  readonly mobile: string;
}

/** Of each kind one that is well-formed. */
export const identities: Readonly<Record<Kind, SyntheticInput>>;
/** For each code that an input can give, errors and warnings, one that gives it. */
export const inputsByCode: Readonly<Partial<Record<Code, SyntheticInput>>>;
/** For each verdict the person who gets it. */
export const persons: Readonly<Record<TestVerdict, TestPerson>>;
/**
 * A resident's number that nobody has: of a place that was dissolved in 1985, for births from 1990 on.
 * @param options.birthDate ISO 8601, or an `age` in full years `on` a day (default: 30 today).
 * @param options.sequence 0 to 999, odd for a man; others of the same day.
 * @throws {TypeError} for a birth before 1990.
 */
export function residentNumber(options?: { birthDate?: string; age?: number; on?: string | number | Date; sequence?: number }): string;

/** A clock that stands until it is moved. */
export interface FixedClock {
  /** Milliseconds since 1970, as `Date.now`. */
  now(): number;
  advance(seconds: number): void;
}
/** What a form's day and a mock endpoint's time can be fixed with. @throws {TypeError} for what is not a date. */
export function fixedClock(at: string | number | Date): FixedClock;

/** A private key of P-256, as JWK. */
export interface TestKey { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string; readonly d: string }
/** The keys of a mock endpoint. */
export interface TestKeys {
  /** Signs the sealing keys; its thumbprint is the pin. */
  readonly root: TestKey;
  /** What bundles are sealed to. */
  readonly sealing: TestKey;
  /** 32 bytes in base64url, by which challenges are recognised. */
  readonly challenge: string;
}
/** The same keys each time. RFCs print them (RFC 6979 A.2.5, RFC 5903 8.1): they keep nothing secret. */
export const fixedKeys: TestKeys;

/** As the global `fetch`, for one origin. */
export type MockFetch = (input: string | URL | Request, init?: { method?: string; headers?: Record<string, string>; body?: string }) => Promise<Response>;

/** What {@link mockEndpoint} takes. */
export interface MockOptions {
  /** Where the page stands. Default: where it does, or `https://signup.example`. */
  origin?: string;
  /** Where the gateway's routes begin. Default: `/realname/v1`. */
  path?: string;
  /** The service's name. Default: the origin. */
  aud?: string;
  clock?: FixedClock;
  /** Default: made at the start. */
  keys?: TestKeys;
  /** A policy document with the digests of `notices`; `env` and `keys` are replaced. Default: that of a server in a test environment. */
  policy?: string;
  /** The notices of that policy, each the text that is served. */
  notices?: string | readonly string[];
  /** What becomes of whom. Default: by {@link persons}; everybody else is `no-record`. */
  verdict?: (values: Partial<Record<Field, string>>) => TestVerdict;
}

/** What a mock endpoint has taken in. */
export interface MockSignup {
  readonly id: string;
  readonly accountRef: string;
  readonly state: 'admitted' | 'not_verified' | 'refused';
  readonly outcome: 'match' | 'mismatch' | 'no_record' | 'source_unavailable' | null;
  /** What was signed: docs/spec.md §6.2; of a child's signup the guardian's half. */
  readonly claims: Claims;
  /** What was typed, opened; nothing after a refusal. */
  readonly values: Values | { readonly child: Values; readonly guardian: Values } | null;
  /** As it came. */
  readonly body: string;
  readonly mediaType: string;
}

/** A gateway and a vault in memory, which verify and open with the Rust of the real ones. */
export interface MockEndpoint {
  /** What `endpoint` of a form is. */
  readonly endpoint: string;
  /** What `pins` of a form are. */
  readonly pins: readonly string[];
  /** What the provider's backend shows: `Authorization: Bearer …`. */
  readonly credential: string;
  /** The policy in force, as it is served. */
  readonly policy: string;
  /** A ticket, as `POST /tickets` answers it. */
  ticket(options?: { account_ref?: string; session?: string }): string;
  /** Answers a request. */
  fetch: MockFetch;
  /** Refuses the next requests that fit `METHOD /path`. @throws {TypeError} for a code that no gateway gives. */
  refuse(match: RegExp, code: Code, times?: number): void;
  readonly signups: readonly MockSignup[];
}

/**
 * Starts a mock endpoint: tickets, challenge, policies, notices, bundles, decisions, verify, gate. What it has no route for
 * (receipts, withdrawals) is `E_NOT_FOUND`.
 */
export function mockEndpoint(options?: MockOptions): Promise<MockEndpoint>;

/**
 * Defines the form with an **open** root, in which a script's clicks decide, for tools without trusted events. It takes no policy but
 * one whose `env` is `test`, which the challenge must name: else `E_TEST_MODE`. What it signs says `synthetic: true`.
 * @param options.mode `open`, to say that this is meant.
 * @param options.fetch Whom to ask instead of the network: the `fetch` of a mock endpoint.
 * @throws {TypeError} without `mode: 'open'`.
 */
export function defineRealnameForm(options: { mode: 'open'; tag?: string; fetch?: MockFetch; clock?: FixedClock }): void;

/** The headless signup of `realname`, with the same rules: `decide` takes a script's click too. */
export function createSignup(options: SignupOptions & { fetch?: MockFetch; clock?: FixedClock }): Promise<Signup>;
/** Loads the module of this entry, which {@link createSignup} and the form do by themselves. */
export function load(): Promise<void>;
