import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { naiveInclusion, naiveRoot } from '../../../test/vectors/ledger/naive-tree.js';
import { LedgerError, leafHash, merkleBatch, verifyInclusion } from './index.js';

const leaves = Array.from({ length: 300 }, (_, index) => leafHash(new TextEncoder().encode(`leaf ${index}`)));

describe('a batch', () => {
  it('has the root and the inclusion proofs of RFC 6962', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: leaves.length }), (size) => {
        const batch = merkleBatch(leaves.slice(0, size));
        expect(batch.root).toEqual(naiveRoot(leaves.slice(0, size)));
        expect(batch.paths).toHaveLength(size);
        for (const [index, path] of batch.paths.entries()) {
          expect(verifyInclusion(leaves[index]!, index, { size, root: batch.root }, path)).toBe(true);
        }
        const index = size >> 1;
        expect(batch.paths[index]).toEqual(naiveInclusion(index, leaves.slice(0, size)));
      }),
      { numRuns: 60 },
    );
  });

  it('of one leaf is that leaf, with an empty path', () => {
    expect(merkleBatch(leaves.slice(0, 1))).toEqual({ root: leaves[0], paths: [[]] });
  });

  it('of no leaf, or of something that is no hash, is refused', () => {
    expect(() => merkleBatch([])).toThrow(LedgerError);
    expect(() => merkleBatch([new Uint8Array(31)])).toThrow(LedgerError);
  });
});
