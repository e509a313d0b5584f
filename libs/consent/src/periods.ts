/** Periods are half-open: `from` is inside, `until` is not. An instant that is `null` never comes. */
import type { Instant } from './types.js';

/** Whether an instant has come by another. */
export function hasCome(instant: Instant | null, at: Instant): boolean {
  return instant !== null && instant <= at;
}

/** Whether something that begins, and perhaps ends, is under way. */
export function isUnderWay(
  { from, until }: { readonly from: Instant; readonly until: Instant | null },
  at: Instant,
): boolean {
  return from <= at && !hasCome(until, at);
}
