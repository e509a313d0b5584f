/** The right edge of a tree: all that is needed to extend it and to know its root. */

import { LedgerError } from './errors.js';
import { TILE_HEIGHT, checkSize, hashesOf, joinHashes, rangesOf } from './spans.js';
import type { HashRange, ReadHash } from './spans.js';
import { checkedHash, emptyRoot, nodeHash } from './tree-hash.js';

/** A tree by its size and the hashes of the perfect subtrees that make it up, largest first: one per set bit of the size. */
export interface Frontier {
  readonly size: number;
  readonly hashes: readonly Uint8Array[];
}

/** A hash to store: of the perfect subtree of 256^level leaves that begins at leaf `index * 256^level`. */
export interface TileHash {
  readonly level: number;
  readonly index: number;
  readonly hash: Uint8Array;
}

/** The tree without leaves, from which every tree is extended. */
export const emptyFrontier: Frontier = { size: 0, hashes: [] };

/**
 * Appends leaves. `tileHashes` is what to write beside the leaf hashes (which are tile level 0): every node at tile
 * level 1 and above that the new leaves complete, once and in order of completion.
 */
export function extend(
  frontier: Frontier,
  leafHashes: readonly Uint8Array[],
): { frontier: Frontier; tileHashes: TileHash[] } {
  checkFrontier(frontier);
  checkSize(frontier.size + leafHashes.length);
  const hashes = [...frontier.hashes];
  const tileHashes: TileHash[] = [];
  let { size } = frontier;
  for (const leaf of leafHashes) {
    let hash = checkedHash(leaf);
    size += 1;
    // Each trailing zero of the new size completes a subtree, as each carry completes a digit; `count` is how many
    // complete subtrees that level now has.
    for (let level = 1, count = size / 2; Number.isInteger(count); level += 1, count /= 2) {
      const left = hashes.pop();
      if (left === undefined) throw new Error('a frontier has one hash per set bit of its size');
      hash = nodeHash(left, hash);
      if (level % TILE_HEIGHT === 0) tileHashes.push({ level: level / TILE_HEIGHT, index: count - 1, hash });
    }
    hashes.push(hash);
  }
  return { frontier: { size, hashes }, tileHashes };
}

/** The RFC 6962 root of the tree. */
export function rootOf(frontier: Frontier): Uint8Array {
  checkFrontier(frontier);
  return frontier.size === 0 ? emptyRoot : joinHashes(frontier.hashes);
}

/** The stored hashes that `frontierAt` reads. */
export function frontierRanges(size: number): HashRange[] {
  checkSize(size);
  return rangesOf([{ from: 0, until: size }]);
}

/** The frontier of the tree's first `size` leaves, from stored hashes. */
export function frontierAt(size: number, read: ReadHash): Frontier {
  checkSize(size);
  return { size, hashes: hashesOf({ from: 0, until: size }, read) };
}

function checkFrontier({ size, hashes }: Frontier): void {
  checkSize(size);
  const count = size.toString(2).replaceAll('0', '').length;
  if (hashes.length !== count) {
    throw new LedgerError('range_impossible', `a tree of size \`${size}\` has ${count} subtrees, not ${hashes.length}`);
  }
  hashes.forEach(checkedHash);
}
