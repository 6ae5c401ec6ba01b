// @ts-check
// A gateway and a vault without a server: `fetch` of a mock endpoint. It verifies and opens with the same Rust as the real one,
// and keeps nothing but in memory. Who is admitted is decided by the person, as on a server in a test environment.
import init, { bundle, challenge, decision, family, family_opened, opened } from '../dist/verify.js';
import documents from './documents.json';
import { PLACE, persons } from './identities.js';
import { now as clockNow } from './clock.js';
import { keysOf, random, sha256 } from './keys.js';
import { STATUSES } from './statuses.js';
import { bytesOf } from './wasm.js';

const { parse, stringify } = JSON;
const BUNDLE = 'application/realname-bundle+json';
const GUARDIAN = 'application/realname-guardian+json';
const DECISION = 'application/realname-decision+json';
const LIFETIME = 300;
/** What a ticket is good for: seconds, challenges. */
const [TICKET_LIFE, CHALLENGES] = [600, 8];
const STATES = /** @type {Record<string, string>} */ ({ match: 'admitted' });
/** What the page is told of an outcome. */
const CODES = /** @type {Record<string, string>} */ ({ source_unavailable: 'E_AUTHORITY_DOWN' });

/** @type {Promise<unknown> | undefined} */
let started;

const refuse = (/** @type {string} */ code) => { throw { code }; };
const json = (/** @type {number} */ status, /** @type {any} */ body, type = 'application/json') =>
  new Response(typeof body === 'string' ? body : stringify(body), { status, headers: { 'content-type': type, 'cache-control': 'no-store' } });
const problem = (/** @type {string} */ code) => {
  const status = STATUSES[code] ?? 500;
  return json(status, { type: 'about:blank', title: code, status, code }, 'application/problem+json');
};
/** What the Rust refuses, it refuses by a code. @type {(run: () => string) => any} */
const asked = (run) => {
  let answer;
  try {
    answer = run();
  } catch (code) {
    throw typeof code === 'string' ? { code } : code;
  }
  return parse(answer);
};
const read = (/** @type {string} */ text) => {
  try {
    return parse(text) ?? refuse('E_FORMAT');
  } catch {
    return refuse('E_FORMAT');
  }
};

/** The authority of a test environment: as server/src/vault/verdicts.rs. */
function verdictOf(/** @type {any} */ { id_number: number, name }) {
  const people = Object.values(persons);
  const person = people.find((/** @type {any} */ there) => there.id_number === number);
  if (person) return person.verdict === 'pass' && person.name !== name ? 'fail' : person.verdict;
  // Any other number that is nobody's, by the name alone.
  const nobodys = number?.startsWith(PLACE) && number.slice(6, 10) >= '1990';
  return (nobodys && people.find((/** @type {any} */ there) => there.name === name)?.verdict) || 'no-record';
}
const OUTCOMES = /** @type {Record<string, string>} */ ({ pass: 'match', fail: 'mismatch', 'no-record': 'no_record', 'authority-down': 'source_unavailable' });

