/** What the people of an organization are called, to those who read what they did. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mailTo, openService, Visitor, type Service } from './api-service.js';
import { checkOf, colleagueOf, idOf, makeWorld, signedConsent, type World } from './api-world.js';

let service: Service;
beforeAll(async () => {
  service = await openService();
});
afterAll(() => service.close());

/** Signs a known person in again, under a name. */
async function signInAs(email: string, name: string): Promise<void> {
  const anyone = new Visitor(service);
  await anyone.post('/v1/sign-in', { email }).expect(202);
  const [mail = ''] = (await mailTo(service, email)).slice(-1);
  const token = /\/open#(\S+)/.exec(mail)?.[1];
  await anyone.post('/v1/session', { token, name }).expect(201);
}

const claimOf = (world: World) => ({ ...checkOf(world), exemption: 'as_scripted', reason: 'As in the script.' });

describe('a member', () => {
  it('is called by their address until they say a name, and then by that, wherever they are named', async () => {
    const world = await makeWorld(service);
    const { deniz, denizEmail, organization, series } = world;
    await signedConsent(world);
    await deniz.post(`/v1/productions/${series}/policies`, { places: ['DE'] }).expect(200);
    const claim = await idOf(deniz, '/v1/claims', claimOf(world));
    const named = async () => [
      (await deniz.get(`/v1/organizations/${organization}/members`).expect(200)).body.items[0].name,
      (await deniz.get(`/v1/productions/${series}/policies`).expect(200)).body.stated[0].name,
      (await deniz.get(`/v1/claims/${claim}`).expect(200)).body.claimedBy,
    ];
    expect(await named()).toEqual([denizEmail, denizEmail, denizEmail]);
    await signInAs(denizEmail, 'Deniz Kaya');
    expect(await named()).toEqual(['Deniz Kaya', 'Deniz Kaya', 'Deniz Kaya']);
  });

  it('is named to the performer they claimed about, also once they have left', async () => {
    const world = await makeWorld(service);
    await signedConsent(world);
    const cleo = await colleagueOf(world, 'cleo-who-leaves@harbor.example');
    const claim = await idOf(cleo, '/v1/claims', claimOf(world));
    await cleo.post(`/v1/productions/${world.series}/policies`, { places: ['DE'] }).expect(200);
    const { body: me } = await cleo.get('/v1/session').expect(200);
    await world.deniz.delete(`/v1/organizations/${world.organization}/members/${me.user}`).expect(204);
    expect((await world.mara.get(`/v1/claims/${claim}`).expect(200)).body.claimedBy).toBe('A colleague');
    const { body } = await world.deniz.get(`/v1/productions/${world.series}/policies`).expect(200);
    expect(body.stated[0]).toMatchObject({ by: 'person', name: 'A colleague' });
  });
});
