/** What a log hands to a witness (c2sp.org/tlog-witness, `add-checkpoint`): a checkpoint, and why it extends an older one. */

import { fromBase64, toBase64 } from './bytes.js';
import { parseDecimal } from './decimal.js';
import { LedgerError } from './errors.js';
import { HASH_LENGTH } from './tree-hash.js';

/** A checkpoint on its way to a witness. Nothing in it is verified by reading it. */
export interface Submission {
  /** The size of the newest checkpoint that the witness is thought to have cosigned; 0 for none. */
  readonly oldSize: number;
  /** The consistency proof from there. */
  readonly proof: readonly Uint8Array[];
  /** The signed note, verbatim. */
  readonly checkpoint: string;
}

const PROOF_LENGTH_MAX = 63;
const TEXT_LENGTH_MAX = 200_000;

/** The body of `add-checkpoint`; throws `submission_malformed`. */
export function formatSubmission({ oldSize, proof, checkpoint }: Submission): string {
  const text = [`old ${oldSize}`, ...proof.map(toBase64), '', checkpoint].join('\n');
  parseSubmission(text);
  return text;
}

/** Reads such a body; throws `submission_malformed`. */
export function parseSubmission(text: string): Submission {
  if (text.length > TEXT_LENGTH_MAX) throw malformed(`it is longer than ${TEXT_LENGTH_MAX} characters`);
  const end = text.indexOf('\n\n');
  if (end < 0) throw malformed('a blank line and a checkpoint follow the proof');
  const [first = '', ...lines] = text.slice(0, end).split('\n');
  const oldSize = first.startsWith('old ') ? parseDecimal(first.slice('old '.length)) : null;
  if (oldSize === null) throw malformed('its first line is `old <decimal>`, below 2^53 and without leading zeros');
  if (lines.length > PROOF_LENGTH_MAX) throw malformed(`a proof has at most ${PROOF_LENGTH_MAX} hashes`);
  return { oldSize, proof: lines.map(readHash), checkpoint: text.slice(end + 2) };
}

function readHash(line: string): Uint8Array {
  const hash = fromBase64(line);
  if (hash?.length !== HASH_LENGTH) throw malformed('its proof is made of SHA-256 hashes in base64');
  return hash;
}

function malformed(why: string): LedgerError {
  return new LedgerError('submission_malformed', `not a submission to a witness: ${why}`);
}
