import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { newWebhookKey } from '#outbound';
import { newId, openStore, type Store } from '#store';
import { cloneDatabase, type ClonedDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { organization, performer, production, request } from '../support/recording.js';
import { LOGGING } from '../support/used-secrets.js';
import { openReceiver, type Receiver } from '../support/webhook-receiver.js';
import { makeWorkerKeys } from '../support/worker-keys.js';

const EVENTS = 40;
const KILLS = 2;

describe('a worker that sends webhooks and is killed', () => {
  let database: ClonedDatabase;
  let store: Store;
  let keysDir: string;
  let receiver: Receiver;

  beforeAll(async () => {
    database = await cloneDatabase();
    store = openStore({ connectionString: database.connectionString });
    keysDir = await makeWorkerKeys();
    receiver = await openReceiver();
  });
  afterAll(async () => {
    await receiver.close();
    await store.close();
    await database.drop();
    await rm(keysDir, { recursive: true });
  });

  function startProcess(): ChildProcess {
    const settings = {
      ...{ DATABASE_URL: database.connectionString, BASE_URL: 'http://127.0.0.1', KEYS_DIR: keysDir },
      ...{ MAIL_CAPTURE: 'true', OUTBOUND_ALLOW: 'http://127.0.0.1', ...LOGGING },
    };
    const program = ['--conditions=source', '--import', './test/support/typescript.js'];
    return spawn(process.execPath, [...program, 'test/support/worker-process.ts', JSON.stringify(settings)], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
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

  it('leaves out no event between the log and the receiver, and one that comes twice comes under its id', async () => {
    const owner = await organization(store);
    const node = await production(store, owner);
    const who = await performer(store, owner);
    await makeWebhook(owner);
    for (let kill = 0; kill < KILLS; kill += 1) {
      // Half of them are not handed out yet when it dies, and of the rest some have been sent.
      for (let count = 0; count < EVENTS / KILLS; count += 1) await request(store, owner, node, who);
      const child = startProcess();
      const seen = receiver.received.length;
      await receiver.until(seen + 1);
      child.kill('SIGKILL');
      await once(child, 'exit');
      // Its tickets are lost with it; two minutes later the sweep would find them by itself.
      await store.deliveries.requeueOrphans(0);
    }
    const last = startProcess();
    try {
      const different = () => new Map(receiver.received.map(({ event }) => [event.id, event]));
      await eventually('all events', () => (different().size === EVENTS ? true : null), 60_000);
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
  }, 120_000);
});
