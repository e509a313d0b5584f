/**
 * Instants on the wall clock of a named zone. The digits come from the platform's zone database; every letter is ours,
 * so that a newer platform does not change words that were signed and hashed.
 */
import type { Instant } from './types.js';

/** What a clock and a calendar on the wall show. */
export interface Wall {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

export function wallAt(at: Instant, zone: string): Wall {
  return wallOf(Date.parse(at), zone);
}

/** The wall at the last moment before an instant, when that instant begins a new day in the zone; else `null`. */
export function dayEndedBy(at: Instant, zone: string): Wall | null {
  const last = wallOf(Date.parse(at) - 1, zone);
  return last.day === wallAt(at, zone).day ? null : last;
}

/** The instant that ends the day, in the zone, that lies `dayCount` days after the day of `at`. */
export function endOfDayAfter(at: Instant, dayCount: number, zone: string): Instant {
  const { year, month, day } = wallAt(at, zone);
  return midnightOf(Date.UTC(year, month - 1, day + dayCount + 1), zone);
}

/** The instant at which a day of the calendar begins in a zone; in `otherwise` where nobody knows the zone. */
export function dayBeginsAt(dayMs: number, zone: string | undefined, otherwise: string): Instant {
  try {
    return midnightOf(dayMs, zone ?? otherwise);
  } catch (error) {
    if (error instanceof RangeError) return midnightOf(dayMs, otherwise);
    throw error;
  }
}

/** @param wantedMs the midnight as it would be in UTC. */
function midnightOf(wantedMs: number, zone: string): Instant {
  // The offset may change between the guess and midnight itself, so the second reading corrects the first.
  const guessMs = wantedMs - offsetMs(wantedMs, zone);
  return new Date(wantedMs - offsetMs(guessMs, zone)).toISOString();
}

function offsetMs(instantMs: number, zone: string): number {
  const { year, month, day, hour, minute, second } = wallOf(instantMs, zone);
  const wholeSecondMs = Math.floor(instantMs / 1000) * 1000;
  return Date.UTC(year, month - 1, day, hour, minute, second) - wholeSecondMs;
}

// Making one takes as long as rendering everything else; one a zone is kept, and the same zone gives the same digits.
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(zone: string): Intl.DateTimeFormat {
  const known = clocks.get(zone);
  if (known) return known;
  const clock = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  clocks.set(zone, clock);
  return clock;
}

function wallOf(instantMs: number, zone: string): Wall {
  const parts = clockOf(zone).formatToParts(instantMs);
  const digits = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value);
  return {
    year: digits('year'),
    month: digits('month'),
    day: digits('day'),
    hour: digits('hour'),
    minute: digits('minute'),
    second: digits('second'),
  };
}
