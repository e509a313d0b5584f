/**
 * A batch: leaves recorded in one transaction, put under a small Merkle tree of their own, whose root is signed once.
 * So one signature serves a thousand decisions, and each still has a proof that stands alone.
 */
import { toHex } from '#ledger';
import type { Signer } from './keys.js';
import { bytesOfHex, readHex, readWhole } from './reading.js';
import { readSigned, sign } from './signed.js';
import type { Saying } from './signed.js';

const BATCH = { type: 'countersign-batch', members: ['size', 'root'] } as const;

/** What the signature over a batch says. */
export interface BatchHead extends Saying {
  readonly size: number;
  readonly root: Uint8Array;
}

/** Why one leaf belongs to a signed batch. */
export interface BatchProof {
  readonly index: number;
  /** From the leaf's sibling to the root's child, in hex; empty for a batch of one. */
  readonly path: readonly string[];
  /** The signed head, a compact JWS. */
  readonly head: string;
}

/** The compact JWS over a batch's size and root. */
export function signBatchHead(signer: Signer, { issuer, at, size, root }: BatchHead): Promise<string> {
  return sign(signer, BATCH.type, { issuer, at, size, root: toHex(root) });
}

/** What a head says, and which key it claims; to be believed only after `verifySigned`. Throws `MalformedFile`. */
export function readBatchHead(head: string): BatchHead & { readonly kid: string } {
  const { kid, issuer, at, said } = readSigned(head, 'batch.head', BATCH);
  return {
    ...{ kid, issuer, at, size: readWhole(said.size, 'batch.head.size') },
    root: bytesOfHex(readHex(said.root, 'batch.head.root', 32)),
  };
}
