/** Who signs for a minor, and what becomes of it on the day she is of age. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openStore, type Store } from '#store';
import { tellOfMajority } from '../../apps/worker/src/majority.js';
import { mailTo, openService, signIn, type Service, type Visitor } from './api-service.js';
import {
  authorityOf,
  checkOf,
  colleagueOf,
  makeWorld,
  sentRequest,
  termsOf,
  signing,
  useOf,
  type World,
} from './api-world.js';
import { PERSONAL_SECRET } from '../support/database.js';

let service: Service;
let store: Store;
let now: string | null = null;
const clock = (databaseNow: string) => now ?? databaseNow;
beforeAll(async () => {
  service = await openService({ clock });
  store = openStore({ personalSecret: PERSONAL_SECRET, connectionString: service.databaseUrl, clock });
});
afterAll(async () => {
  await store.close();
  await service.close();
});

interface Guardian {
  readonly visitor: Visitor;
  readonly email: string;
  readonly authority: string;
}

let people = 0;
/** A performer born on this day, with so many guardians whose papers she and her organization know. */
async function minorWith(count: number, bornOn = '2012-04-05'): Promise<{ world: World; guardians: Guardian[] }> {
  const world = await makeWorld(service);
  const details = { bornOn, zone: 'America/Los_Angeles' };
  await world.deniz.post(`/v1/performers/${world.performer}/details`, details).expect(200);
  const guardians: Guardian[] = [];
  for (let index = 0; index < count; index += 1) {
    const email = `guardian-${(people += 1)}@family.example`;
    const authority = await authorityOf(world, { email, capacity: 'guardian', name: 'A parent' });
    guardians.push({ visitor: await signIn(service, email), email, authority });
  }
  return { world, guardians };
}

const signs = async ({ visitor, email }: Guardian, request: string) =>
  visitor.post(`/v1/requests/${request}/sign`, await signing({ service, mara: visitor, maraEmail: email }, request));
const outcomeOf = async (world: World) => (await world.deniz.post('/v1/checks', checkOf(world)).expect(200)).body;

