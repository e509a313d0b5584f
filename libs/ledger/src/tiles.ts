/**
 * C2SP tiles (c2sp.org/tlog-tiles): the tree and its leaves as files of up to 256 hashes or leaves, with one path each.
 */

import { concat } from './bytes.js';
import { LedgerError } from './errors.js';
import { TILE_HEIGHT, checkSize } from './spans.js';
import { HASH_LENGTH, checkedHash } from './tree-hash.js';

/** Hashes or leaves in a full tile. */
export const TILE_WIDTH = 2 ** TILE_HEIGHT;

const LEVEL_MAX = 63;
const LEAF_LENGTH_MAX = 0xffff;

/** A file of the tree: hashes of one tile level, or the leaves themselves (`entries`), from `index * 256` on. */
export interface Tile {
  readonly level: number | 'entries';
  readonly index: number;
  /** 1 to 256; 256 is a full tile. */
  readonly width: number;
}

/** The path of a tile below the log's prefix, such as `tile/0/x001/234.p/5`; throws `tile_malformed`. */
export function tilePath(tile: Tile): string {
  checkPlace(tile);
  checkWidth(tile.width);
  const { level, index, width } = tile;
  const suffix = width === TILE_WIDTH ? '' : `.p/${width}`;
  return `tile/${level}/${indexPath(index)}${suffix}`;
}

/** Reads a path, of which every tile has exactly one; throws `tile_malformed`. */
export function parseTilePath(path: string): Tile {
  const match = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path);
  if (match === null) throw malformed('a path is written `tile/<level>/<index>`, partial ones with `.p/<width>`');
  const [, level = '', index = '', width] = match;
  const tile: Tile = {
    level: level === 'entries' ? level : Number(level),
    index: Number(index.replace(/[x/]/g, '')),
    width: width === undefined ? TILE_WIDTH : Number(width),
  };
  if (tilePath(tile) !== path) throw malformed('its numbers are written in another way than theirs');
  return tile;
}

/** How wide the tile of that level and index is in a tree of `size` leaves: 256 if full, 0 if there is none. */
export function tileWidth(tile: Omit<Tile, 'width'>, size: number): number {
  checkPlace(tile);
  checkSize(size);
  const hashCount = Math.floor(size / TILE_WIDTH ** (tile.level === 'entries' ? 0 : tile.level));
  return Math.max(0, Math.min(TILE_WIDTH, hashCount - tile.index * TILE_WIDTH));
}

/** The bytes of a tile of hashes; throws `tile_malformed` or `hash_malformed`. */
export function encodeTile(hashes: readonly Uint8Array[]): Uint8Array {
  checkWidth(hashes.length);
  return concat(hashes.map(checkedHash));
}

/** The hashes of a tile, of which there must be as many as its path says; throws `tile_malformed`. */
export function parseTile(bytes: Uint8Array, width: number): Uint8Array[] {
  checkWidth(width);
  if (bytes.length !== width * HASH_LENGTH) throw malformed(`one of width ${width} has ${width * HASH_LENGTH} bytes`);
  return Array.from({ length: width }, (_, at) => bytes.slice(at * HASH_LENGTH, (at + 1) * HASH_LENGTH));
}

/** The bytes of an entry bundle: each leaf after its length as a big-endian uint16; throws `tile_malformed`. */
export function encodeEntryBundle(leaves: readonly Uint8Array[]): Uint8Array {
  checkWidth(leaves.length);
  return concat(
    leaves.flatMap((leaf) => {
      if (leaf.length > LEAF_LENGTH_MAX) throw malformed(`a leaf has at most ${LEAF_LENGTH_MAX} bytes`);
      return [Uint8Array.of(leaf.length >> 8, leaf.length & 0xff), leaf];
    }),
  );
}

/** The leaves of an entry bundle, of which there must be as many as its path says; throws `tile_malformed`. */
export function parseEntryBundle(bytes: Uint8Array, width: number): Uint8Array[] {
  checkWidth(width);
  const leaves: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    const [high, low] = bytes.subarray(at, at + 2);
    if (high === undefined || low === undefined) throw malformed('it ends within a length');
    const end = at + 2 + ((high << 8) | low);
    if (end > bytes.length) throw malformed('it ends within a leaf');
    leaves.push(bytes.slice(at + 2, end));
    at = end;
  }
  if (leaves.length !== width) throw malformed(`it has ${leaves.length} leaves and its path says ${width}`);
  return leaves;
}

/** Groups of three digits, all but the last marked with an x, so that no path is both a file and a folder. */
function indexPath(index: number): string {
  const digits = String(index);
  return digits.padStart(Math.ceil(digits.length / 3) * 3, '0').replace(/\d{3}(?!$)/g, 'x$&/');
}

function checkPlace({ level, index }: Omit<Tile, 'width'>): void {
  if (level !== 'entries' && !(Number.isInteger(level) && level >= 0 && level <= LEVEL_MAX)) {
    throw malformed(`a level is an integer from 0 to ${LEVEL_MAX}, or \`entries\``);
  }
  if (!Number.isSafeInteger(index) || index < 0) throw malformed('an index is an integer from 0');
}

function checkWidth(width: number): void {
  if (!Number.isInteger(width) || width < 1 || width > TILE_WIDTH) throw malformed('a width is 1 to 256');
}

function malformed(why: string): LedgerError {
  return new LedgerError('tile_malformed', `not a tile: ${why}`);
}
