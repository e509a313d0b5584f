/**
 * Canonical JSON (RFC 8785), without its floats: the one text of a value, so that a hash of it means the value. What
 * JSON would drop or round is refused instead.
 */

import { isUnicode } from './bytes.js';
import { LedgerError } from './errors.js';

/** What a canonical text can say; numbers are integers, which only `canonicalJson` checks. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
/** A plain object of JSON values. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** Deeper values are refused, so that hostile nesting ends in an error of ours and not in an exhausted stack. */
const DEPTH_MAX = 100;

/**
 * The canonical text of a JSON value. Numbers are integers within ±(2^53 - 1), strings and keys well-formed Unicode,
 * objects plain; throws `value_not_canonical`, naming the place, for all else.
 */
export function canonicalJson(value: unknown): string {
  return write(value, []);
}

/** A place in the value: the containers that enclose it, with the key or index taken in each. */
type Path = { readonly container: object; key: string | number }[];

function write(value: unknown, path: Path): string {
  switch (typeof value) {
    case 'string':
      return writeString(value, path);
    case 'number':
      if (!Number.isSafeInteger(value)) throw refusal('not an integer within ±(2^53 - 1); write it as a string', path);
      return String(value);
    case 'boolean':
      return String(value);
    case 'object':
      if (value === null) return 'null';
      if (path.length >= DEPTH_MAX) throw refusal(`nested deeper than ${DEPTH_MAX}`, path);
      if (path.some(({ container }) => container === value)) throw refusal('part of a cycle', path);
      return Array.isArray(value) ? writeArray(value, path) : writeObject(value, path);
    default:
      throw refusal(`of type ${typeof value}, which JSON does not have`, path);
  }
}

/** Characters that no escape and no surrogate rule touches: neither `"` nor a backslash, control or surrogate. */
const PLAIN_TEXT = /^[ !#-[\]-\uD7FF\uE000-\uFFFF]*$/;

function writeString(value: string, path: Path): string {
  // Nearly all text is plain, and `JSON.stringify` called once per string costs more than everything else here together.
  if (PLAIN_TEXT.test(value)) return `"${value}"`;
  if (!isUnicode(value)) throw refusal('text with a lone surrogate', path);
  return JSON.stringify(value);
}

function writeArray(value: readonly unknown[], path: Path): string {
  const place = { container: value, key: 0 };
  path.push(place);
  const items: string[] = [];
  for (; place.key < value.length; place.key++) items.push(write(value[place.key], path));
  path.pop();
  return `[${items.join(',')}]`;
}

function writeObject(value: object, path: Path): string {
  if (!isPlain(value)) throw refusal('an object of a class; convert it to plain JSON', path);
  const place = { container: value, key: '' };
  path.push(place);
  const members: string[] = [];
  // INVARIANT: the default sort compares UTF-16 code units, which is the order of RFC 8785.
  for (const key of Object.keys(value).sort()) {
    place.key = key;
    members.push(`${writeString(key, path)}:${write(value[key], path)}`);
  }
  path.pop();
  return `{${members.join(',')}}`;
}

/** Recognises plain objects of any realm: their prototype is the end of the chain, that of an instance is not. */
function isPlain(value: object): value is Readonly<Record<string, unknown>> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function refusal(what: string, path: Path): LedgerError {
  const place = path.map(({ key }) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
  return new LedgerError('value_not_canonical', `value at \`$${place}\` is ${what}`);
}
