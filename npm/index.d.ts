import type { Code } from './codes.js';
export type { Code };
export { deviceOf, forgetDevice, reverify, withdraw } from './acts.js';
export type { GatewayOptions, ReverificationReceipt, ReverifyOptions, WithdrawalReceipt, WithdrawOptions } from './acts.js';
export { createSignup } from './signup.js';
export type {
  Bundle, DecisionValue, FieldVerdict, NoticeText, Question, Receipt, Signup, SignupDetail, SignupEvent, SignupOptions, SignupState,
} from './signup.js';

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
/** What a value is; also the name of its disclosure in a bundle. */
export type Field = 'id_type' | 'id_number' | 'name' | 'mobile' | 'org_code' | 'account';

/** Who registered an organisation: the first character of GB 32100-2015. */
export type Authority =
  | 'establishment' | 'foreign-affairs' | 'justice' | 'culture' | 'civil-affairs' | 'tourism' | 'religion' | 'trade-union'
  | 'market' | 'military' | 'agriculture' | 'other';
/** Whom a block of mobile numbers was given to; not who serves the number now. */
export type Operator =
  | 'china-telecom' | 'china-mobile' | 'china-unicom' | 'china-broadnet' | 'china-satnet' | 'reseller' | 'other';
/** What a block of mobile numbers is for. */
export type Service = 'mobile' | 'virtual' | 'satellite' | 'emergency' | 'iot';

/** What a well-formed number says of itself; none of it is verified. What a number does not state is absent. */
export interface Facts {
  /** Whether normalisation changed the text. */
  changed: boolean;
  /** The birth date inside the number, ISO 8601. */
  birthDate?: string;
  /** The expiry date of the document, ISO 8601. */
  expiryDate?: string;
  /** The sex inside the number. */
  sex?: 'female' | 'male';
  /** The GB/T 2260 place code inside the number, six digits; names are in `realname/region-names.json`. */
  region?: number;
  /** When that place code was in force. Not in the page's build of the module. */
  regionYears?: { first: number; last: number };
  /** ISO 3166-1, three letters or three digits; ICAO's own codes in a passport. */
  country?: string;
  /** Whether that country is in a list. Not in the page's build of the module. */
  countryListed?: boolean;
  /** The state that issued the passport: ISO 3166-1, or one of ICAO's own codes. Not in the page's build of the module. */
  issuer?: string;
  /** Whether that state is in a list. Not in the page's build of the module. */
  issuerListed?: boolean;
  /** Who registered the organisation. */
  authority?: Authority;
  /** The first two characters of GB 32100-2015: registration authority and type. */
  category?: string;
  /** Whom the number block was given to. */
  operator?: Operator;
  /** What the number block is for. */
  service?: Service;
  /** The other kinds that would read the text as well-formed, the likeliest first. */
  also?: Kind[];
}

/** Format, date and check characters are right. All that a browser can say: *verified* is another word. */
export interface WellFormed {
  state: 'well-formed';
  /** What it was read as. */
  kind: Kind;
  /** The canonical form. It is the caller's own text: keep it out of logs, URLs and events. */
  normalized: string;
  facts: Facts;
  /** Findings that do not stop a signup. */
  warnings: Code[];
}

/** Still being typed: never an error. */
export interface Incomplete {
  state: 'incomplete';
  field: Field;
  /** What it may become, the likeliest first. */
  candidates: Kind[];
}

/** Cannot be a valid number. */
export interface Malformed {
  state: 'malformed';
  field: Field;
  code: Code;
  /** What it was compared with, the likeliest first. */
  candidates: Kind[];
}

/** The answer of every check. */
export type Verdict = WellFormed | Incomplete | Malformed;

/** Every error of the package. Its message never holds input. */
export class RealnameError extends Error {
  readonly name: 'RealnameError';
  /** What went wrong; docs/codes.md has a text for it in each language. */
  readonly code: Code;
  /** The bundle's id, where the gateway had it already. */
  readonly id?: string;
  /** With `E_NOTICE`: the item of the notice that is missing or unusable. */
  readonly item?: string;
  constructor(code: Code, message?: string);
}

/** Where the wasm comes from. A URL is fetched with the integrity check; bytes and modules are the caller's own trust. */
export type WasmSource = URL | Response | BufferSource | WebAssembly.Module;

/**
 * Loads the wasm once; call it again after a failure to try again.
 * @throws {RealnameError} `E_WASM_MISSING`, `E_WASM_TYPE`, `E_WASM_INTEGRITY`, `E_WASM_CSP`, `E_WASM_NETWORK`,
 * `E_UNSUPPORTED_ENGINE`
 */
export function load(options?: { wasm?: WasmSource }): Promise<void>;

/**
 * Checks an identity document's number. With no `kind` all are tried, and the other readings stand in `facts.also`.
 * @param options.on Today, ISO 8601: a birth after it is `E_INPUT_FUTURE`. Default: today in Shanghai.
 * @throws {RealnameError} `E_STATE` before `load()` has ended; `E_WASM_TRAP`, where the wasm stops: then `load()` again.
 * @throws {TypeError} for a kind that is not in the list, or a date that the calendar does not have.
 */
export function checkDocument(text: string, options?: { kind?: DocumentKind; on?: string }): Verdict;
/** Checks an organisation code. */
export function checkOrganization(text: string, options?: { kind?: OrganizationKind }): Verdict;
/** Checks a mobile number. */
export function checkMobile(text: string, options?: { kind?: MobileKind }): Verdict;
/** Checks a person's name. */
export function checkName(text: string): Verdict;
/** Checks the filing number of a blockchain information service (区块链信息服务备案编号): a lint for footers. */
export function checkFilingNumber(text: string): Verdict;

/** Whether the text is a document's well-formed number; the fast path of {@link checkDocument}. */
export function isValidDocument(text: string, kind?: DocumentKind): boolean;
/** Whether the text is an organisation's well-formed code. */
export function isValidOrganization(text: string, kind?: OrganizationKind): boolean;
/** Whether the text is a well-formed mobile number. */
export function isValidMobile(text: string, kind?: MobileKind): boolean;
