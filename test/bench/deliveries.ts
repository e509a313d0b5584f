/**
 * What must be sent, against bare BullMQ on the same PostgreSQL: handing rows to the queue against `addBulk(100)`, and the whole
 * way of a delivery (claimed, handed over, drawn, taken, written down) against a job that does nothing. `node … FILE ROUNDS`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { Queue, Worker, createPostgresBackend } from 'bullmq';
import pg from 'pg';
import pino from 'pino';
import { migrate, openStore, removeEmbedded, startEmbedded, type Store } from '#store';
import { Carrying, type Carriers } from '../../apps/worker/src/carrying.js';
import { OPEN_MAX, openQueue } from '../../apps/worker/src/queue.js';
import { startRelay } from '../../apps/worker/src/relay.js';
import { held, spread } from './spread.js';
import { PERSONAL_SECRET } from '../support/database.js';

const COUNT = 2000;
/** As many as the queue holds. */
const HANDED = OPEN_MAX;
const CONCURRENCY = 16;
const ROUNDS = Number(process.argv[2] ?? 5);
const log = pino({ level: 'silent' });
const PAYLOAD = { to: 'mara@bench.example', subject: 'A subject line', text: 'A few words of text. '.repeat(12) };

interface Place {
  readonly connectionString: string;
  readonly store: Store;
  readonly client: pg.Client;
}

/** Deliveries, or jobs, a second. */
type Contestant = (place: Place) => Promise<number>;

/** Jobs of the size that our rows have, as BullMQ's own documentation adds and works them. */
const bareHandOver: Contestant = async ({ connectionString }) => {
  const queue = new Queue(
    'bare',
    { connection: { connectionString, schema: 'bare', migrate: true, max: 2 } },
    createPostgresBackend,
  );
  await queue.waitUntilReady();
  const seconds = await timed(async () => {
    for (let from = 0; from < HANDED; from += 100) await queue.addBulk(hundredJobs());
  });
  await queue.obliterate({ force: true });
  await queue.close();
  return HANDED / seconds;
};

const bareProcessing: Contestant = async ({ connectionString }) => {
  const connection = { connectionString, schema: 'bare', migrate: true };
  const queue = new Queue('bare', { connection: { ...connection, max: 2 } }, createPostgresBackend);
  await queue.waitUntilReady();
  for (let from = 0; from < COUNT; from += 100) await queue.addBulk(hundredJobs());
  let done = 0;
  let finish = (): void => undefined;
  const all = new Promise<void>((resolve) => (finish = resolve));
  const worker = new Worker(
    'bare',
    () => {
      done += 1;
      if (done === COUNT) finish();
      return Promise.resolve();
    },
    { connection: { ...connection, max: 4 }, concurrency: CONCURRENCY, autorun: false },
    createPostgresBackend,
  );
  await worker.waitUntilReady();
  const seconds = await timed(async () => {
    void worker.run();
    await all;
  });
  await worker.close();
  await queue.close();
  return COUNT / seconds;
};

function hundredJobs() {
  const opts = { attempts: 1, removeOnComplete: true, removeOnFail: true };
  return Array.from({ length: 100 }, () => ({ name: 'mail', data: PAYLOAD, opts }));
}

/** Due rows become tickets in the queue, until none is due. */
const ownHandOver: Contestant = async ({ connectionString, store, client }) => {
  await makeDue(store, HANDED);
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const queue = await openQueue({ databaseUrl: connectionString }, 'deliveries', () => held, throwing);
  const seconds = await timed(async () => {
    const relay = await startRelay(store, { deliveries: queue, webhooks: queue }, log);
    await until(async () => (await count(client, 'due')) === 0);
    await relay.stop();
  });
  await client.query('TRUNCATE bullmq.job CASCADE');
  await client.query(`UPDATE countersign.deliveries SET state = 'delivered', payload = NULL`);
  release();
  await queue.close();
  return HANDED / seconds;
};

/** From due rows to rows that say delivered; what carries them does nothing, as the bare job. */
const ownProcessing: Contestant = async ({ connectionString, store, client }) => {
  await makeDue(store, COUNT);
  const carriers = carriersOf(() => Promise.resolve());
  const carrying = new Carrying({ store, carriers, log }, { all: CONCURRENCY, ofShare: [] });
  const queue = await openQueue(
    { databaseUrl: connectionString },
    'deliveries',
    (ticket) => carrying.carry(ticket),
    throwing,
  );
  const seconds = await timed(async () => {
    const relay = await startRelay(store, { deliveries: queue, webhooks: queue }, log);
    await until(async () => (await count(client)) === 0);
    await relay.stop();
  });
  await queue.close();
  return COUNT / seconds;
};

function carriersOf(carrier: () => Promise<void>) {
  return new Proxy({} as Carriers, { get: () => carrier });
}

async function makeDue(store: Store, length: number): Promise<void> {
  await store.transaction((tx) =>
    tx.deliver(Array.from({ length }, () => ({ kind: 'mail' as const, payload: PAYLOAD }))),
  );
}

async function count(client: pg.Client, state = ''): Promise<number> {
  const open = `SELECT count(*)::int AS n FROM countersign.deliveries WHERE state <> 'delivered' AND state LIKE $1`;
  return (await client.query(open, [`${state}%`])).rows[0].n;
}

async function until(isReached: () => Promise<boolean>): Promise<void> {
  while (!(await isReached())) await new Promise((resolve) => setTimeout(resolve, 10));
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

function throwing(error: Error): void {
  throw error;
}

const CONTESTS: readonly {
  readonly name: string;
  readonly due: number;
  readonly bare: Contestant;
  readonly own: Contestant;
}[] = [
  { name: 'handed to the queue, rows / addBulk(100)', due: 0.7, bare: bareHandOver, own: ownHandOver },
  { name: 'delivered, rows / bare jobs', due: 0.8, bare: bareProcessing, own: ownProcessing },
];

async function run(place: Place): Promise<void> {
  for (const { name, due, bare, own } of CONTESTS) {
    const [bares, owns]: [number[], number[]] = [[], []];
    // The first round warms and is not counted; turns about, so that none always runs on what the other has warmed.
    for (let round = 0; round <= ROUNDS; round += 1) {
      const turns = [async () => bares.push(await bare(place)), async () => owns.push(await own(place))];
      for (const turn of round % 2 === 0 ? turns : turns.reverse()) await turn();
    }
    const ratios = owns.slice(1).map((each, round) => each / (bares[round + 1] ?? each));
    console.log(
      `${name}: ${held(ratios, due)}; bare ${spread(bares.slice(1), 0)}/s, ours ${spread(owns.slice(1), 0)}/s`,
    );
  }
}

const folder = await mkdtemp(join(tmpdir(), 'countersign-bench-'));
const server = await startEmbedded({ folder: join(folder, 'postgresql'), port: 'free' });
try {
  await migrate(server.connectionString);
  const store = openStore({ personalSecret: PERSONAL_SECRET, connectionString: server.connectionString });
  const client = new pg.Client({ connectionString: server.connectionString });
  await client.connect();
  await run({ connectionString: server.connectionString, store, client });
  await client.end();
  await store.close();
} finally {
  await server.stop();
  await removeEmbedded(join(folder, 'postgresql'));
  await rm(folder, { recursive: true, force: true });
}
