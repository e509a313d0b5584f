/** Who may hold what up: a right counts until the write is made, a stranger locks nothing, and a reading waits for nobody. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response } from 'supertest';
import { newId, type Tx } from '#store';
import { untilWaiting } from '../support/test-databases.js';
import { createApi } from '../../apps/api/src/app.js';
import { readConfig } from '../../apps/api/src/config.js';
import { ENVIRONMENT, openService, signIn, sql, type Service } from './api-service.js';
import {
  authorityOf,
  checkOf,
  colleagueOf,
  cover,
  idOf,
  joinAs,
  keyOf,
  makeUnion,
  makeWorld,
  signedConsent,
  takeInto,
  termsOf,
  useOf,
  type World,
} from './api-world.js';

let service: Service;
let world: World;
let other: World;
beforeAll(async () => {
  service = await openService();
  [world, other] = [await makeWorld(service), await makeWorld(service)];
  await signedConsent(world);
});
afterAll(() => service.close());

/** What is answered to a request that was sent while this was done and not yet committed; its instant is before the request. */
async function answeredDuring(
  subjects: string[],
  act: (tx: Tx) => Promise<unknown>,
  send: () => PromiseLike<Response>,
): Promise<Response> {
  const { answer } = await service.store.transaction(async (tx) => {
    await tx.lock(subjects);
    await tx.at();
    const sent = Promise.resolve(send());
    await Promise.race([sent, untilWaiting(service.databaseUrl)]);
    await act(tx);
    return { answer: sent };
  });
  return answer;
}

/** What is answered while all this is held by somebody else: nothing, if it waits. */
function answeredBeside(subjects: string[], send: () => PromiseLike<Response>): Promise<Response> {
  return service.store.transaction(async (tx) => {
    await tx.lock(subjects);
    return send();
  });
}

const entries = async (): Promise<unknown> =>
  Object(await sql(service, 'SELECT count(*) AS count FROM countersign.entries'))[0].count;

