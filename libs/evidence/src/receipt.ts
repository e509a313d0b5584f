/** The receipt: one file that shows, with no server behind it, what was decided and that the issuer signed it. */
import type { BatchProof } from './batch.js';
import type { ReceiptEntry } from './entry.js';
import { readEntry, shownEntry } from './entry.js';
import { MalformedFile, readMembers, readPath, readString, readWhole } from './reading.js';

/** Why the same leaf belongs to the log, once the log has taken it in. */
export interface LogProof {
  readonly index: number;
  /** From the leaf's sibling to the root's child, in hex. */
  readonly path: readonly string[];
  /** The signed note, verbatim. */
  readonly checkpoint: string;
}

/** The file as it is stored with the shot. */
export interface Receipt {
  readonly countersign: 'receipt/v1';
  readonly entry: ReceiptEntry;
  readonly batch: BatchProof;
  readonly log?: LogProof;
}

/** Puts a receipt together; members that the format does not name are left out, so that rows may be handed in. */
export function receiptOf(entry: ReceiptEntry, batch: BatchProof, log?: LogProof): Receipt {
  const receipt = {
    countersign: 'receipt/v1' as const,
    entry: shownEntry(entry),
    batch: { index: batch.index, path: batch.path, head: batch.head },
  };
  return log === undefined
    ? receipt
    : { ...receipt, log: { index: log.index, path: log.path, checkpoint: log.checkpoint } };
}

/**
 * Reads a receipt, strictly.
 *
 * INVARIANT: no member is accepted that the verification does not bind to the signature. An unknown one, such as an
 * entry's id in the store, could be altered unseen, and a reader would believe it because the file is genuine.
 * Throws `MalformedFile`.
 */
export function readReceipt(value: unknown): Receipt {
  const file = readMembers(value, 'receipt', ['countersign', 'entry', 'batch'], ['log']);
  if (file.countersign !== 'receipt/v1') throw new MalformedFile('`countersign` is not `receipt/v1`');
  const batch = readMembers(file.batch, 'batch', ['index', 'path', 'head']);
  return receiptOf(
    readEntry(file.entry),
    {
      index: readWhole(batch.index, 'batch.index'),
      path: readPath(batch.path, 'batch.path'),
      head: readString(batch.head, 'batch.head'),
    },
    file.log === undefined ? undefined : readLogProof(file.log),
  );
}

function readLogProof(value: unknown): LogProof {
  const log = readMembers(value, 'log', ['index', 'path', 'checkpoint']);
  return {
    index: readWhole(log.index, 'log.index'),
    path: readPath(log.path, 'log.path'),
    checkpoint: readString(log.checkpoint, 'log.checkpoint'),
  };
}
