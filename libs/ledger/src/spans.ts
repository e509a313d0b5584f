/**
 * Where the nodes of a tree lie. A span is a run of leaves under one node of the tree; it splits into perfect subtrees,
 * and each of these is computed from stored hashes of one tile level (tree level 8 times the tile level).
 */

import { LedgerError } from './errors.js';
import { checkedHash, nodeHash } from './tree-hash.js';

/** Tree levels per tile level, as in C2SP tlog-tiles. */
export const TILE_HEIGHT = 8;

/** The leaves `from` (inclusive) to `until` (exclusive). */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** The stored hashes `from` (inclusive) to `until` (exclusive) of one tile level; level 0 are the leaf hashes. */
export interface HashRange {
  readonly level: number;
  readonly from: number;
  readonly until: number;
}

/** Gives a stored hash: of a leaf at level 0, of a perfect subtree of 256^level leaves above. */
export type ReadHash = (level: number, index: number) => Uint8Array;

/** The perfect subtree of 2^level leaves that begins at leaf `index * 2^level`. */
interface Subtree {
  readonly level: number;
  readonly index: number;
}

/** The leaf count of the left child of a node over `count` leaves: the largest power of two below it. */
export function splitOf(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}

/** Throws `range_impossible` unless it is a number of leaves that a tree can have. */
export function checkSize(size: number): void {
  if (!Number.isSafeInteger(size) || size < 0) {
    throw new LedgerError('range_impossible', `\`${size}\` is not the size of a tree; sizes are integers from 0`);
  }
}

/** The fewest ranges that hold every stored hash needed to compute the spans, in order of level and place. */
export function rangesOf(spans: readonly Span[]): HashRange[] {
  const ranges = spans
    .flatMap(subtreesOf)
    .map(storedRange)
    .sort((a, b) => a.level - b.level || a.from - b.from);
  const joined: HashRange[] = [];
  for (const range of ranges) {
    const last = joined.at(-1);
    if (last?.level === range.level && last.until === range.from) joined.splice(-1, 1, { ...last, until: range.until });
    else joined.push(range);
  }
  return joined;
}

/** The hash of the node over a span. */
export function hashOf(span: Span, read: ReadHash): Uint8Array {
  return joinHashes(hashesOf(span, read));
}

/** The hashes of the perfect subtrees of a span, largest first. */
export function hashesOf(span: Span, read: ReadHash): Uint8Array[] {
  return subtreesOf(span).map((subtree) => hashOfSubtree(subtree, read));
}

/** The hash over neighbouring perfect subtrees, largest first, of which there is at least one. */
export function joinHashes(hashes: readonly Uint8Array[]): Uint8Array {
  return hashes.reduceRight((right, left) => nodeHash(left, right));
}

function subtreesOf({ from, until }: Span): Subtree[] {
  const subtrees: Subtree[] = [];
  for (let start = from; start < until;) {
    let level = 0;
    let count = 1;
    while (count * 2 <= until - start) {
      level += 1;
      count *= 2;
    }
    subtrees.push({ level, index: start / count });
    start += count;
  }
  return subtrees;
}

function storedRange({ level, index }: Subtree): HashRange {
  const width = 2 ** (level % TILE_HEIGHT);
  return { level: Math.floor(level / TILE_HEIGHT), from: index * width, until: (index + 1) * width };
}

function hashOfSubtree(subtree: Subtree, read: ReadHash): Uint8Array {
  const { level, from, until } = storedRange(subtree);
  return hashOfStored(level, from, until, read);
}

function hashOfStored(level: number, from: number, until: number, read: ReadHash): Uint8Array {
  if (until - from === 1) return checkedHash(read(level, from));
  const middle = (from + until) / 2;
  return nodeHash(hashOfStored(level, from, middle, read), hashOfStored(level, middle, until, read));
}
