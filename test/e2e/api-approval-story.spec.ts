/** From a check that waits to one that is allowed, under the rules of a studio: by approvals, and by reviewed claims. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mailTo, openService, signIn, type Service, type Visitor } from './api-service.js';
import {
  authorityOf,
  checkOf,
  colleagueOf,
  idOf,
  joinAs,
  makeWorld,
  signedConsent,
  termsOf,
  useOf,
  type World,
} from './api-world.js';

let service: Service;
let world: World;
let ava: Visitor;
let tool: string;

beforeAll(async () => {
  service = await openService();
  world = await makeWorld(service);
  await world.deniz.post(`/v1/productions/${world.series}/policies`, { platform: 'netflix' }).expect(200);
  [ava] = await joinAs(world, 'studio', 'ava@studio.example');
  tool = await attestedTool('Vocal');
  await signedConsent(world, termsWithAnyTool());
});
afterAll(() => service.close());

async function attestedTool(name: string): Promise<string> {
  const id = await idOf(world.deniz, '/v1/tools', { vendor: 'Vocal Works', name, version: '1', tier: 'enterprise' });
  await world.deniz
    .post(`/v1/tools/${id}/attestations`, {
      ...{ expiresAt: new Date(Date.now() + 86_400_000).toISOString(), environment: 'enterprise_platform' },
      ...{ regions: ['US'], subprocessors: [] },
      answers: { noStore: 'yes', noReuse: 'yes', noTrainInputs: 'yes', noTrainOutputs: 'yes', noResale: 'yes' },
    })
    .expect(201);
  return id;
}

function termsWithAnyTool(more: readonly object[] = []): object {
  const [lines] = Object(termsOf(world)).permissions;
  return termsOf(world, { permissions: [{ ...lines, box: { ...lines.box, tool: ['any'] } }, ...more] });
}

/** Lines of the trailer, as they were scripted. */
function linesOf(overrides: object = {}): object {
  const facts = { classification: 'replica', recognizable: true, scripted: true, qualityTested: true };
  return useOf({ pipeline: [tool], facts, ...overrides });
}

interface Checked {
  readonly id: string;
  readonly outcome: string;
  readonly packs: readonly string[];
  readonly missing: readonly object[];
  readonly claims: readonly string[];
  readonly approvalsMissing: readonly string[];
  readonly reasons: readonly { code: string; rule: string; detail?: { lacks?: string } }[];
}

async function check(use: object): Promise<Checked> {
  return (await world.deniz.post('/v1/checks', checkOf(world, use)).expect(200)).body;
}