describe('a right that is taken away while its write waits', () => {
  const TOOL = { vendor: 'Vocal Works', name: 'Vocal', version: '1', tier: 'basic' };
  const writes: [string, (of: World) => [string, object]][] = [
    ['a production', () => ['/v1/productions', { kind: 'film', title: 'After' }]],
    ['a performer', () => ['/v1/performers', { name: 'A Performer', email: 'late@performer.example' }]],
    ['a tool', () => ['/v1/tools', TOOL]],
    ['details', ({ performer }) => [`/v1/performers/${performer}/details`, { zone: 'Europe/Madrid' }]],
    ['policies', ({ season }) => [`/v1/productions/${season}/policies`, { platform: 'netflix' }]],
    [
      'a request',
      (of) => ['/v1/requests', { performer: of.performer, production: of.season, terms: termsOf(of), respondBy: null }],
    ],
    ['a key', ({ organization }) => [`/v1/organizations/${organization}/keys`, { name: 'late', scopes: ['check'] }]],
    ['a check', (of) => ['/v1/checks', checkOf(of)]],
    [
      'a member',
      ({ organization }) => [`/v1/organizations/${organization}/members`, { email: 'l@example.com', name: 'L' }],
    ],
  ];

  it.each(writes)('gets %s through for nobody who was removed', async (name, write) => {
    const email = `${name.replaceAll(' ', '-')}@harbor.example`;
    const path = `/v1/organizations/${world.organization}/members`;
    const { body: member } = await world.deniz.post(path, { email, name: 'Vik', role: 'admin' }).expect(201);
    const vik = await signIn(service, email);
    const refs = { actor: 'user:test', organization: world.organization, user: member.user };
    const before = await entries();
    const answer = await answeredDuring(
      [world.organization],
      (tx) => tx.append([{ type: 'member.removed', refs, evidence: {}, personal: null }]),
      () => vik.post(...write(world)),
    );
    expect([403, 404]).toContain(answer.status);
    expect(await entries()).toBe(String(Number(before) + 1));
  });

  it('gets nothing through for a key that was revoked', async () => {
    const farm = await keyOf(world, ['requests']);
    const { body: keys } = await world.deniz.get(`/v1/organizations/${world.organization}/keys`).expect(200);
    const [{ id: key }] = keys.items;
    const refs = { actor: 'user:test', organization: world.organization, key };
    const answer = await answeredDuring(
      [key],
      (tx) => tx.append([{ type: 'key.revoked', refs, evidence: {}, personal: null }]),
      () => farm.post('/v1/tools', TOOL),
    );
    expect(answer.status).toBe(401);
  });

  it('gives no approval in the name of an estate whose authority was ended', async () => {
    const email = 'estate@locks.example';
    const cleo = await colleagueOf(world, 'cleo@locks.example');
    const authority = await authorityOf(world, { capacity: 'estate', email }, cleo);
    const about = { production: world.season, performer: world.performer, use: useOf({ language: ['fr'] }) };
    const disclosure = await idOf(world.deniz, '/v1/disclosures', about);
    const heir = await signIn(service, email);
    await heir.get(`/v1/disclosures/${disclosure}`).expect(200);
    const refs = { actor: 'user:test', authority, performer: world.performer, organization: world.organization };
    const answer = await answeredDuring(
      [world.performer],
      (tx) => tx.append([{ type: 'authority.ended', refs, evidence: {}, personal: null }]),
      () => heir.post(`/v1/disclosures/${disclosure}/approvals`, { kind: 'estate', verdict: 'given' }),
    );
    expect(answer.status).toBe(403);
  });

  it('opens no dispute in the name of a union that she leaves meanwhile', async () => {
    const of = await makeWorld(service);
    const consent = await signedConsent(of);
    const { union, ruth } = await makeUnion(service);
    await takeInto({ union, ruth }, of);
    await cover(of);
    const leave = { actor: `user:${(await of.mara.get('/v1/session')).body.user}`, performer: of.performer };
    const { body } = await answeredDuring(
      [of.performer],
      (tx) => tx.append([{ type: 'performer.described', refs: leave, evidence: {}, personal: { unions: [] } }]),
      () => ruth.post(`/v1/consents/${consent}/disputes`, { reason: 'Too late.' }),
    );
    expect([body.status, body.code]).toEqual([404, 'not_found']);
  });

  it('drops no agreement under which a strike is declared meanwhile', async () => {
    const of = await makeWorld(service);
    const { union, ruth } = await makeUnion(service);
    const path = `/v1/productions/${of.series}/policies`;
    await of.deniz.post(path, { agreements: ['sag-aftra-tv@2026'] }).expect(200);
    const suspension = newId('sus');
    const actor = `user:${(await ruth.get('/v1/session')).body.user}`;
    const { body } = await answeredDuring(
      ['suspensions'],
      (tx) =>
        tx.append([
          {
            type: 'suspension.declared',
            refs: { actor, organization: union, suspension },
            evidence: { agreement: 'sag-aftra-tv', employer: null, from: '2026-01-01T00:00:00.000Z', until: null },
            personal: null,
          },
        ]),
      () => of.deniz.post(path, { agreements: [] }),
    );
    expect([body.status, body.detail]).toEqual([409, expect.stringContaining(suspension)]);
    await ruth.post(`/v1/suspensions/${suspension}/lift`).expect(200);
    await of.deniz.post(path, { agreements: [] }).expect(200);
  });

  it('drops no agreement that was stated while it waited, without asking about strikes anew', async () => {
    const of = await makeWorld(service);
    const { ruth } = await makeUnion(service);
    const path = `/v1/productions/${of.series}/policies`;
    const strike = {
      agreement: 'sag-aftra-sound',
      employer: of.organization,
      from: '2026-01-01T00:00:00Z',
      until: null,
      reason: 'Pay',
    };
    const suspension = await idOf(ruth, '/v1/suspensions', strike);
    const actor = `user:${(await of.deniz.get('/v1/session')).body.user}`;
    const { body } = await answeredDuring(
      [of.series],
      (tx) =>
        tx.append([
          {
            type: 'production.policies_stated',
            refs: { actor, organization: of.organization, production: of.series },
            evidence: { agreements: ['sag-aftra-sound@2024'] },
            personal: null,
          },
        ]),
      () => of.deniz.post(path, { agreements: [] }),
    );
    expect([body.status, body.detail]).toEqual([409, expect.stringContaining(suspension)]);
  });

  it('lets one of two administrators remove the other, never both', async () => {
    const fresh = await makeWorld(service);
    const members = `/v1/organizations/${fresh.organization}/members`;
    const { body: member } = await fresh.deniz
      .post(members, { email: 'second@harbor.example', name: 'Second', role: 'admin' })
      .expect(201);
    const second = await signIn(service, 'second@harbor.example');
    const { body: me } = await fresh.deniz.get('/v1/session').expect(200);
    const answers = await Promise.all([
      fresh.deniz.delete(`${members}/${member.user}`),
      second.delete(`${members}/${me.user}`),
    ]);
    expect(answers.map(({ status }) => status).filter((status) => status === 204)).toHaveLength(1);
  });
});

