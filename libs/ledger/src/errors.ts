/** What can be wrong with a value given to the ledger, each told by one code. */
export type LedgerErrorCode =
  | 'value_not_canonical'
  | 'entry_malformed'
  | 'hash_malformed'
  | 'range_impossible'
  | 'key_malformed'
  | 'note_malformed'
  | 'checkpoint_malformed'
  | 'tile_malformed'
  | 'proof_malformed'
  | 'cosignature_malformed'
  | 'submission_malformed'
  | 'policy_malformed';

/** The only error that the ledger throws, whatever it is given. */
export class LedgerError extends Error {
  override readonly name = 'LedgerError';

  constructor(
    readonly code: LedgerErrorCode,
    message: string,
  ) {
    super(message);
  }
}
