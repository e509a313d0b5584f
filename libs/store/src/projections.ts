/**
 * What each entry changes in the tables that people read. `append` runs it on what it writes, `rebuild` on the whole log
 * again, so the two cannot disagree.
 */
import { applyConsentFact, applyRequestFact } from '#consent';
import type { Box, ConsentFact, ConsentRecord, Instant, RequestFact, RequestRecord } from '#consent';
import type { EntryType, NewEntry, RefName } from './entry-types.js';
import type { ConsentRow, ProjectionRows, RequestRow } from './rows.js';

/** An entry as it was recorded. */
export type RecordedEntry<T extends EntryType = EntryType> = T extends EntryType
  ? NewEntry<T> & { readonly serial: number; readonly at: Instant }
  : never;

/** One row, by its key, and what becomes of it; `null` before there is one. */
export type Change = { [T in Table]: ChangeOf<T> }[Table];
/** The name of a projected table. */
export type Table = keyof ProjectionRows;
/** A change of one table. */
export interface ChangeOf<T extends Table> {
  readonly table: T;
  readonly key: Partial<ProjectionRows[T]>;
  readonly fold: (before: ProjectionRows[T] | null) => ProjectionRows[T];
}

/** The primary key of each table, and whether its rows are only ever added: then none is read before. */
export const TABLES: {
  readonly [T in Table]: { readonly key: readonly (keyof ProjectionRows[T] & string)[]; readonly grows: boolean };
} = {
  organizations: { key: ['id'], grows: false },
  members: { key: ['organization', 'user'], grows: false },
  productions: { key: ['id'], grows: false },
  participations: { key: ['id'], grows: false },
  performers: { key: ['id'], grows: false },
  requests: { key: ['id'], grows: false },
  consents: { key: ['id'], grows: false },
  standing_instructions: { key: ['id'], grows: false },
  decisions: { key: ['id'], grows: true },
  decision_reliance: { key: ['consent', 'decision'], grows: true },
  keys: { key: ['id'], grows: false },
};

/**
 * The ids whose versions guard what this entry changes.
 *
 * INVARIANT: everything that a decision reads is guarded by an id that `checks` holds in share: the performer, the
 * production with all nodes above it, and the key.
 */
export function subjectsOf(entry: NewEntry): string[] {
  switch (entry.type) {
    case 'organization.created':
    case 'member.added':
    case 'member.removed':
      return [ref(entry, 'organization')];
    case 'production.created':
      return entry.evidence.path.slice(-2);
    case 'participation.invited':
    case 'participation.accepted':
    case 'participation.ended':
      return [ref(entry, 'production')];
    case 'request.created':
      return [ref(entry, 'request')];
    case 'request.sent':
    case 'request.countered':
    case 'request.declined':
    case 'request.withdrawn':
    case 'consent.given':
      return [ref(entry, 'request'), ref(entry, 'performer')];
    case 'performer.invited':
    case 'performer.claimed':
    case 'consent.withdrawn':
    case 'consent.withdrawal_asked':
    case 'instruction.made':
    case 'instruction.lifted':
      return [ref(entry, 'performer')];
    case 'key.issued':
    case 'key.revoked':
      return [ref(entry, 'key')];
    case 'decision.made':
      return [];
  }
}

/** The changes that an entry makes, in order. */
export function changesOf(entry: RecordedEntry): Change[] {
  switch (entry.type) {
    case 'organization.created':
    case 'member.added':
    case 'member.removed':
      return [organizationChange(entry)];
    case 'production.created':
    case 'participation.invited':
    case 'participation.accepted':
    case 'participation.ended':
      return productionChanges(entry);
    case 'performer.invited':
    case 'performer.claimed':
      return [performerChange(entry)];
    case 'request.created':
    case 'request.sent':
    case 'request.countered':
    case 'request.declined':
    case 'request.withdrawn':
      return [requestChange(entry)];
    case 'consent.given':
      return [requestChange(entry), consentChange(entry)];
    case 'consent.withdrawn':
    case 'consent.withdrawal_asked':
      return [consentChange(entry)];
    case 'instruction.made':
    case 'instruction.lifted':
      return [instructionChange(entry)];
    case 'decision.made':
      return decisionChanges(entry);
    case 'key.issued':
    case 'key.revoked':
      return [keyChange(entry)];
  }
}

function organizationChange(entry: RecordedEntry<'organization.created' | 'member.added' | 'member.removed'>): Change {
  const organization = ref(entry, 'organization');
  const { at, serial } = entry;
  if (entry.type === 'organization.created')
    return change('organizations', { id: organization }, () => ({
      id: organization,
      ...entry.evidence,
      createdAt: at,
      entry: serial,
    }));
  const key = { organization, user: ref(entry, 'user') };
  if (entry.type === 'member.removed')
    return change('members', key, (before) => ({ ...existing(before, entry), removedAt: at }));
  const { role } = entry.evidence;
  const { name, email } = entry.personal;
  // Someone who was removed and added again keeps the place of the first time in lists.
  return change('members', key, (before) => ({
    ...{ ...key, role, name, email },
    ...{ addedAt: at, removedAt: null, entry: before?.entry ?? serial },
  }));
}

