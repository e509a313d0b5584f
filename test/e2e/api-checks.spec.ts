import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { VOCABULARIES } from '#consent';
import { readTrust, verify, type Trust } from '#evidence';
import { newId } from '#store';
import { newSecret } from '../../apps/api/src/asking/key-secret.js';
import { openService, signIn, sql, Visitor, type Service } from './api-service.js';
import {
  checkOf,
  idOf,
  keyOf,
  makePartner,
  makeWorld,
  signedConsent,
  termsOf,
  useOf,
  type World,
} from './api-world.js';

let service: Service;
let world: World;
let farm: Visitor;
let consent: string;
beforeAll(async () => {
  service = await openService();
  world = await makeWorld(service);
  consent = await signedConsent(world);
  farm = await keyOf(world);
});
afterAll(() => service.close());

async function trusted(): Promise<Trust> {
  const { text } = await new Visitor(service).get('/.well-known/countersign-trust.json').expect(200);
  const read = readTrust(Buffer.from(text));
  if ('trust' in read) return read.trust;
  throw new Error(read.problem);
}

describe('POST /v1/checks', () => {
  it('answers with the decision and a receipt that verifies offline', async () => {
    const { body } = await farm.post('/v1/checks', { ...checkOf(world), reference: 'shot 12-4' }).expect(200);
    expect(body).toMatchObject({
      ...{
        outcome: 'allow',
        missing: [],
        reference: 'shot 12-4',
        performer: world.performer,
        production: world.season,
      },
      ...{ reliedOn: [{ consent, version: 1 }] },
    });
    expect(body.validUntil > body.decidedAt).toBe(true);
    const verdict = await verify(Buffer.from(JSON.stringify(body.receipt)), await trusted());
    expect(verdict.verdict).toBe('genuine');
    expect(JSON.stringify(body.receipt)).not.toContain('shot 12-4');
    const { body: read } = await farm.get(`/v1/checks/${body.id}`).expect(200);
    expect(read).toEqual(body);
  });

  it('R-02 denies what is not covered, names what is missing, and hands it over as a box', async () => {
    const use = useOf({ media: ['ad.brand_spot'], advertiser: ['Acme'] });
    const { body } = await farm.post('/v1/checks', checkOf(world, use)).expect(200);
    expect(body.outcome).toBe('deny');
    expect(body.missing[0].media).toEqual(['ad.brand_spot']);
  });

  it('is asked by a member as well, for an organization of theirs', async () => {
    const { body } = await world.deniz.post('/v1/checks', checkOf(world)).expect(200);
    expect(body.outcome).toBe('allow');
    const other = await makeWorld(service);
    await world.deniz.post('/v1/checks', { ...checkOf(world), organization: other.organization }).expect(404);
    const key = await keyOf(world);
    await key.post('/v1/checks', { ...checkOf(world), organization: other.organization }).expect(404);
    await key.post('/v1/checks', { ...checkOf(world), organization: world.organization }).expect(200);
  });

  it('is asked by a vendor that takes part, and by nobody who does not', async () => {
    const vfx = await signIn(service, 'vfx@pixel.example');
    const vendor = await idOf(vfx, '/v1/organizations', { kind: 'vendor', name: 'Pixel Works' });
    const { body: key } = await vfx
      .post(`/v1/organizations/${vendor}/keys`, { name: 'f', scopes: ['check'] })
      .expect(201);
    const pipeline = new Visitor(service, { authorization: `Bearer ${key.secret}` });
    await pipeline.post('/v1/checks', checkOf(world)).expect(404);
    const { body: part } = await world.deniz
      .post(`/v1/productions/${world.series}/participations`, { role: 'vendor', email: 'VFX@pixel.example' })
      .expect(201);
    const { body: open } = await vfx.get('/v1/participations').expect(200);
    expect(open.items.map(({ id }: { id: string }) => id)).toEqual([part.id]);
    await world.mara.post(`/v1/participations/${part.id}/accept`, {}).expect(403);
    await vfx.post(`/v1/participations/${part.id}/accept`, {}).expect(200);
    expect((await vfx.post(`/v1/participations/${part.id}/accept`, {}).expect(409)).body.code).toBe('state_conflict');
    expect((await pipeline.post('/v1/checks', checkOf(world)).expect(200)).body.outcome).toBe('allow');
  });

  it('shows the performer every check about her, and who asked', async () => {
    const { body } = await farm.post('/v1/checks', checkOf(world)).expect(200);
    const { body: list } = await world.mara.get('/v1/checks').expect(200);
    expect(list.items[0]).toMatchObject({ id: body.id, organization: world.organization, outcome: 'allow' });
    expect((await world.mara.get(`/v1/checks/${body.id}`).expect(200)).body.receipt).toEqual(body.receipt);
    const { body: denied } = await world.mara.get('/v1/checks?outcome=deny').expect(200);
    expect(denied.items.every(({ outcome }: { outcome: string }) => outcome === 'deny')).toBe(true);
  });

  it('refuses unknown words with the nearest, impossible windows, undeclared dimensions, and records nothing', async () => {
    const count = async () => (await world.mara.get('/v1/checks?limit=200')).body.items.length;
    const before = await count();
    const bad: [object, string][] = [
      [{ use: useOf({ act: ['generate.voice.adr_lin'] }) }, '/use/act/0'],
      [{ use: useOf({ until: '2020-01-01T00:00:00Z' }) }, '/use/until'],
      [{ use: useOf({ media: undefined }) }, '/use/media'],
      [{ use: useOf({ media: ['ad.brand_spot'] }) }, '/use/advertiser'],
      [{ use: { ...useOf(), production: world.season } }, '/use/production'],
      [{ use: useOf({ territory: Array.from({ length: 65 }, () => 'US') }) }, '/use/territory'],
      [{ use: useOf({ description: 'x'.repeat(2001) }) }, '/use/description'],
      [{ use: [] }, '/use'],
      [{ performer: 'mara' }, '/performer'],
      [{ production: '' }, '/production'],
      [{ reference: 'x'.repeat(201) }, '/reference'],
      [{ at: '2099-01-01T00:00:00Z' }, '/at'],
      [{ at: 'yesterday' }, '/at'],
      [{ at: '2026-W10-1T10:00:00Z' }, '/at'],
      [{ at: '20261101T000000Z' }, '/at'],
      [{ price: 1 }, '/price'],
    ];
    for (const [overrides, path] of bad) {
      const { body } = await farm.post('/v1/checks', { ...checkOf(world), ...overrides }).expect(422);
      expect(body.errors.map((error: { path: string }) => error.path)).toContain(path);
    }
    const { body } = await farm.post('/v1/checks', checkOf(world, useOf({ act: ['generate.voice.adr_lin'] })));
    expect(body.errors[0].suggestions).toEqual(['generate.voice.adr_line']);
    expect(await count()).toBe(before);
  });

  it('answers as of a past instant, marked as such, without a receipt and without a record', async () => {
    const fresh = await makeWorld(service);
    const given = await signedConsent(fresh);
    const { body: allowed } = await fresh.deniz.post('/v1/checks', checkOf(fresh)).expect(200);
    await fresh.mara.post(`/v1/consents/${given}/withdrawals`, { scope: null }).expect(200);
    const { body: now } = await fresh.deniz.post('/v1/checks', checkOf(fresh)).expect(200);
    const at = allowed.decidedAt;
    const { body: then } = await fresh.deniz.post('/v1/checks', { ...checkOf(fresh), at }).expect(200);
    expect([allowed.outcome, now.outcome, then.outcome]).toEqual(['allow', 'deny', 'allow']);
    expect(then).toMatchObject({ asOf: at });
    expect(then.receipt).toBeUndefined();
    expect(then.id).toBeUndefined();
    expect((await fresh.mara.get('/v1/checks')).body.items).toHaveLength(2);
  });

  it('records many at once in few batches, each with its own path to a signed head', async () => {
    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        farm.post('/v1/checks', checkOf(world, useOf({ quantity: { lines: index } }))).expect(200),
      ),
    );
    const receipts = answers.map(({ body }) => body.receipt);
    const heads = new Set(receipts.map(({ batch }) => batch.head));
    expect(heads.size).toBeLessThan(60);
    const trust = await trusted();
    for (const [index, receipt] of receipts.entries()) {
      expect(receipt.entry.evidence.use.quantity).toEqual({ lines: index });
      const verdict = await verify(Buffer.from(JSON.stringify(receipt)), trust);
      expect(verdict.verdict).toBe('genuine');
    }
    const [row] = await sql(service, 'SELECT count(*)::int AS count FROM countersign.batches');
    expect(Object(row).count).toBeLessThan(
      Object((await sql(service, 'SELECT count(*)::int AS count FROM countersign.receipts'))[0]).count,
    );
  });
});

