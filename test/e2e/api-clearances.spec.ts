import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '#store';
import { openService, type Service } from './api-service.js';
import { checkOf, faultsOf, idOf, keyOf, makePartner, makeWorld, signedConsent, useOf } from './api-world.js';

let service: Service;
beforeAll(async () => {
  service = await openService();
});
afterAll(() => service.close());

function clearance(production: string, overrides: object = {}): object {
  return {
    ...{ production, covers: 'material', from: '2026-01-01T00:00:00.000Z', until: null, documentHash: 'c'.repeat(64) },
    note: 'The newspaper page of scene 12.',
    ...overrides,
  };
}

describe('a clearance', () => {
  it('is recorded by a participant, and seen by all who take part', async () => {
    const world = await makeWorld(service);
    const { pia, partner } = await makePartner(world);
    const { body } = await pia.post('/v1/clearances', clearance(world.season)).expect(201);
    expect(body).toMatchObject({ ...clearance(world.season), organization: partner, endedAt: null });
    const reader = await keyOf(world, ['read']);
    expect((await reader.get(`/v1/clearances?production=${world.season}`).expect(200)).body.items).toEqual([body]);
    expect((await world.deniz.get(`/v1/clearances?production=${world.series}`).expect(200)).body.items).toEqual([]);
    expect((await reader.post('/v1/clearances', clearance(world.season)).expect(403)).body.code).toBe('not_allowed');
    await (await keyOf(world, ['requests'])).post('/v1/clearances', clearance(world.series)).expect(201);
  });

  it('C-03 of a likeness is recorded by a person, never by a key', async () => {
    const world = await makeWorld(service);
    const likeness = clearance(world.season, { covers: 'likeness' });
    const key = await keyOf(world, ['requests']);
    expect((await key.post('/v1/clearances', likeness).expect(403)).body.code).toBe('not_allowed');
    await key.post('/v1/clearances', clearance(world.season)).expect(201);
    await world.deniz.post('/v1/clearances', likeness).expect(201);
  });

  it('is ended by who recorded it or owns the production, once, and by no other participant', async () => {
    const world = await makeWorld(service);
    const [{ pia }, { pia: studio }] = [await makePartner(world), await makePartner(world, 'studio')];
    const [own, owners] = [
      await idOf(pia, '/v1/clearances', clearance(world.season)),
      await idOf(pia, '/v1/clearances', clearance(world.season)),
    ];
    expect((await studio.post(`/v1/clearances/${own}/end`).expect(403)).body.code).toBe('not_allowed');
    expect((await pia.post(`/v1/clearances/${own}/end`).expect(200)).body.endedAt).toMatch(/Z$/);
    expect((await pia.post(`/v1/clearances/${own}/end`).expect(409)).body.code).toBe('state_conflict');
    await world.deniz.post(`/v1/clearances/${owners}/end`).expect(200);
  });

  it('does not exist for anyone else, no more than the production', async () => {
    const [world, other] = [await makeWorld(service), await makeWorld(service)];
    const id = await idOf(world.deniz, '/v1/clearances', clearance(world.season));
    for (const stranger of [other.deniz, await keyOf(other, ['requests'])]) {
      const answers = [
        await stranger.post('/v1/clearances', clearance(world.season)),
        await stranger.post('/v1/clearances', clearance(newId('prod'))),
        await stranger.post(`/v1/clearances/${id}/end`),
        await stranger.post(`/v1/clearances/${newId('clr')}/end`),
      ];
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
      expect(new Set(answers.map(({ body }) => JSON.stringify({ ...body, requestId: '' }))).size).toBe(1);
    }
  });

  it('is refused where its time cannot be so, and recorded once for one key', async () => {
    const { deniz, season } = await makeWorld(service);
    const bad: [object, string][] = [
      [{ covers: 'voice' }, '/covers'],
      [{ until: '2026-01-01T00:00:00Z' }, '/until'],
      [{ from: null }, '/from'],
      [{ documentHash: '' }, '/documentHash'],
      [{ note: '' }, '/note'],
      [{ price: 5 }, '/price'],
    ];
    for (const [overrides, path] of bad) {
      expect(faultsOf((await deniz.post('/v1/clearances', clearance(season, overrides)).expect(422)).body)).toEqual([
        path,
      ]);
    }
    const key = { 'idempotency-key': 'clearance-1' };
    const { text } = await deniz.post('/v1/clearances', clearance(season), key).expect(201);
    expect((await deniz.post('/v1/clearances', clearance(season), key).expect(201)).text).toBe(text);
  });

  it('lets a use name it, for as long as it holds', async () => {
    const world = await makeWorld(service);
    const { deniz, season, series } = world;
    await deniz.post(`/v1/productions/${series}/policies`, { platform: 'netflix' }).expect(200);
    await signedConsent(world);
    const codes = async (facts: object): Promise<string[]> => {
      const use = useOf({ facts: { inputThirdPartyIp: true, ...facts } });
      const { body } = await deniz.post('/v1/checks', checkOf(world, use)).expect(200);
      return body.reasons.map(({ code }: { code: string }) => code);
    };
    expect(await codes({})).toContain('CLEARANCE_MISSING');
    const id = await idOf(deniz, '/v1/clearances', clearance(season));
    expect(await codes({ clearance: id })).not.toContain('CLEARANCE_MISSING');
    const elsewhere = await makeWorld(service);
    const foreign = await idOf(elsewhere.deniz, '/v1/clearances', clearance(elsewhere.season));
    expect(await codes({ clearance: foreign })).toContain('CLEARANCE_MISSING');
    await deniz.post(`/v1/clearances/${id}/end`).expect(200);
    expect(await codes({ clearance: id })).toContain('CLEARANCE_MISSING');
  });
});
