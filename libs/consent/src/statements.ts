/** What the records said about a performer at one instant, as rows that can be laid over a use. */
import { BARRING, DECLINED, GRANTING } from './axis.js';
import type { Reading } from './axis.js';
import { openDisputesOf, openWishesOf } from './disputes.js';
import type { Row } from './grid.js';
import { hasCome } from './periods.js';
import { reason } from './reasons.js';
import type { ConsentEvent, ConsentRecord, Records, RefusedRequest, WaitingRequest } from './records.js';
import type { ApprovalKind, Box, Clause, Instant, Reason, Terms } from './types.js';

/** One box of the records and what it says. Withdrawals and disputes touch the permissions of their own consent only. */
export type Statement = Row &
  (
    | { readonly kind: 'granted'; readonly consent: ConsentRecord; readonly clause: Clause }
    | { readonly kind: 'ended' | 'not_begun'; readonly consent: ConsentRecord; readonly clause: Clause }
    /** A permission that counts for nothing, and why: its form, its cap, another record in its place. */
    | {
        readonly kind: 'void';
        readonly consent: ConsentRecord;
        readonly clause: Clause;
        readonly reasons: readonly Reason[];
      }
    /** What this consent covers waits for something: a dispute, an estate. */
    | { readonly kind: 'doubted'; readonly consent: ConsentRecord; readonly doubt: Doubt }
    | {
        readonly kind: 'withdrawn' | 'asked';
        readonly consent: ConsentRecord;
        readonly scope: Box | null;
        readonly since: Instant;
      }
    | { readonly kind: 'prohibited'; readonly consent: ConsentRecord; readonly clause: Clause }
    | { readonly kind: 'standing' }
    | { readonly kind: 'refused'; readonly request: RefusedRequest }
  );

/** Why an answer waits, and the kind of approval that ends the wait; `null` where no approval does. */
export interface Doubt {
  readonly reason: Reason;
  readonly cure: ApprovalKind | null;
  /** When it came about, if it did so at an instant: an approval that was given by then does not know of it. */
  readonly since?: Instant;
}

/** What keeps consents from counting, beside their own histories: what policies and caps say of them. */
export interface Impediments {
  /** By the id of a consent: all its permissions are void. By `consent clause`: this one. */
  readonly voids: ReadonlyMap<string, readonly Reason[]>;
  /** By the id of a consent. */
  readonly doubts: ReadonlyMap<string, readonly Doubt[]>;
}

/** The statements, and the known instants after `at` at which they will be others. */
export interface Stated {
  readonly statements: readonly Statement[];
  readonly changesAt: readonly Instant[];
  /** Whether there is a consent or a refusal that the asker may know of. */
  readonly hasRecord: boolean;
  /** Requests that have some of their signatures: no statements, for nothing that they say counts yet. */
  readonly waiting: readonly WaitingRequest[];
  /** Whether terms are larger than terms may be. */
  readonly isTooLarge: boolean;
}

const OUT_OF_TIME: Reading = { ...GRANTING, window: 'ignored' };
const EVERYTHING: Box = {};

/** What counted at `at`. What was recorded later is not there yet, so a past answer can be given again. */
export function statementsOf(production: string, records: Records, at: Instant, impediments: Impediments): Stated {
  const statements: Statement[] = [];
  const changesAt: Instant[] = [];
  const consents = records.consents.filter(({ givenAt }) => givenAt <= at);
  const refused = records.refused.filter(({ declinedAt }) => declinedAt <= at);

  for (const consent of consents) {
    const ended = endOf(consent, at);
    const voids = [...(ended === null ? [] : [ended]), ...(impediments.voids.get(consent.id) ?? [])];
    for (const clause of consent.terms.permissions) {
      const reasons = [...voids, ...(impediments.voids.get(`${consent.id} ${clause.id}`) ?? [])];
      statements.push(permissionOf(consent, clause, at, reasons));
    }
    for (const doubt of [...disputesOf(consent, at), ...(impediments.doubts.get(consent.id) ?? [])])
      statements.push({ kind: 'doubted', consent, doubt, box: EVERYTHING, reading: BARRING });
    const wishes = openWishesOf(consent, at);
    for (const event of consent.events) {
      if (event.at > at) continue;
      if ('effectiveAt' in event && event.effectiveAt > at) changesAt.push(event.effectiveAt);
      else if (event.kind === 'withdrawn' || (event.kind === 'withdrawal_asked' && wishes.includes(event)))
        statements.push(withdrawalOf(consent, event));
    }
    // She signed other terms in its place: only those bind from then on.
    if (ended?.code === 'SUPERSEDED' || !inOneTree(production, consent.production, records)) continue;
    for (const clause of consent.terms.prohibitions)
      statements.push({ kind: 'prohibited', consent, clause, box: clause.box, reading: BARRING });
  }
  for (const { box, from, until } of records.standing) {
    if (from > at) changesAt.push(from);
    else if (!hasCome(until, at)) statements.push({ kind: 'standing', box, reading: BARRING });
  }
  for (const request of refused) {
    for (const { box } of request.terms.permissions)
      statements.push({ kind: 'refused', request, box, reading: DECLINED });
  }
  return {
    statements,
    changesAt,
    hasRecord: consents.length > 0 || refused.length > 0,
    waiting: (records.waiting ?? []).filter(({ signedAt, respondBy }) => signedAt <= at && !hasCome(respondBy, at)),
    isTooLarge: consents.some(({ terms }) => isTooLarge(terms)),
  };
}

