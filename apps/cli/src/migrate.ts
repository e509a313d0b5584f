/** `countersign migrate`: brings the database to the schema of this version. */
import { migrate as migrateDatabase, sealPlain } from '#store';
import { readPersonalSecret, type Environment } from './config.js';
import { withDatabase } from './database.js';
import type { Terminal } from './terminal.js';
import { line } from './terminal.js';
import { readArguments } from './usage.js';

const HELP = `countersign migrate: brings the database to the schema of this version

The database is the one in DATABASE_URL, whose role must own the schema, or else Countersign's own in the data folder.
It may be run from several machines at once, and again. What older versions wrote unsealed is sealed under the keys of persons, which
PERSONAL_SECRET, or \`personal.secret\` in KEYS_DIR or in the data folder, opens.
`;

export async function migrate(args: readonly string[], terminal: Terminal, environment: Environment): Promise<number> {
  const { values } = readArguments('migrate', args, { help: { type: 'boolean', short: 'h' } });
  if (values.help === true) {
    terminal.out(HELP);
    return 0;
  }
  const done = await withDatabase(terminal, environment, async (connectionString) => {
    const applied = (await migrateDatabase(connectionString)).map((name) => `applied ${name}`);
    const sealed = await sealPlain(connectionString, () => readPersonalSecret(environment));
    return sealed === 0 ? applied : [...applied, `sealed what is personal in ${sealed} entries`];
  });
  terminal.out(done.length === 0 ? line('up to date') : done.map(line).join(''));
  return 0;
}
