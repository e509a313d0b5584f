/** Holds: what keeps somebody from being erased, for a claim or an inquiry. */
import type { Instant } from '#consent';
import { change, created, existing, ref } from './change.js';
import type { Change, RecordedEntry } from './change.js';

/** A hold on one profile or on one account; the reason is `null` once it is erased. */
export interface HoldRow {
  readonly id: string;
  readonly performer: string | null;
  readonly user: string | null;
  readonly reason: string | null;
  readonly placedAt: Instant;
  readonly liftedAt: Instant | null;
  readonly entry: number;
}

/** A hold. */
export function holdChange(entry: RecordedEntry<'hold.placed' | 'hold.lifted'>): Change {
  const id = ref(entry, 'hold');
  if (entry.type === 'hold.lifted')
    return change('holds', { id }, (before) => ({ ...existing(before, entry), liftedAt: entry.at }));
  const { performer = null, user = null } = entry.refs;
  const reason = entry.personal?.reason ?? null;
  return created('holds', { id, performer, user, reason, placedAt: entry.at, liftedAt: null, entry: entry.serial });
}
