import type { Code } from './codes.js';
export type { Code };

/** The kinds of identity documents. */
export type DocumentKind =
  | 'resident-id' | 'residence-permit' | 'permanent-resident-id' | 'hk-mo-travel-permit' | 'tw-travel-permit'
  | 'cn-passport' | 'foreign-passport' | 'passport-mrz' | 'hk-id' | 'mo-id' | 'tw-id' | 'tw-resident-certificate';
/** The kinds of organisation codes. */
export type OrganizationKind = 'uscc' | 'org-code' | 'registration-number';
/** The kinds of mobile numbers. */
export type MobileKind = 'cn-mobile' | 'hk-mobile' | 'mo-mobile' | 'tw-mobile';
/** Every kind. */
export type Kind = DocumentKind | OrganizationKind | MobileKind | 'person-name' | 'filing-number';
/** What a value is. */
export type Field = 'id_type' | 'id_number' | 'name' | 'mobile' | 'org_code';

/** What a well-formed number says of itself; none of it is verified. */
export interface Facts {
  /** ISO date. */
  birthDate?: string;
  sex?: 'female' | 'male';
  /** Whether normalisation changed the text. */
  changed: boolean;
  [fact: string]: unknown;
}

/** The answer of every check. `well-formed` is all that a browser can say: verified is another word. */
export type Verdict =
  | { state: 'well-formed'; kind: Kind; normalized: string; facts: Facts; warnings: Code[] }
  | { state: 'incomplete'; field: Field; candidates: Kind[] }
  | { state: 'malformed'; field: Field; code: Code; candidates: Kind[] };

/** Every error of the package. Its message never holds input. */
export class RealnameError extends Error {
  readonly code: Code;
  constructor(code: Code, message?: string);
}

/**
 * Loads the wasm once; call it again after a failure to try again.
 * @throws {RealnameError} `E_WASM_MISSING`, `E_WASM_TYPE`, `E_WASM_INTEGRITY`, `E_WASM_CSP`, `E_WASM_NETWORK`, `E_UNSUPPORTED_ENGINE`
 */
export function load(options?: { wasm?: URL | Response | BufferSource | WebAssembly.Module }): Promise<void>;

/** Checks an identity document's number. `on`: ISO date of today, default today in Shanghai. */
export function checkDocument(text: string, options?: { kind?: DocumentKind; on?: string }): Verdict;
/** Checks an organisation code. */
export function checkOrganization(text: string, options?: { kind?: OrganizationKind }): Verdict;
/** Checks a mobile number. */
export function checkMobile(text: string, options?: { kind?: MobileKind }): Verdict;
/** Checks a person's name. */
export function checkName(text: string): Verdict;
