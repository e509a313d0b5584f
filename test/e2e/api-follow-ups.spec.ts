import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openService, sql, type Service } from './api-service.js';
import {
  checkOf,
  idOf,
  joinAs,
  keyOf,
  makeWorld,
  signedConsent,
  signing,
  termsOf,
  useOf,
  type World,
} from './api-world.js';

let service: Service;
let world: World;

beforeAll(async () => {
  service = await openService();
  world = await makeWorld(service);
  await signedConsent(world);
});
afterAll(() => service.close());

async function checked(use: object = useOf(), of: World = world): Promise<{ id: string; outcome: string }> {
  return (await of.deniz.post('/v1/checks', checkOf(of, use)).expect(200)).body;
}

describe('POST /v1/checks/{id}/request', () => {
  it('drafts a request for exactly what is missing, whose signing makes the same check an allow', async () => {
    const use = useOf({ media: ['promo.trailer.series', 'promo.social_clip'], language: ['es-MX', 'ja'] });
    const denied = await checked(use);
    expect(denied.outcome).toBe('deny');
    const { body } = await world.deniz.post(`/v1/checks/${denied.id}/request`).expect(201);
    expect(body).toMatchObject({ state: 'draft', performer: world.performer, production: world.season });
    expect(body.rendered.unsaid).toEqual([]);
    const { permissions, prohibitions, revocation, legalBasis, description } = body.terms;
    expect(permissions.map(({ id }: { id: string }) => id)).toEqual(['need-1', 'need-2']);
    expect({ prohibitions, revocation, legalBasis }).toEqual({
      ...{ prohibitions: [], legalBasis: 'contract' },
      revocation: { right: 'any_time', existingWorks: 'continue_released' },
    });
    for (const part of ['lines that you recorded', 'clips for social media', 'Japanese', 'The United States'])
      expect(description).toContain(part);
    // A draft is nobody's business but its writer's.
    await world.mara.get(`/v1/requests/${body.id}`).expect(404);

    await world.deniz.post(`/v1/requests/${body.id}/send`).expect(200);
    await world.mara.post(`/v1/requests/${body.id}/sign`, await signing(world, body.id)).expect(201);
    expect((await checked(use)).outcome).toBe('allow');
  });

  it('is refused where nothing is missing, and by who does not own the production', async () => {
    const allowed = await checked();
    expect((await world.deniz.post(`/v1/checks/${allowed.id}/request`).expect(409)).body.code).toBe('state_conflict');
    const [vera] = await joinAs(world, 'vendor', 'vera@vendor.example');
    const { body: theirs } = await vera.post('/v1/checks', checkOf(world, useOf({ language: ['ko'] }))).expect(200);
    expect((await vera.post(`/v1/checks/${theirs.id}/request`).expect(403)).body.code).toBe('not_allowed');
    // The owner sees a vendor's check, and asks the performer for it.
    await (await keyOf(world, ['requests'])).post(`/v1/checks/${theirs.id}/request`).expect(201);
    const other = await makeWorld(service);
    await other.deniz.post(`/v1/checks/${theirs.id}/request`).expect(404);
  });

  it('asks somebody who was never asked, and nobody about nobody', async () => {
    const performer = await idOf(world.deniz, '/v1/performers', { name: 'New Face', email: 'new@performer.example' });
    const unknown = await checked(useOf(), { ...world, performer });
    expect(unknown.outcome).toBe('deny');
    const { body } = await world.deniz.post(`/v1/checks/${unknown.id}/request`).expect(201);
    expect(body.performer).toBe(performer);
    const { body: nobody } = await world.deniz
      .post('/v1/checks', { performer: null, production: world.season, use: useOf() })
      .expect(200);
    await world.deniz.post(`/v1/checks/${nobody.id}/request`).expect(409);
  });

  it('asks for ordinary content alone where the check declared none', async () => {
    const denied = await checked(useOf({ content: undefined, language: ['ko'] }));
    const { body } = await world.deniz.post(`/v1/checks/${denied.id}/request`).expect(201);
    expect(body.terms.permissions[0].box.content).toEqual(['none']);
  });
});

