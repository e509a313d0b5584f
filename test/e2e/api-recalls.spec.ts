/** What follows from a withdrawal: who relied on it is found, told, answers, is chased, and she watches it empty out. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newId, openStore, rebuild, type JsonObject, type Store } from '#store';
import { contentOf } from '../../apps/worker/src/certificates/certifying.js';
import { PERSONAL_SECRET } from '../support/database.js';
import {
  allowed,
  consentReliedOn,
  emailOf,
  entriesIn,
  linkTo,
  makeSteps,
  stepsOf,
  withdrawn,
} from '../support/recalls.js';
import { mailTo, openService, sequence, sql, Visitor, type Service } from './api-service.js';
import {
  AUDIT,
  checkOf,
  cover,
  idOf,
  keyOf,
  makePartner,
  makeUnion,
  makeWorld,
  signedConsent,
  takeInto,
  termsOf,
  useOf,
} from './api-world.js';

const DAY_MS = 24 * 60 * 60 * 1000;

let service: Service;
let store: Store;
beforeAll(async () => {
  service = await openService();
  store = openStore({ personalSecret: PERSONAL_SECRET, connectionString: service.databaseUrl });
});
afterAll(async () => {
  await store.close();
  await service.close();
});

const isStep = (step: string) => (payload: JsonObject) => payload['step'] === step;
const isStage =
  (stage: string, duty = 'answer') =>
  (payload: JsonObject) =>
    payload['stage'] === stage && payload['duty'] === duty;
const make = (recall: string, which: (payload: JsonObject) => boolean, at = { service, store }) =>
  makeSteps(at, recall, which);

const reliedOn = (changes: object = {}) => consentReliedOn(service, changes);
const entriesOf = (recall: string, type: string) => entriesIn(service, recall, type);
const namesOf = ({ told }: { told: { organization: string }[] }) => told.map(({ organization }) => organization).sort();

describe('a withdrawal that was relied on', () => {
  it('opens a recall, which tells each once however often it is made, and recalls each allow as an event', async () => {
    const { world, consent, pia, partner } = await reliedOn();
    const checks = (await world.mara.get(`/v1/checks?consent=${consent}`).expect(200)).body.items;
    const { preview, body, recall } = await withdrawn(world, consent);
    expect(namesOf(preview)).toEqual([world.organization, partner].sort());
    expect(body.told).toEqual(preview.told);
    const email = await emailOf(service, partner);
    await mailTo(service, email);
    await make(recall, isStep('tell'));

    const mails = await mailTo(service, email);
    expect(mails).toEqual([expect.stringContaining(`has withdrawn the consent ${consent}`)]);
    expect(mails[0]).toMatch(/must be erased by .*Answer without signing in: \S+\/recall#\S{32}/s);
    const recalled = await entriesOf(recall, 'decision.recalled');
    expect(recalled.map(({ refs }) => refs['decision']).sort()).toEqual(
      checks.map(({ id }: { id: string }) => id).sort(),
    );
    const { body: shown } = await world.mara.get(`/v1/recalls/${recall}`).expect(200);
    const its = { organization: partner, decisions: 1, toldAt: expect.any(String), checks: [] };
    expect(shown.recipients).toEqual(expect.arrayContaining([expect.objectContaining(its)]));
    await sequence(service);
    const { body: events } = await pia.get(`/v1/events?limit=200`).expect(200);
    const about = events.items.filter(({ refs }: { refs: { recall?: string } }) => refs.recall === recall);
    // Of the owner's, nothing: who else relied on it is nobody's to know.
    expect(about.map(({ type }: { type: string }) => type).sort()).toEqual(['decision.recalled', 'recall.told']);
  });

  it('follows nothing from what nobody relied on, and asks no answer where the end is only asked for', async () => {
    const world = await makeWorld(service);
    const { body } = await withdrawn(world, await signedConsent(world));
    expect(body.recorded.recall).toBeNull();
    const asked = await reliedOn({ revocation: { right: 'none', existingWorks: 'continue_released' } });
    const email = await emailOf(service, asked.partner);
    await mailTo(service, email);
    expect((await withdrawn(asked.world, asked.consent)).body.recorded.recall).toBeNull();
    expect((await mailTo(service, email)).join()).toContain('The performer asks to end the consent');
  });

  it('finds who was allowed something during the notice, also when they had answered before', async () => {
    const notice = { right: 'notice', noticeDays: 14, existingWorks: 'continue_released' };
    const { world, consent, pia } = await reliedOn({ revocation: notice });
    const { recall } = await withdrawn(world, consent);
    await make(recall, isStep('tell'));
    await pia.post(`/v1/recalls/${recall}/answers`, { answer: 'stopped' }).expect(200);
    const late = [await allowed(pia, checkOf(world)), await allowed((await makePartner(world)).pia, checkOf(world))];
    const again = await allowed(pia, checkOf(world, useOf({ territory: ['MX'] })));
    await expect(make(recall, isStep('settle'))).rejects.toThrow('the notice is not over');
    const then = openStore({
      personalSecret: PERSONAL_SECRET,
      connectionString: service.databaseUrl,
      clock: (now) => new Date(Date.parse(now) + 16 * DAY_MS).toISOString(),
    });
    try {
      await make(recall, isStep('settle'), { service, store: then });
    } finally {
      await then.close();
    }
    const recalled = (await entriesOf(recall, 'decision.recalled')).map(({ refs }) => refs['decision']);
    expect(recalled).toEqual(expect.arrayContaining([...late, again]));
    const { body } = await world.mara.get(`/v1/recalls/${recall}`).expect(200);
    expect(body.recipients).toHaveLength(3);
    const theirs = body.recipients.map(
      ({ decisions, answered }: { decisions: number; answered: { answer: string | null } }) => [
        decisions,
        answered.answer,
      ],
    );
    expect(theirs.sort()).toEqual([
      [1, null],
      [1, null],
      [3, null],
    ]);
    expect(await entriesOf(recall, 'recall.told')).toHaveLength(4);
  });

  it('tells everybody once where the worker dies after each of its commits, and before each', async () => {
    const { world, consent } = await reliedOn();
    for (let more = 0; more < 3; more++) await allowed(world.deniz, checkOf(world));
    const { recall } = await withdrawn(world, consent);
    const died = new Error('killed');
    const dying = (isBefore: boolean): Store =>
      new Proxy(store, {
        get: (of, name) =>
          name !== 'transaction'
            ? Reflect.get(of, name)
            : async (work: Parameters<Store['transaction']>[0]) => {
                if (isBefore) throw died;
                await store.transaction(work);
                throw died;
              },
      });
    for (let turn = 0; turn < 8; turn++) {
      const failed = await make(recall, isStep('tell'), { service, store: dying(turn % 2 === 0) }).catch(
        (error: unknown) => error,
      );
      expect(failed).toBe(died);
    }
    await make(recall, isStep('tell'));
    expect(await entriesOf(recall, 'recall.told')).toHaveLength(2);
    expect(await entriesOf(recall, 'decision.recalled')).toHaveLength(5);
  });
});

describe('an answer to a recall', () => {
  it('comes by a mailed link without signing in, once, and the last one completes it with a certificate', async () => {
    const { world, consent, partner } = await reliedOn();
    const { recall } = await withdrawn(world, consent);
    const email = await emailOf(service, partner);
    await make(recall, isStep('tell'));
    const [token, anyone] = [await linkTo(service, email), new Visitor(service)];
    const { text } = await anyone.get('/recall').expect(200);
    expect(text).not.toMatch(/Mara|Harbor|cons_/);
    const { body: opened } = await anyone.post('/v1/recall-links', { token }).expect(200);
    expect(opened).toMatchObject({ recipient: { organization: partner, answered: { state: 'due', answer: null } } });
    expect(JSON.stringify(opened)).not.toContain(world.organization);
    const answers = (body: object) => anyone.post('/v1/recall-links/answers', { token, ...body });
    await answers({}).expect(422);
    await answers({ answer: 'cannot_stop' }).expect(422);
    await answers({ answer: 'cannot_stop', words: 'It is on air tonight.' }).expect(200);
    expect((await answers({ answer: 'stopped' }).expect(410)).body.code).toBe('link_ended');
    await anyone.post('/v1/recall-links', { token: 'x' }).expect(410);

    const deletion = { statement: 'The voice model.', name: 'Pia Lund', isAll: true };
    await answers({ deletion: { ...deletion, isAll: false } }).expect(422);
    await answers({ deletion }).expect(200);
    await make(recall, isStep('complete'));
    const { body: watched } = await world.mara.get(`/v1/recalls/${recall}`).expect(200);
    expect(watched).toMatchObject({ state: 'open' });
    const hers = watched.recipients.find((each: { organization: string }) => each.organization === partner);
    expect(hers).toMatchObject({
      answered: { state: 'done', answer: 'cannot_stop', words: 'It is on air tonight.' },
      deletion: { state: 'done', statement: 'The voice model.', signedAs: 'Pia Lund' },
    });
    expect((await world.mara.get(`/v1/recalls/${recall}/certificate`).expect(409)).body.code).toBe('state_conflict');

    const own = `/v1/recalls/${recall}/answers`;
    await world.deniz.post(own, { answer: 'stopped', deletion: { ...deletion, name: 'Deniz Aydin' } }).expect(200);
    await make(recall, isStep('complete'));
    expect((await world.mara.get(`/v1/recalls/${recall}`).expect(200)).body.state).toBe('completed');
    await world.deniz.post(own, { answer: 'stopped' }).expect(409);
    const [completed, ...more] = await entriesOf(recall, 'recall.completed');
    expect([completed?.evidence, more]).toEqual([{ recipients: 2 }, []]);
    const made = await sql(service, `SELECT payload FROM countersign.deliveries WHERE kind = 'certificate'`);
    const payloads = made.map((row) => Object(row).payload as JsonObject);
    const contents = await Promise.all(
      payloads.map((payload) => contentOf(store, payload, { baseUrl: 'https://x', isDevelopment: true })),
    );
    const said = contents.flatMap(({ content }) =>
      content.kind === 'recall' && content.recall === recall ? [content] : [],
    );
    expect(said[0]?.recipients.map(({ statement }) => statement).sort()).toEqual([
      'It cannot be stopped. It is on air tonight. The voice model. Signed: Pia Lund',
      'It has stopped. The voice model. Signed: Deniz Aydin',
    ]);
    // Asked for, it is made.
    expect((await world.mara.get(`/v1/recalls/${recall}/certificate`).expect(409)).body.code).toBe('not_ready_yet');
  });

  it('is the recipients’ alone: others see neither it nor who else was told, and she and her union see all', async () => {
    const { union, ruth } = await makeUnion(service);
    const { world, consent, pia, partner } = await reliedOn();
    await cover(world);
    await takeInto({ union, ruth }, world);
    const { recall } = await withdrawn(world, consent);
    const { pia: other } = await makePartner(world);
    const [there, nowhere] = [
      await other.get(`/v1/recalls/${recall}`).expect(404),
      await other.get(`/v1/recalls/${newId('rcl')}`).expect(404),
    ];
    expect(there.body).toEqual({ ...nowhere.body, requestId: there.body.requestId, instance: there.body.instance });
    await other.post(`/v1/recalls/${recall}/answers`, { answer: 'stopped' }).expect(404);
    expect((await other.get('/v1/recalls').expect(200)).body.items).toEqual([]);
    const seen = async (visitor: Visitor, query = '') =>
      (await visitor.get(`/v1/recalls/${recall}${query}`).expect(200)).body.recipients.map(
        ({ organization }: { organization: string }) => organization,
      );
    expect(await seen(pia)).toEqual([partner]);
    const both = [world.organization, partner].sort();
    for (const all of [await seen(world.mara), await seen(ruth, `?${AUDIT}`), await seen(world.deniz)])
      expect(all.sort()).toEqual(both);
    const { body: list } = await ruth.get(`/v1/recalls?${AUDIT}`).expect(200);
    expect(list.items).toMatchObject([{ id: recall, state: 'open' }]);
  });
});

describe('whoever does not answer', () => {
  it('is reminded, then told to the owner and to her union, and nobody who has answered is', async () => {
    const { union, ruth, ruthEmail } = await makeUnion(service);
    const { world, consent, partner } = await reliedOn();
    await cover(world);
    await takeInto({ union, ruth }, world);
    const { recall } = await withdrawn(world, consent);
    const planned = (await stepsOf(service, recall)).filter(({ payload }) => payload['duty'] === 'answer');
    const days = planned.map(({ due_at }) => Math.round((Number(due_at) - Date.now()) / DAY_MS));
    expect([days, planned.map(({ payload }) => payload['stage'])]).toEqual([
      [5, 7, 8, 10],
      ['remind', 'overdue', 'owner', 'union'],
    ]);
    await world.deniz.post(`/v1/recalls/${recall}/answers`, { answer: 'already_released' }).expect(200);
    const email = await emailOf(service, partner);
    const everybody = [email, world.denizEmail, ruthEmail];
    for (const each of everybody) await mailTo(service, each);
    const after = async (stage: string, duty?: string) => {
      await make(recall, isStage(stage, duty));
      const got: number[] = [];
      for (const each of everybody)
        got.push((await mailTo(service, each)).filter((text) => text.includes(recall)).length);
      return got;
    };
    expect(await after('remind')).toEqual([1, 0, 0]);
    expect(await after('overdue')).toEqual([1, 0, 0]);
    expect(await after('owner')).toEqual([0, 1, 0]);
    expect(await after('union')).toEqual([0, 0, 1]);
    // Both owe the statement still.
    expect(await after('owner', 'deletion')).toEqual([0, 1, 0]);
    const { body } = await world.mara.get(`/v1/recalls/${recall}`).expect(200);
    expect(body.escalations).toMatchObject([
      { to: 'owner', duty: 'answer', organizations: [partner] },
      { to: 'union', duty: 'answer', organizations: [partner] },
      { to: 'owner', duty: 'deletion' },
    ]);

    await world.mara.post(`/v1/recalls/${recall}/reminders`).expect(204);
    expect(await after('hers')).toEqual([1, 0, 0]);
    expect((await world.mara.post(`/v1/recalls/${recall}/reminders`).expect(409)).body.code).toBe('state_conflict');
  });
});

describe('law', () => {
  const MEDIA = ['programme.svod', 'promo.trailer.series', 'promo.trailer.season', 'programme.linear'] as const;
  const anyScope = fc.option(
    fc.record({
      media: fc.subarray(['programme', 'promo.trailer', 'promo.trailer.series'], { minLength: 1, maxLength: 2 }),
    }),
    { freq: 3 },
  );
  const anyHistory = fc.record({
    right: fc.constantFrom('any_time', 'notice', 'new_works_only', 'none'),
    deleteWithinDays: fc.option(fc.constant(10), { nil: undefined }),
    checks: fc.array(fc.record({ by: fc.nat(2), at: fc.constantFrom(...MEDIA), isSeason: fc.boolean() }), {
      minLength: 1,
      maxLength: 6,
    }),
    before: fc.option(fc.constantFrom('narrowed', 'disputed'), { freq: 2 }),
    isRunOut: fc.boolean(),
    scope: anyScope,
  });

  it('what happens equals the preview: what stops, goes on and is erased, who is told, and what is recalled', async () => {
    await fc.assert(
      fc.asyncProperty(anyHistory, async ({ right, deleteWithinDays, checks, before, isRunOut, scope }) => {
        const world = await makeWorld(service);
        const revocation = { right, existingWorks: 'stop_unreleased', ...(right === 'notice' && { noticeDays: 3 }) };
        const terms = termsOf(world, { revocation, ...(deleteWithinDays && { deleteWithinDays }) });
        const consent = await signedConsent(world, terms);
        const episode = await idOf(world.deniz, '/v1/productions', {
          kind: 'episode',
          title: 'Harbor 1',
          parent: world.season,
        });
        const asking = [world.deniz, (await makePartner(world)).pia, await keyOf(world)];
        const allows = new Map<string, string>();
        for (const { by, at, isSeason } of checks) {
          const use = { ...checkOf(world, useOf({ media: [at] })), production: isSeason ? world.season : episode };
          const { body } = await asking[by]!.post('/v1/checks', use).expect(200);
          if (body.outcome === 'allow') allows.set(body.id, at);
        }
        if (isRunOut)
          await sql(
            service,
            `UPDATE countersign.decisions SET valid_until = '2026-01-01T00:00:00.000Z' WHERE performer = '${world.performer}'`,
          );
        const path = `/v1/consents/${consent}/withdrawals`;
        if (before === 'narrowed' && right !== 'none')
          await world.mara.post(path, { scope: { media: ['promo.trailer.series'] } });
        if (before === 'disputed')
          await world.mara.post(`/v1/consents/${consent}/disputes`, { reason: 'Not as agreed.' }).expect(201);
        const preview = await world.mara.post(`${path}?preview`, { scope });
        const { status, body } = await world.mara.post(path, { scope, etag: preview.body.etag });
        expect(status).toBe(preview.status);
        if (status !== 200) return;
        const { effectiveAt, deleteBy, stops, goesOn, ...effect } = body.effect;
        expect(preview.body.effect).toMatchObject(effect);
        const media = (boxes: { media: string[] }[]) => boxes.map((each) => each.media);
        expect([media(stops), media(goesOn)]).toEqual([
          media(preview.body.effect.stops),
          media(preview.body.effect.goesOn),
        ]);
        expect([
          Date.parse(effectiveAt) - Date.parse(preview.body.effect.effectiveAt) < 60_000,
          deleteBy === null,
        ]).toEqual([true, preview.body.effect.deleteBy === null]);
        expect([body.told, body.decisions]).toEqual([preview.body.told, preview.body.decisions]);

        const touched = [...allows]
          .filter(([, at]) => scope === null || scope.media.some((each) => at.startsWith(each)))
          .map(([id]) => id);
        expect(body.decisions.count).toBe(touched.length);
        expect(body.decisions.stillGood).toBe(isRunOut ? 0 : touched.length);
        const { recall } = body.recorded;
        expect(recall !== null).toBe(body.effect.kind === 'ends' && (touched.length > 0 || right === 'notice'));
        if (recall === null) return;
        await make(recall, isStep('tell'));
        const recalled = (await entriesOf(recall, 'decision.recalled')).map(({ refs }) => refs['decision']);
        expect(recalled.sort()).toEqual(touched.sort());
        const { body: shown } = await world.mara.get(`/v1/recalls/${recall}`).expect(200);
        const recipients = shown.recipients.map((each: { organization: string; decisions: number }) => [
          each.organization,
          each.decisions,
        ]);
        expect(recipients.sort()).toEqual(
          body.told
            .map((each: { organization: string; decisions: number }) => [each.organization, each.decisions])
            .sort(),
        );
        const told = (await entriesOf(recall, 'recall.told')).map(({ refs }) => refs['organization'] ?? '');
        expect(told.sort()).toEqual(namesOf(body));
        for (const organization of told) {
          const mails = await mailTo(service, await emailOf(service, organization));
          expect(mails.filter((text) => text.includes(`has withdrawn the consent ${consent}`)).length).toBeGreaterThan(
            0,
          );
        }
        expect(shown.due.some(({ duty }: { duty: string }) => duty === 'deletion')).toBe(body.effect.deleteBy !== null);
      }),
      { numRuns: 3 },
    );
  });

  it('rebuilds byte for byte', async () => {
    await sql(
      service,
      `UPDATE countersign.decisions d SET valid_until = p.evidence::json ->> 'validUntil'
      FROM countersign.payloads p WHERE p.entry = d.entry`,
    );
    expect(
      (await rebuild({ personalSecret: PERSONAL_SECRET, connectionString: service.databaseUrl })).differences,
    ).toEqual([]);
  });
});
