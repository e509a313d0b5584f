/** Looks up the English for whatever terms can name. */
import { oneLine } from './render-sentences.js';
import type { Names } from './render-types.js';
import { SOURCE_ACTS } from './words-en-acts.js';
import type { ActWords } from './words-en-acts.js';
import { languageWords } from './words-en-languages.js';
import { THINGS, WAYS } from './words-en-media.js';
import { PLACES } from './words-en-places.js';
import { REPLICA_ACTS } from './words-en-replicas.js';
import { CONTENT, NO_CONTENT, PURPOSES } from './words-en-scope.js';

/** Every act of the vocabulary, the inner paths too. */
export const ACTS: Readonly<Record<string, ActWords>> = { ...SOURCE_ACTS, ...REPLICA_ACTS };

/** The dimensions whose values need words; a stage always has them. */
export const WORDED = [
  'act',
  'purpose',
  'production',
  'media',
  'territory',
  'language',
  'content',
  'tool',
  'advertiser',
] as const;

/** The words of one value, or `null` where English has none. */
export function englishOf(dimension: (typeof WORDED)[number], value: string, names: Names): string | null {
  switch (dimension) {
    case 'act':
      return own(ACTS, value)?.verb ?? null;
    case 'purpose':
      return own(PURPOSES, value) ?? null;
    case 'media':
      return value === 'programme' ? 'the work itself' : (own(WAYS, value) ?? own(THINGS, value)?.some ?? null);
    case 'content':
      return value === 'none' ? NO_CONTENT : (own(CONTENT, value) ?? null);
    case 'territory':
      return value === 'world' ? 'the world' : (PLACES.get(value) ?? null);
    case 'language':
      return value === '*' ? 'any language' : languageWords(value);
    case 'production':
      return own(names.productions, value) ?? null;
    case 'tool':
      return value === 'any' ? 'any tool' : (own(names.tools, value) ?? null);
    case 'advertiser':
      return value === 'any' ? 'any advertiser' : value.split('/').map(oneLine).reverse().join(' of ');
  }
}

/** What stands where words are missing: a document with such a gap is shown, and never signed. */
export const UNWORDED = 'something without words here';

/** The words of values that may have none: a document with such a gap is shown, and never signed. */
export function said(dimension: (typeof WORDED)[number], values: readonly string[], names: Names): readonly string[] {
  return values.map((value) => englishOf(dimension, value, names) ?? UNWORDED);
}

/** A table's own entry: a word such as `constructor` must not find what every object has. */
export function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
