/** Consents that take more signatures than hers: of who asks, and of a lawyer; they count once all are there. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { verifyConsentSignature } from '#evidence';
import { openStore } from '#store';
import { sheetOf } from '../../apps/worker/src/certificates/certificate-sheet.js';
import { contentOf } from '../../apps/worker/src/certificates/certifying.js';
import type { SoftPasskey } from '../support/authenticator.js';
import { addPasskey, answersTo, signedEntry } from '../support/passkey-signing.js';
import { BASE_URL, mailTo, openService, signIn, sql, type Service, type Visitor } from './api-service.js';
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
  useOf,
  type World,
} from './api-world.js';
import { PERSONAL_SECRET } from '../support/database.js';

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
    const again = await world.mara.post(`/v1/requests/${request}/code`).expect(409);
    expect(again.body.detail).toContain('you have signed this already');
    await mailTo(service, world.maraEmail);
    const { body } = await countersigns(request);
    expect(body).toMatchObject({ consent: expect.stringMatching(/^cons_/), waitsFor: [] });
    expect((await mailTo(service, world.maraEmail)).join()).toMatch(/With that it counts/);
    // Whoever came last has typed no name of hers, and did not sign when she did.
    const certified = await certifiedOf(request);
    expect(certified).toContainEqual({ label: 'Name as it was typed', text: 'Mara Velloso' });
    expect(certified.filter((fact) => JSON.stringify(fact).includes('Signed'))).toMatchObject([
      ...[{ label: 'Signed' }, { label: 'Signed besides', text: expect.stringMatching(/For who asked[.] A passkey/) }],
      { label: 'Signed by all' },
    ]);
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

const said = async (visitor: Visitor, more: object = {}) => {
  const { body } = await visitor.post('/v1/checks', { ...checkOf(world), ...more });
  if (body.reasons === undefined) throw new Error(JSON.stringify([body, more]));
  return [body.outcome, body.reasons.map(({ code, detail = {} }: Told) => ({ code, ...detail }))];
};
interface Told {
  readonly code: string;
  readonly detail?: object;
}
const waits = (request: string, ...waitsFor: string[]) => ['deny', [{ code: 'SIGNATURE_MISSING', request, waitsFor }]];
const UNKNOWN = ['deny', [{ code: 'UNKNOWN' }]];

describe('a check while a request waits for a signature', () => {
  it('says to who asked, and to nobody else, which request waits and for whom, also as of then, and a replay is the same', async () => {
    const { pia } = await makePartner(world);
    const request = await asking('production');
    expect([await said(world.deniz), await said(pia)]).toEqual([UNKNOWN, UNKNOWN]);
    await she(request);
    expect(await said(world.deniz)).toEqual(waits(request, 'production'));
    expect(await said(pia)).toEqual(UNKNOWN);
    // It explains what it would cover, and nothing else.
    const elsewhere = { use: useOf({ language: ['ko'] }) };
    expect(await said(world.deniz, elsewhere)).toEqual(UNKNOWN);
    const { body: recorded } = await world.deniz.post('/v1/checks', checkOf(world)).expect(200);
    const asOf = new Date(Date.parse(recorded.decidedAt) + 1).toISOString();
    const { body: given } = await countersigns(request);
    expect(given.consent).toMatch(/^cons_/);
    expect(await outcome()).toBe('allow');
    expect(await said(world.deniz, { at: asOf })).toEqual(waits(request, 'production'));
    expect(await said(pia, { at: asOf })).toEqual(UNKNOWN);
    const { body: again } = await world.deniz.get(`/v1/checks/${recorded.id}/replay`).expect(200);
    expect(again).toMatchObject({ same: true, outcome: 'deny' });
    // What was told of a consent that ended stands beside it, in the order of the rules.
    await world.mara.post(`/v1/consents/${given.consent}/withdrawals`, { scope: null }).expect(200);
    const renewed = await asking('production', 'counsel');
    await she(renewed);
    const [, reasons] = await said(world.deniz);
    expect(reasons).toMatchObject([
      { code: 'SIGNATURE_MISSING', request: renewed, waitsFor: ['production', 'counsel'] },
      { code: 'WITHDRAWN' },
    ]);
    await world.mara.post(`/v1/requests/${renewed}/decline`, {}).expect(200);
    expect((await said(world.deniz))[1]).toMatchObject([{ code: 'REFUSED' }, { code: 'WITHDRAWN' }]);
  });

  it('says so of one that they signed first, and nothing once it is taken back or has lapsed', async () => {
    const first = await asking('production');
    await countersigns(first);
    expect(await said(world.deniz)).toEqual(waits(first, 'performer'));
    await world.deniz.post(`/v1/requests/${first}/withdraw`).expect(200);
    expect(await said(world.deniz)).toEqual(UNKNOWN);
    const lapsing = await asking('production');
    await she(lapsing);
    await sql(
      service,
      `UPDATE countersign.requests SET record = jsonb_set(record, '{respondBy}', '"2026-01-01T00:00:00.000Z"') WHERE id = '${lapsing}'`,
    );
    expect(await said(world.deniz)).toEqual(UNKNOWN);
    expect(
      (await own.visitor.post(`/v1/requests/${lapsing}/challenge`, await answersTo(own.visitor, lapsing))).body.code,
    ).toBe('state_conflict');
  });
});

/** What the certificate of a consent says of its signature. */
async function certifiedOf(request: string): Promise<readonly object[]> {
  const [row] = await sql(
    service,
    `SELECT e.id FROM countersign.entries e WHERE e.type = 'consent.given' AND e.refs ->> 'request' = '${request}'`,
  );
  const store = openStore({ personalSecret: PERSONAL_SECRET, connectionString: service.databaseUrl });
  const { content } = await contentOf(store, { entry: Object(row).id }, { baseUrl: BASE_URL, isDevelopment: true });
  await store.close();
  const blocks = sheetOf(content).sections.flatMap((section) => section.blocks);
  return blocks.flatMap((block) => (block.kind === 'facts' ? block.facts : []));
}