describe('POST /v1/checks/batch', () => {
  it('answers each in order, and a bad one fails alone', async () => {
    const checks = [
      checkOf(world),
      { ...checkOf(world), use: useOf({ act: ['dance'] }) },
      checkOf(world, useOf({ language: ['ja'] })),
      'nonsense',
      { ...checkOf(world), production: 'prod_0123456789abcdefghijkl' },
      { ...checkOf(world), at: '2026-01-01T00:00:00Z' },
      checkOf(world),
    ];
    const { body } = await farm.post('/v1/checks/batch', { checks }).expect(200);
    const told = body.items.map(
      ({ check, problem }: { check?: { outcome: string }; problem?: { code: string } }) =>
        check?.outcome ?? problem?.code,
    );
    expect(told).toEqual(['allow', 'invalid_input', 'deny', 'invalid_input', 'not_found', 'invalid_input', 'allow']);
    expect(body.items[1].problem.errors[0].path).toBe('/use/act/0');
  });

  it('answers no key that does not count, also where nothing of the batch can be asked', async () => {
    const unknown = new Visitor(service, { authorization: `Bearer ${newSecret()}` });
    const reader = await keyOf(world, ['read']);
    for (const [key, status, code] of [
      [unknown, 401, 'key_refused'],
      [reader, 403, 'not_allowed'],
    ] as const) {
      for (const [path, body] of [
        ['/v1/checks/batch', { checks: [{ x: 1 }] }],
        ['/access/v1/evaluations', { evaluations: [{ x: 1 }] }],
        [
          '/access/v1/evaluation',
          { subject: { type: 'x', id: 'x' }, action: { name: 'x' }, resource: { type: 'x', id: 'x' } },
        ],
      ] as const)
        expect((await key.post(path, body).expect(status)).body.code).toBe(code);
    }
    await farm.post('/v1/checks/batch', { checks: [{ x: 1 }] }).expect(200);
  });

  it('takes a thousand, under one signed head, and no more', async () => {
    const checks = Array.from({ length: 1000 }, (_, index) => checkOf(world, useOf({ quantity: { lines: index } })));
    const { body } = await farm.post('/v1/checks/batch', { checks }).expect(200);
    expect(body.items).toHaveLength(1000);
    expect(
      new Set(
        body.items.map(({ check }: { check: { receipt: { batch: { head: string } } } }) => check.receipt.batch.head),
      ).size,
    ).toBe(1);
    expect(body.items[777].check.receipt.entry.evidence.use.quantity).toEqual({ lines: 777 });
    const verdict = await verify(Buffer.from(JSON.stringify(body.items[777].check.receipt)), await trusted());
    expect(verdict.verdict).toBe('genuine');
    await farm.post('/v1/checks/batch', { checks: [...checks, checks[0]] }).expect(422);
    await farm.post('/v1/checks/batch', { checks: [] }).expect(422);
  });
});

