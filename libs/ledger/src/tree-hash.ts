/** The three hashes of an RFC 6962 tree (section 2.1). */

import { sha256 } from '#sha256';
import { LedgerError } from './errors.js';

export const HASH_LENGTH = 32;

/** The root of the tree without leaves: the hash of nothing. */
export const emptyRoot: Uint8Array = sha256('');

/** The hash of a leaf's bytes: SHA-256(0x00 || bytes). */
export function leafHash(leaf: Uint8Array): Uint8Array {
  const input = new Uint8Array(1 + leaf.length);
  input.set(leaf, 1);
  return sha256(input);
}

/** The hash over two neighbouring subtrees: SHA-256(0x01 || left || right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  const input = new Uint8Array(1 + 2 * HASH_LENGTH);
  input[0] = 1;
  input.set(checkedHash(left), 1);
  input.set(checkedHash(right), 1 + HASH_LENGTH);
  return sha256(input);
}

/** The same hash, if it has the length of one; else throws `hash_malformed`. */
export function checkedHash(hash: Uint8Array): Uint8Array {
  if (hash.length !== HASH_LENGTH) {
    throw new LedgerError('hash_malformed', `a hash has ${HASH_LENGTH} bytes, this one \`${hash.length}\``);
  }
  return hash;
}
