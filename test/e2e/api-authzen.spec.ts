import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '#store';
import { newSecret } from '../../apps/api/src/asking/key-secret.js';
import { BASE_URL, openService, Visitor, type Service } from './api-service.js';
import { idOf, keyOf, makeWorld, signedConsent, termsOf, useOf, type World } from './api-world.js';

const ACT = 'generate.voice.adr_line';

let service: Service;
let world: World;
let other: World;
let farm: Visitor;
let consent: string;
beforeAll(async () => {
  service = await openService();
  [world, other] = [await makeWorld(service), await makeWorld(service)];
  [consent] = [await signedConsent(world), await signedConsent(other)];
  farm = await keyOf(world);
});
afterAll(() => service.close());

/** The rest of a use, which goes into the context. */
function contextOf(overrides: object = {}): object {
  const { act: _, ...context } = Object(useOf(overrides));
  return context;
}

function asking(overrides: object = {}): object {
  return {
    subject: { type: 'production', id: world.season },
    action: { name: ACT },
    resource: { type: 'performer', id: world.performer },
    context: contextOf(),
    ...overrides,
  };
}

const evaluated = async (body: object, by = farm) =>
  (
    await by
      .post('/access/v1/evaluation', body)
      .expect(200)
      .expect('content-type', /^application\/json/)
  ).body;

const recorded = async (): Promise<number> =>
  (await world.mara.get('/v1/checks?limit=200').expect(200)).body.items.length;

const pathsOf = ({ context }: { context: { reasons: { path: string }[] } }) => context.reasons.map(({ path }) => path);

