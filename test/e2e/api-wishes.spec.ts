import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openStore, type JsonObject, type Store } from '#store';
import { contentOf } from '../../apps/worker/src/certificates/certifying.js';
import { PERSONAL_SECRET } from '../support/database.js';
import { allowed, consentReliedOn, emailOf, makeSteps, withdrawn } from '../support/recalls.js';
import { mailTo, openService, signIn, sql, type Service, type Visitor } from './api-service.js';
import {
  checkOf,
  cover,
  idOf,
  keyOf,
  makePartner,
  makeUnion,
  makeWorld,
  signedConsent,
  takeInto,
  termsOf,
  useOf,
} from './api-world.js';
import type { World } from './api-world.js';

let service: Service;
let store: Store;
beforeAll(async () => {
  service = await openService();
  store = openStore({ personalSecret: PERSONAL_SECRET, connectionString: service.databaseUrl });
});
afterAll(async () => {
  await store.close();
  await service.close();
});

async function outcome(of: World, by: Visitor): Promise<readonly string[]> {
  const { body } = await by.post('/v1/checks', checkOf(of)).expect(200);
  return [body.outcome, ...body.reasons.map(({ code }: { code: string }) => code)];
}

describe('R-05 a wish to withdraw what the terms leave to who asked', () => {
  const ASKED = ['needs_approval', 'WITHDRAWAL_DISPUTED'];

  async function bound() {
    const of = await makeWorld(service);
    const revocation = { right: 'none', existingWorks: 'continue_released' };
    const consent = await signedConsent(of, termsOf(of, { revocation }));
    const disputes = `/v1/consents/${consent}/disputes`;
    return { of, by: await keyOf(of), consent, disputes };
  }

  async function ask(of: World, consent: string): Promise<string> {
    const { body } = await of.mara.post(`/v1/consents/${consent}/withdrawals`, { scope: null }).expect(200);
    return body.recorded.dispute;
  }

  it('is told to who must answer and to her union, and ends when they agree', async () => {
    const { of, by, consent, disputes } = await bound();
    const { union, ruth, ruthEmail } = await makeUnion(service);
    await takeInto({ union, ruth }, of);
    await cover(of, 'sag-aftra-interactive@2025');
    const dispute = await ask(of, consent);
    expect(await outcome(of, by)).toEqual(ASKED);
    expect((await mailTo(service, of.denizEmail)).join('\n')).toContain('Its terms leave that to you.');
    expect((await mailTo(service, ruthEmail)).join('\n')).toContain('A member of yours asks to end the consent');
    const { pia } = await makePartner(of);
    for (const stranger of [(await makeWorld(service)).deniz, pia])
      await stranger.post(`${disputes}/${dispute}/agree`, {}).expect(404);

    const { body } = await of.deniz.post(`${disputes}/${dispute}/agree`, {}).expect(200);
    expect(body).toMatchObject({ id: dispute, consent, version: 3, state: 'withdrawn' });
    expect(await outcome(of, by)).toEqual(['deny', 'WITHDRAWN']);
    expect((await mailTo(service, of.maraEmail)).join('\n')).toContain(`You have withdrawn the consent ${consent}`);
    const { items } = (await of.mara.get(disputes).expect(200)).body;
    expect(items).toMatchObject([{ id: dispute, kind: 'withdrawal_asked', refusedAt: null, endedAt: body.at }]);
    await of.deniz.post(`${disputes}/${dispute}/refuse`, {}).expect(409);
  });

  it('R-06 ends at once, as its preview says, where an agreement lets her opt out', async () => {
    const { of, by, consent } = await bound();
    await cover(of);
    const path = `/v1/consents/${consent}/withdrawals`;
    const { body: shown } = await of.mara.post(`${path}?preview`, { scope: null }).expect(200);
    expect(shown.effect).toMatchObject({ kind: 'ends', state: 'withdrawn' });
    const { body } = await of.mara.post(path, { scope: null, etag: shown.etag }).expect(200);
    expect(body.recorded.dispute).toBeNull();
    expect(await outcome(of, by)).toEqual(['deny', 'WITHDRAWN']);
  });

  it('stays open when they refuse, with their reason for her alone, and is hers to let go', async () => {
    const { of, by, consent, disputes } = await bound();
    const dispute = await ask(of, consent);
    await of.deniz.post(`${disputes}/${dispute}/refuse`, { reason: 'Half of it is shot.' }).expect(200);
    expect(await outcome(of, by)).toEqual(ASKED);
    expect((await mailTo(service, of.maraEmail)).join('\n')).toContain('does not agree that you end it');
    const { items } = (await of.mara.get(disputes).expect(200)).body;
    expect(items).toMatchObject([{ refusal: 'Half of it is shot.', endedAt: null }]);
    const machine = await keyOf(of, ['read']);
    const reasons = async (reader: Visitor) =>
      (await reader.get(`/v1/consents/${consent}`).expect(200)).body.changes.map(
        ({ reason }: { reason: string }) => reason,
      );
    expect(await reasons(of.mara)).toEqual([null, 'Half of it is shot.']);
    expect(await reasons(machine)).toEqual([null, 'Half of it is shot.']);
    const evidence = async (reader: Visitor) =>
      (await reader.get(`/v1/consents/${consent}/evidence`).expect(200)).text.includes('Half of it is shot.');
    const { pia } = await makePartner(of);
    expect([await evidence(of.mara), await evidence(of.deniz), await evidence(pia)]).toEqual([true, true, false]);
    await of.mara.post(`${disputes}/${dispute}/end`, {}).expect(200);
    expect(await outcome(of, by)).toEqual(['allow', 'COVERED']);
    await of.deniz.post(`${disputes}/${dispute}/agree`, {}).expect(409);
  });
});

