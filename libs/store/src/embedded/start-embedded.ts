import { randomBytes } from 'node:crypto';
import { chown, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Client, escapeIdentifier } from 'pg';
import { accountFor, spawnAs, type Account } from './account.js';
import { findBinaries, type Binaries } from './binaries.js';
import { CannotStart, errorCode, explainFolder } from './cannot-start.js';
import { claim, holderOf, isHolder, type Claim } from './claim.js';
import { stopEarlierServer } from './earlier-server.js';
import { preparePlace, whereDataAre } from './place.js';
import { refusalOf, startServer, type Server } from './server.js';

/** Where the database is kept, and how it is run. */
export interface EmbeddedOptions {
  /** Made when absent. Everything is kept below it, or pointed to from there. */
  readonly folder: string;
  readonly port?: 'free' | number;
  /** PostgreSQL settings over our own: a test that may lose its data says `fsync: 'off'`. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Our own PostgreSQL, running. */
export interface Embedded {
  readonly connectionString: string;
  readonly pid: number;
  /** What was done that the person who started it should know, a sentence each. */
  readonly notes: readonly string[];
  /** Resolves when the server has ended, whoever ended it. */
  readonly ended: Promise<void>;
  /** Stops it; everything committed is kept. */
  stop(): Promise<void>;
}

const NAME = 'countersign';

/**
 * Starts the PostgreSQL that comes with Countersign on a folder, making the database when the folder is new. Whatever an
 * earlier start left behind when it was killed is cleared first. Throws `CannotStart` with a sentence that says what to do.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const notes: string[] = [];
  const note = (text: string): void => void notes.push(text);
  try {
    const account = await accountFor(await whereDataAre(options.folder), note);
    const binaries = await findBinaries(account, note);
    const place = await preparePlace(options.folder, account, note);
    const lock = await claimPlace(place);
    try {
      const server = await startOn(place, binaries, account, options, note);
      return { notes, ...(await open(server, place, lock)) };
    } catch (error) {
      await lock.release();
      throw error;
    }
  } catch (error) {
    throw explainFolder(error, options.folder);
  }
}

/**
 * The connection string of the PostgreSQL that another process runs on a folder, or `null` where none does yet: for what
 * only reads, and may stand beside it.
 */
export async function runningEmbedded(folder: string): Promise<string | null> {
  try {
    const place = dirname(await whereDataAre(folder));
    const port = (await holderOf(join(place, 'lock')))?.facts['port'];
    return port === undefined ? null : urlOf(port, await readPassword(place), NAME);
  } catch (error) {
    throw explainFolder(error, folder);
  }
}

async function open(server: Server, place: string, lock: Claim): Promise<Omit<Embedded, 'notes'>> {
  try {
    const connectionString = await openDatabase(place, server.port);
    await lock.tell({ port: String(server.port) });
    const ended = server.ended.then(() => lock.release());
    const stop = async (): Promise<void> => {
      await server.stop();
      await ended;
    };
    return { connectionString, pid: server.pid, ended, stop };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function claimPlace(place: string): Promise<Claim> {
  const lock = await claim(join(place, 'lock'), {});
  if (isHolder(lock)) throw new CannotStart(`process ${lock.pid} uses \`${place}\`; stop it first`);
  return lock;
}

async function startOn(
  place: string,
  binaries: Binaries,
  account: Account | null,
  options: EmbeddedOptions,
  note: (text: string) => void,
): Promise<Server> {
  const dataFolder = join(place, 'data');
  const settings = options.settings ?? {};
  await removeUnfinished(place);
  const madeBy = await versionOf(dataFolder);
  if (madeBy === null) await makeData(place, binaries, account, settings['fsync'] === 'off');
  else if (madeBy !== binaries.major) throw otherVersion(dataFolder, madeBy, binaries.major);
  const earlier = await stopEarlierServer(dataFolder);
  if (earlier !== null) note(earlier);
  const program = join(binaries.folder, 'bin', 'postgres');
  return startServer({ program, place, account, settings, port: options.port ?? 'free' });
}

async function versionOf(dataFolder: string): Promise<string | null> {
  try {
    return (await readFile(join(dataFolder, 'PG_VERSION'), 'utf8')).trim();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

function otherVersion(dataFolder: string, madeBy: string, ours: string): CannotStart {
  const way = `dump it with PostgreSQL ${madeBy} and load it into an empty folder, or set \`DATABASE_URL\``;
  return new CannotStart(
    `\`${dataFolder}\` was made by PostgreSQL ${madeBy} and this Countersign brings ${ours}; ${way}`,
  );
}

/** A start that was killed while it made the data left a folder that nothing will ever use. */
async function removeUnfinished(place: string): Promise<void> {
  for (const name of await readdir(place)) {
    if (name.startsWith('unfinished-')) await rm(join(place, name), { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Made under another name and renamed when whole, so that `data` is never half there. */
async function makeData(
  place: string,
  binaries: Binaries,
  account: Account | null,
  mayLoseData: boolean,
): Promise<void> {
  const draft = join(place, `unfinished-${randomBytes(6).toString('hex')}`);
  const passwordFile = join(place, 'password');
  await writeFile(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (account !== null) await chown(passwordFile, account.uid, account.gid);
  try {
    await runInitdb(join(binaries.folder, 'bin', 'initdb'), place, account, [
      ...['--pgdata', draft, '--username', NAME, '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
      // Text sorts by code point and bytes are UTF-8 on every machine, whatever its locale says.
      ...['--encoding', 'UTF8', '--locale', 'C', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8'],
      ...(mayLoseData ? ['--no-sync'] : []),
    ]);
    await rename(draft, join(place, 'data'));
  } catch (error) {
    await rm(draft, { recursive: true, force: true, maxRetries: 5 });
    throw error;
  }
}

async function runInitdb(program: string, place: string, account: Account | null, args: string[]): Promise<void> {
  const child = spawnAs(account, program, args, ['ignore', 'ignore', 'pipe']);
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      said += error.message;
      resolve(null);
    });
    child.once('close', resolve);
  });
  if (code !== 0) throw refusalOf(said, place);
}

/** Proves that the password fits and makes the database on the first start. */
async function openDatabase(place: string, port: number): Promise<string> {
  const password = await readPassword(place);
  const url = (database: string): string => urlOf(String(port), password, database);
  const client = new Client({ connectionString: url('postgres') });
  try {
    await client.connect();
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [NAME]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${escapeIdentifier(NAME)}`);
  } catch (error) {
    if (errorCode(error) === '28P01') throw lostPassword(place);
    if (errorCode(error) === '53100') throw explainFolder(Object.assign(new Error(), { code: 'ENOSPC' }), place);
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
  return url(NAME);
}

function urlOf(port: string, password: string, database: string): string {
  return `postgresql://${NAME}:${password}@127.0.0.1:${port}/${database}`;
}

async function readPassword(place: string): Promise<string> {
  try {
    return (await readFile(join(place, 'password'), 'utf8')).trim();
  } catch (error) {
    throw errorCode(error) === 'ENOENT' ? lostPassword(place) : error;
  }
}

function lostPassword(place: string): CannotStart {
  return new CannotStart(
    `\`${join(place, 'password')}\` does not hold the database's password; restore it from a backup`,
  );
}
