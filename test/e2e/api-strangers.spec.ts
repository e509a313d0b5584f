import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '#store';
import { openService, sequence, type Service } from './api-service.js';
import { idOf, keyOf, makeWorld, signedConsent, useOf, type World } from './api-world.js';

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