describe('usage', () => {
  it('U-03 what was made under an allow is reported by who asked, and shown to the performer', async () => {
    const { id } = await checked();
    const { body } = await world.deniz
      .post(`/v1/checks/${id}/usage`, { quantity: { lines: 2 }, note: 'Takes 3 and 4.' })
      .expect(201);
    expect(body).toMatchObject({ check: id, uses: [{ quantity: { lines: 2 }, note: 'Takes 3 and 4.', madeAt: null }] });
    const { body: more } = await world.deniz
      .post(`/v1/checks/${id}/usage`, { quantity: { seconds: 5 }, madeAt: '2026-11-01T00:00:00Z' })
      .expect(201);
    expect(more.uses).toHaveLength(2);
    expect((await world.mara.get(`/v1/checks/${id}/usage`).expect(200)).body).toEqual(more);
    const machine = await keyOf(world, ['check']);
    await machine.post(`/v1/checks/${id}/usage`, { quantity: { lines: 1 } }).expect(201);
  });

  it('is refused for what is no amount, for what was not allowed, and for what another asked', async () => {
    const { id } = await checked();
    const report = (quantity: unknown, rest: object = {}) =>
      world.deniz.post(`/v1/checks/${id}/usage`, { quantity, ...rest });
    for (const quantity of [{}, { lines: 0 }, { lines: 1.5 }, { miles: 1 }, [], null])
      expect((await report(quantity).expect(422)).body.code).toBe('invalid_input');
    expect((await report({ miles: 1 })).body.errors[0].path).toBe('/quantity/miles');
    await report({ lines: 1 }, { madeAt: '2099-01-01T00:00:00Z' }).expect(422);
    const denied = await checked(useOf({ language: ['ko'] }));
    await world.deniz.post(`/v1/checks/${denied.id}/usage`, { quantity: { lines: 1 } }).expect(409);
    const [vera] = await joinAs(world, 'vendor', 'vera2@vendor.example');
    const { body: theirs } = await vera.post('/v1/checks', checkOf(world)).expect(200);
    // The owner sees it, and did not do the work.
    await world.deniz.get(`/v1/checks/${theirs.id}/usage`).expect(200);
    await world.deniz.post(`/v1/checks/${theirs.id}/usage`, { quantity: { lines: 1 } }).expect(404);
    await world.mara.post(`/v1/checks/${id}/usage`, { quantity: { lines: 1 } }).expect(403);
  });

  it('what holds nothing is released as well, once, so that no report of it is owed', async () => {
    const { id } = await checked();
    const { body } = await world.deniz.post(`/v1/checks/${id}/release`).expect(200);
    expect(body).toMatchObject({ reserved: [], heldUntil: null, releasedAt: expect.any(String) });
    expect((await world.deniz.post(`/v1/checks/${id}/release`).expect(409)).body.detail).toContain('released already');
  });

  it('S-12 a cap of three lines holds two, has one left, is free after a release, and is spent by what was made', async () => {
    const capped = await makeWorld(service);
    const [clause] = Object(termsOf(capped)).permissions;
    const consent = await signedConsent(capped, termsOf(capped, { permissions: [{ ...clause, caps: { lines: 3 } }] }));
    const ask = async (lines: number) => {
      const { body } = await capped.deniz
        .post('/v1/checks', checkOf(capped, useOf({ quantity: { lines } })))
        .expect(200);
      return body;
    };
    const first = await ask(2);
    const held = [{ consent, clause: 'lines', unit: 'lines', amount: 2 }];
    expect(first).toMatchObject({ outcome: 'allow', reserved: held });
    const full = await ask(2);
    expect(full.outcome).toBe('deny');
    expect(full.reasons[0]).toMatchObject({
      code: 'QUOTA',
      consent,
      clause: 'lines',
      detail: { cap: 3, left: 1, asked: 2 },
    });

    const { body: released } = await capped.deniz.post(`/v1/checks/${first.id}/release`).expect(200);
    expect(released).toMatchObject({ reserved: held, releasedAt: expect.any(String), uses: [] });
    expect((await capped.deniz.post(`/v1/checks/${first.id}/release`).expect(409)).body.code).toBe('state_conflict');

    const second = await ask(2);
    expect(second.outcome).toBe('allow');
    await capped.deniz.post(`/v1/checks/${second.id}/usage`, { quantity: { lines: 3 } }).expect(201);
    await capped.deniz.post(`/v1/checks/${second.id}/release`).expect(409);
    const spent = await ask(1);
    expect(spent).toMatchObject({ outcome: 'deny', reasons: [{ code: 'QUOTA', detail: { left: 0 } }] });
  });
});

describe('every act after a check', () => {
  it('is done once for one idempotency key, and answered again byte for byte', async () => {
    const own = await makeWorld(service);
    const [clause] = Object(termsOf(own)).permissions;
    await signedConsent(own, termsOf(own, { permissions: [{ ...clause, caps: { lines: 9 } }] }));
    const [ava] = await joinAs(own, 'studio', 'ava@studio.example');
    const use = useOf({ quantity: { lines: 1 } });
    const [used, released, denied] = [
      await checked(use, own),
      await checked(use, own),
      await checked(useOf({ language: ['ko'] }), own),
    ];
    const about = { production: own.season, performer: own.performer, use: useOf() };
    const disclosure = await idOf(own.deniz, '/v1/disclosures', about);
    const legal = await idOf(ava, `/v1/disclosures/${disclosure}/approvals`, { kind: 'legal', verdict: 'given' });
    const claim = await idOf(own.deniz, '/v1/claims', {
      ...about,
      exemption: 'safety',
      reason: 'A fall of ten metres.',
    });
    const acts: [World['deniz'], string, object][] = [
      [own.deniz, `/v1/checks/${used.id}/usage`, { quantity: { lines: 1 } }],
      [own.deniz, `/v1/checks/${released.id}/release`, {}],
      [own.deniz, `/v1/checks/${denied.id}/request`, {}],
      [own.deniz, `/v1/checks/${denied.id}/disclosure`, {}],
      [ava, `/v1/disclosures/${disclosure}/approvals`, { kind: 'studio', verdict: 'given' }],
      [ava, `/v1/approvals/${legal}/void`, {}],
      [own.deniz, '/v1/claims', { ...about, exemption: 'as_scripted', reason: 'As in the script.' }],
      [ava, `/v1/claims/${claim}/review`, { verdict: 'upheld' }],
      [own.mara, `/v1/claims/${claim}/question`, { question: 'How high?' }],
      [own.deniz, `/v1/claims/${claim}/answer`, { answer: 'Ten metres.' }],
    ];
    const entries = async () => Object((await sql(service, 'SELECT count(*) FROM countersign.entries'))[0]).count;
    for (const [visitor, path, body] of acts) {
      const key = { 'idempotency-key': path };
      const first = await visitor.post(path, body, key);
      const recorded = await entries();
      const again = await visitor.post(path, body, key);
      expect([path, first.status, again.text]).toEqual([path, first.status < 300 ? first.status : 200, first.text]);
      expect(again.headers['idempotent-replayed']).toBe('true');
      expect(await entries()).toBe(recorded);
    }
  });
});
