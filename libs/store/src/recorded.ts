/** Entries as they are folded anew: what is sealed of them opened, and what is erased absent. */
import type { RecordedEntry } from './change.js';
import type { Keyring, PersonalColumns, PersonalPart } from './keyring.js';

/** An entry as it is read, with its erasable part as the database keeps it. */
export type SealedEntry = Omit<RecordedEntry, 'personal'> & PersonalColumns;

/** The entry, and its erasable part: `null` once that is erased, which is none of an entry that never had one. */
export function openedOf(row: SealedEntry, keyring: Keyring): { part: PersonalPart | null; entry: RecordedEntry } {
  const { serial, type, at, refs, evidence } = row;
  const part = keyring.open(row);
  // Written by `append`, from an entry of this type.
  const entry = { serial, type, at, refs, evidence, personal: part?.personal ?? null } as RecordedEntry;
  return { part, entry };
}