describe('a use that a studio must approve', () => {
  it('N-01, N-03: waits, is disclosed, is approved for exactly that use, and is allowed by it', async () => {
    const waiting = await check(linesOf());
    expect(waiting).toMatchObject({ outcome: 'needs_approval', missing: [], approvalsMissing: ['legal', 'studio'] });
    expect(waiting.packs).toContain('netflix@2025-08');
    const { body: disclosure } = await world.deniz.post(`/v1/checks/${waiting.id}/disclosure`, {}).expect(201);
    expect(disclosure).toMatchObject({ triage: 'written_approval', kinds: ['legal', 'studio'] });
    expect(disclosure.reasons.map(({ rule }: { rule: string }) => rule)).toEqual(
      waiting.reasons.map(({ rule }) => rule),
    );

    const give = (kind: string) =>
      idOf(ava, `/v1/disclosures/${disclosure.id}/approvals`, { kind, verdict: 'given', note: 'These two lines.' });
    const studio = await give('studio');
    expect((await check(linesOf())).approvalsMissing).toEqual(['legal']);
    const legal = await give('legal');
    const allowed = await check(linesOf());
    expect(allowed).toMatchObject({ outcome: 'allow', approvals: [legal, studio].sort(), approvalsMissing: [] });
    // How much is made, and in which words it is asked for, change nothing about what was approved.
    expect((await check(linesOf({ quantity: { lines: 1 }, description: 'Again' }))).outcome).toBe('allow');
    const { body: seen } = await ava.get(`/v1/disclosures/${disclosure.id}`).expect(200);
    expect(seen).toMatchObject({ kindsMissing: [], reasons: [] });

    // Another tool, place or stage, or that it matters to the story, makes it another use.
    const [other, facts] = [await attestedTool('Other'), Object(linesOf()).facts];
    const changes = [{ pipeline: [other] }, { territory: ['JP'] }, { facts: { ...facts, storyRelevant: true } }];
    for (const change of changes) expect((await check(linesOf(change))).outcome).toBe('needs_approval');

    await ava.post(`/v1/approvals/${studio}/void`, {}).expect(200);
    expect(await check(linesOf())).toMatchObject({ outcome: 'needs_approval', approvalsMissing: ['studio'] });
  });

  it('N-04 an approval never takes the place of a consent', async () => {
    const dubbed = linesOf({ act: ['generate.voice.dub_language'] });
    const denied = await check(dubbed);
    expect(denied.outcome).toBe('deny');
    const { body: disclosure } = await world.deniz.post(`/v1/checks/${denied.id}/disclosure`, {}).expect(201);
    expect(disclosure).toMatchObject({ triage: 'written_approval', kinds: ['legal', 'studio'] });
    for (const kind of ['studio', 'legal'])
      await ava.post(`/v1/disclosures/${disclosure.id}/approvals`, { kind, verdict: 'given' }).expect(201);
    const still = await check(dubbed);
    expect(still).toMatchObject({ outcome: 'deny', approvalsMissing: [] });
    expect(still.missing).toEqual(denied.missing);
  });

  it('N-06 an idea without anybody in it needs to be told, and no more', async () => {
    const idea = useOf({
      ...{ act: ['generate.ideation'], media: ['internal'], stage: 'ideation', pipeline: [tool] },
      facts: {
        ...{ outputsOriginal: 'yes', toolsKeepNothing: 'yes', toolsSecured: 'yes', outputTemporary: 'yes' },
        noTalentReplaced: 'yes',
      },
    });
    const ask = async () =>
      (await world.deniz.post('/v1/checks', { performer: null, production: world.season, use: idea }).expect(200)).body;
    const duties = ({ obligations }: { obligations: { kind: string }[] }) => obligations.map(({ kind }) => kind);
    const untold = await ask();
    expect([untold.outcome, duties(untold).includes('notify_contact')]).toEqual(['allow', true]);
    const { body: disclosure } = await world.deniz.post(`/v1/checks/${untold.id}/disclosure`, {}).expect(201);
    expect(disclosure).toMatchObject({ triage: 'notify', kinds: [], reasons: [] });
    expect(duties(await ask())).not.toContain('notify_contact');
  });
});

describe('a use that is claimed to need no consent', () => {
  it('C-05, C-08, C-11: waits for a claim and for another person, is allowed, and is frozen by her question', async () => {
    const scan = { act: ['capture.voice_recording'], purpose: ['production'], production: [world.season] };
    const box = {
      ...{ ...scan, media: ['internal'], territory: ['world'], language: ['en'], stage: 'final', content: ['none'] },
      ...{ tool: ['any'], from: '2026-01-01T00:00:00.000Z', until: '2036-01-01T00:00:00.000Z' },
    };
    const use = linesOf({ media: ['promo.social_clip'], stage: 'temp' });
    const before = await check(use);
    expect(before.outcome).toBe('deny');
    expect(before.reasons.map(({ code }) => code)).toContain('NO_CREATION_CONSENT');
    await signedConsent(world, termsWithAnyTool([{ id: 'recording', box }]));
    const told = async () => {
      const { outcome, reasons, claims, approvalsMissing } = await check(use);
      const unclaimed = reasons.find(({ code }) => code === 'CLAIM_UNREVIEWED');
      return { outcome, claims, approvalsMissing, lacks: unclaimed?.detail?.lacks };
    };
    expect(await told()).toMatchObject({ outcome: 'needs_approval', lacks: 'claim' });
    const about = { production: world.season, performer: world.performer, use };
    const reason = 'The line is as in the script of 1 August.';
    const claim = await idOf(world.deniz, '/v1/claims', { ...about, exemption: 'as_scripted', reason });
    expect(await told()).toMatchObject({ outcome: 'needs_approval', lacks: 'review' });
    await ava.post(`/v1/claims/${claim}/review`, { verdict: 'upheld' }).expect(200);

    // What the studio's own rules ask for is not excused by a claim.
    expect((await told()).lacks).toBeUndefined();
    const { id, approvalsMissing } = await check(use);
    const { body: disclosure } = await world.deniz.post(`/v1/checks/${id}/disclosure`, {}).expect(201);
    for (const kind of approvalsMissing)
      await ava.post(`/v1/disclosures/${disclosure.id}/approvals`, { kind, verdict: 'given' }).expect(201);
    expect(await told()).toMatchObject({ outcome: 'allow', claims: [claim] });
    expect((await check(use)).reasons.map(({ code }) => code)).toEqual(['EXEMPT']);

    await world.mara.post(`/v1/claims/${claim}/question`, { question: 'Which script?' }).expect(200);
    expect(await told()).toMatchObject({ outcome: 'needs_approval', lacks: 'answer' });
    await world.deniz.post(`/v1/claims/${claim}/answer`, { answer: 'Scene 12.' }).expect(200);
    expect(await told()).toMatchObject({ outcome: 'allow', claims: [claim] });
    await ava.post(`/v1/claims/${claim}/review`, { verdict: 'rejected' }).expect(200);
    expect((await told()).outcome).toBe('deny');
  });
});

