import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LedgerError, canonicalJson } from './index.js';
import type { JsonValue } from './index.js';

const text = fc.string({ unit: 'binary' });
const { json } = fc.letrec<{ json: JsonValue }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(fc.constant(null), fc.boolean(), fc.maxSafeInteger(), text),
    fc.array(tie('json'), { maxLength: 5 }),
    fc.dictionary(text, tie('json'), { maxKeys: 5 }),
  ),
}));

/** The same value with the keys of every object put in the other way round. */
function reversed(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}

function expectRefusal(value: unknown, message: RegExp): void {
  expect(() => canonicalJson(value)).toThrow(LedgerError);
  expect(() => canonicalJson(value)).toThrow(expect.objectContaining({ code: 'value_not_canonical' }));
  expect(() => canonicalJson(value)).toThrow(message);
}

describe('canonical JSON', () => {
  it('is JSON of the same value', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(value);
      }),
      { numRuns: 500 },
    );
  });

  it('is the same for the same value, in whatever order its keys were written', () => {
    fc.assert(
      fc.property(json, (value) => {
        const canonical = canonicalJson(value);
        expect(canonicalJson(reversed(value))).toBe(canonical);
        expect(canonicalJson(JSON.parse(canonical))).toBe(canonical);
      }),
      { numRuns: 500 },
    );
  });

  it('differs for different values', () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        fc.pre(!Object.is(a, b));
        const same = JSON.stringify(reversed(a)) === JSON.stringify(reversed(b));
        if (same) expect(canonicalJson(a)).toBe(canonicalJson(b));
        else if (canonicalJson(a) === canonicalJson(b)) expect(a).toEqual(b);
      }),
    );
  });

  it('writes every character as JSON.stringify does, which RFC 8785 asks for', () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(canonicalJson(value)).toBe(JSON.stringify(value));
      }),
    );
    for (let code = 0; code <= 0xffff; code += 1) {
      if (code >= 0xd800 && code <= 0xdfff) continue;
      const character = String.fromCharCode(code);
      if (canonicalJson(character) !== JSON.stringify(character)) throw new Error(`U+${code.toString(16)} differs`);
    }
  });

  it('sorts keys by UTF-16 code units, where a surrogate pair comes before U+FB33', () => {
    expect(canonicalJson({ '\ufb33': 1, '\u{1f600}': 2, ö: 3, z: 4, Z: 5 })).toBe(
      '{"Z":5,"z":4,"ö":3,"\u{1f600}":2,"\ufb33":1}',
    );
  });

  it('refuses every half of a surrogate pair', () => {
    for (let code = 0xd800; code <= 0xdfff; code += 1) {
      const half = String.fromCharCode(code);
      expect(() => canonicalJson(`a${half}b`)).toThrow(LedgerError);
      expect(() => canonicalJson({ [half]: 0 })).toThrow(LedgerError);
    }
  });

  it('refuses numbers that are not exact integers, and names the place', () => {
    for (const number of [0.1, 2 ** 53, -(2 ** 53), 1e300, Number.NaN, Number.NEGATIVE_INFINITY]) {
      expectRefusal({ terms: [{ days: 1 }, { days: number }] }, /`\$\.terms\[1\]\.days` is not an integer/);
    }
  });

  it('refuses what JSON does not have, and what it would turn into something else', () => {
    expectRefusal(undefined, /`\$` is of type undefined/);
    expectRefusal({ a: undefined }, /`\$\.a` is of type undefined/);
    expectRefusal([1, undefined], /`\$\[1\]` is of type undefined/);
    expectRefusal(new Array(1), /`\$\[0\]` is of type undefined/);
    expectRefusal({ a: 1n }, /bigint/);
    expectRefusal({ a: Symbol('a') }, /symbol/);
    expectRefusal([() => 0], /function/);
    for (const instance of [
      new Date(0),
      new Map(),
      new Uint8Array(1),
      new (class {
        readonly days = 1;
      })(),
      Object('text'),
    ]) {
      expectRefusal({ a: instance }, /`\$\.a` is an object of a class/);
    }
    expect(canonicalJson(Object.assign(Object.create(null), { a: 1 }))).toBe('{"a":1}');
  });

  it('refuses cycles and depth without end, but not the same value in two places', () => {
    const cycle: { a: { b: unknown[] } } = { a: { b: [0] } };
    cycle.a.b.push(cycle.a);
    expectRefusal(cycle, /`\$\.a\.b\[1\]` is part of a cycle/);
    expectRefusal(JSON.parse('['.repeat(101) + ']'.repeat(101)), /nested deeper than 100/);
    expect(canonicalJson(JSON.parse('['.repeat(100) + ']'.repeat(100)))).toHaveLength(200);
    const shared = { x: 1 };
    expect(canonicalJson([shared, shared])).toBe('[{"x":1},{"x":1}]');
  });

  it('keeps the text of a refused value out of the message', () => {
    expectRefusal({ name: 'Mara \ud800' }, /^value at `\$\.name` is text with a lone surrogate$/);
  });
});
