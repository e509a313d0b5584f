/** When what was used must be reported to the performer and to her union (U-03). */
import type { Instant } from './types.js';

/** A check that allowed a use of hers, as far as a report of it is owed. */
export interface OwingCheck {
  readonly decidedAt: Instant;
  /** Whether the allow obliged to report (`report_use`). */
  readonly owesReport: boolean;
  /** When it was said that nothing will be made, or another answer took its place. */
  readonly releasedAt: Instant | null;
  /** What was made under it, with when that was told. */
  readonly uses: readonly { readonly reportedAt: Instant }[];
}

/** A report that was given to her, of all that was allowed in this period. */
export interface GivenReport {
  readonly from: Instant;
  readonly until: Instant;
  readonly givenAt: Instant;
}

/** A calendar month, in UTC, of which a report is owed and not given. */
export interface ReportDue {
  readonly from: Instant;
  readonly until: Instant;
  /** When it must have been given; later it is overdue, since then. */
  readonly dueAt: Instant;
  readonly isOverdue: boolean;
}

/**
 * The reports that one production owes of one performer, the earliest first: of each month in which something was allowed and not
 * all of it released, by the end of the month after it. A use belongs to the month in which it was allowed, so that each is in one
 * report; one that is told after its report was given is reported again, by the end of the month after it was told.
 */
export function reportsDue(
  checks: readonly OwingCheck[],
  given: readonly GivenReport[],
  at: Instant,
): readonly ReportDue[] {
  const months = new Map<Instant, OwingCheck[]>();
  for (const check of checks) {
    if (!check.owesReport || (check.releasedAt !== null && check.uses.length === 0)) continue;
    const from = monthOf(check.decidedAt, 0);
    months.set(from, [...(months.get(from) ?? []), check]);
  }
  return [...months]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([from, owing]) => {
      const until = monthOf(from, 1);
      const last = lastOver(given, from, until);
      // A month that is not over may yet hold more.
      const told = last === null ? [until] : owing.flatMap(({ uses }) => uses.map(({ reportedAt }) => reportedAt));
      const [since] = told.filter((each) => last === null || each > last).sort();
      if (since === undefined) return [];
      const dueAt = last === null ? monthOf(until, 1) : monthOf(since, 2);
      return [{ from, until, dueAt, isOverdue: dueAt <= at }];
    });
}

/** When a report over all of this time was last given, after it was over; `null` for never. */
function lastOver(given: readonly GivenReport[], from: Instant, until: Instant): Instant | null {
  const over = given.filter((each) => each.from <= from && each.until >= until && each.givenAt >= until);
  return (
    over
      .map(({ givenAt }) => givenAt)
      .sort()
      .at(-1) ?? null
  );
}

/** The beginning of the month that lies so many after that of an instant. */
function monthOf(at: Instant, later: number): Instant {
  const day = new Date(at);
  return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + later, 1)).toISOString();
}