describe('whose yes is whose', () => {
  it('U-10 a synthetic performer waits for the union whose agreement the production is under', async () => {
    const fresh = await makeWorld(service);
    await fresh.deniz
      .post(`/v1/productions/${fresh.series}/policies`, { agreements: ['sag-aftra-tv@2026'] })
      .expect(200);
    const operator = await signIn(service, 'operator@service.example');
    const [union, others] = [
      await idOf(operator, '/v1/organizations', { kind: 'union', name: 'SAG-AFTRA' }),
      await idOf(operator, '/v1/organizations', { kind: 'union', name: 'Equity' }),
    ];
    const people = [];
    for (const [organization, email] of [
      [union, 'ruth@union.example'],
      [others, 'rob@union.example'],
    ]) {
      const member = { email, name: 'A representative', role: 'union_rep' };
      await operator.post(`/v1/organizations/${organization}/members`, member).expect(201);
      people.push(await signIn(service, String(email)));
    }
    const [ruth, rob] = people;
    const use = useOf({
      ...{ act: ['generate.synthetic_performer'], pipeline: [tool] },
      facts: { classification: 'synthetic_performer', recognizable: false, humanRole: true },
    });
    const about = { production: fresh.season, performer: null, use };
    const { body: waiting } = await fresh.deniz.post('/v1/checks', about).expect(200);
    expect(waiting.approvalsMissing).toContain('union');
    const disclosure = await idOf(fresh.deniz, '/v1/disclosures', about);
    const yes = { kind: 'union', verdict: 'given' };
    await rob?.post(`/v1/disclosures/${disclosure}/approvals`, yes).expect(404);
    await ruth?.post(`/v1/disclosures/${disclosure}/approvals`, yes).expect(201);
    const { body: after } = await fresh.deniz.post('/v1/checks', about).expect(200);
    expect(after.approvalsMissing).not.toContain('union');
  });

  it('R-11 after death the estate says yes to a use that nobody signed, within what its authority entrusts', async () => {
    const fresh = await makeWorld(service);
    await signedConsent(fresh);
    const iris = await signIn(service, 'iris@estate.example');
    const authority = {
      ...{ capacity: 'estate', name: 'Iris Calder', email: 'iris@estate.example', until: null },
      ...{ scope: { media: ['promo.social_clip'] } },
    };
    await fresh.deniz.post(`/v1/performers/${fresh.performer}/details`, { diedOn: '2026-06-01' }).expect(200);
    const cleo = await colleagueOf(fresh, 'cleo-of-the-estate@harbor.example');
    await authorityOf(fresh, authority, cleo);
    const ask = async (use: object) => (await fresh.deniz.post('/v1/checks', checkOf(fresh, use)).expect(200)).body;
    const [clip, film] = [useOf({ media: ['promo.social_clip'] }), useOf({ media: ['promo.key_art'] })];
    const waiting = await ask(clip);
    expect(waiting).toMatchObject({ outcome: 'needs_approval', approvalsMissing: ['estate'] });
    const yes = { kind: 'estate', verdict: 'given' };
    const outside = (await fresh.deniz.post(`/v1/checks/${(await ask(film)).id}/disclosure`, {}).expect(201)).body;
    // What it does not entrust is none of its business.
    await iris.post(`/v1/disclosures/${outside.id}/approvals`, yes).expect(404);
    await iris.get(`/v1/disclosures/${outside.id}`).expect(404);
    const within = (await fresh.deniz.post(`/v1/checks/${waiting.id}/disclosure`, {}).expect(201)).body;
    expect((await mailTo(service, 'iris@estate.example')).join()).toContain(within.id);
    const { body: list } = await iris.get('/v1/disclosures').expect(200);
    expect(list.items.map(({ id }: { id: string }) => id)).toEqual([within.id]);
    const approval = await idOf(iris, `/v1/disclosures/${within.id}/approvals`, yes);
    expect(await ask(clip)).toMatchObject({ outcome: 'allow', approvals: [approval] });
  });

  it('R-11 the yes of an estate ends with the authority it was given under, also looked back at', async () => {
    const fresh = await makeWorld(service);
    await signedConsent(fresh);
    const heir = await signIn(service, 'heir-of-a-while@estate.example');
    const until = new Date(Date.now() + 60_000).toISOString();
    const authority = {
      ...{ capacity: 'estate', name: 'An heir', email: 'heir-of-a-while@estate.example', scope: null },
      until,
    };
    const cleo = await colleagueOf(fresh, 'cleo-of-a-while@harbor.example');
    await cleo.post(`/v1/performers/${fresh.performer}/details`, { diedOn: '2026-06-01' }).expect(200);
    const id = await authorityOf(fresh, authority);
    const use = useOf({ media: ['promo.social_clip'] });
    const ask = async (more: object = {}) =>
      (await fresh.deniz.post('/v1/checks', { ...checkOf(fresh, use), ...more }).expect(200)).body;
    const waiting = await ask();
    const { body: disclosure } = await fresh.deniz.post(`/v1/checks/${waiting.id}/disclosure`, {}).expect(201);
    const given = `/v1/disclosures/${disclosure.id}/approvals`;
    const approval = await idOf(heir, given, { kind: 'estate', verdict: 'given' });
    const allowed = await ask();
    expect(allowed).toMatchObject({ outcome: 'allow', approvals: [approval] });
    expect(allowed.validUntil <= until).toBe(true);
    await fresh.deniz.post(`/v1/authorities/${id}/end`).expect(200);
    expect(await ask()).toMatchObject({ outcome: 'needs_approval', approvalsMissing: ['estate'] });
    expect(await ask({ at: allowed.decidedAt })).toMatchObject({ outcome: 'allow', approvals: [approval] });
    const { body: replayed } = await fresh.deniz.get(`/v1/checks/${allowed.id}/replay`).expect(200);
    expect(replayed).toMatchObject({ same: true, outcome: 'allow' });
    // It reads nothing any more, and who came after it answers in its place.
    await heir.get(`/v1/disclosures/${disclosure.id}`).expect(404);
    await heir.post(`/v1/approvals/${approval}/void`, {}).expect(404);
    const next = await signIn(service, 'next-heir@estate.example');
    await authorityOf(fresh, { ...authority, email: 'next-heir@estate.example' });
    await next.post(`/v1/approvals/${approval}/void`, {}).expect(200);
    await idOf(next, given, { kind: 'estate', verdict: 'given' });
    expect(await ask()).toMatchObject({ outcome: 'allow' });
  });

  it('E-04 an estate that is unverified, over, yet to begin, or entrusted with other uses reads no disclosure', async () => {
    const fresh = await makeWorld(service);
    const disclosure = await idOf(fresh.deniz, '/v1/disclosures', checkOf(fresh));
    const [past, soon] = [-60_000, 60_000].map((ms) => new Date(Date.now() + ms).toISOString());
    const sees = async (overrides: object, isVerified = true): Promise<[number, number, number]> => {
      const email = `estate-${heirs++}@estate.example`;
      const heir = await signIn(service, email);
      const authority = {
        ...{ capacity: 'estate', name: 'An heir', email, scope: null, documentHash: 'a'.repeat(64) },
        ...{ from: '2026-01-01T00:00:00Z', until: null, ...overrides },
      };
      if (isVerified) await authorityOf(fresh, authority);
      else await idOf(fresh.deniz, `/v1/performers/${fresh.performer}/authorities`, authority);
      const read = await heir.get(`/v1/disclosures/${disclosure}`);
      const answer = { kind: 'estate', verdict: 'refused' };
      const answered = await heir.post(`/v1/disclosures/${disclosure}/approvals`, answer);
      return [read.status, (await heir.get('/v1/disclosures').expect(200)).body.items.length, answered.status];
    };
    expect(await sees({})).toEqual([200, 1, 201]);
    expect(await sees({ scope: { media: ['promo.trailer'] } })).toEqual([200, 1, 201]);
    for (const overrides of [
      { from: soon },
      { until: past },
      { scope: { media: ['programme'] } },
      { capacity: 'guardian' },
    ])
      expect([overrides, await sees(overrides)]).toEqual([overrides, [404, 0, 404]]);
  });
});

let heirs = 0;
