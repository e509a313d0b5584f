/**
 * Inclusion and consistency proofs (RFC 6962, sections 2.1.1 and 2.1.2) over stored tile hashes. What to read is known
 * before reading: fetch the ranges in one query, then make the proof from them.
 */

import { LedgerError } from './errors.js';
import { checkSize, hashOf, rangesOf, splitOf } from './spans.js';
import type { HashRange, ReadHash, Span } from './spans.js';

/** The stored hashes that `inclusionProof` reads. */
export function inclusionRanges(index: number, size: number): HashRange[] {
  return rangesOf(inclusionSpans(index, size));
}

/** Proves that the leaf at `index` is in the tree of `size` leaves: its siblings' hashes from the leaf up to the root. */
export function inclusionProof(index: number, size: number, read: ReadHash): Uint8Array[] {
  return inclusionSpans(index, size).map((span) => hashOf(span, read));
}

/** The stored hashes that `consistencyProof` reads. */
export function consistencyRanges(from: number, to: number): HashRange[] {
  return rangesOf(consistencySpans(from, to));
}

/** Proves that the tree of `from` leaves is a prefix of that of `to` leaves; empty if `from` is 0 or equals `to`. */
export function consistencyProof(from: number, to: number, read: ReadHash): Uint8Array[] {
  return consistencySpans(from, to).map((span) => hashOf(span, read));
}

function inclusionSpans(index: number, size: number): Span[] {
  checkSize(size);
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) {
    throw new LedgerError(
      'range_impossible',
      `a tree of size \`${size}\` has no leaf \`${index}\`; indices start at 0`,
    );
  }
  const siblings: Span[] = [];
  let from = 0;
  let until = size;
  while (until - from > 1) {
    const middle = from + splitOf(until - from);
    if (index < middle) {
      siblings.push({ from: middle, until });
      until = middle;
    } else {
      siblings.push({ from, until: middle });
      from = middle;
    }
  }
  return siblings.reverse();
}

function consistencySpans(oldSize: number, newSize: number): Span[] {
  checkSize(oldSize);
  checkSize(newSize);
  if (oldSize > newSize) {
    throw new LedgerError('range_impossible', `a tree of size \`${oldSize}\` is no prefix of one of \`${newSize}\``);
  }
  if (oldSize === 0) return [];
  const spans: Span[] = [];
  let from = 0;
  let until = newSize;
  while (until !== oldSize) {
    const middle = from + splitOf(until - from);
    if (oldSize <= middle) {
      spans.push({ from: middle, until });
      until = middle;
    } else {
      spans.push({ from, until: middle });
      from = middle;
    }
  }
  // A subtree that begins at leaf 0 is the whole old tree, whose root the verifier has.
  if (from > 0) spans.push({ from, until });
  return spans.reverse();
}
