/** Clearances, disclosures, approvals, claims and strikes: how entries change them. */
import { change, created, existing, ref } from './change.js';
import type { Change, RecordedEntry } from './change.js';
import type { ClaimRow } from './rows.js';

/** A clearance. */
export function clearanceChange(entry: RecordedEntry<'clearance.recorded' | 'clearance.ended'>): Change {
  const id = ref(entry, 'clearance');
  if (entry.type === 'clearance.ended')
    return change('clearances', { id }, (before) => ({ ...existing(before, entry), endedAt: entry.at }));
  return created('clearances', {
    ...{ id, organization: ref(entry, 'organization'), production: ref(entry, 'production') },
    ...{ actor: entry.refs.actor, ...entry.evidence, note: entry.personal?.note ?? null },
    ...{ recordedAt: entry.at, endedAt: null, entry: entry.serial },
  });
}

/** A declared use. */
export function disclosureChange(entry: RecordedEntry<'disclosure.made'>): Change {
  return created('disclosures', {
    ...{ id: ref(entry, 'disclosure'), organization: ref(entry, 'organization') },
    ...{ production: ref(entry, 'production'), performer: entry.refs.performer ?? null, actor: entry.refs.actor },
    ...{ ...entry.evidence, description: entry.personal?.description ?? null },
    ...{ madeAt: entry.at, entry: entry.serial },
  });
}

/** A yes or a no to a declared use. */
export function approvalChange(
  entry: RecordedEntry<'approval.given' | 'approval.refused' | 'approval.voided'>,
): Change {
  const id = ref(entry, 'approval');
  if (entry.type === 'approval.voided') {
    const voided = { voidedAt: entry.at, voidReason: entry.personal?.reason ?? null };
    return change('approvals', { id }, (before) => ({ ...existing(before, entry), ...voided }));
  }
  const { kind, useHash } = entry.evidence;
  return created('approvals', {
    ...{ id, disclosure: ref(entry, 'disclosure'), organization: entry.refs.organization ?? null },
    ...{ production: ref(entry, 'production'), performer: entry.refs.performer ?? null, actor: entry.refs.actor },
    authority: entry.refs.authority ?? null,
    ...{ kind, useHash, verdict: entry.type === 'approval.given' ? 'given' : 'refused' },
    ...{ note: entry.personal?.note ?? null, givenAt: entry.at },
    ...{ expiresAt: entry.type === 'approval.given' ? entry.evidence.expiresAt : null },
    ...{ voidedAt: null, voidReason: null, entry: entry.serial },
  });
}

/** A claim, and what is said about it: nothing is replaced, so that a past instant can be asked about. */
export function claimChange(
  entry: RecordedEntry<'claim.made' | 'claim.reviewed' | 'claim.questioned' | 'claim.answered'>,
): Change {
  const id = ref(entry, 'claim');
  if (entry.type === 'claim.made')
    return created('claims', {
      ...{ id, organization: ref(entry, 'organization'), production: ref(entry, 'production') },
      ...{ performer: ref(entry, 'performer'), actor: entry.refs.actor, ...entry.evidence },
      ...{
        reason: entry.personal?.reason ?? null,
        reviews: [],
        questions: [],
        claimedAt: entry.at,
        entry: entry.serial,
      },
    });
  return change('claims', { id }, (before) => {
    const row = existing(before, entry);
    return { ...row, ...saidOf(row, entry) };
  });
}

function saidOf(
  { reviews, questions }: ClaimRow,
  entry: RecordedEntry<'claim.reviewed' | 'claim.questioned' | 'claim.answered'>,
): Partial<ClaimRow> {
  const { at, refs } = entry;
  switch (entry.type) {
    case 'claim.reviewed': {
      const review = { by: refs.actor, at, verdict: entry.evidence.verdict, note: entry.personal?.note ?? null };
      return { reviews: [...reviews, review] };
    }
    case 'claim.questioned': {
      const asked = {
        question: entry.personal?.question ?? null,
        at,
        answer: null,
        answeredAt: null,
        answeredBy: null,
        ...(refs.authority !== undefined && { authority: refs.authority }),
      };
      return { questions: [...questions, asked] };
    }
    case 'claim.answered': {
      // One answer settles whatever was asked before it.
      const answered = { answer: entry.personal?.answer ?? null, answeredAt: at, answeredBy: refs.actor };
      return { questions: questions.map((each) => (each.answeredAt === null ? { ...each, ...answered } : each)) };
    }
  }
}

/** A strike. */
export function suspensionChange(entry: RecordedEntry<'suspension.declared' | 'suspension.lifted'>): Change {
  const id = ref(entry, 'suspension');
  if (entry.type === 'suspension.lifted')
    return change('suspensions', { id }, (before) => ({ ...existing(before, entry), liftedAt: entry.at }));
  const { agreement, agreements = agreement === null ? [] : [agreement], ...stated } = entry.evidence;
  return created('suspensions', {
    ...{ id, organization: ref(entry, 'organization'), actor: entry.refs.actor, agreement, agreements, ...stated },
    ...{ reason: entry.personal?.reason ?? null, declaredAt: entry.at, liftedAt: null, entry: entry.serial },
  });
}
