/** Dates and times in English, always with the zone that they are told in. */
import { dayEndedBy, wallAt } from './render-time.js';
import type { Wall } from './render-time.js';
import type { Instant } from './types.js';

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** When a half-open period ends: `the end of 31 December 2027, Los Angeles time`, or the minute within a day. */
export function untilWords(until: Instant, zone: string): string {
  const ended = dayEndedBy(until, zone);
  return ended ? `the end of ${dayWords(ended)}, ${zoneWords(zone)}` : momentWords(until, zone);
}

/** When a period begins: `1 September 2026, Los Angeles time`, or the minute within a day. */
export function fromWords(from: Instant, zone: string): string {
  const isWholeDay = dayEndedBy(from, zone) !== null;
  return isWholeDay ? `${dayWords(wallAt(from, zone))}, ${zoneWords(zone)}` : momentWords(from, zone);
}

/** `31 December 2027, 18:00, Los Angeles time` */
export function momentWords(at: Instant, zone: string): string {
  const wall = wallAt(at, zone);
  return `${dayWords(wall)}, ${clockWords(wall)}, ${zoneWords(zone)}`;
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
