/**
 * A batch: leaves recorded in one transaction, put under a small Merkle tree of their own, whose root is signed once.
 * So one signature serves a thousand decisions, and each still has a proof that stands alone.
 */
import { canonicalJson, merkleBatch } from '#ledger';
import { CompactSign } from 'jose';
import { toHex } from './encoding.js';
import type { Signer } from './keys.js';

/** Told apart by this type, a batch head is never taken for another kind of signed statement of ours. */
export const BATCH_TYPE = 'countersign-batch';

/** What the signature over a batch says. */
export interface BatchHead {
  /** The address of the service, as in the trust file. */
  readonly issuer: string;
  /** `YYYY-MM-DDTHH:MM:SS.mmmZ` */
  readonly at: string;
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

/** Signs one batch of leaf hashes and gives each leaf, in the same order, its proof. */
export async function signBatch(
  signer: Signer,
  batch: { readonly issuer: string; readonly at: string; readonly leafHashes: readonly Uint8Array[] },
): Promise<BatchProof[]> {
  const { root, paths } = merkleBatch(batch.leafHashes);
  const head = await signBatchHead(signer, { issuer: batch.issuer, at: batch.at, size: batch.leafHashes.length, root });
  return paths.map((path, index) => ({ index, path: path.map(toHex), head }));
}

/** The compact JWS over a batch's size and root. */
export async function signBatchHead(signer: Signer, head: BatchHead): Promise<string> {
  const payload = canonicalJson({
    iss: head.issuer,
    iat: Date.parse(head.at),
    size: head.size,
    root: toHex(head.root),
  });
  return new CompactSign(new TextEncoder().encode(payload))
    .setProtectedHeader({ alg: 'EdDSA', kid: signer.kid, typ: BATCH_TYPE })
    .sign(signer.privateKey);
}
