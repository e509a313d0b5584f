/** When somebody comes of age. */
import { endOfDayAfter } from './render-time.js';
import type { Instant } from './types.js';

const MAJORITY_YEARS = 18;

/** The midnight at which somebody turns 18, in her own zone. */
export function majorityAt(bornOn: string, zone = 'UTC'): Instant {
  const [year = '', month = '', day = ''] = bornOn.split('-');
  // Born on 29 February, one is of age on 1 March: no earlier day is a birthday.
  const eve = new Date(Date.UTC(Number(year) + MAJORITY_YEARS, Number(month) - 1, Number(day) - 1, 12)).toISOString();
  return endOfDayAfter(eve, 0, zone);
}
