/** How old she is. */
import { majorityAt } from '../days.js';
import type { Situation } from '../situation.js';
import type { Instant } from '../types.js';

/** Whether she is known to be a minor at an instant. */
export function isMinor({ performer }: Situation, at: Instant): boolean {
  return performer !== null && at < adultFrom(performer);
}

// The calendar of a zone takes its time, and every consent of a performer asks for the same day.
const known = new WeakMap<NonNullable<Situation['performer']>, Instant>();

/** When she comes of age; before every instant if nobody knows. */
function adultFrom(performer: NonNullable<Situation['performer']>): Instant {
  const before = known.get(performer);
  if (before !== undefined) return before;
  const { bornOn = null, zone } = performer;
  const from = bornOn === null ? '' : majorityAt(bornOn, zone);
  known.set(performer, from);
  return from;
}
