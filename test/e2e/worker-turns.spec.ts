/** When the worker makes what is due, and what is left of it when the worker ends. */
import { rm } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { newId, openStore, type NewDelivery, type Store } from '#store';
import { readConfig } from '../../apps/worker/src/config.js';
import { startWorker, type Worker } from '../../apps/worker/src/worker.js';
import { PERSONAL_SECRET, cloneDatabase, type ClonedDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { openMailPeer, type OnTaken } from '../support/mail-peer.js';
import { LOGGING, used } from '../support/used-secrets.js';
import { makeWorkerKeys } from '../support/worker-keys.js';

describe('what a worker has to do', () => {
  let database: ClonedDatabase;
  let store: Store;
  let pool: pg.Pool;
  let keysDir: string;
  const opened: { close(): Promise<void> }[] = [];

  beforeAll(async () => {
    database = await cloneDatabase();
    store = openStore({ personalSecret: PERSONAL_SECRET, connectionString: database.connectionString });
    pool = new pg.Pool({ connectionString: database.connectionString, max: 1 });
    keysDir = await makeWorkerKeys();
  });
  afterEach(async () => {
    for (const each of opened.splice(0).reverse()) await each.close();
  });
  afterAll(async () => {
    await pool.end();
    await store.close();
    await database.drop();
    await rm(keysDir, { recursive: true });
  });

  async function start(env: Record<string, string>): Promise<Worker> {
    const own = {
      DATABASE_URL: database.connectionString,
      BASE_URL: 'http://127.0.0.1',
      KEYS_DIR: keysDir,
      ...LOGGING,
    };
    const worker = await startWorker(readConfig({ ...own, ...env }));
    opened.push(worker);
    return worker;
  }

  async function peer(onTaken: OnTaken) {
    const opening = await openMailPeer(undefined, onTaken);
    opened.push(opening);
    return opening;
  }

  const mail = (to: string): NewDelivery => {
    used('email', to);
    return { kind: 'mail', payload: { to, subject: 'Hello', text: 'A text.' } };
  };

  it('gives up at once what names nothing, whatever its kind', async () => {
    await start({ MAIL_CAPTURE: 'true' });
    const kinds = ['mail', 'certificate', 'key_ending', 'reminder', 'undelivered', 'webhook'] as const;
    const attached = { ...mail('attached@example.com').payload, attachment: { name: 'a.pdf', document: newId('doc') } };
    const ids = await store.transaction((tx) =>
      tx.deliver([
        ...kinds.map((kind) => ({ kind, payload: {} })),
        { kind: 'mail', payload: attached },
        { kind: 'certificate', payload: { entry: newId('entr') } },
      ]),
    );
    const counted = `SELECT FROM countersign.deliveries WHERE id = ANY ($1) AND state = 'given_up' AND attempts = 1`;
    await eventually('given up', async () =>
      (await pool.query(counted, [ids])).rowCount === ids.length ? true : null,
    );
  });

  it('forgets what a mail held at the time from which it is of no use, whether it was given up or waits', async () => {
    const { url } = await openMailPeer((to) => (to.startsWith('never') ? 550 : 451)).then((made) => {
      opened.push(made);
      return made;
    });
    const worker = await start({ SMTP_URL: url });
    const ids = await store.transaction((tx) =>
      tx.deliver(['never@example.com', 'later@example.com'].map((to) => ({ ...mail(to), usefulForMinutes: 10 }))),
    );
    const counted = async (condition: string) =>
      (await pool.query(`SELECT FROM countersign.deliveries WHERE id = ANY ($1) AND ${condition}`, [ids])).rowCount;
    await eventually('tried', async () =>
      (await counted('attempts = 1 AND payload IS NOT NULL')) === 2 ? true : null,
    );
    opened.splice(opened.indexOf(worker), 1);
    await worker.close();
    await pool.query(`UPDATE countersign.deliveries SET not_after = now(), due_at = now() WHERE id = ANY ($1)`, [ids]);
    await start({ SMTP_URL: url });
    await eventually('forgotten', async () =>
      (await counted(`state = 'given_up' AND payload IS NULL AND attempts = 1`)) === 2 ? true : null,
    );
  });

  it('takes a mail when its turn has come, however long it waits for it, and gives back what waits when it ends', async () => {
    const held: (() => void)[] = [];
    const { url, taken } = await peer((_to, answer) => void held.push(answer));
    const worker = await start({ SMTP_URL: url, DELIVERY_CONCURRENCY: '1' });
    const to = Array.from({ length: 20 }, (_, index) => `waits-${index}@example.com`);
    const ids = await store.transaction((tx) => tx.deliver(to.map(mail)));
    const standing = async (condition: string) =>
      (await pool.query(`SELECT FROM countersign.deliveries WHERE id = ANY ($1) AND ${condition}`, [ids])).rowCount;
    await eventually('the first', () => taken[0]);
    await eventually('all in the queue', async () => ((await standing(`state = 'queued'`)) === 20 ? true : null));
    expect(await standing('taken_at IS NOT NULL')).toBe(1);

    // So long that the sweep has others take what waits: that brings second tickets, and nothing is made by both.
    await pool.query(
      `UPDATE countersign.deliveries SET queued_at = queued_at - interval '1 hour' WHERE id = ANY ($1)`,
      [ids],
    );
    expect(await store.deliveries.requeueOrphans(120_000, { triesMax: 1, spreadMs: 0 })).toBe(19);
    await eventually('in the queue again', async () => ((await standing(`state = 'queued'`)) === 20 ? true : null));
    held.shift()?.();
    await eventually('the second', () => taken[1]);

    opened.splice(opened.indexOf(worker), 1);
    const ended = worker.close();
    await eventually('given back', async () =>
      (await standing(`state = 'due' AND attempts = 0`)) === 18 ? true : null,
    );
    held.shift()?.();
    await ended;
    expect(taken).toHaveLength(2);
    expect(await standing(`state = 'delivered'`)).toBe(2);
    await start({ SMTP_URL: url });
    await eventually('all', async () => {
      for (const answer of held.splice(0)) answer();
      return (await standing(`state = 'delivered' AND attempts = 0`)) === 20 ? true : null;
    });
    expect(taken.map((each) => each.to).sort()).toEqual([...to].sort());
  });
});
