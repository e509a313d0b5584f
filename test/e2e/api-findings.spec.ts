/** The union's desk: what is found in records of members, what its people do about it, and who sees that. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { developmentIdentity, importIdentity } from '#evidence';
import { newId, type JsonObject } from '#store';
import { certificateCarrier } from '../../apps/worker/src/certificates/certificate-carrier.js';
import { loadTypefaces } from '../../apps/worker/src/certificates/typesetting/typefaces.js';
import { textOf } from '../support/pdf-pages.js';
import { BASE_URL, openService, signIn, sql, type Service, type Visitor } from './api-service.js';
import {
  AUDIT,
  checkOf,
  faultsOf,
  cover,
  idOf,
  makeUnion,
  makeWorld,
  signedConsent,
  signing,
  takeInto,
  termsOf,
  type World,
} from './api-world.js';

let service: Service;
let now: string | null = null;
beforeAll(async () => {
  service = await openService({ clock: (databaseNow) => now ?? databaseNow });
});
afterEach(() => {
  now = null;
});
afterAll(() => service.close());

interface Desk {
  readonly world: World;
  readonly union: string;
  readonly ruth: Visitor;
  readonly request: string;
}

interface Item {
  readonly id: string;
  readonly code: string;
  readonly state: string;
  readonly facts: string;
}

/** Terms with a price under the floor that they name themselves, and with a model that is taught. */
function termsWith(world: World, changes: object = {}): object {
  const [lines] = Object(termsOf(world)).permissions;
  return termsOf(world, {
    permissions: [{ id: 'model', box: { ...lines.box, act: ['train.replica_model'] } }],
    prohibitions: [],
    pay: { amount: 100, floor: 500, currency: 'USD' },
    ...changes,
  });
}

async function makeDesk(): Promise<Desk> {
  const [world, { union, ruth }] = [await makeWorld(service), await makeUnion(service)];
  await takeInto({ union, ruth }, world);
  await cover(world, 'sag-aftra-tv@2026');
  const { performer, season: production } = world;
  const request = await idOf(world.deniz, '/v1/requests', { performer, production, terms: termsWith(world) });
  await world.deniz.post(`/v1/requests/${request}/send`).expect(200);
  return { world, union, ruth, request };
}

async function found(ruth: Visitor, query = ''): Promise<Item[]> {
  return (await ruth.get(`/v1/findings?${AUDIT}${query}`).expect(200)).body.items;
}

const codesOf = (items: readonly Item[]): string[] => items.map(({ code }) => code);

