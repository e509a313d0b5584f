import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../support/eventually.js';
import { openService, Visitor, type Service } from './api-service.js';
import { checkOf, keyOf, makeWorld, type World } from './api-world.js';

interface Line {
  readonly time: number;
  readonly app: string;
  readonly requestId: string;
  readonly route: string;
  readonly who: string;
  readonly status: number;
  readonly problem?: string;
}

let folder: string;
let service: Service;
let world: World;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'countersign-logs-'));
  service = await openService({ env: { LOG_LEVEL: 'info', LOG_FILE: join(folder, 'api.log') } });
  world = await makeWorld(service);
});
afterAll(async () => {
  await service.close();
  await rm(folder, { recursive: true });
});

/** The line of the request that was answered with this id. */
async function lineOf(answer: { readonly headers: Readonly<Record<string, string>> }): Promise<Line> {
  const id = answer.headers['x-request-id'];
  return eventually('a line of the request', async () => {
    const lines = (await readFile(join(folder, 'api.log'), 'utf8')).trim().split('\n');
    return lines.map((line): Line => JSON.parse(line)).find(({ requestId }) => requestId === id);
  });
}

describe('what is logged of a request', () => {
  it('is when, where, who and what, in UTC, with the id that the answer bears', async () => {
    const before = Date.now();
    const line = await lineOf(await world.deniz.get('/v1/productions').expect(200));
    const { user } = (await world.deniz.get('/v1/session').expect(200)).body;
    expect(line).toMatchObject({ app: 'api', route: 'GET /v1/productions', who: `user:${user}`, status: 200 });
    expect(line.time).toBeGreaterThanOrEqual(before);
    expect(line).not.toHaveProperty('problem');
  });

  it('names a machine by its key, and nobody as such', async () => {
    const machine = await keyOf(world, ['read']);
    const { key } = (await machine.get('/v1/session').expect(200)).body;
    expect(await lineOf(await machine.get('/v1/productions').expect(200))).toMatchObject({ who: key });
    expect(await lineOf(await new Visitor(service).get('/v1/packs').expect(200))).toMatchObject({ who: 'nobody' });
  });

  it('names the key of a check as soon as some request of it was read, and that it is a key before', async () => {
    const farm = await keyOf(world);
    const { body } = await world.deniz.get(`/v1/organizations/${world.organization}/keys`).expect(200);
    const line = await lineOf(await farm.post('/v1/checks', checkOf(world)).expect(200));
    expect(['key', ...body.items.map(({ id }: { id: string }) => id)]).toContain(line.who);
  });

  it('says of a refusal why: signing in that fails, a key that is none, a role, a stranger, a foreign page, bad input', async () => {
    const anyone = new Visitor(service);
    const { performer, season } = world;
    const farm = await keyOf(world);
    const refusals: [Awaited<ReturnType<typeof anyone.get>>, string][] = [
      [await anyone.post('/v1/session', { token: 'a'.repeat(32) }), 'link_ended'],
      [await anyone.get('/v1/session'), 'not_signed_in'],
      [await new Visitor(service, { authorization: 'Bearer csk_none' }).get('/v1/productions'), 'key_refused'],
      [await farm.get('/v1/performers'), 'not_allowed'],
      [await world.deniz.get('/v1/consents/cons_0000000000000000000000'), 'not_found'],
      [await world.deniz.post('/v1/productions', {}, { origin: 'https://elsewhere.example' }), 'foreign_origin'],
      [await farm.post('/v1/checks', { performer, production: season, use: {} }), 'invalid_input'],
    ];
    for (const [answer, problem] of refusals) {
      expect(answer.body.code).toBe(problem);
      expect(await lineOf(answer)).toMatchObject({ problem, status: answer.status });
    }
  });

  it('is one line whatever was sent, and holds the pattern of an address in the place of the address', async () => {
    const path = `/v1/performers/${encodeURIComponent('x\n{"level":60,"msg":"forged"}')}?q=${encodeURIComponent('Mara\r\nVelloso')}`;
    const line = await lineOf(await world.deniz.get(path).expect(404));
    expect(line.route).toBe('GET /v1/performers/:performer');
    const logged = await readFile(join(folder, 'api.log'), 'utf8');
    expect(logged).not.toContain('forged');
    expect(logged).not.toContain('Velloso');
  });
});
