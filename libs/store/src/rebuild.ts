/** Folds the whole log again and compares what comes out with the rows that are there. */
import pg from 'pg';
import { TABLES } from './change.js';
import type { Table } from './change.js';
import { typed } from './errors.js';
import { driverConfig, settingsFor } from './pool.js';
import { Keyring, PERSONAL } from './keyring.js';
import { openedOf } from './recorded.js';
import type { SealedEntry } from './recorded.js';
import { project } from './project.js';

/** A cell that is not what the log says; `column: null` where the whole row is missing or too much. */
export interface Difference {
  readonly table: string;
  readonly key: Readonly<Record<string, unknown>>;
  readonly column: string | null;
  /** What the log says, and what the table says; absent where there is no such row. */
  readonly expected?: unknown;
  readonly found?: unknown;
}

/** What a rebuild looked at and found. */
export interface RebuildReport {
  readonly entries: number;
  readonly rows: number;
  readonly differences: readonly Difference[];
  /** Whether the differing rows were replaced. */
  readonly written: boolean;
}

const PAGE = 1000;
const DIFFERENCES_MAX = 1000;

/**
 * Recreates every projection from the log in scratch tables and compares them with the real ones, row by row, as the
 * login role. With `write` it replaces the rows that differ, while nobody else may append.
 */
export async function rebuild(
  { connectionString, personalSecret }: { readonly connectionString: string; readonly personalSecret: string },
  { write = false } = {},
): Promise<RebuildReport> {
  const keyring = new Keyring(personalSecret);
  // Scratch tables come first in the path, so that `project` writes to them and knows of no difference.
  const settings = settingsFor(connectionString, 'pg_temp,countersign', { role: null, statementTimeoutMs: 0 });
  const client = new pg.Client({ ...driverConfig(settings), query_timeout: 0 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await keyring.unlock(client);
    // One snapshot: entries and rows commit together, so a service that goes on meanwhile does not disturb.
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    if (write) await client.query('LOCK TABLE countersign.entries IN SHARE MODE');
    for (const table of tables())
      await client.query(
        `CREATE TEMP TABLE ${table} (LIKE countersign.${table} INCLUDING DEFAULTS INCLUDING INDEXES) ON COMMIT DROP`,
      );
    const entries = await foldAll(client, keyring);
    const differences: Difference[] = [];
    let rows = 0;
    for (const table of tables()) {
      rows += await countOf(client, table);
      differences.push(...(await compare(client, table)));
      if (write) await replaceDiffering(client, table);
    }
    await client.query('COMMIT');
    return { entries, rows, differences, written: write };
  } catch (error) {
    throw typed(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function tables(): Table[] {
  // The keys of a record that has exactly these.
  return Object.keys(TABLES) as Table[];
}

async function foldAll(client: pg.Client, keyring: Keyring): Promise<number> {
  await client.query(
    `DECLARE log NO SCROLL CURSOR FOR
     SELECT e.serial, e.type, e.at, e.refs, p.evidence::json AS evidence, e.id, ${PERSONAL}
     FROM entries e JOIN payloads p ON p.entry = e.serial LEFT JOIN personals q ON q.entry = e.serial ORDER BY e.serial`,
  );
  for (let count = 0; ;) {
    const { rows } = await client.query<SealedEntry>(`FETCH ${String(PAGE)} FROM log`);
    if (rows.length === 0) return count;
    await project(
      client,
      rows.map((row) => openedOf(row, keyring).entry),
    );
    count += rows.length;
  }
}

async function countOf(client: pg.Client, table: Table): Promise<number> {
  const { rows } = await client.query<{ count: number }>(`SELECT count(*) AS count FROM pg_temp.${table}`);
  return rows[0]?.count ?? 0;
}

async function compare(client: pg.Client, table: Table): Promise<Difference[]> {
  const { rows } = await client.query<{ expected: Row | null; found: Row | null }>(
    `SELECT to_jsonb(expected) AS expected, to_jsonb(found) AS found
     FROM pg_temp.${table} expected FULL JOIN countersign.${table} found USING (${keyColumns(table)})
     WHERE to_jsonb(expected) IS DISTINCT FROM to_jsonb(found) LIMIT ${String(DIFFERENCES_MAX)}`,
  );
  return rows.flatMap(({ expected, found }) => differencesIn(table, expected, found));
}

type Row = Readonly<Record<string, unknown>>;

function differencesIn(table: Table, expected: Row | null, found: Row | null): Difference[] {
  const row = expected ?? found ?? {};
  const key = Object.fromEntries(TABLES[table].key.map((name) => [name, row[name]]));
  if (expected === null || found === null) {
    const sides = { ...(expected && { expected }), ...(found && { found }) };
    return [{ table, key, column: null, ...sides }];
  }
  return Object.keys(expected)
    .filter((column) => JSON.stringify(expected[column]) !== JSON.stringify(found[column]))
    .map((column) => ({ table, key, column, expected: expected[column], found: found[column] }));
}

async function replaceDiffering(client: pg.Client, table: Table): Promise<void> {
  const key = keyColumns(table);
  await client.query(
    `DELETE FROM countersign.${table} found WHERE NOT EXISTS (
       SELECT FROM pg_temp.${table} expected WHERE to_jsonb(expected) = to_jsonb(found))`,
  );
  await client.query(
    `INSERT INTO countersign.${table} SELECT expected.* FROM pg_temp.${table} expected
     WHERE NOT EXISTS (SELECT FROM countersign.${table} found JOIN (SELECT expected.*) wanted USING (${key}))`,
  );
}

function keyColumns(table: Table): string {
  return TABLES[table].key.map((name) => `"${name}"`).join(', ');
}
