/** The tree over a batch of leaves that are recorded and signed together. */

import { LedgerError } from './errors.js';
import { checkedHash, nodeHash } from './tree-hash.js';

/** The RFC 6962 root of a batch, and for each leaf its inclusion proof. A batch of one has an empty path. */
export interface MerkleBatch {
  readonly root: Uint8Array;
  readonly paths: readonly (readonly Uint8Array[])[];
}

/** Builds the tree over at least one leaf hash, with the proof of every leaf at once. */
export function merkleBatch(leafHashes: readonly Uint8Array[]): MerkleBatch {
  if (leafHashes.length === 0) throw new LedgerError('range_impossible', 'a batch has at least one leaf');
  const paths: Uint8Array[][] = leafHashes.map(() => []);
  let level = leafHashes.map((hash, index) => ({ hash: checkedHash(hash), paths: paths.slice(index, index + 1) }));
  while (level.length > 1) level = joinPairs(level);
  const [top] = level;
  if (top === undefined) throw new Error('a level of a tree is never empty');
  return { root: top.hash, paths };
}

/** A node with the paths of the leaves below it, which grow as it is joined. */
interface Node {
  readonly hash: Uint8Array;
  readonly paths: Uint8Array[][];
}

/** The next level up; an odd last node is lifted unchanged, which makes the same tree as RFC 6962's recursion. */
function joinPairs(level: readonly Node[]): Node[] {
  const parents: Node[] = [];
  for (let at = 0; at < level.length; at += 2) {
    const [left, right] = level.slice(at, at + 2);
    if (left !== undefined) parents.push(right === undefined ? left : join(left, right));
  }
  return parents;
}

function join(left: Node, right: Node): Node {
  for (const path of left.paths) path.push(right.hash);
  for (const path of right.paths) path.push(left.hash);
  return { hash: nodeHash(left.hash, right.hash), paths: [...left.paths, ...right.paths] };
}