describe('POST /access/v1/evaluation', () => {
  it('is true for an allow, recorded like any check, and explains itself', async () => {
    const { decision, context } = await evaluated(asking({ context: { ...contextOf(), reference: 'shot 12-4' } }));
    expect(decision).toBe(true);
    expect(context).toMatchObject({
      outcome: 'allow',
      missing: [],
      receipt: `${BASE_URL}/v1/checks/${context.id}`,
      reasons: [{ code: 'COVERED', consent, rule: 'S-01', source: expect.anything(), message: expect.anything() }],
    });
    const { body: check } = await farm.get(`/v1/checks/${context.id}`).expect(200);
    expect(check).toMatchObject({ outcome: 'allow', reference: 'shot 12-4', reliedOn: [{ consent, version: 1 }] });
    expect(check.receipt).toBeDefined();
    expect(check.validUntil).toBe(context.validUntil);
    const { body: list } = await world.mara.get('/v1/checks').expect(200);
    expect(list.items[0].id).toBe(context.id);
  });

  it('is false for a deny, with what is missing, what is nearest, and how to ask for it', async () => {
    const context = contextOf({ media: ['ad.brand_spot'], advertiser: ['Acme'] });
    const answer = await evaluated(asking({ context }));
    expect(answer.decision).toBe(false);
    expect(answer.context).toMatchObject({ outcome: 'deny', obligations: [] });
    expect(answer.context.missing[0].media).toEqual(['ad.brand_spot']);
    expect(answer.context.requestable).toEqual({
      consent: { method: 'POST', url: `${answer.context.receipt}/request`, missing: answer.context.missing },
    });
  });

  it('is false where an approval is missing, and says of whom it is asked', async () => {
    const { decision, context } = await evaluated(asking({ context: contextOf({ content: undefined }) }));
    expect([decision, context.outcome]).toEqual([false, 'needs_approval']);
    expect(context.requestable.approval).toEqual({
      ...{ method: 'POST', url: `${context.receipt}/disclosure`, kinds: context.approvalsMissing },
    });
  });

  it('takes the acts from the properties of `use`, and nobody at all as a likeness', async () => {
    const use = (act: readonly string[]) => ({ name: 'use', properties: { act } });
    expect((await evaluated(asking({ action: use([ACT]) }))).decision).toBe(true);
    expect((await evaluated(asking({ action: use([ACT, 'alter.emotion']) }))).decision).toBe(false);
    const nobody = await evaluated(asking({ resource: { type: 'likeness', id: 'none' } }));
    const { body: check } = await farm.get(`/v1/checks/${nobody.context.id}`).expect(200);
    expect(check.performer).toBeNull();
  });

  it('asks for all that is stated, wherever it is stated, and for nothing that is stated in two ways', async () => {
    const more = (properties: object) => asking({ subject: { type: 'production', id: world.season, properties } });
    expect((await evaluated(more({ territory: ['US'] }))).decision).toBe(true);
    expect((await evaluated(more({ media: ['game'] }))).context.missing[0].media).toEqual(['game']);
    const { decision, context } = await evaluated(more({ stage: 'ideation', facts: { scripted: true } }));
    expect([decision, context.recorded]).toEqual([false, false]);
    expect(context.reasons[0].path).toBe('/context/stage');
  });

  it('denies a request that is no whole use, names every gap, and records nothing', async () => {
    const before = await recorded();
    const cases: [object, readonly string[]][] = [
      [{ context: undefined }, ['/context/purpose', '/context/media', '/context/territory', '/context/language']],
      [{ action: { name: 'generate.voice.adr_lin' } }, ['/action/name']],
      [{ action: { name: 'use' } }, ['/action/properties/act']],
      [{ action: { name: 'use', properties: { act: [ACT, 'dance'] } } }, ['/action/properties/act/1']],
      [{ context: contextOf({ media: ['ad.brand_spot'] }) }, ['/context/advertiser']],
      [{ context: contextOf({ territory: ['US', 'XX'] }) }, ['/context/territory/1']],
      [{ context: contextOf({ until: '2020-01-01T00:00:00Z' }) }, ['/context/until']],
      [{ context: { ...contextOf(), reference: '' } }, ['/context/reference']],
      [{ subject: { type: 'user', id: 'alice' } }, ['/subject/type']],
      [{ subject: { type: 'production', id: 'harbor' } }, ['/subject/id']],
      [{ resource: { type: 'performer', id: 'mara' } }, ['/resource/id']],
      [{ resource: { type: 'likeness', id: world.performer } }, ['/resource/id']],
    ];
    for (const [overrides, paths] of cases) {
      const answer = await evaluated(asking(overrides));
      expect(answer.decision).toBe(false);
      expect(answer.context).toMatchObject({ recorded: false, error: { status: 422, code: 'invalid_input' } });
      expect(pathsOf(answer)).toEqual(expect.arrayContaining([...paths]));
    }
    const { context } = await evaluated(asking({ action: { name: 'generate.voice.adr_lin' } }));
    expect(context.reasons[0].suggestions).toEqual([ACT]);
    expect(await recorded()).toBe(before);
  });

  it('refuses with 400 what is no AuthZEN request, with 401 and 403 whom it does not know or may not let in', async () => {
    for (const body of [{}, { ...asking(), subject: 'alice' }, { ...asking(), context: [] }, []]) {
      const { body: problem } = await farm.post('/access/v1/evaluation', body).expect(400);
      expect(problem).toMatchObject({ status: 400, code: 'malformed_request' });
    }
    const nobody = new Visitor(service);
    await nobody.post('/access/v1/evaluation', {}).expect(401).expect('www-authenticate', 'Bearer');
    const forged = new Visitor(service, { authorization: `Bearer ${newSecret()}` });
    await forged.post('/access/v1/evaluation', asking({ context: {} })).expect(401);
    const reader = await keyOf(world, ['read', 'requests']);
    await reader.post('/access/v1/evaluation', asking()).expect(403);
    await world.mara.post('/access/v1/evaluation', asking()).expect(403);
    await world.deniz.post('/access/v1/evaluation', asking(), { origin: 'https://evil.example' }).expect(403);
    expect((await evaluated(asking(), world.deniz)).decision).toBe(true);
  });

  it("carries the asker's own request id, also with a refusal, and makes one where there is none", async () => {
    const sent = { 'x-request-id': 'gateway 1/a+b' };
    await farm.post('/access/v1/evaluation', asking(), sent).expect('x-request-id', 'gateway 1/a+b');
    await farm.post('/access/v1/evaluation', {}, sent).expect(400).expect('x-request-id', 'gateway 1/a+b');
    await new Visitor(service)
      .post('/access/v1/search/action', {}, sent)
      .expect(401)
      .expect('x-request-id', /gateway/);
    await farm.post('/access/v1/evaluation', asking()).expect('x-request-id', /^[\w-]{36}$/);
    await farm
      .get('/v1/checks')
      .set(sent)
      .expect('x-request-id', /^[\w-]{36}$/);
  });

  it('A-05: says of a foreign production or performer what it says of one that nothing has', async () => {
    const told = async (overrides: object) => {
      const { decision, context } = await evaluated(asking(overrides));
      const { id: _, receipt: __, decidedAt: ___, validUntil: ____, requestable: _____, ...rest } = context;
      return JSON.stringify({ decision, rest });
    };
    const production = (id: string) => told({ subject: { type: 'production', id } });
    const performer = (id: string) => told({ resource: { type: 'performer', id } });
    expect(await production(other.season)).toBe(await production(newId('prod')));
    expect(await production(other.season)).toContain('"status":404');
    expect(await performer(other.performer)).toBe(await performer(newId('perf')));
    expect(await performer(other.performer)).toContain('UNKNOWN');
  });

  it('is done once for one idempotency key', async () => {
    const before = await recorded();
    const once = { 'idempotency-key': 'render-88' };
    const { body: first } = await farm.post('/access/v1/evaluation', asking(), once).expect(200);
    const { body: again } = await farm.post('/access/v1/evaluation', asking(), once).expect(200);
    expect(again).toEqual(first);
    expect(await recorded()).toBe(before + 1);
    await farm.post('/access/v1/evaluation', asking({ context: {} }), once).expect(422);
  });
});

