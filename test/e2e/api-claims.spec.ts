import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mailTo, openService, signIn, sql, type Service, type Visitor } from './api-service.js';
import {
  AUDIT,
  checkOf,
  cover,
  idOf,
  joinAs,
  keyOf,
  makeWorld,
  signedConsent,
  useOf,
  type World,
} from './api-world.js';

let service: Service;
let world: World;
let vera: Visitor;

beforeAll(async () => {
  service = await openService();
  world = await makeWorld(service);
  await signedConsent(world);
  [vera] = await joinAs(world, 'vendor', 'vera@vendor.example');
});
afterAll(() => service.close());

const claimed = (overrides: object = {}): object => ({
  ...{ production: world.season, performer: world.performer, use: useOf(), exemption: 'as_scripted' },
  ...{ reason: 'The line is as in the script of 1 August.', ...overrides },
});

describe('POST /v1/claims', () => {
  it('C-11 is made by a named person with a reason, and the performer is told at once', async () => {
    await mailTo(service, world.maraEmail);
    const { body } = await world.deniz.post('/v1/claims', claimed()).expect(201);
    expect(body).toMatchObject({
      ...{ state: 'unreviewed', organization: world.organization, exemption: 'as_scripted' },
      ...{ reason: 'The line is as in the script of 1 August.', reviews: [], questions: [] },
      claimedBy: world.denizEmail,
    });
    expect(Date.parse(body.endsAt) - Date.parse(body.claimedAt)).toBe(30 * 86_400_000);
    const mails = (await mailTo(service, world.maraEmail)).join();
    expect(mails).toContain(`${world.denizEmail} claims for “`);
    expect(mails).toContain(body.id);
    expect((await world.mara.get(`/v1/claims/${body.id}`).expect(200)).body).toEqual(body);
    expect((await world.mara.get('/v1/claims').expect(200)).body.items[0].id).toBe(body.id);
    expect((await vera.get('/v1/claims').expect(200)).body.items[0].id).toBe(body.id);
  });

  it('tells the members of her unions, who see the claim', async () => {
    const operator = await signIn(service, 'operator@service.example');
    const union = await idOf(operator, '/v1/organizations', { kind: 'union', name: 'SAG-AFTRA' });
    const ruth = { email: 'ruth@union.example', name: 'Ruth', role: 'union_rep' };
    await operator.post(`/v1/organizations/${union}/members`, ruth).expect(201);
    const rep = await signIn(service, ruth.email);
    const before = await idOf(world.deniz, '/v1/claims', claimed());
    await rep.get(`/v1/claims/${before}?${AUDIT}`).expect(404);
    await cover(world);

    await service.store.transaction(async (tx) => {
      await tx.lock([world.performer]);
      const refs = { actor: 'system', organization: world.organization, performer: world.performer };
      await tx.append([{ type: 'performer.described', refs, evidence: {}, personal: { unions: [union] } }]);
    });
    await rep.get(`/v1/claims/${before}?${AUDIT}`).expect(404);
    await rep.post('/v1/memberships', { email: world.maraEmail }).expect(201);
    const after = await idOf(world.deniz, '/v1/claims', claimed());
    const mails = await mailTo(service, ruth.email);
    expect(mails.join()).toContain(after);
    expect((await rep.get(`/v1/claims/${after}?${AUDIT}`).expect(200)).body.state).toBe('unreviewed');
    expect((await rep.get(`/v1/claims?${AUDIT}`).expect(200)).body.items.length).toBeGreaterThan(1);
    // She reads, and changes nothing.
    await rep.post(`/v1/claims/${after}/review`, { verdict: 'upheld' }).expect(403);
  });

  it('never comes from a key, from who takes no part, or about somebody without a relation', async () => {
    await (await keyOf(world, ['check', 'requests', 'read'])).post('/v1/claims', claimed()).expect(403);
    const other = await makeWorld(service);
    await other.deniz.post('/v1/claims', claimed()).expect(404);
    await world.deniz.post('/v1/claims', claimed({ performer: other.performer })).expect(404);
    const unasked = await idOf(world.deniz, '/v1/performers', { name: 'Nobody Asked', email: 'n@performer.example' });
    await world.deniz.post('/v1/claims', claimed({ performer: unasked })).expect(404);
    await world.deniz.post('/v1/claims', claimed({ exemption: 'because' })).expect(422);
    await world.deniz.post('/v1/claims', claimed({ reason: '' })).expect(422);
  });
});

