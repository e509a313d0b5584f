/** What the readers of `libs/ledger` are fed by an enemy, and how they may answer. */

import { expect } from '@jest/globals';
import fc from 'fast-check';
import { LedgerError } from '#ledger';
import type { LedgerErrorCode } from '#ledger';

/** Texts that are nearly right: one character replaced by one of the pieces. */
export function mangled(texts: fc.Arbitrary<string>, pieces: readonly string[]): fc.Arbitrary<string> {
  return fc.tuple(texts, fc.nat(), fc.constantFrom(...pieces)).map(([text, at, piece]) => {
    const place = at % (text.length + 1);
    return text.slice(0, place) + piece + text.slice(place + 1);
  });
}

/** Any text at all, half surrogate pairs and bytes read as Latin-1 included. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.nat({ max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('latin1')),
);

/** What was read, or `null` if it was refused with that code; fails for any other error. */
export function unlessRefused<T>(code: LedgerErrorCode, read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    expect(error).toBeInstanceOf(LedgerError);
    expect(error).toMatchObject({ code });
    return null;
  }
}
