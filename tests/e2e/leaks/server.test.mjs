// What the server has of a canary: its process's memory while it asks and after it answered, whatever the answer is; its log; its
// files with the write-ahead log and free pages. Its problem documents: problems.test.mjs.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { browser } from '../lab/browser.mjs';
import { VALUES, device, forge, gateway, sha256 } from '../lab/gateway.mjs';
import { born, number } from '../lab/people.mjs';
import { open } from '../lab/person.mjs';
import { memory } from '../lab/process.mjs';
import { server } from '../lab/server.mjs';
import { SETS, find, findIn } from './lab/canary.mjs';

/** What the simulated authority says of a name; it takes three seconds over the first. */
const SAYS = { match: '核验缓慢', mismatch: '信息不符', no_record: '查无此人', source_unavailable: '核验超时' };
const SLOW = SAYS.match;
const CHILDREN = fileURLToPath(new URL('../../../server/demo/children.toml', import.meta.url));
const LINUX = process.platform === 'linux';

/** Of people of the authority's names: all that `findIn` finds but pieces of those names, which the notices are written with as well. */
const of = (people) => (bytes) => [...findIn(people, bytes)].filter((one) => {
  const [, who, form] = /^(\w+)'s name \((.*)\)$/.exec(one) ?? [];
  return form !== 'a piece' || !Object.values(SAYS).includes(people[who].name);
});
const among = (set) => (bytes) => [...find(set, bytes)];
/** Whether something was found of each value of each person. */
const everyValue = (people, found) => Object.entries(people).every(([who, values]) => Object.keys(values).every((field) => found.some((one) => one.startsWith(`${who}'s ${field} `))));

/** What stands in the memory of a process once all that is waited for does, or a while has passed. */
async function during(pid, look, enough) {
  let found = [];
  for (let turn = 0; turn < 20 && !enough(found); turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    found = memory(pid, look);
  }
  return found;
}

/** Neither its log nor any of its files. */
function nowhere(backend, look) {
  assert.deepEqual(look(Buffer.from(backend.log())), [], 'the log');
  for (const [path, bytes] of backend.files()) assert.deepEqual(look(bytes), [], path.split('/').at(-1));
}

describe('the server', () => {
  let chromium, backend, api;
  const { typed, pasted } = SETS.heron;
  const person = { person: { name: SLOW, id: typed, mobile: pasted } };
  before(async () => {
    [chromium, backend] = await Promise.all([browser(), server()]);
    api = gateway(backend);
  });
  after(async () => {
    await chromium?.stop();
    await backend?.stop();
  });
  const submit = async (values) => {
    await chromium.cdp('Network.clearBrowserCookies');
    const visitor = await open(chromium, backend.signup);
    await visitor.fill(values);
    await visitor.press('submit');
    return visitor;
  };

  it('holds the canary in memory while it asks, and nothing of it after the answer', { skip: !LINUX }, async () => {
    assert.deepEqual([memory(backend.pid, of(person)), memory(backend.pid, among('heron'))], [[], []], 'before');
    const visitor = await submit(person.person);
    await visitor.event((event) => event.type === 'submitted' || event.type === 'sealed', 'sealed');
    const found = await during(backend.pid, of(person), (all) => everyValue(person, all));
    assert.ok(everyValue(person, found), `the search sees name, number and mobile: ${found}`);
    const { id } = await visitor.event((event) => event.type === 'submitted' && event.state === 'admitted', 'admitted');
    assert.equal((await api.evidence(id)).result.outcome, 'match');
    assert.deepEqual([memory(backend.pid, of(person)), memory(backend.pid, among('heron'))], [[], []]);
    assert.deepEqual(memory(backend.pid, among('martin')), [], 'a set that was not used is not said by chance');
  });

  for (const [outcome, name, told] of [
    ['match', SETS.martin.composed, { state: 'admitted' }], ['mismatch', SAYS.mismatch, { code: 'E_NOT_VERIFIED' }],
    ['no_record', SAYS.no_record, { code: 'E_NOT_VERIFIED' }], ['source_unavailable', SAYS.source_unavailable, { code: 'E_AUTHORITY_DOWN' }],
  ]) {
    it(`has nothing of somebody after the answer: ${outcome}`, { skip: !LINUX }, async () => {
      const other = { person: { name, id: SETS.martin.typed, mobile: SETS.martin.pasted } };
      const visitor = await submit(other.person);
      const { id } = await visitor.event((event) => (told.state ? event.state === told.state : event.code === told.code), outcome);
      assert.equal((await api.evidence(id)).result.outcome, outcome);
      assert.deepEqual(memory(backend.pid, of(other)), []);
      nowhere(backend, of(other));
    });
  }

  it('has nothing of what the vault opens and refuses', { skip: !LINUX }, async () => {
    const policy = await api.policy();
    const { composed, filled } = SETS.martin;
    // The check character is another: a page would not send it, a stranger may.
    const bent = SETS.martin.dropped.slice(0, 17) + (SETS.martin.dropped.at(-1) === '1' ? '2' : '1');
    const other = { person: { name: composed, id: bent, mobile: filled } };
    for (const [code, values] of [
      ['E_INPUT_CHECKSUM', { id_number: bent }], ['E_INPUT_PREFIX', { mobile: `+86129${filled.slice(3)}`, id_number: SETS.martin.dropped }],
    ]) {
      const own = await device();
      const ticket = await api.ticket('account-9', 'session-9');
      const challenge = await api.challenge(ticket, own.jkt);
      const bundle = await forge({ device: own, challenge, policy, origin: backend.url, values: { ...VALUES, name: composed, mobile: `+86${filled}`, ...values } });
      const answer = await api.submit(ticket, bundle);
      assert.equal(answer.code, code);
      assert.deepEqual([memory(backend.pid, of(other)), memory(backend.pid, among('martin'))], [[], []], code);
      nowhere(backend, of(other));
      nowhere(backend, among('martin'));
    }
  });

  it('has it in no log and no file', async () => {
    assert.match(backend.log(), /\/bundles/);
    assert.deepEqual([...find('heron', Buffer.from(backend.log()))], []);
    const files = backend.files();
    assert.ok(files.some(([path]) => path.endsWith('-wal')) && files.some(([path]) => /\.(db|sqlite3?)$/.test(path)), files.map(([path]) => path).join());
    for (const [path, bytes] of files) assert.deepEqual([...find('heron', bytes)], [], path.split('/').at(-1));
  });
});

