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
    ...{ releasedAt: null, firstCheck: follows?.first ?? by, takenOver: null, uses: [], payments: [], entry: serial },
  });
  return [...takenOver, made];
}

/** A report of what was made, that nothing will be, or that it was paid. */
export function usageChange(entry: RecordedEntry<'usage.reported' | 'reservation.released' | 'use.paid'>): Change {
  const decision = ref(entry, 'decision');
  const { at, refs, serial } = entry;
  // What became of an allow without caps is kept as well, and counts against nothing.
  const none = {
    ...{ decision, performer: ref(entry, 'performer'), held: [], madeAt: at, until: at, releasedAt: null },
    ...{ firstCheck: decision, takenOver: null, uses: [], payments: [], entry: serial },
  };
  if (entry.type === 'reservation.released')
    return change('reservations', { decision }, (before) => ({ ...(before ?? none), releasedAt: at }));
  if (entry.type === 'use.paid') {
    const { evidence, personal } = entry;
    const reference = personal?.reference ?? null;
    const payment = { id: ref(entry, 'payment'), at, actor: refs.actor, ...evidence, reference };
    return change('reservations', { decision }, (before) => {
      const row = existing(before, entry);
      return { ...row, payments: [...row.payments, payment] };
    });
  }
  const { evidence, personal } = entry;
  const use = { id: ref(entry, 'usage'), at, actor: refs.actor, ...evidence, note: personal?.note ?? null };
  return change('reservations', { decision }, (before) => {
    const row = before ?? none;
    return { ...row, uses: [...row.uses, use] };
  });
}

/** A report that was given. */
export function usageReportChange(entry: RecordedEntry<'usage.report_given'>): Change {
  const [organization, production] = [ref(entry, 'organization'), ref(entry, 'production')];
  return created('usage_reports', {
    ...{ id: ref(entry, 'usageReport'), organization, production, performer: ref(entry, 'performer') },
    ...{ actor: entry.refs.actor, account: null, ...entry.evidence, givenAt: entry.at, entry: entry.serial },
  });
}
