/** C2SP cosignatures (c2sp.org/tlog-cosignature), version 1: that a witness found a checkpoint to extend what it saw before. */

import { concat } from './bytes.js';
import { LedgerError } from './errors.js';

/** What stands on the signature line of a witness. */
export interface Cosignature {
  /** Seconds since 1970: as of then, this was the largest tree of that log that the witness had seen. */
  readonly at: number;
  /** Ed25519, 64 bytes, over `cosignedText`. */
  readonly signature: Uint8Array;
}

const TIME_LENGTH = 8;
const SIGNATURE_LENGTH = 64;

/** The text that a witness signs about the text of a checkpoint; throws `cosignature_malformed` for a time that is none. */
export function cosignedText(checkpointText: string, at: number): string {
  return `cosignature/v1\ntime ${checkedTime(at)}\n${checkpointText}`;
}

/** The bytes of a signature line of a witness; throws `cosignature_malformed`. */
export function cosignatureBytes({ at, signature }: Cosignature): Uint8Array {
  const bytes = new Uint8Array(TIME_LENGTH);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(checkedTime(at)));
  if (signature.length !== SIGNATURE_LENGTH) throw malformed(`an Ed25519 signature has ${SIGNATURE_LENGTH} bytes`);
  return concat([bytes, signature]);
}

/** Takes the bytes of such a line apart; throws `cosignature_malformed`. */
export function parseCosignature(bytes: Uint8Array): Cosignature {
  if (bytes.length !== TIME_LENGTH + SIGNATURE_LENGTH) throw malformed('it is a time and an Ed25519 signature');
  const at = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0);
  return { at: checkedTime(Number(at)), signature: bytes.slice(TIME_LENGTH) };
}

/** Below 2^53, so that it is exact; zero says nothing of when, and only cosignatures of other kinds may be so. */
function checkedTime(at: number): number {
  if (!Number.isSafeInteger(at) || at <= 0) throw malformed('its time is a whole number of seconds from 1 up');
  return at;
}

function malformed(why: string): LedgerError {
  return new LedgerError('cosignature_malformed', `not a cosignature: ${why}`);
}
