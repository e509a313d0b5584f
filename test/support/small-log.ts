/** A log small enough to keep in one hand, for tests of who follows it: its checkpoints and the proofs between them. */
import { randomBytes } from 'node:crypto';
import { importSigner, logKey, signCheckpoint, type Signer } from '#evidence';
import { consistencyProof, emptyFrontier, extend, formatSubmission, rootOf } from '#ledger';
import { ed25519Pem } from './evidence.js';

export interface SmallLog {
  readonly origin: string;
  readonly vkey: string;
  readonly leaves: readonly Uint8Array[];
  /** The same log up to a size, and then another one. */
  fork(size: number): SmallLog;
  checkpoint(size: number): Promise<string>;
  /** The body of `add-checkpoint`. */
  submission(oldSize: number, size: number): Promise<string>;
}

/** Up to 256 leaves, all of chance. */
export async function smallLog(origin: string): Promise<SmallLog> {
  return logOf(origin, await importSigner(ed25519Pem()), leavesOfChance(256));
}

function leavesOfChance(count: number): Uint8Array[] {
  return Array.from({ length: count }, () => new Uint8Array(randomBytes(32)));
}

function logOf(origin: string, signer: Signer, leaves: readonly Uint8Array[]): SmallLog {
  const checkpoint = (size: number) =>
    signCheckpoint(signer, {
      ...{ origin, size },
      root: rootOf(extend(emptyFrontier, leaves.slice(0, size)).frontier),
    });
  return {
    origin,
    vkey: logKey(origin, signer.publicKey),
    leaves,
    fork: (size) => logOf(origin, signer, [...leaves.slice(0, size), ...leavesOfChance(leaves.length - size)]),
    checkpoint,
    async submission(oldSize, size) {
      const proof = consistencyProof(oldSize, size, (_, index) => leaves[index]!);
      return formatSubmission({ oldSize, proof, checkpoint: await checkpoint(size) });
    },
  };
}
