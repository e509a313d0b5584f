/** Looks up the words for whatever terms can name. */
import { oneLine } from './render-sentences.js';
import type { Names } from './render-types.js';
import type { Tongue } from './tongue-en.js';

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

/** The words of one value, or `null` where this tongue has none. */
export function wordsOf(
  tongue: Tongue,
  dimension: (typeof WORDED)[number],
  value: string,
  names: Names,
): string | null {
  const { acts, purposes, media, content, places, languages, any } = tongue.vocabulary;
  switch (dimension) {
    case 'act':
      return own(acts, value)?.verb ?? null;
    case 'purpose':
      return own(purposes, value) ?? null;
    case 'media':
      return value === 'programme' ? media.work : (own(media.ways, value) ?? own(media.things, value)?.some ?? null);
    case 'content':
      return value === 'none' ? content.none : (own(content.kinds, value) ?? null);
    case 'territory':
      return value === 'world' ? any.place : (places.get(value) ?? null);
    case 'language':
      return value === '*' ? any.language : languages.range(value);
    case 'production':
      return own(names.productions, value) ?? null;
    case 'tool':
      return value === 'any' ? any.tool : (own(names.tools, value) ?? null);
    case 'advertiser':
      return value === 'any' ? any.advertiser : tongue.partOf(value.split('/').map(oneLine).reverse());
  }
}

/** The words of values that may have none: a document with such a gap is shown, and never signed. */
export function said(
  tongue: Tongue,
  dimension: (typeof WORDED)[number],
  values: readonly string[],
  names: Names,
): readonly string[] {
  return values.map((value) => wordsOf(tongue, dimension, value, names) ?? tongue.unworded);
}

/** A table's own entry: a word such as `constructor` must not find what every object has. */
export function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
