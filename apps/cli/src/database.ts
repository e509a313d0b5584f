/** The database that the administrative commands work on: the one named, or our own while nothing else runs it. */
import { join } from 'node:path';
import { startEmbedded } from '#store';
import type { Environment } from './config.js';
import { readLaunchConfig } from './config.js';
import type { Terminal } from './terminal.js';
import { line } from './terminal.js';

/** Does some work on the database, and stops it afterwards if it had to be started. */
export async function withDatabase<Result>(
  terminal: Terminal,
  environment: Environment,
  work: (connectionString: string) => Promise<Result>,
): Promise<Result> {
  const { databaseUrl, dataFolder } = readLaunchConfig(environment);
  if (databaseUrl !== null) return work(databaseUrl);
  const embedded = await startEmbedded({ folder: join(dataFolder, 'postgresql') });
  for (const note of embedded.notes) terminal.err(line(note));
  try {
    return await work(embedded.connectionString);
  } finally {
    await embedded.stop();
  }
}
