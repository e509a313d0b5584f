/** The database that the administrative commands work on: the one named, or our own. */
import { join } from 'node:path';
import {
  CannotMigrate,
  CannotStart,
  DatabaseUnavailable,
  openStore,
  runningEmbedded,
  startEmbedded,
  type Store,
} from '#store';
import type { Environment } from './config.js';
import { readLaunchConfig, readPersonalSecret } from './config.js';
import type { Terminal } from './terminal.js';
import { line } from './terminal.js';
import { CommandError, reasonOf } from './usage.js';

/**
 * Does some work on the database: beside a service that runs on our own, where it is work that the service itself does. Throws
 * `CommandError` where the database, or what is in it, is in the way.
 */
export async function withDatabase<Result>(
  terminal: Terminal,
  environment: Environment,
  work: (connectionString: string) => Promise<Result>,
  { isBeside = false } = {},
): Promise<Result> {
  const { databaseUrl, dataFolder } = readLaunchConfig(environment);
  try {
    if (databaseUrl !== null) return await work(databaseUrl);
    const folder = join(dataFolder, 'postgresql');
    const running = isBeside ? await runningEmbedded(folder) : null;
    return await (running === null ? withOwnDatabase(folder, terminal, work) : work(running));
  } catch (error) {
    if (error instanceof DatabaseUnavailable) {
      throw new CommandError(
        `the database cannot be used: ${reasonOf(error)}; is \`DATABASE_URL\` right, and does it run?`,
      );
    }
    if (error instanceof CannotMigrate || error instanceof CannotStart) throw new CommandError(error.message);
    throw error;
  }
}

/** The same with the store of that database, for what may be done beside a service that runs on it. */
export function withStore<Result>(
  terminal: Terminal,
  environment: Environment,
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  const opened = async (connectionString: string): Promise<Result> => {
    const store = openStore({ connectionString, personalSecret: readPersonalSecret(environment) });
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  };
  return withDatabase(terminal, environment, opened, { isBeside: true });
}

async function withOwnDatabase<Result>(
  folder: string,
  terminal: Terminal,
  work: (connectionString: string) => Promise<Result>,
): Promise<Result> {
  const embedded = await startEmbedded({ folder });
  for (const note of embedded.notes) terminal.err(line(note));
  try {
    return await work(embedded.connectionString);
  } finally {
    await embedded.stop();
  }
}
