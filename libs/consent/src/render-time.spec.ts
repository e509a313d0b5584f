import { describe, expect, it } from '@jest/globals';
import { fromWords, momentWords, untilWords } from './time-en.js';
import { endOfDayAfter } from './render-time.js';

const LA = 'America/Los_Angeles';

describe('half-open ends', () => {
  it.each([
    ['2028-01-01T08:00:00.000Z', LA, 'the end of 31 December 2027, Los Angeles time'],
    ['2028-01-01T00:00:00.000Z', LA, '31 December 2027, 16:00, Los Angeles time'],
    ['2027-12-31T23:59:30.000Z', 'UTC', '31 December 2027, 23:59:30, UTC'],
    ['2027-03-01T18:30:00.000Z', 'Asia/Kolkata', 'the end of 1 March 2027, Kolkata time'],
    ['2027-09-25T12:00:00.000Z', 'Pacific/Auckland', 'the end of 25 September 2027, Auckland time'],
  ])('%s in %s', (until, zone, words) => {
    expect(untilWords(until, zone)).toBe(words);
  });

  it.each([
    // Los Angeles is 8 hours behind in winter and 7 in summer; both changes fall on a Sunday at two.
    ['2027-03-14T08:00:00.000Z', 'the end of 13 March 2027, Los Angeles time'],
    ['2027-03-15T07:00:00.000Z', 'the end of 14 March 2027, Los Angeles time'],
    ['2027-11-07T07:00:00.000Z', 'the end of 6 November 2027, Los Angeles time'],
    ['2027-11-08T08:00:00.000Z', 'the end of 7 November 2027, Los Angeles time'],
  ])('across daylight saving: %s', (until, words) => {
    expect(untilWords(until, LA)).toBe(words);
  });

  it('ends a day where midnight does not exist', () => {
    // In Beirut the clocks go from midnight to one: the day of the change begins at 01:00.
    expect(untilWords('2027-03-27T22:00:00.000Z', 'Asia/Beirut')).toBe('the end of 27 March 2027, Beirut time');
  });
});

describe('beginnings and moments', () => {
  it('say the day where one begins, and the minute within one', () => {
    expect(fromWords('2026-09-01T07:00:00.000Z', LA)).toBe('1 September 2026, Los Angeles time');
    expect(fromWords('2026-09-01T00:00:00.000Z', LA)).toBe('31 August 2026, 17:00, Los Angeles time');
    expect(momentWords('2026-11-17T18:42:00.000Z', LA)).toBe('17 November 2026, 10:42, Los Angeles time');
  });

  it('hold no space that breaks differently', () => {
    expect(momentWords('2026-11-17T18:42:00.000Z', LA)).toMatch(/^[\x20-\x7e]+$/);
  });
});

describe('days of notice', () => {
  it.each([
    ['2026-11-17T18:42:00.000Z', 14, '2026-12-02T08:00:00.000Z'],
    ['2027-03-10T18:42:00.000Z', 5, '2027-03-16T07:00:00.000Z'],
    ['2027-11-03T06:59:59.999Z', 4, '2027-11-07T07:00:00.000Z'],
    ['2027-11-03T07:00:00.000Z', 4, '2027-11-08T08:00:00.000Z'],
  ])('from %s, %d days end with a day in Los Angeles', (at, days, end) => {
    expect(endOfDayAfter(at, days, LA)).toBe(end);
  });
});