describe('POST /access/v1/evaluations', () => {
  const [yes, no] = [{ action: { name: ACT } }, { action: { name: 'alter.emotion' } }];
  const several = async (evaluations: readonly object[], semantic?: string, headers = {}) => {
    const options = semantic === undefined ? {} : { options: { evaluations_semantic: semantic } };
    const before = await recorded();
    const { body } = await farm
      .post('/access/v1/evaluations', { ...asking(), ...options, evaluations }, headers)
      .expect(200);
    expect(Object.keys(body)).toEqual(['evaluations']);
    const told = body.evaluations.map(({ decision }: { decision: boolean }) => decision);
    return { told, recorded: (await recorded()) - before, body };
  };

  it('stops as the semantic says, and records what it asked and no more', async () => {
    expect(await several([yes, no, yes])).toMatchObject({ told: [true, false, true], recorded: 3 });
    expect(await several([yes, no, yes], 'execute_all')).toMatchObject({ told: [true, false, true], recorded: 3 });
    expect(await several([yes, no, yes], 'deny_on_first_deny')).toMatchObject({ told: [true, false], recorded: 2 });
    expect(await several([no, yes, no], 'permit_on_first_permit')).toMatchObject({ told: [false, true], recorded: 2 });
    const failing = [{ context: {} }, yes];
    expect(await several(failing, 'deny_on_first_deny')).toMatchObject({ told: [false], recorded: 0 });
    expect(await several(failing, 'permit_on_first_permit')).toMatchObject({ told: [false, true], recorded: 1 });
    const once = { 'idempotency-key': 'spot-7' };
    const first = await several([yes, no, yes], 'deny_on_first_deny', once);
    expect(await several([yes, no, yes], 'deny_on_first_deny', once)).toMatchObject({ recorded: 0, body: first.body });
  });

  it('takes defaults whole, denies alone what fails alone, and keeps the order', async () => {
    const bad = [{ subject: { type: 'production' } }, { resource: null, action: 'go' }, 'nonsense', { context: {} }];
    const { told, body } = await several([{}, ...bad.map(Object), { context: contextOf() }]);
    expect(told).toEqual([true, false, false, false, false, true]);
    const statuses = body.evaluations.map(({ context }: { context: { error?: { status: number } } }) => context.error);
    expect(statuses.map((error: { status: number } | undefined) => error?.status)).toEqual([
      ...[undefined, 422, 422, 422, 422, undefined],
    ]);
  });

  it('refuses as a whole what is wrong as a whole', async () => {
    const wrong = [
      { evaluations: [{}], options: { evaluations_semantic: 'majority' } },
      { evaluations: [{}], options: 'all' },
      { evaluations: [{}], subject: 'alice' },
      { evaluations: [{}], action: { name: 1 } },
      { evaluations: { length: 1 } },
      { evaluations: Array.from({ length: 1001 }, () => ({})) },
      { evaluations: [], resource: undefined },
    ];
    for (const part of wrong) await farm.post('/access/v1/evaluations', { ...asking(), ...part }).expect(400);
    await (await keyOf(world, ['read'])).post('/access/v1/evaluations', { ...asking(), evaluations: [{}] }).expect(403);
  });

  it('takes a thousand', async () => {
    const evaluations = Array.from({ length: 1000 }, (_, lines) => ({ context: contextOf({ quantity: { lines } }) }));
    const { body } = await farm.post('/access/v1/evaluations', { ...asking(), evaluations }).expect(200);
    expect(body.evaluations).toHaveLength(1000);
    expect(body.evaluations.every(({ decision }: { decision: boolean }) => decision)).toBe(true);
  });
});

