import { randomBytes } from 'node:crypto';
import { databaseOf, run, withDatabase } from './test-databases.js';

/** Seals the keys of persons in every database of the tests. */
export const PERSONAL_SECRET = 'a personal secret of the tests that is long enough';

/** A database of one spec file. */
export interface ClonedDatabase {
  readonly connectionString: string;
  drop(): Promise<void>;
}

/** Clones the migrated template of this run. Drop it in `afterAll`. */
export async function cloneDatabase(): Promise<ClonedDatabase> {
  const template = process.env['TEST_DATABASE_TEMPLATE'];
  if (template === undefined) throw new Error('no template database: is `globalSetup` in jest.config.js?');
  return createDatabase(template, ` TEMPLATE ${databaseOf(template)} STRATEGY FILE_COPY`);
}

/** Another database with all that is in this one now, as a restore makes it. Whoever is connected here connects anew. */
export async function copyDatabase(connectionString: string): Promise<ClonedDatabase> {
  const name = databaseOf(connectionString);
  const server = withDatabase(connectionString, 'postgres');
  await run(server, `ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
  try {
    await run(server, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
    return await createDatabase(connectionString, ` TEMPLATE ${name}`);
  } finally {
    await run(server, `ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
  }
}

/** A database with nothing in it, for tests of the migrations themselves. */
export async function emptyDatabase(): Promise<ClonedDatabase> {
  const template = process.env['TEST_DATABASE_TEMPLATE'];
  if (template === undefined) throw new Error('no template database: is `globalSetup` in jest.config.js?');
  return createDatabase(template, '');
}

async function createDatabase(template: string, how: string): Promise<ClonedDatabase> {
  const connectionString = withDatabase(template, `test_${randomBytes(6).toString('hex')}`);
  // The template itself takes no connections while it is being copied, so statements go through another database.
  const server = withDatabase(template, 'postgres');
  await run(server, `CREATE DATABASE ${databaseOf(connectionString)}${how}`);
  return {
    connectionString,
    drop: () => run(server, `DROP DATABASE ${databaseOf(connectionString)} WITH (FORCE)`),
  };
}
