/**
 * Checks of proofs, as in RFC 9162 sections 2.1.3.2 and 2.1.4.2: from the proof up to the root, by another road than the
 * one that made it. Everything but the trusted root may come from an enemy: what does not fit is `false`, never a throw.
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
  if (![leafHash, tree.root, ...proof].every(isHash)) return false;
  let hash = leafHash;
  const climb = new Climb(index, tree.size - 1);
  for (const sibling of proof) {
    if (climb.atTop) return false;
    hash = climb.siblingIsLeft ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
    climb.step();
  }
  return climb.atTop && sameBytes(hash, tree.root);
}

/** Whether the proof shows that the older tree is a prefix of the newer one. Every tree extends the empty one. */
export function verifyConsistency(older: TreeHead, newer: TreeHead, proof: readonly Uint8Array[]): boolean {
  if (!isSize(older.size) || !isSize(newer.size) || older.size > newer.size) return false;
  if (![older.root, newer.root, ...proof].every(isHash)) return false;
  if (older.size === newer.size) return proof.length === 0 && sameBytes(older.root, newer.root);
  if (older.size === 0) return proof.length === 0 && sameBytes(older.root, emptyRoot);
  return verifyGrowth(older, newer, proof);
}

function verifyGrowth(older: TreeHead, newer: TreeHead, proof: readonly Uint8Array[]): boolean {
  const climb = new Climb(older.size - 1, newer.size - 1);
  climb.skipRightChildren();
  // At index 0 the climb starts from the root of the old tree, which the proof therefore leaves out.
  const [start, ...rest] = climb.index === 0 ? [older.root, ...proof] : proof;
  if (start === undefined) return false;
  let olderHash = start;
  let newerHash = start;
  for (const sibling of rest) {
    if (climb.atTop) return false;
    if (climb.siblingIsLeft) {
      olderHash = nodeHash(sibling, olderHash);
      newerHash = nodeHash(sibling, newerHash);
    } else {
      newerHash = nodeHash(newerHash, sibling);
    }
    climb.step();
  }
  return climb.atTop && sameBytes(olderHash, older.root) && sameBytes(newerHash, newer.root);
}

/** A node on its way up: its index at its level, and the last index of that level. Halves, since sizes exceed 32 bits. */
class Climb {
  constructor(
    public index: number,
    private last: number,
  ) {}

  get atTop(): boolean {
    return this.last === 0;
  }

  get siblingIsLeft(): boolean {
    return isOdd(this.index) || this.index === this.last;
  }

  /** Goes to the parent of the node just joined; an only child at the right edge was first lifted to where it has a sibling. */
  step(): void {
    if (this.index === this.last) while (this.index > 0 && !isOdd(this.index)) this.up();
    this.up();
  }

  skipRightChildren(): void {
    while (isOdd(this.index)) this.up();
  }

  private up(): void {
    this.index = Math.floor(this.index / 2);
    this.last = Math.floor(this.last / 2);
  }
}

function isOdd(index: number): boolean {
  return index % 2 === 1;
}

function isSize(size: number): boolean {
  return Number.isSafeInteger(size) && size >= 0;
}

function isHash(hash: Uint8Array): boolean {
  return hash instanceof Uint8Array && hash.length === HASH_LENGTH;
}
