/**
 * The mirror, as a law: over random reads by everybody who reads at all, her activity holds exactly the looks that the
 * answers were. What they were is worked out by `mirror-oracle.ts`, from the answers alone.
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import supertest, { type Response } from 'supertest';
import { newId } from '#store';
import { ACCESS } from '../../apps/api/src/access.js';
import type { Rule } from '../../apps/api/src/access/roles.js';
import type { Stage } from './api-samples.js';
import { sql, type Service, type Visitor } from './api-service.js';
import { makeStage, openStagedService } from './api-stage.js';
import { checkOf, makeWorld, signedConsent, type World } from './api-world.js';
import { everybody, factsIn, makeNora } from './mirror-cast.js';
import {
  looksOf,
  OF_NO_PERFORMER,
  READINGS,
  type Asked,
  type Fact,
  type Kind,
  type Reader,
  type Told,
} from './mirror-oracle.js';

const READS = Number(process.env['MIRROR_READS'] ?? 250);
const BATCHES = 5;
const SEED = Number(process.env['MIRROR_SEED'] ?? Date.now() % 1_000_000);

let service: Service;
let stage: Stage;
/** Another performer of the same house. */
let nora: World;
let readers: Reader[];
let facts: Map<string, Fact>;
/** For every kind, ids that are there, seen by some and by none, and ids that nothing has. */
const ids = new Map<Kind, string[]>();

const PREFIX = {
  ...({ profile: 'perf', authority: 'auth', request: 'req', consent: 'cons' } as const),
  ...({ check: 'chk', disclosure: 'dsc', claim: 'clm', recall: 'rcl', usage_report: 'urp' } as const),
};

beforeAll(async () => {
  service = await openStagedService();
  stage = await makeStage(service);
  nora = await makeNora(stage);
  const elsewhere = await makeWorld(service);
  await signedConsent(elsewhere);
  readers = await everybody(stage, nora);
  facts = await factsIn(service);
  for (const [kind, prefix] of Object.entries(PREFIX) as [Kind, 'perf'][])
    ids.set(kind, [...[...facts.values()].filter((each) => each.kind === kind).map(({ id }) => id), newId(prefix)]);
});
afterAll(() => service.close());

const NONE = [null, null, null, null] as const;

/** What a random read is made of. */
const DRAWN = fc.record({
  reader: fc.nat(),
  reading: fc.constantFrom(...READINGS),
  record: fc.nat(),
  purpose: fc.constantFrom('audit', 'negotiation', 'audit', 'curiosity', ...NONE),
  reason: fc.constantFrom('Terms of 2026.', ...NONE),
  limit: fc.constantFrom('1', '2', '200', ...NONE),
  filter: fc.constantFrom('production', 'performer', ...NONE),
  named: fc.constantFrom('organization', 'representing', ...NONE),
  isHead: fc.boolean(),
  goesOn: fc.boolean(),
  isConditional: fc.boolean(),
});
type Drawn = typeof DRAWN extends fc.Arbitrary<infer T> ? T : never;

const FILTERED: readonly Kind[] = ['request', 'consent', 'check', 'disclosure', 'claim'];

function asAsked({ reading, record, reader: drawn, ...rest }: Drawn): Asked {
  const { may }: Rule = ACCESS[reading.route];
  // Most may call the route at all; who may not does now and then.
  const isLetIn = drawn % 8 > 0;
  const reader = pick(
    readers.filter(({ role }) => (role !== null && (may[role] ?? may.person) !== undefined) === isLetIn),
    record + drawn,
  );
  const { world } = stage;
  const query: Record<string, string> = {};
  const isList = reading.of === null || reading.kind === 'authority';
  const isUnions = reader.isUnion === true && drawn % 5 > 0;
  if (reading.route !== 'GET /v1/authorities' && reading.kind !== 'authority') {
    if (rest.purpose !== null) query['purpose'] = isUnions ? 'audit' : rest.purpose;
    if (rest.reason !== null || isUnions) query['reason'] = rest.reason ?? 'Why.';
    if (isUnions) query['purpose'] ??= 'audit';
  }
  if (isList && rest.limit !== null) query['limit'] = rest.limit;
  if (reading.of === null && FILTERED.includes(reading.kind)) {
    if (rest.filter === 'production') query['production'] = pick([world.season, world.series, newId('prod')], record);
    if (rest.filter === 'performer') query['performer'] = pick(ids.get('profile') ?? [], record);
  }
  const takesRepresenting =
    reading.of === null && !['GET /v1/performers', 'GET /v1/authorities'].includes(reading.route);
  const isAgent = reader.name.startsWith('representative');
  if (takesRepresenting && (isAgent ? drawn % 5 > 0 : rest.named === 'representing' && drawn % 3 === 0))
    query['representing'] = pick([world.performer, world.performer, nora.performer], record);
  else if (isList && rest.named === 'organization')
    query['organization'] = pick(
      [reader.organization ?? 'self', reader.organization ?? 'self', world.organization, 'self'],
      record,
    );
  return { reading, reader, id: reading.of === null ? null : pick(ids.get(reading.of) ?? [], record), query };
}

