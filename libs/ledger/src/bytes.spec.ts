import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fromBase64, fromHex, sameBytes, toBase64, toHex } from './index.js';

const bytes = fc.uint8Array({ maxLength: 70 });

describe('bytes as text', () => {
  it('are written as node writes them, and read back', () => {
    fc.assert(
      fc.property(bytes, (value) => {
        expect(toHex(value)).toBe(Buffer.from(value).toString('hex'));
        expect(toBase64(value)).toBe(Buffer.from(value).toString('base64'));
        expect(fromHex(toHex(value))).toEqual(value);
        expect(fromBase64(toBase64(value))).toEqual(value);
      }),
    );
  });

  it('have one text only: what is read is written the same', () => {
    const near = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...Array.from('0189abfABF')) }),
      fc.string({ unit: fc.constantFrom(...Array.from('AQgwz09+/=-_ \n')) }),
    );
    fc.assert(
      fc.property(near, (text) => {
        const [hex, base64] = [fromHex(text), fromBase64(text)];
        if (hex !== null) expect(toHex(hex)).toBe(text);
        if (base64 !== null) expect(toBase64(base64)).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  it('refuse capitals, odd digits, missing padding, unused bits, spaces and the alphabet for URLs', () => {
    for (const text of ['0', 'AB', '0x', ' 00', '00\n']) expect(fromHex(text)).toBeNull();
    for (const text of ['AA', 'AB==', 'AAA', 'AAB=', '=', '====', 'A===', 'AA= =', '-_==', 'AA==\n', ' AA==']) {
      expect(fromBase64(text)).toBeNull();
    }
  });

  it('are the same only with the same length', () => {
    expect(sameBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
    expect(sameBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2, 0))).toBe(false);
    expect(sameBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
  });
});
