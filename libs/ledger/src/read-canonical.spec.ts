import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mangled, unlessRefused } from '../../../test/vectors/ledger/hostile.js';
import { LedgerError, canonicalJson, readCanonicalJson } from './index.js';

const values = fc
  .jsonValue({ noUnicodeString: false })
  .map((value): unknown =>
    JSON.parse(
      JSON.stringify(value, (_, each: unknown) => (typeof each === 'number' ? Math.trunc(each % 1e15) + 0 : each)),
    ),
  )
  .filter((value) => unlessRefused('value_not_canonical', () => canonicalJson(value)) !== null);

describe('canonical JSON', () => {
  it('is read as what it was written from', () => {
    fc.assert(
      fc.property(values, (value) => {
        expect(readCanonicalJson(canonicalJson(value))).toEqual(value);
      }),
    );
  });

  it('is the only text of what it is read as, or refused, whatever the bytes', () => {
    const pieces = ['', ' ', '\n', '\\u0041', '\\/', ',', '0', '-0', '1e1', '"', '{', ']', '\u0000', '\ud800'];
    fc.assert(
      fc.property(fc.oneof(fc.json(), mangled(values.map(canonicalJson), pieces)), (text) => {
        const read = unlessRefused('value_not_canonical', () => ({ value: readCanonicalJson(text) }));
        if (read !== null) expect(canonicalJson(read.value)).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['{"a":1,"b":[1, 2]}', 14, '$.b[1]'],
    ['{"b":1,"a":2}', 10, '$.a'],
    ['{"a":1,"a":2}', 10, '$.a'],
    ['{"a":"\\u0041"}', 5, '$.a'],
    ['{"a":1.0}', 6, '$'],
    ['{"a":-0}', 5, '$.a'],
    ['{"a":1}\n', 7, '$'],
    ['[1,]', 3, '$[1]'],
    ['[1 ]', 2, '$'],
    ['', 0, '$'],
    ['[9007199254740993]', 1, '$[0]'],
  ])('%s is refused where it differs', (text, at, place) => {
    expect(() => readCanonicalJson(text)).toThrow(`at character ${at}, \`${place}\``);
  });

  it('ends in an error of ours however deep or long it is', () => {
    expect(() => readCanonicalJson('['.repeat(100_000))).toThrow(LedgerError);
    const long = 'x'.repeat(5_000_000);
    expect(readCanonicalJson(`"${long}"`)).toBe(long);
    expect(readCanonicalJson(`"${'\\"'.repeat(500_000)}"`)).toHaveLength(500_000);
  });
});