describe('a withdrawal', () => {
  it('leaves a consent in the state that the preview showed, also by the name of a production above', async () => {
    const world = await makeWorld(service);
    const consent = await signedConsent(world);
    const { preview } = await withdrawn(world, consent, { production: [world.series] });
    expect(preview.effect.state).toBe('withdrawn');
    expect((await world.mara.get(`/v1/consents/${consent}`).expect(200)).body.state).toBe('withdrawn');
    expect((await world.mara.get('/v1/consents').expect(200)).body.items).toMatchObject([{ state: 'withdrawn' }]);
  });

  it('is told to who asked for the consent, also where nobody or only a vendor relied on it', async () => {
    const world = await makeWorld(service);
    const consent = await signedConsent(world);
    const { pia } = await makePartner(world);
    const heard = async () => (await mailTo(service, world.denizEmail)).filter((text) => text.includes(consent));
    await heard();
    await withdrawn(world, consent, { media: ['promo.trailer'] });
    const [first, ...more] = await heard();
    expect(first).toMatch(/has withdrawn the consent .* You asked for it\..*Only in trailers/s);
    expect(more).toEqual([]);
    await allowed(pia, checkOf(world, useOf({ media: ['programme'] })));
    await withdrawn(world, consent);
    expect(await heard()).toHaveLength(1);
  });

  it('is certified for her and who speaks for her: no recipient reads what the others said, or that there are any', async () => {
    const world = await makeWorld(service);
    const consent = await signedConsent(world);
    const { pia, partner } = await makePartner(world);
    for (const visitor of [world.deniz, pia]) await allowed(visitor, checkOf(world));
    const { recall } = await withdrawn(world, consent);
    for (const visitor of [world.deniz, pia])
      await visitor.post(`/v1/recalls/${recall}/answers`, { answer: 'stopped' }).expect(200);
    await makeSteps({ service, store }, recall, ({ step }) => step === 'complete');
    const certificate = `/v1/recalls/${recall}/certificate`;
    for (const visitor of [world.deniz, pia]) await visitor.get(certificate).expect(403);
    // A performer for somebody else, she is let through the door, and finds nothing behind it.
    const email = await emailOf(service, partner);
    await idOf(world.deniz, '/v1/performers', { name: 'Pia Lund', email });
    await (await signIn(service, email)).get(certificate).expect(404);
    expect((await world.mara.get(certificate).expect(409)).body.code).toBe('not_ready_yet');
  });

  it('takes the certificate of a recall with whoever signed a statement in it alone, and gives one that says when', async () => {
    const { world: relied, consent, pia, partner } = await consentReliedOn(service, {});
    const email = await emailOf(service, partner);
    const { recall } = await withdrawn(relied, consent);
    const deletion = { statement: 'The model of Zebulon.', name: 'Zebulon Quist', isAll: true };
    const path = `/v1/recalls/${recall}`;
    await pia.post(`${path}/answers`, { answer: 'stopped', deletion }).expect(200);
    await relied.deniz
      .post(`${path}/answers`, { answer: 'stopped', deletion: { ...deletion, statement: 'All.', name: 'Deniz Aydin' } })
      .expect(200);
    const made = async () => {
      await makeSteps({ service, store }, recall, ({ step }) => step === 'complete', 1);
      const [{ payload }] = (await sql(
        service,
        `SELECT payload FROM countersign.deliveries WHERE kind = 'certificate' ORDER BY created_at DESC LIMIT 1`,
      )) as [{ payload: JsonObject }];
      const { content } = await contentOf(store, payload, { baseUrl: 'https://x', isDevelopment: true });
      return JSON.stringify(content);
    };
    expect(await made()).toContain('Signed: Zebulon Quist');
    await store.documents.keep({
      ...{ kind: 'recall', contentHash: new Uint8Array(32), mediaType: 'application/pdf' },
      ...{ refs: { recall, performer: relied.performer }, bytes: new TextEncoder().encode('Zebulon Quist') },
    });
    const next = { name: 'Next', email: `next.${email}`, role: 'admin' };
    await pia.post(`/v1/organizations/${partner}/members`, next).expect(201);
    const { body } = await pia.get('/v1/erasure').expect(200);
    await pia.post('/v1/erasure', { etag: body.etag }).expect(200);
    expect(await store.documents.ofRecall(recall)).toBeNull();
    const anew = await made();
    expect(anew).not.toContain('Zebulon');
    expect(anew).toMatch(
      /It has stopped. All that must be erased was stated to be. Signed: Erased person \(erased on \d{4}-/,
    );
    expect(anew).toContain('Signed: Deniz Aydin');
  });
});
