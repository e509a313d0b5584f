/** Who acts for a performer: what a paper that was verified covers, for as long as it holds, and nothing else. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mailTo, openService, signIn, type Service, type Visitor } from './api-service.js';
import {
  authorityOf,
  checkOf,
  colleagueOf,
  idOf,
  keyOf,
  makePartner,
  makeUnion,
  makeWorld,
  sentRequest,
  signing,
  signedConsent,
  termsOf,
  useOf,
  verifierOf,
  type World,
} from './api-world.js';

let service: Service;
let now: string | null = null;
beforeAll(async () => {
  service = await openService({ clock: (databaseNow) => now ?? databaseNow });
});
afterAll(() => service.close());

let people = 0;
const anAddress = () => `rep-${(people += 1)}@agency.example`;

interface Agent {
  readonly iris: Visitor;
  readonly email: string;
  readonly authority: string;
}

/** Somebody who acts for the world's performer. */
async function agentOf(world: World, overrides: object = {}): Promise<Agent> {
  const email = anAddress();
  const authority = await authorityOf(world, { email, coversLikeness: true, ...overrides });
  return { iris: await signIn(service, email), email, authority };
}

const recorded = (visitor: Visitor, { performer }: World, overrides: object = {}) =>
  idOf(visitor, `/v1/performers/${performer}/authorities`, {
    ...{ capacity: 'agent', name: 'Iris Calder', email: anAddress(), scope: null, documentHash: 'a'.repeat(64) },
    ...{ from: '2026-01-01T00:00:00.000Z', until: null, ...overrides },
  });
const verifies = (visitor: Visitor, id: string) =>
  visitor.post(`/v1/authorities/${id}/verify`, { how: 'original_seen' });
interface Item {
  readonly kind: string;
  readonly type: string;
  readonly production: { readonly id: string } | null;
  readonly records: readonly { readonly kind: string; readonly id: string }[];
}
const idsOf = ({ items }: { items: { id: string }[] }) => items.map(({ id }) => id);

describe('an authority', () => {
  it.each(['guardian', 'agent', 'attorney', 'union'])('over her as %s is seen and ended by her', async (capacity) => {
    const world = await makeWorld(service);
    const email = anAddress();
    const verified = await authorityOf(world, { email, capacity });
    const unverified = await recorded(world.deniz, world, { capacity });
    const { body } = await world.mara.get('/v1/authorities').expect(200);
    expect(body.items).toMatchObject([
      { id: unverified, capacity, verified: false, endedAt: null },
      { id: verified, capacity, verified: true, endedAt: null },
    ]);
    for (const id of [verified, unverified]) {
      const { body: ended } = await world.mara.post(`/v1/authorities/${id}/end`).expect(200);
      expect(ended.endedAt).toEqual(expect.any(String));
    }
    // Whoever held it finds nothing of hers any more.
    const holder = await signIn(service, email);
    await holder.get(`/v1/performers/${world.performer}`).expect(403);
  });
});

