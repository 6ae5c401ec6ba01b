// The types of `realname`: exact, and none of them has decayed to `any`. Compiled, never run.
import {
  type Code, type DocumentKind, type Facts, type Field, type Kind, type MobileKind, type OrganizationKind, type Verdict,
  RealnameError, checkDocument, checkFilingNumber, checkMobile, checkName, checkOrganization, isValidDocument, isValidMobile,
  isValidOrganization, load,
} from 'realname';
import { type Equals, type Known, is } from './equals.js';

is<Equals<typeof load, (options?: { wasm?: URL | Response | BufferSource | WebAssembly.Module }) => Promise<void>>>();
is<Equals<Parameters<typeof checkDocument>, [text: string, options?: { kind?: DocumentKind; on?: string }]>>();
is<Equals<Parameters<typeof checkOrganization>, [text: string, options?: { kind?: OrganizationKind }]>>();
is<Equals<Parameters<typeof checkMobile>, [text: string, options?: { kind?: MobileKind }]>>();
is<Equals<Parameters<typeof checkName>, [text: string]>>();
is<Equals<Parameters<typeof checkFilingNumber>, [text: string]>>();
is<Equals<ReturnType<typeof checkDocument>, Verdict>>();
is<Equals<ReturnType<typeof checkOrganization>, Verdict>>();
is<Equals<ReturnType<typeof checkMobile>, Verdict>>();
is<Equals<ReturnType<typeof checkName>, Verdict>>();
is<Equals<ReturnType<typeof checkFilingNumber>, Verdict>>();
is<Equals<typeof isValidDocument, (text: string, kind?: DocumentKind) => boolean>>();
is<Equals<typeof isValidOrganization, (text: string, kind?: OrganizationKind) => boolean>>();
is<Equals<typeof isValidMobile, (text: string, kind?: MobileKind) => boolean>>();

is<Known<Code>>();
is<Known<Verdict>>();
is<Known<Facts>>();
is<Known<Kind>>();
is<Equals<Extract<Kind, MobileKind>, 'cn-mobile' | 'hk-mobile' | 'mo-mobile' | 'tw-mobile'>>();
is<Equals<Extract<Kind, OrganizationKind>, 'uscc' | 'org-code' | 'registration-number'>>();
is<Equals<Exclude<Kind, DocumentKind | OrganizationKind | MobileKind>, 'person-name' | 'filing-number'>>();
is<Equals<Field, 'id_type' | 'id_number' | 'name' | 'mobile' | 'org_code' | 'account'>>();
is<Equals<Facts['changed'], boolean>>();
is<Equals<Facts['birthDate'], string | undefined>>();
is<Equals<Facts['sex'], 'female' | 'male' | undefined>>();
is<Equals<Facts['region'], number | undefined>>();
is<Equals<Facts['regionYears'], { first: number; last: number } | undefined>>();
is<Equals<Facts['also'], Kind[] | undefined>>();
is<Equals<'E_TICKET' extends Code ? true : false, true>>();
is<Equals<'E_MADE_UP' extends Code ? true : false, false>>();

// One member tells the three answers apart, and each has its own members.
export function read(verdict: Verdict): string {
  switch (verdict.state) {
    case 'well-formed':
      is<Equals<typeof verdict.normalized, string>>();
      is<Equals<typeof verdict.warnings, Code[]>>();
      return verdict.normalized;
    case 'incomplete':
      is<Equals<typeof verdict.candidates, Kind[]>>();
      // @ts-expect-error: still being typed is no error, and has no code.
      return verdict.code;
    case 'malformed':
      is<Equals<typeof verdict.code, Code>>();
      // @ts-expect-error: there is no normal form of what is malformed.
      return verdict.normalized;
    default:
      return verdict satisfies never;
  }
}

// @ts-expect-error: "verified" is another word, and no answer of a browser.
is<Equals<Extract<Verdict, { state: 'verified' }>, Verdict>>();
// @ts-expect-error: a mobile number is no document.
checkDocument('', { kind: 'cn-mobile' });
// @ts-expect-error: a text, not a number.
checkMobile(13800138000);
// @ts-expect-error: `load` takes an object.
load('/core.wasm');
// @ts-expect-error: a code of the table.
new RealnameError('E_MADE_UP');

const error = new RealnameError('E_WASM_CSP', 'why');
is<Equals<typeof error.code, Code>>();
is<Equals<typeof error extends Error ? true : false, true>>();
// @ts-expect-error: a code does not change.
error.code = 'E_TICKET';
