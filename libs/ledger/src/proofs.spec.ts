import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { naiveConsistency, naiveInclusion } from '../../../test/vectors/ledger/naive-tree.js';
import {
  LedgerError,
  consistencyProof,
  consistencyRanges,
  emptyFrontier,
  extend,
  inclusionProof,
  inclusionRanges,
  leafHash,
  nodeHash,
  rootOf,
  verifyConsistency,
  verifyInclusion,
} from './index.js';
import type { HashRange, ReadHash } from './index.js';

const leaves = Array.from({ length: 800 }, (_, index) => leafHash(new TextEncoder().encode(`leaf ${index}`)));
const stored = [leaves, extend(emptyFrontier, leaves).tileHashes.map(({ hash }) => hash)];
const rootAt = (size: number) => rootOf(extend(emptyFrontier, leaves.slice(0, size)).frontier);

/** Reads what is stored, but only inside the ranges that were announced. */
function reading(ranges: readonly HashRange[]): ReadHash {
  return (level, index) => {
    const announced = ranges.some((range) => range.level === level && range.from <= index && index < range.until);
    const hash = stored[level]?.[index];
    if (!announced || hash === undefined) throw new Error(`nobody announced hash ${index} of level ${level}`);
    return hash;
  };
}

/** One range a run, sorted, none empty, none touching the next. */
function expectFewest(ranges: readonly HashRange[]): void {
  for (const [at, range] of ranges.entries()) {
    expect(range.from).toBeLessThan(range.until);
    const next = ranges[at + 1];
    if (next?.level === range.level) expect(next.from).toBeGreaterThan(range.until);
    else if (next !== undefined) expect(next.level).toBeGreaterThan(range.level);
  }
}

const treeAndIndex = fc
  .integer({ min: 1, max: leaves.length })
  .chain((size) => fc.record({ size: fc.constant(size), index: fc.nat({ max: size - 1 }) }));
const twoSizes = fc
  .integer({ min: 1, max: leaves.length })
  .chain((to) => fc.record({ to: fc.constant(to), from: fc.integer({ min: 1, max: to }) }));

describe('inclusion proofs', () => {
  it('are those of RFC 6962, verify, and read the ranges announced and nothing else', () => {
    fc.assert(
      fc.property(treeAndIndex, ({ size, index }) => {
        const ranges = inclusionRanges(index, size);
        expectFewest(ranges);
        const proof = inclusionProof(index, size, reading(ranges));
        expect(proof).toEqual(naiveInclusion(index, leaves.slice(0, size)));
        expect(verifyInclusion(leaves[index]!, index, { size, root: rootAt(size) }, proof)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('read at most one tile a level beside the right edge', () => {
    for (const { from, until } of inclusionRanges(5, 2 ** 40)) expect(until - from).toBeLessThan(256);
    expect(inclusionRanges(5, 2 ** 40)).toHaveLength(2 + 4);
  });

  it('are refused for an index that the tree does not have', () => {
    for (const [index, size] of [
      [0, 0],
      [1, 1],
      [-1, 1],
      [0.5, 1],
      [Number.NaN, 1],
      [0, 2 ** 53],
      [0, -1],
      [0, Number.POSITIVE_INFINITY],
    ] as const) {
      expect(() => inclusionRanges(index, size)).toThrow(LedgerError);
      expect(() => inclusionProof(index, size, reading([]))).toThrow(LedgerError);
    }
  });
});

describe('consistency proofs', () => {
  it('are those of RFC 6962, verify, and read the ranges announced and nothing else', () => {
    fc.assert(
      fc.property(twoSizes, ({ from, to }) => {
        const ranges = consistencyRanges(from, to);
        expectFewest(ranges);
        const proof = consistencyProof(from, to, reading(ranges));
        expect(proof).toEqual(naiveConsistency(from, leaves.slice(0, to)));
        expect(verifyConsistency({ size: from, root: rootAt(from) }, { size: to, root: rootAt(to) }, proof)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('are empty from the empty tree and from a tree to itself', () => {
    expect(consistencyProof(0, 9, reading([]))).toEqual([]);
    expect(consistencyProof(9, 9, reading([]))).toEqual([]);
    expect(consistencyProof(0, 0, reading([]))).toEqual([]);
  });

  it('are refused for sizes that cannot follow each other', () => {
    for (const [from, to] of [
      [2, 1],
      [-1, 1],
      [0.5, 1],
      [1, 2 ** 53],
      [Number.NaN, 1],
    ] as const) {
      expect(() => consistencyRanges(from, to)).toThrow(LedgerError);
      expect(() => consistencyProof(from, to, reading([]))).toThrow(LedgerError);
    }
  });
});

describe('trees beyond 32 bits', () => {
  // All leaves are equal, so a perfect subtree is known by its level, and any node by its leaf count.
  const perfect = [leaves[0]!];
  while (perfect.length < 53) perfect.push(nodeHash(perfect.at(-1)!, perfect.at(-1)!));
  const read: ReadHash = (level) => perfect[level * 8]!;
  const nodeOver = (count: number): Uint8Array => {
    const level = Math.floor(Math.log2(count));
    const left = 2 ** level > count ? level - 1 : level;
    return 2 ** left === count ? perfect[left]! : nodeHash(perfect[left]!, nodeOver(count - 2 ** left));
  };
  const sizes = fc.oneof(
    fc.maxSafeInteger().map((size) => Math.abs(size) + 1),
    fc.tuple(fc.integer({ min: 30, max: 52 }), fc.integer({ min: -2, max: 2 })).map(([power, by]) => 2 ** power + by),
    fc.integer({ min: 1, max: 1000 }),
  );
  const safe = sizes.filter(Number.isSafeInteger);

  it('have proofs that verify, up to the largest size there is', () => {
    expect(inclusionProof(0, Number.MAX_SAFE_INTEGER, read)).toHaveLength(53);
    fc.assert(
      fc.property(safe, safe, (a, b) => {
        const [from, to] = a < b ? [a, b] : [b, a];
        const newer = { size: to, root: nodeOver(to) };
        const proof = consistencyProof(from, to, read);
        expect(verifyConsistency({ size: from, root: nodeOver(from) }, newer, proof)).toBe(true);
        for (const index of [0, from - 1, to - 1]) {
          expect(verifyInclusion(perfect[0]!, index, newer, inclusionProof(index, to, read))).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });
});
