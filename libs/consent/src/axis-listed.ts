/** An axis of listed words: act, purpose, media, content and territory. Its atoms are the leaves that are stated. */
import { add, setsOf } from './atoms.js';
import type { Axis } from './axis.js';
import { VOCABULARIES } from './vocabulary.js';
import type { ListedDimension } from './vocabulary.js';
import { wordingOf } from './wording.js';

/** The axis over the leaves of these words. */
export function listedAxis(dimension: ListedDimension, words: readonly string[]): Axis {
  const { leaves, leavesOf } = VOCABULARIES[dimension];
  const atomOf = new Int16Array(leaves.length).fill(-1);
  const leafOf: number[] = [];
  for (const word of words) {
    for (const leaf of leavesOf.get(word) ?? []) if (atomOf[leaf] === -1) atomOf[leaf] = leafOf.push(leaf) - 1;
  }
  // An unknown word is an atom that no permission reaches; so is saying nothing at all.
  const unknown = words.length === 0 ? [''] : words.filter((word) => !leavesOf.has(word));
  const atomCount = leafOf.length + unknown.length;
  const { all, none, fresh } = setsOf(atomCount);
  // Most answers are allows, which write nothing.
  let wording: ReturnType<typeof wordingOf> | undefined;
  return {
    dimension,
    atomCount,
    all,
    reach: (box, reading) => {
      const said = box[dimension];
      if (said === undefined) return reading.unsaid === 'everything' ? all : none;
      const reached = fresh();
      for (const word of said) {
        const held = leavesOf.get(word);
        // A prohibition in words of another version may mean anything: it is taken to mean everything.
        if (held === undefined && reading.unsaid === 'everything') return all;
        for (const leaf of held ?? []) {
          const atom = atomOf[leaf] ?? -1;
          if (atom >= 0) add(reached, atom);
        }
      }
      return reached;
    },
    write: (atoms) => {
      const known = atoms.flatMap((atom) => leafOf[atom] ?? []);
      const strange = atoms.flatMap((atom) => unknown[atom - leafOf.length] ?? []).filter((word) => word !== '');
      wording ??= wordingOf(dimension, words);
      const written = [...wording(known), ...strange];
      return written.length === 0 ? {} : { [dimension]: written };
    },
  };
}