function productionChanges(
  entry: RecordedEntry<
    'production.created' | 'participation.invited' | 'participation.accepted' | 'participation.ended'
  >,
): Change[] {
  const production = ref(entry, 'production');
  const { at, serial } = entry;
  switch (entry.type) {
    case 'production.created': {
      const { kind, title, path } = entry.evidence;
      const organization = ref(entry, 'organization');
      const parent = path.at(-2) ?? null;
      const [root = production] = path;
      const row = { id: production, organization, parent, root, path, kind, title, createdAt: at, entry: serial };
      const made = change('productions', { id: production }, () => row);
      // The owner takes part in the root, and so in all below it; a node of its own would say nothing more.
      return parent === null ? [made, participationMade(entry, 'owner', organization)] : [made];
    }
    case 'participation.invited':
      return [participationMade(entry, entry.evidence.role, null, entry.personal.email)];
    case 'participation.accepted': {
      const organization = ref(entry, 'organization');
      return [
        change('participations', { id: ref(entry, 'participation') }, (before) => ({
          ...existing(before, entry),
          ...{ organization, state: 'accepted', acceptedAt: at },
        })),
      ];
    }
    case 'participation.ended':
      return [
        change('participations', { id: ref(entry, 'participation') }, (before) => ({
          ...existing(before, entry),
          ...{ state: 'ended', endedAt: at },
        })),
      ];
  }
}

function participationMade(
  entry: RecordedEntry<'production.created' | 'participation.invited'>,
  role: ProjectionRows['participations']['role'],
  organization: string | null,
  email: string | null = null,
): Change {
  const { at, serial } = entry;
  const id = ref(entry, 'participation');
  return change('participations', { id }, () => ({
    ...{ id, production: ref(entry, 'production'), organization, role, email },
    ...{ state: organization === null ? 'invited' : 'accepted', invitedAt: at },
    ...{ acceptedAt: organization === null ? null : at, endedAt: null, entry: serial },
  }));
}

function performerChange(entry: RecordedEntry<'performer.invited' | 'performer.claimed'>): Change {
  const id = ref(entry, 'performer');
  const { at, serial } = entry;
  if (entry.type === 'performer.claimed') {
    const user = ref(entry, 'user');
    return change('performers', { id }, (before) => ({ ...existing(before, entry), user, claimedAt: at }));
  }
  const { name, email } = entry.personal;
  const organization = ref(entry, 'organization');
  return change('performers', { id }, () => ({
    ...{ id, organization, user: null, name, email },
    ...{ invitedAt: at, claimedAt: null, entry: serial },
  }));
}

function requestChange(entry: RecordedEntry<RequestFact['type']>): Change {
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
  return type === 'request.created' || type === 'request.countered' ? {} : { closedAt: at };
}

function requestColumns(record: RequestRecord) {
  const { id, production, performer, state, version } = record;
  const productions = productionsNamed(production, record.terms);
  return { id, production, performer, state, version, record, productions };
}

function consentChange(entry: RecordedEntry<ConsentFact['type']>): Change {
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
  const scopes = record.events.map(({ scope }) => scope);
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

function instructionChange(entry: RecordedEntry<'instruction.made' | 'instruction.lifted'>): Change {
  const id = ref(entry, 'instruction');
  const { at, serial } = entry;
  if (entry.type === 'instruction.lifted')
    return change('standing_instructions', { id }, (before) => ({ ...existing(before, entry), until: at }));
  const { box } = entry.evidence;
  const performer = ref(entry, 'performer');
  return change('standing_instructions', { id }, () => ({ id, performer, box, from: at, until: null, entry: serial }));
}

function decisionChanges(entry: RecordedEntry<'decision.made'>): Change[] {
  const { at, serial, refs } = entry;
  const id = ref(entry, 'decision');
  const { outcome, validUntil, reliedOn } = entry.evidence;
  const row = {
    ...{ id, organization: ref(entry, 'organization'), production: ref(entry, 'production') },
    ...{ performer: refs.performer ?? null, actor: refs.actor, outcome, decidedAt: at, validUntil, entry: serial },
  };
  return [
    change('decisions', { id }, () => row),
    ...reliedOn.map(({ consent, version }) =>
      change('decision_reliance', { consent, decision: id }, () => ({ consent, decision: id, version })),
    ),
  ];
}

function keyChange(entry: RecordedEntry<'key.issued' | 'key.revoked'>): Change {
  const id = ref(entry, 'key');
  const { at, serial } = entry;
  if (entry.type === 'key.revoked')
    return change('keys', { id }, (before) => ({ ...existing(before, entry), revokedAt: at }));
  const organization = ref(entry, 'organization');
  return change('keys', { id }, () => ({
    ...{ id, organization, ...entry.evidence },
    ...{ issuedAt: at, revokedAt: null, entry: serial },
  }));
}

function change<T extends Table>(table: T, key: ChangeOf<T>['key'], fold: ChangeOf<T>['fold']): ChangeOf<T> {
  return { table, key, fold };
}

function existing<R>(before: R | null, entry: RecordedEntry): R {
  if (before === null) throw new Error(`entry of type ${entry.type} changes a row that no earlier entry made`);
  return before;
}

function ref(entry: NewEntry, name: RefName): string {
  const id = entry.refs[name];
  if (id === undefined) throw new Error(`an entry of type ${entry.type} needs the ref \`${name}\``);
  return id;
}
