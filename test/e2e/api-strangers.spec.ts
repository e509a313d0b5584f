import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '#store';
import { openService, sequence, sql, Visitor, type Service } from './api-service.js';
import { openWire, differences, type Sent, type Wire } from './api-wire.js';
import { checkOf, idOf, keyOf, makeWorld, signedConsent, useOf, type World } from './api-world.js';

let service: Service;
let world: World;
let other: World;
let consent: string;

beforeAll(async () => {
  service = await openService();
  [world, other] = [await makeWorld(service), await makeWorld(service)];
  consent = await signedConsent(world);
  // The strangers are somebody in their own right: they have records of each kind.
  await signedConsent(other);
  await sequence(service);
});
afterAll(() => service.close());

/** What bytes, headers and statements tell of any route is held by `access-matrix` and `access-named`. */
describe('a record that is not theirs', () => {
  it('A-05: a check about a performer who is a stranger is denied as UNKNOWN, like one about an id that nobody has', async () => {
    const farm = await keyOf(other);
    const told = [];
    for (const performer of [world.performer, newId('perf')]) {
      const { body } = await farm.post('/v1/checks', { performer, production: other.season, use: useOf() }).expect(200);
      const { outcome, reasons, missing, reliedOn } = body;
      told.push(JSON.stringify({ outcome, reasons, missing, reliedOn }));
    }
    expect(new Set(told).size).toBe(1);
    expect(told[0]).toContain('UNKNOWN');
  });

  it('a check about a profile of the own house that was never asked tells no more: the packs are those of nobody', async () => {
    const { deniz, season: production } = other;
    const performer = await idOf(deniz, '/v1/performers', { name: 'Ines Roldan', email: 'ines@example.com' });
    await deniz.post(`/v1/performers/${performer}/details`, { residence: 'US-CA' }).expect(200);
    const farm = await keyOf(other);
    const told = [];
    for (const id of [performer, newId('perf')]) {
      const { body } = await farm.post('/v1/checks', { performer: id, production, use: useOf() }).expect(200);
      const { outcome, reasons, missing, reliedOn, packs, obligations } = body;
      told.push({ outcome, reasons, missing, reliedOn, packs, obligations });
    }
    expect(told[0]).toEqual(told[1]);
    expect(told[0]?.reasons).toMatchObject([{ code: 'UNKNOWN' }]);
    expect(told[0]?.packs).toEqual(expect.any(Array));
  });

  it('gives no proof by the id of an entry, and any proof by a leaf hash that one holds', async () => {
    const { body } = await world.mara.get(`/v1/consents/${consent}/proof`).expect(200);
    const [{ id, leafHash }] = body.items;
    await world.deniz.get(`/v1/log/proofs?entry=${id}`).expect(200);
    await world.mara.get(`/v1/log/proofs?entry=${id}`).expect(200);
    await other.deniz.get(`/v1/log/proofs?entry=${id}`).expect(404);
    await other.mara.get(`/v1/log/proofs?entry=${id}`).expect(404);
    await other.mara.get(`/v1/log/proofs?leaf=${leafHash}`).expect(200);
  });
});

