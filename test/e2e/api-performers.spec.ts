import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '#store';
import { mailTo, openService, signIn, sql, type Service, type Visitor } from './api-service.js';
import {
  authorityOf,
  checkOf,
  cover,
  faultsOf,
  idOf,
  keyOf,
  makePartner,
  makeUnion,
  makeWorld,
  sentRequest,
  signedConsent,
  useOf,
  type World,
} from './api-world.js';

let service: Service;
let now: string | null = null;
beforeAll(async () => {
  service = await openService({ clock: (databaseNow) => now ?? databaseNow });
});
afterAll(() => service.close());

const DOCUMENT = 'd'.repeat(64);
const state = (visitor: Visitor, performer: string, body: object) =>
  visitor.post(`/v1/performers/${performer}/details`, body);
const detailsOf = async (visitor: Visitor, performer: string) =>
  (await visitor.get(`/v1/performers/${performer}`).expect(200)).body.details;
const without = (body: { requestId: string }) => ({ ...body, requestId: '' });

/** A second organization with a profile of its own of the same person. */
async function secondProfile(world: World): Promise<{ readonly elsewhere: World; readonly profile: string }> {
  const elsewhere = await makeWorld(service);
  const body = { name: 'Mara Velloso', email: world.maraEmail };
  return { elsewhere, profile: await idOf(elsewhere.deniz, '/v1/performers', body) };
}

