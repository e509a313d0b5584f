/** Who speaks for a performer after her death, and that nobody who engages her makes a voice for her. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openService, signIn, type Service, type Visitor } from './api-service.js';
import {
  authorityOf,
  checkOf,
  colleagueOf,
  idOf,
  keyOf,
  makeWorld,
  signedConsent,
  useOf,
  type World,
} from './api-world.js';

let service: Service;
beforeAll(async () => {
  service = await openService();
});
afterAll(() => service.close());

let people = 0;
const anAddress = () => `estate-person-${people++}@estate.example`;

function authority(email: string, overrides: object = {}): object {
  return {
    ...{ capacity: 'estate', name: 'An heir', email, scope: null, documentHash: 'a'.repeat(64) },
    ...{ from: '2026-01-01T00:00:00.000Z', until: null, ...overrides },
  };
}

const dies = (visitor: Visitor, { performer }: World) =>
  visitor.post(`/v1/performers/${performer}/details`, { diedOn: '2026-01-02' });
const records = (visitor: Visitor, world: World, email: string) =>
  authorityOf(world, { capacity: 'estate', email }, visitor);
const discloses = (visitor: Visitor, world: World) => idOf(visitor, '/v1/disclosures', checkOf(world, elsewhere));
const answers = (visitor: Visitor, disclosure: string, verdict = 'given') =>
  visitor.post(`/v1/disclosures/${disclosure}/approvals`, { kind: 'estate', verdict });
const outcomeOf = async (world: World): Promise<string> =>
  (await world.deniz.post('/v1/checks', checkOf(world, elsewhere)).expect(200)).body.outcome;
const elsewhere = useOf({ territory: ['JP'], language: ['fr'] });

describe('an estate', () => {
  it('R-11 is not made by one person, who states her death, records who represents her and discloses the use', async () => {
    const world = await makeWorld(service);
    await signedConsent(world);
    const email = anAddress();
    const heir = await signIn(service, email);
    // In whatever order: before her death is stated as well.
    const id = await idOf(world.deniz, `/v1/performers/${world.performer}/authorities`, authority(email));
    const verifies = (visitor: Visitor) => visitor.post(`/v1/authorities/${id}/verify`, { how: 'copy_seen' });
    const disclosure = await discloses(world.deniz, world);
    expect((await answers(heir, disclosure).expect(404)).body.code).toBe('not_found');
    await dies(world.deniz, world).expect(200);
    expect((await verifies(world.deniz).expect(403)).body.detail).toContain('another person than who recorded it');
    // Which person sent a key is not known, so it stands for nobody; and two addresses of one mailbox are one person.
    await verifies(await keyOf(world, ['requests'])).expect(403);
    const again = await colleagueOf(world, world.denizEmail.replace('@', '+two@'));
    expect((await verifies(again).expect(403)).body.code).toBe('not_allowed');
    await answers(heir, disclosure).expect(404);
    expect(await outcomeOf(world)).toBe('needs_approval');
    await verifies(await colleagueOf(world, 'second@harbor.example')).expect(200);
    // A no rests on nobody, and allows nothing.
    await answers(heir, disclosure, 'refused').expect(201);
    await answers(heir, disclosure).expect(201);
    expect(await outcomeOf(world)).toBe('allow');
  });

  it('R-11 ends with a word of hers: she takes back a death, and nobody who engages her states it again', async () => {
    const world = await makeWorld(service);
    await signedConsent(world);
    const email = anAddress();
    const heir = await signIn(service, email);
    await dies(world.deniz, world).expect(200);
    await records(await colleagueOf(world, 'third@harbor.example'), world, email);
    await answers(heir, await discloses(world.deniz, world)).expect(201);
    expect(await outcomeOf(world)).toBe('allow');
    const { body: activity } = await heir.get(`/v1/activity?kind=check&representing=${world.performer}`).expect(200);
    expect(activity.items).toMatchObject([{ kind: 'check', outcome: 'allow' }]);
    await world.mara.post(`/v1/performers/${world.performer}/details`, { diedOn: null }).expect(200);
    expect(await outcomeOf(world)).toBe('deny');
    expect((await dies(world.deniz, world).expect(403)).body.code).toBe('not_allowed');
    expect(await outcomeOf(world)).toBe('deny');
  });

  it('R-11 is no colleague of who engages her, also where they joined after the authority was recorded', async () => {
    const world = await makeWorld(service);
    await signedConsent(world);
    const email = anAddress();
    await dies(world.deniz, world).expect(200);
    await records(await colleagueOf(world, 'fourth@harbor.example'), world, email);
    const heir = await colleagueOf(world, email);
    const disclosure = await discloses(world.deniz, world);
    expect((await answers(heir, disclosure).expect(403)).body.code).toBe('not_allowed');
    expect(await outcomeOf(world)).toBe('needs_approval');
  });

  it('R-11 is a party of its own: the no of another takes back nothing of it, and its own does', async () => {
    const world = await makeWorld(service);
    const cleo = await colleagueOf(world, 'fifth@harbor.example');
    await dies(world.deniz, world).expect(200);
    const [one, two] = [anAddress(), anAddress()];
    const heirs = [await signIn(service, one), await signIn(service, two)] as const;
    for (const email of [one, two]) await records(cleo, world, email);
    const disclosure = await discloses(world.deniz, world);
    const { body: yes } = await answers(heirs[0], disclosure).expect(201);
    const isVoid = async () => {
      const { body } = await world.deniz.get(`/v1/disclosures/${disclosure}`).expect(200);
      return body.approvals.find(({ id }: { id: string }) => id === yes.id).voidedAt !== null;
    };
    await answers(heirs[1], disclosure, 'refused').expect(201);
    expect(await isVoid()).toBe(false);
    // Whoever said yes is one person, though a newer paper speaks for them by now.
    await records(cleo, world, one);
    await answers(heirs[0], disclosure, 'refused').expect(201);
    expect(await isVoid()).toBe(true);
  });

  it('R-11 takes back the yes of another estate without reading what that one wrote to it', async () => {
    const world = await makeWorld(service);
    const cleo = await colleagueOf(world, 'sixth@harbor.example');
    await dies(world.deniz, world).expect(200);
    const [one, two] = [anAddress(), anAddress()];
    const heirs = [await signIn(service, one), await signIn(service, two)] as const;
    for (const email of [one, two]) await records(cleo, world, email);
    const path = `/v1/disclosures/${await discloses(world.deniz, world)}/approvals`;
    const yes = await idOf(heirs[0], path, { kind: 'estate', verdict: 'given', note: 'For the house alone.' });
    const { body } = await heirs[1].post(`/v1/approvals/${yes}/void`, { reason: 'Not so.' }).expect(200);
    expect(body).toMatchObject({ note: null, voidReason: 'Not so.' });
  });

  it('lists what waits for it, also to somebody with organizations of their own', async () => {
    const world = await makeWorld(service);
    const email = anAddress();
    const lawyer = await signIn(service, email);
    await records(world.deniz, world, email);
    const disclosure = await discloses(world.deniz, world);
    const listed = async (query = '') => {
      const { body } = await lawyer.get(`/v1/disclosures${query}`).expect(200);
      return body.items.map(({ id }: { id: string }) => id);
    };
    expect(await listed()).toEqual([disclosure]);
    await idOf(lawyer, '/v1/organizations', { kind: 'agency', name: 'Law' });
    expect(await listed()).toEqual([]);
    expect(await listed('?organization=self')).toEqual([disclosure]);
    await idOf(lawyer, '/v1/organizations', { kind: 'agency', name: 'Law again' });
    await lawyer.get('/v1/disclosures').expect(422);
    expect(await listed('?organization=self')).toEqual([disclosure]);
    // Where nothing concerns a person, nobody is that organization.
    await lawyer.get('/v1/productions?organization=self').expect(404);
    await (await keyOf(world, ['read'])).get('/v1/disclosures?organization=self').expect(404);
  });
});

describe('an authority that a person verified', () => {
  it('V-09 is ended by no key', async () => {
    const world = await makeWorld(service);
    const key = await keyOf(world, ['requests']);
    const path = `/v1/performers/${world.performer}/authorities`;
    const id = await authorityOf(world, { email: anAddress() });
    expect((await key.post(`/v1/authorities/${id}/end`).expect(403)).body.code).toBe('not_allowed');
    await world.deniz.post(`/v1/authorities/${id}/end`).expect(200);
    const unverified = await idOf(world.deniz, path, authority(anAddress()));
    await key.post(`/v1/authorities/${unverified}/end`).expect(200);
  });
});