describe('a key that is limited to some productions', () => {
  let wire: Wire;
  let elsewhere: string;
  beforeAll(async () => {
    wire = await openWire(service);
    elsewhere = await idOf(world.deniz, '/v1/productions', { kind: 'film', title: 'Tide' });
  });
  afterAll(() => {
    wire.close();
  });

  const keys = () => `/v1/organizations/${world.organization}/keys`;
  const made = async (body: object) => {
    const { body: key } = await world.deniz.post(keys(), { name: 'farm', ...body }).expect(201);
    return { ...key, machine: new Visitor(service, { authorization: `Bearer ${key.secret}` }) };
  };
  const { act, ...context } = Object(useOf());
  const evaluation = (production: string) => ({
    ...{ subject: { type: 'production', id: production }, action: { name: act[0] } },
    ...{ resource: { type: 'performer', id: world.performer }, context },
  });
  const post = (path: string, body: object): Sent => ({ method: 'POST', path, body });
  const WAYS: readonly ((production: string) => Sent)[] = [
    (production) => post('/v1/checks', { ...checkOf(world), production }),
    (production) => post('/v1/checks', { ...checkOf(world), production, at: new Date(Date.now() - 100).toISOString() }),
    (production) => post('/v1/checks', { ...checkOf(world), production, performer: null }),
    (production) => post('/v1/checks/batch', { checks: [{ ...checkOf(world), production }] }),
    (production) => post('/access/v1/evaluation', evaluation(production)),
    (production) => post('/access/v1/evaluations', { evaluations: [evaluation(production)] }),
    (production) => post('/access/v1/search/resource', { ...evaluation(production), resource: { type: 'performer' } }),
    (production) => post('/access/v1/search/action', { ...evaluation(production), action: {} }),
    (production) => ({ method: 'GET', path: `/v1/checks?production=${production}` }),
  ];

  it('checks for these and what is below them, and is told of any other what it is of none', async () => {
    const [within, without] = [await made({ productions: [world.series] }), await made({ productions: [elsewhere] })];
    await within.machine.post('/v1/checks', checkOf(world)).expect(200);
    await without.machine.post('/v1/checks', checkOf(world), { 'idempotency-key': 'limited' }).expect(404);
    for (const way of WAYS) {
      const told = async ({ machine }: { machine: Visitor }) =>
        differences(await wire.send(machine, way(world.season)), await wire.send(machine, way(newId('prod'))));
      expect(await told(without)).toEqual([]);
      expect(await told(within)).not.toEqual([]);
    }
    const found = await without.machine.post('/access/v1/search/subject', evaluation('')).expect(200);
    expect(found.body.results).toEqual([]);
  });

  it('reads, reports and proves no check of another, whoever of its organization asked it', async () => {
    const farm = await keyOf(world);
    const { body: check } = await farm.post('/v1/checks', checkOf(world)).expect(200);
    const [{ id: entry }] = Object(
      await sql(service, `SELECT id FROM countersign.entries WHERE refs ->> 'decision' = '${check.id}'`),
    );
    await sequence(service);
    const [within, without] = [await made({ productions: [world.season] }), await made({ productions: [elsewhere] })];
    const ways: readonly ((path: string) => Sent)[] = [
      ...['', '/usage', '/replay', '/certificate'].map((of) => (path: string) => ({
        method: 'GET',
        path: `${path}${of}`,
      })),
      (path) => post(`${path}/usage`, { quantity: { lines: 1 } }),
      (path) => post(`${path}/release`, {}),
      (path) => post(`${path}/recheck`, {}),
    ];
    for (const way of ways) {
      const ask = (id: string) => wire.send(without.machine, way(`/v1/checks/${id}`));
      const answer = await ask(check.id);
      expect([answer.status, differences(answer, await ask(newId('chk')))]).toEqual([404, []]);
    }
    for (const id of [entry, newId('entr')]) await without.machine.get(`/v1/log/proofs?entry=${id}`).expect(404);
    expect((await without.machine.get('/v1/checks').expect(200)).body.items).toEqual([]);
    await within.machine.get(`/v1/checks/${check.id}`).expect(200);
    await within.machine.get(`/v1/log/proofs?entry=${entry}`).expect(200);
    expect((await within.machine.get('/v1/checks').expect(200)).body.items.length).toBeGreaterThan(0);
  });

  it('is listed with them, keeps them when it is rotated, and its entry says them', async () => {
    const { id } = await made({ productions: [world.series, elsewhere] });
    const { body: next } = await world.deniz.post(`${keys()}/${id}/rotate`, {}).expect(201);
    const { body: list } = await world.deniz.get(`${keys()}?limit=200`).expect(200);
    const limits = new Map(list.items.map((key: { id: string; productions: unknown }) => [key.id, key.productions]));
    for (const key of [id, next.id]) expect(limits.get(key)).toEqual([world.series, elsewhere]);
    expect([...limits.values()]).toContain(null);
    const issued = `SELECT evidence::jsonb -> 'productions' AS productions FROM countersign.entries e
      JOIN countersign.payloads p ON p.entry = e.serial WHERE type = 'key.issued' AND refs ->> 'key' = '${next.id}'`;
    expect(await sql(service, issued)).toEqual([{ productions: [world.series, elsewhere] }]);
  });

  it('checks and does nothing else, for productions that its organization takes part in', async () => {
    const refused = async (body: object) => {
      const { body: problem } = await world.deniz.post(keys(), { name: 'farm', ...body }).expect(422);
      return problem.errors;
    };
    for (const scopes of [['read'], ['check', 'read'], ['requests']])
      expect(await refused({ scopes, productions: [elsewhere] })).toMatchObject([{ path: '/productions' }]);
    const [theirs, nobodys] = [
      await refused({ productions: [other.series] }),
      await refused({ productions: [newId('prod')] }),
    ];
    expect(theirs).toMatchObject([{ path: '/productions/0' }]);
    expect(theirs).toEqual(nobodys);
    expect(await refused({ productions: [elsewhere, other.series] })).toMatchObject([{ path: '/productions/1' }]);
    for (const productions of [[], 'x', [elsewhere, elsewhere], ['perf_x']]) await refused({ productions });
  });
});
