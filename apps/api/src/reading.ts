/** Bridges the readers of `#consent` to problems: what they cannot read is refused with the place and the nearest words. */
import type { ReadResult } from '#consent';
import { invalidInput } from './validation.js';

/** The value that a reader gave, or an `invalid_input` with every fault it found. */
export function valid<T>(read: ReadResult<T>): T {
  if (read.ok) return read.value;
  throw invalidInput(
    read.problems.map(({ path, message, suggestions }) => ({ path, message, ...(suggestions && { suggestions }) })),
  );
}
