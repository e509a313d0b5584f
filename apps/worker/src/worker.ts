import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { importSigner } from '#evidence';
import { openLog } from '#discretion';
import { Outbound } from '#outbound';
import { DatabaseUnavailable, openStore, type Lane, type Store } from '#store';
import { BounceAddresses, listenForBounces } from './bounces.js';
import { certificateCarrier } from './certificates/certificate-carrier.js';
import { loadTypefaces } from './certificates/typesetting/typefaces.js';
import { openIdentity } from './certificates/seal-identity.js';
import { timeStampAuthority } from './certificates/time-stamping.js';
import { Carrying, type Slots } from './carrying.js';
import { ConfigError, type WorkerConfig } from './config.js';
import { keyEndingCarrier } from './key-ending-carrier.js';
import { loop } from './loop.js';
import { mailCarrier } from './mail-carrier.js';
import { tellOfMajority } from './majority.js';
import { openOutbox } from './mail.js';
import { openQueue } from './queue.js';
import { startRelay } from './relay.js';
import { recallCarrier } from './recalls/recall-carrier.js';
import { reminderCarrier } from './reminder-carrier.js';
import { startSequencer } from './sequencer.js';
import { disableFailing } from './webhooks/disabling.js';
import { receiverLimits, WEBHOOK_SLOTS, webhookCarrier } from './webhooks/webhook-carrier.js';
import { startHandOut } from './webhooks/hand-out.js';
import { suspensionCarrier } from './suspension-carrier.js';
import { undeliveredCarrier } from './undelivered-carrier.js';
import { startWitnessing } from './witnessing.js';

/** A running worker. */
export interface Worker {
  /** Where it takes mail that comes back; `null` where it takes none. */
  readonly bouncePort: number | null;
  /** Finishes what is under way, takes nothing new, lets the database go. */
  close(): Promise<void>;
}

/** Rows deleted from one table by one transaction at most; a backlog is worked off batch by batch. */
const SWEEP_MAX = 10_000;
/** Erased people whose evidence one round destroys at most, a transaction each. */
const DESTROY_MAX = 100;
const HOUSEKEEPING_EVERY_MS = 10 * 60_000;
const DATABASE_POLL_MS = 250;

/** Starts the sequencer, the relay and the carriers. Any number of workers share one database. */
export async function startWorker(config: WorkerConfig): Promise<Worker> {
  const log = openLog({ app: 'worker', level: config.logLevel, file: config.logFile });
  for (const warning of config.warnings) log.warn(warning);
  const logSigner = await importSigner(await keyFile(config, 'log.key'));
  const { identity, close: closeIdentity } = await openIdentity(config.seal);
  const timeStamp = config.timeStampUrl === null ? null : timeStampAuthority(config.timeStampUrl);
  const webhookSecret = await keyFile(config, 'webhook.secret');
  const typefaces = await loadTypefaces();
  const store = openStore({ connectionString: config.databaseUrl, personalSecret: config.personalSecret });
  await untilAnswered(store, log);

  const dkimKey = config.dkim === null ? null : await keyFile(config, 'dkim.pem');
  const addresses = config.bounces === null ? null : new BounceAddresses(webhookSecret, config.bounces.domain);
  const outbox = openOutbox(config, (mail) => store.mailbox.capture(mail), { dkimKey, bounces: addresses });
  const outbound = new Outbound({ permits: config.outboundPermits, ...receiverLimits(config) });
  const handOut = startHandOut(store, log);
  const carriers = {
    mail: mailCarrier(store, outbox),
    certificate: certificateCarrier(
      store,
      { identity, timeStamp },
      { typefaces, baseUrl: config.baseUrl, paper: config.paper },
    ),
    key_ending: keyEndingCarrier(store, config.baseUrl),
    reminder: reminderCarrier(store, config.baseUrl),
    suspension: suspensionCarrier(store, config.baseUrl),
    recall: recallCarrier(store, config.baseUrl),
    undelivered: undeliveredCarrier(store, config.baseUrl),
    webhook: webhookCarrier({
      store,
      outbound,
      webhookSecret,
      link: config.baseUrl.origin,
      done: handOut.wake,
    }),
  };
  const open = (lane: Lane, slots: Slots) => openLane(config, lane, new Carrying({ store, carriers, log }, slots), log);
  const lanes = {
    deliveries: await open('deliveries', { all: config.concurrency, ofShare: [] }),
    webhooks: await open('webhooks', WEBHOOK_SLOTS),
  };
  const loops = await Promise.all([
    startSequencer(store, config.baseUrl.host, logSigner, log),
    startRelay(store, { deliveries: lanes.deliveries.queue, webhooks: lanes.webhooks.queue }, log),
    handOut.loop,
    startHousekeeping(store, config, log),
    ...askingWitnesses(config, store, log),
  ]);
  const listen = config.bounces?.listen ?? null;
  const bounces =
    addresses === null || listen === null ? null : await listenForBounces(listen, { store, addresses, log });
  log.info('worker is running');

  return {
    bouncePort: bounces?.port ?? null,
    async close() {
      await Promise.all([bounces?.close(), ...loops.map((each) => each.stop())]);
      // First what waits, for other workers or the next start; then what is under way ends.
      for (const { carrying } of Object.values(lanes)) await carrying.stop();
      await Promise.all(Object.values(lanes).map(({ queue }) => queue.close()));
      outbox.close();
      await closeIdentity();
      await store.close();
    },
  };
}

async function openLane({ redisUrl, databaseUrl }: WorkerConfig, lane: Lane, carrying: Carrying, log: Logger) {
  const queue = await openQueue(
    redisUrl === null ? { databaseUrl } : { redisUrl },
    lane,
    (ticket) => carrying.carry(ticket),
    (error) => {
      log.warn({ err: error }, 'the queue reports an error');
    },
  );
  return { carrying, queue };
}

function askingWitnesses({ witnesses: policy, outboundPermits: permits }: WorkerConfig, store: Store, log: Logger) {
  return policy === null ? [] : [startWitnessing({ store, outbound: new Outbound({ permits }), policy }, log)];
}

/** A database that is starting comes by itself. BullMQ asks it once, and keeps a refusal for good. */
async function untilAnswered(store: Store, log: Logger): Promise<void> {
  for (let isFirst = true; ; isFirst = false) {
    try {
      await store.ping();
      return;
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable)) throw error;
      if (isFirst) log.warn({ err: error }, 'waiting for the database');
      await pause(DATABASE_POLL_MS);
    }
  }
}

function startHousekeeping(store: Store, { baseUrl, evidenceYears }: WorkerConfig, log: Logger) {
  const link = baseUrl.origin;
  return loop(
    {
      name: 'housekeeping',
      pollMs: HOUSEKEEPING_EVERY_MS,
      round: async () => {
        const swept = await store.sweep(SWEEP_MAX);
        if (Object.values(swept).includes(SWEEP_MAX)) return 'again';
        if ((await store.destroyEvidence(evidenceYears, DESTROY_MAX)) === DESTROY_MAX) return 'again';
        await tellOfMajority(store, link);
        await disableFailing(store, link);
        return 'idle';
      },
    },
    log,
  );
}

async function keyFile(config: WorkerConfig, name: string): Promise<string> {
  const path = join(config.keysDir, name);
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw new ConfigError(`the key file \`${path}\` cannot be read; set \`KEYS_DIR\` to the folder that holds it`);
  }
}
