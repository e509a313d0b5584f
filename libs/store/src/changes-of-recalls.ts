/** Recalls: how entries change them. */
import { change, created, existing, ref } from './change.js';
import type { Change, RecordedEntry } from './change.js';
import type { RecallRecipient, RecallRecipientRow, RecallRow } from './recall-rows.js';

/** The entries of recalls. */
export type RecallEntry = RecordedEntry<
  | 'recall.opened'
  | 'recall.settled'
  | 'recall.told'
  | 'recall.unreached'
  | 'recall.acknowledged'
  | 'recall.deletion_stated'
  | 'recall.reminded'
  | 'recall.escalated'
  | 'recall.completed'
  | 'decision.recalled'
>;

/** Whether an entry is of a recall. */
export function isOfRecall<E extends { readonly type: string }>(
  entry: E,
): entry is Extract<E, { type: RecallEntry['type'] }> {
  return entry.type.startsWith('recall.') || entry.type === 'decision.recalled';
}

/** A recall, its recipients, and the decisions that it recalls. */
export function recallChanges(entry: RecallEntry): Change[] {
  const recall = ref(entry, 'recall');
  switch (entry.type) {
    case 'recall.opened':
      return [openedRow(recall, entry), ...entry.evidence.recipients.map((each) => relying(recall, each, entry))];
    case 'recall.settled':
      return [
        changed(recall, entry, { settledAt: entry.at, below: entry.serial }),
        ...entry.evidence.recipients.map((each) => relying(recall, each, entry)),
      ];
    case 'decision.recalled':
      return [created('recalled_decisions', { recall, decision: ref(entry, 'decision') })];
    case 'recall.reminded':
      return [changed(recall, entry, { remindedAt: entry.at })];
    case 'recall.completed':
      return [changed(recall, entry, { completedAt: entry.at })];
    case 'recall.escalated':
      return [
        change('recalls', { id: recall }, (before) => {
          const row = existing(before, entry);
          return { ...row, escalations: [...row.escalations, { ...entry.evidence, at: entry.at }] };
        }),
      ];
    default:
      return [said(recall, entry)];
  }
}

function openedRow(id: string, entry: RecordedEntry<'recall.opened'>): Change {
  const { recipients: _, ...opened } = entry.evidence;
  const isSettled = opened.effectiveAt <= entry.at;
  return created('recalls', {
    ...{ id, ...opened, performer: ref(entry, 'performer'), organization: ref(entry, 'organization') },
    ...{ production: ref(entry, 'production'), openedAt: entry.at, settledAt: isSettled ? entry.at : null },
    ...{ below: entry.serial, escalations: [], remindedAt: null, completedAt: null, entry: entry.serial },
  });
}

function changed(id: string, entry: RecallEntry, by: Partial<RecallRow>): Change {
  return change('recalls', { id }, (before) => ({ ...existing(before, entry), ...by }));
}

/** Whoever relied on it again before it took effect is told again, and what it said before does not speak of that. */
function relying(
  recall: string,
  { organization, productions, decisions }: RecallRecipient,
  entry: RecallEntry,
): Change {
  return change('recall_recipients', { recall, organization }, (before) => ({
    ...{ recall, organization, toldAt: null, unreachedAt: null, ...UNANSWERED, entry: before?.entry ?? entry.serial },
    productions: [...new Set([...(before?.productions ?? []), ...productions])],
    decisions: (before?.decisions ?? 0) + decisions,
  }));
}

type RecipientEntry = RecordedEntry<
  'recall.told' | 'recall.unreached' | 'recall.acknowledged' | 'recall.deletion_stated'
>;

const UNANSWERED = {
  ...{ answer: null, words: null, answeredAt: null, answeredBy: null },
  ...{ statement: null, signedAs: null, statedAt: null, statedBy: null },
} as const;

function said(recall: string, entry: RecipientEntry): Change {
  const organization = ref(entry, 'organization');
  return change('recall_recipients', { recall, organization }, (before) => ({
    ...existing(before, entry),
    ...saidBy(entry),
  }));
}

function saidBy(entry: RecipientEntry): Partial<RecallRecipientRow> {
  const { at, refs } = entry;
  switch (entry.type) {
    case 'recall.told':
      return { toldAt: at, unreachedAt: null };
    case 'recall.unreached':
      return { unreachedAt: at };
    case 'recall.acknowledged': {
      const words = entry.personal?.words ?? null;
      return { unreachedAt: null, answer: entry.evidence.answer, words, answeredAt: at, answeredBy: refs.actor };
    }
    case 'recall.deletion_stated': {
      const { statement = null, name: signedAs = null } = entry.personal ?? {};
      return { unreachedAt: null, statement, signedAs, statedAt: at, statedBy: refs.actor };
    }
  }
}
