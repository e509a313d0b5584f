import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { packName, PACKS } from '#consent';
import { newId } from '#store';
import { openService, sql, Visitor, type Service } from './api-service.js';
import { faultsOf, keyOf, makePartner, makeUnion, makeWorld } from './api-world.js';

let service: Service;
beforeAll(async () => {
  service = await openService();
});
afterAll(() => service.close());

const pathOf = (production: string): string => `/v1/productions/${production}/policies`;
const namesOf = ({ packs }: { packs: { name: string; why: string }[] }): string[] =>
  packs.map(({ name, why }) => `${name} ${why}`).sort();

describe('the policies of a production', () => {
  it('are what it and the nodes above it state together, with the packs that follow', async () => {
    const world = await makeWorld(service);
    const { deniz, series, season } = world;
    expect((await deniz.get(pathOf(season)).expect(200)).body).toMatchObject({
      ...{ platform: null, agreements: [], places: [], principalPhotographyAt: null },
      packs: [{ name: 'countersign@1', id: 'countersign', version: '1', why: 'applies' }],
    });
    const stated = {
      ...{ platform: 'netflix', agreements: ['sag-aftra-tv@2026'], places: ['US-CA', 'DE'] },
      ...{ principalPhotographyAt: '2026-09-01T00:00:00.000Z', packs: ['no-fakes@2026-05'] },
    };
    const { body } = await deniz.post(pathOf(series), stated).expect(200);
    const { packs: _, ...rest } = stated;
    expect(body).toMatchObject(rest);
    expect(namesOf(body)).toEqual([
      ...['ca-927@2025 applies', 'countersign@1 applies', 'gdpr@2018 applies', 'netflix@2025-08 applies'],
      ...['no-fakes@2026-05 named', 'sag-aftra-tv@2026 agreement'],
    ]);
    expect((await deniz.get(pathOf(season)).expect(200)).body).toEqual(body);
    // A node below adds to it, and drops nothing.
    const { body: below } = await deniz.post(pathOf(season), { platform: null, places: ['FR'] }).expect(200);
    expect(below).toMatchObject({ ...rest, places: expect.arrayContaining(['US-CA', 'DE', 'FR']) });
    expect(namesOf(below)).toEqual(namesOf(body));
    expect((await deniz.get(pathOf(series)).expect(200)).body).toEqual(body);
  });

  it('are stated by the owner alone, and read by all who take part', async () => {
    const [world, other] = [await makeWorld(service), await makeWorld(service)];
    const { pia } = await makePartner(world);
    await (await keyOf(world, ['requests'])).post(pathOf(world.season), { places: ['DE'] }).expect(200);
    expect((await pia.get(pathOf(world.season)).expect(200)).body.places).toEqual(['DE']);
    await (await keyOf(world, ['read'])).get(pathOf(world.season)).expect(200);
    expect((await (await keyOf(world, ['read'])).post(pathOf(world.season), {}).expect(403)).body.code).toBe(
      'not_allowed',
    );
    const { ruth } = await makeUnion(service);
    await ruth.get(pathOf(world.season)).expect(403);
    for (const stranger of [other.deniz, await keyOf(other, ['requests', 'read'])]) {
      const answers = [
        await stranger.get(pathOf(world.season)),
        await stranger.get(pathOf(newId('prod'))),
        await stranger.post(pathOf(world.season), { places: ['DE'] }),
        await stranger.post(pathOf(newId('prod')), { places: ['DE'] }),
      ];
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
      expect(new Set(answers.map(({ body }) => JSON.stringify({ ...body, requestId: '' }))).size).toBe(1);
    }
    await pia.post(pathOf(world.season), { places: ['DE'] }).expect(404);
  });

  it('say who stated each, and when', async () => {
    const world = await makeWorld(service);
    const { deniz, series, season } = world;
    await deniz.post(pathOf(series), { platform: 'netflix', places: ['US-CA'] }).expect(200);
    await (await keyOf(world, ['requests'])).post(pathOf(season), { places: ['DE'] }).expect(200);
    const { body: members } = await deniz.get(`/v1/organizations/${world.organization}/members`).expect(200);
    const { name } = members.items[0];
    const { pia } = await makePartner(world);
    const at = expect.stringMatching(/Z$/);
    expect((await pia.get(pathOf(season)).expect(200)).body.stated).toEqual([
      { policy: 'platform', node: series, by: 'person', name, at },
      { policy: 'places', node: series, by: 'person', name, at },
      { policy: 'places', node: season, by: 'key', name: 'farm', at },
    ]);
  });

  it('are added to by a key, and dropped by a person alone', async () => {
    const world = await makeWorld(service);
    const { deniz, season } = world;
    const key = await keyOf(world, ['requests']);
    const stated = { platform: 'netflix', agreements: ['sag-aftra-tv@2026'], packs: ['no-fakes@2026-05'] };
    await key.post(pathOf(season), stated).expect(200);
    await key.post(pathOf(season), { agreements: ['sag-aftra-sound@2024', 'sag-aftra-tv@2026'] }).expect(200);
    for (const [dropped, name] of [
      [{ agreements: [] }, 'sag-aftra-sound@2024'],
      [{ agreements: ['sag-aftra-sound@2024', 'sag-aftra-tv@2023'] }, 'sag-aftra-tv@2026'],
      [{ packs: [] }, 'no-fakes@2026-05'],
      [{ platform: null }, 'netflix'],
    ] as const) {
      const { body } = await key.post(pathOf(season), { places: ['DE'], ...dropped }).expect(403);
      expect([body.code, body.detail]).toEqual(['not_allowed', expect.stringContaining(`drops \`${name}\``)]);
    }
    expect((await deniz.get(pathOf(season)).expect(200)).body).toMatchObject({ platform: 'netflix', places: [] });
    await deniz.post(pathOf(season), { platform: null, agreements: [], packs: [] }).expect(200);
    expect((await deniz.get(pathOf(season)).expect(200)).body).toMatchObject({ platform: null, agreements: [] });
  });

  it('keep the places and the day of photography that were stated, whatever a key states', async () => {
    const world = await makeWorld(service);
    const { deniz, series, season } = world;
    const key = await keyOf(world, ['requests']);
    const day = '2026-09-05T00:00:00.000Z';
    const { body: before } = await deniz
      .post(pathOf(series), { places: ['US-CA', 'DE'], principalPhotographyAt: day })
      .expect(200);
    for (const [node, body, word] of [
      [series, { places: [] }, 'drops `US-CA`'],
      [series, { places: ['US-CA', 'FR'] }, 'drops `DE`'],
      [series, { principalPhotographyAt: '2001-01-01T00:00:00Z' }, 'changes `principalPhotographyAt`'],
      // A node below would stand in place of the day above.
      [season, { principalPhotographyAt: '2001-01-01T00:00:00Z' }, 'changes `principalPhotographyAt`'],
    ] as const) {
      const { body: problem } = await key.post(pathOf(node), body).expect(403);
      expect([problem.code, problem.detail]).toEqual(['not_allowed', expect.stringContaining(word)]);
    }
    const { body: same } = await deniz.get(pathOf(series)).expect(200);
    expect(same).toEqual(before);
    await key.post(pathOf(series), { places: ['FR', 'DE', 'US-CA'], principalPhotographyAt: day }).expect(200);
    await deniz.post(pathOf(series), { places: [], principalPhotographyAt: '2026-09-06T00:00:00Z' }).expect(200);
  });

  it('do not turn an agreement into a pack, under which there is no strike and nothing for its union to see', async () => {
    const world = await makeWorld(service);
    const { deniz, series } = world;
    await deniz.post(pathOf(series), { agreements: ['sag-aftra-tv@2026'] }).expect(200);
    const moved = { agreements: [], packs: ['sag-aftra-tv@2026'] };
    for (const asker of [deniz, await keyOf(world, ['requests'])]) {
      const { body } = await asker.post(pathOf(series), moved).expect(422);
      expect(body.errors).toEqual([{ path: '/packs/0', message: expect.stringContaining('in `agreements`') }]);
    }
    expect((await deniz.get(pathOf(series)).expect(200)).body.agreements).toEqual(['sag-aftra-tv@2026']);
  });

  it('are recorded where they are news, and a node has no more to say than every check can read', async () => {
    const world = await makeWorld(service);
    const { deniz, series } = world;
    const key = await keyOf(world, ['requests']);
    const stated = async (): Promise<unknown> =>
      Object(
        await sql(
          service,
          `SELECT jsonb_array_length(statements) AS count FROM countersign.productions WHERE id = '${series}'`,
        ),
      )[0].count;
    const { text } = await deniz.post(pathOf(series), { platform: 'netflix', places: ['US-CA', 'DE'] }).expect(200);
    for (const body of [{ places: ['DE', 'US-CA'] }, { platform: 'netflix' }])
      for (const asker of [deniz, key]) expect((await asker.post(pathOf(series), body).expect(200)).text).toBe(text);
    expect(await stated()).toBe(1);
    await sql(
      service,
      `UPDATE countersign.productions SET statements = (
         SELECT jsonb_agg(said) FROM generate_series(1, 1000), LATERAL (SELECT statements -> 0 AS said) AS first) WHERE id = '${series}'`,
    );
    expect((await deniz.post(pathOf(series), { places: ['FR'] }).expect(409)).body.code).toBe('state_conflict');
    await deniz.post(pathOf(series), { places: ['US-CA', 'DE'] }).expect(200);
    expect(await stated()).toBe(1000);
  });

  it('are refused with names that nobody released, and say the nearest ones', async () => {
    const { deniz, season } = await makeWorld(service);
    const bad: [object, string, string[]?][] = [
      [{}, ''],
      [{ packs: ['no-fakes@2027'] }, '/packs/0', ['no-fakes@2026-05']],
      [{ packs: ['netflix@2025-8'] }, '/packs/0', ['netflix@2025-08']],
      [{ agreements: ['sag-aftra-tv@2025'] }, '/agreements/0', ['sag-aftra-tv@2023', 'sag-aftra-tv@2026']],
      [{ agreements: ['netflix@2025-08'] }, '/agreements/0'],
      [{ agreements: ['sag-aftra-tv'] }, '/agreements'],
      [{ places: ['California'] }, '/places'],
      [{ places: ['US', 'UK-LND'] }, '/places/1', ['GB']],
      [{ platform: 'hulu' }, '/platform'],
      [{ principalPhotographyAt: '2026-09-01' }, '/principalPhotographyAt'],
      [{ colour: 'red' }, '/colour'],
    ];
    for (const [body, path, suggestions] of bad) {
      const { body: problem } = await deniz.post(pathOf(season), body).expect(422);
      expect(faultsOf(problem)).toEqual([path]);
      expect(problem.errors[0].suggestions).toEqual(suggestions);
    }
  });

  it('are stated once, however often the same request is sent', async () => {
    const { deniz, season } = await makeWorld(service);
    const key = { 'idempotency-key': 'policies-1' };
    const { text } = await deniz.post(pathOf(season), { places: ['DE'] }, key).expect(200);
    expect((await deniz.post(pathOf(season), { places: ['DE'] }, key).expect(200)).text).toBe(text);
  });
});

describe('the packs', () => {
  it('are listed for anyone, each with its rules in words', async () => {
    const anyone = new Visitor(service);
    const { body } = await anyone.get('/v1/packs').expect(200);
    expect(body.items.map(({ name }: { name: string }) => name)).toEqual(PACKS.map(packName));
    for (const { name } of body.items) {
      const { body: pack } = await anyone.get(`/v1/packs/${name}`).expect(200);
      expect(pack.rules.length).toBeGreaterThan(0);
      for (const { sentence, rule } of pack.rules) {
        expect(sentence.length).toBeGreaterThan(20);
        expect(rule).toMatch(/^[A-Z]-\d\d[a-z]?$/);
      }
    }
  });

  it('answer for a name that nobody released as for any unknown record', async () => {
    const { body } = await new Visitor(service).get('/v1/packs/netflix@1999').expect(404);
    expect(body.code).toBe('not_found');
  });
});
