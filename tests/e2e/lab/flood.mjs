// A flood of challenges on a real server, and what it does to the server's memory.
import { Agent, request } from 'node:http';
import { readFileSync } from 'node:fs';

/** A challenge costs a ticket, and a ticket is good for this many. */
const CHALLENGES = 8;
const JKT = Buffer.alloc(32, 7).toString('base64url');

/** Sessions so far: a limit is on one of them. */
let sessions = 0;

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

function post(url, headers, body) {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers } }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk) => { text += chunk; }).on('end', () => resolve({ status: answer.statusCode, text }));
    });
    sent.on('error', reject).end(body);
  });
}

/** The server's resident memory, in bytes. */
export function resident(pid) {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;
}

/** Takes challenges, so many at once, each ticket of another session and account; answers how many came. */
export async function flood(server, challenges, atOnce = 16) {
  const origin = server.url;
  const base = `${server.url}/realname/v1`;
  const credential = `Bearer ${server.credential()}`;
  let tickets = challenges / CHALLENGES;
  let taken = 0;
  const work = async () => {
    while (tickets > 0) {
      tickets -= 1;
      sessions += 1;
      const asked = JSON.stringify({ account_ref: `account-${sessions}`, session: `session-${sessions}`, origin });
      const ticket = JSON.parse((await post(`${base}/tickets`, { authorization: credential }, asked)).text).ticket;
      for (let at = 0; at < CHALLENGES; at += 1) {
        const answer = await post(`${base}/challenge`, { authorization: `Bearer ${ticket}`, origin }, JSON.stringify({ jkt: JKT }));
        if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
        taken += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return taken;
}

/**
 * Memory after a warm-up and after each tenth of a flood, in bytes.
 * Warmed up it has what it keeps: SQLite's page cache, the threads' stacks and heaps.
 */
export async function memoryUnderFlood(server, { warmUp, challenges }) {
  await flood(server, warmUp);
  const seen = [resident(server.pid)];
  for (let tenth = 0; tenth < 10; tenth += 1) {
    if ((await flood(server, challenges / 10)) !== challenges / 10) throw new Error('some challenges did not come');
    seen.push(resident(server.pid));
  }
  return seen;
}
