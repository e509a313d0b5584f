/** C2SP checkpoints (c2sp.org/tlog-checkpoint): the text that a log signs about its tree. */

import { fromBase64, toBase64 } from './bytes.js';
import { parseDecimal } from './decimal.js';
import { LedgerError } from './errors.js';
import { isNoteText } from './signed-note.js';
import { HASH_LENGTH } from './tree-hash.js';

/** A tree at one size, of the log that the origin names. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** A checkpoint that was read; `extensions` are lines whose meaning only the log knows. */
export interface ParsedCheckpoint extends Checkpoint {
  readonly extensions: readonly string[];
}

/** The text to sign as a note; throws `checkpoint_malformed`. */
export function checkpointText({ origin, size, root }: Checkpoint): string {
  const text = `${origin}\n${size}\n${toBase64(root)}\n`;
  if (parseCheckpoint(text).extensions.length > 0) throw malformed('an origin is one line');
  return text;
}

/** Reads the text of a note as a checkpoint; throws `checkpoint_malformed`. */
export function parseCheckpoint(text: string): ParsedCheckpoint {
  if (!isNoteText(text)) throw malformed('it has control characters or is not Unicode');
  const lines = text.split('\n');
  if (lines.pop() !== '' || lines.includes('')) throw malformed('its lines are non-empty and each ends in a newline');
  const [origin, sizeLine, rootLine, ...extensions] = lines;
  if (origin === undefined || sizeLine === undefined || rootLine === undefined) {
    throw malformed('it has an origin, a size and a root');
  }
  const size = parseDecimal(sizeLine);
  if (size === null) throw malformed('its size is a decimal number below 2^53 without leading zeros');
  const root = fromBase64(rootLine);
  if (root?.length !== HASH_LENGTH) throw malformed('its root is a SHA-256 hash in base64');
  return { origin, size, root, extensions };
}

function malformed(why: string): LedgerError {
  return new LedgerError('checkpoint_malformed', `not a checkpoint: ${why}`);
}