function pick<T>(list: readonly T[], drawn: number): T {
  const found = list[drawn % list.length];
  if (found === undefined) throw new Error('there is nothing to pick from');
  return found;
}

function pathOf({ reading, id, query }: Asked): string {
  const path = reading.route.replace('GET ', '').replace(/:\w+/, id ?? '');
  const sent = new URLSearchParams(query).toString();
  return sent === '' ? path : `${path}?${sent}`;
}

function read(method: 'get' | 'head', asked: Asked, headers: object = {}): supertest.Test {
  const agent = supertest(service.api.nest.getHttpServer());
  return agent[method](pathOf(asked)).set({ ...asked.reader.visitor.headers, ...headers });
}

/** Her activity since an entry of hers, oldest first. */
async function activityOf(visitor: Visitor, kind: string, since: string | null): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const on: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const { body }: { body: { items: Item[]; next: string | null } } = await visitor
      .get(`/v1/activity?kind=${kind}&limit=200${on}`)
      .expect(200);
    const end: number = body.items.findIndex(({ entry }) => entry === since);
    items.push(...(end < 0 ? body.items : body.items.slice(0, end)));
    cursor = end < 0 ? body.next : null;
  }
  return items.reverse();
}

interface Item {
  readonly entry: string;
  readonly at: string;
  readonly performer: string;
  readonly who: { readonly id: string; readonly organization: { readonly id: string } | null };
  readonly production: { readonly id: string } | null;
  readonly why: { readonly purpose: string | null; readonly reason: string | null };
  readonly how: string;
  readonly records: readonly { readonly kind: string; readonly id: string; readonly production: string | null }[];
}

const toldIn = ({ performer, who, production, why, how, records }: Item): Told => ({
  ...{ performer, who: who.id, organization: who.organization?.id ?? null, production: production?.id ?? null },
  ...{ how, purpose: why.purpose, reason: why.reason },
  records: records.map((each) => `${each.kind} ${each.id} ${each.production ?? ''}`),
});

interface Kept {
  readonly told: Told;
  readonly from: number;
  readonly until: number;
}

/** The looks so far, and the routes that somebody looked by. */
interface Log {
  readonly kept: Kept[];
  readonly looked: Set<string>;
}

/** Reads once, or twice where it goes on to the next page, or first asks without a body. */
async function play(asked: Asked, how: Pick<Drawn, 'isHead' | 'goesOn' | 'isConditional'>, log: Log): Promise<void> {
  const headers = how.isConditional ? { 'if-none-match': '*', 'if-modified-since': new Date().toUTCString() } : {};
  const began = Date.now();
  const head = how.isHead ? await read('head', asked, headers) : null;
  const between = Date.now();
  const answer = await read('get', asked, headers);
  // What a request without a body learns is that there is something: the look is the same.
  const looks = looksOf(asked, answer, facts);
  if (head !== null) note(asked, head, { looks, from: began, status: answer.status }, log);
  note(asked, answer, { looks, from: between, status: answer.status }, log);
  const next: unknown = answer.body.next;
  if (!how.goesOn || typeof next !== 'string') return;
  const further = { ...asked, query: { ...asked.query, cursor: next } };
  const from = Date.now();
  const page = await read('get', further);
  note(further, page, { looks: looksOf(further, page, facts), from, status: page.status }, log);
}

/** Whoever looks is told that she will read of it, and nobody else is. */
function note(
  asked: Asked,
  { status, headers }: Response,
  expected: { readonly looks: readonly Told[]; readonly from: number; readonly status: number },
  { kept, looked }: Log,
): void {
  const { looks, from } = expected;
  const about = [asked.reader.name, pathOf(asked)];
  const isTold = looks.length > 0 ? 'recorded' : null;
  expect([...about, status, headers['countersign-viewed'] ?? null]).toEqual([...about, expected.status, isTold]);
  for (const told of looks) kept.push({ told, from, until: Date.now() });
  if (looks.length > 0) looked.add(asked.reading.route);
}

/** By each route that no random read has looked by, whoever may is let look. */
async function lookByAll(log: Log): Promise<void> {
  const { ids: own, world } = stage;
  for (const reading of READINGS) {
    const ofStage = { ...own, profile: world.performer, usage_report: own['usageReport'] };
    const id = reading.of === null ? null : (Object(ofStage)[reading.of] ?? null);
    const takesQuery = reading.of === null && !['GET /v1/performers', 'GET /v1/authorities'].includes(reading.route);
    for (const reader of readers) {
      if (log.looked.has(reading.route)) break;
      const why = reader.isUnion === true ? { purpose: 'audit', reason: 'Why.' } : {};
      const whose = reader.role === 'representative' && takesQuery ? { representing: world.performer } : {};
      await play({ reading, reader, id, query: { ...why, ...whose } }, PLAIN, log);
    }
  }
}