describe('the findings of a union', () => {
  it('are those of covered records of its members, each with its rule and what it does to answers', async () => {
    const { world, ruth, request } = await makeDesk();
    const items = await found(ruth);
    expect(codesOf(items)).toEqual(['price_under_floor', 'training_allowed']);
    expect(items[1]).toMatchObject({
      ...{ state: 'open', rule: 'S-04', pack: null, clause: 'model', effect: 'none', assignee: null, acts: [] },
      ...{ record: { kind: 'request', id: request }, performer: world.performer, production: world.season },
    });
    // In the very words that she reads, and no fewer.
    const { body: read } = await world.mara.get(`/v1/requests/${request}`).expect(200);
    const [{ title, text }] = read.rendered.clauses;
    expect(items[1]).toMatchObject({ quoted: { clause: 1, title, text } });
    expect(codesOf(await found(ruth, '&code=training_allowed'))).toEqual(['training_allowed']);
    expect(codesOf(await found(ruth, '&rule=U-02'))).toEqual(['price_under_floor']);
    expect(codesOf(await found(ruth, `&production=${newId('prod')}`))).toEqual([]);
    expect(codesOf(await found(ruth, `&performer=${world.performer}`))).toHaveLength(2);
    const { body: first } = await ruth.get(`/v1/findings?${AUDIT}&limit=1`).expect(200);
    const { body: second } = await ruth.get(`/v1/findings?${AUDIT}&limit=1&cursor=${first.next}`).expect(200);
    expect(codesOf([...first.items, ...second.items])).toEqual(codesOf(items));
    await ruth.get('/v1/findings').expect(422);
    expect(await found((await makeUnion(service)).ruth)).toEqual([]);
    await world.deniz.get(`/v1/findings?${AUDIT}`).expect(403);
  });

  it('are told to her as looks, and answer as a random id where they are not covered, with the attempt recorded', async () => {
    const { world, ruth, union } = await makeDesk();
    const [item] = await found(ruth);
    await ruth.get(`/v1/findings/${item?.id}?${AUDIT}`).expect(200);
    const { body: activity } = await world.mara.get('/v1/activity?kind=view').expect(200);
    const looks = activity.items.filter(
      ({ who }: { who: { organization: { id: string } } }) => who.organization.id === union,
    );
    expect(looks.map(({ how, why }: { how: string; why: object }) => [how, why])).toEqual(
      ['record', 'list'].map((how) => [how, expect.objectContaining({ purpose: 'audit' })]),
    );
    const other = await makeUnion(service);
    const [foreign, unknown] = [item?.id ?? '', newId('fnd')];
    const bodies = [foreign, unknown].map(async (id) => {
      const { body } = await other.ruth.get(`/v1/findings/${id}?${AUDIT}`).expect(404);
      return { ...body, requestId: '', instance: '' };
    });
    const [one, two] = await Promise.all(bodies);
    expect(one).toEqual(two);
    const note = { text: 'Mine' };
    for (const id of [foreign, unknown]) await other.ruth.post(`/v1/findings/${id}/notes`, note).expect(404);
    const attempts = await service.store.log.attemptsOf({ organization: other.union });
    expect(attempts.map(({ evidence }) => evidence['asked']).sort()).toEqual(
      [foreign, foreign, unknown, unknown].sort(),
    );
  });

  it('are assigned, annotated and resolved by entries that she reads, and change nothing of the record', async () => {
    const { world, ruth, request } = await makeDesk();
    const before = (await world.mara.get(`/v1/requests/${request}`).expect(200)).text;
    const [item] = await found(ruth);
    const path = `/v1/findings/${item?.id}`;
    const { body: session } = await ruth.get('/v1/session').expect(200);
    const { body: assigned } = await ruth.post(`${path}/assign`, { assignee: session.user }).expect(200);
    expect(assigned).toMatchObject({ assignee: session.user, state: 'open' });
    await ruth.post(`${path}/assign`, { assignee: 'nobody' }).expect(422);
    await ruth.post(`${path}/notes`, { text: 'They pay too little.' }).expect(201);
    const stale = { reason: 'not_a_problem', facts: 'f'.repeat(64) };
    expect((await ruth.post(`${path}/resolve`, stale).expect(409)).body.code).toBe('state_conflict');
    const { body: resolved } = await ruth
      .post(`${path}/resolve`, { reason: 'asked_to_mend', facts: item?.facts })
      .expect(200);
    expect(resolved.state).toBe('resolved');
    expect(resolved.acts.map(({ act }: { act: string }) => act)).toEqual(['assigned', 'annotated', 'resolved']);
    expect(codesOf(await found(ruth, '&state=open'))).toEqual(['training_allowed']);
    expect(codesOf(await found(ruth, `&assignee=${session.user}`))).toEqual(['price_under_floor']);
    expect((await world.mara.get(`/v1/requests/${request}`).expect(200)).text).toBe(before);
    const notes = (many: string) =>
      `UPDATE countersign.findings SET acts = ${many} WHERE id = '${path.split('/').at(-1) ?? ''}'`;
    await sql(
      service,
      notes(`(SELECT jsonb_agg(act) FROM (SELECT acts -> 0 AS act FROM generate_series(1, 500)) AS many)`),
    );
    expect((await ruth.post(`${path}/notes`, { text: 'One more.' }).expect(409)).body.detail).toContain(
      'no notes beyond',
    );
    const { body: hers } = await world.mara.get('/v1/activity?kind=change').expect(200);
    const told = hers.items.filter(({ type }: { type: string }) => type.startsWith('finding.'));
    expect(told.map(({ type, records }: { type: string; records: object }) => [type, records])).toEqual(
      ['resolved', 'annotated', 'assigned'].map((act) => [
        `finding.${act}`,
        [expect.objectContaining({ id: request })],
      ]),
    );
    // What its union does about it is not for whoever asked.
    const [entry] = told;
    await world.deniz.get(`/v1/log/proofs?entry=${entry.entry}`).expect(404);
  });

  it('are open again with their history once what they rest on has changed, and gone once it is mended', async () => {
    const { world, ruth, request } = await makeDesk();
    const [item] = await found(ruth);
    const path = `/v1/findings/${item?.id}`;
    await ruth.post(`${path}/resolve`, { reason: 'asked_to_mend' }).expect(200);
    const send = async (pay: object): Promise<void> => {
      const { body } = await world.deniz.get(`/v1/requests/${request}`).expect(200);
      const terms = termsWith(world, { pay });
      const counter = {
        version: body.version,
        terms: termsWith(world, { description: 'Fewer lines, said again by a copy.' }),
      };
      await world.mara.post(`/v1/requests/${request}/counter`, counter).expect(200);
      await world.deniz.post(`/v1/requests/${request}/send`, { terms }).expect(200);
    };
    await send({ amount: 200, floor: 500, currency: 'USD' });
    const { body: again } = await ruth.get(`${path}?${AUDIT}`).expect(200);
    expect(again).toMatchObject({ id: item?.id, state: 'open', acts: [{ act: 'resolved', isCurrent: false }] });
    await send({ amount: 500, floor: 500, currency: 'USD' });
    expect(codesOf(await found(ruth))).toEqual(['training_allowed']);
    const { body: gone } = await ruth.get(`${path}?${AUDIT}`).expect(200);
    expect(gone).toMatchObject({ id: item?.id, state: 'gone', acts: [{ act: 'resolved' }] });
    expect((await ruth.post(`${path}/notes`, { text: 'Late' }).expect(409)).body.code).toBe('state_conflict');
    // What was signed of it is found in the consent.
    const { body } = await world.mara.post(`/v1/requests/${request}/sign`, await signing(world, request)).expect(201);
    const [signed] = await found(ruth);
    expect(signed).toMatchObject({ code: 'training_allowed', record: { kind: 'consent', id: body.consent } });
  });

  it('U-03 are of a report that falls overdue, also once the consent has ended, until it is given', async () => {
    const { world, ruth } = await makeDesk();
    const { deniz, series, mara } = world;
    const consent = await signedConsent(world);
    const { body: check } = await deniz.post('/v1/checks', checkOf(world)).expect(200);
    expect(check.outcome).toBe('allow');
    const overdue = () => found(ruth, '&code=report_overdue');
    expect(await overdue()).toEqual([]);
    const monthsOn = (months: number, days: number): string => {
      const at = new Date(check.decidedAt);
      return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months, 1 + days)).toISOString();
    };
    now = new Date(Date.parse(monthsOn(2, 0)) - 1).toISOString();
    expect(await overdue()).toEqual([]);
    now = monthsOn(2, 0);
    const [item, ...others] = await overdue();
    expect([item, others]).toEqual([
      expect.objectContaining({
        ...{ state: 'open', rule: 'U-03', source: 'SAG-AFTRA Interactive Media Agreement 2025', effect: 'none' },
        ...{ about: check.decidedAt.slice(0, 7), dueAt: now, record: { kind: 'consent', id: consent } },
      }),
      [],
    ]);
    await mara.post(`/v1/consents/${consent}/withdrawals`, { scope: null }).expect(200);
    await ruth.post(`/v1/findings/${item?.id}/resolve`, { reason: 'asked_to_mend' }).expect(200);
    now = monthsOn(2, 1);
    expect(await overdue()).toEqual([expect.objectContaining({ id: item?.id, state: 'resolved', facts: item?.facts })]);
    // A month's figures are whole once it is over.
    const report = { from: monthsOn(0, 0), until: monthsOn(1, 0) };
    await deniz.post(`/v1/productions/${series}/usage-reports`, report).expect(201);
    expect(await overdue()).toEqual([]);
    expect((await ruth.get(`/v1/findings/${item?.id}?${AUDIT}`).expect(200)).body.state).toBe('gone');
    // A use that is told after its report is owed anew, and what was resolved rests on other facts.
    now = monthsOn(2, 2);
    await deniz.post(`/v1/checks/${check.id}/usage`, { quantity: { lines: 1 } }).expect(201);
    expect(await overdue()).toEqual([]);
    now = monthsOn(4, 0);
    expect(await overdue()).toEqual([expect.objectContaining({ id: item?.id, state: 'open', dueAt: now })]);
  });
});

