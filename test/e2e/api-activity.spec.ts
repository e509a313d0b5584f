import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openService, type Service, type Visitor } from './api-service.js';
import { checkOf, keyOf, makePartner, makeWorld, signedConsent, termsOf, useOf, type World } from './api-world.js';

let service: Service;
let world: World;
let consent: string;
let farm: Visitor;

beforeAll(async () => {
  service = await openService();
  world = await makeWorld(service);
  consent = await signedConsent(world);
  farm = await keyOf(world, ['check', 'read']);
});
afterAll(() => service.close());

interface Item {
  readonly entry: string;
  readonly kind: string;
  readonly type: string;
  readonly count: number;
  readonly outcome: string | null;
  readonly who: { readonly kind: string; readonly name: string | null };
}

async function activity(query = '', visitor: Visitor = world.mara): Promise<Item[]> {
  const { body } = await visitor.get(`/v1/activity?limit=200&${query}`).expect(200);
  return body.items;
}

/** The same, page by page. */
async function paged(query: string, visitor: Visitor): Promise<Item[]> {
  const items: Item[] = [];
  let next: string | null = '';
  while (next !== null) {
    const cursor: string = next && `&cursor=${next}`;
    const page: { items: Item[]; next: string | null } = (
      await visitor.get(`/v1/activity?${query}${cursor}`).expect(200)
    ).body;
    items.push(...page.items);
    ({ next } = page);
  }
  return items;
}

describe('her activity', () => {
  it('tells who looked, in whose name, for which production, when and as what', async () => {
    const { body: me } = await world.deniz.get('/v1/session').expect(200);
    await world.deniz.get(`/v1/consents/${consent}`).expect(200);
    await farm.get('/v1/consents').expect(200);
    const [byKey, byDeniz] = await activity('kind=view');
    const organization = { id: world.organization, name: 'Harbor Lane Pictures' };
    const looked = {
      ...{ kind: 'view', type: 'record.viewed', performer: world.performer, count: 1, outcome: null },
      production: { id: world.season, title: 'Harbor, season 1' },
      why: { purpose: null, reason: null, reference: null },
      records: [{ kind: 'consent', id: consent, production: world.season }],
    };
    expect(byDeniz).toMatchObject({
      ...{ ...looked, how: 'record' },
      who: { kind: 'person', id: `user:${me.user}`, name: world.denizEmail, organization, capacity: null },
    });
    expect(byKey).toMatchObject({ ...looked, how: 'list', who: { kind: 'key', name: 'farm', organization } });
  });

  it('tells what was asked, with the words and the reference of the check, and what strangers asked in vain', async () => {
    const asked = { ...checkOf(world, useOf({ description: 'Two lines.' })), reference: 'shot 12-4' };
    const { body: check } = await farm.post('/v1/checks', asked).expect(200);
    const stranger = await makeWorld(service);
    const vain = { ...checkOf(stranger), performer: world.performer };
    await (await keyOf(stranger)).post('/v1/checks', vain).expect(200);
    const [unknown, allowed] = await activity('kind=check');
    expect(allowed).toMatchObject({
      ...{ outcome: 'allow', type: 'decision.made', how: null },
      why: { purpose: null, reason: 'Two lines.', reference: 'shot 12-4' },
      records: [{ kind: 'check', id: check.id, production: world.season }],
    });
    expect(unknown).toMatchObject({ outcome: 'deny', who: { organization: { id: stranger.organization } } });
  });

  it('tells of a search by her absence too, and of an answer as of the past', async () => {
    const { act, ...context } = Object(useOf());
    const asking = (name: string) => ({
      ...{ subject: { type: 'production', id: world.season }, action: { name } },
      ...{ resource: { type: 'performer' }, context },
    });
    for (const [name, found] of [
      [act[0], 1],
      ['train', 0],
    ]) {
      const { body, headers } = await farm.post('/access/v1/search/resource', asking(name)).expect(200);
      expect(body.results).toHaveLength(found);
      expect(headers['countersign-viewed']).toBe('recorded');
    }
    const then = { ...checkOf(world), at: new Date(Date.now() - 1).toISOString(), reference: 'an audit' };
    const { headers } = await farm.post('/v1/checks', then).expect(200);
    expect(headers['countersign-viewed']).toBe('recorded');
    const [past, ...searches] = (await activity('kind=view')).slice(0, 3);
    expect(past).toMatchObject({ how: 'as_of', why: { reference: 'an audit' }, production: { id: world.season } });
    for (const each of searches) expect(each).toMatchObject({ how: 'search', who: { kind: 'key', name: 'farm' } });
  });

  it('tells what changed her record, by whom, and nothing of what was only drafted', async () => {
    const draft = { performer: world.performer, production: world.season, terms: termsOf(world) };
    await world.deniz.post('/v1/requests', draft).expect(201);
    const changes = await activity('kind=change');
    expect(changes.map(({ type, who }) => [type, who.kind]).sort()).toEqual([
      ...[
        ['consent.given', 'self'],
        ['performer.claimed', 'self'],
        ['performer.invited', 'person'],
        ['request.sent', 'person'],
      ],
    ]);
  });

  it('is hers alone: no other performer and nobody who looked reads it', async () => {
    const { mara: other } = await makeWorld(service);
    expect(await activity(`performer=${world.performer}`, other)).toEqual([]);
    expect((await activity(`performer=${world.performer}`)).length).toBeGreaterThan(5);
    for (const visitor of [world.deniz, farm]) await visitor.get('/v1/activity').expect(403);
    const [look] = await activity('kind=view');
    await world.mara.get(`/v1/log/proofs?entry=${look?.entry}`).expect(404);
    await world.deniz.get(`/v1/log/proofs?entry=${look?.entry}`).expect(404);
  });

  it('goes page by page through all there is, once, and gives the same as a file', async () => {
    const whole = await activity();
    expect(await paged('limit=3', world.mara)).toEqual(whole);
    const file = await world.mara.get('/v1/activity?format=lines').buffer(true).expect(200);
    expect(file.headers['content-type']).toBe('application/x-ndjson');
    const lines = file.text.trimEnd();
    expect(lines.split('\n').map((line) => JSON.parse(line))).toEqual([...whole, { next: null }]);
  });
});