describe('the evidence of a consent', () => {
  it('that is asked for while she withdraws holds the withdrawal, or is dated before it', async () => {
    const of = await makeWorld(service);
    const consent = await signedConsent(of);
    const { request } = (await of.mara.get(`/v1/consents/${consent}`).expect(200)).body;
    const refs = { actor: 'user:test', consent, request, performer: of.performer, production: of.season };
    let withdrawnAt = '';
    const { text } = await answeredDuring(
      [of.performer],
      async (tx) => {
        withdrawnAt = await tx.at();
        const withdrawn = { version: 2, scope: null, effectiveAt: withdrawnAt, worksMadeBefore: 'stop' } as const;
        await tx.append([{ type: 'consent.withdrawn', refs, evidence: withdrawn, personal: null }]);
      },
      () => of.mara.get(`/v1/consents/${consent}/evidence`),
    );
    const { entries, signature } = JSON.parse(text);
    const { iat } = JSON.parse(Buffer.from(signature.split('.')[1], 'base64url').toString());
    expect(entries.map(({ type }: { type: string }) => type)).toContain('consent.withdrawn');
    expect(iat).toBeGreaterThanOrEqual(Date.parse(withdrawnAt));
  });
});

describe('a stranger', () => {
  it('is told that a key is not there without waiting for whoever uses it', async () => {
    await keyOf(world);
    const { body: keys } = await world.deniz.get(`/v1/organizations/${world.organization}/keys`).expect(200);
    const [{ id: key }] = keys.items;
    const path = `/v1/organizations/${other.organization}/keys/${key}`;
    const answer = await answeredBeside([key], () => other.deniz.delete(path));
    expect(answer.status).toBe(404);
  });

  it('claims nothing about a performer without a relation, and does not wait for her', async () => {
    const [vera] = await joinAs(world, 'vendor', 'vera@locks.example');
    const unasked = await idOf(world.deniz, '/v1/performers', { name: 'Not Asked', email: 'n@performer.example' });
    const claim = { production: world.season, performer: unasked, use: useOf(), exemption: 'safety', reason: 'Fire.' };
    const answer = await answeredBeside([unasked], () => vera.post('/v1/claims', claim));
    expect(answer.status).toBe(404);
  });

  it('asks about a production, a performer and a tool of others without waiting for them', async () => {
    const tool = await idOf(world.deniz, '/v1/tools', { vendor: 'V', name: 'V', version: '1', tier: 'basic' });
    const { season, series, performer, organization } = world;
    const held = [season, series, performer, organization, tool, `used:${performer}`];
    const use = useOf({ pipeline: [tool, performer, season] });
    const foreign = { production: season, performer, use };
    expect((await answeredBeside(held, () => other.deniz.post('/v1/checks', foreign))).status).toBe(404);
    const own = { ...foreign, production: other.season };
    expect((await answeredBeside(held, () => other.deniz.post('/v1/checks', own))).status).toBe(200);
  });
});

