/** What a performer has said of herself, against whoever engages her. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mailTo, openService, OPERATOR, signIn, signInByLink, sql, type Service, type Visitor } from './api-service.js';
import {
  checkOf,
  colleagueOf,
  cover,
  idOf,
  keyOf,
  makeUnion,
  makeWorld,
  sentRequest,
  signedConsent,
  takeInto,
  useOf,
} from './api-world.js';

let service: Service;
beforeAll(async () => {
  service = await openService();
});
afterAll(() => service.close());

const DOCUMENT = 'd'.repeat(64);
const state = (visitor: Visitor, performer: string, body: object) =>
  visitor.post(`/v1/performers/${performer}/details`, body);

const detailsOf = async (visitor: Visitor, performer: string) =>
  (await visitor.get(`/v1/performers/${performer}`).expect(200)).body.details;

describe('what she has stated herself', () => {
  it('A-01 is overruled by nobody: neither her birthday nor where she lives nor that she is alive', async () => {
    const world = await makeWorld(service);
    const { deniz, mara, performer } = world;
    await signedConsent(world);
    const before = { bornOn: '1984-02-29', residence: 'DE', zone: 'Europe/Berlin', diedOn: '2026-01-02' };
    await state(deniz, performer, before).expect(200);
    const hers = { bornOn: '2012-05-05', residence: 'US-CA', zone: 'America/Los_Angeles', diedOn: null };
    await state(mara, performer, hers).expect(200);
    for (const [detail, stated] of Object.entries(before)) {
      const { body } = await state(deniz, performer, { [detail]: stated, identity: 'email' }).expect(403);
      expect(body).toMatchObject({ code: 'not_allowed', detail: expect.stringContaining(detail) });
      // What is the same would take the place of hers, and could be changed by the next.
      await state(deniz, performer, { [detail]: hers[detail as keyof typeof hers] }).expect(403);
    }
    expect((await mara.get(`/v1/performers/${performer}`).expect(200)).body.details).toMatchObject(hers);
    // A key that asks and does not read is told none of it by stating something.
    const { body: told } = await state(await keyOf(world, ['requests']), performer, { identity: 'email' }).expect(200);
    expect(told).toMatchObject({ bornOn: before.bornOn, residence: 'DE', identity: 'email' });
    await state(deniz, performer, { identity: 'document', documentHash: DOCUMENT }).expect(200);
    await state(mara, performer, { residence: 'US-NY' }).expect(200);
  });

  it('is told by her to whoever knows her address and invites her only once she has signed something with them', async () => {
    const world = await makeWorld(service);
    const { deniz, mara, performer } = world;
    const { union } = await makeUnion(service);
    const hers = { bornOn: '1990-03-03', residence: 'DE', zone: 'Europe/Berlin', unions: [union] };
    await state(mara, performer, hers).expect(200);
    const nothing = { bornOn: null, residence: null, zone: null, unions: [], stated: [] };
    expect(await detailsOf(deniz, performer)).toMatchObject(nothing);
    // Nor is any refusal an answer: a day of death before her birth, and unions that leave hers out, are told nothing.
    const { body } = await state(deniz, performer, { diedOn: '1980-01-01' }).expect(200);
    expect(body).toMatchObject({ ...nothing, stated: [{ detail: 'diedOn' }] });
    const refused = await state(deniz, performer, { unions: [] }).expect(403);
    expect(JSON.stringify(refused.body)).not.toContain(union);
    await state(mara, performer, { diedOn: null }).expect(200);
    await signedConsent(world);
    expect(await detailsOf(deniz, performer)).toMatchObject(hers);
  });

  it('is hers, and what others say of her is mailed to her some times a day at most', async () => {
    const world = await makeWorld(service);
    for (let n = 0; n < 25; n += 1) await state(world.deniz, world.performer, { zone: 'Europe/Madrid' }).expect(200);
    const mails = await mailTo(service, world.maraEmail);
    expect(mails.length).toBeGreaterThan(10);
    expect(mails.length).toBeLessThanOrEqual(20);
  });

  it('is asked for as often as a production likes, and mailed for it fifty times a day by each', async () => {
    const [world, other] = [await makeWorld(service), await makeWorld(service)];
    for (let n = 0; n < 30; n += 1) {
      const request = await sentRequest(world);
      await world.deniz.post(`/v1/requests/${request}/withdraw`).expect(200);
    }
    const ofRequests = async () =>
      (await mailTo(service, world.maraEmail)).filter((text) => /asks what|has taken back/.test(text));
    expect(await ofRequests()).toHaveLength(50);
    expect((await world.mara.get('/v1/requests?limit=100').expect(200)).body.items).toHaveLength(30);
    // What one production sends holds back no other's.
    const performer = await idOf(other.deniz, '/v1/performers', { name: 'Mara Velloso', email: world.maraEmail });
    await sentRequest({ ...other, performer });
    expect(await ofRequests()).toHaveLength(1);
  });

  it('U-04 takes her out of a union that neither a key nor a person takes her back into', async () => {
    const world = await makeWorld(service);
    const { deniz, mara, performer } = world;
    const [{ union, ruth }, { union: another }] = [await makeUnion(service), await makeUnion(service, 'Equity')];
    const consent = await signedConsent(world);
    const key = await keyOf(world, ['requests']);
    await state(key, performer, { unions: [union] }).expect(200);
    await state(mara, performer, { unions: [union, another] }).expect(200);
    await state(mara, performer, { unions: [another] }).expect(200);
    for (const visitor of [key, deniz])
      expect((await state(visitor, performer, { unions: [another, union] }).expect(403)).body.code).toBe('not_allowed');
    await ruth.post(`/v1/consents/${consent}/disputes`, { reason: 'I speak for her again.' }).expect(404);
    await state(deniz, performer, { unions: [another] }).expect(200);
    await state(mara, performer, { unions: [another, union] }).expect(200);
  });
});

describe('how well it is known who she is', () => {
  it('is verified by her union alone: with a second factor, and neither by whoever engages her nor by herself', async () => {
    const world = await makeWorld(service);
    const { deniz, mara, performer } = world;
    const of = await makeUnion(service);
    const { ruth: rob } = await makeUnion(service, 'Equity');
    const verified = { identity: 'union_verified' };
    await cover(world);
    await state(of.ruth, performer, verified).expect(404);
    await takeInto(of, world);
    await state(await signInByLink(service, of.ruthEmail), performer, verified).expect(403);
    await state(rob, performer, verified).expect(404);
    for (const engager of [deniz, await keyOf(world, ['requests'])])
      expect((await state(engager, performer, verified).expect(403)).body.code).toBe('not_allowed');
    await state(mara, performer, verified).expect(422);
    // One who is of both houses speaks for the one that engages her.
    const both = await colleagueOf(world, 'of-both@harbor.example');
    const member = { email: 'of-both@harbor.example', name: 'Of both', role: 'union_rep' };
    await (await signIn(service, OPERATOR)).post(`/v1/organizations/${of.union}/members`, member).expect(201);
    await state(both, performer, verified).expect(403);

    await mailTo(service, world.maraEmail);
    const { body } = await state(of.ruth, performer, verified).expect(200);
    expect(body.identity).toBe('union_verified');
    expect(body.stated).toContainEqual(expect.objectContaining({ detail: 'identity', by: 'union' }));
    expect((await mailTo(service, world.maraEmail)).join()).toContain('SAG-AFTRA has recorded something about you');
    await state(deniz, performer, { identity: 'email' }).expect(403);
    for (const beyond of [
      { residence: 'US-CA' },
      { bornOn: '1990-01-01' },
      { diedOn: '2026-01-01' },
      { identity: 'email' },
    ])
      await state(of.ruth, performer, beyond).expect(403);
    expect((await state(of.ruth, performer, { identity: 'self_asserted' }).expect(200)).body.identity).toBe(
      'self_asserted',
    );
    await state(of.ruth, performer, { identity: 'self_asserted' }).expect(403);
    const shown = { identity: 'document', documentHash: DOCUMENT };
    const { body: known } = await state(deniz, performer, shown).expect(200);
    expect(known.stated).toContainEqual(expect.objectContaining({ detail: 'identity', documentHash: DOCUMENT }));
  });

  it('V-01 is demanded by a production that says so: no consent counts before it is verified who signed', async () => {
    const world = await makeWorld(service);
    await signedConsent(world);
    await world.deniz.post(`/v1/productions/${world.series}/policies`, { packs: ['verified-identity@1'] }).expect(200);
    const ask = async () => (await world.deniz.post('/v1/checks', checkOf(world)).expect(200)).body;
    await state(world.deniz, world.performer, { identity: 'email' }).expect(200);
    expect(await ask()).toMatchObject({
      outcome: 'needs_approval',
      reasons: [{ code: 'SIGNATURE_MISSING', rule: 'V-01', detail: { identity: 'email' } }],
      approvalsMissing: [],
    });
    const of = await makeUnion(service);
    await cover(world);
    await takeInto(of, world);
    await state(of.ruth, world.performer, { identity: 'union_verified' }).expect(200);
    expect((await ask()).outcome).toBe('allow');
  });
});

describe('of two birthdays', () => {
  it('A-01 the later counts, whoever stated it first, until her union has verified one; each corrects its own', async () => {
    const world = await makeWorld(service);
    const { deniz, mara, performer } = world;
    const bornOn = async () => (await mara.get(`/v1/performers/${performer}`).expect(200)).body.details.bornOn;
    await signedConsent(world);
    await state(deniz, performer, { bornOn: '2012-05-05' }).expect(200);
    // A minor makes herself no older.
    expect((await state(mara, performer, { bornOn: '1990-01-01' }).expect(200)).body.bornOn).toBe('2012-05-05');
    // What the house corrects of its own is not hers; then hers counts, and the house needs a document beside it.
    const { body } = await state(deniz, performer, { bornOn: '1988-01-01' }).expect(200);
    expect(body).toMatchObject({ bornOn: '1990-01-01', stated: [{ detail: 'bornOn', by: 'performer' }] });
    await state(deniz, performer, { bornOn: '2011-01-01' }).expect(403);
    const shown = (day: string) => ({ bornOn: day, documentHash: DOCUMENT });
    // By a document either it makes her no older.
    expect((await state(deniz, performer, shown('1985-01-01')).expect(200)).body.bornOn).toBe('1990-01-01');
    await state(deniz, performer, shown('2011-01-01')).expect(200);
    expect(await bornOn()).toBe('2011-01-01');
    const of = await makeUnion(service);
    await cover(world);
    await takeInto(of, world);
    await state(of.ruth, performer, { identity: 'union_verified', bornOn: '1989-03-03' }).expect(200);
    expect(await bornOn()).toBe('1989-03-03');
    await state(mara, performer, { bornOn: '2013-01-01' }).expect(200);
    expect(await bornOn()).toBe('1989-03-03');
  });
});

describe('a death that she denied', () => {
  it('R-11 is stated again with the hash of a document, and denied again', async () => {
    const { deniz, mara, performer } = await makeWorld(service);
    await state(deniz, performer, { diedOn: '2026-01-02' }).expect(200);
    await state(mara, performer, { diedOn: null }).expect(200);
    await state(deniz, performer, { diedOn: '2026-01-02' }).expect(403);
    const { body } = await state(deniz, performer, { diedOn: '2026-01-02', documentHash: DOCUMENT }).expect(200);
    expect(body).toMatchObject({ diedOn: '2026-01-02' });
    expect(body.stated).toContainEqual(expect.objectContaining({ detail: 'diedOn', documentHash: DOCUMENT }));
    expect((await state(mara, performer, { diedOn: null }).expect(200)).body.diedOn).toBeNull();
    // The hash is of the paper alone, and says nothing of her.
    const evidence = JSON.stringify(await sql(service, 'SELECT evidence FROM countersign.payloads'));
    expect(evidence).not.toContain('2026-01-02');
  });
});

describe('a yes of her union', () => {
  it('is taken back by a member of that union, also once she and who gave it have left', async () => {
    const world = await makeWorld(service);
    const { union, ruth } = await makeUnion(service);
    const { ruth: rob } = await makeUnion(service, 'Equity');
    await signedConsent(world);
    await cover(world);
    await takeInto({ union, ruth }, world);
    const disclosure = await idOf(world.deniz, '/v1/disclosures', checkOf(world, useOf()));
    const approval = await idOf(ruth, `/v1/disclosures/${disclosure}/approvals`, { kind: 'union', verdict: 'given' });
    await state(world.mara, world.performer, { unions: [] }).expect(200);
    // As where its giver had left: nothing of the approval is the next person's own.
    await sql(service, `UPDATE countersign.approvals SET actor = 'user:gone' WHERE id = '${approval}'`);
    await rob.post(`/v1/approvals/${approval}/void`, {}).expect(404);
    await world.deniz.post(`/v1/approvals/${approval}/void`, {}).expect(403);
    const { body } = await ruth.post(`/v1/approvals/${approval}/void`, {}).expect(200);
    expect(body.voidedAt).toEqual(expect.any(String));
  });
});