describe('what is stated of a performer', () => {
  it('adds up, with who stated each, and is told her by mail without what it says', async () => {
    const world = await makeWorld(service);
    const { deniz, mara, performer } = world;
    const { union } = await makeUnion(service);
    await mailTo(service, world.maraEmail);
    const { body } = await state(deniz, performer, { bornOn: '1984-02-29', residence: 'US-CA' }).expect(200);
    expect(body).toMatchObject({ bornOn: '1984-02-29', residence: 'US-CA', zone: null, unions: [], identity: null });
    const [mail = ''] = await mailTo(service, world.maraEmail);
    expect(mail).toContain(
      'Harbor Lane Pictures has recorded something about you:\n- your date of birth\n- where you live\n',
    );
    expect(mail).not.toContain('1984');
    await state(mara, performer, { zone: 'America/Los_Angeles', unions: [union], residence: 'US-NY' }).expect(200);
    const details = await detailsOf(mara, performer);
    expect(details).toMatchObject({ bornOn: '1984-02-29', zone: 'America/Los_Angeles', residence: 'US-NY' });
    expect(details.unions).toEqual([union]);
    expect(details.stated.map(({ detail, by }: { detail: string; by: string }) => [detail, by])).toEqual([
      ...[['bornOn', 'organization'] as const, ['zone', 'performer'] as const],
      ...[['residence', 'performer'] as const, ['unions', 'performer'] as const],
    ]);
    // She needs no mail about what she did.
    expect(await mailTo(service, world.maraEmail)).toEqual([]);
  });

  it('holds for every profile of hers where she states it, and for one where an organization does', async () => {
    const world = await makeWorld(service);
    const { elsewhere, profile } = await secondProfile(world);
    await world.mara.get('/v1/session').expect(200);
    await state(world.deniz, world.performer, { bornOn: '1999-09-09' }).expect(200);
    expect((await detailsOf(world.deniz, world.performer)).bornOn).toBe('1999-09-09');
    expect((await detailsOf(elsewhere.deniz, profile)).bornOn).toBeNull();
    await state(world.mara, world.performer, { bornOn: '2010-05-05' }).expect(200);
    for (const each of [world.performer, profile])
      expect((await detailsOf(world.mara, each)).bornOn).toBe('2010-05-05');
  });

  it('U-04 an organization takes her into a union and not out of one; she leaves it herself, or it says so', async () => {
    const world = await makeWorld(service);
    const { deniz, mara, performer } = world;
    const [{ union, ruth }, { union: another }] = [await makeUnion(service), await makeUnion(service, 'Equity')];
    await state(deniz, performer, { unions: [union] }).expect(200);
    await state(deniz, performer, { unions: [another, union] }).expect(200);
    const key = await keyOf(world, ['requests']);
    for (const [visitor, unions] of [
      [deniz, [another]],
      [deniz, []],
      [key, [union]],
    ] as const) {
      const { body } = await state(visitor, performer, { unions, zone: 'Europe/Madrid' }).expect(403);
      expect(body.code).toBe('not_allowed');
    }
    expect(await detailsOf(mara, performer)).toMatchObject({ unions: [another, union], zone: null });
    // The union takes itself off, once it is hers, and no other union.
    await state(ruth, performer, { unions: [another] }).expect(404);
    await ruth.post('/v1/memberships', { email: world.maraEmail }).expect(201);
    await cover(world);
    for (const unions of [[], [another, union], [union]]) await state(ruth, performer, { unions }).expect(403);
    expect((await state(ruth, performer, { unions: [another] }).expect(200)).body.unions).toEqual([another]);
    await state(ruth, performer, { unions: [] }).expect(404);
    expect((await state(mara, performer, { unions: [] }).expect(200)).body.unions).toEqual([]);
  });

  it('keeps what says something of her out of the evidence, of lists and of who has no profile of hers', async () => {
    const world = await makeWorld(service);
    const { deniz, performer } = world;
    await state(deniz, performer, { bornOn: '1971-07-07', diedOn: '2021-01-21', zone: 'Pacific/Niue' }).expect(200);
    await state(deniz, performer, { residence: 'AD-07', identity: 'document', documentHash: DOCUMENT }).expect(200);
    const evidence = JSON.stringify(await sql(service, 'SELECT evidence FROM countersign.payloads'));
    expect(evidence).toContain('document');
    for (const said of ['1971-07-07', '2021-01-21', 'Niue', 'AD-07', 'unions']) expect(evidence).not.toContain(said);
    expect((await deniz.get('/v1/performers').expect(200)).text).not.toContain('1971');
    const { pia } = await makePartner(world);
    await pia.get(`/v1/performers/${performer}`).expect(404);
  });

  it('is stated by nobody but her, her organization and its keys that may write', async () => {
    const [world, other] = [await makeWorld(service), await makeWorld(service)];
    const body = { identity: 'email' };
    const key = await keyOf(world, ['requests']);
    await state(key, world.performer, body).expect(200);
    // Who is a minor, whose estate is asked, which law protects her and who vouches for her: a person states them.
    for (const weighty of [
      ...[{ bornOn: '1984-02-29' }, { diedOn: '2026-02-28' }, { ...body, diedOn: null }],
      ...[{ zone: 'Pacific/Kiritimati' }, { residence: 'US-TX' }],
      ...[{ identity: 'document', documentHash: DOCUMENT }, { identity: 'union_verified' }],
    ])
      expect((await state(key, world.performer, weighty).expect(403)).body.code).toBe('not_allowed');
    expect((await state(await keyOf(world, ['read', 'check']), world.performer, body).expect(403)).body.code).toBe(
      'not_allowed',
    );
    for (const stranger of [other.deniz, other.mara, await keyOf(other, ['requests'])]) {
      const foreign = await state(stranger, world.performer, body).expect(404);
      const unknown = await state(stranger, newId('perf'), body).expect(404);
      expect(without(foreign.body)).toEqual(without(unknown.body));
    }
  });

  it('is recorded once, however often the same request is sent', async () => {
    const { deniz, performer } = await makeWorld(service);
    const key = { 'idempotency-key': 'details-1' };
    const path = `/v1/performers/${performer}/details`;
    const { text } = await deniz.post(path, { zone: 'Europe/Madrid' }, key).expect(200);
    expect((await deniz.post(path, { zone: 'Europe/Madrid' }, key).expect(200)).text).toBe(text);
  });

  it('is refused where it cannot be so', async () => {
    const { deniz, performer, organization } = await makeWorld(service);
    now = '2027-06-15T10:00:00.000Z';
    const bad: [object, string][] = [
      [{}, ''],
      [{ bornOn: '1999-02-29' }, '/bornOn'],
      [{ bornOn: '1999-2-2' }, '/bornOn'],
      [{ bornOn: null }, '/bornOn'],
      [{ bornOn: '2027-06-16' }, '/bornOn'],
      [{ diedOn: '2027-06-16' }, '/diedOn'],
      [{ bornOn: '1999-01-01', diedOn: '1999-01-01' }, '/bornOn'],
      [{ zone: '+02:00' }, '/zone'],
      [{ zone: 'Europe/Atlantis' }, '/zone'],
      [{ residence: 'California' }, '/residence'],
      [{ residence: 'UK-ENG' }, '/residence'],
      [{ unions: [organization] }, '/unions/0'],
      [{ unions: [newId('org')] }, '/unions/0'],
      [{ unions: ['guild'] }, '/unions'],
      [{ identity: 'certain' }, '/identity'],
      [{ identity: 'document' }, '/documentHash'],
      [{ identity: 'email', documentHash: DOCUMENT }, '/documentHash'],
      [{ name: 'Mara' }, '/name'],
    ];
    for (const [body, path] of bad) {
      expect(faultsOf((await state(deniz, performer, body).expect(422)).body)).toEqual([path]);
    }
    await state(deniz, performer, { diedOn: '2027-06-15' }).expect(200);
    // What is known already counts too.
    expect(faultsOf((await state(deniz, performer, { bornOn: '2027-06-15' }).expect(422)).body)).toEqual(['/bornOn']);
    await state(deniz, performer, { diedOn: null, bornOn: '2027-06-15' }).expect(200);
    now = null;
  });

  it('is not vouched for by herself, and a death that others stated is hers to take back', async () => {
    const { deniz, mara, performer } = await makeWorld(service);
    await state(deniz, performer, { identity: 'document', documentHash: DOCUMENT, diedOn: '2020-02-02' }).expect(200);
    expect(faultsOf((await state(mara, performer, { identity: 'document' }).expect(422)).body)).toEqual(['/identity']);
    expect(faultsOf((await state(mara, performer, { diedOn: '2020-02-02' }).expect(422)).body)).toEqual(['/diedOn']);
    expect((await state(mara, performer, { diedOn: null }).expect(200)).body.diedOn).toBeNull();
  });
});

