import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, statfs } from 'node:fs/promises';
import { freemem, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { migrate, startEmbedded } from '#store';

/** The PostgreSQL of one test run, and the migrated database in it that every spec file clones. */
export interface TestDatabases {
  /** The address of the template. */
  readonly template: string;
  /** Where our own server logs; `null` where another was given. */
  readonly logFile: string | null;
  stop(): Promise<void>;
}

/** Uses the server of `DATABASE_URL` when that is set, else starts one of our own on a folder that is removed after. */
export async function startTestDatabases(): Promise<TestDatabases> {
  const given = process.env['DATABASE_URL'];
  const own = given === undefined ? await startOwn() : null;
  const server = own?.connectionString ?? String(given);
  const template = withDatabase(server, `template_${randomBytes(6).toString('hex')}`);
  try {
    await run(server, `CREATE DATABASE ${databaseOf(template)}`);
    await migrate(template);
  } catch (error) {
    await own?.stop();
    throw error;
  }
  return {
    template,
    logFile: own?.logFile ?? null,
    stop: async () => {
      await run(server, `DROP DATABASE ${databaseOf(template)} WITH (FORCE)`);
      await own?.stop();
    },
  };
}

async function startOwn(): Promise<{ connectionString: string; logFile: string; stop(): Promise<void> }> {
  const folder = await mkdtemp(join(await quickestFolder(), 'countersign-test-'));
  // What a power cut would do to these data is no concern, and the tests that cut the power start their own server.
  const server = await startEmbedded({
    folder,
    settings: { fsync: 'off', full_page_writes: 'off', max_connections: '300' },
  });
  return {
    connectionString: server.connectionString,
    logFile: await logFileOf(server.connectionString),
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** What all databases of a run take at once, with much to spare. */
const ROOM_BYTES = 4 * 1024 ** 3;
const IN_MEMORY = '/dev/shm';

/** A database is some hundred files: copied in memory it is there in 15 ms, on a disk in half a second, for each spec file. */
async function quickestFolder(): Promise<string> {
  const found = await statfs(IN_MEMORY).catch(() => null);
  const isRoomy = found !== null && found.bavail * found.bsize > ROOM_BYTES && freemem() > ROOM_BYTES;
  return isRoomy ? IN_MEMORY : tmpdir();
}

/** Beside the data, which lie elsewhere than asked where the server runs as another user. */
async function logFileOf(address: string): Promise<string> {
  const client = new Client({ connectionString: address });
  await client.connect();
  const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
  await client.end();
  return join(dirname(rows[0]?.data_directory ?? ''), 'postgresql.log');
}

/** The same server and login, another database. */
export function withDatabase(address: string, database: string): string {
  const url = new URL(address);
  url.pathname = `/${database}`;
  return url.href;
}

/** The name of the database in an address. */
export function databaseOf(address: string): string {
  return new URL(address).pathname.slice(1);
}

/** Runs one statement on a connection of its own. */
export async function run(address: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: address });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** Resolves when some statement of this database waits for a lock, or so many of them. */
export async function untilWaiting(address: string, transactions = 1): Promise<void> {
  const client = new Client({ connectionString: address });
  await client.connect();
  const waits = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  while (((await client.query(waits)).rowCount ?? 0) < transactions) await new Promise(setImmediate);
  await client.end();
}
