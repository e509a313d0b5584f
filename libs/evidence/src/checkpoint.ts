/** Checkpoints: signed tree heads of the log, as C2SP signed notes that other people's tools read. */
import { checkpointText, formatNote, noteKey, parseCheckpoint, parseNote } from '#ledger';
import type { Checkpoint, ParsedCheckpoint } from '#ledger';
import type { Signer } from './keys.js';
import { signBytes, verifyBytes } from './keys.js';
import type { Trust } from './trust.js';

/** The signed note over a tree head; the origin is also the name of the key that signs. */
export async function signCheckpoint(signer: Signer, checkpoint: Checkpoint): Promise<string> {
  const text = checkpointText(checkpoint);
  const signature = await signBytes(signer, new TextEncoder().encode(text));
  return formatNote(text, [{ ...noteKey(checkpoint.origin, signer.publicKey), signature: new Uint8Array(signature) }]);
}

/** The log's verifier key in note form, to serve at `/log/key` and to put into a trust file. */
export function logKey(origin: string, publicKey: Uint8Array): string {
  return noteKey(origin, publicKey).vkey;
}

/** A note that was read: what it says, whether a trusted key of the log signed it, and who else claims to have. */
export interface CheckedCheckpoint {
  readonly checkpoint: ParsedCheckpoint;
  readonly signed: boolean;
  /** Names on signature lines by keys that the trust does not know. They add nothing, and nobody checked them. */
  readonly unchecked: readonly string[];
}

/** Reads and checks a checkpoint note. Throws `LedgerError` for a text that is none. */
export async function verifyCheckpoint(note: string, log: Trust['log']): Promise<CheckedCheckpoint> {
  const { text, signatures } = parseNote(note);
  const checkpoint = parseCheckpoint(text);
  const bytes = new TextEncoder().encode(text);
  const verified: boolean[] = [];
  const unchecked: string[] = [];
  for (const { name, keyId, signature } of signatures) {
    const key = log.keys.find((each) => each.name === name && each.keyId === keyId);
    if (key === undefined) unchecked.push(name);
    else verified.push(await verifyBytes(key.publicKey, signature, bytes));
  }
  // One bad line under a known key spoils the note, as C2SP asks: a good one beside it does not excuse it.
  const signed = checkpoint.origin === log.origin && verified.length > 0 && verified.every(Boolean);
  return { checkpoint, signed, unchecked };
}
