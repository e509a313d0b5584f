/** Requests, consents, standing instructions and decisions: how entries change them. */
import { applyConsentFact, applyRequestFact } from '#consent';
import type { Box, ConsentFact, ConsentRecord, RequestFact, RequestRecord } from '#consent';
import { change, created, existing, ref } from './change.js';
import type { Change, RecordedEntry } from './change.js';
import { reservationsMade } from './changes-of-usage.js';
import type { ConsentRow, RequestRow } from './rows.js';

/** A request, by the fold of `#consent`. */
export function requestChange(entry: RecordedEntry<RequestFact['type']>): Change {
  const id = ref(entry, 'request');
  const refs = { request: id, production: ref(entry, 'production'), performer: ref(entry, 'performer') };
  // Only signing has a consent; the other facts ignore it.
  const fact: RequestFact =
    entry.type === 'consent.given'
      ? { ...entry, refs: { ...refs, consent: ref(entry, 'consent') } }
      : { ...entry, refs };
  return change('requests', { id }, (before) => {
    const record = applyRequestFact(before?.record ?? null, fact);
    return { ...requestBefore(before, entry), ...datesOf(entry), ...requestColumns(record) };
  });
}

function requestBefore(before: RequestRow | null, entry: RecordedEntry<RequestFact['type']>) {
  if (before !== null) return before;
  const dates = { createdAt: entry.at, sentAt: null, closedAt: null };
  return { organization: ref(entry, 'organization'), ...dates, entry: entry.serial };
}

function datesOf({ type, at }: RecordedEntry<RequestFact['type']>): Partial<RequestRow> {
  if (type === 'request.sent') return { sentAt: at };
  return type === 'request.created' || type === 'request.countered' || type === 'request.cosigned'
    ? {}
    : { closedAt: at };
}

function requestColumns(record: RequestRecord) {
  const { id, production, performer, state, version } = record;
  const productions = productionsNamed(production, record.terms);
  return { id, production, performer, state, version, record, productions };
}

/** A consent, by the fold of `#consent`. */
export function consentChange(entry: RecordedEntry<ConsentFact['type']>): Change {
  const id = ref(entry, 'consent');
  const refs = { consent: id, request: ref(entry, 'request'), production: ref(entry, 'production') };
  const fact: ConsentFact =
    entry.type === 'consent.given'
      ? { ...entry, refs: { ...refs, performer: ref(entry, 'performer') } }
      : { ...entry, refs };
  return change('consents', { id }, (before) => {
    const record = applyConsentFact(before?.record ?? null, fact, entry.at);
    return { ...consentBefore(before, entry), ...consentColumns(record) };
  });
}

function consentBefore(before: ConsentRow | null, entry: RecordedEntry<ConsentFact['type']>) {
  if (before !== null) return before;
  const organization = ref(entry, 'organization');
  return { organization, performer: ref(entry, 'performer'), givenAt: entry.at, entry: entry.serial };
}

function consentColumns(record: ConsentRecord) {
  const { id, request, production, version } = record;
  const scopes = record.events.map((event) => ('scope' in event ? event.scope : null));
  return { id, request, production, version, record, productions: productionsNamed(production, record.terms, scopes) };
}

/** Each production once, in a fixed order: a decision needs the path of every one that a record names. */
function productionsNamed(
  production: string,
  terms: ConsentRecord['terms'],
  scopes: readonly (Box | null)[] = [],
): string[] {
  const boxes = [...terms.permissions, ...terms.prohibitions]
    .map(({ box }) => box)
    .concat(scopes.flatMap((box) => box ?? []));
  return [...new Set([production, ...boxes.flatMap((box) => box.production ?? [])])].sort();
}

/** A standing instruction. */
export function instructionChange(entry: RecordedEntry<'instruction.made' | 'instruction.lifted'>): Change {
  const id = ref(entry, 'instruction');
  if (entry.type === 'instruction.lifted')
    return change('standing_instructions', { id }, (before) => ({ ...existing(before, entry), until: entry.at }));
  const performer = ref(entry, 'performer');
  const { box } = entry.evidence;
  return created('standing_instructions', { id, performer, box, from: entry.at, until: null, entry: entry.serial });
}

function isToReport(obligation: unknown): boolean {
  return (
    typeof obligation === 'object' && obligation !== null && 'kind' in obligation && obligation.kind === 'report_use'
  );
}

/** A decision, and what it rests on. */
export function decisionChanges(entry: RecordedEntry<'decision.made'>): Change[] {
  const id = ref(entry, 'decision');
  const { outcome, validUntil, reliedOn, useHash = null, follows, obligations } = entry.evidence;
  return [
    created('decisions', {
      id,
      organization: ref(entry, 'organization'),
      production: ref(entry, 'production'),
      performer: entry.refs.performer ?? null,
      actor: entry.refs.actor,
      outcome,
      decidedAt: entry.at,
      validUntil,
      useHash,
      firstCheck: follows?.first ?? null,
      owesReport: Array.isArray(obligations) && obligations.some(isToReport),
      entry: entry.serial,
    }),
    ...reservationsMade(entry),
    ...reliedOn.map(({ consent, version }) => created('decision_reliance', { consent, decision: id, version })),
  ];
}