describe('what is said about a claim', () => {
  it('a review is by another person of who takes part, and the last one counts', async () => {
    const claim = await idOf(world.deniz, '/v1/claims', claimed());
    const review = (visitor: Visitor, verdict: string) => visitor.post(`/v1/claims/${claim}/review`, { verdict });
    await review(world.deniz, 'upheld').expect(403);
    const { body } = await vera
      .post(`/v1/claims/${claim}/review`, { verdict: 'upheld', note: 'Compared with the script.' })
      .expect(200);
    expect(body.state).toBe('upheld');
    const { body: seen } = await world.deniz.get(`/v1/claims/${claim}`).expect(200);
    expect(seen.reviews).toMatchObject([{ verdict: 'upheld', note: 'Compared with the script.' }]);
    await world.deniz
      .post(`/v1/organizations/${world.organization}/members`, { email: 'kim@harbor.example', name: 'Kim' })
      .expect(201);
    // The same organization is enough: another person has looked.
    const kim = await signIn(service, 'kim@harbor.example');
    expect((await review(kim, 'rejected').expect(200)).body.state).toBe('rejected');
    expect((await world.mara.post(`/v1/claims/${claim}/review`, { verdict: 'rejected' })).status).toBe(403);
    // Every check reads all of them, so they come to an end.
    await sql(
      service,
      `UPDATE countersign.claims SET reviews = (
         SELECT jsonb_agg(said) FROM generate_series(1, 1000), LATERAL (SELECT reviews -> 0 AS said) AS first)
       WHERE id = '${claim}'`,
    );
    expect((await review(kim, 'upheld').expect(409)).body.code).toBe('state_conflict');
  });

  it("the performer's question freezes it until the claiming organization answers", async () => {
    const claim = await idOf(world.deniz, '/v1/claims', claimed());
    const ask = { question: 'Which script is it from?' };
    await vera.post(`/v1/claims/${claim}/question`, ask).expect(403);
    await mailTo(service, world.denizEmail);
    expect((await world.mara.post(`/v1/claims/${claim}/question`, ask).expect(200)).body.state).toBe('questioned');
    expect((await mailTo(service, world.denizEmail)).join()).toContain(claim);
    expect((await world.mara.post(`/v1/claims/${claim}/question`, ask).expect(409)).body.code).toBe('state_conflict');
    await vera.post(`/v1/claims/${claim}/answer`, { answer: 'Not ours to answer.' }).expect(403);
    await mailTo(service, world.maraEmail);
    const { body } = await world.deniz.post(`/v1/claims/${claim}/answer`, { answer: 'Scene 12.' }).expect(200);
    expect(body).toMatchObject({ state: 'unreviewed', questions: [{ ...ask, answer: 'Scene 12.' }] });
    expect((await mailTo(service, world.maraEmail)).join()).toContain('was answered');
    await world.deniz.post(`/v1/claims/${claim}/answer`, { answer: 'Again.' }).expect(409);
  });
});

describe('a claim of finishing that one person makes alone', () => {
  it.each(['question', 'rejection'])('C-11 gets around no %s by an almost equal use', async (contest) => {
    const fresh = await makeWorld(service);
    await signedConsent(fresh);
    const [another] = await joinAs(fresh, 'vendor', `vic-${contest}@vendor.example`);
    const finishing = (campaign: string): object =>
      useOf({ act: ['alter.cleanup'], facts: { alterationPurpose: 'noise_reduction', campaign } });
    const claim = (use: object) =>
      idOf(fresh.deniz, '/v1/claims', {
        ...{ production: fresh.season, performer: fresh.performer, use, exemption: 'customary_post_production' },
        reason: 'The hum of a fridge.',
      });
    const ask = async (use: object, headers = {}) =>
      (await fresh.deniz.post('/v1/checks', checkOf(fresh, use), headers).expect(200)).body;

    const [first, second, third] = [finishing('a'), finishing('b'), finishing('c')];
    const contested = await claim(first);
    await claim(second);
    const once = { 'idempotency-key': contest };
    const before = await ask(second, once);
    expect(before).toMatchObject({ outcome: 'allow', reasons: [{ code: 'EXEMPT' }] });
    if (contest === 'question')
      await fresh.mara.post(`/v1/claims/${contested}/question`, { question: 'Why?' }).expect(200);
    else await another.post(`/v1/claims/${contested}/review`, { verdict: 'rejected' }).expect(200);

    const LACKING = { outcome: 'needs_approval', reasons: [{ code: 'CLAIM_UNREVIEWED', detail: { lacks: 'review' } }] };
    // Neither the one that was made before nor a new one, and no answer from before is given again.
    const repeated = await fresh.deniz.post('/v1/checks', checkOf(fresh, second), once).expect(409);
    expect(repeated.body.code).toBe('replay_superseded');
    expect(await ask(second)).toMatchObject(LACKING);
    const fresher = await claim(third);
    const waiting = await ask(third);
    expect(waiting).toMatchObject(LACKING);
    await another.post(`/v1/claims/${fresher}/review`, { verdict: 'upheld' }).expect(200);
    const after = await ask(third);
    expect(after).toMatchObject({ outcome: 'allow', claims: [fresher] });
    for (const { id, outcome } of [before, waiting, after]) {
      const { body } = await fresh.deniz.get(`/v1/checks/${id}/replay`).expect(200);
      expect(body).toMatchObject({ same: true, outcome });
    }
    if (contest === 'rejection') return;
    await fresh.deniz.post(`/v1/claims/${contested}/answer`, { answer: 'It hums.' }).expect(200);
    expect(await ask(second)).toMatchObject({ outcome: 'allow' });
  });
});
