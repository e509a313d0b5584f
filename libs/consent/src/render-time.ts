/**
 * Instants as people read them, in a zone that is named. The digits come from the platform's zone database; every
 * letter is ours, so that a newer platform does not change words that were signed and hashed.
 */
import type { Instant } from './types.js';

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

interface Wall {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** `31 December 2027, 18:00, Los Angeles time`. */
export function momentWords(at: Instant, zone: string): string {
  const wall = wallOf(Date.parse(at), zone);
  return `${dayWords(wall)}, ${clockWords(wall)}, ${zoneWords(zone)}`;
}

/**
 * When a half-open period ends: `the end of 31 December 2027, Los Angeles time` where the instant begins a day in that
 * zone, else the minute.
 */
export function untilWords(until: Instant, zone: string): string {
  const instantMs = Date.parse(until);
  const last = wallOf(instantMs - 1, zone);
  const beginsDay = last.day !== wallOf(instantMs, zone).day;
  return beginsDay ? `the end of ${dayWords(last)}, ${zoneWords(zone)}` : momentWords(until, zone);
}

/** When a period begins: `1 September 2026, Los Angeles time` where the instant begins a day, else the minute. */
export function fromWords(from: Instant, zone: string): string {
  const instantMs = Date.parse(from);
  const first = wallOf(instantMs, zone);
  const beginsDay = first.day !== wallOf(instantMs - 1, zone).day;
  return beginsDay ? `${dayWords(first)}, ${zoneWords(zone)}` : momentWords(from, zone);
}

/** The instant at which the day ends, in that zone, that lies `days` days after the day of `at`. */
export function endOfDayAfter(at: Instant, days: number, zone: string): Instant {
  const { year, month, day } = wallOf(Date.parse(at), zone);
  const midnightUtcMs = Date.UTC(year, month - 1, day + days + 1);
  // The offset may change between the guess and midnight itself, so the second reading corrects the first.
  const guessMs = midnightUtcMs - offsetMs(midnightUtcMs, zone);
  return new Date(midnightUtcMs - offsetMs(guessMs, zone)).toISOString();
}

function offsetMs(instantMs: number, zone: string): number {
  const { year, month, day, hour, minute, second } = wallOf(instantMs, zone);
  const wholeSecondMs = Math.floor(instantMs / 1000) * 1000;
  return Date.UTC(year, month - 1, day, hour, minute, second) - wholeSecondMs;
}

function wallOf(instantMs: number, zone: string): Wall {
  const parts = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(instantMs);
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

function dayWords({ year, month, day }: Wall): string {
  return `${day} ${MONTHS[month - 1] ?? ''} ${year}`;
}

function clockWords({ hour, minute, second }: Wall): string {
  const pair = (count: number) => String(count).padStart(2, '0');
  return `${pair(hour)}:${pair(minute)}${second === 0 ? '' : `:${pair(second)}`}`;
}

/** `America/Los_Angeles` is `Los Angeles time`. */
function zoneWords(zone: string): string {
  return zone === 'UTC' ? 'UTC' : `${(zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')} time`;
}