describe('a report of what a union reviewed', () => {
  it('holds each finding that was acted on within its time, in a sealed PDF and a table, and is read as a look', async () => {
    const { world, ruth, request } = await makeDesk();
    await world.deniz.post(`/v1/requests/${request}/withdraw`).expect(200);
    const performer = await idOf(world.deniz, '/v1/performers', {
      name: '=HYPERLINK("x")',
      email: 'odd@performer.example',
    });
    const odd = await signIn(service, 'odd@performer.example');
    const { organization: union } = (await ruth.get('/v1/session').expect(200)).body.memberships[0];
    await takeInto({ union, ruth }, { mara: odd, maraEmail: 'odd@performer.example', performer });
    const asked = { performer, production: world.season, terms: termsWith(world) };
    const sent = await idOf(world.deniz, '/v1/requests', asked);
    await world.deniz.post(`/v1/requests/${sent}/send`).expect(200);
    const [pay, taught] = await found(ruth);
    await ruth.post(`/v1/findings/${pay?.id}/resolve`, { reason: 'asked_to_mend' }).expect(200);
    await ruth.post(`/v1/findings/${taught?.id}/notes`, { text: 'For the next talks' }).expect(201);
    const within = {
      from: new Date(Date.now() - 3_600_000).toISOString(),
      until: new Date(Date.now() + 3_600_000).toISOString(),
    };
    const { body: report } = await ruth.post('/v1/union-reports', within).expect(201);
    expect(report).toMatchObject({ ...within, findings: 2 });
    const past = { from: '2020-01-01T00:00:00.000Z', until: '2020-02-01T00:00:00.000Z' };
    expect((await ruth.post('/v1/union-reports', past).expect(201)).body.findings).toBe(0);
    await ruth.post('/v1/union-reports', { from: past.until, until: past.from }).expect(422);

    const path = `/v1/union-reports/${report.id}`;
    const { text } = await ruth.get(`${path}/csv?${AUDIT}`).expect(200);
    const [head, first, second, end] = text.split('\r\n');
    expect(head).toMatch(/^finding,code,rule,source,member,/);
    // What a program would take for a formula is text.
    expect(first).toContain(`"'=HYPERLINK(""x"")"`);
    expect([first, second, end]).toEqual([
      expect.stringMatching(/price_under_floor.*resolved,asked_to_mend,1,resolved,/),
      expect.stringMatching(/training_allowed.*open,,1,annotated,/),
      '',
    ]);

    await ruth.get(`${path}/certificate?${AUDIT}`).expect(409);
    const [{ payload }] = (await sql(
      service,
      `SELECT payload FROM countersign.deliveries WHERE kind = 'certificate' AND payload ->> 'entry' = (
         SELECT e.id FROM countersign.entries e WHERE e.refs ->> 'report' = '${report.id}')`,
    )) as [{ payload: JsonObject }];
    const identity = await importIdentity(await developmentIdentity('Test', '2026-01-01T00:00:00.000Z'));
    const printing = { typefaces: await loadTypefaces(), baseUrl: new URL(BASE_URL), paper: 'A4' as const };
    const carry = certificateCarrier(service.store, { identity, timeStamp: null }, printing);
    await carry({ id: 'del_1', kind: 'certificate', payload, attempts: 0, createdAt: within.from });
    const { body: bytes, headers } = await ruth.get(`${path}/certificate?${AUDIT}`).expect(200);
    expect(headers['content-type']).toBe('application/pdf');
    expect(await textOf(new Uint8Array(bytes))).toContain('asked to mend');
    const { body: shown } = await ruth.get(`/v1/requests/${sent}?${AUDIT}`).expect(200);
    const [clause] = shown.rendered.clauses;
    expect((await textOf(new Uint8Array(bytes))).replace(/\s+/g, ' ')).toContain(
      `Clause 1: ${clause.title} “${clause.sentence}”`,
    );
    expect(second).toContain(clause.sentence);

    const { body: hers } = await odd.get('/v1/activity?kind=view').expect(200);
    expect(hers.items.filter(({ how }: { how: string }) => how === 'certificate').length).toBeGreaterThan(0);
    const { ruth: other } = await makeUnion(service);
    for (const id of [report.id, newId('rep')]) await other.get(`/v1/union-reports/${id}/csv?${AUDIT}`).expect(404);
    expect((await other.get('/v1/union-reports').expect(200)).body.items).toEqual([]);
  });
});

