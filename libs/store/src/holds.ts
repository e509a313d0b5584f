/** Holds: what keeps somebody from being erased, for a claim or an inquiry. */
import { change, created, existing, ref } from './change.js';
import type { Change, RecordedEntry } from './change.js';
import { performerErased } from './changes-of-parties.js';
import type { NewEntry, Refs } from './entry-types.js';

type Erasing = 'erasure.done' | 'hold.placed' | 'hold.lifted' | 'evidence.destroyed';
const ERASING: readonly string[] = [
  'erasure.done',
  'hold.placed',
  'hold.lifted',
  'evidence.destroyed',
] satisfies Erasing[];

/** Whether an entry erases somebody, or says that it must not be done. */
export function isOfErasing<E extends Pick<NewEntry, 'type'>>(
  entry: E,
): entry is Extract<E, { readonly type: Erasing }> {
  return ERASING.includes(entry.type);
}

/** The profile or the account that such an entry is about. */
export function guardsOfErasing({ performer, user }: Refs): string[] {
  return [...(performer === undefined ? [] : [performer]), ...(user === undefined ? [] : [`user:${user}`])];
}

/** The changes of such an entry, beside what `forget` empties. */
export function erasingChanges(entry: RecordedEntry<Erasing>): Change[] {
  // Rows that follow from what is destroyed go with it; made anew from the log there are none.
  if (entry.type === 'evidence.destroyed') return [];
  if (entry.type !== 'erasure.done') return [holdChange(entry)];
  return entry.refs.performer === undefined ? [] : [performerErased(entry)];
}

function holdChange(entry: RecordedEntry<'hold.placed' | 'hold.lifted'>): Change {
  const id = ref(entry, 'hold');
  if (entry.type === 'hold.lifted')
    return change('holds', { id }, (before) => ({ ...existing(before, entry), liftedAt: entry.at }));
  const { performer = null, user = null } = entry.refs;
  const reason = entry.personal?.reason ?? null;
  return created('holds', { id, performer, user, reason, placedAt: entry.at, liftedAt: null, entry: entry.serial });
}
