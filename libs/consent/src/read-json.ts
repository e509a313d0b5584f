/** Reads JSON that somebody sent, strictly, and says about each thing that is wrong where it is and what to do. */
import { nearestOf } from './nearest-words.js';
import type { Instant } from './types.js';

/** What can be wrong with JSON that states a scope. */
export type ProblemCode =
  | 'missing'
  | 'unknown_key'
  | 'unknown_word'
  | 'wrong_type'
  | 'wrong_form'
  | 'empty'
  | 'too_long'
  | 'too_many'
  | 'duplicate'
  | 'impossible_window'
  | 'not_applicable';

/** One thing that is wrong. `path` is a JSON pointer (RFC 6901) from where the reading began. */
export interface Problem {
  readonly path: string;
  readonly code: ProblemCode;
  readonly message: string;
  readonly suggestions?: readonly string[];
}

/** What was read, or everything that is wrong with it. */
export type ReadResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly Problem[] };

/** A value somewhere in the JSON. Readers note what is wrong and give `null` in the place of what they could not read. */
export interface Place {
  readonly json: unknown;
  readonly path: string;
  readonly problems: Problem[];
}

/** Runs a reader over a whole document. */
export function readWhole<T>(json: unknown, path: string, read: (place: Place) => T | null): ReadResult<T> {
  const problems: Problem[] = [];
  const value = read({ json, path, problems });
  return value === null || problems.length > 0 ? { ok: false, problems } : { ok: true, value };
}

/** Guessing what was meant is slow work; a document with more faults than these was not misspelt. */
const SUGGESTED_MAX = 10;

/** Notes what is wrong at a place, and for the first few what may have been meant. */
export function blame(
  { path, problems }: Place,
  code: ProblemCode,
  message: string,
  suggest: () => readonly string[] = () => [],
): null {
  const suggestions = problems.length < SUGGESTED_MAX ? suggest() : [];
  problems.push({ path, code, message, ...(suggestions.length > 0 && { suggestions }) });
  return null;
}

/** The member of an object that was read with `readObject`. */
export function member(place: Place, object: Readonly<Record<string, unknown>>, key: string): Place {
  const escaped = key.replaceAll('~', '~0').replaceAll('/', '~1');
  return { ...place, json: object[key], path: `${place.path}/${escaped}` };
}

/** An object with no other keys than these, and all the required ones. */
export function readObject(
  place: Place,
  required: readonly string[],
  optional: readonly string[] = [],
): Readonly<Record<string, unknown>> | null {
  const object = readRecord(place);
  if (object === null) return null;
  const known = [...required, ...optional];
  for (const key of Object.keys(object)) {
    if (known.includes(key)) continue;
    blame(member(place, object, key), 'unknown_key', 'leave out this key; nothing reads it', () =>
      nearestOf(known, key),
    );
  }
  for (const key of required) {
    if (object[key] === undefined) blame(member(place, object, key), 'missing', `state \`${key}\``);
  }
  return object;
}

function readRecord(place: Place): Readonly<Record<string, unknown>> | null {
  const { json } = place;
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    return blame(place, 'wrong_type', 'send an object');
  return { ...json };
}

/** A list of at most so many items, each read by `read`; items that cannot be read are left out. */
export function readList<T>(place: Place, itemsMax: number, read: (item: Place) => T | null): readonly T[] | null {
  const { json } = place;
  if (json === undefined) return null;
  if (!Array.isArray(json)) return blame(place, 'wrong_type', 'send a list');
  if (json.length > itemsMax) return blame(place, 'too_many', `send at most ${itemsMax}`);
  const items: readonly unknown[] = json;
  return items.flatMap((item, index) => read({ ...place, json: item, path: `${place.path}/${index}` }) ?? []);
}

/** Text of one line or several, without control characters. */
export function readText(place: Place, lengthMax: number): string | null {
  const { json } = place;
  if (json === undefined) return null;
  if (typeof json !== 'string') return blame(place, 'wrong_type', 'send text');
  if (json.trim() === '') return blame(place, 'empty', 'write something here');
  if (json.length > lengthMax) return blame(place, 'too_long', `write at most ${lengthMax} characters`);
  // Lone surrogates have no UTF-8 form, so they could not be hashed; PostgreSQL keeps no NUL. Other separators and
  // bidirectional controls would show other words than those that are signed.
  if (/(?![\n\t])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u.test(json))
    return blame(place, 'wrong_form', 'leave out control characters');
  return json;
}

/** One of a few names. */
export function readName<T extends string>(place: Place, names: readonly T[]): T | null {
  const { json } = place;
  if (json === undefined) return null;
  const found = names.find((name) => name === json);
  if (found !== undefined) return found;
  const near = (): readonly string[] => (typeof json === 'string' ? nearestOf(names, json) : []);
  return blame(place, 'unknown_word', `send one of \`${names.join('`, `')}\``, near);
}

/** Yes or no. */
export function readFlag(place: Place): boolean | null {
  const { json } = place;
  if (json === undefined || typeof json === 'boolean') return json ?? null;
  return blame(place, 'wrong_type', 'send `true` or `false`');
}

/** A whole number between two others, both included. */
export function readCount(place: Place, least: number, most: number): number | null {
  const { json } = place;
  if (json === undefined) return null;
  if (typeof json === 'number' && Number.isSafeInteger(json) && json >= least && json <= most) return json;
  return blame(place, 'wrong_form', `send a whole number from ${least} to ${most}`);
}

const INSTANT = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,3})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

/** An instant with a zone, as RFC 3339 writes it, turned to UTC with milliseconds. */
export function readInstant(place: Place): Instant | null {
  const { json } = place;
  if (json === undefined) return null;
  const day = typeof json === 'string' ? INSTANT.exec(json)?.[1] : undefined;
  if (typeof json !== 'string' || day === undefined)
    return blame(place, 'wrong_form', 'send an instant such as `2026-12-01T00:00:00Z`');
  const midnight = new Date(`${day}T00:00:00Z`);
  const isInCalendar = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
  const instant = isInCalendar ? new Date(json).toISOString() : '';
  // A zone can push the first or last day of the calendar out of four-digit years, which would break text order.
  return /^\d{4}-/.test(instant) ? instant : blame(place, 'wrong_form', 'send a day that exists');
}
