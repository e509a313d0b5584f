import { describe, expect, it } from '@jest/globals';
import { emptyRoot, leafHash, nodeHash, toHex } from './index.js';

describe('the hashes of a tree', () => {
  it('tell a leaf from a node of the same bytes', () => {
    const left = leafHash(Uint8Array.of(1));
    const right = leafHash(Uint8Array.of(2));
    expect(leafHash(new Uint8Array([...left, ...right]))).not.toEqual(nodeHash(left, right));
    expect(nodeHash(left, right)).not.toEqual(nodeHash(right, left));
  });

  it('tell no leaf from an empty one', () => {
    expect(toHex(emptyRoot)).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(leafHash(new Uint8Array())).not.toEqual(emptyRoot);
  });

  it('join two hashes of 32 bytes and nothing else', () => {
    const hash = leafHash(new Uint8Array());
    for (const length of [0, 31, 33]) {
      const refused = expect.objectContaining({ code: 'hash_malformed' });
      expect(() => nodeHash(new Uint8Array(length), hash)).toThrow(refused);
      expect(() => nodeHash(hash, new Uint8Array(length))).toThrow(refused);
    }
  });
});
