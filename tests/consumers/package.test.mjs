// The tarball itself: what is in it, what its entries do when they are imported, and whether its types are found.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { ROOT, installed } from './lab/package.mjs';

const LANGUAGES = ['zh-CN', 'zh-TW', 'en'];

describe('the tarball', () => {
  let own, manifest;
  const text = (path) => readFileSync(join(own.at, path), 'utf8');
  before(() => {
    own = installed();
    manifest = JSON.parse(text('package.json'));
  });
  after(() => own?.remove());
  /** Runs a module in the consumer's folder; answers what it prints. */
  const node = (source, ...flags) => {
    const path = join(own.folder, `run-${createHash('sha256').update(source).digest('hex').slice(0, 8)}.mjs`);
    writeFileSync(path, source);
    return execFileSync(process.execPath, [...flags, path], { cwd: own.folder, encoding: 'utf8' });
  };

  it('holds the files of its allow-list, all of them and no other', () => {
    const always = ['README.md', 'package.json'];
    const patterns = [...manifest.files, ...always].map((file) => new RegExp(`^${file.replaceAll('.', '\\.').replaceAll('*', '[^/]+')}$`));
    for (const file of own.files) assert.ok(patterns.some((pattern) => pattern.test(file)), `${file} is in the tarball, and in no allow-list`);
    for (const pattern of patterns) assert.equal(own.files.filter((file) => pattern.test(file)).length, 1, `${pattern} names one file`);
    for (const file of manifest.files) assert.doesNotMatch(file, /\/$|\*\*|^\*/, 'no folder, no wildcard of files');
  });

  it('depends on nothing, runs nothing, and has the version of Cargo.toml', () => {
    for (const key of ['dependencies', 'peerDependencies', 'optionalDependencies', 'bundledDependencies', 'scripts'])
      assert.equal(manifest[key], undefined, key);
    const [, version] = /^version = "(.+)"$/m.exec(readFileSync(join(ROOT, 'Cargo.toml'), 'utf8'));
    assert.equal(manifest.version, version);
  });

  it('has types first in each entry, and every target is a file of it', () => {
    for (const [entry, target] of Object.entries(manifest.exports)) {
      const paths = typeof target === 'string' ? [target] : Object.values(target);
      if (typeof target === 'object') assert.deepEqual([Object.keys(target)[0], Object.keys(target).at(-1)], ['types', 'default'], entry);
      for (const path of paths) assert.ok(own.files.includes(path.slice(2)), `${entry} → ${path}`);
    }
  });

  it('takes its own wasm only, and carries the same one inside', () => {
    const wasm = readFileSync(join(own.at, 'dist/core.wasm'));
    assert.ok(text('dist/core.js').includes(`sha384-${createHash('sha384').update(wasm).digest('base64')}`), 'the integrity in the loader');
    // The longest literal of both files, read as npm/inline.js reads it.
    for (const file of ['dist/core.text.js', 'global.js']) {
      const [literal] = text(file).match(/(["'])(?:\\.|(?!\1)[^\\\n\r])*\1/g).sort((a, b) => b.length - a.length);
      const bytes = [];
      let more = 0;
      for (const character of new Function(`return ${literal}`)()) {
        const code = character.charCodeAt(0);
        if (code === 127) more += 127;
        else bytes.push(more + (code + 78) % 127), more = 0;
      }
      assert.ok(wasm.equals(Buffer.from(bytes)), file);
    }
  });

  it('has nothing that a strict policy forbids, no host and no path of a machine', () => {
    for (const file of own.files.filter((file) => /\.(js|json|ts)$/.test(file) && file !== 'region-names.json')) {
      assert.doesNotMatch(text(file), /\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\/root\/|\/home\/|https?:\/\/(?!www\.w3\.org|signup\.example)/, file);
    }
  });

  it('does nothing when its entries are imported, and needs no DOM', () => {
    const entries = Object.entries(manifest.exports).filter(([, target]) => typeof target === 'object').map(([entry]) => entry.replace('.', 'realname'));
    const answer = node(`
      // Node itself compiles a wasm of its own when one of these is first named.
      void [globalThis.fetch, globalThis.Response, globalThis.crypto];
      await new Promise((resolve) => setTimeout(resolve, 100));
      const touched = [];
      for (const owner of [WebAssembly, globalThis]) {
        for (const name of owner === globalThis ? ['fetch', 'setTimeout', 'setInterval', 'queueMicrotask', 'atob'] : ['compile', 'instantiate', 'compileStreaming', 'instantiateStreaming', 'Module', 'Instance', 'Memory']) {
          const stock = owner[name];
          owner[name] = new Proxy(stock, { apply: (f, self, args) => (touched.push(name), Reflect.apply(f, self, args)), construct: (f, args) => (touched.push(name), Reflect.construct(f, args)) });
        }
      }
      const owners = [globalThis, WebAssembly];
      for (const owner of [globalThis, WebAssembly]) for (const name of Object.getOwnPropertyNames(owner)) if (/^[A-Z]/.test(name) && owner[name]?.prototype) owners.push(owner[name], owner[name].prototype);
      const shape = () => JSON.stringify(owners.map((owner) => Reflect.ownKeys(owner).map(String)));
      const result = {};
      for (const entry of ${JSON.stringify(entries)}) {
        const before = shape();
        const keys = Object.keys(globalThis);
        const members = Object.keys(await import(entry));
        result[entry] = { members: members.sort(), globals: Object.keys(globalThis).filter((key) => !keys.includes(key)), same: before === shape() };
      }
      process.on('exit', () => console.log(JSON.stringify({ result, touched, waiting: process.getActiveResourcesInfo().filter((kind) => !/Pipe|TTY/.test(kind)) })));`);
    const { result, touched, waiting } = JSON.parse(answer);
    assert.deepEqual(touched, []);
    assert.deepEqual(waiting, []);
    const checks = ['checkDocument', 'checkFilingNumber', 'checkMobile', 'checkName', 'checkOrganization', 'isValidDocument', 'isValidMobile', 'isValidOrganization'];
    const acts = ['deviceOf', 'forgetDevice', 'reverify', 'withdraw'];
    const main = ['RealnameError', ...checks, ...acts, 'createSignup', 'load'].sort();
    assert.deepEqual(result, {
      realname: { members: main, globals: [], same: true },
      'realname/element': { members: ['defineRealnameForm'], globals: [], same: true },
      'realname/frame': { members: ['defineRealnameFrame'], globals: [], same: true },
      'realname/framed': { members: ['runRealnameFrame'], globals: [], same: true },
      'realname/inline': { members: [...main, 'defineRealnameForm', 'signerAccount', 'walletAccount'].sort(), globals: [], same: true },
      'realname/wallet': { members: ['signerAccount', 'walletAccount'], globals: [], same: true },
      'realname/verify': { members: ['RealnameError', 'issueChallenge', 'openBundle', 'openGuardian', 'verifyBundle', 'verifyDecision', 'verifyGuardian'], globals: [], same: true },
      'realname/testing': { members: ['RealnameError', 'createSignup', 'defineRealnameForm', 'fixedClock', 'fixedKeys', 'identities', 'inputsByCode', 'load', 'mockEndpoint', 'persons', 'residentNumber'], globals: [], same: true },
      'realname/global.js': { members: [], globals: ['realname'], same: false },
    });
  });

  it('hands out inputs that the checks of the same package answer as they say', () => {
    const answer = JSON.parse(node(`
      import * as realname from 'realname';
      import { identities, inputsByCode, persons, residentNumber } from 'realname/testing';
      await realname.load();
      const check = ({ kind, field, text }) =>
        (kind === 'filing-number' ? realname.checkFilingNumber(text) : kind === 'person-name' ? realname.checkName(text)
          : field === 'mobile' ? realname.checkMobile(text, { kind }) : field === 'org_code' ? realname.checkOrganization(text, { kind }) : realname.checkDocument(text, { kind }));
      const wrong = Object.entries(identities).filter(([kind, input]) => { const { state, warnings } = check(input); return kind !== input.kind || state !== 'well-formed' || warnings + '' !== input.warnings + ''; });
      for (const [code, input] of Object.entries(inputsByCode)) { const verdict = check(input); if (verdict.code !== code && !verdict.warnings?.includes(code)) wrong.push([code, verdict]); }
      const born = { on: '2026-11-25', age: 18 };
      console.log(JSON.stringify({
        wrong, kinds: Object.keys(identities).length, codes: Object.keys(inputsByCode).length,
        persons: Object.values(persons).map((person) => [person.verdict, realname.isValidDocument(person.id_number, 'resident-id'), realname.isValidMobile(person.mobile, 'cn-mobile'), realname.checkName(person.name).state]),
        adult: realname.checkDocument(residentNumber(born), { kind: 'resident-id', on: '2026-11-25' }).facts, own: residentNumber({ birthDate: '1990-01-01' }) === persons.pass.id_number,
        frozen: [identities, inputsByCode, persons, persons.pass, identities['hk-id'], identities['hk-id'].warnings].every(Object.isFrozen),
      }));`));
    assert.deepEqual(answer.wrong, []);
    assert.deepEqual([answer.kinds, answer.codes, answer.frozen, answer.own], [21, 27, true, true]);
    assert.deepEqual(answer.persons, ['pass', 'fail', 'no-record', 'replayed', 'expired', 'authority-down'].map((verdict) => [verdict, true, true, 'well-formed']));
    assert.deepEqual([answer.adult.birthDate, answer.adult.sex], ['2008-11-25', 'male']);
  });

  for (const entry of ['realname', 'realname/inline']) {
    it(`checks numbers in Node by ${entry}, and a failed load can be tried again`, () => {
      const answer = JSON.parse(node(`
        import { RealnameError, createSignup, checkDocument, checkFilingNumber, checkMobile, checkName, checkOrganization, isValidDocument, isValidMobile, isValidOrganization, load } from '${entry}';
        const code = async (work) => { try { await work(); return null; } catch (error) { return [error instanceof RealnameError, error.code]; } };
        const early = await code(() => checkName('x'));
        const headless = await code(() => createSignup({}));
        const bad = await code(() => load({ wasm: new Uint8Array([1, 2, 3]) }));
        await Promise.all([load(), load()]);
        console.log(JSON.stringify({
          early, bad, headless,
          verdicts: [
            checkDocument('11010519491231002X', { kind: 'resident-id' }), checkDocument('110105194912310021', { kind: 'resident-id' }), checkDocument('1101'),
            checkOrganization('91110000600037341L'), checkMobile('138 0013 8000'), checkName('测试用户'), checkFilingNumber('京网信备11010819123456700011号'),
          ].map(({ state, kind, code }) => [state, kind ?? code]),
          valid: [isValidDocument('11010519491231002X'), isValidDocument('11010519491231002X', 'hk-id'), isValidOrganization('91110000600037341L'), isValidMobile('13800138000', 'cn-mobile'), isValidMobile('1380013')],
          future: checkDocument('11010519491231002X', { kind: 'resident-id', on: '1949-12-30' }).code,
          plain: Object.getPrototypeOf(checkName('测试用户')) === Object.prototype,
        }));`));
      assert.deepEqual(answer, {
        early: [true, 'E_STATE'],
        bad: [true, 'E_WASM_TYPE'],
        headless: [true, 'E_UNSUPPORTED_ENGINE'],
        verdicts: [
          ['well-formed', 'resident-id'], ['malformed', 'E_INPUT_CHECKSUM'], ['incomplete', null],
          ['well-formed', 'uscc'], ['well-formed', 'cn-mobile'], ['well-formed', 'person-name'], ['well-formed', 'filing-number'],
        ],
        valid: [true, false, true, true, false],
        future: 'E_INPUT_FUTURE',
        plain: true,
      });
    });
  }

  it('has every text in every language, and a text for every code', async () => {
    const tables = await Promise.all(LANGUAGES.map(async (language) => (await import(pathToFileURL(join(own.at, 'strings', `${language}.js`)))).default));
    const codes = [...text('codes.d.ts').matchAll(/'([EW]_[A-Z0-9_]+)'/g)].map(([, code]) => code);
    assert.ok(codes.length > 50);
    assert.deepEqual(missingTexts(tables, codes), []);
    // The eyes see: one text taken away, one left blank, one left in the other language's place.
    const [first, second, third] = tables;
    const { E_TICKET: gone, ...rest } = second;
    assert.ok(gone);
    assert.deepEqual(missingTexts([first, rest, { ...third, submit: ' ' }], codes), ['zh-TW: E_TICKET', 'en: submit']);
    assert.deepEqual(missingTexts(tables, [...codes, 'E_NEW']), LANGUAGES.map((language) => `${language}: E_NEW`));
  });

  it('asks for no text that the tables lack', async () => {
    const { default: table } = await import(pathToFileURL(join(own.at, 'strings/zh-CN.js')));
    const asked = new Set(text('form.js').match(/\.(loading|form|[EW]_[A-Z_]+)\b/g)?.map((name) => name.slice(1)));
    for (const name of readdirSync(own.at, { recursive: true }).filter((name) => /^(load|check|node|form)\.js$/.test(name)))
      for (const [code] of text(name).matchAll(/\bE_[A-Z_]+\b/g)) asked.add(code);
    assert.ok(asked.size > 5);
    for (const name of asked) assert.ok(name in table, `no text for ${name}`);
  });

  it('describes its frame as it is, which has what the form has', () => {
    const [form, frame] = JSON.parse(text('custom-elements.json')).modules.map(({ declarations: [element] }) => element);
    const names = (list) => list.map(({ name }) => name).sort();
    assert.deepEqual(names(frame.attributes), names([...form.attributes, { name: 'allow-overlay' }]));
    assert.deepEqual(names(frame.members), names([...form.members, { name: 'focus' }]));
    for (const same of ['events', 'cssStates', 'cssProperties']) assert.deepEqual(names(frame[same]), names(form[same]), same);
    // What it hands on, and what it watches for itself; the look is told by property.
    const [, list] = /\["pins"([^\]]*)\]/.exec(text('frame.js'));
    const told = ['pins', ...[...list.matchAll(/"([a-z-]+)"/g)].map(([, name]) => name), 'endpoint', 'required', 'ticket', 'name', 'disabled'];
    assert.deepEqual(names(frame.attributes), told.sort());
    const [, look] = /\["accent"([^\]]*)\]/.exec(text('frame.js'));
    assert.deepEqual(names(frame.cssProperties), ['accent', ...[...look.matchAll(/"([a-z-]+)"/g)].map(([, name]) => name)].map((name) => `--realname-${name}`).sort());
    // And no property of the form is one that the frame lacks.
    const own = (name) => [...text(name).matchAll(/^ {2}(?:set |readonly )?([a-zA-Z]+)[(:?]/gm)].map(([, member]) => member);
    for (const member of own('frame.d.ts')) assert.ok([...own('element.d.ts'), 'endpoint'].includes(member), member);
  });

  it('describes its element as it is, to editors too', () => {
    const [{ declarations: [element] }] = JSON.parse(text('custom-elements.json')).modules;
    const names = (list) => list.map(({ name }) => name).sort();
    const [, observed] = /observedAttributes=\[([^\]]+)\]/.exec(text('form.js'));
    // Some are read when the form is drawn, and not watched.
    const read = [...text('form.js').matchAll(/getAttribute\(["']([a-z]+)["']\)/g)].map(([, name]) => name);
    // And two the browser itself watches, for every form control.
    const control = ['disabled', 'name'];
    assert.deepEqual(names(element.attributes), [...new Set([...observed.replaceAll(/["']/g, '').split(','), ...read, ...control])].sort());
    assert.deepEqual(names(element.cssProperties), [...new Set(text('style.js').match(/--realname-[a-z-]+/g))].sort());
    assert.deepEqual(names(element.events), [...new Set(text('element.d.ts').match(/'realname-(?!form)[a-z]+'/g))].map((name) => name.slice(1, -1)).sort());
  });

  it('is clean for publint', async () => {
    const { publint } = await import('publint');
    const { formatMessage } = await import('publint/utils');
    const { messages, pkg } = await publint({ pkgDir: own.at, pack: false, strict: true });
    assert.deepEqual(messages.map((message) => formatMessage(message, pkg, { color: false })), []);
  });

  it('has types that every module resolution of TypeScript finds', () => {
    const tool = join(ROOT, 'tests/consumers/node_modules/@arethetypeswrong/cli/dist/index.js');
    // ESM only: `require` is left out. Files that are not scripts have no types.
    const files = ['core.wasm', 'region-names.json', 'custom-elements.json', 'package.json'];
    const answer = execFileSync(process.execPath, [tool, own.tarball, '--profile', 'esm-only', '--format', 'json', '--no-definitely-typed', '--exclude-entrypoints', ...files], { encoding: 'utf8' });
    const { analysis } = JSON.parse(answer);
    assert.deepEqual(analysis.problems.filter(({ resolutionKind }) => !['node10', 'node16-cjs'].includes(resolutionKind)), []);
    assert.deepEqual(Object.keys(analysis.entrypoints).sort(), ['.', './element', './frame', './framed', './global.js', './inline', './testing', './verify', './wallet']);
  });
});

/** `language: key` for every text that a language lacks, compared with all languages and all codes. */
function missingTexts(tables, codes) {
  const keys = new Set([...codes, ...tables.flatMap((table) => Object.keys(table))]);
  return tables.flatMap((table, at) => [...keys].filter((key) => !table[key]?.trim()).map((key) => `${LANGUAGES[at]}: ${key}`));
}
