/** How old she is. */
import { isBeforeMajority } from '../days.js';
import type { Situation } from '../situation.js';
import type { Instant } from '../types.js';

/** Whether she is known to be a minor at an instant. */
export function isMinor({ performer }: Situation, at: Instant): boolean {
  const { bornOn = null, zone } = performer ?? {};
  return bornOn !== null && isBeforeMajority(at, bornOn, zone);
}
