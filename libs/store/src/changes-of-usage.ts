/** What decisions hold of capped permissions, and what becomes of it. */
import { change, created, existing, ref } from './change.js';
import type { Change, RecordedEntry } from './change.js';

/** What a decision holds, where it holds anything. */
export function reservationsMade(entry: RecordedEntry<'decision.made'>): Change[] {
  const { reserved = [], validUntil } = entry.evidence;
  if (reserved.length === 0) return [];
  return [
    created('reservations', {
      ...{ decision: ref(entry, 'decision'), performer: ref(entry, 'performer'), held: reserved },
      ...{ madeAt: entry.at, until: validUntil, releasedAt: null, uses: [], entry: entry.serial },
    }),
  ];
}

/** A report of what was made, or that nothing will be. */
export function usageChange(entry: RecordedEntry<'usage.reported' | 'reservation.released'>): Change {
  const decision = ref(entry, 'decision');
  if (entry.type === 'reservation.released')
    return change('reservations', { decision }, (before) => ({ ...existing(before, entry), releasedAt: entry.at }));
  const { at, refs, evidence, personal, serial } = entry;
  const use = { id: ref(entry, 'usage'), at, actor: refs.actor, ...evidence, note: personal?.note ?? null };
  return change('reservations', { decision }, (before) => {
    // What was made under an allow without caps is kept as well, and counts against nothing.
    const none = { decision, performer: ref(entry, 'performer'), held: [], madeAt: at, until: at, releasedAt: null };
    const row = before ?? { ...none, uses: [], entry: serial };
    return { ...row, uses: [...row.uses, use] };
  });
}
