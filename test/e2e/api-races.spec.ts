import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Response } from 'supertest';
import { openService, sql, type Service, type Visitor } from './api-service.js';
import {
  checkOf,
  keyOf,
  makeWorld,
  sentRequest,
  signedConsent,
  signing,
  termsOf,
  useOf,
  type World,
} from './api-world.js';

let service: Service;
let world: World;
let farm: Visitor;
beforeAll(async () => {
  service = await openService();
  world = await makeWorld(service);
  farm = await keyOf(world);
});
afterAll(() => service.close());

const ROUNDS = 20;
const CHECKERS = 6;

interface Answered {
  /** Milliseconds since the start of the process, when the check was sent. */
  readonly sentAtMs: number;
  readonly outcome: string;
  readonly decidedAt: string;
}

/** Asks again and again, each time after the last answer, until it is told to stop and once more after. */
async function keepAsking(ask: () => Promise<Response>, isOver: () => boolean): Promise<Answered[]> {
  const answers: Answered[] = [];
  for (let left = 2; left > 0; left -= isOver() ? 1 : 0) {
    const sentAtMs = performance.now();
    const { status, body } = await ask();
    expect(status).toBe(200);
    const { outcome, decidedAt } = body.items?.[0].check ?? body;
    answers.push({ sentAtMs, outcome, decidedAt });
  }
  return answers;
}

describe('checks that race a withdrawal', () => {
  it('allow nothing once it is acknowledged, and whoever was allowed something is told', async () => {
    let allowed = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      // Each round has its own language, so that no earlier consent can answer for it.
      const language = ['en', 'de', 'fr', 'ja', 'ko', 'it', 'pl', 'sv', 'tr', 'uk'][round % 10] ?? 'en';
      const media = round < 10 ? 'programme.svod' : 'promo.tv_spot';
      const use = useOf({ language: [language], media: [media] });
      const consent = await signedConsent(world, permitting(world, language, media));
      let isOver = false;
      const check = checkOf(world, use);
      const askers = Array.from({ length: CHECKERS }, (_, index) =>
        keepAsking(
          // Singly, in batches, and under idempotency keys: three ways into the same record.
          async () =>
            index % 3 === 0
              ? farm.post('/v1/checks', check)
              : index % 3 === 1
                ? farm.post('/v1/checks/batch', { checks: [check] })
                : farm.post('/v1/checks', check, { 'idempotency-key': `${round}-${index}-${performance.now()}` }),
          () => isOver,
        ),
      );
      const { body: withdrawal } = await world.mara
        .post(`/v1/consents/${consent}/withdrawals`, { scope: null })
        .expect(200);
      const acknowledgedAtMs = performance.now();
      isOver = true;

      const answers = (await Promise.all(askers)).flat();
      const allows = answers.filter(({ outcome }) => outcome === 'allow');
      allowed += allows.length;
      expect(allows.filter(({ sentAtMs }) => sentAtMs > acknowledgedAtMs)).toEqual([]);
      expect(allows.filter(({ decidedAt }) => decidedAt > withdrawal.at)).toEqual([]);
      expect(answers.some(({ sentAtMs, outcome }) => sentAtMs > acknowledgedAtMs && outcome === 'deny')).toBe(true);
      expect(withdrawal.told).toHaveLength(allows.length > 0 ? 1 : 0);
    }
    // A race that no check ever won proves nothing.
    expect(allowed).toBeGreaterThan(0);
  }, 120_000);

  it('leave the log in the order in which the versions were made', async () => {
    const rows = await sql(
      service,
      `SELECT refs ->> 'consent' AS consent, array_agg(type ORDER BY serial) AS types FROM countersign.entries
       WHERE refs ? 'consent' GROUP BY 1`,
    );
    for (const row of rows) expect(Object(row).types).toEqual(['consent.given', 'consent.withdrawn']);
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

function permitting(of: World, language: string, media: string): object {
  const { permissions } = Object(termsOf(of));
  const [clause] = permissions;
  return termsOf(of, { permissions: [{ ...clause, box: { ...clause.box, language: [language], media: [media] } }] });
}
