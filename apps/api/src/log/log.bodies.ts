import { Choice, Count, Hash, Id, Line, Texts } from '../fields.js';

export class ProofQuery {
  @Hash('The RFC 6962 leaf hash, in hex.', { optional: true })
  readonly leaf?: string;

  @Id('entr', 'An entry that the asker is a party to.', { optional: true })
  readonly entry?: string;

  @Choice('JSON, or a C2SP `tlog-proof` text.', ['json', 'tlog-proof'], { optional: true })
  readonly form?: string;
}

export class ProofFileView {
  @Choice('The form of this file.', ['proof/v1'])
  readonly countersign!: string;

  @Line('The bytes of the leaf, as text.', 200)
  readonly leaf!: string;

  @Count('Where the leaf is in the log, from 0.', 0, Number.MAX_SAFE_INTEGER)
  readonly index!: number;

  @Texts("From the leaf's sibling to the root's child, in hex.", 64)
  readonly path!: string[];

  @Line('The signed note, verbatim.', 10_000)
  readonly checkpoint!: string;
}
