import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readTrust, verify } from '#evidence';
import { makeSteps } from '../support/recalls.js';
import { mailTo, openService, sequence, Visitor, type Service } from './api-service.js';
import { checkOf, keyOf, makeWorld, sentRequest, signing, useOf } from './api-world.js';

let service: Service;
beforeAll(async () => {
  service = await openService();
});
afterAll(() => service.close());

describe('one consent, from request to proof', () => {
  it('is asked for, signed, checked, certified by proofs, withdrawn in part and told of', async () => {
    const world = await makeWorld(service);
    const { deniz, mara } = world;
    const request = await sentRequest(world);
    expect((await mailTo(service, world.maraEmail)).join()).toContain('Nothing is allowed until you sign');

    const { body: signed } = await mara.post(`/v1/requests/${request}/sign`, await signing(world, request)).expect(201);
    expect(signed.request).toMatchObject({ id: request, state: 'signed', consent: signed.consent });
    expect((await mailTo(service, world.denizEmail)).join()).toContain(`${request} was signed`);

    const farm = await keyOf(world);
    const { body: allowed } = await farm.post('/v1/checks', checkOf(world)).expect(200);
    expect(allowed).toMatchObject({ outcome: 'allow', reliedOn: [{ consent: signed.consent, version: 1 }] });

    await sequence(service);
    const trust = readTrust(
      Buffer.from((await new Visitor(service).get('/.well-known/countersign-trust.json').expect(200)).text),
    );
    if (!('trust' in trust)) throw new Error(trust.problem);
    const { body: recorded } = await deniz.get(`/v1/checks/${allowed.id}`).expect(200);
    for (const receipt of [allowed.receipt, recorded.receipt]) {
      const verdict = await verify(Buffer.from(JSON.stringify(receipt)), trust.trust);
      expect(verdict.verdict).toBe('genuine');
    }
    expect(recorded.receipt.log.index).toBeGreaterThanOrEqual(0);

    const scope = { media: ['promo.trailer'] };
    const { body: preview } = await mara
      .post(`/v1/consents/${signed.consent}/withdrawals?preview`, { scope })
      .expect(200);
    const { body: withdrawn } = await mara
      .post(`/v1/consents/${signed.consent}/withdrawals`, { scope, version: preview.version })
      .expect(200);
    expect(withdrawn.effect.words).toEqual(preview.effect.words);
    expect(withdrawn.told).toEqual([
      {
        ...{ organization: world.organization, name: 'Harbor Lane Pictures', productions: ['Harbor, season 1'] },
        decisions: 1,
      },
    ]);
    await makeSteps({ service, store: service.store }, withdrawn.recorded.recall, ({ step }) => step === 'tell');
    expect((await mailTo(service, world.denizEmail)).join()).toContain(signed.consent);
    expect((await mailTo(service, world.maraEmail)).join()).toContain('Told by mail:\n- Harbor Lane Pictures\n');

    const { body: denied } = await farm.post('/v1/checks', checkOf(world)).expect(200);
    expect(denied.outcome).toBe('deny');
    expect(denied.reasons.map(({ code }: { code: string }) => code)).toContain('WITHDRAWN');
    expect(denied.missing).toHaveLength(1);
    const { body: still } = await farm.post('/v1/checks', checkOf(world, useOf({ media: ['programme.svod'] })));
    expect(still.outcome).toBe('allow');

    const { body: evidence } = await mara.get(`/v1/consents/${signed.consent}/proof`).expect(200);
    expect(evidence.items.map(({ entry }: { entry: { type: string } }) => entry.type)).toEqual([
      'consent.given',
      'consent.withdrawn',
    ]);
  });
});
