/** `countersign migrate`: brings the database to the schema of this version. */
import { migrate as migrateDatabase } from '#store';
import type { Environment } from './config.js';
import { withDatabase } from './database.js';
import type { Terminal } from './terminal.js';
import { line } from './terminal.js';
import { readArguments } from './usage.js';

const HELP = `countersign migrate: brings the database to the schema of this version

The database is the one in DATABASE_URL, whose role must own the schema, or else Countersign's own in the data folder.
It may be run from several machines at once, and again.
`;

export async function migrate(args: readonly string[], terminal: Terminal, environment: Environment): Promise<number> {
  const { values } = readArguments('migrate', args, { help: { type: 'boolean', short: 'h' } });
  if (values.help === true) {
    terminal.out(HELP);
    return 0;
  }
  const applied = await withDatabase(terminal, environment, (connectionString) => migrateDatabase(connectionString));
  terminal.out(applied.length === 0 ? line('up to date') : applied.map((name) => line(`applied ${name}`)).join(''));
  return 0;
}