describe('the document of an authority', () => {
  it('is verified by her, or her union, where an organization recorded it: two of its own people make no agent', async () => {
    const world = await makeWorld(service);
    const { union, ruth } = await makeUnion(service);
    const id = await recorded(world.deniz, world);
    // The profile's word alone, and the union's alone, make it nobody's union.
    await world.mara.post(`/v1/performers/${world.performer}/details`, { unions: [union] }).expect(200);
    await verifies(ruth, id).expect(404);
    await ruth.post('/v1/memberships', { email: world.maraEmail }).expect(201);
    const { body: refused } = await verifies(await verifierOf(world), id).expect(403);
    expect(refused.detail).toContain('she verifies it herself, or a member of her union');
    await mailTo(service, world.maraEmail);
    const { body } = await verifies(ruth, id).expect(200);
    expect(body).toMatchObject({ verified: true, verifiedBy: 'union', verifiedHow: 'original_seen' });
    expect((await mailTo(service, world.maraEmail)).join()).toContain('You can end it yourself');
    expect((await verifies(world.mara, id).expect(409)).body.code).toBe('state_conflict');
    const other = await recorded(world.deniz, world);
    expect((await verifies(world.mara, other).expect(200)).body.verifiedBy).toBe('performer');
  });

  it('is verified by her organization where she recorded it, and never by herself', async () => {
    const world = await makeWorld(service);
    const id = await recorded(world.mara, world);
    expect((await verifies(world.mara, id).expect(403)).body.detail).toContain('another person than who recorded it');
    expect((await verifies(world.deniz, id).expect(200)).body.verifiedBy).toBe('organization');
  });

  it('is verified for nobody who gains: not by who is named, nor for a member of who engages her', async () => {
    const world = await makeWorld(service);
    const email = anAddress();
    const named = await recorded(world.mara, world, { email, capacity: 'estate' });
    const smuggled = await colleagueOf(world, email);
    for (const visitor of [smuggled, world.deniz])
      expect((await verifies(visitor, named).expect(403)).body.detail).toContain('such a person does not act for her');
    // One who joins later holds it no more, until they have left.
    const { iris, email: late } = await agentOf(world);
    await iris.get(`/v1/performers/${world.performer}`).expect(200);
    const member = { email: late, name: 'Iris', role: 'member' };
    const { body } = await world.deniz.post(`/v1/organizations/${world.organization}/members`, member).expect(201);
    expect((await iris.get('/v1/consents?representing=' + world.performer)).status).toBe(404);
    await world.deniz.delete(`/v1/organizations/${world.organization}/members/${body.user}`).expect(204);
    await iris.get('/v1/consents?representing=' + world.performer).expect(200);
    // Who was made an administrator unasked, which bars her as well, gets out by herself.
    await world.deniz.post(`/v1/organizations/${world.organization}/members`, { ...member, role: 'admin' }).expect(201);
    expect((await iris.get('/v1/consents?representing=' + world.performer)).status).toBe(404);
    await iris.delete(`/v1/organizations/${world.organization}/members/${body.user}`).expect(204);
    await iris.get('/v1/consents?representing=' + world.performer).expect(200);
  });
});

