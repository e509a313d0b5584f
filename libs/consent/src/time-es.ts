/** Dates and times in Spanish, always with the zone that they are told in. */
import { dayEndedBy, wallAt } from './render-time.js';
import type { Wall } from './render-time.js';
import type { Instant } from './types.js';

const MONTHS = 'enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre'.split(' ');

/** When a half-open period ends: `el final del 31 de diciembre de 2027, hora de Los Ángeles`, or the minute within a day. */
export function untilWordsEs(until: Instant, zone: string): string {
  const ended = dayEndedBy(until, zone);
  return ended ? `el final del ${dayWords(ended)}, ${zoneWords(zone)}` : momentWordsEs(until, zone);
}

/** When a period begins: `el 1 de septiembre de 2026, hora de Los Ángeles`, or the minute within a day. */
export function fromWordsEs(from: Instant, zone: string): string {
  const isWholeDay = dayEndedBy(from, zone) !== null;
  return isWholeDay ? `el ${dayWords(wallAt(from, zone))}, ${zoneWords(zone)}` : momentWordsEs(from, zone);
}

/** `el 31 de diciembre de 2027, 18:00, hora de Los Ángeles` */
export function momentWordsEs(at: Instant, zone: string): string {
  const wall = wallAt(at, zone);
  return `el ${dayWords(wall)}, ${clockWords(wall)}, ${zoneWords(zone)}`;
}

function dayWords({ year, month, day }: Wall): string {
  return `${day} de ${MONTHS[month - 1] ?? ''} de ${year}`;
}

function clockWords({ hour, minute, second }: Wall): string {
  const pair = (count: number) => String(count).padStart(2, '0');
  return `${pair(hour)}:${pair(minute)}${second === 0 ? '' : `:${pair(second)}`}`;
}

/** Cities that Spanish calls otherwise than the database of zones. */
const CITIES: Readonly<Record<string, string>> = {
  Los_Angeles: 'Los Ángeles',
  New_York: 'Nueva York',
  Mexico_City: 'Ciudad de México',
  Cancun: 'Cancún',
  Bogota: 'Bogotá',
  Panama: 'Panamá',
  Sao_Paulo: 'São Paulo',
  Havana: 'La Habana',
  London: 'Londres',
  Paris: 'París',
  Berlin: 'Berlín',
  Rome: 'Roma',
  Lisbon: 'Lisboa',
  Brussels: 'Bruselas',
  Copenhagen: 'Copenhague',
  Stockholm: 'Estocolmo',
  Warsaw: 'Varsovia',
  Vienna: 'Viena',
  Zurich: 'Zúrich',
  Athens: 'Atenas',
  Moscow: 'Moscú',
  Tokyo: 'Tokio',
  Seoul: 'Seúl',
  Shanghai: 'Shanghái',
  Singapore: 'Singapur',
  Kolkata: 'Calcuta',
  Sydney: 'Sídney',
};

function zoneWords(zone: string): string {
  if (zone === 'UTC') return 'UTC';
  const city = zone.split('/').at(-1) ?? zone;
  return `hora de ${CITIES[city] ?? city.replaceAll('_', ' ')}`;
}
