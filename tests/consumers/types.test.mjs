// tests/types/ compiles against the tarball, and stops compiling when one of its types decays.
import assert from 'node:assert/strict';
import { cpSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import ts from 'typescript';
import { ROOT, installed } from './lab/package.mjs';

const OPTIONS = {
  strict: true, noEmit: true, noUncheckedIndexedAccess: true, target: ts.ScriptTarget.ES2022, lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
  jsx: ts.JsxEmit.ReactJSX, skipLibCheck: false, types: [],
};
const RESOLUTIONS = {
  nodenext: { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
  bundler: { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
};
/** What a careless edit of a .d.ts does: file, text, what stands there instead. */
const DECAYS = [
  ['index.d.ts', 'Promise<void>', 'Promise<any>'],
  ['index.d.ts', 'export type Verdict = WellFormed | Incomplete | Malformed;', 'export type Verdict = any;'],
  ['index.d.ts', 'normalized: string;', 'normalized: any;'],
  ['index.d.ts', 'warnings: Code[];', 'warnings: any[];'],
  ['index.d.ts', 'also?: Kind[];', 'also?: any;'],
  ['index.d.ts', 'kind?: MobileKind }): Verdict', 'kind?: any }): Verdict'],
  ['index.d.ts', "state: 'well-formed';", 'state: string;'],
  ['index.d.ts', 'readonly code: Code;\n  /** The bundle', 'readonly code: any;\n  /** The bundle'],
  ['index.d.ts', 'export function isValidMobile(text: string, kind?: MobileKind): boolean;', 'export function isValidMobile(text: string, kind?: MobileKind): any;'],
  ['signup.d.ts', 'createSignup(options: SignupOptions): Promise<Signup>', 'createSignup(options: any): Promise<Signup>'],
  ['signup.d.ts', 'createSignup(options: SignupOptions): Promise<Signup>', 'createSignup(options: SignupOptions): Promise<any>'],
  ['signup.d.ts', 'set(field: Field, text: string): FieldVerdict;', 'set(field: Field, text: string): any;'],
  ['signup.d.ts', "readonly state: 'well-formed'; readonly kind: Kind;", "readonly state: 'well-formed'; readonly normalized: string; readonly kind: Kind;"],
  ['signup.d.ts', 'decision: DecisionValue, event: Event): void', 'decision: any, event: any): void'],
  ['signup.d.ts', 'submit(): Promise<Receipt>;', 'submit(): Promise<any>;'],
  ['signup.d.ts', 'seal(): Promise<Bundle>;', 'seal(): Promise<unknown>;'],
  ['signup.d.ts', 'set ticket(value: string);', 'ticket: any;'],
  ['wallet.d.ts', 'signerAccount(signer: AccountSigner): AccountProver', 'signerAccount(signer: any): any'],
  ['wallet.d.ts', 'options?: { address?: string }): AccountProver', 'options?: { address?: string }): any'],
  ['element.d.ts', 'set account(value: AccountProver);', 'set account(value: any);'],
  ['codes.d.ts', 'export type Code =', 'export type Code = any |'],
  ['element.d.ts', 'readonly code?: Code;', 'readonly code?: any;'],
  ['element.d.ts', 'readonly id?: string;', 'readonly id?: string; readonly [more: string]: unknown;'],
  ['element.d.ts', "'realname-form': RealnameFormElement;", "'realname-form': any;"],
  ['element.d.ts', 'set ticket(value: string);', 'set ticket(value: any);'],
  ['testing.d.ts', "options: { mode: 'open'; tag?", "options: { mode?: string; tag?"],
  ['testing.d.ts', 'export const identities: Readonly<Record<Kind, SyntheticInput>>', 'export const identities: any'],
  ['testing.d.ts', 'Promise<MockEndpoint>', 'Promise<any>'],
  ['testing.d.ts', 'readonly signups: readonly MockSignup[]', 'signups: any[]'],
  ['frame.d.ts', "'realname-frame': RealnameFrameElement;", "'realname-frame': any;"],
  ['frame.d.ts', 'defineRealnameFrame(tag?: string): void', 'defineRealnameFrame(tag?: any): void'],
  ['framed.d.ts', 'endpoint: string;', 'endpoint: any;'],
  ['inline.d.ts', "export * from './element.js';", ''],
  ['global.d.ts', 'Readonly<typeof inline>', 'any'],
];

describe('the types', () => {
  let own, types;
  const sources = new Map();
  before(() => {
    own = installed();
    types = join(realpathSync(own.folder), 'types');
    cpSync(join(ROOT, 'tests/types'), types, { recursive: true });
  });
  after(() => own?.remove());

  /** The mistakes that TypeScript finds, with one file of the package changed. */
  const mistakes = (resolution, changed, text) => {
    // The library's own files are checked once, not for each decay.
    const options = { ...OPTIONS, ...RESOLUTIONS[resolution], skipLibCheck: changed !== undefined };
    const host = ts.createCompilerHost(options);
    const stock = host.getSourceFile;
    host.getSourceFile = (path, how, ...rest) => {
      if (changed && path.endsWith(`/realname/${changed}`)) return ts.createSourceFile(path, text, how, true);
      const key = `${resolution} ${path}`;
      if (!sources.has(key)) sources.set(key, stock.call(host, path, how, ...rest));
      return sources.get(key);
    };
    const program = ts.createProgram(['index.ts', 'element.ts', 'frame.ts', 'signup.ts', 'testing.ts', 'react.tsx'].map((name) => join(types, name)), options, host);
    return ts.getPreEmitDiagnostics(program).map((found) => `${found.file?.fileName ?? ''} ${ts.flattenDiagnosticMessageText(found.messageText, '\n')}`);
  };

  for (const resolution of Object.keys(RESOLUTIONS)) {
    it(`are what the tests say, by the resolution "${resolution}"`, () => assert.deepEqual(mistakes(resolution), []));
  }

  it('cannot decay unseen', () => {
    for (const [file, from, to] of DECAYS) {
      const text = readFileSync(join(own.at, file), 'utf8');
      assert.ok(text.includes(from), `${file} holds ${from}`);
      assert.notDeepEqual(mistakes('bundler', file, text.replace(from, to)), [], `${file}: ${to} goes unseen`);
    }
  });
});
