/** The days on which something begins about a person, each in the zone that she lives in. */
import { dayBeginsAt } from './render-time.js';
import type { PerformerStatement } from './records.js';
import type { Instant } from './types.js';

const MAJORITY_YEARS = 18;
const DAY_MS = 86_400_000;

/** Where every day begins last: nobody is of age there before she is anywhere else. */
const LAST_ZONE = 'Etc/GMT+12';

/** The midnight at which somebody turns 18, in her own zone; one that nobody knows may be any. */
export function majorityAt(bornOn: string, zone?: string): Instant {
  return dayBeginsAt(eighteenthBirthdayMs(bornOn), zone, LAST_ZONE);
}

/** Whether somebody has yet to turn 18. */
export function isBeforeMajority(at: Instant, bornOn: string, zone?: string): boolean {
  const sinceMs = Date.parse(at) - eighteenthBirthdayMs(bornOn);
  // The calendar of a zone takes its time, and no day begins anywhere a day sooner or later than in UTC.
  return Math.abs(sinceMs) > DAY_MS ? sinceMs < 0 : at < majorityAt(bornOn, zone);
}

function eighteenthBirthdayMs(bornOn: string): number {
  const [year = '', month = '', day = ''] = bornOn.split('-');
  // Born on 29 February, one is of age on 1 March: no earlier day is a birthday.
  return Date.UTC(Number(year) + MAJORITY_YEARS, Number(month) - 1, Number(day));
}

/**
 * The last moment before the day on which she died, in her own zone, or in UTC where nobody knows it; `null` if no death is
 * stated. All that is newer is after her death.
 */
export function deathEveOf(performer: Pick<PerformerStatement, 'diedOn' | 'zone'> | null): Instant | null {
  const diedOn = performer?.diedOn ?? null;
  if (diedOn === null) return null;
  return new Date(Date.parse(dayBeginsAt(Date.parse(diedOn), performer?.zone, 'UTC')) - 1).toISOString();
}
