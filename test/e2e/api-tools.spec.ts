import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '#store';
import { openService, type Service, type Visitor } from './api-service.js';
import {
  checkOf,
  faultsOf,
  idOf,
  keyOf,
  makePartner,
  makeUnion,
  makeWorld,
  signedConsent,
  termsOf,
  useOf,
  type World,
} from './api-world.js';

let service: Service;
let world: World;
let now: string | null = null;
beforeAll(async () => {
  service = await openService({ clock: (databaseNow) => now ?? databaseNow });
  world = await makeWorld(service);
});
afterAll(() => service.close());

const TOOL = { vendor: 'Vocal Works', name: 'Vocal Studio', version: '4.2', tier: 'enterprise' };

function attestation(overrides: object = {}): object {
  return {
    expiresAt: new Date(Date.now() + 365 * 86_400_000).toISOString(),
    environment: 'enterprise_other',
    regions: ['US', 'EEA'],
    subprocessors: ['Cloud Works'],
    answers: { noStore: 'yes', noReuse: 'yes', noTrainInputs: 'yes', noTrainOutputs: 'yes', noResale: 'unsure' },
    evidenceHash: 'a'.repeat(64),
    ...overrides,
  };
}

const toolOf = (visitor: Visitor, overrides: object = {}) => idOf(visitor, '/v1/tools', { ...TOOL, ...overrides });

describe('a tool', () => {
  it('is registered by version and tier, by a person or a key that may write', async () => {
    const { body } = await world.deniz.post('/v1/tools', TOOL).expect(201);
    expect(body).toMatchObject({ ...TOOL, organization: world.organization, isLikeness: false, likenessOf: null });
    const { body: read } = await world.deniz.get(`/v1/tools/${body.id}`).expect(200);
    expect(read).toEqual({ ...body, attestations: [] });
    await (await keyOf(world, ['requests'])).post('/v1/tools', TOOL).expect(201);
    const reader = await keyOf(world, ['read']);
    expect((await reader.post('/v1/tools', TOOL).expect(403)).body.code).toBe('not_allowed');
    await (await keyOf(world, ['check'])).get('/v1/tools').expect(403);
    const { body: page } = await reader.get('/v1/tools?name=Vocal+Studio&limit=1').expect(200);
    expect(page).toMatchObject({ items: [{ ...TOOL }], next: expect.any(String) });
    expect((await reader.get('/v1/tools?vendor=Nobody').expect(200)).body.items).toEqual([]);
  });

  it('is registered once, however often the same request is sent', async () => {
    const key = { 'idempotency-key': 'tool-1' };
    const { body } = await world.deniz.post('/v1/tools', { ...TOOL, version: '5.0' }, key).expect(201);
    const again = await world.deniz.post('/v1/tools', { ...TOOL, version: '5.0' }, key).expect(201);
    expect(again.body).toEqual(body);
    await world.deniz.post('/v1/tools', { ...TOOL, version: '5.1' }, key).expect(422);
  });

  it('is seen by who shares a production with its organization, and by nobody else', async () => {
    const [own, other] = [await makeWorld(service), await makeWorld(service)];
    const { pia } = await makePartner(own);
    const tool = await toolOf(own.deniz);
    const seen = await pia.get(`/v1/tools/${tool}`).expect(200);
    expect(seen.body).toMatchObject({ id: tool, organization: own.organization });
    expect(JSON.stringify((await pia.get('/v1/tools').expect(200)).body)).toContain(tool);
    const unknown = await other.deniz.get(`/v1/tools/${newId('tool')}`).expect(404);
    const foreign = await other.deniz.get(`/v1/tools/${tool}`).expect(404);
    expect({ ...foreign.body, requestId: '' }).toEqual({ ...unknown.body, requestId: '' });
    expect(JSON.stringify((await other.deniz.get('/v1/tools').expect(200)).body)).not.toContain(tool);
    // Whoever sees a tool cannot speak for it.
    await pia.post(`/v1/tools/${tool}/attestations`, attestation()).expect(404);
  });

  it('A-03 names the performer whose likeness it gives to its own organization alone', async () => {
    const [own, other] = [await makeWorld(service), await makeWorld(service)];
    const { pia } = await makePartner(own);
    const tool = await toolOf(own.deniz, { likenessOf: own.performer });
    expect((await own.deniz.get(`/v1/tools/${tool}`)).body.likenessOf).toBe(own.performer);
    const { body: seen } = await pia.get(`/v1/tools/${tool}`).expect(200);
    expect(seen).toMatchObject({ isLikeness: true, likenessOf: null });
    expect((await own.mara.get('/v1/tools').expect(200)).body.items).toMatchObject([{ id: tool, isLikeness: true }]);
    for (const likenessOf of [other.performer, newId('perf')]) {
      await own.deniz.post('/v1/tools', { ...TOOL, likenessOf }).expect(404);
    }
  });

  it('is refused where a line is empty, or a field unknown', async () => {
    const bad: [object, string][] = [
      [{ ...TOOL, vendor: ' ' }, '/vendor'],
      [{ ...TOOL, version: '' }, '/version'],
      [{ ...TOOL, tier: 'x'.repeat(81) }, '/tier'],
      [{ ...TOOL, likenessOf: 'perf_1' }, '/likenessOf'],
      [{ ...TOOL, colour: 'red' }, '/colour'],
    ];
    for (const [body, path] of bad) {
      expect(faultsOf((await world.deniz.post('/v1/tools', body).expect(422)).body)).toEqual([path]);
    }
  });
});