describe('the statistics of a union', () => {
  it('count covered records of members, and leave out what is of fewer than five of them or would tell that', async () => {
    const { world, ruth, union } = await makeDesk();
    const other = await idOf(world.deniz, '/v1/productions', { kind: 'film', title: 'Night Ferry' });
    await world.deniz.post(`/v1/productions/${other}/policies`, { agreements: ['sag-aftra-tv@2026'] }).expect(200);
    const performers = new Map<string, string>();
    const checked = async (name: string, production: string): Promise<void> => {
      const email = `${name}@performer.example`;
      const performer = performers.get(name) ?? (await idOf(world.deniz, '/v1/performers', { name, email }));
      if (!performers.has(name))
        await takeInto({ union, ruth }, { mara: await signIn(service, email), maraEmail: email, performer });
      performers.set(name, performer);
      await world.deniz.post('/v1/checks', checkOf({ ...world, performer, season: production })).expect(200);
    };
    const many = [1, 2, 3, 4, 5].map((nth) => `many${nth}`);
    const today = new Date();
    const [from = '', until = '', later = ''] = [0, 1, 2].map((months) =>
      new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() + months, 1)).toISOString(),
    );
    for (const each of many) await checked(each, world.season);
    await checked('only', other);
    const path = (begins: string, ends: string) => `/v1/unions/statistics?from=${begins}&until=${ends}`;
    // Asked again and again, a month that is not over would tell each check as it is made.
    expect(faultsOf((await ruth.get(path(from, until)).expect(422)).body)).toEqual(['/until']);
    now = new Date(Date.parse(until) + 1).toISOString();
    for (const each of many) await checked(each, other);
    now = later;
    const { body } = await ruth.get(path(from, until)).expect(200);
    const deniedIn = (table: 'productions' | 'employers' | 'agreements' | 'months') =>
      Object.fromEntries(body[table].map((row: { of: string; checks: { deny: number } }) => [row.of, row.checks.deny]));
    expect(deniedIn('employers')).toEqual({ [world.organization]: 6 });
    expect(deniedIn('agreements')).toEqual({ 'sag-aftra-tv': 6 });
    // That of the one is not told, and not what the total would leave of it either.
    expect(deniedIn('productions')).toEqual({ [world.series]: null, [other]: null });
    expect(body.productions[0]).toMatchObject({ checks: { allow: 0 }, consents: { given: 0 }, uses: 0 });
    // In the month after, five have checks in the other: of both months it is not told, or the one would be what is left.
    const of = async (begins: string, ends: string) => {
      const { productions } = (await ruth.get(path(begins, ends)).expect(200)).body;
      return productions.find((row: { of: string }) => row.of === other).checks.deny;
    };
    expect([await of(from, until), await of(until, later), await of(from, later)]).toEqual([null, 5, null]);
    const { ruth: stranger } = await makeUnion(service);
    const { body: nothing } = await stranger.get(path(from, until)).expect(200);
    expect([nothing.productions, nothing.employers]).toEqual([[], []]);
    await ruth.get(path('2020-01-01T00:00:00Z', until)).expect(422);
    // What two counts differ by is never one check: they are of whole months.
    const { body: refused } = await ruth.get(path(from, today.toISOString())).expect(422);
    expect(faultsOf(refused)).toEqual(['/until']);
  });
});
