import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseUnavailable, newId, openStore, type NewEntry, type Store } from '#store';
import { PERSONAL_SECRET, cloneDatabase, type ClonedDatabase } from '../../../test/support/database.js';
import { check, organization, performer, production, record } from '../../../test/support/recording.js';
import { run } from '../../../test/support/test-databases.js';
import { expectLogIsSound } from '../../../test/support/sound-log.js';
import { rootFolder } from './root-folder.js';

const note = ({ size }: { size: number }): Promise<string> => Promise.resolve(`note of ${String(size)}`);

function organizationEntry(id: string): NewEntry {
  const refs = { actor: 'user:test', organization: id };
  return { type: 'organization.created', refs, evidence: { kind: 'studio', name: 'Atlas' }, personal: null };
}

describe('sequence', () => {
  let database: ClonedDatabase;
  let store: Store;
  beforeEach(async () => {
    database = await cloneDatabase();
    store = openStore({ personalSecret: PERSONAL_SECRET, connectionString: database.connectionString });
  });
  afterEach(async () => {
    await store.close();
    await database.drop();
  });

  async function sequenceAll(): Promise<number> {
    let total = 0;
    for (let count = -1; count !== 0; total += count) count = await store.sequence(100, note);
    return total;
  }

  it('signs the empty tree once, so that a monitor has a beginning', async () => {
    expect(await store.sequence(10, note)).toBe(0);
    expect(await store.sequence(10, note)).toBe(0);
    expect(await store.log.checkpoint()).toMatchObject({ size: 0, note: 'note of 0' });
    await expectLogIsSound(database.connectionString, 0);
  });

  it('takes as many as it is told, in the order of serials', async () => {
    for (let i = 0; i < 5; i++) await organization(store);
    expect(await store.sequence(3, note)).toBe(3);
    await expectLogIsSound(database.connectionString, 3);
    expect(await store.sequence(3, note)).toBe(2);
    await expectLogIsSound(database.connectionString, 5);
  });

  it('writes full tiles of 256 leaves, whatever the steps are', async () => {
    const ids = Array.from({ length: 600 }, () => newId('org'));
    await record(store, ids, ids.map(organizationEntry));
    for (const step of [1, 254, 2, 255, 256]) await store.sequence(step, note);
    await expectLogIsSound(database.connectionString, 600);
    expect(await store.log.tileHashes(1, 0, 10)).toHaveLength(2);
    expect(await store.log.tileHashes(0, 256, 512)).toHaveLength(256);
    expect(await store.log.leaves(599, 700)).toHaveLength(1);
  });

  it('neither skips nor reorders a transaction that was opened first and committed last', async () => {
    const [early, late] = [newId('org'), newId('org')];
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    let appended = (): void => undefined;
    const drawn = new Promise<void>((resolve) => (appended = resolve));
    const first = store.transaction(async (tx) => {
      await tx.lock([early]);
      const [entry] = await tx.append([organizationEntry(early)]);
      appended();
      await gate;
      return entry;
    });
    await drawn;
    const lateEntry = await store.transaction(async (tx) => {
      await tx.lock([late]);
      return (await tx.append([organizationEntry(late)]))[0];
    });
    expect(await sequenceAll()).toBe(1);
    await expectLogIsSound(database.connectionString, 1);
    release();
    const earlyEntry = await first;
    expect(earlyEntry?.serial).toBeLessThan(lateEntry?.serial ?? 0);
    expect(await sequenceAll()).toBe(1);
    expect(await store.log.indexOf({ entry: earlyEntry?.id ?? '' })).toBe(1);
    await expectLogIsSound(database.connectionString, 2);
  });

  it('leaves nothing behind when the checkpoint cannot be signed', async () => {
    await organization(store);
    await expect(store.sequence(10, () => Promise.reject(new Error('no key')))).rejects.toThrow('no key');
    await expectLogIsSound(database.connectionString, 0);
    expect(await sequenceAll()).toBe(1);
    await expectLogIsSound(database.connectionString, 1);
  });

  it('gives two sequencers at once each entry to one of them', async () => {
    const other = openStore({ personalSecret: PERSONAL_SECRET, connectionString: database.connectionString });
    try {
      const ids = Array.from({ length: 120 }, () => newId('org'));
      const writing = Promise.all(ids.map((id) => record(store, [id], [organizationEntry(id)])));
      let total = 0;
      const drain = async (by: Store): Promise<void> => {
        while (total < ids.length) {
          const count = await by.sequence(5, note);
          total += count;
        }
      };
      await Promise.all([writing, drain(store), drain(other)]);
      expect(total).toBe(ids.length);
      await expectLogIsSound(database.connectionString, ids.length);
    } finally {
      await other.close();
    }
  });

  /** Checks are recorded one after the other until `stop`, which says how many entries there are. */
  async function writing(): Promise<{ stop(): Promise<number> }> {
    const owner = await organization(store);
    const [node, mara] = [await production(store, owner), await performer(store, owner)];
    const stopping = new AbortController();
    const written = (async () => {
      let count = 3;
      for (; !stopping.signal.aborted; count++) await check(store, owner, mara, node);
      return count;
    })();
    return {
      stop: () => {
        stopping.abort();
        return written;
      },
    };
  }

  const aMoment = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.random() * ms));
  const sizeNow = async (): Promise<number> => (await store.log.checkpoint())?.size ?? 0;

  it('keeps the log sound when the process of the sequencer is killed at any instant', async () => {
    const writer = await writing();
    const program = join(rootFolder(), 'test', 'support', 'sequencer-process.ts');
    const loader = join(rootFolder(), 'test', 'support', 'typescript.js');
    for (let kill = 0; kill < 4; kill++) {
      const before = await sizeNow();
      const child = spawn(process.execPath, ['--import', loader, program, database.connectionString], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const ended = once(child, 'exit');
      // Working, and then a moment longer that is never the same: inside any of the statements of a step.
      while ((await sizeNow()) <= before) await new Promise(setImmediate);
      await aMoment(20);
      child.kill('SIGKILL');
      expect(await ended).toEqual([null, 'SIGKILL']);
    }
    const size = await writer.stop();
    await sequenceAll();
    // What the killed ones had begun and not committed was rolled back when their connections broke.
    await expectLogIsSound(database.connectionString, size);
  }, 60_000);

  it('keeps the log sound when the connection of the sequencer is cut at any instant', async () => {
    const writer = await writing();
    const cut = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'cut'`;
    const other = openStore({
      personalSecret: PERSONAL_SECRET,
      connectionString: `${database.connectionString}?application_name=cut`,
    });
    let failures = 0;
    for (let round = 0; round < 40; round++) {
      const step = other.sequence(3, note).catch((error: unknown) => {
        expect(error).toBeInstanceOf(DatabaseUnavailable);
        failures++;
      });
      await aMoment(12);
      await run(database.connectionString, cut);
      await step;
    }
    await other.close();
    expect(failures).toBeGreaterThan(0);
    const size = await writer.stop();
    await sequenceAll();
    await expectLogIsSound(database.connectionString, size);
  }, 60_000);
});