describe('an attestation', () => {
  it('T-01 is given by a person, shown with the tool, and withdrawn once', async () => {
    const tool = await toolOf(world.deniz);
    const { body: first } = await world.deniz.post(`/v1/tools/${tool}/attestations`, attestation()).expect(201);
    expect(first).toMatchObject({ ...attestation({ expiresAt: first.expiresAt }), withdrawnAt: null });
    const { body: second } = await world.deniz
      .post(
        `/v1/tools/${tool}/attestations`,
        attestation({ evidenceHash: null, subprocessors: [], regions: ['world'] }),
      )
      .expect(201);
    expect((await world.deniz.get(`/v1/tools/${tool}`)).body.attestations).toEqual([second, first]);
    const { body: withdrawn } = await world.deniz.post(`/v1/attestations/${first.id}/withdraw`).expect(200);
    expect(withdrawn).toEqual({ ...first, withdrawnAt: expect.any(String) });
    const again = await world.deniz.post(`/v1/attestations/${first.id}/withdraw`).expect(409);
    expect(again.body.code).toBe('state_conflict');
  });

  it('is never given by a key, a union or a performer', async () => {
    const tool = await toolOf(world.deniz);
    const { ruth } = await makeUnion(service);
    for (const visitor of [await keyOf(world, ['requests', 'read', 'check']), ruth, world.mara]) {
      const { body } = await visitor.post(`/v1/tools/${tool}/attestations`, attestation()).expect(403);
      expect(body.code).toBe('not_allowed');
    }
  });

  it('says when it expires, within two years, and names territories', async () => {
    const tool = await toolOf(world.deniz);
    now = '2027-03-01T12:00:00.000Z';
    const path = `/v1/tools/${tool}/attestations`;
    const bad: [object, string][] = [
      [{ expiresAt: '2027-03-01T12:00:00Z' }, '/expiresAt'],
      [{ expiresAt: '2029-03-01T12:00:00.001Z' }, '/expiresAt'],
      [{ expiresAt: 'soon' }, '/expiresAt'],
      [{ environment: 'cloud' }, '/environment'],
      [{ regions: [] }, '/regions'],
      [{ regions: ['US', 'UK'] }, '/regions/1'],
      [{ regions: ['US', 'US'] }, '/regions'],
      [{ subprocessors: 'none' }, '/subprocessors'],
      [{ subprocessors: ['two\nlines'] }, '/subprocessors'],
      [{ answers: { noStore: 'yes' } }, '/answers/noReuse'],
      [{ evidenceHash: 'abc' }, '/evidenceHash'],
    ];
    for (const [overrides, fault] of bad) {
      const { body } = await world.deniz
        .post(path, attestation({ expiresAt: '2028-01-01T00:00:00Z', ...overrides }))
        .expect(422);
      expect(faultsOf(body)).toContain(fault);
    }
    await world.deniz.post(path, attestation({ expiresAt: '2029-03-01T12:00:00Z' })).expect(201);
    now = null;
  });
});

