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
  const isLeft = new Uint8Array(names.length);
  for (const leaf of leaves) isLeft[leaf] = 1;
  let leftCount = leaves.length;
  const words: string[] = [];
  const take = (word: string, held: readonly number[]): void => {
    if (held.length > leftCount || held.length === 0 || !held.every((leaf) => isLeft[leaf] === 1)) return;
    for (const leaf of held) isLeft[leaf] = 0;
    leftCount -= held.length;
    words.push(word);
  };
  const stated = preferred.map((word) => [word, leavesOf.get(word) ?? []] as const);
  const bySize = stated.sort(([a, held], [b, other]) => other.length - held.length || (a < b ? -1 : 1));
  for (const [word, held] of bySize) take(word, held);
  if (leftCount > 1) for (const [word, held] of leavesOf) if (held.length > 1) take(word, held);
  if (leftCount > 0) for (const leaf of leaves) if (isLeft[leaf] === 1) words.push(names[leaf] ?? '');
  return words.sort();
}
