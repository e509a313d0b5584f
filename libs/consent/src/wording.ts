/**
 * Says a set of leaves in words, the widest first: those that the asker used, then any group that is wholly inside,
 * then single leaves. The words never overlap.
 */
import { VOCABULARIES } from './vocabulary.js';
import type { ListedDimension } from './vocabulary.js';

/** The words, sorted, that stand for exactly these leaves. */
export function wordsFor(
  dimension: ListedDimension,
  leaves: readonly number[],
  preferred: readonly string[],
): readonly string[] {
  const { leaves: names, leavesOf } = VOCABULARIES[dimension];
  const left = new Set(leaves);
  const words: string[] = [];
  const take = (word: string, held: readonly number[]): void => {
    if (held.length > left.size || !held.every((leaf) => left.has(leaf))) return;
    for (const leaf of held) left.delete(leaf);
    words.push(word);
  };
  const bySize = preferred
    .map((word) => [word, leavesOf.get(word) ?? []] as const)
    .filter(([, held]) => held.length > 0);
  for (const [word, held] of bySize.sort(([a, held], [b, other]) => other.length - held.length || (a < b ? -1 : 1)))
    take(word, held);
  if (left.size > 1) for (const [word, held] of leavesOf) if (held.length > 1) take(word, held);
  for (const leaf of left) words.push(names[leaf] ?? '');
  return words.sort();
}
