/** What decisions hold of capped permissions, and what becomes of it. */
import { change, created, existing, ref } from './change.js';
import type { Change, RecordedEntry } from './change.js';

/** What a decision holds, where it holds anything, and what those hold no more that it follows. */
export function reservationsMade(entry: RecordedEntry<'decision.made'>): Change[] {
  const { reserved = [], validUntil, follows } = entry.evidence;
  const [by, { at, serial }] = [ref(entry, 'decision'), entry];
  const takenOver = (follows?.takesOver ?? []).map((decision) =>
    change('reservations', { decision }, (before) => ({
      ...existing(before, entry),
      takenOver: { by, at, entry: serial },
    })),
  );
  if (reserved.length === 0) return takenOver;
  const made = created('reservations', {
    ...{ decision: by, performer: ref(entry, 'performer'), held: reserved, madeAt: at, until: validUntil },
    ...{ releasedAt: null, firstCheck: follows?.first ?? by, takenOver: null, uses: [], entry: serial },
  });
  return [...takenOver, made];
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
    const row = before ?? { ...none, firstCheck: decision, takenOver: null, uses: [], entry: serial };
    return { ...row, uses: [...row.uses, use] };
  });
}