const PLAIN = { isHead: false, goesOn: false, isConditional: false };

describe('the mirror', () => {
  it('knows every route that reads: those of a performer’s record, and those of nothing of hers', () => {
    const reading: readonly string[] = READINGS.map(({ route }) => route);
    const reads = Object.keys(ACCESS).filter((route) => route.startsWith('GET '));
    const unknown = reads.filter(
      (route) => !reading.includes(route) && !OF_NO_PERFORMER.some((form) => form.test(route)),
    );
    expect(unknown).toEqual([]);
    expect(reading.filter((route) => !(route in ACCESS))).toEqual([]);
  });

  it('holds exactly the looks that the answers were, of whoever reads whatever in whichever way', async () => {
    const since = async (visitor: Visitor) =>
      (await visitor.get('/v1/activity?kind=view&limit=1').expect(200)).body.items[0]?.entry ?? null;
    const people = [
      { visitor: stage.world.mara, profile: stage.world.performer },
      { visitor: nora.mara, profile: nora.performer },
    ];
    const before = [await since(stage.world.mara), await since(nora.mara)];
    const log: Log = { kept: [], looked: new Set() };
    for (const drawn of fc.sample(DRAWN, { numRuns: READS, seed: SEED })) await play(asAsked(drawn), drawn, log);
    console.log(`seed ${SEED}: ${log.kept.length} looks in ${READS} reads`);
    await lookByAll(log);
    for (const [index, { visitor, profile }] of people.entries()) {
      const told = await activityOf(visitor, 'view', before[index] ?? null);
      const hers = log.kept.filter((each) => each.told.performer === profile);
      expect(told.map(toldIn)).toEqual(hers.map((each) => each.told));
      // And when: by the clock of the database, which is that of this machine.
      const late = told.filter(({ at }, place) => {
        const { from = 0, until = 0 } = hers[place] ?? {};
        return Date.parse(at) < from - 2 || Date.parse(at) > until + 2;
      });
      expect(late).toEqual([]);
    }
    // But for the certificates, which wait for a worker.
    const routes = READINGS.map(({ route }) => route);
    expect(routes.filter((route) => !log.looked.has(route))).toEqual([
      'GET /v1/consents/:consent/certificate',
      'GET /v1/checks/:check/certificate',
      'GET /v1/recalls/:recall/certificate',
      'GET /v1/usage-reports/:usageReport/certificate',
    ]);
  }, 600_000);

  it('holds no look at what an organization asks itself, however many at once', async () => {
    const looked = async () => (await activityOf(stage.world.mara, 'view', null)).length;
    const asked = async () => (await activityOf(stage.world.mara, 'check', null)).length;
    const [looks, checks] = [await looked(), await asked()];
    const both = [checkOf(stage.world), checkOf(nora)];
    for (let batch = 0; batch < BATCHES; batch += 1)
      await stage.visitors.keyCheck.post('/v1/checks/batch', { checks: both }).expect(200);
    expect([await looked(), await asked()]).toEqual([looks, checks + BATCHES]);
  });

  it('holds the look before a byte of the answer is sent, also where whoever asked is gone by then', async () => {
    const { owner } = stage.visitors;
    const path = `/v1/consents/${stage.ids['consent']}`;
    const server = service.api.nest.getHttpServer();
    if (!server.listening)
      await new Promise<void>((resolve) =>
        server.listen(0, '127.0.0.1', () => {
          resolve();
        }),
      );
    // A server that listens at a port has an address of this form.
    const { port } = server.address() as AddressInfo;
    const looks = async () => {
      const text = `SELECT count(*)::int AS count FROM countersign.entries WHERE type = 'record.viewed'`;
      return Number(Object((await sql(service, text))[0]).count);
    };
    for (const hangsUpAt of ['answer', 'answer', 'once', 'once', 'once'] as const) {
      const before = await looks();
      const isAnswered = await new Promise<boolean>((resolve) => {
        const sent = send({ host: '127.0.0.1', port, path, headers: owner.headers, agent: false });
        sent.on('response', (answer) => {
          answer.destroy();
          resolve(true);
        });
        sent.on('error', () => {
          resolve(false);
        });
        sent.end(() => {
          if (hangsUpAt === 'once') sent.destroy();
        });
      });
      const after = await looks();
      if (isAnswered) expect(after).toBe(before + 1);
      else expect([before, before + 1]).toContain(after);
    }
  });
});
