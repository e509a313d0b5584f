/** Folds entries into the projected tables. Which schema those are in is the connection's search path to say. */
import type pg from 'pg';
import { TABLES } from './change.js';
import type { Change, ChangeOf, RecordedEntry, Table } from './change.js';
import { forget } from './forgetting.js';
import { changesOf } from './projections.js';
import type { ProjectionRows } from './rows.js';

/** Applies the changes of these entries, which must come in serial order and with their subjects locked. */
export async function project(client: pg.ClientBase, entries: readonly RecordedEntry[]): Promise<void> {
  const at = entries.findIndex(({ type }) => type === 'erasure.done');
  await fold(client, at < 0 ? entries : entries.slice(0, at + 1));
  const erased = entries[at];
  if (erased?.type !== 'erasure.done') return;
  // After all that came before it, and before whatever is said later.
  await forget(client, erased);
  await project(client, entries.slice(at + 1));
}

async function fold(client: pg.ClientBase, entries: readonly RecordedEntry[]): Promise<void> {
  const byTable = new Map<Table, Change[]>();
  for (const change of entries.flatMap(changesOf)) {
    const changes = byTable.get(change.table);
    if (changes) changes.push(change);
    else byTable.set(change.table, [change]);
  }
  for (const [table, changes] of byTable) {
    // Grouped by their table, so these are changes of this one.
    await applyTo(client, table, changes as unknown as ChangeOf<typeof table>[]);
  }
}

/** The row with this key, or `null`. */
export async function findRow<T extends Table>(
  client: pg.ClientBase,
  table: T,
  key: Partial<ProjectionRows[T]>,
): Promise<ProjectionRows[T] | null> {
  return (await findRows(client, table, [key]))[0] ?? null;
}

async function applyTo<T extends Table>(client: pg.ClientBase, table: T, changes: ChangeOf<T>[]): Promise<void> {
  const { key: keyNames, grows } = TABLES[table];
  const keyOf = (row: Partial<ProjectionRows[T]>): string => JSON.stringify(keyNames.map((name) => row[name]));
  const rows = new Map<string, ProjectionRows[T]>();
  if (!grows) {
    const keys = new Map(changes.map(({ key }) => [keyOf(key), key]));
    for (const row of await findRows(client, table, [...keys.values()])) rows.set(keyOf(row), row);
  }
  for (const { key, fold } of changes) rows.set(keyOf(key), fold(rows.get(keyOf(key)) ?? null));
  await writeRows(client, table, [...rows.values()]);
}

async function findRows<T extends Table>(
  client: pg.ClientBase,
  table: T,
  keys: readonly Partial<ProjectionRows[T]>[],
): Promise<ProjectionRows[T][]> {
  const columns = TABLES[table].key.map(quoted).join(', ');
  const { rows } = await client.query<Record<string, unknown>>(
    `SELECT t.* FROM ${table} t JOIN json_populate_recordset(NULL::${table}, $1) USING (${columns})`,
    [JSON.stringify(keys.map(columnsOf))],
  );
  return rows.map((row) => rowOf(table, row));
}

async function writeRows<T extends Table>(
  client: pg.ClientBase,
  table: T,
  rows: readonly ProjectionRows[T][],
): Promise<void> {
  const { key, grows } = TABLES[table];
  const [first] = rows;
  if (first === undefined) return;
  const names = Object.keys(columnsOf(first)).sort().map(quoted);
  const update = names.map((name) => `${name} = excluded.${name}`).join(', ');
  // Growing tables are never updated, and the application's role could not.
  const conflict = grows ? '' : `ON CONFLICT (${key.map(quoted).join(', ')}) DO UPDATE SET ${update}`;
  await client.query({
    name: `write-${table}`,
    text: `INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1) ${conflict}`,
    values: [JSON.stringify(rows.map(columnsOf))],
  });
}

/** A row by the names of its columns: `created_at` for `createdAt`. Values are untouched. */
function columnsOf(row: object): Record<string, unknown> {
  return renamed(row, (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}

/** The row that these columns hold. */
export function rowOf<T extends Table>(_table: T, columns: Record<string, unknown>): ProjectionRows[T] {
  // Written by `writeRows` from this very type, into columns that take nothing else.
  return renamed(columns, (name) => name.replace(/_[a-z]/g, (part) => part.charAt(1).toUpperCase())) as never;
}

function renamed(object: object, rename: (name: string) => string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [rename(name), value]));
}

function quoted(name: string): string {
  return `"${name}"`;
}
