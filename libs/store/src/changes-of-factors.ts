/** Factors that people sign in with, and recoveries from having lost them: how entries change them. */
import { change, created, existing, ref } from './change.js';
import type { Change, RecordedEntry } from './change.js';

/** A factor. */
export function factorChange(entry: RecordedEntry<'factor.added' | 'factor.named' | 'factor.removed'>): Change {
  const id = ref(entry, 'factor');
  switch (entry.type) {
    case 'factor.removed':
      return change('factors', { id }, (before) => ({ ...existing(before, entry), removedAt: entry.at }));
    case 'factor.named': {
      const name = entry.personal?.name ?? null;
      return change('factors', { id }, (before) => ({ ...existing(before, entry), name }));
    }
    case 'factor.added':
      return created('factors', {
        id,
        user: ref(entry, 'user'),
        ...entry.evidence,
        name: entry.personal?.name ?? null,
        ...{ addedAt: entry.at, removedAt: null, entry: entry.serial },
      });
  }
}

/** A recovery. */
export function recoveryChange(
  entry: RecordedEntry<'recovery.asked' | 'recovery.cancelled' | 'recovery.done'>,
): Change {
  const id = ref(entry, 'recovery');
  if (entry.type !== 'recovery.asked') {
    const outcome = entry.type === 'recovery.done' ? 'done' : 'cancelled';
    return change('recoveries', { id }, (before) => ({ ...existing(before, entry), outcome, endedAt: entry.at }));
  }
  return created('recoveries', {
    id,
    user: ref(entry, 'user'),
    askedAt: entry.at,
    ...entry.evidence,
    ...{ outcome: null, endedAt: null, entry: entry.serial },
  });
}
