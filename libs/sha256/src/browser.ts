import { sha256 as hash } from '@noble/hashes/sha2.js';

/** SHA-256 of bytes, or of the UTF-8 bytes of a string. */
export function sha256(input: Uint8Array | string): Uint8Array {
  return hash(typeof input === 'string' ? new TextEncoder().encode(input) : input);
}