describe('the server, of a child and a guardian', { skip: !LINUX }, () => {
  let chromium, backend, api;
  before(async () => {
    [chromium, backend] = await Promise.all([browser({ height: 4200 }), server({ extra: ['--config', CHILDREN] })]);
    api = gateway(backend);
  });
  after(async () => {
    await chromium?.stop();
    await backend?.stop();
  });
  // A guardian may have two wards, so each is another.
  const grown = (name, year = '1989') => ({ name, id: number(`${year}0318`, { place: '623025', sequence: '647' }), mobile: SETS.martin.pasted });
  const young = (name, days) => ({ name, id: number(born(10, -days), { place: '410782', sequence: '783' }), mobile: SETS.heron.pasted });

  // Whom it asks about first keeps it busy, and both are open meanwhile: so whatever is said of the guardian, their name is seen.
  for (const [outcome, child, guardian] of [
    ['match', young(SLOW, 11), grown(SETS.martin.composed)], ['match', young(SETS.heron.composed, 22), grown(SLOW, '1988')],
    ['mismatch', young(SLOW, 33), grown(SAYS.mismatch, '1987')], ['no_record', young(SLOW, 44), grown(SAYS.no_record, '1986')],
    ['source_unavailable', young(SLOW, 55), grown(SAYS.source_unavailable, '1985')],
  ]) {
    it(`holds both while it asks, and nothing of either after the answer: ${outcome}, of ${guardian.name === SLOW ? 'a guardian whom it asks about slowly' : 'a child whom it asks about slowly'}`, async () => {
      const people = { child, guardian };
      assert.deepEqual(memory(backend.pid, of(people)), [], 'before');
      await chromium.cdp('Network.clearBrowserCookies');
      const visitor = await open(chromium, backend.signup);
      await visitor.family(child, guardian);
      await visitor.press('submit');
      await visitor.event((event) => event.type === 'submitted' || event.type === 'sealed', 'sealed');
      const found = await during(backend.pid, of(people), (all) => everyValue(people, all));
      assert.ok(everyValue(people, found), `the search sees each value of both: ${found}`);
      nowhere(backend, of(people));
      const { id, state } = await visitor.event((event) => event.state === 'admitted' || /^E_(NOT_VERIFIED|AUTHORITY_DOWN)$/.test(event.code), outcome);
      assert.deepEqual([state === 'admitted', (await api.evidence(id)).result.outcome], [outcome === 'match', outcome]);
      assert.deepEqual([memory(backend.pid, of(people)), memory(backend.pid, among('martin'))], [[], []]);
      nowhere(backend, of(people));
    });
  }

  // What a worker leaves on its stack is overwritten by its next work, most times before anybody looks.
  it('has nothing of either after the answer, however often it is asked', async () => {
    const policy = await api.policy();
    const notice = (id) => policy.notices.find((there) => there.id === id);
    const { id: purpose, notice: of_child } = policy.purposes.find(({ id }) => id === 'child_identity');
    const { version, digests } = notice(of_child);
    const aboutChild = (decisions) => decisions.flatMap((one) => (one.purpose === 'identity_check' ? [one, { ...one, purpose, notice: of_child, version, notice_hash: digests['zh-CN'], control: `${purpose}:give` }] : [one]));
    const values = ({ name, id, mobile }) => ({ id_type: 'resident-id', id_number: id, name, mobile: `+86${mobile}` });
    /** Somebody's two halves, made by a stranger's code, which is quicker than a page. */
    const signup = async ({ child, guardian }, account) => {
      const own = await device();
      const ticket = await api.ticket(account, account);
      const challenge = await api.challenge(ticket, own.jkt);
      const half = async (who, bend) => {
        const { sd_jwt, sealed } = await forge({ device: own, challenge, policy, origin: backend.url, values: values(who), bend });
        return { sd_jwt, sealed };
      };
      const childs = await half(child, { consent: () => [] });
      return [ticket, { v: 1, child: childs, guardian: await half(guardian, { consent: aboutChild, claims: { ward: sha256(childs.sd_jwt) } }) }];
    };
    let left = 0;
    for (let round = 0; round < 12; round += 1) {
      const families = [0, 1, 2, 3, 4, 5].map((at) => ({ child: young(SETS.heron.composed, 100 + round * 6 + at), guardian: grown(SETS.martin.composed, `${1930 + round * 6 + at}`) }));
      const made = await Promise.all(families.map((people, at) => signup(people, `account-${round}-${at}`)));
      // At once, so that what one worker began another goes on with; and nothing is asked afterwards, which would be next work.
      const taken = await Promise.all(made.map(([ticket, body]) => api.family(ticket, body)));
      await new Promise((resolve) => setTimeout(resolve, 400));
      const numbers = families.flatMap(({ child, guardian }) => [child.id, guardian.id]);
      left += memory(backend.pid, (bytes) => numbers.filter((one) => bytes.includes(one))).length;
      for (const { id } of taken) assert.equal((await api.evidence(id)).result?.outcome, 'match');
    }
    assert.equal(left, 0, 'numbers of 12 times 6 families');
  });
});