describe('a profile that she claims later', () => {
  it('E-04 shows her everything that was stated, asked, claimed, disclosed and decided about her before', async () => {
    const world = await makeWorld(service);
    const { deniz, season, organization } = world;
    const email = 'ines-who-comes-late@performer.example';
    const performer = await idOf(deniz, '/v1/performers', { name: 'Ines Roldan', email });
    await state(deniz, performer, { bornOn: '1984-02-29', residence: 'US-CA' }).expect(200);
    const request = await sentRequest({ ...world, performer });
    const about = { production: season, performer, use: useOf() };
    const made = {
      requests: request,
      disclosures: await idOf(deniz, '/v1/disclosures', about),
      claims: await idOf(deniz, '/v1/claims', { ...about, exemption: 'safety', reason: 'A fall.' }),
      checks: (await deniz.post('/v1/checks', about).expect(200)).body.id,
      [`performers/${performer}/authorities`]: await idOf(
        deniz,
        `/v1/performers/${performer}/authorities`,
        authority(),
      ),
    };
    const ines = await signIn(service, email);
    for (const [list, id] of Object.entries(made)) {
      const { body } = await ines.get(`/v1/${list}`).expect(200);
      expect([list, body.items.map((each: { id: string }) => each.id)]).toEqual([list, [id]]);
      if (!list.includes('/')) await ines.get(`/v1/${list}/${id}`).expect(200);
    }
    const { body: profile } = await ines.get(`/v1/performers/${performer}`).expect(200);
    expect(profile).toMatchObject({ organization, claimedAt: expect.any(String) });
    expect(profile.details).toMatchObject({ bornOn: '1984-02-29', residence: 'US-CA' });
    expect(profile.details.stated.map(({ by }: { by: string }) => by)).toEqual(['organization', 'organization']);
  });

  it('A-01 learns what she has stated herself, and nothing of what others stated elsewhere', async () => {
    const world = await makeWorld(service);
    const [{ union }, { union: another }] = [await makeUnion(service), await makeUnion(service, 'Equity')];
    await state(world.mara, world.performer, { bornOn: '2012-04-05', unions: [union] }).expect(200);
    await state(world.mara, world.performer, { residence: 'US-CA' }).expect(200);
    await state(world.deniz, world.performer, { zone: 'Europe/Madrid' }).expect(200);
    const { elsewhere, profile } = await secondProfile(world);
    await state(elsewhere.deniz, profile, { bornOn: '1999-09-09', unions: [another] }).expect(200);
    await world.mara.get('/v1/session').expect(200);
    const details = await detailsOf(world.mara, profile);
    expect(details).toMatchObject({ bornOn: '2012-04-05', residence: 'US-CA', zone: null, unions: [another, union] });
    expect(details.stated.map(({ by }: { by: string }) => by)).toEqual(['performer', 'performer', 'performer']);
    // What she states from now on reaches both, and what is claimed later learns it all.
    await state(world.mara, world.performer, { unions: [] }).expect(200);
    expect((await detailsOf(world.mara, profile)).unions).toEqual([]);
    const { profile: latest } = await secondProfile(world);
    await world.mara.get('/v1/session').expect(200);
    expect(await detailsOf(world.mara, latest)).toMatchObject({ bornOn: '2012-04-05', unions: [] });
  });
});