/** A permission counts within its own window only; without a stated beginning it begins when it is given. */
function permissionOf(consent: ConsentRecord, clause: Clause, at: Instant, voids: readonly Reason[]): Statement {
  const box = { ...clause.box, from: clause.box.from ?? consent.givenAt };
  if (box.until !== undefined && box.until <= at) return { kind: 'ended', consent, clause, box, reading: OUT_OF_TIME };
  if (box.from > at) return { kind: 'not_begun', consent, clause, box, reading: OUT_OF_TIME };
  if (voids.length > 0) return { kind: 'void', consent, clause, reasons: voids, box, reading: GRANTING };
  return { kind: 'granted', consent, clause, box, reading: GRANTING };
}

type WithdrawalEvent = Extract<ConsentEvent, { readonly kind: 'withdrawn' | 'withdrawal_asked' }>;

function withdrawalOf(consent: ConsentRecord, event: WithdrawalEvent): Statement {
  const { scope } = event;
  const row = { consent, scope, box: scope ?? EVERYTHING, reading: BARRING };
  return event.kind === 'withdrawn'
    ? { ...row, kind: 'withdrawn', since: event.effectiveAt }
    : { ...row, kind: 'asked', since: event.at };
}

/** Why all of a consent is over, if another party ended it or a newer one took its place. */
function endOf({ id, events }: ConsentRecord, at: Instant): Reason | null {
  for (const event of events) {
    if (event.kind === 'superseded' && event.at <= at)
      return reason('SUPERSEDED', { consent: id, detail: { by: event.by, since: event.at } });
    if (event.kind === 'revoked' && event.effectiveAt <= at && event.at <= at)
      return reason('REVOKED', { consent: id, detail: { effectiveAt: event.effectiveAt } });
  }
  return null;
}

/** The disputes that were open at `at`. */
function disputesOf(consent: ConsentRecord, at: Instant): readonly Doubt[] {
  return openDisputesOf(consent, at).map((open) => ({
    reason: reason('DISPUTED', { consent: consent.id, detail: { ...open } }),
    cure: null,
  }));
}

/** A tree that nobody can name is taken to be the same one: a prohibition is never lost for want of a path. */
function inOneTree(one: string, other: string, { productionPaths }: Records): boolean {
  const root = productionPaths[one]?.[0];
  const otherRoot = productionPaths[other]?.[0];
  return root === undefined || otherRoot === undefined || root === otherRoot;
}

/** The most that terms may hold; the readers refuse more, and a record that holds more is not decided on. */
export const CLAUSES_MAX = 32;
/** The most values that a box may list in one dimension. */
export const VALUES_MAX = 64;

function isTooLarge({ permissions, prohibitions }: Terms): boolean {
  const clauses = [...permissions, ...prohibitions];
  return clauses.length > CLAUSES_MAX || clauses.some(({ box }) => hasTooManyValues(box));
}

/** Whether one dimension lists more values than it may. */
export function hasTooManyValues(box: Readonly<Record<string, unknown>>): boolean {
  return Object.values(box).some((values) => Array.isArray(values) && values.length > VALUES_MAX);
}
