/**
 * Reads canonical JSON and nothing else: the first byte that `canonicalJson` would not have written ends it, and is named. So
 * two files that are read as one value are one file.
 */

import { canonicalJson } from './canonical-json.js';
import type { JsonValue } from './canonical-json.js';
import { LedgerError } from './errors.js';

const DEPTH_MAX = 100;
const LITERAL = /null|true|false/y;
const INTEGER = /0|-?[1-9]\d{0,15}/y;
/** Up to its end, whatever escapes it holds; whether they are the right ones is asked of `canonicalJson`. */
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/y;

interface Reading {
  readonly text: string;
  at: number;
  /** Where in the value. */
  readonly path: (string | number)[];
}

/** The value of a canonical text; throws `value_not_canonical`, naming the place, for any other. */
export function readCanonicalJson(text: string): JsonValue {
  const reading: Reading = { text, at: 0, path: [] };
  const value = readValue(reading);
  if (reading.at < text.length) throw refusal(reading, 'nothing follows the value');
  return value;
}

function readValue(reading: Reading): JsonValue {
  const { text, at, path } = reading;
  if (path.length > DEPTH_MAX) throw refusal(reading, `nothing is nested deeper than ${DEPTH_MAX}`);
  switch (text[at]) {
    case '{':
      return readObject(reading);
    case '[':
      return readList(reading);
    case '"':
      return readString(reading);
    default:
      return readPlain(reading);
  }
}

function readObject(reading: Reading): JsonValue {
  const members: [string, JsonValue][] = [];
  let last: string | null = null;
  reading.at += 1;
  while (!took(reading, '}')) {
    if (last !== null) take(reading, ',');
    const key = readString(reading);
    reading.path.push(key);
    // UTF-16 code units, as RFC 8785 sorts.
    if (last !== null && key <= last) throw refusal(reading, 'names are sorted, and each stands once');
    take(reading, ':');
    members.push([key, readValue(reading)]);
    reading.path.pop();
    last = key;
  }
  return Object.fromEntries(members);
}

function readList(reading: Reading): JsonValue {
  const items: JsonValue[] = [];
  reading.at += 1;
  while (!took(reading, ']')) {
    if (items.length > 0) take(reading, ',');
    reading.path.push(items.length);
    items.push(readValue(reading));
    reading.path.pop();
  }
  return items;
}

function readString(reading: Reading): string {
  const token = tokenOf(reading, STRING);
  if (token === null) throw refusal(reading, 'a text stands in quotes');
  const value = parsed(reading, token);
  if (typeof value !== 'string') throw refusal(reading, 'a text stands in quotes');
  return value;
}

function readPlain(reading: Reading): JsonValue {
  const token = tokenOf(reading, LITERAL) ?? tokenOf(reading, INTEGER);
  if (token === null) throw refusal(reading, 'a value stands here');
  return parsed(reading, token);
}

function parsed(reading: Reading, token: string): null | boolean | number | string {
  try {
    // A text, an integer or a literal, as the patterns above say.
    const value = JSON.parse(token) as null | boolean | number | string;
    if (canonicalJson(value) === token) {
      reading.at += token.length;
      return value;
    }
  } catch {
    // Told below, as every token that is not the one of its value.
  }
  throw refusal(reading, 'a text or number is written in one way only');
}

function tokenOf({ text, at }: Reading, pattern: RegExp): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

function took(reading: Reading, mark: string): boolean {
  if (reading.text[reading.at] !== mark) return false;
  reading.at += 1;
  return true;
}

function take(reading: Reading, mark: string): void {
  if (!took(reading, mark)) throw refusal(reading, `\`${mark}\` stands here`);
}

function refusal({ at, path }: Reading, rule: string): LedgerError {
  const place = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
  return new LedgerError('value_not_canonical', `it is not canonical JSON at character ${at}, \`$${place}\`: ${rule}`);
}
