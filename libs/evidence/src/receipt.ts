/** The receipt: one file that shows, with no server behind it, what was decided and that the issuer signed it. */
import type { JsonObject } from '#ledger';
import type { BatchProof } from './batch.js';

/** The recorded entry, as far as its reader may see it: the personal part stays behind its digest. */
export interface ReceiptEntry {
  readonly type: string;
  readonly at: string;
  readonly refs: Readonly<Record<string, string>>;
  /** For `decision.made` the decision. */
  readonly evidence: JsonObject;
  /** 32 bytes in hex. */
  readonly evidenceSalt: string;
  /** 32 bytes in hex. */
  readonly personalDigest: string;
  /** 16 bytes in hex. */
  readonly leafId: string;
}

/** Why the same leaf belongs to the log, once the log has taken it in. */
export interface LogProof {
  readonly index: number;
  /** From the leaf's sibling to the root's child, in hex. */
  readonly path: readonly string[];
  /** The signed note, verbatim. */
  readonly checkpoint: string;
}

export interface Receipt {
  readonly countersign: 'receipt/v1';
  readonly entry: ReceiptEntry;
  readonly batch: BatchProof;
  readonly log?: LogProof;
}

/** Puts a receipt together; members that the format does not name are left out, so that rows may be handed in. */
export function receiptOf(entry: ReceiptEntry, batch: BatchProof, log?: LogProof): Receipt {
  const { type, at, refs, evidence, evidenceSalt, personalDigest, leafId } = entry;
  const receipt = {
    countersign: 'receipt/v1' as const,
    entry: { type, at, refs, evidence, evidenceSalt, personalDigest, leafId },
    batch: { index: batch.index, path: batch.path, head: batch.head },
  };
  return log === undefined
    ? receipt
    : { ...receipt, log: { index: log.index, path: log.path, checkpoint: log.checkpoint } };
}
