import { Queue, Worker, createPostgresBackend, type Job } from 'bullmq';

/**
 * What a job carries: the ids of deliveries. The rows they name are the truth, so a second ticket for the same delivery does
 * no harm, and must not be refused for the first one's sake: that one may have died with its worker.
 */
export interface Ticket {
  readonly deliveries: readonly string[];
}

/** Carries tickets to whichever worker process is free. */
export interface DeliveryQueue {
  add(tickets: readonly Ticket[]): Promise<void>;
  /** Waits for the jobs under way. */
  close(): Promise<void>;
}

/** Where BullMQ keeps its jobs: its own schema of our PostgreSQL, or a Redis server. */
export type QueuePlace = { readonly databaseUrl: string } | { readonly redisUrl: string };

/**
 * A queue of its own for what goes to receivers that others state: however long they take, nothing else waits behind it. One
 * worker draws so many tickets at a time; how much it makes at a time is for whoever carries them to say.
 */
const LANES = { deliveries: { drawnMax: 16 }, webhooks: { drawnMax: 64 } } as const;
export type Lane = keyof typeof LANES;

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
      { connection: { ...connection, max: 4 }, concurrency: LANES[lane].drawnMax },
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
      concurrency: LANES[lane].drawnMax,
    }),
  ] as const;
}
