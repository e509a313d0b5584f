import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  consistencyShape,
  inclusionShape,
  naiveConsistency,
  naiveInclusion,
  naiveRoot,
} from '../../../test/vectors/ledger/naive-tree.js';
import { emptyRoot, leafHash, verifyConsistency, verifyInclusion } from './index.js';

const leaves = Array.from({ length: 130 }, (_, index) => leafHash(new TextEncoder().encode(`leaf ${index}`)));
const headOf = (size: number) => ({ size, root: naiveRoot(leaves.slice(0, size)) });

const sizes = fc.integer({ min: 1, max: leaves.length });
const treeAndIndex = sizes.chain((size) => fc.record({ size: fc.constant(size), index: fc.nat({ max: size - 1 }) }));
/** Two sizes between which something grew, so that a proof is not empty. */
const growth = fc
  .integer({ min: 2, max: leaves.length })
  .chain((to) => fc.record({ to: fc.constant(to), from: fc.integer({ min: 1, max: to - 1 }) }));

/** Turns one bit of one of the hashes. */
function flip(hashes: readonly Uint8Array[], at: number): Uint8Array[] {
  const copies = hashes.map((hash) => hash.slice());
  const hash = copies[at % copies.length]!;
  hash[at % 32]! ^= 1 << (at % 8);
  return copies;
}

/** A sequence of hashes with one bit turned, one hash missing, doubled, added, cut short or moved. */
function tamperings(proof: readonly Uint8Array[], at: number): Uint8Array[][] {
  const place = proof.length === 0 ? 0 : at % proof.length;
  const changed = [
    [...proof, leaves[0]!],
    [leaves[0]!, ...proof],
    [...proof, new Uint8Array()],
  ];
  if (proof.length > 0) {
    changed.push(
      flip(proof, at),
      proof.toSpliced(place, 1),
      proof.slice(0, -1),
      proof.toSpliced(place, 0, proof[place]!),
    );
    changed.push(proof.with(place, proof[place]!.slice(0, 31)), proof.with(place, new Uint8Array(33)));
  }
  if (proof.length > 1) changed.push(proof.toReversed());
  return changed;
}

describe('verifying inclusion', () => {
  it('fails for any changed hash in proof, leaf or root', () => {
    fc.assert(
      fc.property(treeAndIndex, fc.nat(), ({ size, index }, at) => {
        const head = headOf(size);
        const leaf = leaves[index]!;
        const proof = naiveInclusion(index, leaves.slice(0, size));
        expect(verifyInclusion(leaf, index, head, proof)).toBe(true);
        for (const changed of tamperings(proof, at)) expect(verifyInclusion(leaf, index, head, changed)).toBe(false);
        expect(verifyInclusion(flip([leaf], at)[0]!, index, head, proof)).toBe(false);
        expect(verifyInclusion(leaf, index, { size, root: flip([head.root], at)[0]! }, proof)).toBe(false);
      }),
    );
  });

  it('fails for any other index, and for any other size but those whose path runs the same way', () => {
    fc.assert(
      fc.property(treeAndIndex, sizes, fc.nat({ max: 130 }), ({ size, index }, otherSize, otherIndex) => {
        const { root } = headOf(size);
        const proof = naiveInclusion(index, leaves.slice(0, size));
        if (otherIndex !== index) {
          expect(verifyInclusion(leaves[index]!, otherIndex, { size, root }, proof)).toBe(false);
        }
        const sameWay = index < otherSize && inclusionShape(index, otherSize) === inclusionShape(index, size);
        expect(verifyInclusion(leaves[index]!, index, { size: otherSize, root }, proof)).toBe(sameWay);
      }),
      { numRuns: 1000 },
    );
  });

  it('answers false to sizes and indices that no tree has, at once', () => {
    const { root } = headOf(1);
    for (const size of [0, -1, 0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(verifyInclusion(root, 0, { size, root }, [])).toBe(false);
    }
    for (const index of [1, -1, 0.5, 2 ** 53, Number.NaN]) {
      expect(verifyInclusion(root, index, { size: 1, root }, [])).toBe(false);
    }
    const endless = Array.from({ length: 100_000 }, () => root);
    expect(verifyInclusion(root, 0, { size: Number.MAX_SAFE_INTEGER, root }, endless)).toBe(false);
  });
});

describe('verifying consistency', () => {
  it('fails for any changed hash in proof or heads', () => {
    fc.assert(
      fc.property(growth, fc.nat(), ({ from, to }, at) => {
        const [older, newer] = [headOf(from), headOf(to)];
        const proof = naiveConsistency(from, leaves.slice(0, to));
        expect(verifyConsistency(older, newer, proof)).toBe(true);
        for (const changed of tamperings(proof, at)) expect(verifyConsistency(older, newer, changed)).toBe(false);
        expect(verifyConsistency({ ...older, root: flip([older.root], at)[0]! }, newer, proof)).toBe(false);
        expect(verifyConsistency(older, { ...newer, root: flip([newer.root], at)[0]! }, proof)).toBe(false);
        expect(verifyConsistency(newer, older, proof)).toBe(false);
      }),
    );
  });

  it('fails for any other pair of sizes but those whose proof runs the same way', () => {
    fc.assert(
      fc.property(growth, growth, ({ from, to }, other) => {
        const proof = naiveConsistency(from, leaves.slice(0, to));
        const older = { ...headOf(from), size: other.from };
        const newer = { ...headOf(to), size: other.to };
        const sameWay = consistencyShape(other.from, other.to) === consistencyShape(from, to);
        expect(verifyConsistency(older, newer, proof)).toBe(sameWay);
      }),
      { numRuns: 1000 },
    );
  });

  it('takes a tree for its own successor, and any tree for one of the empty tree, with an empty proof alone', () => {
    const empty = { size: 0, root: emptyRoot };
    const tree = headOf(5);
    expect(verifyConsistency(tree, tree, [])).toBe(true);
    expect(verifyConsistency(tree, tree, [tree.root])).toBe(false);
    expect(verifyConsistency(tree, { size: 5, root: emptyRoot }, [])).toBe(false);
    expect(verifyConsistency(empty, tree, [])).toBe(true);
    expect(verifyConsistency(empty, empty, [])).toBe(true);
    expect(verifyConsistency(empty, tree, [tree.root])).toBe(false);
    expect(verifyConsistency({ size: 0, root: tree.root }, tree, [])).toBe(false);
    expect(verifyConsistency(headOf(4), tree, [])).toBe(false);
  });

  it('fails for a tree that shrank, even with the root it had', () => {
    const { root } = headOf(4);
    for (const [older, newer] of [
      [2, 1],
      [4, 3],
      [5, 0],
    ] as const) {
      for (const proof of [[], [root]]) {
        expect(verifyConsistency({ size: older, root }, { size: newer, root }, proof)).toBe(false);
      }
    }
  });

  it('answers false to sizes that no tree has, and to roots that are no hashes', () => {
    const { root } = headOf(1);
    for (const size of [-1, 0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(verifyConsistency({ size, root }, { size: 9, root }, [root])).toBe(false);
      expect(verifyConsistency({ size: 1, root }, { size, root }, [root])).toBe(false);
    }
    const short = { size: 1, root: new Uint8Array(31) };
    expect(verifyConsistency(short, short, [])).toBe(false);
  });
});