describe("a minor's consent", () => {
  it('V-08 takes every guardian who is named: until the last has signed there is none', async () => {
    const { world, guardians } = await minorWith(2);
    const [one, two] = guardians;
    if (one === undefined || two === undefined) throw new Error('two were made');
    const request = await sentRequest(world);
    const first = await signs(one, request);
    expect([first.status, first.body]).toMatchObject([201, { consent: null, waitsFor: [two.authority] }]);
    expect((await outcomeOf(world)).outcome).toBe('deny');
    const { body: waiting } = await world.deniz.get(`/v1/requests/${request}`).expect(200);
    expect(waiting).toMatchObject({
      state: 'sent',
      cosigned: [{ authority: one.authority }],
      waitsFor: [two.authority],
    });
    expect((await one.visitor.post(`/v1/requests/${request}/code`).expect(409)).body.code).toBe('state_conflict');
    const { body: signed } = await signs(two, request);
    expect(signed).toMatchObject({ consent: expect.stringMatching(/^cons_/), waitsFor: [] });
    const { body: consent } = await world.mara.get(`/v1/consents/${signed.consent}`).expect(200);
    expect(consent).toMatchObject({ authority: two.authority, cosigned: [one.authority] });
    expect((await outcomeOf(world)).outcome).toBe('allow');
    // Any one of them takes it back, without the other.
    await one.visitor.post(`/v1/consents/${signed.consent}/withdrawals`, { scope: null }).expect(200);
    expect((await outcomeOf(world)).outcome).toBe('deny');
  });

  it('V-08 is one consent, however many guardians sign at the same moment', async () => {
    const { world, guardians } = await minorWith(2);
    const request = await sentRequest(world);
    const bodies: object[] = [];
    for (const { visitor, email } of guardians)
      bodies.push(await signing({ service, mara: visitor, maraEmail: email }, request));
    const answers = await Promise.all(
      guardians.map(({ visitor }, index) => visitor.post(`/v1/requests/${request}/sign`, bodies[index])),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(answers.map(({ body }) => body.consent !== null).sort()).toEqual([false, true]);
    expect((await world.mara.get('/v1/consents').expect(200)).body.items).toHaveLength(1);
  });

  it('V-08 begins anew with new terms, and with a guardian who is named meanwhile', async () => {
    const { world, guardians } = await minorWith(2);
    const [one, two] = guardians;
    if (one === undefined || two === undefined) throw new Error('two were made');
    const request = await sentRequest(world);
    await signs(one, request);
    const { body: shown } = await two.visitor.get(`/v1/requests/${request}`).expect(200);
    const counter = { version: shown.version, terms: shown.terms };
    await two.visitor.post(`/v1/requests/${request}/counter`, counter).expect(200);
    const { body: sent } = await world.deniz.post(`/v1/requests/${request}/send`).expect(200);
    expect(sent).toMatchObject({ cosigned: [], waitsFor: [one.authority, two.authority] });
    await signs(one, request);
    const email = 'a-third@family.example';
    const third = await authorityOf(world, { email, capacity: 'guardian', name: 'A parent' });
    expect((await signs(two, request)).body).toMatchObject({ consent: null, waitsFor: [third] });
  });

  it('V-08 is not hers to sign, and hers to read, to decline and to take back', async () => {
    const { world, guardians } = await minorWith(1);
    const [guardian] = guardians;
    if (guardian === undefined) throw new Error('one was made');
    const request = await sentRequest(world);
    expect((await world.mara.post(`/v1/requests/${request}/code`).expect(403)).body.detail).toContain(
      'a guardian signs',
    );
    const { body } = await signs(guardian, request);
    // Whoever acts for a child reads who looked at her record.
    await world.deniz.get(`/v1/consents/${body.consent}`).expect(200);
    const { body: activity } = await guardian.visitor.get(`/v1/activity?representing=${world.performer}`).expect(200);
    expect(activity.items[0]).toMatchObject({ how: 'record', records: [{ kind: 'consent', id: body.consent }] });
    await world.mara.post(`/v1/consents/${body.consent}/withdrawals`, { scope: null }).expect(200);
    const other = await sentRequest(world);
    await world.mara.post(`/v1/requests/${other}/decline`, {}).expect(200);
    // Nor an agent's, whatever the paper says; and a guardian of the house that asks is none.
    const email = 'agent-of-a-minor@agency.example';
    await authorityOf(world, { email, coversLikeness: true });
    const third = await sentRequest(world);
    const agent = await signIn(service, email);
    expect((await agent.post(`/v1/requests/${third}/code`).expect(403)).body.detail).toContain('a guardian does this');
    await colleagueOf(world, guardian.email);
    await guardian.visitor.post(`/v1/requests/${third}/code`).expect(409);
  });
});

describe('at 18', () => {
  it('V-08 what guardians signed pauses at her midnight, she hears of it once, and takes it up or leaves it', async () => {
    const { world, guardians } = await minorWith(1, '2012-04-05');
    const [guardian] = guardians;
    if (guardian === undefined) throw new Error('one was made');
    const request = await sentRequest(world);
    const { body } = await signs(guardian, request);
    const path = `/v1/consents/${body.consent}`;
    await guardian.visitor.post(`${path}/withdrawals`, { scope: { media: ['promo'] } }).expect(200);
    const asks = async () => {
      const use = useOf({ media: ['programme'], from: '2030-05-01T00:00:00.000Z', until: '2030-06-01T00:00:00.000Z' });
      const { body: decision } = await world.deniz.post('/v1/checks', checkOf(world, use)).expect(200);
      return [decision.outcome, decision.reasons[0].code];
    };
    const mails = async () =>
      (await mailTo(service, world.maraEmail)).filter((text) => text.includes('you are of age'));
    now = '2030-04-05T06:59:59.000Z';
    expect(await asks()).toEqual(['allow', 'COVERED']);
    expect((await world.mara.get(path).expect(200)).body.state).toBe('narrowed');
    expect((await world.mara.post(`${path}/reaffirm`).expect(409)).body.detail).toContain('when you are of age');
    await tellOfMajority(store, 'http://127.0.0.1');
    expect(await mails()).toHaveLength(0);
    now = '2030-04-05T07:00:00.000Z';
    expect(await asks()).toEqual(['deny', 'AGE_OF_MAJORITY']);
    expect((await world.mara.get(path).expect(200)).body.state).toBe('suspended');
    expect((await world.deniz.get('/v1/consents').expect(200)).body.items[0].state).toBe('suspended');
    const told = [await tellOfMajority(store, 'http://127.0.0.1'), await tellOfMajority(store, 'http://127.0.0.1')];
    expect(told).toEqual([expect.any(Number), 0]);
    expect(await mails()).toHaveLength(1);
    // Her guardian is nobody any more, and cannot take it up for her.
    await guardian.visitor.get(path).expect(403);
    await guardian.visitor.post(`${path}/reaffirm`).expect(403);
    const { body: asked } = await world.mara.post(`${path}/reaffirm`).expect(201);
    expect(asked).toMatchObject({ state: 'sent', supersedes: body.consent, waitsFor: [] });
    const { body: before } = await world.mara.get(path).expect(200);
    expect(asked.terms.permissions).toEqual(before.terms.permissions);
    expect((await world.mara.post(`${path}/reaffirm`).expect(409)).body.code).toBe('already_exists');
    expect(await asks()).toEqual(['deny', 'AGE_OF_MAJORITY']);
    const { body: hers } = await world.mara
      .post(`/v1/requests/${asked.id}/sign`, await signing(world, asked.id))
      .expect(201);
    expect(await asks()).toEqual(['allow', 'COVERED']);
    expect((await world.mara.get(path).expect(200)).body.state).toBe('superseded');
    // What was taken back while others signed for her is not given again by her signature.
    const { body: trailer } = await world.deniz
      .post(
        '/v1/checks',
        checkOf(world, useOf({ from: '2030-05-01T00:00:00.000Z', until: '2030-06-01T00:00:00.000Z' })),
      )
      .expect(200);
    expect(trailer.outcome).toBe('deny');
    expect((await world.mara.get(`/v1/consents/${hers.consent}`).expect(200)).body.signature.capacity).toBe('self');
    now = null;
  });

  it('R-10 what guardians withdrew with notice is not taken up again while the notice runs', async () => {
    const { world, guardians } = await minorWith(1, '2012-04-05');
    const [guardian] = guardians;
    if (guardian === undefined) throw new Error('one was made');
    const notice = { right: 'notice', noticeDays: 30, existingWorks: 'continue_released' };
    const { body } = await signs(guardian, await sentRequest(world, termsOf(world, { revocation: notice })));
    const path = `/v1/consents/${body.consent}`;
    now = '2030-04-01T12:00:00.000Z';
    await guardian.visitor.post(`${path}/withdrawals`, { scope: null }).expect(200);
    now = '2030-04-06T12:00:00.000Z';
    expect((await world.mara.get(path).expect(200)).body.state).toBe('suspended');
    expect((await world.mara.post(`${path}/reaffirm`).expect(409)).body.detail).toContain('all of it was withdrawn');
    now = null;
  });
});
