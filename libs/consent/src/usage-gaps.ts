/** What was made under an allow, held against what was allowed: a reconciliation that names each gap. */
import { takesFrom } from './reach.js';
import type { ConsentRecord, ProductionPaths } from './records.js';
import type { Instant, ObligationKind, Quantities, QuantityUnit, Use } from './types.js';
import { QUANTITY_UNITS } from './vocabulary.js';

/** What one allow came to. */
export interface CheckedUse {
  /** What was asked for, with its quantity. */
  readonly use: Use;
  readonly decidedAt: Instant;
  readonly validUntil: Instant;
  readonly obligations: readonly ObligationKind[];
  /** The consents that it rests on, as they are now. */
  readonly consents: readonly ConsentRecord[];
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
 * had ended. `time_unsaid`: that may be, and nobody said when it was made. `unpaid`: pay is owed for it, and none recorded.
 */
export type UsageGapCode = 'unaccounted' | 'over_allowed' | 'outside_check' | 'after_end' | 'time_unsaid' | 'unpaid';

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
      ...endGaps(id, { madeAt, from: decidedAt, until: earlier(reportedAt, validUntil) }, ends[0]),
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
function endGaps(
  id: string,
  { madeAt, from, until }: { readonly madeAt: Instant | null; readonly from: Instant; readonly until: Instant },
  end: Instant | undefined,
): readonly UsageGap[] {
  if (end === undefined) return [];
  if (madeAt !== null)
    return madeAt < end ? [] : [gap('after_end', id, 'it was made when a consent that it rests on had ended')];
  if (end >= until) return [];
  return end <= from
    ? [gap('after_end', id, 'it was made when a consent that it rests on had ended')]
    : [gap('time_unsaid', id, 'a consent that it rests on ended meanwhile; say when it was made')];
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
