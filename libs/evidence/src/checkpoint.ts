/** Checkpoints: signed tree heads of the log, as C2SP signed notes that other people's tools read. */
import { checkpointText, formatNote, noteKey } from '#ledger';
import type { Signer } from './keys.js';
import { signBytes } from './keys.js';

/** A tree head of the log named by `origin`. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** The signed note over a tree head; the origin is also the name of the key that signs. */
export async function signCheckpoint(signer: Signer, checkpoint: Checkpoint): Promise<string> {
  const text = checkpointText(checkpoint);
  const signature = await signBytes(signer, new TextEncoder().encode(text));
  return formatNote(text, [{ name: checkpoint.origin, publicKey: signer.publicKey, signature }]);
}

/** The log's verifier key in note form, to serve at `/log/key` and to put into a trust file. */
export function logKey(origin: string, publicKey: Uint8Array): string {
  return noteKey(origin, publicKey).vkey;
}
