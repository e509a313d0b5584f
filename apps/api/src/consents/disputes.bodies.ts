import { Choice, Count, Hash, Id, Instant, ListOf, Paragraph } from '../fields.js';

/** The consent states of the product, as every answer about a consent tells them. */
export const CONSENT_STATES = [
  ...['given', 'narrowed', 'suspended', 'disputed', 'withdrawn', 'revoked', 'expired', 'superseded', 'invalid'],
];

export class NewDispute {
  @Paragraph('What is disputed. It is kept apart from the record, and can be erased.', 2000, {
    example: 'The trailer uses lines that I did not record.',
  })
  readonly reason!: string;
}

export class EndDispute {
  @Paragraph('How it was settled.', 2000, { optional: true, example: 'The lines were taken out.' })
  readonly note?: string;
}

export class RefuseWithdrawal {
  @Paragraph('Why it is not agreed to. She reads it.', 2000, { optional: true, example: 'The season is half shot.' })
  readonly reason?: string;
}

export class RevokeConsent {
  @Paragraph('Why it is ended.', 2000, { optional: true, example: 'The scene was cut.' })
  readonly reason?: string;
}

export class ConsentChanged {
  @Id('cons', 'The consent.')
  readonly consent!: string;

  @Count('The version that this made.', 2, 1_000_000)
  readonly version!: number;

  @Choice('Where the consent stands now.', CONSENT_STATES)
  readonly state!: string;

  @Instant('When it was recorded.')
  readonly at!: string;

  @Id('entr', 'The entry of the log that records it.')
  readonly entry!: string;

  @Hash('The leaf hash of that entry, in hex.')
  readonly leafHash!: string;
}

export class DisputeView {
  @Id('dsp', 'The dispute.')
  readonly id!: string;

  @Choice('Disputed, or opened by a wish to withdraw that the terms leave to who asked.', [
    'disputed',
    'withdrawal_asked',
  ])
  readonly kind!: string;

  @Id('org', 'The union that opened it; `null` for the performer herself.', { nullable: true })
  readonly union!: string | null;

  @Paragraph('What is disputed; `null` once erased.', 2000, { nullable: true })
  readonly reason!: string | null;

  @Paragraph('How it was settled; `null` while it is open, where nobody said, and once erased.', 2000, {
    nullable: true,
  })
  readonly note!: string | null;

  @Instant('When it was opened.')
  readonly openedAt!: string;

  @Instant('When who asked for the consent refused the wish; `null` where they did not.', { nullable: true })
  readonly refusedAt!: string | null;

  @Paragraph('Why; `null` where nobody said, and once erased.', 2000, { nullable: true })
  readonly refusal!: string | null;

  @Instant('When it was ended, or the wish agreed to; `null` while it is open.', { nullable: true })
  readonly endedAt!: string | null;
}

export class DisputeList {
  @ListOf('In the order in which they were opened.', DisputeView, 10_000)
  readonly items!: readonly DisputeView[];
}

export class DisputeChanged extends ConsentChanged {
  @Id('dsp', 'The dispute.')
  readonly id!: string;
}
