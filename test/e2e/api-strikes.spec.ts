import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId, openStore, type Store } from '#store';
import { PERSONAL_SECRET } from '../support/database.js';
import { tellOfStrike, toldOfStrike, type Told } from '../support/telling-of-strikes.js';
import { mailTo, openService, sequence, type Service, type Visitor } from './api-service.js';
import {
  AUDIT,
  checkOf,
  faultsOf,
  idOf,
  keyOf,
  makePartner,
  makeUnion,
  makeWorld,
  signedConsent,
  takeInto,
  useOf,
  type World,
} from './api-world.js';

let service: Service;
let store: Store;
let now: string | null = null;
beforeAll(async () => {
  service = await openService({ clock: (databaseNow) => now ?? databaseNow });
  store = openStore({
    personalSecret: PERSONAL_SECRET,
    connectionString: service.databaseUrl,
    clock: (databaseNow) => now ?? databaseNow,
  });
});
afterAll(async () => {
  await store.close();
  await service.close();
});

const STRIKABLE = ['tv', 'commercials', 'interactive', 'animation', 'sound'].map((name) => `sag-aftra-${name}`);

function strike(overrides: object = {}): object {
  const from = '2026-01-01T00:00:00.000Z';
  return { agreement: 'sag-aftra-tv', employer: null, from, until: null, reason: 'Pay', ...overrides };
}

/** A world whose series is made under the agreement. */
async function coveredWorld(): Promise<World> {
  const world = await makeWorld(service);
  await world.deniz.post(`/v1/productions/${world.series}/policies`, { agreements: ['sag-aftra-tv@2026'] }).expect(200);
  return world;
}

async function answerTo(visitor: Visitor, world: World): Promise<[string, string[]]> {
  const { body } = await visitor.post('/v1/checks', checkOf(world)).expect(200);
  return [body.outcome, body.reasons.map(({ code }: { code: string }) => code)];
}

describe('an agreement', () => {
  it('is that of the union with its name, and of none with a part of it: to strike, to see and to approve', async () => {
    const world = await coveredWorld();
    const use = useOf({ facts: { recognizable: false } });
    const disclosed = { production: world.season, performer: null, use };
    const disclosure = `/v1/disclosures/${await idOf(world.deniz, '/v1/disclosures', disclosed)}`;
    const answer = { kind: 'union', verdict: 'refused' };
    const [whole, part, other] = [
      (await makeUnion(service, 'Sag Aftra')).ruth,
      (await makeUnion(service, 'SAG')).ruth,
      (await makeUnion(service, 'Equity')).ruth,
    ];
    for (const [visitor, seen, approved, struck] of [
      [whole, 200, 201, 201],
      [part, 404, 404, 422],
      [other, 404, 404, 422],
    ] as const) {
      await visitor.get(`${disclosure}?${AUDIT}`).expect(seen);
      const listed = (await visitor.get(`/v1/disclosures?${AUDIT}`).expect(200)).body.items;
      expect(listed).toHaveLength(seen === 200 ? 1 : 0);
      await visitor.post(`${disclosure}/approvals`, answer).expect(approved);
      await visitor.post('/v1/suspensions', strike({ employer: world.organization })).expect(struck);
    }
  });
});

