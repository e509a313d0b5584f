import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyText, mangled, unlessRefused } from '../../../test/vectors/ledger/hostile.js';
import {
  LedgerError,
  encodeEntryBundle,
  encodeTile,
  parseEntryBundle,
  parseTile,
  parseTilePath,
  tilePath,
  tileWidth,
} from './index.js';
import type { Tile } from './index.js';

const tiles: fc.Arbitrary<Tile> = fc.record({
  level: fc.oneof(fc.integer({ min: 0, max: 63 }), fc.constant('entries' as const)),
  index: fc.oneof(fc.maxSafeNat(), fc.nat({ max: 2_000_000 })),
  width: fc.integer({ min: 1, max: 256 }),
});
const refused = expect.objectContaining({ code: 'tile_malformed' });

describe('tile paths', () => {
  it('are read back', () => {
    fc.assert(
      fc.property(tiles, (tile) => {
        expect(parseTilePath(tilePath(tile))).toEqual(tile);
      }),
      { numRuns: 500 },
    );
  });

  it('are the only path of their tile, or refused, whatever the text', () => {
    const near = mangled(tiles.map(tilePath), ['', '/', 'x', '0', '9', '.', 'p', '..', '%2f', '\n']);
    fc.assert(
      fc.property(fc.oneof(near, anyText), (path) => {
        const tile = unlessRefused('tile_malformed', () => parseTilePath(path));
        if (tile !== null) expect(tilePath(tile)).toBe(path);
      }),
      { numRuns: 2000 },
    );
  });

  it('are refused for levels, indices and widths that no tile has', () => {
    const good = { level: 0, index: 0, width: 256 };
    for (const changes of [
      { level: -1 },
      { level: 64 },
      { level: 0.5 },
      { index: -1 },
      { index: 0.5 },
      { index: 2 ** 53 },
      { width: 0 },
      { width: 257 },
      { width: 1.5 },
      { width: Number.NaN },
    ]) {
      expect(() => tilePath({ ...good, ...changes })).toThrow(refused);
    }
  });
});

describe('tile widths', () => {
  it('add up to the hashes that a tree has at each level', () => {
    fc.assert(
      fc.property(fc.nat({ max: 300_000 }), fc.nat({ max: 3 }), (size, level) => {
        let count = 0;
        for (let index = 0; ; index += 1) {
          const width = tileWidth({ level, index }, size);
          count += width;
          if (width < 256) break;
        }
        expect(count).toBe(Math.floor(size / 256 ** level));
      }),
    );
  });

  it('are exact for the largest tree, and refused for places and sizes that do not exist', () => {
    expect(tileWidth({ level: 0, index: 2 ** 45 - 1 }, Number.MAX_SAFE_INTEGER)).toBe(255);
    expect(tileWidth({ level: 'entries', index: 2 ** 45 }, Number.MAX_SAFE_INTEGER)).toBe(0);
    expect(tileWidth({ level: 6, index: 0 }, Number.MAX_SAFE_INTEGER)).toBe(31);
    expect(tileWidth({ level: 63, index: 0 }, Number.MAX_SAFE_INTEGER)).toBe(0);
    expect(() => tileWidth({ level: 0, index: -1 }, 1)).toThrow(refused);
    expect(() => tileWidth({ level: 0, index: 0 }, -1)).toThrow(LedgerError);
  });
});

describe('tiles and entry bundles', () => {
  const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });

  it('are read back', () => {
    const hashes = fc.array(hash, { minLength: 1, maxLength: 256 });
    const leaves = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 256 });
    fc.assert(
      fc.property(hashes, (value) => {
        expect(parseTile(encodeTile(value), value.length)).toEqual(value);
      }),
    );
    fc.assert(
      fc.property(leaves, (value) => {
        expect(parseEntryBundle(encodeEntryBundle(value), value.length)).toEqual(value);
      }),
    );
  });

  it('hold a leaf of 65,535 bytes, and none longer', () => {
    const longest = new Uint8Array(65_535).fill(1);
    expect(parseEntryBundle(encodeEntryBundle([longest, longest]), 2)).toEqual([longest, longest]);
    expect(() => encodeEntryBundle([new Uint8Array(65_536)])).toThrow(refused);
  });

  it('are the only bytes of what they are read as, or refused, whatever the bytes', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.array(fc.constantFrom(0, 1, 2, 3), { maxLength: 40 }).map((values) => Uint8Array.from(values)),
    );
    fc.assert(
      fc.property(bytes, fc.integer({ min: -1, max: 12 }), (value, width) => {
        const leaves = unlessRefused('tile_malformed', () => parseEntryBundle(value, width));
        if (leaves !== null) expect(encodeEntryBundle(leaves)).toEqual(value);
        const hashes = unlessRefused('tile_malformed', () => parseTile(value, width));
        if (hashes !== null) expect(encodeTile(hashes)).toEqual(value);
      }),
      { numRuns: 2000 },
    );
  });

  it('have 1 to 256 of them, all of them hashes', () => {
    const full = Array.from({ length: 256 }, () => new Uint8Array(32));
    expect(encodeTile(full)).toHaveLength(8192);
    expect(() => encodeTile([...full, new Uint8Array(32)])).toThrow(refused);
    expect(() => encodeTile([])).toThrow(refused);
    expect(() => encodeEntryBundle([])).toThrow(refused);
    expect(() => encodeTile([new Uint8Array(31)])).toThrow(expect.objectContaining({ code: 'hash_malformed' }));
  });
});