describe('a reading', () => {
  it('waits for no check and no change under way', async () => {
    const tool = await idOf(world.deniz, '/v1/tools', { vendor: 'W', name: 'W', version: '1', tier: 'basic' });
    const use = useOf({ pipeline: [tool] });
    const stated = { production: world.season, performer: world.performer, use };
    const disclosure = await idOf(world.deniz, '/v1/disclosures', stated);
    const { season, series, performer, organization } = world;
    const held = [season, series, performer, organization, tool, 'suspensions', `used:${performer}`];
    const { act, ...context } = Object(use);
    const question = {
      ...{ subject: { type: 'production', id: season }, resource: { type: 'performer', id: performer } },
      ...{ action: { name: act[0] }, context },
    };
    const at = new Date(Date.now() - 1000).toISOString();
    const reads: (() => PromiseLike<Response>)[] = [
      () => world.deniz.post('/access/v1/search/subject', question),
      () => world.deniz.post('/access/v1/search/resource', question),
      () => world.deniz.post('/access/v1/search/action', question),
      () => world.deniz.get(`/v1/disclosures/${disclosure}`),
      () => world.deniz.get('/v1/disclosures'),
      () => world.deniz.post('/v1/checks', { ...stated, at }),
    ];
    for (const read of reads) expect((await answeredBeside(held, read)).status).toBe(200);
  });
});

describe('two batches that ask about the same performers in opposite order', () => {
  let patient: Service;
  beforeAll(async () => {
    const [row] = await sql(service, 'SELECT current_database() AS name');
    // A deadlock shall show as what it is, not be mended by the database after a second. It holds for new connections.
    await sql(service, `ALTER DATABASE "${Object(row).name}" SET deadlock_timeout = '1min'`);
    const { databaseUrl, keysDir } = service;
    const api = await createApi(readConfig({ ...ENVIRONMENT, DATABASE_URL: databaseUrl, KEYS_DIR: keysDir }));
    patient = { ...service, api };
  });
  afterAll(() => patient.api.close());

  it.each(['execute_all', 'deny_on_first_deny', 'permit_on_first_permit'])(
    '%s: both are answered',
    async (semantic) => {
      const fresh = await makeWorld(patient);
      const { permissions } = Object(termsOf(fresh));
      const capped = termsOf(fresh, {
        permissions: permissions.map((clause: object) => ({ ...clause, caps: { lines: 100 } })),
      });
      const email = `second-${semantic}@performer.example`;
      const second = await idOf(fresh.deniz, '/v1/performers', { name: 'Mara Velloso', email });
      const both = [fresh, { ...fresh, performer: second, mara: await signIn(patient, email), maraEmail: email }];
      for (const each of both) await signedConsent(each, capped);
      const farm = await keyOf(fresh);
      const batch = (performers: readonly string[], key: string) => {
        const { act, ...context } = Object(useOf({ quantity: { lines: 1 } }));
        const body = {
          ...{ subject: { type: 'production', id: fresh.season }, action: { name: act[0] }, context },
          options: { evaluations_semantic: semantic },
          evaluations: performers.map((performer) => ({ resource: { type: 'performer', id: performer } })),
        };
        return Promise.resolve(farm.post('/access/v1/evaluations', body, { 'idempotency-key': key }));
      };
      const [one = '', two = ''] = both.map(({ performer }) => performer);
      const { sent } = await service.store.transaction(async (tx) => {
        await tx.lock([`used:${two}`]);
        const first = batch([two, one], `${semantic}-1`);
        await untilWaiting(service.databaseUrl);
        const opposite = batch([one, two], `${semantic}-2`);
        await Promise.race([opposite, untilWaiting(service.databaseUrl, 2)]);
        return { sent: [first, opposite] };
      });
      const told = semantic === 'permit_on_first_permit' ? [true] : [true, true];
      for (const { status, body } of await Promise.all(sent)) {
        expect(status).toBe(200);
        expect(body.evaluations.map(({ decision }: { decision: boolean }) => decision)).toEqual(told);
      }
    },
  );
});
