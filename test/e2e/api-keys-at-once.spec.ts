/** Keys that are used from two processes of the API while they are revoked, rotated or reported: counted by the log. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ENVIRONMENT, openService, sql, Visitor, type Service } from './api-service.js';
import { checkOf, makeWorld, signedConsent, useOf, type World } from './api-world.js';

const MAIN = fileURLToPath(new URL('../../apps/api/src/main.ts', import.meta.url));
const LOADER = fileURLToPath(new URL('../support/typescript.js', import.meta.url));
const CLIENTS = 6;

let service: Service;
let world: World;
let keys: string;
let child: ChildProcess;
let addresses: readonly string[];
beforeAll(async () => {
  // One of the two processes is this one.
  service = await openService({ env: { PORT: '0' } });
  const env = { ...ENVIRONMENT, DATABASE_URL: service.databaseUrl, KEYS_DIR: service.keysDir, PORT: '0' };
  child = fork(MAIN, {
    env: { PATH: process.env['PATH'], ...env },
    execArgv: ['--import', LOADER, '--no-warnings'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const started = once(child, 'message');
  world = await makeWorld(service);
  keys = `/v1/organizations/${world.organization}/keys`;
  await signedConsent(world);
  const [{ ready }] = await started;
  addresses = [await service.api.listen(), ready];
}, 60_000);
afterAll(async () => {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
  await service.close();
});

/** One question in turn to either process: singly, in a batch, or once more under the same idempotency key. */
async function ask(secret: string, turn: number): Promise<number> {
  const way = turn % 3;
  const use = useOf({ until: `2027-02-01T00:00:00.${String(turn % 1000).padStart(3, '0')}Z` });
  const question = checkOf(world, way === 2 ? useOf() : use);
  const { status } = await fetch(`${addresses[turn % 2]}/v1/checks${way === 1 ? '/batch' : ''}`, {
    method: 'POST',
    headers: {
      ...{ authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      ...(way === 2 && { 'idempotency-key': 'again-and-again' }),
    },
    body: JSON.stringify(way === 1 ? { checks: [question] } : question),
  });
  return status;
}

interface Seen {
  readonly before: number;
  readonly after: readonly number[];
}

/** Asks from all sides until the act was acknowledged and then as often again; tells what was answered when. */
async function whileAsked(secret: string, act: () => Promise<unknown>): Promise<Seen> {
  let isAcknowledged = false;
  let [turn, before] = [0, 0];
  const after: number[] = [];
  const client = async () => {
    for (let left = 10; left > 0;) {
      const isLate = isAcknowledged;
      const status = await ask(secret, (turn += 1));
      // A second answer to one idempotency key at the same time is told to wait, and is no answer.
      if (status === 409) continue;
      if (isLate) {
        after.push(status);
        left -= 1;
      } else if (status === 200) before += 1;
    }
  };
  const clients = Array.from({ length: CLIENTS }, client);
  while (before < 30) await new Promise(setImmediate);
  await act();
  isAcknowledged = true;
  await Promise.all(clients);
  return { before, after };
}

/** Decisions that a key got into the log after the entry that ended it. */
async function recordedAfter(key: string): Promise<unknown> {
  const ends = `SELECT min(serial) FROM countersign.entries
    WHERE type IN ('key.revoked', 'key.rotated', 'key.leaked') AND refs ->> 'key' = '${key}'`;
  return sql(
    service,
    `SELECT count(*) FILTER (WHERE d.entry > (${ends}))::int AS after, count(*) > 0 AS any
     FROM countersign.decisions d WHERE d.actor = '${key}'`,
  );
}

describe('a key that two processes answer', () => {
  const ACTS: readonly (readonly [string, (key: string, secret: string) => Promise<unknown>])[] = [
    ['is revoked', (key) => world.deniz.delete(`${keys}/${key}`).expect(204)],
    ['is rotated', (key) => world.deniz.post(`${keys}/${key}/rotate`, { overlapHours: 0 }).expect(201)],
    ['is reported', (_, secret) => new Visitor(service).post('/v1/leaked-keys', { text: secret }).expect(202)],
  ];

  it.each(ACTS)('when it %s: no answer after the acknowledgement, and no decision after the entry', async (_, act) => {
    const { body } = await world.deniz.post(keys, { name: 'farm' }).expect(201);
    const { before, after } = await whileAsked(body.secret, () => act(body.id, body.secret));
    expect(before).toBeGreaterThanOrEqual(30);
    expect(after).toHaveLength(CLIENTS * 10);
    expect(new Set(after)).toEqual(new Set([401]));
    expect(await recordedAfter(body.id)).toEqual([{ after: 0, any: true }]);
  });
});
