/**
 * Says a set of leaves in words, the widest first: those that the asker used, then any group that is wholly inside,
 * then single leaves. The words never overlap.
 */
import { VOCABULARIES } from './vocabulary.js';
import type { ListedDimension } from './vocabulary.js';

/** A way to say leaves of this dimension, sorted, in these words where they fit. */
export function wordingOf(
  dimension: ListedDimension,
  preferred: readonly string[],
): (leaves: readonly number[]) => readonly string[] {
  const { leaves: names, groups: known } = VOCABULARIES[dimension];
  const stated = new Set(preferred);
  const groups = [...known.filter(([word]) => stated.has(word)), ...known];

  return (leaves) => {
    const isLeft = new Uint8Array(names.length);
    for (const leaf of leaves) isLeft[leaf] = 1;
    let leftCount = leaves.length;
    const words: string[] = [];
    for (const [word, held] of leftCount > 1 ? groups : []) {
      if (held.length > leftCount || !held.every((leaf) => isLeft[leaf] === 1)) continue;
      for (const leaf of held) isLeft[leaf] = 0;
      leftCount -= held.length;
      words.push(word);
    }
    for (const leaf of leaves) if (isLeft[leaf] === 1) words.push(names[leaf] ?? '');
    return words.sort();
  };
}