describe('a strike', () => {
  it('is declared and lifted by the people of the union, and seen by who makes productions under the agreement', async () => {
    const [{ union, ruth }, { ruth: otherRep }] = [await makeUnion(service), await makeUnion(service)];
    const [world, uncovered] = [await coveredWorld(), await makeWorld(service)];
    const { body } = await ruth.post('/v1/suspensions', strike()).expect(201);
    expect(body).toMatchObject({ ...strike(), union, liftedAt: null });
    const seenBy = async (visitor: Visitor) =>
      (await visitor.get('/v1/suspensions').expect(200)).text.includes(body.id);
    expect(await seenBy(ruth)).toBe(true);
    expect(await seenBy(world.deniz)).toBe(true);
    expect(await seenBy(await keyOf(world, ['read']))).toBe(true);
    expect(await seenBy(uncovered.deniz)).toBe(false);
    expect(await seenBy(world.mara)).toBe(false);
    await world.mara.post(`/v1/performers/${world.performer}/details`, { unions: [union] }).expect(200);
    // Whoever only calls herself a member reads nothing of the union's.
    expect(await seenBy(world.mara)).toBe(false);
    await ruth.post('/v1/memberships', { email: world.maraEmail }).expect(201);
    expect(await seenBy(world.mara)).toBe(true);
    expect(await seenBy(otherRep)).toBe(false);
    const path = `/v1/suspensions/${body.id}/lift`;
    const foreign = await otherRep.post(path).expect(404);
    const unknown = await otherRep.post(`/v1/suspensions/${newId('sus')}/lift`).expect(404);
    expect({ ...foreign.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' });
    await world.deniz.post(path).expect(403);
    expect((await ruth.post(path).expect(200)).body).toEqual({ ...body, liftedAt: expect.any(String) });
    expect((await ruth.post(path).expect(409)).body.code).toBe('state_conflict');
  });

  it('against one employer is seen by it and who works for it, and by nobody else under the agreement', async () => {
    const [struck, spared, { ruth }] = [await coveredWorld(), await coveredWorld(), await makeUnion(service)];
    const { pia } = await makePartner(struck);
    const id = await idOf(ruth, '/v1/suspensions', strike({ employer: struck.organization }));
    const seenBy = async (visitor: Visitor) => (await visitor.get('/v1/suspensions').expect(200)).text.includes(id);
    for (const visitor of [ruth, struck.deniz, pia]) expect(await seenBy(visitor)).toBe(true);
    expect(await seenBy(spared.deniz)).toBe(false);
    expect((await spared.deniz.post('/v1/checks', checkOf(spared)).expect(200)).text).not.toContain(id);
    // It stands against the employer, whatever its productions state.
    const { ruth: elsewhere } = await makeUnion(service);
    const uncovered = await makeWorld(service);
    const other = await idOf(elsewhere, '/v1/suspensions', strike({ employer: uncovered.organization }));
    expect((await uncovered.deniz.get('/v1/suspensions').expect(200)).text).toContain(other);
    expect((await uncovered.deniz.get('/v1/suspensions').expect(200)).text).not.toContain(id);
  });

  it('is nobody else’s to declare', async () => {
    const world = await coveredWorld();
    for (const visitor of [world.deniz, world.mara, await keyOf(world, ['requests', 'read', 'check'])]) {
      expect((await visitor.post('/v1/suspensions', strike()).expect(403)).body.code).toBe('not_allowed');
    }
    const [{ ruth }, { union }] = [await makeUnion(service), await makeUnion(service)];
    await ruth.post('/v1/suspensions', strike({ organization: union })).expect(404);
    await ruth.post('/v1/suspensions', strike({ organization: world.organization })).expect(404);
  });

  it('is refused where it names no agreement or no employer, or has ended before it began', async () => {
    const [{ ruth, union }, { ruth: another }] = [await makeUnion(service), await makeUnion(service, 'Equity')];
    const { body: elsewhere } = await another.post('/v1/suspensions', strike()).expect(422);
    expect(elsewhere.errors[0].message).toContain('an agreement of another union');
    now = '2027-01-01T00:00:00.000Z';
    const bad: [object, string, string[]?][] = [
      [{ agreement: 'sag-aftra-tvs' }, '/agreement', ['sag-aftra-tv']],
      [{ agreement: 'sag-aftra-tv@2026' }, '/agreement', ['sag-aftra-tv']],
      [{ agreement: 'netflix' }, '/agreement'],
      // No rule of it stops anything, so the union would believe in a strike that nobody feels.
      [{ agreement: 'sag-aftra-audio-ai' }, '/agreement', [...STRIKABLE]],
      [{ employer: newId('org') }, '/employer'],
      [{ employer: union }, '/employer'],
      [{ until: '2026-01-01T00:00:00Z' }, '/until'],
      [{ until: '2027-01-01T00:00:00Z' }, '/until'],
      [{ from: '2028-01-01T00:00:00Z', until: '2027-06-01T00:00:00Z' }, '/until'],
      [{ reason: '' }, '/reason'],
      [{ agreements: ['sag-aftra-tv'] }, '/agreements'],
    ];
    for (const [overrides, path, suggestions] of bad) {
      const { body } = await ruth.post('/v1/suspensions', strike(overrides)).expect(422);
      expect(faultsOf(body)).toEqual([path]);
      expect(body.errors[0].suggestions).toEqual(suggestions);
    }
    now = null;
  });

  it('R-07 denies what needs consent from the moment it is declared, and lifts itself or is lifted', async () => {
    const [world, { ruth }] = [await coveredWorld(), await makeUnion(service)];
    await signedConsent(world);
    const farm = await keyOf(world);
    const before = await answerTo(farm, world);
    expect(before[1]).not.toContain('STRIKE');
    const suspension = await idOf(ruth, '/v1/suspensions', strike());
    expect(await answerTo(farm, world)).toEqual(['deny', expect.arrayContaining(['STRIKE'])]);
    await ruth.post(`/v1/suspensions/${suspension}/lift`).expect(200);
    expect(await answerTo(farm, world)).toEqual(before);
    const today = Date.now();
    const until = new Date(today + 3_600_000).toISOString();
    const short = await idOf(ruth, '/v1/suspensions', strike({ until }));
    expect(await answerTo(farm, world)).toEqual(['deny', expect.arrayContaining(['STRIKE'])]);
    now = until;
    expect(await answerTo(farm, world)).toEqual(before);
    expect((await ruth.post(`/v1/suspensions/${short}/lift`).expect(409)).body.code).toBe('state_conflict');
    now = null;
    await ruth.post(`/v1/suspensions/${short}/lift`).expect(200);
  });

  it('R-07 strikes the employer that it names, and every production of it under the agreement', async () => {
    const [struck, spared, uncovered] = [await coveredWorld(), await coveredWorld(), await makeWorld(service)];
    const { ruth } = await makeUnion(service);
    for (const world of [struck, spared, uncovered]) await signedConsent(world);
    const { pia } = await makePartner(struck);
    await ruth.post('/v1/suspensions', strike({ employer: struck.organization })).expect(201);
    expect((await answerTo(struck.deniz, struck))[1]).toContain('STRIKE');
    // Who works for the struck title asks for that title.
    expect((await answerTo(pia, struck))[1]).toContain('STRIKE');
    expect((await answerTo(spared.deniz, spared))[1]).not.toContain('STRIKE');
    expect((await answerTo(uncovered.deniz, uncovered))[1]).not.toContain('STRIKE');
  });

  it('R-07 is not escaped by no longer stating its agreement, also before it begins', async () => {
    const [world, { ruth }] = [await coveredWorld(), await makeUnion(service)];
    const state = (body: object) => world.deniz.post(`/v1/productions/${world.series}/policies`, body);
    const [tomorrow, later] = [1, 2].map((days) => new Date(Date.now() + days * 86_400_000).toISOString());
    const planned = await idOf(ruth, '/v1/suspensions', strike({ employer: world.organization, from: tomorrow }));
    for (const agreements of [[], ['sag-aftra-sound@2024']]) {
      const { body } = await state({ agreements, packs: [] }).expect(409);
      expect([body.code, body.detail]).toEqual(['state_conflict', expect.stringContaining(planned)]);
    }
    // Another version of it is struck as well, and what is under no strike may go.
    await state({ agreements: ['sag-aftra-tv@2023', 'sag-aftra-sound@2024'] }).expect(200);
    await state({ agreements: ['sag-aftra-tv@2023'] }).expect(200);
    await ruth.post(`/v1/suspensions/${planned}/lift`).expect(200);
    await state({ agreements: [] }).expect(200);
    await state({ agreements: ['sag-aftra-tv@2026'] }).expect(200);
    const short = await idOf(ruth, '/v1/suspensions', strike({ until: later }));
    await state({ agreements: [] }).expect(409);
    await ruth.post(`/v1/suspensions/${short}/lift`).expect(200);
    await ruth.post('/v1/suspensions', strike({ employer: (await makeWorld(service)).organization })).expect(201);
    await state({ agreements: [] }).expect(200);
    // Nor by a version that would leave it to each performer.
    const [strict, lenient] = ['2025', '2026-11'].map((version) => `sag-aftra-interactive@${version}`);
    await state({ agreements: [strict] }).expect(200);
    await ruth
      .post('/v1/suspensions', strike({ agreement: 'sag-aftra-interactive', employer: world.organization }))
      .expect(201);
    await state({ agreements: [lenient] }).expect(409);
    await state({ agreements: [strict, lenient] }).expect(200);
  });

  it('is declared once, however often the same request is sent', async () => {
    const { ruth } = await makeUnion(service);
    const key = { 'idempotency-key': 'strike-1' };
    const until = new Date(Date.now() + 60_000).toISOString();
    const body = strike({ agreement: 'sag-aftra-sound', until });
    const { text } = await ruth.post('/v1/suspensions', body, key).expect(201);
    expect((await ruth.post('/v1/suspensions', body, key).expect(201)).text).toBe(text);
    expect((await ruth.get('/v1/suspensions?agreement=sag-aftra-sound').expect(200)).body.items).toHaveLength(1);
  });
});

const toldOf = (suspension: string): Promise<Told[]> => toldOfStrike(service, suspension);
const tell = (suspension: string, change: string, killedAfter = Infinity): Promise<void> =>
  tellOfStrike({ service, store }, { suspension, change, killedAfter });

describe('who is told of a strike', () => {
  it('is each consent, employer and performer once, wherever the worker is killed; and as often when it is over', async () => {
    const [world, union] = [await coveredWorld(), await makeUnion(service)];
    await takeInto(union, world);
    const consents = [await signedConsent(world), await signedConsent(world), await signedConsent(world)].sort();
    const withdrawn = consents.pop() ?? '';
    await world.mara.post(`/v1/consents/${withdrawn}/withdrawals`, { scope: null }).expect(200);
    await Promise.all([mailTo(service, world.maraEmail), mailTo(service, world.denizEmail)]);
    const act = strike({ agreement: null, employer: world.organization, reason: 'No deal on replicas' });
    const { body } = await union.ruth.post('/v1/suspensions', act).expect(201);
    expect(body).toMatchObject({ agreement: null, agreements: [...STRIKABLE], reason: 'No deal on replicas' });
    expect((await answerTo(world.deniz, world))[1]).toContain('STRIKE');
    for (const killedAfter of [0, 1, 1, Infinity, Infinity]) await tell(body.id, 'begins', killedAfter);
    expect(await toldOf(body.id)).toEqual(consents.map((consent) => ({ type: 'consent.suspended', consent })));
    const [hers, ...more] = await mailTo(service, world.maraEmail);
    expect([hers, more]).toEqual([expect.stringContaining('The reason they gave: No deal on replicas'), []]);
    const [theirs, ...others] = await mailTo(service, world.denizEmail);
    expect([theirs, others]).toEqual([expect.stringContaining('Harbor, season 1'), []]);
    await sequence(service);
    const { body: events } = await world.deniz.get('/v1/events?limit=200').expect(200);
    const paused = events.items.filter(({ type }: Told) => type === 'consent.suspended');
    expect(paused.map(({ refs }: { refs: object }) => refs)).toEqual(
      consents.map((consent) => expect.objectContaining({ consent, suspension: body.id, production: world.season })),
    );
    await union.ruth.post(`/v1/suspensions/${body.id}/lift`).expect(200);
    await tell(body.id, 'lifted', 1);
    await tell(body.id, 'lifted');
    expect((await toldOf(body.id)).slice(2)).toEqual(consents.map((consent) => ({ type: 'consent.resumed', consent })));
    expect(await mailTo(service, world.maraEmail)).toEqual([expect.stringContaining('count again')]);
    expect(await mailTo(service, world.denizEmail)).toEqual([expect.stringContaining('Harbor, season 1')]);
  });

  it('is nobody any more once it was lifted, nor when it ends by itself after that', async () => {
    const [world, { ruth }] = [await coveredWorld(), await makeUnion(service)];
    await signedConsent(world);
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const id = await idOf(ruth, '/v1/suspensions', strike({ employer: world.organization, until }));
    await ruth.post(`/v1/suspensions/${id}/lift`).expect(200);
    for (const change of ['begins', 'lifted', 'ends']) await tell(id, change);
    expect(await toldOf(id)).toEqual([]);
  });

  it('hears that consents count again when the last of several strikes is over, which may be by itself', async () => {
    const [world, { ruth }] = [await coveredWorld(), await makeUnion(service)];
    const consent = await signedConsent(world);
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const { organization: employer } = world;
    const first = await idOf(ruth, '/v1/suspensions', strike({ employer }));
    const second = await idOf(ruth, '/v1/suspensions', strike({ employer, agreement: null, until }));
    for (const each of [first, second]) await tell(each, 'begins');
    await ruth.post(`/v1/suspensions/${first}/lift`).expect(200);
    await tell(first, 'lifted');
    expect((await toldOf(first)).map(({ type }) => type)).toEqual(['consent.suspended']);
    expect((await answerTo(world.deniz, world))[1]).toContain('STRIKE');
    now = until;
    expect((await answerTo(world.deniz, world))[1]).not.toContain('STRIKE');
    await tell(second, 'ends');
    now = null;
    expect(await toldOf(second)).toEqual(
      ['suspended', 'resumed'].map((done) => ({ type: `consent.${done}`, consent })),
    );
  });
});

describe('a strike whose agreement leaves it to each performer (R-07)', () => {
  it('pauses the new material of whoever says so, at once, and of nobody else; what is shown is what happens', async () => {
    const [world, other] = [await makeWorld(service), await makeWorld(service)];
    const { union, ruth } = await makeUnion(service);
    for (const each of [world, other]) {
      await takeInto({ union, ruth }, each);
      const policies = { agreements: ['sag-aftra-interactive@2026-11'] };
      await each.deniz.post(`/v1/productions/${each.series}/policies`, policies).expect(200);
    }
    const [consent] = [await signedConsent(world), await signedConsent(other)];
    const [path, theirs] = [world, other].map(({ performer }) => `/v1/performers/${performer}/strike-pause`);
    const preview = async (pauses: boolean) => (await world.mara.post(`${path}/preview`, { pauses }).expect(200)).body;
    expect(await preview(true)).toMatchObject({ before: false, consents: [] });
    const asked = { agreement: 'sag-aftra-interactive', from: '2026-01-01T00:00:00.000Z', until: null };
    const shown = await ruth.post('/v1/suspensions/preview', { ...asked, employer: world.organization }).expect(200);
    expect(shown.body.consents).toBe(0);
    const struck = [];
    for (const { organization: employer } of [world, other])
      struck.push(await idOf(ruth, '/v1/suspensions', { ...asked, employer, reason: 'Pay' }));
    const [strike = '', another = ''] = struck;
    for (const each of struck) await tell(each, 'begins');
    expect([await toldOf(strike), (await answerTo(world.deniz, world))[0]]).toEqual([[], 'allow']);

    const { etag, ...would } = await preview(true);
    const changed = { consent, production: world.season, title: 'Harbor, season 1', strikes: [strike] };
    expect(would).toEqual({ before: false, pauses: true, consents: [{ ...changed, becomes: 'paused' }] });
    await Promise.all([mailTo(service, world.maraEmail), mailTo(service, world.denizEmail)]);
    expect((await world.mara.post(path ?? '', { pauses: true, etag: 'f'.repeat(64) }).expect(409)).body.code).toBe(
      'state_conflict',
    );
    expect((await world.mara.post(path ?? '', { pauses: true, etag }).expect(200)).body).toEqual({ etag, ...would });
    expect(await answerTo(world.deniz, world)).toEqual(['deny', ['STRIKE']]);
    expect((await answerTo(other.deniz, other))[0]).toBe('allow');
    expect(await mailTo(service, world.maraEmail)).toEqual([expect.stringContaining('The reason they gave: Pay')]);
    expect(await mailTo(service, world.denizEmail)).toEqual([expect.stringContaining('Harbor, season 1')]);
    const said = { type: 'consent.suspended', consent };
    expect([await toldOf(strike), await toldOf(another)]).toEqual([[said], []]);

    // What she does in strikes is hers: whoever engages her is told of no more than that this one is paused.
    const { text } = await world.deniz.get(`/v1/performers/${world.performer}`).expect(200);
    expect(text).not.toMatch(/pause/i);
    await world.deniz.post(path ?? '', { pauses: false }).expect(403);
    for (const each of [theirs ?? '', `/v1/performers/${newId('perf')}/strike-pause`])
      await world.mara.post(each, { pauses: true }).expect(404);

    await world.mara.post(path ?? '', { pauses: false }).expect(200);
    expect((await answerTo(world.deniz, world))[0]).toBe('allow');
    await world.mara.post(path ?? '', { pauses: true }).expect(200);
    await ruth.post(`/v1/suspensions/${strike}/lift`).expect(200);
    await tell(strike, 'lifted');
    const resumed = { type: 'consent.resumed', consent };
    expect(await toldOf(strike)).toEqual([said, resumed, said, resumed]);
    expect((await answerTo(world.deniz, world))[0]).toBe('allow');
    // It stands for the strikes to come, of which the next is told as any other.
    const next = await idOf(ruth, '/v1/suspensions', { ...asked, employer: world.organization, reason: 'Pay' });
    await tell(next, 'begins');
    expect([await toldOf(next), (await answerTo(world.deniz, world))[0]]).toEqual([[said], 'deny']);
  });
});

describe('a preview of a strike', () => {
  it('counts what is told of members, changes nothing, and is what the act may insist on', async () => {
    const [world, union] = [await coveredWorld(), await makeUnion(service)];
    await takeInto(union, world);
    await signedConsent(world);
    const { reason, ...asked } = Object(strike({ agreement: null, employer: world.organization }));
    const preview = async () => (await union.ruth.post('/v1/suspensions/preview', asked).expect(200)).body;
    const { etag, ...shown } = await preview();
    const counts = { consents: 1, members: 1, productions: 1, employers: 1, overlapping: [] };
    expect(shown).toEqual({ agreements: [...STRIKABLE], ...counts });
    expect((await answerTo(world.deniz, world))[1]).not.toContain('STRIKE');
    // What is no member's is not the union's to count, though it is struck as well.
    const foreign = await (await makeUnion(service)).ruth.post('/v1/suspensions/preview', asked).expect(200);
    expect(foreign.body).toMatchObject({ consents: 0, members: 0, productions: 0, employers: 0 });
    await signedConsent(world);
    const stale = await union.ruth.post('/v1/suspensions', { ...asked, reason, etag }).expect(409);
    expect(stale.body.code).toBe('state_conflict');
    const { etag: fresh, consents } = await preview();
    expect(consents).toBe(2);
    const id = await idOf(union.ruth, '/v1/suspensions', { ...asked, reason, etag: fresh });
    await tell(id, 'begins');
    expect(await toldOf(id)).toHaveLength(2);
    expect((await preview()).overlapping).toEqual([id]);
  });
});
