/** Erasing, sealing and destroying, by a process that dies at any statement: what was begun is there as a whole or not at all. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { erase, openStore, rebuild, sealPlain, type NewEntry, type Store } from '#store';
import { cloneDatabase, PERSONAL_SECRET, type ClonedDatabase } from '../../../test/support/database.js';
import { organization, performer } from '../../../test/support/recording.js';

describe('a process that dies', () => {
  let database: ClonedDatabase;
  let store: Store;
  let client: pg.Client;
  let owner: string;
  beforeAll(async () => {
    database = await cloneDatabase();
    store = openStore({ personalSecret: PERSONAL_SECRET, connectionString: database.connectionString });
    await store.ping();
    owner = await organization(store);
    client = new pg.Client({ connectionString: database.connectionString, options: '-c search_path=countersign' });
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await store.close();
    await database.drop();
  });

  const rowsOf = async (text: string, values: unknown[] = []): Promise<unknown[]> =>
    (await client.query(text, values)).rows;

  const left = (performerId: string) =>
    rowsOf(
      `SELECT p.name IS NOT NULL AS named, k.sealed IS NOT NULL AS keyed,
         EXISTS (SELECT FROM personals q WHERE q.persons[1] = p.id) AS said,
         EXISTS (SELECT FROM entries e WHERE e.type = 'erasure.done' AND e.refs ->> 'performer' = p.id) AS told
       FROM performers p JOIN keyring.persons k ON k.person = p.id WHERE p.id = $1`,
      [performerId],
    );
  const all = (is: boolean) => [{ named: is, keyed: is, said: is, told: !is }];

  it('while it erases somebody has erased them or has not, and the next one does', async () => {
    const count = await statementsOf(async () => {
      const somebody = await performer(store, owner);
      return () => store.transaction((tx) => erase(tx, { performer: somebody }, 'system'));
    });
    const outcomes = new Set<boolean>();
    // The first, the last and some between them, others each time.
    for (const at of [1, count - 1, count, ...Array.from({ length: 8 }, () => 1 + Math.floor(Math.random() * count))]) {
      const mara = await performer(store, owner, `mara${String(at)}`);
      await dyingAt(at, () => store.transaction((tx) => erase(tx, { performer: mara }, 'system')));
      const [now] = await left(mara);
      const isDone = Object(now).keyed === false;
      outcomes.add(isDone);
      expect({ at, now: [now] }).toEqual({ at, now: all(!isDone) });
      const again = await store.transaction((tx) => erase(tx, { performer: mara }, 'system'));
      expect(again.kind).toBe(isDone ? 'nobody' : 'erased');
      expect(await left(mara)).toEqual(all(false));
    }
    expect(outcomes).toContain(false);
    const given = { personalSecret: PERSONAL_SECRET, connectionString: database.connectionString };
    expect((await rebuild(given)).differences).toEqual([]);
  });

  it('while it destroys evidence has destroyed all of it or nothing, and the next round does', async () => {
    const later = openStore({
      ...{ personalSecret: PERSONAL_SECRET, connectionString: database.connectionString },
      clock: (now) => now.replace(/^\d{4}/, (year) => String(Number(year) + 10)),
    });
    const due = async (): Promise<number> =>
      (await rowsOf('SELECT FROM performers WHERE erased_at IS NOT NULL')).length;
    const before = await due();
    expect(before).toBeGreaterThan(5);
    for (let rounds = 0; (await due()) > 0; rounds += 1) {
      expect(rounds).toBeLessThan(100);
      await dyingAt(1 + Math.floor(Math.random() * 60), () => later.destroyEvidence(10, 100));
      // None of whom only a part is there.
      expect(
        await rowsOf(`SELECT e.refs FROM entries e JOIN payloads p ON p.entry = e.serial
          JOIN entries d ON d.type = 'evidence.destroyed' AND d.refs ->> 'performer' = e.refs ->> 'performer'
          WHERE e.type <> 'evidence.destroyed'`),
      ).toEqual([]);
    }
    await later.close();
    expect(await rowsOf(`SELECT FROM entries WHERE type = 'evidence.destroyed'`)).toHaveLength(before);
  });

  it('between two batches of sealing is followed by one that goes on, and nothing is sealed twice or left', async () => {
    const mara = await performer(store, owner);
    const viewed = Array.from({ length: 2500 }, (_, each): NewEntry<'record.viewed'> => {
      const evidence = { how: 'record' as const, records: [], purpose: 'audit' as const };
      const refs = { actor: 'user:test', performer: mara, organization: owner };
      return { type: 'record.viewed', refs, evidence, personal: { reason: `for ${String(each)}` } };
    });
    const appended = await store.transaction((tx) => tx.append(viewed));
    // As they lay before there were keys.
    await client.query('ALTER TABLE personals DISABLE TRIGGER ALL');
    await client.query(
      `UPDATE personals q SET personal = plain.text, salt = sha256(plain.text::bytea), persons = NULL, sealed = NULL
       FROM unnest($1::bigint[], $2::text[]) AS plain (entry, text) WHERE q.entry = plain.entry`,
      [appended.map(({ serial }) => serial), viewed.map(({ personal }) => JSON.stringify(personal))],
    );
    for (const trigger of ['append_only', 'erased_only', 'sealed_once'])
      await client.query(`ALTER TABLE personals ENABLE ALWAYS TRIGGER ${trigger}`);
    const plain = async (): Promise<number> => (await rowsOf(`SELECT FROM personals WHERE personal <> 'null'`)).length;
    for (let runs = 0, before = 2500; before > 0; runs += 1) {
      expect(runs).toBeLessThan(100);
      await dyingAt(2 + Math.floor(Math.random() * 20), () =>
        sealPlain(database.connectionString, () => PERSONAL_SECRET),
      );
      const now = await plain();
      expect([0, 500, 1500, 2500]).toContain(now);
      expect(now).toBeLessThanOrEqual(before);
      before = now;
    }
    for (const each of [0, 999, 1000, 2499])
      expect(await store.log.entry(appended[each]?.id ?? '')).toMatchObject({
        ...{ personal: { reason: `for ${String(each)}` }, personalSalt: expect.any(String) },
      });
    expect(await sealPlain(database.connectionString, () => '')).toBe(0);
  });
});

/** How many statements some work takes that is made ready first. */
async function statementsOf(ready: () => Promise<() => Promise<unknown>>): Promise<number> {
  const work = await ready();
  return dyingAt(Number.MAX_SAFE_INTEGER, work);
}

/**
 * Does work of which the connection is gone at its `at`-th statement, before that is sent, as that of a process which is killed; returns
 * how many statements came that far.
 */
async function dyingAt(at: number, work: () => Promise<unknown>): Promise<number> {
  // Overloaded; called here so that it answers with a promise.
  const query = Reflect.get(pg.Client.prototype, 'query') as (...args: unknown[]) => unknown;
  let count = 0;
  Reflect.set(pg.Client.prototype, 'query', function (this: pg.Client, ...args: unknown[]): unknown {
    count += 1;
    if (count < at) return query.apply(this, args);
    // The driver's own socket: nothing more of this process reaches the database.
    const { stream } = Reflect.get(this, 'connection') as { stream: { destroy(): void } };
    stream.destroy();
    return query.apply(this, args);
  });
  try {
    await work();
  } catch (error) {
    if (count < at) throw error;
  } finally {
    Reflect.set(pg.Client.prototype, 'query', query);
  }
  return count;
}