describe('a representative', () => {
  it('reads what is hers in her place, and nothing before the paper was verified nor after it ended', async () => {
    const world = await makeWorld(service);
    const consent = await signedConsent(world);
    const request = await sentRequest(world);
    const { body: check } = await world.deniz.post('/v1/checks', checkOf(world)).expect(200);
    const disclosure = await idOf(world.deniz, '/v1/disclosures', checkOf(world));
    const claim = { ...checkOf(world), exemption: 'as_scripted', reason: 'As in the script.' };
    const claimed = await idOf(world.deniz, '/v1/claims', claim);
    const email = anAddress();
    const id = await recorded(world.deniz, world, { email });
    const iris = await signIn(service, email);
    const records = [
      ...[`performers/${world.performer}`, `requests/${request}`, `consents/${consent}`, `consents/${consent}/proof`],
      ...[`checks/${check.id}`, `checks/${check.id}/replay`, `disclosures/${disclosure}`, `claims/${claimed}`],
      `productions/${world.season}`,
    ];
    const lists = ['requests', 'consents', 'checks', 'disclosures', 'claims', 'productions'];
    const readsNothing = async () => {
      for (const path of records)
        expect([path, [403, 404]]).toEqual([path, expect.arrayContaining([(await iris.get(`/v1/${path}`)).status])]);
      for (const path of lists)
        expect([403, 404]).toContain((await iris.get(`/v1/${path}?representing=${world.performer}`)).status);
    };
    await readsNothing();
    await verifies(world.mara, id).expect(200);
    for (const path of records) await iris.get(`/v1/${path}`).expect(200);
    for (const path of lists) {
      const { body } = await iris.get(`/v1/${path}?representing=${world.performer}`).expect(200);
      expect([path, body.items.length > 0]).toEqual([path, true]);
    }
    expect((await iris.get('/v1/authorities').expect(200)).body.items).toMatchObject([{ id, verified: true }]);
    expect((await iris.get('/v1/session').expect(200)).body.roles).toContain('representative');
    // Nobody reads in the place of somebody for whom they do not act, nor without saying in whose.
    const other = await makeWorld(service);
    await iris.get(`/v1/consents?representing=${other.performer}`).expect(404);
    await (await keyOf(world, ['read'])).get(`/v1/consents?representing=${world.performer}`).expect(404);
    await iris.get('/v1/consents').expect(422);
    await world.mara.post(`/v1/authorities/${id}/end`).expect(200);
    await readsNothing();
  });

  it('reads nothing of what the paper is not about', async () => {
    const world = await makeWorld(service);
    const other = await idOf(world.deniz, '/v1/productions', { kind: 'film', title: 'Low Water' });
    const [voice, film] = [await signedConsent(world), await signedConsent(world, termsOf({ season: other }))];
    const face = { ...Object(termsOf(world)) };
    const [clause] = face.permissions;
    const faces = { ...face, permissions: [{ ...clause, box: { ...clause.box, act: ['generate.face.de_age'] } }] };
    const looks = await sentRequest(world, faces);
    const { body: check } = await world.deniz.post('/v1/checks', checkOf(world)).expect(200);
    const elsewhere = { ...checkOf(world), production: other };
    const { body: apart } = await world.deniz.post('/v1/checks', elsewhere).expect(200);
    const disclosed = await idOf(
      world.deniz,
      '/v1/disclosures',
      checkOf(world, useOf({ act: ['generate.face.de_age'] })),
    );
    const { iris } = await agentOf(world, { scope: { act: ['generate.voice'], production: [world.season] } });
    await iris.get(`/v1/consents/${voice}`).expect(200);
    // Nor does a page that is short, or goes on, tell how much of that there is.
    const third = await signedConsent(world, termsOf({ season: other }));
    const pages = `/v1/consents?representing=${world.performer}&limit=1`;
    expect((await iris.get(pages).expect(200)).body).toMatchObject({ items: [{ id: voice }], next: null });
    expect((await iris.get(`${pages}&production=${other}`).expect(200)).body).toEqual({ items: [], next: null });
    await iris.get(`/v1/consents/${third}`).expect(404);
    const asked = await sentRequest(world);
    const { body: waiting } = await iris.get(`${pages.replace('consents', 'requests')}&state=sent`).expect(200);
    expect(waiting).toMatchObject({ items: [{ id: asked }], next: null });
    await iris.get(`/v1/checks/${check.id}`).expect(200);
    for (const path of [`consents/${film}`, `requests/${looks}`, `checks/${apart.id}`, `disclosures/${disclosed}`])
      await iris.get(`/v1/${path}`).expect(404);
    const { body } = await iris.get(`/v1/consents?representing=${world.performer}`).expect(200);
    expect(idsOf(body)).toEqual([voice]);
    const { body: checks } = await iris.get(`/v1/checks?representing=${world.performer}`).expect(200);
    expect(idsOf(checks)).toEqual([check.id]);
  });

  it('reads her activity as far as the paper goes, and she reads that they did', async () => {
    const world = await makeWorld(service);
    const { deniz, mara, performer } = world;
    const other = await idOf(deniz, '/v1/productions', { kind: 'film', title: 'Low Water' });
    const [voice, film] = [await signedConsent(world), await signedConsent(world, termsOf({ season: other }))];
    for (const production of [world.season, other])
      await deniz.post('/v1/checks', { ...checkOf(world), production }).expect(200);
    await deniz.get('/v1/consents').expect(200);
    await deniz.get(`/v1/consents/${film}`).expect(200);
    const whole = await agentOf(world);
    const part = await agentOf(world, { scope: { production: [other] } });
    const path = `/v1/activity?limit=200&representing=${performer}`;
    const read = async ({ iris }: Agent) => {
      const { body, headers } = await iris.get(path).expect(200);
      expect(headers['countersign-viewed']).toBe('recorded');
      return body.items as Item[];
    };
    // What is hers, but for who else acts for her.
    const hers = (await mara.get('/v1/activity?limit=200').expect(200)).body.items as Item[];
    const own =
      ({ iris: _, authority }: Agent) =>
      (each: Item) =>
        !each.type.startsWith('authority.') || each.records.some(({ id }) => id === authority);
    expect(await read(whole)).toEqual(hers.filter(own(whole)));
    const told = await read(part);
    const ids = new Set(told.flatMap(({ records }) => records.map(({ kind, id }) => `${kind} ${id}`)));
    expect([ids.has(`consent ${film}`), ids.has(`consent ${voice}`)]).toEqual([true, false]);
    const [checks, looks] = ['check', 'view'].map((kind) => told.filter((each) => each.kind === kind));
    expect(checks?.map(({ production }) => production?.id)).toEqual([other]);
    // Of a look at both only the one that is theirs; and that the other agent has read.
    expect(looks?.map(({ records }) => records.map(({ id }) => id))).toEqual([[performer], [film], [film]]);
    const [newest] = (await mara.get('/v1/activity?kind=view&limit=1').expect(200)).body.items;
    const who = { name: 'Iris Calder', capacity: 'agent', organization: null };
    expect(newest).toMatchObject({ how: 'activity', who, records: [{ kind: 'profile', id: performer }] });
    // Runs would count what is not theirs, and nobody reads without saying for whom.
    for (const query of [
      `${path}&fold=true`,
      '/v1/activity',
      `${path}&performer=${(await makeWorld(service)).performer}`,
    ])
      await part.iris.get(query).expect(422);
    await whole.iris.get(`${path}&fold=true`).expect(200);
    const file = await part.iris.get(`${path}&format=lines`).buffer(true).expect(200);
    expect(file.text).not.toContain(voice);
    expect(file.headers['countersign-viewed']).toBe('recorded');
    await whole.iris.get(`/v1/activity?representing=${(await makeWorld(service)).performer}`).expect(404);
    await deniz.get(path).expect(403);
    await mara.post(`/v1/authorities/${part.authority}/end`).expect(200);
    expect([403, 404]).toContain((await part.iris.get(path)).status);
  });

  it('is nobody once a paper has run out, nor before it begins, nor after her death', async () => {
    const world = await makeWorld(service);
    const { iris } = await agentOf(world, { from: '2026-01-01T00:00:00Z', until: '2030-01-01T00:00:00Z' });
    const path = `/v1/performers/${world.performer}`;
    const reads = async (at: string | null) => {
      now = at;
      const { status } = await iris.get(path);
      now = null;
      return status;
    };
    expect(await reads('2025-12-31T23:59:59.999Z')).toBe(403);
    expect(await reads('2029-12-31T23:59:59.999Z')).toBe(200);
    expect(await reads('2030-01-01T00:00:00.000Z')).toBe(403);
    await world.deniz.post(`${path}/details`, { diedOn: '2026-02-01' }).expect(200);
    expect(await reads(null)).toBe(403);
  });

  it('lays the authority down, as she and who recorded it may', async () => {
    const world = await makeWorld(service);
    const { iris, authority } = await agentOf(world);
    await (await makePartner(world)).pia.post(`/v1/authorities/${authority}/end`).expect(404);
    await iris.post(`/v1/authorities/${authority}/end`).expect(200);
    await iris.get(`/v1/performers/${world.performer}`).expect(403);
    const { body } = await world.mara.get('/v1/authorities').expect(200);
    expect(body.items).toMatchObject([{ id: authority, endedAt: expect.any(String) }]);
  });
});

