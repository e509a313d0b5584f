import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { DatabaseUnavailable, migrate, openStore, startEmbedded, type Embedded, type Store } from '#store';
import { organization } from '../../../test/support/recording.js';
import { expectLogIsSound } from '../../../test/support/sound-log.js';
import { PERSONAL_SECRET } from '../../../test/support/database.js';

describe('a store whose database is killed', () => {
  let folder: string;
  let server: Embedded;
  let store: Store;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-test-'));
    server = await startEmbedded({ folder });
    await migrate(server.connectionString);
    store = openStore({ personalSecret: PERSONAL_SECRET, connectionString: server.connectionString });
  }, 60_000);
  afterAll(async () => {
    await store.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function killAndRestart(): Promise<void> {
    process.kill(server.pid, 'SIGKILL');
    await server.ended;
    // What happens meanwhile is a clear refusal.
    await expect(store.ping()).rejects.toThrow(DatabaseUnavailable);
    await expect(organization(store)).rejects.toThrow(DatabaseUnavailable);
    await expect(store.askers.key('hash')).rejects.toThrow(DatabaseUnavailable);
    // A pool of the driver, opaque to all but its user.
    const auth = store.authPool as Pool;
    await expect(auth.connect()).rejects.toThrow(DatabaseUnavailable);
    await expect(auth.query('SELECT 1')).rejects.toThrow();
    const port = Number(new URL(server.connectionString).port);
    server = await startEmbedded({ folder, port });
  }

  it('refuses meanwhile, loses nothing that it acknowledged and goes on by itself', async () => {
    let wakes = 0;
    const listening = await store.listen('entries', () => wakes++);
    const acknowledged: string[] = [];
    for (let round = 0; round < 3; round++) {
      const stopping = new AbortController();
      const writing = Promise.all(
        Array.from({ length: 4 }, async () => {
          while (!stopping.signal.aborted) {
            const id = await organization(store).catch((error: unknown) => {
              expect(error).toBeInstanceOf(DatabaseUnavailable);
              return null;
            });
            if (id === null) await new Promise((resolve) => setTimeout(resolve, 5));
            else acknowledged.push(id);
          }
        }),
      );
      const before = acknowledged.length;
      while (acknowledged.length < before + 10) await new Promise(setImmediate);
      await killAndRestart();
      const after = acknowledged.length;
      while (acknowledged.length < after + 10) await new Promise(setImmediate);
      stopping.abort();
      await writing;
    }
    for (const id of acknowledged)
      expect(await store.transaction((tx) => tx.find('organizations', id))).toMatchObject({ id });
    let size = 0;
    for (let count = -1; count !== 0; size += count) count = await store.sequence(1000, () => Promise.resolve('note'));
    // A commit whose answer was cut off is recorded and was not acknowledged: it is there, and sound.
    expect(size + 1).toBeGreaterThanOrEqual(acknowledged.length);
    const checkpoint = await store.log.checkpoint();
    await expectLogIsSound(server.connectionString, checkpoint?.size ?? 0);
    const woken = wakes;
    while (wakes === woken) await organization(store);
    await listening.close();
  }, 120_000);
});

describe('a store that is opened on', () => {
  it('a closed port says so, and does so in time', async () => {
    const store = openStore({
      personalSecret: PERSONAL_SECRET,
      connectionString: 'postgres://nobody@127.0.0.1:1/nothing',
      connectTimeoutMs: 500,
    });
    await expect(store.ping()).rejects.toThrow(/^the database cannot be used now: .*ECONNREFUSED/);
    await expect(store.transaction((tx) => tx.at())).rejects.toThrow(DatabaseUnavailable);
    await store.close();
  });
});
