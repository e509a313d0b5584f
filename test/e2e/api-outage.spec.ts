import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { migrate, openStore, removeEmbedded, startEmbedded, type Embedded } from '#store';
import { createApi } from '../../apps/api/src/app.js';
import { readConfig } from '../../apps/api/src/config.js';
import { ENVIRONMENT, Visitor, writeKeys, type Service } from './api-service.js';
import { checkOf, keyOf, makeWorld, signedConsent, type World } from './api-world.js';
import { PERSONAL_SECRET } from '../support/database.js';

let folder: string;
let database: Embedded;
let service: Service;
let world: World;
let farm: Visitor;

beforeAll(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'countersign-outage-')), 'postgresql');
  database = await startEmbedded({ folder });
  const databaseUrl = database.connectionString;
  await migrate(databaseUrl);
  const keysDir = await writeKeys();
  const api = await createApi(readConfig({ ...ENVIRONMENT, DATABASE_URL: databaseUrl, KEYS_DIR: keysDir }));
  const store = openStore({ personalSecret: PERSONAL_SECRET, connectionString: databaseUrl });
  service = { api, store, keysDir, databaseUrl, close: () => api.close() };
  world = await makeWorld(service);
  await signedConsent(world);
  farm = await keyOf(world);
}, 60_000);

afterAll(async () => {
  await service.close();
  await service.store.close();
  await database.stop();
  await removeEmbedded(folder);
  for (const left of [dirname(folder), service.keysDir]) await rm(left, { recursive: true });
});

const port = () => Number(new URL(service.databaseUrl).port);

describe('without its database', () => {
  it('answers 503 on every route that needs it, stays alive, and recovers without a restart', async () => {
    const { body: before } = await farm.post('/v1/checks', checkOf(world)).expect(200);
    await database.stop();

    const asked = [
      () => new Visitor(service).get('/v1/health/ready'),
      () => new Visitor(service).post('/v1/sign-in', { email: 'a@example.com' }),
      () => new Visitor(service).post('/v1/session', { token: 'x' }),
      () => new Visitor(service).get('/log/checkpoint'),
      () => farm.post('/v1/checks', checkOf(world)),
      () => farm.post('/v1/checks', checkOf(world), { 'idempotency-key': 'outage' }),
      () => farm.post('/v1/checks/batch', { checks: [checkOf(world)] }),
      () => world.deniz.get('/v1/session'),
      () => world.deniz.get('/v1/consents'),
      () => world.deniz.post('/v1/organizations', { kind: 'vendor', name: 'X' }),
    ];
    for (const ask of asked) {
      const { status, body, headers } = await ask();
      expect([status, body.code]).toEqual([503, 'unavailable']);
      expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    }
    await new Visitor(service).get('/v1/health/live').expect(200);
    await new Visitor(service).get('/').expect(200);
    await new Visitor(service).get('/openapi.json').expect(200);

    database = await startEmbedded({ folder, port: port() });
    await new Visitor(service).get('/v1/health/ready').expect(200);
    await world.deniz.get('/v1/consents').expect(200);
    expect((await farm.get(`/v1/checks/${before.id}`).expect(200)).body.receipt).toEqual(before.receipt);
    const { body: after } = await farm.post('/v1/checks', checkOf(world), { 'idempotency-key': 'outage' }).expect(200);
    expect(after.outcome).toBe('allow');
  }, 120_000);

  it('loses nothing that it acknowledged when the database is killed under load', async () => {
    const acknowledged: string[] = [];
    const refused: unknown[] = [];
    const askUntilRefused = async (): Promise<void> => {
      for (;;) {
        const { status, body } = await farm.post('/v1/checks', checkOf(world));
        if (status !== 200) return void refused.push([status, body.code]);
        acknowledged.push(body.id);
        if (acknowledged.length === 40) process.kill(database.pid, 'SIGKILL');
      }
    };
    await Promise.all(Array.from({ length: 8 }, askUntilRefused));
    await database.ended;
    expect(refused).toEqual(Array.from({ length: 8 }, () => [503, 'unavailable']));
    database = await startEmbedded({ folder, port: port() });
    for (const id of acknowledged) await world.deniz.get(`/v1/checks/${id}`).expect(200);
  }, 120_000);
});
