import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sha256 as inBrowser } from './browser.js';
import { sha256 as inNode } from './node.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('SHA-256', () => {
  it('gives the digests of FIPS 180-4 in Node and in a browser', () => {
    for (const sha256 of [inNode, inBrowser]) {
      expect(hex(sha256(''))).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
      expect(hex(sha256('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    }
  });

  it('is the same in both, for any bytes, any view of them and any text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat({ max: 20 }), (bytes, from) => {
        const view = bytes.subarray(from);
        expect(inNode(view)).toEqual(inBrowser(view));
        expect(inNode(view)).toEqual(inNode(view.slice()));
      }),
    );
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\ud800', 'a\udc00b'));
    fc.assert(
      fc.property(texts, (text) => {
        expect(inNode(text)).toEqual(inBrowser(text));
      }),
    );
  });

  it('gives plain bytes, not a `Buffer`, and fresh ones each time', () => {
    for (const sha256 of [inNode, inBrowser]) {
      expect(Object.getPrototypeOf(sha256('a'))).toBe(Uint8Array.prototype);
      sha256('a').fill(0);
      expect(hex(sha256('a'))).toBe('ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb');
    }
  });
});
