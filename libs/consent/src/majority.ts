/** When somebody comes of age. */
import { endOfDayAfter } from './render-time.js';
import type { Instant } from './types.js';

const MAJORITY_YEARS = 18;

/** Where every day begins last: nobody is of age there before she is anywhere else. */
const LAST_ZONE = 'Etc/GMT+12';

/** The midnight at which somebody turns 18, in her own zone; one that nobody knows may be any. */
export function majorityAt(bornOn: string, zone = 'UTC'): Instant {
  const [year = '', month = '', day = ''] = bornOn.split('-');
  // Born on 29 February, one is of age on 1 March: no earlier day is a birthday.
  const eve = new Date(Date.UTC(Number(year) + MAJORITY_YEARS, Number(month) - 1, Number(day) - 1, 12)).toISOString();
  try {
    return endOfDayAfter(eve, 0, zone);
  } catch (error) {
    if (error instanceof RangeError) return endOfDayAfter(eve, 0, LAST_ZONE);
    throw error;
  }
}
