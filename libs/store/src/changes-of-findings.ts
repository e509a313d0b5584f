/** What unions do about what they found: how entries change it. */
import { change, created, ref } from './change.js';
import type { Change, RecordedEntry } from './change.js';
import type { FindingAct } from './union-rows.js';

type FindingEntry = RecordedEntry<'finding.assigned' | 'finding.annotated' | 'finding.resolved'>;

/** The first act makes the row: what is found, and nobody did anything about, is computed anew each time. */
export function findingChange(entry: FindingEntry): Change {
  const id = ref(entry, 'finding');
  const { code, kind, record, rule, clause, about } = entry.evidence;
  return change('findings', { id }, (before) => ({
    ...(before ?? {
      ...{ id, organization: ref(entry, 'organization'), performer: ref(entry, 'performer'), assignee: null },
      ...{ finding: { code, kind, record, rule, clause, about }, entry: entry.serial },
    }),
    ...(entry.type === 'finding.assigned' && { assignee: entry.refs.user ?? null }),
    acts: [...(before?.acts ?? []), actOf(entry)],
  }));
}

function actOf(entry: FindingEntry): FindingAct {
  const { actor: by, user: assignee = null } = entry.refs;
  const { at } = entry;
  switch (entry.type) {
    case 'finding.assigned':
      return { act: 'assigned', by, at, assignee, text: null };
    case 'finding.annotated':
      return { act: 'annotated', by, at, text: entry.personal?.text ?? null };
    case 'finding.resolved': {
      const { reason, facts } = entry.evidence;
      return { act: 'resolved', by, at, reason, facts, text: entry.personal?.text ?? null };
    }
  }
}

/** A report, whole. */
export function reportChange(entry: RecordedEntry<'report.made'>): Change {
  const { organization, actor } = { organization: ref(entry, 'organization'), actor: entry.refs.actor };
  const id = ref(entry, 'report');
  return created('reports', { id, organization, actor, ...entry.evidence, madeAt: entry.at, entry: entry.serial });
}
