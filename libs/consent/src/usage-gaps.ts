/** What was made under an allow, held against what was allowed: a reconciliation that names each gap. */
import { takesFrom } from './reach.js';
import type { ConsentRecord, ProductionPaths } from './records.js';
import type { Instant, ObligationKind, Quantities, QuantityUnit, Use } from './types.js';
import { QUANTITY_UNITS } from './vocabulary.js';

/** A time in which a consent could not be used. */
export interface Pause {
  readonly from: Instant;
  readonly until: Instant | null;
}

/** What one allow came to. */
export interface CheckedUse {
  /** What was asked for, with its quantity. */
  readonly use: Use;
  readonly decidedAt: Instant;
  readonly validUntil: Instant;
  readonly obligations: readonly ObligationKind[];
  /** The consents that it rests on, as they are now. */
  readonly consents: readonly ConsentRecord[];
  /** When strikes suspended these; `until` is `null` while one does. */
  readonly strikes: readonly Pause[];
  readonly releasedAt: Instant | null;
  /** Whether the same was asked again later: then it is that answer that counts. */
  readonly isFollowed: boolean;
  readonly uses: readonly {
    readonly id: string;
    readonly quantity: Quantities;
    readonly madeAt: Instant | null;
    readonly reportedAt: Instant;
    readonly isPaid: boolean;
  }[];
}

/**
 * `unaccounted`: it ran out, and nobody said what was made or that nothing was. `over_allowed`: more was made than was asked
 * for. `outside_check`: made before it was allowed, or after that had run out. `after_end`: made when a consent that it rests on
 * had ended. `while_paused`: made while one was suspended or in dispute. `time_unsaid`: either may be, and nobody said when it was
 * made. `unpaid`: pay is owed for it, and none recorded.
 */
export type UsageGapCode =
  'unaccounted' | 'over_allowed' | 'outside_check' | 'after_end' | 'while_paused' | 'time_unsaid' | 'unpaid';

/** One gap, of a use that was reported or of the check itself. */
export interface UsageGap {
  readonly code: UsageGapCode;
  /** `null` where it is of all of them. */
  readonly usage: string | null;
  readonly message: string;
}

/** Every gap, in a fixed order; none where all that was allowed is accounted for. */
export function usageGaps(checked: CheckedUse, paths: ProductionPaths, at: Instant): readonly UsageGap[] {
  const { uses, decidedAt, validUntil, obligations, releasedAt, isFollowed } = checked;
  const isOwed = obligations.includes('report_use');
  const isAccounted = uses.length > 0 || releasedAt !== null || isFollowed;
  const ends = checked.consents.flatMap((consent) => endFor(consent, checked.use, paths) ?? []).sort();
  const pauses = [...checked.strikes, ...checked.consents.flatMap(disputesOf)];
  const owesPay = obligations.includes('pay') || checked.consents.some(({ terms }) => terms.pay !== undefined);
  return [
    ...(isOwed && !isAccounted && validUntil <= at
      ? [gap('unaccounted', null, 'it ran out, and nobody said what was made or that nothing was')]
      : []),
    ...overAllowed(checked).map((unit) => gap('over_allowed', null, `more ${unit} were made than it was asked for`)),
    ...uses.flatMap(({ id, madeAt, reportedAt, isPaid }) => [
      ...(madeAt !== null && (madeAt < decidedAt || madeAt >= validUntil)
        ? [gap('outside_check', id, 'it was made before the check allowed it, or after that had run out')]
        : []),
      ...stopGaps(id, { madeAt, from: decidedAt, until: earlier(reportedAt, validUntil) }, { end: ends[0], pauses }),
      ...(owesPay && !isPaid ? [gap('unpaid', id, 'pay is owed for it, and none is recorded')] : []),
    ]),
  ];
}

function gap(code: UsageGapCode, usage: string | null, message: string): UsageGap {
  return { code, usage, message };
}

function overAllowed({ use, uses }: CheckedUse): readonly QuantityUnit[] {
  return QUANTITY_UNITS.filter((unit) => {
    const allowed = use.quantity?.[unit];
    const made = uses.reduce((sum, { quantity }) => sum + (quantity[unit] ?? 0), 0);
    return allowed !== undefined && made > allowed;
  });
}

/** Where nobody said when it was made, it was made between the answer and the end of it, or of the day it was told. */
function stopGaps(
  id: string,
  made: { readonly madeAt: Instant | null; readonly from: Instant; readonly until: Instant },
  { end, pauses }: { readonly end: Instant | undefined; readonly pauses: readonly Pause[] },
): readonly UsageGap[] {
  const ended = end === undefined ? 'no' : within(made, { from: end, until: null });
  const paused = pauses.map((pause) => within(made, pause));
  return [
    ...(ended === 'yes' ? [gap('after_end', id, 'it was made when a consent that it rests on had ended')] : []),
    ...(paused.includes('yes')
      ? [gap('while_paused', id, 'it was made while a consent that it rests on was suspended or in dispute')]
      : []),
    ...(ended === 'perhaps' || (paused.includes('perhaps') && ended !== 'yes' && !paused.includes('yes'))
      ? [gap('time_unsaid', id, 'a consent that it rests on was stopped meanwhile; say when it was made')]
      : []),
  ];
}

function within(
  { madeAt, from, until }: { readonly madeAt: Instant | null; readonly from: Instant; readonly until: Instant },
  stop: Pause,
): 'yes' | 'no' | 'perhaps' {
  if (madeAt !== null) return madeAt >= stop.from && (stop.until === null || madeAt < stop.until) ? 'yes' : 'no';
  if (stop.from >= until || (stop.until !== null && stop.until <= from)) return 'no';
  return stop.from <= from && (stop.until === null || stop.until >= until) ? 'yes' : 'perhaps';
}

/** A wish to withdraw that another must agree to is a dispute as well. */
function disputesOf({ events }: ConsentRecord): readonly Pause[] {
  return events.flatMap((event) => {
    if (event.kind !== 'disputed' && event.kind !== 'withdrawal_asked') return [];
    const { dispute } = event;
    const ended = events.find(
      (each) => (each.kind === 'dispute_ended' || each.kind === 'withdrawn') && each.dispute === dispute,
    );
    return [{ from: event.at, until: dispute === undefined ? null : (ended?.at ?? null) }];
  });
}

/** When this consent ended for this use, or for all; `null` while it has not. */
function endFor({ events }: ConsentRecord, use: Use, paths: ProductionPaths): Instant | null {
  const ends = events.flatMap((event) => {
    if (event.kind === 'superseded') return [event.at];
    if (event.kind === 'revoked') return [event.effectiveAt];
    if (event.kind !== 'withdrawn') return [];
    return event.scope === null || takesFrom(event.scope, use, paths) ? [event.effectiveAt] : [];
  });
  return ends.sort()[0] ?? null;
}

function earlier(one: Instant, other: Instant): Instant {
  return one < other ? one : other;
}
