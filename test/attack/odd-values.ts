/** Values that have broken somebody's program before; those that are merely long are made where they are used. */
import { readFileSync } from 'node:fs';

interface OddValues {
  readonly names: readonly string[];
  readonly prototypeNames: readonly string[];
  readonly words: readonly string[];
  readonly texts: readonly string[];
  /** JSON numbers, and words that only some readers take for numbers. */
  readonly numbers: readonly string[];
  readonly instants: readonly string[];
  readonly ids: readonly string[];
  readonly prefixes: readonly string[];
  readonly mediaTypes: readonly (string | null)[];
  readonly segments: readonly string[];
  readonly queryValues: readonly string[];
  readonly queryNames: readonly string[];
  readonly idempotencyKeys: readonly (readonly string[])[];
  readonly authorizations: readonly (readonly string[])[];
  readonly cookies: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly (readonly (readonly [name: string, value: string])[])[];
}

export const ODD: OddValues = JSON.parse(readFileSync(new URL('odd-values.json', import.meta.url), 'utf8'));

/** The letters of an id in examples, for which a record of one's own is put, and those for which another's is. */
const OWN = '0123456789abcdefghijkl';
export const FOREIGN = 'zyxwvutsrqponmlkjihgfe';

/** Ids of every kind, one's own and another's, and what only looks like one. */
export const IDS = [...ODD.prefixes.flatMap((prefix) => [`${prefix}_${OWN}`, `${prefix}_${FOREIGN}`]), ...ODD.ids];
