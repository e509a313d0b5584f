/** Consents that take more signatures than hers: of who asks, and of a lawyer; they count once all are there. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { verifyConsentSignature } from '#evidence';
import type { SoftPasskey } from '../support/authenticator.js';
import { addPasskey, answersTo, signedEntry } from '../support/passkey-signing.js';
import { BASE_URL, mailTo, openService, signIn, type Service, type Visitor } from './api-service.js';
import {
  authorityOf,
  checkOf,
  colleagueOf,
  keyOf,
  makePartner,
  makeWorld,
  sentRequest,
  signing,
  termsOf,
  type World,
} from './api-world.js';

const HERE = { origin: BASE_URL, rpId: '127.0.0.1' };

let service: Service;
let world: World;
let own: { readonly passkey: SoftPasskey; readonly visitor: Visitor };
beforeAll(async () => {
  service = await openService();
});
afterAll(() => service.close());
beforeEach(async () => {
  world = await makeWorld(service);
  const { passkey, strong } = await addPasskey(world.deniz, HERE);
  own = { passkey, visitor: strong };
  world = { ...world, deniz: strong };
});

const asking = (...signatures: string[]) => sentRequest(world, termsOf(world, { formalities: { signatures } }));

const signsAs = async (visitor: Visitor, email: string, request: string) =>
  visitor.post(`/v1/requests/${request}/sign`, await signing({ service, mara: visitor, maraEmail: email }, request));
const she = (request: string) => signsAs(world.mara, world.maraEmail, request);

async function countersigns(request: string) {
  const answers = await answersTo(own.visitor, request);
  const begun = await own.visitor.post(`/v1/requests/${request}/challenge`, answers);
  if (begun.status !== 201) return begun;
  const { body } = begun;
  const response = own.passkey.show({ challenge: body.options.challenge, ...HERE });
  return own.visitor.post(`/v1/requests/${request}/sign`, {
    ...answers,
    passkey: { challenge: body.challenge, response },
  });
}

const outcome = async () => (await world.deniz.post('/v1/checks', checkOf(world)).expect(200)).body.outcome;
const shown = async (request: string) => (await world.mara.get(`/v1/requests/${request}`).expect(200)).body;

describe('a consent that takes the signature of who asks', () => {
  it('says so in the words, waits for the last one, and says how she signed', async () => {
    const request = await asking('production');
    const { rendered, waitsFor } = await shown(request);
    expect(rendered.text).toContain('This counts only once these have signed it too: someone of theirs.');
    expect(waitsFor).toEqual(['performer', 'production']);
    await mailTo(service, world.denizEmail);
    expect((await she(request)).body).toMatchObject({ consent: null, waitsFor: ['production'] });
    expect((await mailTo(service, world.denizEmail)).join()).toMatch(/has a signature, and waits for yours/);
    expect(await outcome()).toBe('deny');
    expect((await she(request)).body.code).toBe('state_conflict');
    await mailTo(service, world.maraEmail);
    const { body } = await countersigns(request);
    expect(body).toMatchObject({ consent: expect.stringMatching(/^cons_/), waitsFor: [] });
    expect((await mailTo(service, world.maraEmail)).join()).toMatch(/With that it counts/);
    expect(await outcome()).toBe('allow');

    const { body: consent } = await world.mara.get(`/v1/consents/${body.consent}`).expect(200);
    expect(consent).toMatchObject({
      signature: { method: 'email_code', capacity: 'self', level: 'simple' },
      ...{ authority: null, cosigned: [world.organization] },
    });
    const entry = await signedEntry(service, request);
    expect((await verifyConsentSignature(entry)).map(({ check, ok }) => `${check} ${ok}`)).toEqual([
      ...['words true', 'passkey null', 'challenge true', 'origin true', 'user_verified true', 'passkey true'],
    ]);
  });

  it('is given by her where they signed first, and is one however they race', async () => {
    const first = await asking('production');
    expect((await countersigns(first)).body).toMatchObject({ consent: null, waitsFor: ['performer'] });
    expect((await countersigns(first)).body.code).toBe('state_conflict');
    expect((await she(first)).body.consent).toMatch(/^cons_/);

    const raced = await asking('production');
    const both = await Promise.all([she(raced), countersigns(raced)]);
    expect(both.map(({ status }) => status)).toEqual([201, 201]);
    expect(both.filter(({ body }) => body.consent !== null)).toHaveLength(1);
    expect((await world.mara.get('/v1/consents').expect(200)).body.items).toHaveLength(2);
  });

  it('ends with a no or when it is taken back, and begins anew with new terms', async () => {
    const declined = await asking('production');
    await countersigns(declined);
    await world.mara.post(`/v1/requests/${declined}/decline`, {}).expect(200);
    expect((await countersigns(declined)).body.code).toBe('state_conflict');
    const taken = await asking('production');
    await she(taken);
    await world.deniz.post(`/v1/requests/${taken}/withdraw`).expect(200);
    expect((await countersigns(taken)).body.code).toBe('state_conflict');

    const changed = await asking('production');
    await she(changed);
    const { version } = await shown(changed);
    const terms = termsOf(world, { formalities: { signatures: ['production'] }, deleteWithinDays: 30 });
    await world.mara.post(`/v1/requests/${changed}/counter`, { version, terms }).expect(200);
    await world.deniz.post(`/v1/requests/${changed}/send`).expect(200);
    expect(await shown(changed)).toMatchObject({ cosigned: [], waitsFor: ['performer', 'production'] });
    expect((await countersigns(changed)).body.consent).toBeNull();
    expect(await outcome()).toBe('deny');
  });

  it('is signed by nobody of another organization, by no key, and by nobody of theirs where it is not asked for', async () => {
    const request = await asking('production');
    const answers = await answersTo(world.mara, request);
    const body = { ...answers, code: '000000', typedName: 'X' };
    const { pia } = await makePartner(world);
    const key = await keyOf(world, ['requests']);
    for (const path of ['challenge', 'code', 'sign']) {
      const sent = path === 'sign' ? body : answers;
      expect((await pia.post(`/v1/requests/${request}/${path}`, sent)).status).toBe(404);
      expect((await key.post(`/v1/requests/${request}/${path}`, sent)).status).toBe(403);
    }
    const plain = await sentRequest(world);
    const refused = await own.visitor.post(`/v1/requests/${plain}/challenge`, await answersTo(own.visitor, plain));
    expect([refused.status, refused.body.detail]).toEqual([
      409,
      expect.stringMatching(/take no signature of who asks/),
    ]);
    // Their own people each have a key of their own.
    const colleague = await colleagueOf(world, `colleague-${request.toLowerCase()}@harbor.example`);
    expect((await colleague.post(`/v1/requests/${request}/challenge`, answers)).body.detail).toMatch(/no passkey yet/);
  });

  it('is asked for by a rule of the house, and by the terms for counsel', async () => {
    await world.deniz.post(`/v1/productions/${world.series}/policies`, { packs: ['countersigned@1'] }).expect(200);
    expect((await she(await sentRequest(world))).body.consent).toMatch(/^cons_/);
    const { body: waits } = await world.deniz.post('/v1/checks', checkOf(world)).expect(200);
    expect([waits.outcome, waits.reasons]).toMatchObject(['needs_approval', [{ code: 'SIGNATURE_MISSING' }]]);

    const email = `counsel-${world.performer.toLowerCase()}@law.example`;
    const authority = await authorityOf(world, { email, capacity: 'attorney', name: 'Her counsel' });
    const counsel = await signIn(service, email);
    const request = await asking('counsel', 'production');
    // An attorney whose signature is asked for signs beside her, and never in her place.
    expect((await signsAs(counsel, email, request)).body.waitsFor).toEqual(['performer', 'production']);
    expect((await countersigns(request)).body.waitsFor).toEqual(['performer']);
    const { body } = await she(request);
    const { body: consent } = await world.mara.get(`/v1/consents/${body.consent}`).expect(200);
    expect(consent).toMatchObject({ signature: { capacity: 'self' }, cosigned: [authority, world.organization] });
    expect(await outcome()).toBe('allow');
  });
});
