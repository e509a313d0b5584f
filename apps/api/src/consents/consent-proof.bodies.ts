import type { LogProof, ReceiptEntry } from '#evidence';
import { Hash, Id, Json, ListOf } from '../fields.js';
import { ENTRY_SCHEMA, LOG_PROOF_SCHEMA } from '../openapi/evidence.schemas.js';

class ProvenEntry {
  @Id('entr', 'Its id.')
  readonly id!: string;

  @Hash('Its leaf hash, in hex.')
  readonly leafHash!: string;

  @Json('What was recorded.', ENTRY_SCHEMA)
  readonly entry!: ReceiptEntry;

  @Json('The proof; `null` in the second or so until the log holds it.', LOG_PROOF_SCHEMA, { nullable: true })
  readonly log!: LogProof | null;
}

export class ConsentEvidence {
  @Id('cons', 'The consent.')
  readonly consent!: string;

  @ListOf('Its entries in order, from giving to the last change.', ProvenEntry, 10_000)
  readonly items!: readonly ProvenEntry[];
}