describe('a check of a performer', () => {
  it('A-01 knows a minor by the day of birth alone, which no answer and no receipt tells', async () => {
    const world = await makeWorld(service);
    const { deniz, mara, performer } = world;
    await signedConsent(world);
    const asked = checkOf(world, useOf({ content: ['nudity'] }));
    const codes = ({ reasons }: { reasons: { code: string }[] }) => reasons.map(({ code }) => code);
    expect(codes((await deniz.post('/v1/checks', asked).expect(200)).body)).not.toContain('ABSOLUTE_MINOR_SEXUAL');
    await state(mara, performer, { bornOn: '2012-04-05', zone: 'America/Los_Angeles' }).expect(200);
    const { body, text } = await deniz.post('/v1/checks', asked).expect(200);
    expect(codes(body)).toContain('ABSOLUTE_MINOR_SEXUAL');
    expect(text).not.toContain('2012-04-05');
    expect((await deniz.get(`/v1/checks/${body.id}`).expect(200)).text).not.toContain('2012-04-05');
  });
});

function authority(overrides: object = {}): object {
  return {
    ...{ capacity: 'agent', name: 'Iris Calder', email: 'Iris@agency.example', scope: { act: ['generate.voice'] } },
    ...{ from: '2026-01-01T00:00:00.000Z', until: null, documentHash: 'b'.repeat(64) },
    ...overrides,
  };
}

