import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyText, mangled, unlessRefused } from '../../../test/vectors/ledger/hostile.js';
import { formatProof, parseProof } from './index.js';
import type { TlogProof } from './index.js';

const required = {
  index: fc.maxSafeNat(),
  path: fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 53 }),
  checkpoint: fc.string({ unit: 'binary' }),
};
const proofs: fc.Arbitrary<TlogProof> = fc.oneof(
  fc.record(required),
  fc.record({ ...required, extra: fc.uint8Array({ maxLength: 100 }) }),
);

describe('tlog-proof files', () => {
  it('are read back', () => {
    fc.assert(
      fc.property(proofs, (proof) => {
        expect(parseProof(formatProof(proof))).toEqual(proof);
      }),
    );
  });

  it('are the only text of what they are read as, or refused, whatever the bytes', () => {
    const near = mangled(proofs.map(formatProof), ['', '\n', ' ', '=', '\r', '0', 'A', '\ud800']);
    fc.assert(
      fc.property(fc.oneof(near, anyText), (text) => {
        const proof = unlessRefused('proof_malformed', () => parseProof(text));
        if (proof !== null) expect(formatProof(proof)).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  it('have at most 53 hashes, each of 32 bytes, and two million characters', () => {
    const proof = { index: 0, path: [], checkpoint: '' };
    const refused = expect.objectContaining({ code: 'proof_malformed' });
    const hash = new Uint8Array(32);
    expect(() => formatProof({ ...proof, path: Array.from({ length: 54 }, () => hash) })).toThrow(refused);
    expect(() => formatProof({ ...proof, path: [hash, hash.slice(1)] })).toThrow(refused);
    expect(() => formatProof({ ...proof, index: -1 })).toThrow(refused);
    expect(() => formatProof({ ...proof, index: 2 ** 53 })).toThrow(refused);
    expect(() => formatProof({ ...proof, checkpoint: 'a'.repeat(2_000_000) })).toThrow(refused);
  });
});