describe('runs of her activity', () => {
  it('fold by who, production, tool, answer and hour; a deny never folds', async () => {
    const fresh = await makeWorld(service);
    await signedConsent(fresh);
    const [key, { pia }] = [await keyOf(fresh, ['check', 'read']), await makePartner(fresh)];
    const checks = Array.from({ length: 6 }, () => checkOf(fresh));
    await key.post('/v1/checks/batch', { checks }).expect(200);
    const denied = { like: checkOf(fresh, useOf({ act: ['train'] })) };
    await key.post('/v1/checks/batch', { checks: [denied.like, denied.like] }).expect(200);
    for (let look = 0; look < 3; look += 1) await pia.get('/v1/consents').expect(200);
    await fresh.deniz.get('/v1/consents').expect(200);
    const runs = await activity('fold=true', fresh.mara);
    const told = (each: Item[]) => each.map(({ kind, count, outcome, type }) => [kind, count, outcome ?? type]);
    // Where an hour ends between them, a run is told as two.
    const sum = new Map<string, number>();
    for (const [kind, count, what] of told(runs))
      sum.set(`${kind} ${what}`, (sum.get(`${kind} ${what}`) ?? 0) + Number(count));
    expect(Object.fromEntries(sum)).toMatchObject({ 'check allow': 6, 'check deny': 2, 'view record.viewed': 4 });
    expect(runs.filter(({ outcome }) => outcome === 'deny').map(({ count }) => count)).toEqual([1, 1]);
    expect(runs.filter(({ outcome }) => outcome === 'allow').length).toBeLessThanOrEqual(2);
    expect(runs.filter(({ kind }) => kind === 'view').length).toBeGreaterThanOrEqual(2);

    expect(await paged('limit=2&fold=true', fresh.mara)).toEqual(runs);
  });
});
