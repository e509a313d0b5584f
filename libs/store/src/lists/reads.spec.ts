import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { newId, openStore, type Page, type Store, type Viewer } from '#store';
import { Reads, StoreModule, type VisibleTable } from '#store/lists';
import { cloneDatabase, PERSONAL_SECRET, type ClonedDatabase } from '../../../../test/support/database.js';
import {
  check,
  consent,
  organization,
  participation,
  performer,
  production,
  record,
  request,
  terms,
} from '../../../../test/support/recording.js';

const actor = 'user:test';

describe('lists', () => {
  let database: ClonedDatabase;
  let store: Store;
  let app: INestApplicationContext;
  let reads: Reads;
  beforeAll(async () => {
    database = await cloneDatabase();
    const options = { personalSecret: PERSONAL_SECRET, connectionString: database.connectionString };
    store = openStore(options);
    app = await NestFactory.createApplicationContext(StoreModule.of(options), { logger: false });
    reads = app.get(Reads);
  });
  afterAll(async () => {
    await app.close();
    await store.close();
    await database.drop();
  });

  const idsOf = (page: Page<{ readonly id: string }>): string[] => page.items.map(({ id }) => id);
  const all = { limit: 100 };

  it('go on behind the last row, and neither miss nor repeat one while others are added', async () => {
    const owner = await organization(store);
    const made: string[] = [];
    for (let n = 0; n < 7; n++) made.push(await performer(store, owner));
    const seen: string[] = [];
    let cursor: string | null = null;
    for (let pages = 0; pages === 0 || cursor !== null; pages++) {
      const page: Page<{ id: string }> = await reads.performers(
        { organization: owner },
        { limit: 3, ...(cursor !== null && { cursor }) },
      );
      seen.push(...idsOf(page));
      cursor = page.next;
      await performer(store, owner);
    }
    expect(seen).toEqual([...made].reverse());
  });

  it('end with a full page, and start nowhere with a cursor that nobody made', async () => {
    const owner = await organization(store);
    await performer(store, owner);
    await performer(store, owner);
    expect((await reads.performers({ organization: owner }, { limit: 2 })).next).toBeNull();
    for (const cursor of ['nonsense', 'LTE', '', Buffer.from('1e400').toString('base64url')])
      expect(await reads.performers({ organization: owner }, { limit: 2, cursor })).toEqual({ items: [], next: null });
  });

  it('show an organization what it takes part in, and of that what is not a draft', async () => {
    const [owner, vendor, stranger] = [await organization(store), await organization(store), await organization(store)];
    const series = await production(store, owner);
    const [first, second] = [await production(store, owner, [series]), await production(store, owner, [series])];
    const inside = await production(store, owner, [series, first]);
    await participation(store, first, vendor);
    const mara = await performer(store, owner, 'mara');
    const sent = await request(store, owner, inside, mara);
    const refs = { actor, organization: owner, production: first, performer: mara, request: newId('req') };
    const evidence = { terms: terms(), respondBy: null };
    await record(store, [refs.request], [{ type: 'request.created', refs, evidence, personal: null }]);
    const [onSeries, onSecond] = [await consent(store, owner, series, mara), await consent(store, owner, second, mara)];
    const asked = await check(store, vendor, mara, first);
    const decision = asked.kind === 'decided' ? asked.id : '';

    const listed = async (viewer: Viewer) => ({
      productions: idsOf(await reads.productions(viewer, {}, all)),
      requests: idsOf(await reads.requests(viewer, {}, all)),
      consents: idsOf(await reads.consents(viewer, {}, all)),
      decisions: idsOf(await reads.decisions(viewer, {}, all)),
    });
    const drafts = await store.transaction((tx) => tx.find('requests', refs.request));
    const signed = async (id: string) => (await store.transaction((tx) => tx.find('consents', id)))?.request ?? '';
    expect(await listed({ organization: vendor })).toEqual({
      ...{ productions: [inside, first], requests: [sent], consents: [onSeries], decisions: [decision] },
    });
    expect(await listed({ organization: owner })).toEqual({
      productions: [inside, second, first, series],
      requests: [await signed(onSecond), await signed(onSeries), refs.request, sent],
      ...{ consents: [onSecond, onSeries], decisions: [decision] },
    });
    expect(await listed({ user: 'mara' })).toMatchObject({
      requests: [await signed(onSecond), await signed(onSeries), sent],
      ...{ consents: [onSecond, onSeries], decisions: [decision] },
    });
    expect(await listed({ organization: stranger })).toEqual({
      ...{ productions: [], requests: [], consents: [], decisions: [] },
    });

    // A row that is not listed is not there when it is asked for by its id either.
    const rows: [VisibleTable, string][] = [
      ['productions', second],
      ['performers', mara],
      ['requests', refs.request],
      ['consents', onSecond],
    ];
    for (const [table, id] of rows) {
      expect(await reads.one(table, id, { organization: vendor })).toBeNull();
      expect(await reads.one(table, id, { organization: owner })).toMatchObject({ id });
    }
    expect(await reads.one('requests', refs.request, { organization: owner })).toEqual(drafts);
    expect(await reads.one('decisions', decision, { user: 'mara' })).toMatchObject({ performer: mara });
  });

  it('filter by what they are asked for', async () => {
    const owner = await organization(store);
    const series = await production(store, owner);
    const episode = await production(store, owner, [series]);
    const mara = await performer(store, owner);
    const agreed = await consent(store, owner, series, mara);
    const viewer = { organization: owner };
    const asked = await check(store, owner, mara, episode);
    await check(store, owner, null, episode);
    const decision = asked.kind === 'decided' ? asked.id : '';
    expect(idsOf(await reads.productions(viewer, { parent: series }, all))).toEqual([episode]);
    expect(idsOf(await reads.requests(viewer, { state: 'declined' }, all))).toEqual([]);
    expect(idsOf(await reads.requests(viewer, { state: 'signed', performer: mara }, all))).toHaveLength(1);
    expect(idsOf(await reads.consents(viewer, { production: episode }, all))).toEqual([]);
    expect(idsOf(await reads.decisions(viewer, { consent: agreed, outcome: 'allow' }, all))).toEqual([decision]);
    expect(idsOf(await reads.decisions(viewer, { outcome: 'deny' }, all))).toHaveLength(1);
  });

  it('show people, parts and keys of an organization', async () => {
    const owner = await organization(store);
    const refs = { actor, organization: owner, user: 'deniz' };
    const personal = { name: 'Deniz', email: 'deniz@example.com' };
    await record(store, [owner], [{ type: 'member.added', refs, evidence: { role: 'admin' }, personal }]);
    const issued = { actor, organization: owner, key: newId('key') };
    const endsAt = '2100-01-01T00:00:00.000Z';
    const evidence = { apikey: issued.key, name: 'farm', scopes: ['checks'], endsAt, replaces: null };
    await record(store, [issued.key], [{ type: 'key.issued', refs: issued, evidence, personal: null }]);
    const series = await production(store, owner);
    const invited = { actor, production: series, participation: newId('part') };
    const vendor = { email: 'lab@example.com' };
    await record(
      store,
      [series],
      [{ type: 'participation.invited', refs: invited, evidence: { role: 'vendor' }, personal: vendor }],
    );
    expect((await reads.members({ organization: owner }, all)).items).toMatchObject([{ user: 'deniz', ...personal }]);
    expect((await reads.organizations([owner], all)).items).toMatchObject([{ id: owner }]);
    expect((await reads.keys({ organization: owner }, all)).items).toMatchObject([
      { id: issued.key, scopes: ['checks'] },
    ]);
    expect(idsOf(await reads.participations(vendor, all))).toEqual([invited.participation]);
    expect(idsOf(await reads.participations({ production: series }, all))).toHaveLength(2);
    expect(idsOf(await reads.participations({ organization: owner }, all))).toHaveLength(1);
  });

  it('of the log show a viewer what concerns it, from any index on', async () => {
    const [owner, stranger] = [await organization(store), await organization(store)];
    const series = await production(store, owner);
    await consent(store, owner, series, await performer(store, owner, 'ruth'));
    await store.sequence(10_000, () => Promise.resolve('note'));
    const size = (await store.log.checkpoint())?.size ?? 0;
    const read = (viewer: Viewer) => store.events.read(viewer, null, 100);
    const typesFor = async (viewer: Viewer) => (await read(viewer)).items.map(({ type }) => type);
    // What was only drafted, who looked and who knows whom is no event.
    expect(await typesFor({ organization: owner })).toEqual(['request.sent', 'consent.given']);
    expect(await read({ organization: stranger })).toEqual({ items: [], last: size - 1, hasMore: false });
    expect(await typesFor({ user: 'ruth' })).toEqual(['request.sent', 'consent.given']);
    const first = await store.events.read({ organization: owner }, null, 1);
    expect(first).toMatchObject({ items: [{ type: 'request.sent', sequence: first.last }], hasMore: true });
    expect(Object.keys(first.items[0]?.refs ?? {}).sort()).toEqual([
      ...['organization', 'performer', 'production', 'request'],
    ]);
    expect((await store.events.read({ organization: owner }, first.last, 1)).items).toMatchObject([
      { type: 'consent.given' },
    ]);
    const end = { items: [], last: size - 1, hasMore: false };
    expect(await store.events.read({ organization: owner }, size - 1, 10)).toEqual(end);
  });

  it('of a consent on a series tell also who takes part in an episode alone, and of a request do not', async () => {
    const [owner, vendor] = [await organization(store), await organization(store, 'Voice Lab', 'vendor')];
    const series = await production(store, owner);
    const episode = await production(store, owner, [series]);
    await participation(store, episode, vendor);
    await consent(store, owner, series, await performer(store, owner));
    await store.sequence(10_000, () => Promise.resolve('note'));
    const { items } = await store.events.read({ organization: vendor }, null, 100);
    expect(items.map(({ type }) => type)).toEqual(['participation.accepted', 'consent.given']);
  });
});