/** Starts one. */
export async function mockEndpoint(/** @type {any} */ options = {}) {
  const { origin = globalThis.location?.origin ?? 'https://signup.example', path = '/realname/v1', aud = origin, clock, keys: given, verdict = verdictOf } = options;
  started ??= bytesOf('verify').then((module_or_path) => init({ module_or_path }));
  await started;
  const keys = await keysOf(given);
  const seconds = () => Math.floor((clock ? clock.now() : clockNow()) / 1000);
  const policy = stringify({ ...parse(options.policy ?? documents.policy), env: 'test', keys: [keys.kid] });
  const digest = await sha256(policy);
  /** @type {Record<string, string>} */
  const notices = options.notices ? Object.fromEntries([options.notices].flat().map((/** @type {string} */ text) => {
    const { id, version } = parse(text);
    return [`/notices/${id}/${version}`, text];
  })) : documents.notices;
  const credential = random(32);
  /** @type {Map<string, any>} */
  const tickets = new Map();
  /** Everything that was taken in, by id. @type {Map<string, any>} */
  const signups = new Map();
  /** @type {{ match: RegExp, code: string, times: number }[]} */
  const rules = [];

  const party = (/** @type {any} */ { account_ref, session, origin: its }) => {
    if (![account_ref, session, its].every((text) => typeof text === 'string' && text.length > 0 && text.length <= 256)) refuse('E_FORMAT');
    return its === origin ? { account_ref, session, origin } : refuse('E_ORIGIN');
  };
  const ticket = (/** @type {any} */ { account_ref = 'account-1', session = 'session-1' } = {}) => {
    const token = `rnt1.${random(32)}`;
    tickets.set(token, { account_ref, session, origin, expires: seconds() + TICKET_LIFE, challenges: 0, jkt: '' });
    return token;
  };
  const expected = (/** @type {any} */ { account_ref, session }) => ({ challenge_key: keys.challenge, session, account_ref, aud, origin, policy });
  const burnt = (/** @type {string} */ nonce) => [...signups.values()].find((there) => there.random === nonce);

  /** Takes a bundle, a family or a refusal in: one story a challenge. */
  const take = (/** @type {any} */ by, /** @type {string} */ body, /** @type {string} */ type) => {
    const bytes = new TextEncoder().encode(body);
    const before = [...signups.values()].find((there) => there.body === body);
    if (before && before.session === by.session && before.account_ref === by.account_ref) return { ...before, replayed: true };
    const input = stringify({ ...expected(by), now: seconds() });
    const check = type === DECISION ? decision : type === GUARDIAN ? family : bundle;
    const verified = asked(() => check(bytes, input));
    const own = type === GUARDIAN ? verified.child : verified;
    const deciding = type === GUARDIAN ? verified.guardian : verified;
    if (by.jkt && by.jkt !== own.jkt) refuse('E_TICKET');
    if (burnt(own.random)) refuse('E_CHALLENGE_USED');
    const signup = { id: random(16), account_ref: by.account_ref, session: by.session, random: own.random, body, type, claims: deciding.claims, since: seconds(), state: 'refused', outcome: null, values: null };
    if (type !== DECISION) {
      const opening = stringify({ sealing_keys: [keys.sealing], aud, policy, now: seconds() });
      const inside = asked(() => (type === GUARDIAN ? family_opened : opened)(bytes, opening));
      const persons = type === GUARDIAN ? [inside.child, inside.guardian] : [inside.values];
      const verdicts = persons.map((values) => verdict(values));
      if (verdicts.includes('replayed')) refuse('E_CHALLENGE_USED');
      if (verdicts.includes('expired')) refuse('E_CHALLENGE_EXPIRED');
      const outcome = OUTCOMES[verdicts.find((it) => it !== 'pass') ?? 'pass'] ?? refuse('E_FORMAT');
      Object.assign(signup, { outcome, state: STATES[outcome] ?? 'not_verified', values: inside.values ?? { child: inside.child, guardian: inside.guardian } });
    }
    signups.set(signup.id, signup);
    return { ...signup, replayed: false };
  };

  /** @type {Record<string, (asked: any, ...parts: string[]) => any>} */
  const routes = {
    'GET /policies/current': () => json(200, policy),
    'GET /policies/*': (_, which) => (which === digest ? json(200, policy) : refuse('E_NOT_FOUND')),
    'GET /notices/*/*': (_, id, version) => json(200, notices[`/notices/${id}/${version}`] ?? refuse('E_NOT_FOUND')),
    'GET /healthz': () => json(200, { state: 'up' }),
    'POST /tickets': (it) => {
      it.backend();
      const { account_ref, session } = party(read(it.bodyOf('application/json')));
      return json(201, { ticket: ticket({ account_ref, session }), expires_in: TICKET_LIFE, quiet: [], seen: [] });
    },
    'POST /challenge': async (it) => {
      const own = it.page();
      const { jkt } = read(it.bodyOf('application/json'));
      if (!/^[\w-]{43}$/.test(jkt)) refuse('E_FORMAT');
      if ((own.jkt && own.jkt !== jkt) || own.challenges >= CHALLENGES) refuse('E_TICKET');
      own.jkt = jkt;
      own.challenges += 1;
      const time = seconds();
      let text = '';
      try {
        text = challenge(stringify({ ...expected(own), jkt, exp: time + LIFETIME, random: random(16) }));
      } catch (code) {
        refuse(`${code}`);
      }
      return json(200, { v: 1, challenge: text, expires_in: LIFETIME, server_time: time, aud, policy: digest, enc_keys: await keys.set(time) });
    },
    'POST /bundles': (it) => {
      const own = it.page();
      const type = it.type === GUARDIAN ? GUARDIAN : BUNDLE;
      const { id, replayed } = take(own, it.bodyOf(type), type);
      return json(replayed ? 200 : 202, { id, state: 'pending', replayed });
    },
    'POST /decisions': (it) => {
      const own = it.page();
      const { id, replayed } = take(own, it.bodyOf(DECISION), DECISION);
      return json(replayed ? 200 : 201, { id, state: 'refused', replayed });
    },
    'GET /bundles/*': (it, id) => {
      const signup = signups.get(id) ?? refuse('E_NOT_FOUND');
      if (it.token === credential) {
        const { account_ref, claims, state, outcome } = signup;
        return json(200, { id, state, account_ref, origin, policy: digest, decisions: claims.consent, result: outcome && { outcome, source: 'mock' } });
      }
      const own = it.page();
      if (own.session !== signup.session || own.account_ref !== signup.account_ref) refuse('E_NOT_FOUND');
      if (signup.state === 'not_verified') refuse(CODES[signup.outcome] ?? 'E_NOT_VERIFIED');
      return json(200, { id, state: signup.state, replayed: false });
    },
    'POST /verify': (it) => {
      it.backend();
      const asking = read(it.bodyOf('application/json'));
      const type = typeof asking.bundle === 'string' && 'child' in read(asking.bundle) ? GUARDIAN : BUNDLE;
      const { id, state, outcome, replayed } = take(party(asking), `${asking.bundle}`, type);
      return json(200, { id, state, outcome, replayed });
    },
    'GET /gate/*': (it, account) => {
      it.backend();
      const last = [...signups.values()].reverse().find((there) => there.account_ref === account);
      const admitted = last?.state === 'admitted';
      const level = parse(policy).fields.includes('mobile') ? 'document_name_mobile' : 'document_name';
      return json(200, {
        admitted, state: last?.state ?? 'none', reason: last ? (last.outcome ?? 'consent_refused') : 'not_authenticated', level: admitted ? level : 'none',
        since: last?.since ?? null, id: last?.id ?? null, reverified_at: null,
      });
    },
  };

  const answer = async (/** @type {Request} */ request) => {
    const { pathname } = new URL(request.url);
    if (!pathname.startsWith(`${path}/`)) return problem('E_NOT_FOUND');
    const parts = pathname.slice(path.length + 1).split('/').map(decodeURIComponent);
    const line = `${request.method} /${parts.join('/')}`;
    const rule = rules.find(({ match, times }) => times > 0 && match.test(line));
    if (rule) {
      rule.times -= 1;
      return problem(rule.code);
    }
    const found = Object.keys(routes).find((name) => {
      const [method, ...wanted] = name.split(/ \/|\//);
      return method === request.method && wanted.length === parts.length && wanted.every((part, at) => part === '*' || part === parts[at]);
    });
    if (!found) return problem('E_NOT_FOUND');
    const body = await request.text();
    const token = (request.headers.get('authorization') ?? '').replace(/^Bearer /, '');
    const type = request.headers.get('content-type') ?? '';
    const from = request.headers.get('origin');
    const it = {
      token, type,
      bodyOf: (/** @type {string} */ wanted) => (type.split(';')[0] === wanted ? body : refuse('E_MEDIA_TYPE')),
      backend: () => { if (token !== credential) refuse('E_UNAUTHORIZED'); },
      page() {
        if (from && from !== origin) refuse('E_ORIGIN');
        const own = tickets.get(token);
        return own && own.expires > seconds() ? own : refuse('E_TICKET');
      },
    };
    const values = found.split(/ \/|\//).slice(1).flatMap((part, at) => (part === '*' ? [parts[at]] : []));
    try {
      return await routes[found](it, ...values);
    } catch (error) {
      const { code } = /** @type {any} */ (error);
      if (!code) throw error;
      return problem(code);
    }
  };

  return Object.freeze({
    endpoint: new URL(path, origin).href, pins: Object.freeze([keys.pin]), credential, policy,
    ticket,
    /** As the global one: a URL or a request, and what to send. */
    fetch: (/** @type {any} */ input, /** @type {any} */ init = undefined) =>
      answer(input instanceof Request ? input : new Request(new URL(`${input}`, origin), init && { method: init.method, headers: { ...init.headers }, body: init.body })),
    /** The next requests that fit `METHOD /path` are refused. */
    refuse(/** @type {RegExp} */ match, /** @type {string} */ code, times = 1) {
      if (!STATUSES[code]) throw new TypeError('code: none that a gateway gives');
      rules.unshift({ match, code, times });
    },
    /** Everything that was taken in, as it came and as it was opened. */
    get signups() {
      return [...signups.values()].map(({ id, account_ref, state, outcome, claims, values, body, type }) => ({ id, accountRef: account_ref, state, outcome, claims, values, body, mediaType: type }));
    },
  });
}
