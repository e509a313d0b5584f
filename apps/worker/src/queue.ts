import { Queue, Worker, createPostgresBackend, type Job } from 'bullmq';
import type { Lane } from '#store';

/**
 * What a job carries: the ids of deliveries, and of each whom it takes a share of. The rows they name are the truth, so a second ticket for the same delivery does
 * no harm, and must not be refused for the first one's sake: that one may have died with its worker.
 */
export interface Ticket {
  readonly deliveries: readonly string[];
  readonly shares?: readonly (readonly string[])[];
}

/** Carries tickets to whichever worker process is free. */
export interface DeliveryQueue {
  add(tickets: readonly Ticket[]): Promise<void>;
  /** Waits for the jobs under way. */
  close(): Promise<void>;
}

/** Where BullMQ keeps its jobs: its own schema of our PostgreSQL, or a Redis server. */
export type QueuePlace = { readonly databaseUrl: string } | { readonly redisUrl: string };

/** Rows of a lane in its queue at most, drawn or not: what is more waits in the database, where it is seen and put in order. */
export const OPEN_MAX = 1000;

/**
 * A lane has a queue of its own, so that nothing else waits behind it. One worker draws so many tickets at a time; how much it
 * makes at a time is for whoever carries them to say. Those of webhooks are all drawn, for each may wait for its receiver, and
 * the next for another.
 */
const DRAWN_MAX: Readonly<Record<Lane, number>> = { deliveries: 16, webhooks: OPEN_MAX };
export const LANES = ['deliveries', 'webhooks'] as const satisfies readonly Lane[];

// Retries, their schedule and their limit belong to the delivery row; the queue tries once and forgets.
const ONCE = { attempts: 1, removeOnComplete: true, removeOnFail: true } as const;

/** Opens the queue at both ends: adds tickets, and calls `carry` for each one that this process draws. */
export async function openQueue(
  place: QueuePlace,
  lane: Lane,
  carry: (ticket: Ticket) => Promise<void>,
  onError: (error: Error) => void,
): Promise<DeliveryQueue> {
  const draw = (job: Job<Ticket>): Promise<void> => carry(job.data);
  const [queue, worker] =
    'databaseUrl' in place ? onPostgres(lane, place.databaseUrl, draw) : onRedis(lane, place.redisUrl, draw);
  queue.on('error', onError);
  worker.on('error', onError);
  await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);

  return {
    async add(tickets) {
      await queue.addBulk(tickets.map((ticket) => ({ name: 'carry', data: ticket, opts: ONCE })));
    },
    async close() {
      await worker.close();
      await queue.close();
    },
  };
}

type Draw = (job: Job<Ticket>) => Promise<void>;

// The jobs are tickets, so this schema needs none of the grants of ours: BullMQ makes and keeps it as the login role.
const SCHEMA = 'bullmq';

function onPostgres(lane: Lane, connectionString: string, draw: Draw) {
  const connection = { connectionString, schema: SCHEMA, migrate: true };
  return [
    new Queue(lane, { connection: { ...connection, max: 2 } }, createPostgresBackend),
    new Worker(
      lane,
      draw,
      { connection: { ...connection, max: 4 }, concurrency: DRAWN_MAX[lane] },
      createPostgresBackend,
    ),
  ] as const;
}

function onRedis(lane: Lane, url: string, draw: Draw) {
  return [
    new Queue(lane, { connection: { url } }),
    // A blocking connection must not give up on commands while Redis restarts.
    new Worker(lane, draw, {
      connection: { url, maxRetriesPerRequest: null },
      concurrency: DRAWN_MAX[lane],
    }),
  ] as const;
}
