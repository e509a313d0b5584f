/** Sets of listed words that predicates ask about. */
import type { ListedDimension } from '../vocabulary.js';
import { VOCABULARIES } from '../vocabulary.js';

/** Some words of one dimension, with all that lies below them. */
export interface WordSet {
  /** Whether anything that the words stand for lies in the set: how a rule that restricts asks. */
  readonly touches: (words: readonly string[]) => boolean;
  /** Whether all that the words stand for lies in the set: how an exemption asks. Nothing stated lies nowhere. */
  readonly holds: (words: readonly string[]) => boolean;
}

/**
 * The set of these words, without those that `but` names. A word that nobody knows may mean anything: it touches every
 * set and lies in none.
 */
export function wordSet(dimension: ListedDimension, words: readonly string[], but: readonly string[] = []): WordSet {
  const { leavesOf } = VOCABULARIES[dimension];
  const leavesOfAll = (all: readonly string[]): number[] =>
    all.flatMap((word) => {
      const leaves = leavesOf.get(word);
      if (leaves === undefined) throw new Error(`no word of \`${dimension}\` is called \`${word}\``);
      return leaves;
    });
  const left = new Set(leavesOfAll(but));
  const leaves = new Set(leavesOfAll(words).filter((leaf) => !left.has(leaf)));
  return {
    touches: (stated) => stated.some((word) => leavesOf.get(word)?.some((leaf) => leaves.has(leaf)) ?? true),
    holds: (stated) =>
      stated.length > 0 && stated.every((word) => leavesOf.get(word)?.every((leaf) => leaves.has(leaf)) ?? false),
  };
}

/** Acts that give a performance which the performer did not give. */
export const REPLICA_ACTS = wordSet('act', [
  ...['generate.voice', 'generate.face', 'generate.body', 'generate.performance_transfer', 'inference'],
]);
/** Acts that change a performance which she gave; customary clean-up is none of them. */
export const ALTERING_ACTS = wordSet('act', ['alter'], ['alter.cleanup']);
/** Acts that make or change what people can be shown in; customary clean-up is none of them. */
export const DEPICTING_ACTS = wordSet('act', ['generate', 'inference', 'alter'], ['alter.cleanup']);
/** The act that changes what a performance feels like. */
export const CHANGED_FEELING = wordSet('act', ['alter.emotion']);
/** Customary clean-up, which one person may claim. */
export const CLEANUP = wordSet('act', ['alter.cleanup']);
/** Every kind of advertisement. */
export const ADS = wordSet('media', ['ad']);
