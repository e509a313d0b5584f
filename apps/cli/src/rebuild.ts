/** `countersign rebuild`: proves that the tables people read follow from the log, or makes them do so. */
import { rebuild as rebuildDatabase, type Difference } from '#store';
import { readPersonalSecret, type Environment } from './config.js';
import { withDatabase } from './database.js';
import type { Terminal } from './terminal.js';
import { line } from './terminal.js';
import { readArguments } from './usage.js';

const HELP = `countersign rebuild: recreates every table people read from the log, and compares row by row

  countersign rebuild [--write]

  --write   replaces the rows that differ; without it nothing is changed

The database is the one in DATABASE_URL, or else Countersign's own in the data folder while no other program runs it.

Exit code: 0 the tables are what the log says, 1 they are not, 3 error.
`;

export async function rebuild(args: readonly string[], terminal: Terminal, environment: Environment): Promise<number> {
  const { values } = readArguments('rebuild', args, {
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help === true) {
    terminal.out(HELP);
    return 0;
  }
  const report = await withDatabase(terminal, environment, (connectionString) =>
    rebuildDatabase({ connectionString, personalSecret: readPersonalSecret(environment) }, { write: values.write }),
  );
  const { entries, rows, differences, written } = report;
  for (const difference of differences) terminal.out(line(differenceText(difference)));
  const found = differences.length === 0 ? 'no difference' : `${differences.length} ${written ? 'mended' : 'differ'}`;
  terminal.out(line(`${entries} entries, ${rows} rows: ${found}`));
  return differences.length === 0 || written ? 0 : 1;
}

/** Where the difference is, without what the cells hold: a terminal's history is no place for what a table keeps. */
function differenceText({ table, key, column, expected, found }: Difference): string {
  const row = `${table} ${Object.values(key).map(String).join(' ')}`;
  if (column !== null) return `${row}: \`${column}\` is not what the log says`;
  if (found === undefined) return `${row}: the row is missing`;
  return expected === undefined ? `${row}: no entry makes this row` : `${row}: the row is not what the log says`;
}