describe('the searches', () => {
  const search = async (what: string, body: object, by = farm) =>
    (
      await by
        .post(`/access/v1/search/${what}`, body)
        .expect(200)
        .expect('content-type', /^application\/json/)
    ).body;

  it('finds the acts, performers and productions that a check would allow, records nothing, and says so', async () => {
    const before = await recorded();
    const actions = await search('action', asking());
    expect(actions.results).toEqual([{ name: ACT }]);
    expect(actions).toMatchObject({ page: { next_token: '', count: 1 }, context: { recorded: false } });
    const resources = await search('resource', asking({ resource: { type: 'performer' } }));
    expect(resources.results).toEqual([{ type: 'performer', id: world.performer }]);
    const subjects = await search('subject', asking({ subject: { type: 'production' } }));
    expect(subjects.results).toEqual([{ type: 'production', id: world.season }]);
    expect(await recorded()).toBe(before);
  });

  it('finds nothing of strangers, and nothing where nothing is allowed', async () => {
    const foreign = { type: 'performer', id: other.performer };
    expect((await search('subject', asking({ subject: { type: 'production' }, resource: foreign }))).results).toEqual(
      [],
    );
    const elsewhere = { subject: { type: 'production', id: other.season } };
    expect((await search('resource', asking(elsewhere))).results).toEqual([]);
    expect((await search('action', asking(elsewhere))).results).toEqual([]);
    expect((await search('resource', asking({ action: { name: 'train' } }))).results).toEqual([]);
    expect((await search('resource', asking({ resource: { type: 'likeness' } }))).results).toEqual(
      (await evaluated(asking({ resource: { type: 'likeness', id: 'none' } }))).decision
        ? [{ type: 'likeness', id: 'none' }]
        : [],
    );
  });

  it('says why a question that is no whole use finds nothing', async () => {
    const { results, context } = await search('action', asking({ context: {} }));
    expect(results).toEqual([]);
    expect(context).toMatchObject({ recorded: false, error: { status: 422 } });
    expect(pathsOf({ context })).toContain('/context/media');
  });

  it('goes page by page through all there is, once, and binds a token to its question', async () => {
    const fresh = await makeWorld(service);
    await signedConsent(fresh, termsOf({ season: fresh.series }));
    for (let episode = 0; episode < 53; episode += 1)
      await idOf(fresh.deniz, '/v1/productions', { kind: 'episode', title: `E${episode}`, parent: fresh.season });
    const body = {
      ...asking({ subject: { type: 'production' }, resource: { type: 'performer', id: fresh.performer } }),
    };
    const whole = await search('subject', { ...body, page: { limit: 1000 } }, fresh.deniz);
    expect(whole.page.count).toBe(50);
    const rest = await search('subject', { ...body, page: { token: whole.page.next_token } }, fresh.deniz);
    expect(rest.page).toEqual({ next_token: '', count: 5 });
    const paged: object[] = [];
    for (let page: object | null = { limit: 7 }; page !== null;) {
      const part = await search('subject', { ...body, page }, fresh.deniz);
      paged.push(...part.results);
      page = part.page.next_token === '' ? null : { token: part.page.next_token, limit: 7 };
    }
    expect(paged).toEqual([...whole.results, ...rest.results]);

    const token = whole.page.next_token;
    const changed = [
      { ...body, page: { token, limit: 7 } },
      { ...body, context: contextOf({ stage: 'temp' }), page: { token } },
      { ...body, page: { token: `${token}x` } },
      { ...body, page: { token: 'nonsense' } },
      { ...body, page: { limit: -1 } },
      { ...body, page: { limit: 1.5 } },
      { ...body, page: [] },
    ];
    for (const each of changed) await fresh.deniz.post('/access/v1/search/subject', each).expect(400);
    const none = await search('subject', { ...body, page: { limit: 0 } }, fresh.deniz);
    expect(none.results).toEqual([]);
    expect(none.page.next_token).not.toBe('');
  });

  it('asks somebody of several organizations which one is meant', async () => {
    const { deniz, organization } = await makeWorld(service);
    const second = await idOf(deniz, '/v1/organizations', { kind: 'vendor', name: 'Second' });
    const body = asking({ resource: { type: 'performer' } });
    const { results, context } = await search('resource', body, deniz);
    expect([results, context.error.status]).toEqual([[], 422]);
    const named = (id: string) => ({ ...body, context: { ...contextOf(), organization: id } });
    expect((await search('resource', named(organization), deniz)).context.error).toBeUndefined();
    expect((await search('resource', named(second), deniz)).context.error).toBeUndefined();
    expect((await search('resource', named(world.organization), deniz)).context.error.status).toBe(404);
  });
});

describe('GET /.well-known/authzen-configuration', () => {
  it('names the service and its five routes, to anyone', async () => {
    const { body } = await new Visitor(service)
      .get('/.well-known/authzen-configuration')
      .expect(200)
      .expect('content-type', /^application\/json/);
    expect(body).toEqual({
      policy_decision_point: BASE_URL,
      access_evaluation_endpoint: `${BASE_URL}/access/v1/evaluation`,
      access_evaluations_endpoint: `${BASE_URL}/access/v1/evaluations`,
      search_subject_endpoint: `${BASE_URL}/access/v1/search/subject`,
      search_resource_endpoint: `${BASE_URL}/access/v1/search/resource`,
      search_action_endpoint: `${BASE_URL}/access/v1/search/action`,
    });
  });
});
