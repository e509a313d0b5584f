/** What an entry can change: one row of one projected table, by a fold. */
import type { Instant } from '#consent';
import type { EntryFacts, EntryType, RefName, Refs } from './entry-types.js';
import type { ProjectionRows } from './rows.js';

/** An entry as it was recorded. What was personal may have been erased since. */
export type RecordedEntry<T extends EntryType = EntryType> = T extends EntryType
  ? {
      readonly type: T;
      readonly refs: Refs;
      readonly evidence: EntryFacts[T]['evidence'];
      readonly personal: EntryFacts[T]['personal'] | null;
      readonly serial: number;
      readonly at: Instant;
    }
  : never;

/** One row, by its key, and what becomes of it; `null` before there is one. */
export type Change = { [T in Table]: ChangeOf<T> }[Table];
/** The name of a projected table. */
export type Table = keyof ProjectionRows;
/** A change of one table. */
export interface ChangeOf<T extends Table> {
  readonly table: T;
  readonly key: Partial<ProjectionRows[T]>;
  readonly fold: (before: ProjectionRows[T] | null) => ProjectionRows[T];
}

/** The primary key of each table, and whether its rows are only ever added: then none is read before. */
export const TABLES: {
  readonly [T in Table]: { readonly key: readonly (keyof ProjectionRows[T] & string)[]; readonly grows: boolean };
} = {
  organizations: { key: ['id'], grows: false },
  members: { key: ['organization', 'user'], grows: false },
  productions: { key: ['id'], grows: false },
  participations: { key: ['id'], grows: false },
  performers: { key: ['id'], grows: false },
  requests: { key: ['id'], grows: false },
  consents: { key: ['id'], grows: false },
  standing_instructions: { key: ['id'], grows: false },
  decisions: { key: ['id'], grows: true },
  decision_reliance: { key: ['consent', 'decision'], grows: true },
  keys: { key: ['id'], grows: false },
  providers: { key: ['id'], grows: false },
  authorities: { key: ['id'], grows: false },
  memberships: { key: ['id'], grows: false },
  tools: { key: ['id'], grows: false },
  attestations: { key: ['id'], grows: false },
  clearances: { key: ['id'], grows: false },
  disclosures: { key: ['id'], grows: false },
  approvals: { key: ['id'], grows: false },
  claims: { key: ['id'], grows: false },
  suspensions: { key: ['id'], grows: false },
  findings: { key: ['id'], grows: false },
  reports: { key: ['id'], grows: false },
  reservations: { key: ['decision'], grows: false },
  usage_reports: { key: ['id'], grows: true },
  factors: { key: ['id'], grows: false },
  recoveries: { key: ['id'], grows: false },
  webhooks: { key: ['id'], grows: false },
  holds: { key: ['id'], grows: false },
  recalls: { key: ['id'], grows: false },
  recall_recipients: { key: ['recall', 'organization'], grows: false },
  recalled_decisions: { key: ['recall', 'decision'], grows: true },
};

/** A change of the row with this key. */
export function change<T extends Table>(table: T, key: ChangeOf<T>['key'], fold: ChangeOf<T>['fold']): ChangeOf<T> {
  return { table, key, fold };
}

/** A change that makes a row, of which there must be none before. */
export function created<T extends Table>(table: T, row: ProjectionRows[T]): ChangeOf<T> {
  return change(table, keyOf(table, row), (before) => {
    if (before !== null) throw new Error(`a row of ${table} is made twice`);
    return row;
  });
}

function keyOf<T extends Table>(table: T, row: ProjectionRows[T]): ChangeOf<T>['key'] {
  const key: Partial<ProjectionRows[T]> = {};
  for (const name of TABLES[table].key) key[name] = row[name];
  return key;
}

/** The row before, which an earlier entry must have made. */
export function existing<R>(before: R | null, entry: RecordedEntry): R {
  if (before === null) throw new Error(`entry of type ${entry.type} changes a row that no earlier entry made`);
  return before;
}

/** A ref that the entry's type demands. */
export function ref(entry: { readonly type: EntryType; readonly refs: Refs }, name: RefName): string {
  const id = entry.refs[name];
  if (id === undefined) throw new Error(`an entry of type ${entry.type} needs the ref \`${name}\``);
  return id;
}
