/**
 * Checks of proofs: from the leaf, or from the older tree, up to the root, as RFC 9162 does it in sections 2.1.3.2 and
 * 2.1.4.2, and so by another road than the one that made the proof. Everything but the trusted root may come from an enemy:
 * what does not fit is `false`, never a throw.
 */

import { sameBytes } from './bytes.js';
import { HASH_LENGTH, emptyRoot, nodeHash } from './tree-hash.js';

/** A tree that somebody vouches for, by its size and root. */
export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/**
 * Whether the proof shows that the leaf with this hash is at `index` in the tree. Size and root belong together, and both
 * must come from a signed head: some paths fit neighbouring sizes too.
 */
export function verifyInclusion(
  leafHash: Uint8Array,
  index: number,
  tree: TreeHead,
  proof: readonly Uint8Array[],
): boolean {
  if (!isSize(tree.size) || !isSize(index) || index >= tree.size) return false;
  const sides = sidesOf(index, tree.size - 1);
  if (proof.length !== sides.length || ![leafHash, tree.root, ...proof].every(isHash)) return false;
  return sameBytes(climb(leafHash, stepsOf(proof, sides)), tree.root);
}

/** Whether the proof shows that the older tree is a prefix of the newer one. Every tree extends the empty one. */
export function verifyConsistency(older: TreeHead, newer: TreeHead, proof: readonly Uint8Array[]): boolean {
  if (!isSize(older.size) || !isSize(newer.size) || older.size > newer.size) return false;
  if (!isHash(older.root) || !isHash(newer.root)) return false;
  if (older.size === newer.size) return proof.length === 0 && sameBytes(older.root, newer.root);
  if (older.size === 0) return proof.length === 0 && sameBytes(older.root, emptyRoot);
  return verifyGrowth(older, newer, proof);
}

function verifyGrowth(older: TreeHead, newer: TreeHead, proof: readonly Uint8Array[]): boolean {
  // The climb starts at the largest subtree that ends where the older tree does.
  let [index, last] = [older.size - 1, newer.size - 1];
  while (isOdd(index)) [index, last] = [half(index), half(last)];
  const sides = sidesOf(index, last);
  // If that subtree is the whole older tree, its root is known, and the proof leaves it out.
  const [start, ...siblings] = index === 0 ? [older.root, ...proof] : proof;
  if (start === undefined || siblings.length !== sides.length || !proof.every(isHash)) return false;
  const steps = stepsOf(siblings, sides);
  const inOlder = steps.filter(({ side }) => side === 'left');
  return sameBytes(climb(start, inOlder), older.root) && sameBytes(climb(start, steps), newer.root);
}

/** A sibling on the way up, and where it stands. */
interface Step {
  readonly sibling: Uint8Array;
  readonly side: 'left' | 'right';
}

/** On which side each sibling stands from a node up to the root: the node's index at its level, and the last one there. */
function sidesOf(index: number, last: number): Step['side'][] {
  const sides: Step['side'][] = [];
  // Halved and not shifted, since sizes exceed 32 bits.
  for (; last > 0; [index, last] = [half(index), half(last)]) {
    if (isOdd(index)) sides.push('left');
    // An even last node has no sibling: it is its own parent.
    else if (index < last) sides.push('right');
  }
  return sides;
}

function stepsOf(siblings: readonly Uint8Array[], sides: readonly Step['side'][]): Step[] {
  return sides.flatMap((side, at) => {
    const sibling = siblings[at];
    return sibling === undefined ? [] : [{ sibling, side }];
  });
}

function climb(start: Uint8Array, steps: readonly Step[]): Uint8Array {
  return steps.reduce(
    (hash, { sibling, side }) => (side === 'left' ? nodeHash(sibling, hash) : nodeHash(hash, sibling)),
    start,
  );
}

function isOdd(index: number): boolean {
  return index % 2 === 1;
}

function half(index: number): number {
  return Math.floor(index / 2);
}

function isSize(size: number): boolean {
  return Number.isSafeInteger(size) && size >= 0;
}

function isHash(hash: Uint8Array): boolean {
  return hash instanceof Uint8Array && hash.length === HASH_LENGTH;
}
