/**
 * Tens of thousands of requests that are not as they should be, over sockets, by everybody who could send them. Each is
 * refused in the one shape of a refusal, in time, tells nothing of the insides, and leaves every table as it was.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFile } from 'node:fs/promises';
import { CODES } from '../../apps/api/src/errors/codes.js';
import { openService, type Service } from '../e2e/api-service.js';
import { Cast } from './cast.js';
import { Changes } from './changes.js';
import { malformed, type Attempt } from './malformed.js';
import { operationsOf } from './operations.js';
import { Wire, type Heard } from './wire.js';

const WANTED = Number(process.env['FUZZ_REQUESTS'] ?? 3_000);
/** The same requests in every test run; others each time where more are asked for. */
const SEED = Number(
  process.env['FUZZ_SEED'] ?? (process.env['FUZZ_REQUESTS'] === undefined ? 1 : Math.trunc(Math.random() * 2 ** 31)),
);
/** Requests that turn out valid end things: sessions, keys, drafts. So each block has people of its own. */
const BLOCK_MAX = 4_000;
/** Of six requests one turns out valid. */
const SENT_FOR_ONE_REFUSED = 1.2;
/** Far beyond what any takes, for a machine with other work: what hangs is looked for, not what is slow. */
const PATIENCE_MS = 10_000;
const TRIES = 3;

const operations = operationsOf(
  JSON.parse(await readFile(new URL('../../docs/openapi.json', import.meta.url), 'utf8')),
);

let service: Service;
let changes: Changes;
let wire: Wire;
let cast: Cast;
beforeAll(async () => {
  service = await openService({ env: { PORT: '0' } });
  wire = new Wire(Number(new URL(await service.api.listen()).port), PATIENCE_MS);
  changes = await Changes.watch(service.databaseUrl);
});
afterAll(async () => {
  wire.hangUp();
  await changes.close();
  await service.close();
});

/** Tables that a refused request may change all the same. */
const MAY_CHANGE: Readonly<Record<string, string>> = {
  'auth.factor_attempt': 'a wrong code spends a try',
  'countersign.sign_codes': 'a wrong code spends a try',
  'countersign.sign_challenges': 'an answer to a challenge spends it',
  'countersign.rate_limits': 'every request counts, refused or not',
  'countersign.idempotency_keys': 'a refusal that spends a try or a challenge is remembered under its key',
  'countersign.key_uses': 'when a key was last used, whatever it asked',
};

/** What a kind of refusal writes as a whole: by the one place that says which kind it is. */
const MAY_CHANGE_TOGETHER: Readonly<Record<string, readonly string[]>> = {
  // Tries are counted under a lock.
  'auth.factor_attempt': ['countersign.versions'],
  'countersign.sign_codes': ['countersign.versions'],
  'countersign.sign_challenges': ['countersign.versions'],
  // A union asked for what it does not see.
  'countersign.entries view.refused': ['countersign.payloads', 'countersign.personals', 'countersign.unsequenced'],
};

function mayNotChange(changed: readonly string[]): readonly string[] {
  const places = changed.map((each) => each.slice(each.indexOf(' ') + 1));
  const together = places.flatMap((place) =>
    place in MAY_CHANGE_TOGETHER ? [place, ...(MAY_CHANGE_TOGETHER[place] ?? [])] : [],
  );
  return places.filter((place) => !(place in MAY_CHANGE) && !together.includes(place));
}

describe('malformed requests', () => {
  it('are refused, one and all', async () => {
    const tally = new Tally();
    for (let block = 0; tally.refused < WANTED; block += 1) {
      cast = await Cast.of(service);
      await changes.since();
      await fc.assert(
        fc.asyncProperty(malformed(operations), async (attempt) => {
          tally.count(attempt, await tried(attempt));
        }),
        { numRuns: blockSizeFor(WANTED - tally.refused), seed: SEED + block },
      );
    }
    console.log(`seed ${SEED}: ${tally.told()}`);
    expect(tally.refused).toBeGreaterThanOrEqual(WANTED);
  }, 900_000);
});

function blockSizeFor(wanted: number): number {
  return Math.min(BLOCK_MAX, Math.ceil(wanted * SENT_FOR_ONE_REFUSED));
}

