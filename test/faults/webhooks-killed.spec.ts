import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { newWebhookKey } from '#outbound';
import { newId, openStore, type Store } from '#store';
import { PERSONAL_SECRET, cloneDatabase, type ClonedDatabase } from '../support/database.js';
import { bundled, type Program } from '../support/bundled.js';
import { eventually } from '../support/eventually.js';
import { AT_ONCE, type KillPoint } from '../support/kill-points.js';
import { organization, performer, production, request } from '../support/recording.js';
import { QUEUES, type RedisServer } from '../support/redis.js';
import { LOGGING } from '../support/used-secrets.js';
import { openReceiver, type Receiver } from '../support/webhook-receiver.js';
import { makeWorkerKeys } from '../support/worker-keys.js';

const WHENS = ['before', 'after'] as const;
type Place = Omit<KillPoint, 'step'> & { readonly step: KillPoint['step'] | 'call' };

/** Where it dies on the way of an event. */
const STEPS = ['add', 'take', 'hand_out', 'call', 'note', 'delivered'] as const;
const PLACES: readonly Place[] = [
  { step: 'claim_webhooks', when: 'after' },
  ...STEPS.flatMap((step) => WHENS.map((when) => ({ step, when }))),
];
const EVENTS_EACH = 6;

describe.each(QUEUES)('a worker that sends webhooks and is killed, with its queue in $name', ({ open }) => {
  let database: ClonedDatabase;
  let store: Store;
  let keysDir: string;
  let worker: Program;
  let receiver: Receiver;
  let redis: RedisServer | null;

  beforeAll(async () => {
    database = await cloneDatabase();
    store = openStore({ personalSecret: PERSONAL_SECRET, connectionString: database.connectionString });
    keysDir = await makeWorkerKeys();
    worker = await bundled('test/support/worker-process.ts');
    receiver = await openReceiver();
    redis = await open();
  });
  afterAll(async () => {
    await receiver.close();
    await redis?.stop();
    await store.close();
    await database.drop();
    await rm(keysDir, { recursive: true });
    await worker.drop();
  });

  function startProcess(point?: KillPoint): ChildProcess {
    const settings = {
      ...{ DATABASE_URL: database.connectionString, BASE_URL: 'http://127.0.0.1', KEYS_DIR: keysDir },
      ...{ MAIL_CAPTURE: 'true', OUTBOUND_ALLOW: 'http://127.0.0.1', ...LOGGING },
      ...(redis && { REDIS_URL: redis.url }),
    };
    const args = [worker.file, JSON.stringify(settings), ...(point ? [JSON.stringify(point)] : [])];
    return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  }

  async function makeWebhook(owner: string): Promise<void> {
    const [webhook, key] = [newId('hook'), newId('hkey')];
    const made = newWebhookKey(await readFile(join(keysDir, 'webhook.secret'), 'utf8'), key);
    await store.transaction(async (tx) => {
      await tx.lock([webhook]);
      const settings = { url: receiver.url, events: null, productions: null };
      const evidence = { ...settings, key, publicKey: made.publicKey };
      const refs = { actor: 'user:test', organization: owner, webhook };
      await tx.append([{ type: 'webhook.created', refs, evidence, personal: null }]);
      await tx.webhooks.begin(webhook);
      await tx.webhooks.keepSecret(webhook, { id: key, sealed: made.sealed });
    });
  }

  it(`leaves out no event in ${PLACES.length} deaths, and one that comes twice comes under its id`, async () => {
    const owner = await organization(store);
    const node = await production(store, owner);
    const who = await performer(store, owner);
    await makeWebhook(owner);
    for (const { step, when } of PLACES) {
      for (let count = 0; count < EVENTS_EACH; count += 1) await request(store, owner, node, who);
      const child = startProcess(step === 'call' ? undefined : { step, when });
      if (step === 'call') {
        // Its receiver has the event, and has not answered, or has.
        receiver.reply = () => {
          if (when === 'after') setImmediate(() => child.kill('SIGKILL'));
          else child.kill('SIGKILL');
          return 204;
        };
      }
      const [, signal] = await once(child, 'exit');
      receiver.reply = () => 204;
      expect({ step, when, signal }).toEqual({ step, when, signal: 'SIGKILL' });
      // Its tickets are lost with it; two minutes later the sweep would find them by itself.
      await store.deliveries.requeueOrphans(0, AT_ONCE);
    }
    const last = startProcess();
    try {
      const different = () => new Map(receiver.received.map(({ event }) => [event.id, event]));
      await eventually('all events', () => (different().size === PLACES.length * EVENTS_EACH ? true : null), 60_000);
      const events = [...different().values()].sort((one, other) => one.sequence - other.sequence);
      expect(events.map(({ previous }) => previous)).toEqual([
        null,
        ...events.slice(0, -1).map(({ sequence }) => sequence),
      ]);
      expect(receiver.received.filter(({ headers, event }) => headers['webhook-id'] !== event.id)).toEqual([]);
    } finally {
      last.kill('SIGKILL');
      await once(last, 'exit');
    }
  }, 180_000);
});
