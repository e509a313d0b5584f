import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mailTo, openService, signIn, sql, Visitor, type Service } from './api-service.js';
import { checkOf, keyOf, makeWorld, sentRequest, signedConsent, signing, useOf, type World } from './api-world.js';

let service: Service;
let world: World;
let now: string | null = null;
beforeAll(async () => {
  service = await openService({ clock: (databaseNow) => now ?? databaseNow });
  world = await makeWorld(service);
});
afterAll(() => service.close());

const keyed = (key: string = randomUUID()) => ({ 'idempotency-key': key });
const ORGANIZATION = { kind: 'vendor', name: 'Pixel Works' };

async function countOf(table: string): Promise<number> {
  const [row] = await sql(service, `SELECT count(*)::int AS count FROM countersign.${table}`);
  return Object(row).count;
}

describe('an idempotency key', () => {
  it('gives the same bytes again and does nothing twice', async () => {
    const key = keyed();
    const first = await world.deniz.post('/v1/organizations', ORGANIZATION, key).expect(201);
    const before = await countOf('entries');
    const again = await world.deniz.post('/v1/organizations', ORGANIZATION, key).expect(201);
    expect(again.text).toBe(first.text);
    expect(again.headers['content-type']).toBe(first.headers['content-type']);
    expect([first.headers['idempotent-replayed'], again.headers['idempotent-replayed']]).toEqual([undefined, 'true']);
    expect(await countOf('entries')).toBe(before);
  });

  it('mails once, however often it is sent', async () => {
    const key = keyed();
    for (let time = 0; time < 3; time += 1)
      await new Visitor(service).post('/v1/sign-in', { email: 'once@example.com' }, key).expect(202);
    expect(await mailTo(service, 'once@example.com')).toHaveLength(1);
  });

  it('belongs to one body, one person and one route', async () => {
    const key = keyed();
    const { text } = await world.deniz.post('/v1/organizations', ORGANIZATION, key).expect(201);
    const changed = await world.deniz.post('/v1/organizations', { ...ORGANIZATION, name: 'Other' }, key).expect(422);
    expect(changed.body.code).toBe('idempotency_key_reused');
    const someone = await signIn(service, 'someone@harbor.example');
    const others = await someone.post('/v1/organizations', ORGANIZATION, key).expect(201);
    expect(others.text).not.toBe(text);
    await world.deniz
      .post('/v1/productions', { kind: 'film', title: 'Night Ferry', organization: world.organization }, key)
      .expect(201);
  });

  it('belongs to one address: the same act on another record is another request', async () => {
    const [one, two] = [await sentRequest(world), await sentRequest(world)];
    const key = keyed();
    await world.deniz.post(`/v1/requests/${one}/withdraw`, undefined, key).expect(200);
    const { body } = await world.deniz.post(`/v1/requests/${two}/withdraw`, undefined, key).expect(422);
    expect(body.code).toBe('idempotency_key_reused');
  });

  it('lets one of many at the same time through; the others wait or get its answer', async () => {
    const key = keyed();
    const before = await countOf('organizations');
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => world.deniz.post('/v1/organizations', ORGANIZATION, key)),
    );
    expect(await countOf('organizations')).toBe(before + 1);
    const made = answers.filter(({ status }) => status === 201);
    expect(new Set(made.map(({ text }) => text)).size).toBe(1);
    expect(made.filter(({ headers }) => headers['idempotent-replayed'] === undefined)).toHaveLength(1);
    for (const { status, body } of answers.filter((answer) => answer.status !== 201)) {
      expect([status, body.code]).toEqual([409, 'idempotency_in_flight']);
    }
  });

  it('stays free when the request was refused', async () => {
    const key = keyed();
    await world.deniz.post('/v1/organizations', { kind: 'castle', name: 'X' }, key).expect(422);
    await world.deniz.post('/v1/organizations', ORGANIZATION, key).expect(201);
  });

  it('is refused when it is no key', async () => {
    for (const key of ['', 'two words', 'ü', 'x'.repeat(256)]) {
      const { body } = await world.deniz.post(
        '/v1/organizations',
        ORGANIZATION,
        keyed(encodeURI(key) === key ? key : 'a b'),
      );
      expect([body.code, body.errors?.[0].path]).toEqual(['invalid_input', 'Idempotency-Key']);
    }
  });

  it('never gives a secret twice', async () => {
    const key = keyed();
    const path = `/v1/organizations/${world.organization}/keys`;
    const { body } = await world.deniz.post(path, { name: 'farm', scopes: ['check'] }, key).expect(201);
    const again = await world.deniz.post(path, { name: 'farm', scopes: ['check'] }, key).expect(409);
    expect(again.body.code).toBe('replay_secret');
    const kept = await sql(service, 'SELECT * FROM countersign.idempotency_keys');
    expect(JSON.stringify(kept)).not.toContain(body.secret);
  });

  it('counts a wrong code once, and gives the same problem again', async () => {
    const request = await sentRequest(world);
    const sound = await signing(world, request);
    const wrong = { ...sound, code: sound.code === '000000' ? '000001' : '000000' };
    const key = keyed();
    const first = await world.mara.post(`/v1/requests/${request}/sign`, wrong, key).expect(422);
    for (let time = 0; time < 6; time += 1) {
      const again = await world.mara.post(`/v1/requests/${request}/sign`, wrong, key).expect(422);
      expect(again.text).toBe(first.text);
      expect(again.headers['idempotent-replayed']).toBe('true');
    }
    await world.mara.post(`/v1/requests/${request}/sign`, sound).expect(201);
  });

  it('is kept for 24 hours', async () => {
    const key = keyed();
    const first = await world.deniz.post('/v1/organizations', ORGANIZATION, key).expect(201);
    await sql(service, `UPDATE countersign.idempotency_keys SET created_at = created_at - interval '25 hours'`);
    const later = await world.deniz.post('/v1/organizations', ORGANIZATION, key).expect(201);
    expect(later.text).not.toBe(first.text);
  });
});

