import { hash } from 'node:crypto';

/** SHA-256 of bytes, or of the UTF-8 bytes of a string. */
export function sha256(input: Uint8Array | string): Uint8Array {
  // A plain view of the digest: a `Buffer` is sliced and printed in its own way, which code for browsers cannot have.
  const digest = hash('sha256', input, 'buffer');
  return new Uint8Array(digest.buffer, digest.byteOffset, digest.length);
}
