/** What a performer has said of herself, against whoever engages her. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openService, sql, type Service, type Visitor } from './api-service.js';
import { checkOf, cover, idOf, keyOf, makeUnion, makeWorld, signedConsent, useOf } from './api-world.js';

let service: Service;
beforeAll(async () => {
  service = await openService();
});
afterAll(() => service.close());

const state = (visitor: Visitor, performer: string, body: object) =>
  visitor.post(`/v1/performers/${performer}/details`, body);

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
    await state(deniz, performer, { identity: 'document' }).expect(200);
    await state(mara, performer, { residence: 'US-NY' }).expect(200);
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

describe('a yes of her union', () => {
  it('is taken back by a member of that union, also once she and who gave it have left', async () => {
    const world = await makeWorld(service);
    const { union, ruth } = await makeUnion(service);
    const { ruth: rob } = await makeUnion(service, 'Equity');
    await signedConsent(world);
    await cover(world);
    await state(world.mara, world.performer, { unions: [union] }).expect(200);
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