describe('an authority', () => {
  it('V-09 is recorded by the organization, told the performer by mail, and ended by her', async () => {
    const world = await makeWorld(service);
    const { deniz, mara, performer } = world;
    await mailTo(service, world.maraEmail);
    const path = `/v1/performers/${performer}/authorities`;
    const { body } = await deniz.post(path, authority()).expect(201);
    expect(body).toMatchObject({ ...authority({ email: 'iris@agency.example' }), recordedBy: 'organization' });
    expect((await mailTo(service, world.maraEmail)).join()).toContain('somebody may act for you as agent');
    expect((await mara.get(path).expect(200)).body.items).toEqual([body]);
    expect((await deniz.get(path).expect(200)).body.items).toEqual([body]);
    const { body: ended } = await mara.post(`/v1/authorities/${body.id}/end`).expect(200);
    expect(ended).toEqual({ ...body, endedAt: expect.any(String) });
    expect((await mailTo(service, world.maraEmail)).join()).toContain('no longer may');
    expect((await deniz.post(`/v1/authorities/${body.id}/end`).expect(409)).body.code).toBe('state_conflict');
  });

  it('is recorded by the performer too, and then ended by nobody else', async () => {
    const { deniz, mara, performer } = await makeWorld(service);
    const { body } = await mara.post(`/v1/performers/${performer}/authorities`, authority({ scope: null })).expect(201);
    expect(body).toMatchObject({ recordedBy: 'performer', verified: false, scope: null });
    expect((await deniz.post(`/v1/authorities/${body.id}/end`).expect(403)).body.code).toBe('not_allowed');
    await mara.post(`/v1/authorities/${body.id}/end`).expect(200);
  });

  it('is ended by the organization that recorded it', async () => {
    const world = await makeWorld(service);
    const key = await keyOf(world, ['requests', 'read']);
    const path = `/v1/performers/${world.performer}/authorities`;
    const id = await idOf(key, path, authority());
    await key.post(`/v1/authorities/${id}/end`).expect(200);
    await (await keyOf(world, ['read'])).post(path, authority()).expect(403);
  });

  it('is recorded for nobody whom it would empower: neither the recorder nor a colleague of the same organization', async () => {
    const world = await makeWorld(service);
    const { deniz, mara, organization, performer } = world;
    const member = { email: 'cleo@harbor.example', name: 'Cleo', role: 'member' };
    await deniz.post(`/v1/organizations/${organization}/members`, member).expect(201);
    const path = `/v1/performers/${performer}/authorities`;
    for (const [visitor, email] of [
      [deniz, world.denizEmail.toUpperCase()],
      [deniz, world.denizEmail.replace('@', '+agency@')],
      [deniz, member.email],
      [mara, world.maraEmail],
    ] as const)
      expect(faultsOf((await visitor.post(path, authority({ email })).expect(422)).body)).toEqual(['/email']);
    await deniz.post(path, authority()).expect(201);
  });

  it('R-11 of an estate does not let whoever recorded it approve, whatever their address is by then', async () => {
    const world = await makeWorld(service);
    const { deniz, organization } = world;
    const disclosure = await idOf(deniz, '/v1/disclosures', { ...checkOf(world), description: 'A line.' });
    const member = { email: 'cleo-of-estates@harbor.example', name: 'Cleo', role: 'member' };
    await deniz.post(`/v1/organizations/${organization}/members`, member).expect(201);
    const cleo = await signIn(service, member.email);
    await authorityOf(world, { capacity: 'estate', email: 'heir@estate.example' }, cleo);
    const rename = (from: string, to: string) =>
      sql(service, `UPDATE auth."user" SET email = '${to}' WHERE email = '${from}'`);
    const approves = (visitor: Visitor) =>
      visitor.post(`/v1/disclosures/${disclosure}/approvals`, { kind: 'estate', verdict: 'given' });
    const heir = await signIn(service, 'heir@estate.example');
    await rename('heir@estate.example', 'moved@estate.example');
    await rename(member.email, 'heir@estate.example');
    await approves(cleo).expect(403);
    await approves(heir).expect(201);
  });

  it('does not exist for anyone else', async () => {
    const [world, other] = [await makeWorld(service), await makeWorld(service)];
    const { pia } = await makePartner(world);
    const path = (performer: string) => `/v1/performers/${performer}/authorities`;
    const id = await idOf(world.deniz, path(world.performer), authority());
    for (const stranger of [pia, other.deniz, other.mara, await keyOf(other, ['requests', 'read'])]) {
      const answers = [
        await stranger.post(path(world.performer), authority()),
        await stranger.post(path(newId('perf')), authority()),
        await stranger.get(path(world.performer)),
        await stranger.get(path(newId('perf'))),
        await stranger.post(`/v1/authorities/${id}/end`),
        await stranger.post(`/v1/authorities/${newId('auth')}/end`),
      ];
      expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 404));
      expect(new Set(answers.map(({ body }) => JSON.stringify(without(body)))).size).toBe(1);
    }
  });

  it('is refused where its scope or its time cannot be so', async () => {
    const [world, other] = [await makeWorld(service), await makeWorld(service)];
    const bad: [object, string][] = [
      [{ capacity: 'self' }, '/capacity'],
      [{ email: 'nobody' }, '/email'],
      [{ until: '2025-01-01T00:00:00Z' }, '/until'],
      [{ scope: { act: ['generate.voic'] } }, '/scope/act/0'],
      [{ scope: { production: [other.season] } }, '/scope/production/0'],
      [{ documentHash: 'none' }, '/documentHash'],
      [{ coversLikeness: 'yes' }, '/coversLikeness'],
      [{ verified: true }, '/verified'],
    ];
    for (const [overrides, path] of bad) {
      const { body } = await world.deniz
        .post(`/v1/performers/${world.performer}/authorities`, authority(overrides))
        .expect(422);
      expect(faultsOf(body)).toEqual([path]);
    }
  });

  it('is recorded once, however often the same request is sent', async () => {
    const { deniz, performer } = await makeWorld(service);
    const path = `/v1/performers/${performer}/authorities`;
    const key = { 'idempotency-key': 'authority-1' };
    const { text } = await deniz.post(path, authority(), key).expect(201);
    expect((await deniz.post(path, authority(), key).expect(201)).text).toBe(text);
    expect((await deniz.get(path).expect(200)).body.items).toHaveLength(1);
  });
});