/** Somebody who acts for her by a paper of this kind. */
async function actingAs(capacity: string, more: object = {}) {
  const email = `${capacity}-${(people += 1)}@papers.example`;
  const authority = await authorityOf(world, { email, capacity, name: 'A person', ...more });
  return { email, authority, visitor: await signIn(service, email) };
}
let people = 0;

const states = (details: object) => world.deniz.post(`/v1/performers/${world.performer}/details`, details).expect(200);
const MINOR = { bornOn: '2012-04-05', zone: 'America/Los_Angeles' };

describe('who signs beside her, or in her place', () => {
  it('V-08 counsel of a minor signs where the terms ask for counsel, and nowhere else, whatever else the paper says', async () => {
    await states(MINOR);
    const guardian = await actingAs('guardian');
    const counsel = await actingAs('attorney', { coversLikeness: false });
    const request = await asking('counsel');
    expect((await shown(request)).waitsFor).toEqual([guardian.authority, 'counsel']);
    const { body: waiting } = await signsAs(counsel.visitor, counsel.email, request);
    expect(waiting).toMatchObject({ consent: null, waitsFor: [guardian.authority] });
    expect(await said(world.deniz)).toEqual(waits(request, 'guardian'));
    const { body: done } = await signsAs(guardian.visitor, guardian.email, request);
    const { body: consent } = await world.mara.get(`/v1/consents/${done.consent}`).expect(200);
    expect(consent).toMatchObject({ signature: { capacity: 'guardian' }, cosigned: [counsel.authority] });
    expect(await outcome()).toBe('allow');
    const plain = await sentRequest(world);
    const { body: alone } = await counsel.visitor.post(`/v1/requests/${plain}/code`).expect(403);
    expect(alone.detail).toContain('a guardian does this for her');
    // Nor beyond what the paper covers.
    const part = await actingAs('attorney', { scope: { act: ['generate.voice'], media: ['programme'] } });
    const other = await asking('counsel');
    expect((await part.visitor.post(`/v1/requests/${other}/code`).expect(403)).body.detail).toContain(
      'covers only a part',
    );
  });

  it('is one person for one signature, whatever their papers and wherever they work by now', async () => {
    const lawyer = await actingAs('attorney');
    await authorityOf(world, { email: lawyer.email, capacity: 'agent', coversLikeness: true });
    const request = await asking('counsel', 'production');
    const { body: as } = await signsAs(lawyer.visitor, lawyer.email, request);
    expect(as.waitsFor).toEqual(['performer', 'production']);
    const { body: twice } = await lawyer.visitor.post(`/v1/requests/${request}/code`).expect(409);
    expect(twice.detail).toContain('one person signs once');
    // Who has come over to who asks signs for them no more than for her.
    const over = await colleagueOf(world, lawyer.email);
    await over.post(`/v1/requests/${request}/code`).expect(409);
    expect((await shown(request)).waitsFor).toEqual(['performer', 'production']);
  });

  it('V-09 counts no more once the paper ends that it was signed under, and is given anew under another', async () => {
    const agent = await actingAs('agent', { coversLikeness: true });
    const request = await asking('production');
    await signsAs(agent.visitor, agent.email, request);
    expect(await said(world.deniz)).toEqual(waits(request, 'production'));
    await world.mara.post(`/v1/authorities/${agent.authority}/end`).expect(200);
    expect(await said(world.deniz)).toEqual(UNKNOWN);
    expect(await shown(request)).toMatchObject({ cosigned: [], waitsFor: ['performer', 'production'] });
    expect((await countersigns(request)).body).toMatchObject({ consent: null, waitsFor: ['performer'] });
    const { body } = await she(request);
    const { body: consent } = await world.mara.get(`/v1/consents/${body.consent}`).expect(200);
    expect(consent).toMatchObject({ signature: { capacity: 'self' }, authority: null, cosigned: [world.organization] });
  });

  it('V-08 a guardian whose paper ended, or whose child is of age by now, has signed nothing, and no error comes of it', async () => {
    await states(MINOR);
    const guardian = await actingAs('guardian');
    const [ended, grown] = [await asking('production'), await asking('production')];
    for (const request of [ended, grown]) await signsAs(guardian.visitor, guardian.email, request);
    await states({ bornOn: '2001-04-05' });
    await world.mara.post(`/v1/performers/${world.performer}/details`, { bornOn: '2001-04-05' }).expect(200);
    expect((await countersigns(grown)).body).toMatchObject({ consent: null, waitsFor: ['performer'] });
    expect((await she(grown)).body.consent).toMatch(/^cons_/);
    await states(MINOR);
    await world.mara.post(`/v1/authorities/${guardian.authority}/end`).expect(200);
    // Whose minority it may be by her own word, which they are not told.
    expect((await countersigns(ended)).body).toMatchObject({ consent: null, waitsFor: ['performer'] });
    expect((await shown(await sentRequest(world))).waitsFor).toEqual([]);
    expect(await said(world.deniz)).not.toMatchObject(['allow']);
  });

  it('R-11 no estate is asked for while she lives, nor counsel of the dead: on writing, on sending and in a counter', async () => {
    const body = { performer: world.performer, production: world.season };
    const terms = (who: string) => termsOf(world, { formalities: { signatures: [who] } });
    const refused = { code: 'terms_refused', errors: [{ path: '/terms/formalities/signatures' }] };
    expect((await world.deniz.post('/v1/requests', { ...body, terms: terms('estate') })).body).toMatchObject(refused);
    const request = await sentRequest(world);
    const counter = { version: 2, terms: terms('estate') };
    expect((await world.mara.post(`/v1/requests/${request}/counter`, counter)).body).toMatchObject(refused);
    const { body: drafted } = await world.deniz.post('/v1/requests', { ...body, terms: terms('counsel') }).expect(201);
    await states({ diedOn: '2026-01-02' });
    const { body: sent } = await world.deniz.post(`/v1/requests/${drafted.id}/send`);
    expect(sent).toMatchObject(refused);
    expect(sent.detail).toContain('an estate signs for the dead alone, counsel for the living alone');
    await world.deniz.post(`/v1/requests/${drafted.id}/send`, { terms: terms('estate') }).expect(200);
  });

  it('R-11 what she signed waits for her estate once she has died, and her estate signs in its own name', async () => {
    const heir = await actingAs('estate');
    const request = await asking('production');
    await she(request);
    await states({ diedOn: '2026-01-02' });
    expect((await shown(request)).waitsFor).toEqual(['estate', 'production']);
    expect((await countersigns(request)).body).toMatchObject({ consent: null, waitsFor: ['estate'] });
    // Her estate may also approve of the one use, which is what an answer waits for.
    expect(await said(world.deniz)).toMatchObject(['needs_approval', [{ code: 'ESTATE_MISSING' }]]);
    const { body: done } = await signsAs(heir.visitor, heir.email, request);
    expect(done).toMatchObject({ consent: expect.stringMatching(/^cons_/), waitsFor: [] });
    const { body: consent } = await heir.visitor.get(`/v1/consents/${done.consent}`).expect(200);
    expect(consent).toMatchObject({
      signature: { capacity: 'estate', method: 'email_code' },
      ...{ authority: heir.authority, cosigned: [world.organization] },
    });
    expect(await outcome()).toBe('allow');
    const { evidence, refs } = await signedEntry(service, request);
    expect([evidence.signature.capacity, evidence.authority]).toEqual(['estate', heir.authority]);
    expect(refs).toMatchObject({ performer: world.performer, authority: heir.authority });
    expect(await certifiedOf(request)).toContainEqual({ label: 'Capacity', text: 'For the estate' });
    // Whoever is asked for her from the first is told, and she is written to no more.
    await mailTo(service, world.maraEmail);
    const asked = await sentRequest(world, termsOf(world, { formalities: { signatures: ['estate'] } }));
    expect(await mailTo(service, world.maraEmail)).toEqual([]);
    expect((await shown(asked)).waitsFor).toEqual(['estate']);
    expect((await signsAs(heir.visitor, heir.email, asked)).body.consent).toMatch(/^cons_/);
  });
});
