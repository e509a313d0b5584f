import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { openStore, type IdempotencyKey, type RememberedAnswer, type Reservation, type Store } from '#store';
import { PERSONAL_SECRET, cloneDatabase, type ClonedDatabase } from '../../../test/support/database.js';
import { check, consent, organization, performer, production, withdrawal } from '../../../test/support/recording.js';
import { run } from '../../../test/support/test-databases.js';

const ANSWER: RememberedAnswer = { status: 201, headers: { etag: '"1"' }, body: '{"a": 1,\n "ä":2}', current: [] };

function keyOf(key: string, own: Partial<IdempotencyKey> = {}): IdempotencyKey {
  const bodyHash = createHash('sha256').update('body').digest();
  return { principal: 'user:deniz', route: 'POST /v1/requests', key, bodyHash, ...own };
}

describe('an idempotency key', () => {
  let database: ClonedDatabase;
  let store: Store;
  beforeAll(async () => {
    database = await cloneDatabase();
    store = openStore({ personalSecret: PERSONAL_SECRET, connectionString: database.connectionString });
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  const reserve = (key: IdempotencyKey): Promise<Reservation> => store.transaction((tx) => tx.reserve(key));
  const answerOnce = (key: IdempotencyKey, answer: RememberedAnswer | null): Promise<Reservation> =>
    store.transaction(async (tx) => {
      const reservation = await tx.reserve(key);
      if (reservation.kind === 'fresh') await tx.rememberAnswer(key, answer);
      return reservation;
    });

  it('gives the same bytes again, and no work is done twice', async () => {
    expect(await answerOnce(keyOf('a'), ANSWER)).toEqual({ kind: 'fresh' });
    expect(await answerOnce(keyOf('a'), ANSWER)).toEqual({ kind: 'replay', answer: ANSWER });
  });

  it('is refused with another body, and free for another principal or route', async () => {
    await answerOnce(keyOf('b'), ANSWER);
    const bodyHash = createHash('sha256').update('other').digest();
    expect(await reserve(keyOf('b', { bodyHash }))).toEqual({ kind: 'other_body' });
    expect(await reserve(keyOf('b', { principal: 'user:ruth' }))).toEqual({ kind: 'fresh' });
    expect(await reserve(keyOf('b', { route: 'POST /v1/checks' }))).toEqual({ kind: 'fresh' });
  });

  it('is in flight while its first request is at work, and free again when that one dies', async () => {
    const failing = store.transaction(async (tx) => {
      expect(await tx.reserve(keyOf('c'))).toEqual({ kind: 'fresh' });
      expect(await reserve(keyOf('c'))).toEqual({ kind: 'in_flight' });
      throw new Error('killed');
    });
    await expect(failing).rejects.toThrow('killed');
    expect(await reserve(keyOf('c'))).toEqual({ kind: 'fresh' });
  });

  it('is answered once when many send it at once', async () => {
    const reservations = await Promise.all(Array.from({ length: 20 }, () => answerOnce(keyOf('d'), ANSWER)));
    expect(reservations.filter(({ kind }) => kind === 'fresh')).toHaveLength(1);
    expect(reservations.filter(({ kind }) => !['fresh', 'in_flight', 'replay'].includes(kind))).toEqual([]);
  });

  it('never tells a secret again', async () => {
    await answerOnce(keyOf('e'), null);
    expect(await reserve(keyOf('e'))).toEqual({ kind: 'not_replayable' });
  });

  it('replays a check only while what it was decided on is current', async () => {
    const owner = await organization(store);
    const [node, mara] = [await production(store, owner), await performer(store, owner)];
    const given = await consent(store, owner, node, mara);
    const result = await check(store, owner, mara, node);
    if (result.kind !== 'decided') throw new Error(result.kind);
    const { current } = result;
    const answer = { ...ANSWER, current: [current] };
    await answerOnce(keyOf('f'), answer);
    expect(await reserve(keyOf('f'))).toEqual({ kind: 'replay', answer });
    await withdrawal(store, mara, given);
    expect(await reserve(keyOf('f'))).toEqual({ kind: 'superseded' });
    const over = { ...answer, current: [{ ...current, subjects: [], validUntil: '2026-01-01T00:00:00.000Z' }] };
    await answerOnce(keyOf('g'), over);
    expect(await reserve(keyOf('g'))).toEqual({ kind: 'superseded' });
  });

  it('is forgotten after 24 hours', async () => {
    await answerOnce(keyOf('h'), ANSWER);
    const age = `UPDATE countersign.idempotency_keys SET created_at = created_at - interval '24 hours' WHERE key = 'h'`;
    await run(database.connectionString, age);
    expect(await reserve(keyOf('h'))).toEqual({ kind: 'fresh' });
    expect(await store.sweep(100)).toMatchObject({ idempotency_keys: 1 });
  });
});
