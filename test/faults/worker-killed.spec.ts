import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { openStore, type Store } from '#store';
import { PERSONAL_SECRET, cloneDatabase, type ClonedDatabase } from '../support/database.js';
import { eventually } from '../support/eventually.js';
import { AT_ONCE } from '../support/kill-points.js';
import { openMailPeer, type MailPeer } from '../support/mail-peer.js';
import { organization } from '../support/recording.js';
import { expectLogIsSound } from '../support/sound-log.js';
import { makeWorkerKeys } from '../support/worker-keys.js';
import { LOGGING } from '../support/used-secrets.js';

const MAILS = 60;
const KILLS = 4;

describe('a worker that is killed', () => {
  let database: ClonedDatabase;
  let store: Store;
  let keysDir: string;
  let peer: MailPeer;

  beforeAll(async () => {
    database = await cloneDatabase();
    store = openStore({ personalSecret: PERSONAL_SECRET, connectionString: database.connectionString });
    keysDir = await makeWorkerKeys();
    peer = await openMailPeer();
  });
  afterAll(async () => {
    await peer.close();
    await store.close();
    await database.drop();
    await rm(keysDir, { recursive: true });
  });

  function startProcess(): ChildProcess {
    const settings = {
      DATABASE_URL: database.connectionString,
      BASE_URL: 'http://127.0.0.1',
      KEYS_DIR: keysDir,
      ...LOGGING,
      SMTP_URL: peer.url,
    };
    return spawn(
      process.execPath,
      [
        '--conditions=source',
        '--import',
        './test/support/typescript.js',
        'test/support/worker-process.ts',
        JSON.stringify(settings),
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
  }

  it('loses no mail and no entry, and every mail that came twice came under one id', async () => {
    const sent = await store.transaction((tx) =>
      tx.deliver(
        Array.from({ length: MAILS }, (_, index) => ({
          kind: 'mail' as const,
          payload: { to: `person-${index}@example.com`, subject: 'Hello', text: 'A text.' },
        })),
      ),
    );
    for (let kill = 0; kill < KILLS; kill++) {
      const child = startProcess();
      const seen = peer.taken.length;
      await organization(store, `Pictures ${kill}`);
      // Killed in the middle of its work: some of this round's mail has gone out, the rest has not.
      await eventually('some mail', () => (peer.taken.length > seen || isAllTaken() ? true : null), 60_000);
      child.kill('SIGKILL');
      await once(child, 'exit');
      // Its tickets are lost with it; a minute later the sweep would find them by itself.
      await store.deliveries.requeueOrphans(0, AT_ONCE);
    }
    const last = startProcess();
    try {
      await eventually('all mail', () => (isAllTaken() ? true : null), 60_000);
      await eventually('all delivered', async () => ((await countOpen()) === 0 ? true : null), 60_000);
      const size = await countEntries();
      await eventually('all sequenced', async () => ((await store.log.checkpoint())?.size === size ? true : null));
      await expectLogIsSound(database.connectionString, size);
    } finally {
      last.kill('SIGKILL');
      await once(last, 'exit');
    }
    const ids = new Map<string, Set<string>>();
    for (const { to, messageId } of peer.taken) ids.set(to, (ids.get(to) ?? new Set()).add(messageId));
    expect([...ids.values()].filter((each) => each.size !== 1)).toEqual([]);
    expect(new Set(peer.taken.map(({ messageId }) => messageId))).toEqual(
      new Set(sent.map((id) => `<${id}@127.0.0.1>`)),
    );
  }, 240_000);

  const isAllTaken = (): boolean => new Set(peer.taken.map(({ to }) => to)).size === MAILS;
  const countOpen = (): Promise<number> =>
    count(`SELECT count(*)::int AS n FROM countersign.deliveries WHERE state <> 'delivered'`);
  const countEntries = (): Promise<number> => count('SELECT count(*)::int AS n FROM countersign.entries');

  async function count(text: string): Promise<number> {
    const client = new pg.Client({ connectionString: database.connectionString });
    await client.connect();
    try {
      return (await client.query(text)).rows[0].n;
    } finally {
      await client.end();
    }
  }
});