describe('a withdrawal', () => {
  it('is previewed and performed by the same rules, and tells everyone who relied on what stops', async () => {
    const fresh = await makeWorld(service);
    const given = await signedConsent(fresh);
    await fresh.deniz.post('/v1/checks', checkOf(fresh, useOf({ media: ['programme'] }))).expect(200);
    const preview = (scope: object | null) => fresh.mara.post(`/v1/consents/${given}/withdrawals?preview`, { scope });
    // Nobody was allowed a trailer, so nobody is told when trailers stop.
    expect((await preview({ media: ['promo'] }).expect(200)).body.told).toEqual([]);
    expect((await preview({ media: ['programme'] }).expect(200)).body.told).toHaveLength(1);
    const { body: all } = await preview(null).expect(200);
    expect(all).toMatchObject({ version: 1, effect: { kind: 'ends', state: 'withdrawn' } });
    expect((await preview({ media: ['game'] }).expect(409)).body.code).toBe('state_conflict');
    expect((await preview({ media: ['gmae'] }).expect(422)).body.errors[0].path).toBe('/scope/media/0');
    expect((await fresh.mara.post(`/v1/consents/${given}/withdrawals?preview`, {}).expect(422)).body.code).toBe(
      'invalid_input',
    );

    expect(all.recorded).toBeNull();
    expect(all.decisions).toMatchObject({ count: 1, stillGood: 1 });
    expect(all.decisions.lastUntil).toBe(all.decisions.items[0].validUntil);

    const act = (body: object) => fresh.mara.post(`/v1/consents/${given}/withdrawals`, body);
    // One more render of the same changes nothing that she decides on; somebody else who relies on it does.
    await fresh.deniz.post('/v1/checks', checkOf(fresh, useOf({ media: ['programme'] }))).expect(200);
    expect((await preview(null)).body.etag).toBe(all.etag);
    const { pia, partner } = await makePartner(fresh);
    await pia.post('/v1/checks', checkOf(fresh, useOf({ media: ['programme'] }))).expect(200);
    const { body: other } = await act({ scope: null, etag: all.etag }).expect(409);
    const { body: anew } = await preview(null).expect(200);
    expect(other).toMatchObject({ code: 'state_conflict', detail: expect.stringContaining(anew.etag) });
    expect(anew.told.map(({ organization }: { organization: string }) => organization)).toContain(partner);
    await act({ scope: null, version: 2 }).expect(409);
    const { body: done } = await act({ scope: null, version: 1, etag: anew.etag }).expect(200);
    expect(done).toEqual({
      ...anew,
      ...{ version: 2, decisions: expect.anything(), effect: expect.anything(), recorded: expect.anything() },
    });
    expect(done.effect.words).toEqual(anew.effect.words);
    expect((await act({ scope: null }).expect(409)).body.code).toBe('state_conflict');
    await fresh.deniz.post(`/v1/consents/${given}/withdrawals`, { scope: null }).expect(403);
    expect((await fresh.mara.get(`/v1/consents/${given}`)).body).toMatchObject({ state: 'withdrawn', version: 2 });
  });

  it('names only productions that the consent is about, and does not tell whether another exists', async () => {
    const [fresh, stranger] = [await makeWorld(service), await makeWorld(service)];
    const given = await signedConsent(fresh);
    const told = async (production: string, act = 'withdrawals?preview') => {
      const { status, body } = await fresh.mara.post(`/v1/consents/${given}/${act}`, {
        scope: { production: [production] },
      });
      return { status, faults: body.errors };
    };
    const sibling = await idOf(fresh.deniz, '/v1/productions', {
      ...{ kind: 'season', title: 'Harbor, season 2', parent: fresh.series },
    });
    const unknown = await told(newId('prod'));
    expect(unknown).toMatchObject({ status: 422, faults: [{ path: '/scope/production/0' }] });
    for (const production of [stranger.season, sibling]) {
      expect(await told(production)).toEqual(unknown);
      expect(await told(production, 'withdrawals')).toEqual(unknown);
    }
    for (const production of [fresh.series, fresh.season]) expect((await told(production)).status).toBe(200);
  });

  it('tells those who relied on it without saying what content they meant', async () => {
    const fresh = await makeWorld(service);
    const [clause] = Object(termsOf(fresh)).permissions;
    const content = VOCABULARIES.content.leaves;
    // No replica and no alteration: of those every content must be said.
    const act = ['capture.voice_recording'];
    const given = await signedConsent(
      fresh,
      termsOf(fresh, { permissions: [{ ...clause, box: { ...clause.box, act, content } }] }),
    );
    const use = useOf({ act, content: undefined });
    const { body: allowed } = await fresh.deniz.post('/v1/checks', checkOf(fresh, use));
    expect(allowed.outcome).toBe('allow');
    const { body } = await fresh.mara.post(`/v1/consents/${given}/withdrawals?preview`, {
      scope: { media: ['promo'] },
    });
    expect(body.told).toHaveLength(1);
  });

  it('is asked for, and not ignored, where the terms leave it to others', async () => {
    const fresh = await makeWorld(service);
    const terms = termsOf(fresh, { revocation: { right: 'none', existingWorks: 'continue_released' } });
    const given = await signedConsent(fresh, terms);
    const { body } = await fresh.mara.post(`/v1/consents/${given}/withdrawals`, { scope: null }).expect(200);
    expect(body.effect.kind).toBe('asked');
    expect((await fresh.deniz.post('/v1/checks', checkOf(fresh))).body.outcome).toBe('needs_approval');
  });
});