/** Everything a signature takes, by somebody who acts for her. */
const signingBy = ({ iris, email }: Pick<Agent, 'iris' | 'email'>, request: string) =>
  signing({ service, mara: iris, maraEmail: email }, request);

describe('what is done in her name', () => {
  it('V-01 V-09 is a signature under a paper that covers it: told in the record and to her, and counting', async () => {
    const world = await makeWorld(service);
    const agent = await agentOf(world, { scope: { act: ['generate.voice'] } });
    const request = await sentRequest(world);
    await mailTo(service, world.maraEmail);
    const { body } = await agent.iris.post(`/v1/requests/${request}/sign`, await signingBy(agent, request)).expect(201);
    const told = (await mailTo(service, world.maraEmail)).join();
    expect(told).toContain('acts for you as agent signed a request');
    expect(told).toContain(agent.authority);
    const { body: consent } = await world.mara.get(`/v1/consents/${body.consent}`).expect(200);
    expect(consent).toMatchObject({ signature: { capacity: 'agent' }, authority: agent.authority });
    expect((await world.deniz.post('/v1/checks', checkOf(world)).expect(200)).body.outcome).toBe('allow');
    // Taken back by the same hand, she reads by whom, and ending the paper ends nothing of hers.
    const { body: withdrawn } = await agent.iris
      .post(`/v1/consents/${body.consent}/withdrawals`, { scope: { media: ['promo'] } })
      .expect(200);
    expect(withdrawn.version).toBe(2);
    expect((await mailTo(service, world.maraEmail)).join()).toContain('withdrew a consent, or a part of it');
    const { body: after } = await world.mara.get(`/v1/consents/${body.consent}`).expect(200);
    expect(after.changes).toMatchObject([{ kind: 'withdrawn', under: agent.authority }]);
    await agent.iris.post(`/v1/consents/${body.consent}/disputes`, { reason: 'Not as agreed.' }).expect(201);
    const { body: disputes } = await world.mara.get(`/v1/consents/${body.consent}/disputes`).expect(200);
    const end = `/v1/consents/${body.consent}/disputes/${disputes.items[0].id}/end`;
    await agent.iris.post(end, {}).expect(403);
    await world.mara.post(end, {}).expect(200);
  });

  it('V-09 is nothing that the paper does not cover: no likeness, a part alone, a production of their own', async () => {
    const world = await makeWorld(service);
    const request = await sentRequest(world);
    const refused = async (overrides: object) => {
      const { iris } = await agentOf(world, overrides);
      const { body } = await iris.post(`/v1/requests/${request}/code`).expect(403);
      return body.detail;
    };
    expect(await refused({ coversLikeness: undefined })).toContain('does not speak of her likeness');
    expect(await refused({ scope: { media: ['programme'] } })).toContain('covers only a part of it');
    // One who takes part in the production asks and answers in one person.
    const inside = await agentOf(world);
    const organization = await idOf(inside.iris, '/v1/organizations', { kind: 'vendor', name: 'Calder Effects' });
    const part = { role: 'vendor', email: inside.email };
    const invited = await idOf(world.deniz, `/v1/productions/${world.series}/participations`, part);
    await inside.iris.post(`/v1/participations/${invited}/accept`, { organization }).expect(200);
    const { body } = await inside.iris.post(`/v1/requests/${request}/decline`, {}).expect(403);
    expect(body.detail).toContain('takes part in the production');
    // Whoever may only prepare may answer, which binds nobody, and hers is the record of it.
    const preparing = await agentOf(world, { coversLikeness: false });
    const { body: declined } = await preparing.iris.post(`/v1/requests/${request}/decline`, {}).expect(200);
    expect(declined).toMatchObject({ state: 'declined', answeredUnder: preparing.authority });
    expect((await mailTo(service, world.maraEmail)).join()).toContain('declined a request');
  });

  it('is a question about a claim, which freezes it', async () => {
    const world = await makeWorld(service);
    await signedConsent(world);
    const claim = { ...checkOf(world), exemption: 'as_scripted', reason: 'As in the script.' };
    const id = await idOf(world.deniz, '/v1/claims', claim);
    const { iris, authority } = await agentOf(world, { scope: { act: ['generate'] } });
    const { body } = await iris.post(`/v1/claims/${id}/question`, { question: 'Which lines?' }).expect(200);
    expect(body.state).toBe('questioned');
    await world.deniz.post(`/v1/claims/${id}/answer`, { answer: 'Line 3.' }).expect(200);
    const { body: answered } = await world.mara.post(`/v1/claims/${id}/question`, { question: 'Of when?' }).expect(200);
    // Under which paper it was asked; she herself needs none.
    for (const [shown, under] of [
      [body, [authority]],
      [answered, [authority, null]],
    ])
      expect(shown.questions.map((each: { authority: string | null }) => each.authority)).toEqual(under);
    const other = await makeWorld(service);
    const { iris: stranger } = await agentOf(other);
    await stranger.post(`/v1/claims/${id}/question`, { question: 'Which lines?' }).expect(404);
  });

  it('never lands after she has ended the authority, and is not told again to who held it', async () => {
    const world = await makeWorld(service);
    const agent = await agentOf(world);
    const request = await sentRequest(world);
    const signed = await signingBy(agent, request);
    const path = `/v1/requests/${request}`;
    const acknowledged: string[] = [];
    const noting = async (name: string, answer: PromiseLike<{ status: number }>) => {
      const { status } = await answer;
      acknowledged.push(`${name} ${status}`);
      return status;
    };
    const [ended, landed] = await Promise.all([
      noting('ended', world.mara.post(`/v1/authorities/${agent.authority}/end`)),
      noting('signed', agent.iris.post(`${path}/sign`, signed)),
    ]);
    expect(ended).toBe(200);
    const { body } = await world.mara.get('/v1/authorities').expect(200);
    const { endedAt } = body.items.find(({ id }: { id: string }) => id === agent.authority);
    const { body: consents } = await world.mara.get('/v1/consents').expect(200);
    if (landed === 201) expect(consents.items[0].givenAt <= endedAt).toBe(true);
    else expect([landed, consents.items]).toEqual([expect.any(Number), []]);
    const again = await sentRequest(world);
    const next = await agentOf(world);
    const key = { 'idempotency-key': 'decline-once' };
    await next.iris.post(`/v1/requests/${again}/decline`, {}, key).expect(200);
    await next.iris.post(`/v1/requests/${again}/decline`, {}, key).expect(200);
    const other = await makeWorld(service);
    await authorityOf(other, { email: next.email });
    await world.mara.post(`/v1/authorities/${next.authority}/end`).expect(200);
    const replayed = await next.iris.post(`/v1/requests/${again}/decline`, {}, key).expect(409);
    expect(replayed.body.code).toBe('replay_superseded');
  });
});
