import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { naiveRoot } from '../../../test/vectors/ledger/naive-tree.js';
import { LedgerError, emptyFrontier, extend, frontierAt, frontierRanges, leafHash, rootOf } from './index.js';
import type { Frontier, TileHash } from './index.js';

const leaves = Array.from({ length: 70_000 }, (_, index) => leafHash(new TextEncoder().encode(`leaf ${index}`)));

/** Extends the empty tree by the first `size` leaves in batches of the given sizes, the last taking the rest. */
function grow(size: number, batchSizes: readonly number[]): { frontier: Frontier; tileHashes: TileHash[] } {
  const tileHashes: TileHash[] = [];
  let frontier = emptyFrontier;
  for (const batchSize of [...batchSizes, size]) {
    const step = extend(frontier, leaves.slice(frontier.size, Math.min(size, frontier.size + batchSize)));
    frontier = step.frontier;
    tileHashes.push(...step.tileHashes);
  }
  return { frontier, tileHashes };
}

describe('a frontier', () => {
  it('has the root that RFC 6962 defines, however the leaves were batched', () => {
    const batches = fc.array(fc.nat({ max: 60 }), { maxLength: 12 });
    fc.assert(
      fc.property(fc.nat({ max: 600 }), batches, (size, batchSizes) => {
        const { frontier } = grow(size, batchSizes);
        expect(frontier).toEqual(grow(size, []).frontier);
        expect(rootOf(frontier)).toEqual(naiveRoot(leaves.slice(0, size)));
      }),
    );
  });

  it('gives every complete node at a tile level to write, once, whatever the batches', () => {
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 1200 }), fc.array(fc.nat({ max: 400 })), (size, batchSizes) => {
        const complete = Array.from({ length: Math.floor(size / 256) }, (_, index) => ({
          level: 1,
          index,
          hash: naiveRoot(leaves.slice(index * 256, (index + 1) * 256)),
        }));
        expect(grow(size, batchSizes).tileHashes).toEqual(complete);
      }),
      { numRuns: 40 },
    );
  });

  it('completes a node of level 2 with the 65,536th leaf', () => {
    const { frontier, tileHashes } = grow(70_000, [65_535, 1]);
    expect(tileHashes.filter(({ level }) => level === 1)).toHaveLength(273);
    expect(tileHashes.filter(({ level }) => level === 2)).toEqual([
      { level: 2, index: 0, hash: naiveRoot(leaves.slice(0, 65_536)) },
    ]);
    expect(tileHashes.findIndex(({ level }) => level === 2)).toBe(256);
    expect(rootOf(frontier)).toEqual(naiveRoot(leaves));
  });

  it('is read back from stored hashes, of which it reads the ranges it names', () => {
    const { tileHashes } = grow(70_000, []);
    const stored = new Map(tileHashes.map(({ level, index, hash }) => [`${level}/${index}`, hash]));
    for (const size of [0, 1, 255, 256, 257, 511, 65_535, 65_536, 65_537, 70_000]) {
      const ranges = frontierRanges(size);
      const frontier = frontierAt(size, (level, index) => {
        expect(ranges).toContainEqual(expect.objectContaining({ level }));
        expect(ranges.some((range) => range.level === level && range.from <= index && index < range.until)).toBe(true);
        return level === 0 ? leaves[index]! : stored.get(`${level}/${index}`)!;
      });
      expect(frontier).toEqual(grow(size, []).frontier);
    }
  });

  it('leaves what it extends as it was', () => {
    const { frontier } = grow(7, []);
    const before = structuredClone(frontier);
    extend(frontier, leaves.slice(7, 20));
    expect(frontier).toEqual(before);
  });

  it('is refused with a hash too many, a size no tree has, or a leaf that is no hash', () => {
    const hash = leaves[0]!;
    for (const frontier of [
      { size: 1, hashes: [] },
      { size: 1, hashes: [hash.slice(1)] },
      { size: 2, hashes: [hash, hash] },
      { size: -1, hashes: [hash] },
      { size: 0.5, hashes: [hash] },
      { size: 2 ** 53, hashes: [hash] },
      { size: Number.NaN, hashes: [] },
    ]) {
      expect(() => rootOf(frontier)).toThrow(LedgerError);
      expect(() => extend(frontier, [hash])).toThrow(LedgerError);
    }
    expect(() => extend(emptyFrontier, [hash.slice(1)])).toThrow(LedgerError);
    const largest = { size: Number.MAX_SAFE_INTEGER, hashes: Array.from({ length: 53 }, () => hash) };
    expect(() => extend(largest, [hash])).toThrow(LedgerError);
    expect(extend(largest, []).frontier).toEqual(largest);
    expect(() => extend({ size: 2 ** 52, hashes: [hash] }, [hash, new Uint8Array(33)])).toThrow(LedgerError);
    expect(() => frontierAt(2 ** 53, () => hash)).toThrow(LedgerError);
    expect(() => frontierAt(1, () => hash.slice(1))).toThrow(LedgerError);
  });
});
