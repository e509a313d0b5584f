import type { ApprovalKind } from '#consent';
import { Choice, Hash, Id, Instant, Paragraph } from '../fields.js';
import { APPROVAL_KINDS } from './approval-words.js';

const VERDICTS = ['given', 'refused'] as const;

export class NewApproval {
  @Choice('In which capacity: each rule names the kind that it asks for.', APPROVAL_KINDS, { example: 'studio' })
  readonly kind!: ApprovalKind;

  @Choice('Yes or no.', VERDICTS, { example: 'given' })
  readonly verdict!: (typeof VERDICTS)[number];

  @Instant('Until when a yes counts; without it, for as long as the use stays the same.', {
    optional: true,
    nullable: true,
  })
  readonly expiresAt?: string | null;

  @Paragraph('For the ones who disclosed it.', 2000, { optional: true, example: 'Approved for these two lines.' })
  readonly note?: string;
}

export class VoidApproval {
  @Paragraph('Why it is taken back.', 2000, { optional: true, example: 'The cut changed.' })
  readonly reason?: string;
}

export class ApprovalView {
  @Id('apv', 'Its id: a decision that rests on it names it.')
  readonly id!: string;

  @Id('dsc', 'What it answers.')
  readonly disclosure!: string;

  @Id('org', 'Of whoever gave it; `null` for the performer and who acts for her.', { nullable: true })
  readonly organization!: string | null;

  @Choice('In which capacity.', APPROVAL_KINDS)
  readonly kind!: string;

  @Choice('Yes or no.', VERDICTS)
  readonly verdict!: string;

  @Hash('The use that it is for, and no other.')
  readonly useHash!: string;

  @Paragraph(
    'What was added to it; `null` for nothing, once erased, and to others than who disclosed it, the owner, the studio and who gave it.',
    2000,
    { nullable: true },
  )
  readonly note!: string | null;

  @Instant('When it was given or refused.')
  readonly givenAt!: string;

  @Instant('Until when it counts.', { nullable: true })
  readonly expiresAt!: string | null;

  @Instant('When it was taken back.', { nullable: true })
  readonly voidedAt!: string | null;

  @Paragraph('Why it was taken back; to the same readers.', 2000, { nullable: true })
  readonly voidReason!: string | null;
}