describe('a check of a pipeline', () => {
  interface Ground {
    readonly code: string;
    readonly detail?: { readonly steps?: { readonly tool: string; readonly step: number; readonly lacks?: string }[] };
  }

  /** What a check says of the tools of this pipeline, for a Netflix title whose performer allowed any tool. */
  async function groundsFor(own: World, pipeline: string[]): Promise<{ outcome: string; tools: Ground[] }> {
    const { body } = await own.deniz.post('/v1/checks', checkOf(own, useOf({ pipeline }))).expect(200);
    return { outcome: body.outcome, tools: body.reasons.filter(({ code }: Ground) => code.startsWith('TOOL_')) };
  }

  it('T-01, T-02 names the step that nobody attested, until somebody does, and again once that is withdrawn', async () => {
    const own = await makeWorld(service);
    await own.deniz.post(`/v1/productions/${own.series}/policies`, { platform: 'netflix' }).expect(200);
    await signedConsent(own, anyTool(own));
    const [cleaner, voice] = [await toolOf(own.deniz, { name: 'Cleaner' }), await toolOf(own.deniz)];
    const safe = {
      answers: { noStore: 'yes', noReuse: 'yes', noTrainInputs: 'yes', noTrainOutputs: 'yes', noResale: 'yes' },
    };
    await own.deniz.post(`/v1/tools/${cleaner}/attestations`, attestation(safe)).expect(201);
    const unattested = [
      { code: 'TOOL_UNATTESTED', detail: { steps: [{ tool: voice, step: 2, lacks: 'attestation' }] } },
    ];
    expect(await groundsFor(own, [cleaner, voice])).toMatchObject({ outcome: 'needs_approval', tools: unattested });
    const id = await idOf(own.deniz, `/v1/tools/${voice}/attestations`, attestation(safe));
    expect((await groundsFor(own, [cleaner, voice])).tools).toEqual([]);
    await own.deniz.post(`/v1/attestations/${id}/withdraw`).expect(200);
    expect((await groundsFor(own, [cleaner, voice])).tools).toMatchObject(unattested);
    expect((await groundsFor(own, [cleaner, newId('tool')])).tools).toMatchObject([
      { code: 'TOOL_UNATTESTED', detail: { steps: [{ step: 2, lacks: 'record' }] } },
    ]);
  });

  it('T-01 denies a tool that is trained on what it is given', async () => {
    const own = await makeWorld(service);
    await signedConsent(own, anyTool(own));
    const tool = await toolOf(own.deniz, { tier: 'free' });
    const trains = { noStore: 'no', noReuse: 'no', noTrainInputs: 'no', noTrainOutputs: 'unsure', noResale: 'no' };
    await own.deniz
      .post(`/v1/tools/${tool}/attestations`, attestation({ environment: 'consumer', answers: trains }))
      .expect(201);
    expect(await groundsFor(own, [tool])).toMatchObject({ outcome: 'deny', tools: [{ code: 'TOOL_TRAINS' }] });
  });
});

function anyTool(own: World): object {
  const {
    permissions: [clause],
  } = Object(termsOf(own));
  return termsOf(own, { permissions: [{ ...clause, box: { ...clause.box, tool: ['any'] } }] });
}
