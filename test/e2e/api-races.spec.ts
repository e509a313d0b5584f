import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response } from 'supertest';
import { newId } from '#store';
import { createApi } from '../../apps/api/src/app.js';
import { readConfig } from '../../apps/api/src/config.js';
import { copyDatabase } from '../support/database.js';
import { ENVIRONMENT, openService, sql, Visitor, type Service } from './api-service.js';
import { checkOf, keyOf, makeWorld, sentRequest, signedConsent, signing, useOf, type World } from './api-world.js';

let service: Service;
let world: World;
let farm: Visitor;
beforeAll(async () => {
  service = await openService();
  world = await makeWorld(service);
  farm = await keyOf(world);
});
afterAll(() => service.close());

describe('the token of a write', () => {
  const seen = (token: string) => ({ 'countersign-seen': token });
  const evaluation = () => {
    const { act, ...context } = Object(useOf());
    return {
      subject: { type: 'production', id: world.season },
      action: { name: 'use', properties: { act } },
      resource: { type: 'performer', id: world.performer },
      context,
    };
  };
  const ways = (): [string, object][] => [
    ['/v1/checks', checkOf(world)],
    ['/v1/checks/batch', { checks: [checkOf(world)] }],
    ['/access/v1/evaluation', evaluation()],
    ['/access/v1/evaluations', { evaluations: [evaluation(), evaluation()] }],
  ];
  const tokenIn = ({ headers }: Response): string => String(headers['countersign-seen']);

  it('comes with every write, a check too, again with an answer that is given again, and is taken everywhere', async () => {
    const key = { 'idempotency-key': 'token' };
    const film = { kind: 'film', title: 'Tide' };
    const first = await world.deniz.post('/v1/productions', film, key).expect(201);
    expect(tokenIn(first)).toMatch(/^entr_\w{22}\.[\w-]{22}$/);
    expect(tokenIn(await world.deniz.post('/v1/productions', film, key).expect(201))).toBe(tokenIn(first));
    for (const [path, body] of ways()) {
      const plain = await farm.post(path, body, seen(tokenIn(first))).expect(200);
      const kept = await farm.post(path, body, { 'idempotency-key': path, ...seen(tokenIn(plain)) }).expect(200);
      const again = await farm.post(path, body, { 'idempotency-key': path }).expect(200);
      expect(tokenIn(again)).toBe(tokenIn(kept));
      expect(new Set([first, plain, kept].map(tokenIn)).size).toBe(3);
      expect(tokenIn(plain)).toMatch(/^entr_/);
    }
    await world.deniz
      .get(`/v1/productions/${first.body.id}`)
      .set(seen(tokenIn(first)))
      .expect(200);
    // Whoever reads has written nothing, and what is open to all tells nobody that there was something to write.
    expect((await world.deniz.get('/v1/productions').expect(200)).headers['countersign-seen']).toBeUndefined();
    const { body: made } = await world.deniz
      .post(`/v1/organizations/${world.organization}/keys`, { name: 'lost', scopes: ['check'] })
      .expect(201);
    const reported = await new Visitor(service).post('/v1/leaked-keys', { text: made.secret }).expect(202);
    expect(reported.headers['countersign-seen']).toBeUndefined();
  });

  it('says nothing to who tries ids: that of an entry is refused like one that nobody has', async () => {
    const { headers } = await farm.post('/v1/checks', checkOf(world)).expect(200);
    const [entry = '', mark = ''] = String(headers['countersign-seen']).split('.');
    const random = newId('entr');
    for (const token of [entry, random, `${entry}.${'A'.repeat(22)}`, `${random}.${mark}`, `${entry}.${mark}.`, '']) {
      for (const [path, body] of ways()) {
        const isAuthzen = path.startsWith('/access');
        const answer = await farm.post(path, body, seen(token)).expect(isAuthzen ? 400 : 422);
        expect(answer.body.errors).toEqual([
          { path: 'Countersign-Seen', message: 'send it as an answer of this service gave it, or leave it out' },
        ]);
      }
      await world.deniz.get('/v1/productions').set(seen(token)).expect(422);
    }
  });

  it('is refused by a database that was restored from before the write, which would allow what was withdrawn', async () => {
    const consent = await signedConsent(world);
    const before = await farm.post('/v1/checks', checkOf(world)).expect(200);
    const restored = await copyDatabase(service.databaseUrl);
    const api = await createApi(
      readConfig({ ...ENVIRONMENT, DATABASE_URL: restored.connectionString, KEYS_DIR: service.keysDir }),
    );
    try {
      const there = new Visitor({ ...service, api, databaseUrl: restored.connectionString }, farm.headers);
      const withdrawn = await world.mara.post(`/v1/consents/${consent}/withdrawals`, { scope: null }).expect(200);
      for (const [path, body] of ways()) {
        // What was restored says so of every write before, and allows by it.
        for (const headers of [{}, seen(tokenIn(before))]) {
          const { text } = await there.post(path, body, headers).expect(200);
          expect(text).toMatch(/"outcome":"allow"|"decision":true/);
        }
        for (const more of [{}, { 'idempotency-key': `restored ${path}` }]) {
          const answer = await there.post(path, body, { ...seen(tokenIn(withdrawn)), ...more }).expect(503);
          expect([answer.body.code, answer.headers['retry-after']]).toEqual(['write_not_seen', '1']);
        }
        const { text } = await farm.post(path, body, seen(tokenIn(withdrawn))).expect(200);
        expect(text).not.toMatch(/"outcome":"allow"|"decision":true/);
      }
      const past = { ...checkOf(world), at: '2026-10-01T00:00:00.000Z' };
      await there.post('/v1/checks', past, seen(tokenIn(withdrawn))).expect(503);
      await there
        .get('/v1/checks')
        .set(seen(tokenIn(withdrawn)))
        .expect(503);
      const decisions = await sql({ databaseUrl: restored.connectionString }, DECISIONS_SINCE(before.body.id));
      // Of those that were refused none was recorded: two of each way, and of the last two at once.
      expect(decisions).toHaveLength(10);
    } finally {
      await api.close();
      await restored.drop();
    }
  });
});

describe('acts that race each other', () => {
  it('sign or decline a request, never both', async () => {
    for (let round = 0; round < 5; round += 1) {
      const request = await sentRequest(world);
      const body = await signing(world, request);
      const [signed, declined] = await Promise.all([
        world.mara.post(`/v1/requests/${request}/sign`, body),
        world.mara.post(`/v1/requests/${request}/decline`, {}),
      ]);
      expect([signed.status, declined.status].sort()).toEqual(signed.status === 201 ? [201, 409] : [200, 409]);
    }
  });

  it('make twenty webhooks at most', async () => {
    const webhooks = `/v1/organizations/${world.organization}/webhooks`;
    const asked = Array.from({ length: 23 }, () => world.deniz.post(webhooks, { url: 'https://receiver.example/' }));
    const made = (await Promise.all(asked)).map(({ status }) => status).sort();
    expect(made).toEqual([...Array<number>(20).fill(201), 409, 409, 409]);
  });

  it('invite an address once', async () => {
    const body = { email: 'twice@performer.example', name: 'Twice' };
    const answers = await Promise.all(Array.from({ length: 6 }, () => world.deniz.post('/v1/performers', body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
  });
});

const DECISIONS_SINCE = (check: string) =>
  `SELECT FROM countersign.decisions WHERE entry > (SELECT entry FROM countersign.decisions WHERE id = '${check}')`;
