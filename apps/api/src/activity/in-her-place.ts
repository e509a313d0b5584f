/**
 * Her activity, as somebody reads it who acts for her: what an authority is not about does not exist for who holds it, and
 * what is hers alone is not theirs either. Who else may act for her, and what her union noted, is told to her.
 */
import type { Happening, JsonObject, StoredEntry, Tx, ViewedKind } from '#store';
import type { VisibleTable } from '#store/lists';
import type { Person } from '../asking/asker.js';
import { isEntrusted } from '../asking/entrusted.js';

/** Where the records of an entry stand; a profile is of every authority. */
const TABLES = {
  request: 'requests',
  consent: 'consents',
  check: 'decisions',
  disclosure: 'disclosures',
  approval: 'approvals',
  claim: 'claims',
  recall: 'recalls',
  usage_report: 'usage_reports',
} as const satisfies Partial<Record<ViewedKind, VisibleTable>>;
type Table = (typeof TABLES)[keyof typeof TABLES];

/** The narrowest record that an entry names decides. */
const NARROWEST_FIRST = [
  ...(['check', 'recall', 'usage_report', 'approval', 'claim', 'disclosure', 'consent', 'request'] as const),
] as const;

/** Of what happened, the part that lies within the authorities of this person. */
export async function inHerPlace(tx: Tx, person: Person, items: readonly Happening[]): Promise<Happening[]> {
  const told: Happening[] = [];
  for (const item of items) {
    const entry = await entrustedPart(tx, person, item.entry);
    if (entry !== null) told.push({ ...item, entry });
  }
  return told;
}

async function entrustedPart(tx: Tx, person: Person, entry: StoredEntry): Promise<StoredEntry | null> {
  const { type, refs } = entry;
  if (type === 'consent.noted' || type.startsWith('finding.')) return null;
  if (type.startsWith('authority.'))
    return person.represents.some((held) => held.authority === refs.authority) ? entry : null;
  if (type === 'record.viewed') return viewedPart(tx, person, entry);
  const { decision: check, usageReport, ...others } = refs;
  const named = { ...others, ...(check !== undefined && { check }), ...(usageReport && { usage_report: usageReport }) };
  return (await liesWithin(tx, person, named)) ? entry : null;
}

/** Whether the narrowest record that is named lies within the authorities of this person; where none is, it does. */
export async function liesWithin(
  tx: Tx,
  person: Person,
  named: Readonly<Partial<Record<string, string>>>,
): Promise<boolean> {
  for (const kind of NARROWEST_FIRST) {
    const id = named[kind];
    if (id !== undefined) return isTheirs(tx, person, TABLES[kind], id);
  }
  return true;
}

/** A look at several records is told as far as it was at those that are theirs. */
async function viewedPart(tx: Tx, person: Person, entry: StoredEntry): Promise<StoredEntry | null> {
  // As `record.viewed` holds them.
  const records = entry.evidence['records'] as readonly (JsonObject & {
    readonly kind: ViewedKind;
    readonly id: string;
  })[];
  const kept: JsonObject[] = [];
  for (const record of records) {
    const { kind, id } = record;
    if (kind === 'authority') continue;
    if (kind === 'profile' || (await isTheirs(tx, person, TABLES[kind], id))) kept.push(record);
  }
  return kept.length === 0 ? null : { ...entry, evidence: { ...entry.evidence, records: kept } };
}

async function isTheirs(tx: Tx, person: Person, table: Table, id: string): Promise<boolean> {
  return isEntrusted(tx, person, await tx.get(table, id));
}