describe('the idempotency key of a check', () => {
  it('gives the same receipt again while what it relied on is current', async () => {
    await signedConsent(world);
    const farm = await keyOf(world);
    const key = keyed();
    const first = await farm.post('/v1/checks', checkOf(world), key).expect(200);
    expect(first.body.outcome).toBe('allow');
    const again = await farm.post('/v1/checks', checkOf(world), key).expect(200);
    expect(again.text).toBe(first.text);
    expect(again.headers['idempotent-replayed']).toBe('true');
    const batch = { checks: [checkOf(world), checkOf(world, useOf({ language: ['ja'] }))] };
    const two = keyed();
    const [one, other] = [
      await farm.post('/v1/checks/batch', batch, two),
      await farm.post('/v1/checks/batch', batch, two),
    ];
    expect(other.text).toBe(one.text);
  });

  it('replays no allow after a withdrawal, a deny after a consent, or anything that has run out', async () => {
    const fresh = await makeWorld(service);
    const farm = await keyOf(fresh);
    const denied = keyed();
    const batched = keyed();
    const allowed = keyed();
    expect((await farm.post('/v1/checks', checkOf(fresh), denied)).body.outcome).toBe('deny');
    const consent = await signedConsent(fresh);
    const superseded = await farm.post('/v1/checks', checkOf(fresh), denied).expect(409);
    expect(superseded.body.code).toBe('replay_superseded');

    expect((await farm.post('/v1/checks', checkOf(fresh), allowed)).body.outcome).toBe('allow');
    await farm.post('/v1/checks/batch', { checks: [checkOf(fresh)] }, batched).expect(200);
    await fresh.mara.post(`/v1/consents/${consent}/withdrawals`, { scope: { media: ['promo.trailer'] } }).expect(200);
    for (const [path, body, key] of [
      ['/v1/checks', checkOf(fresh), allowed],
      ['/v1/checks/batch', { checks: [checkOf(fresh)] }, batched],
    ] as const) {
      expect((await farm.post(path, body, key).expect(409)).body.code).toBe('replay_superseded');
    }

    const timed = keyed();
    const { body } = await farm.post('/v1/checks', checkOf(fresh, useOf({ media: ['programme'] })), timed).expect(200);
    expect(body.outcome).toBe('allow');
    now = new Date(Date.parse(body.validUntil) + 1).toISOString();
    const late = await farm.post('/v1/checks', checkOf(fresh, useOf({ media: ['programme'] })), timed).expect(409);
    now = null;
    expect(late.body.code).toBe('replay_superseded');
  });

  it('tells nothing again to who has left the organization, and to who stays what they were told', async () => {
    const of = await makeWorld(service);
    const members = `/v1/organizations/${of.organization}/members`;
    const { body: added } = await of.deniz.post(members, { email: 'leaver@x.example', name: 'Leaver' }).expect(201);
    const leaver = await signIn(service, 'leaver@x.example');
    await leaver.post('/v1/organizations', { kind: 'agency', name: 'Own' }).expect(201);
    const disclosure = { production: of.season, performer: null, organization: of.organization };
    const body = { ...disclosure, use: useOf({ facts: { recognizable: false } }) };
    const [disclosed, left] = [keyed(), keyed()];
    const { text } = await leaver.post('/v1/disclosures', body, disclosed).expect(201);
    expect((await leaver.post('/v1/disclosures', body, disclosed).expect(201)).text).toBe(text);
    await leaver.delete(`${members}/${added.user}`, left).expect(204);
    // The answer to leaving itself was given to who had left.
    await leaver.delete(`${members}/${added.user}`, left).expect(204);
    const again = await leaver.post('/v1/disclosures', body, disclosed).expect(409);
    expect([again.body.code, again.headers['idempotent-replayed']]).toEqual(['replay_superseded', undefined]);
    await leaver.get(`/v1/disclosures/${JSON.parse(text).id}`).expect(404);
  });

  it('does not open the door for a key that was revoked since', async () => {
    const fresh = await makeWorld(service);
    const farm = await keyOf(fresh);
    const key = keyed();
    await farm.post('/v1/checks', checkOf(fresh), key).expect(200);
    const keys = `/v1/organizations/${fresh.organization}/keys`;
    const { body } = await fresh.deniz.get(keys);
    await fresh.deniz.delete(`${keys}/${body.items[0].id}`).expect(204);
    expect((await farm.post('/v1/checks', checkOf(fresh), key).expect(401)).body.code).toBe('key_refused');
  });
});