/** Sends it; throws where the answer is not what a refusal is. */
async function tried(attempt: Attempt): Promise<number> {
  const filled = cast.filled(attempt);
  const heard = await heardOf(attempt, bytesOf(filled));
  const changed = await changes.since();
  const { kind, who } = attempt;
  if (heard.kind === 'answer' && heard.status === 401 && !/^header: (authorization|cookie)|framing/.test(kind)) {
    await cast.revive(who);
    await changes.since();
  }
  if (heard.kind !== 'answer') {
    expect({ heard, changed: mayNotChange(changed) }).toEqual({ heard: { kind: 'closed' }, changed: [] });
    return 0;
  }
  expect(heard.status).toBeLessThan(500);
  if (heard.status < 400) return heard.status;
  expectRefusal(attempt, heard);
  // What is asked for is begun by the first who asks, and that is no refusal: they are told when to come again.
  const isBegun = heard.status === 409 && heard.headers.has('retry-after');
  const begun = isBegun ? ['countersign.deliveries'] : [];
  expect(mayNotChange(changed).filter((place) => !begun.includes(place))).toEqual([]);
  return heard.status;
}

/** A machine with other work may stall once; what is slow in itself is slow each time. */
async function heardOf({ method, isLast }: Attempt, bytes: Buffer): Promise<Heard> {
  const how = { isHead: method === 'HEAD', isLast: isLast === true };
  let heard: Heard = { kind: 'silence' };
  for (let tries = 0; heard.kind === 'silence' && tries < TRIES; tries += 1) heard = await wire.ask(bytes, how);
  return heard;
}

function bytesOf({ raw, who, method, target, headers, credentials, body, encoding }: Attempt): Buffer {
  if (raw !== undefined) return Buffer.from(raw, 'latin1');
  const content = Buffer.from(body, encoding);
  const own = credentials ?? cast.headersOf(who);
  const all = [
    ...(headers.some(([name]) => name === 'Host') ? [] : [['Host', '127.0.0.1']]),
    ...own,
    ...headers,
    ...(method === 'GET' && content.length === 0 ? [] : [['Content-Length', String(content.length)]]),
  ];
  const head = `${method} ${target} HTTP/1.1\r\n${all.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), content]);
}

/** What only the insides of the service say. */
const INSIDES = [
  /\bat .+:\d+:\d+|node_modules|file:\/\/|\/(?:work|usr|home|tmp|root)\/|\.[cm]?[jt]s\b/,
  /\b(?:SELECT|INSERT|UPDATE|DELETE FROM|WHERE)\b|violates|relation "|column "|syntax error|pg_|countersign\.[a-z]/,
  /[a-z]Error\b|Exception|FST_|HPE_|Cannot (?:read|convert)|undefined|\[object|better-auth|nestjs|fastify|typeorm/i,
];
const KNOWN = ['type', 'title', 'status', 'detail', 'code', 'requestId', 'errors'];

function expectRefusal({ method }: Attempt, { status, headers, text }: Heard & { readonly kind: 'answer' }): void {
  expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(headers.get('cache-control')).toBe('no-store');
  if (method === 'HEAD') return;
  const problem: Record<string, unknown> = JSON.parse(text);
  expect(Object.keys(problem).filter((name) => !KNOWN.includes(name))).toEqual([]);
  expect(problem).toMatchObject({ status, type: `/reference/problems#${String(problem['code'])}` });
  expect(CODES).toContain(problem['code']);
  expect(String(problem['requestId'])).toMatch(/^[0-9a-f-]{36}$/);
  const { detail, errors } = problem;
  // Neither paths nor what stands in backticks: those are the asker's own words.
  const said = [detail, ...[errors ?? []].flat().map((each) => [Object(each).message, Object(each).suggestions])];
  for (const inside of INSIDES) expect(JSON.stringify(said).replace(/`[^`]*`/g, '``')).not.toMatch(inside);
}

class Tally {
  private readonly kinds = new Map<string, number>();
  private readonly statuses = new Map<number, number>();
  refused = 0;

  count({ kind }: Attempt, status: number): void {
    const isRefused = status >= 400;
    if (isRefused) this.refused += 1;
    if (isRefused) this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + 1);
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
  }

  told(): string {
    const list = (counts: ReadonlyMap<unknown, number>) =>
      [...counts].map(([name, count]) => `${String(name)} ${count}`).join(', ');
    return `${this.refused} refused; by status: ${list(this.statuses)}; by kind: ${list(this.kinds)}`;
  }
}
