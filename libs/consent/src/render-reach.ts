/** What words reach: which contain which, and what the prohibitions take out of a permission everywhere. */
import { languageRanges, normalLanguage } from './languages.js';
import type { Box, Terms } from './types.js';
import { VOCABULARIES, isAdvertisement } from './vocabulary.js';
import type { ListedDimension } from './vocabulary.js';

type Ranged = ListedDimension | 'language';

/** The words without those that lie under another of them, in their order. */
export function widest(dimension: Ranged, words: readonly string[]): readonly string[] {
  const once = [...new Set(words)];
  return once.filter((word) => !once.some((other) => other !== word && covers(dimension, other, word)));
}

/** Whether a word lies under one of the others, or is one of them. */
export function narrower(dimension: Ranged, word: string, others: readonly string[]): boolean {
  return others.some((other) => covers(dimension, other, word));
}

/** Whether some point is reached by both lists. */
export function overlap(dimension: ListedDimension, some: readonly string[], others: readonly string[]): boolean {
  const reached = new Set(others.flatMap((word) => leavesOf(dimension, word)));
  return some.some((word) => leavesOf(dimension, word).some((leaf) => reached.has(leaf)));
}

/** The leaves that the permissions grant in one dimension, without those that a prohibition bars whatever else is stated. */
export function grantedLeaves(dimension: ListedDimension, terms: Terms): ReadonlySet<number> {
  const granted = new Set(terms.permissions.flatMap(({ box }) => statedLeaves(dimension, box)));
  for (const { box } of terms.prohibitions) {
    if (Object.keys(box).some((each) => each !== dimension)) continue;
    for (const word of box[dimension] ?? []) for (const leaf of leavesOf(dimension, word)) granted.delete(leaf);
  }
  return granted;
}

function statedLeaves(dimension: ListedDimension, box: Box): readonly number[] {
  if (silentDimensions(box).length > 0) return [];
  const words = box[dimension] ?? [];
  const stated = dimension === 'media' && lacksAdvertiser(box) ? words.filter((word) => !isAdvertisement(word)) : words;
  return stated.flatMap((word) => leavesOf(dimension, word));
}

/** How much of what the words reach is granted. */
export function shareOf(
  dimension: ListedDimension,
  words: readonly string[],
  granted: ReadonlySet<number>,
): 'none' | 'part' | 'all' {
  const leaves = words.flatMap((word) => leavesOf(dimension, word));
  if (leaves.every((leaf) => granted.has(leaf))) return 'all';
  return leaves.some((leaf) => granted.has(leaf)) ? 'part' : 'none';
}

/** The dimensions that a permission leaves out and needs. What it does not say is not granted, so it grants nothing. */
export function silentDimensions(box: Box): readonly (typeof NEEDED)[number][] {
  return NEEDED.filter((dimension) => box[dimension] === undefined);
}

const NEEDED = [
  ...(['act', 'media', 'production', 'purpose', 'language', 'territory', 'tool'] as const),
  ...(['stage', 'content', 'until'] as const),
] as const;

/** Whether it names ads and no advertiser: then it grants no ad, and the rest as it says. */
export function lacksAdvertiser(box: Box): boolean {
  return box.advertiser === undefined && (box.media?.some(isAdvertisement) ?? false);
}

/**
 * The places, or languages, that prohibitions take out of this permission whatever else is stated: they are said with
 * the permission itself, because nobody reads `anywhere in the world` and looks for the exception elsewhere.
 */
export function alwaysBarred(dimension: 'territory' | 'language', box: Box, terms: Terms): readonly string[] {
  const granted = box[dimension] ?? [];
  const barring = terms.prohibitions.filter((clause) => reachesAllBut(dimension, clause.box, box));
  const barred = barring.flatMap((clause) => clause.box[dimension] ?? []);
  const inside = barred.filter((word) => touches(dimension, word, granted));
  return widest(dimension, inside);
}

function reachesAllBut(dimension: 'territory' | 'language', bar: Box, box: Box): boolean {
  if (bar.from !== undefined || bar.until !== undefined || bar[dimension] === undefined) return false;
  const listed = (['act', 'purpose', 'media', 'content', 'territory', 'language'] as const).every(
    (each) => each === dimension || coversAll(each, bar[each], box[each]),
  );
  const named = (['production', 'tool', 'advertiser'] as const).every((each) => {
    const values = bar[each];
    return values === undefined || (box[each]?.every((value) => values.includes(value)) ?? false);
  });
  return listed && named && (bar.stage === undefined || bar.stage === 'ideation');
}

function coversAll(
  dimension: Ranged,
  bar: readonly string[] | undefined,
  granted: readonly string[] | undefined,
): boolean {
  return bar === undefined || (granted?.every((word) => narrower(dimension, word, bar)) ?? false);
}

function touches(dimension: 'territory' | 'language', word: string, granted: readonly string[]): boolean {
  if (dimension === 'territory') return overlap(dimension, [word], granted);
  return granted.some((tag) => covers(dimension, tag, word) || covers(dimension, word, tag));
}

function covers(dimension: Ranged, wide: string, narrow: string): boolean {
  if (wide === narrow) return true;
  if (dimension === 'language') return languageRanges(normalLanguage(narrow) ?? narrow).includes(wide);
  const reached = new Set(leavesOf(dimension, wide));
  const wanted = leavesOf(dimension, narrow);
  return wanted.length > 0 && wanted.length < reached.size && wanted.every((leaf) => reached.has(leaf));
}

function leavesOf(dimension: ListedDimension, word: string): readonly number[] {
  return VOCABULARIES[dimension].leavesOf.get(word) ?? [];
}
