import type { Quantities, Reservation } from '#consent';
import { Id, Instant, Json, ListOf, Paragraph } from '../fields.js';
import { DECISION_SCHEMA, QUANTITY_SCHEMA } from '../openapi/consent.schemas.js';

export class NewUsage {
  @Json('What was really made, whether or not it was what the check asked for.', QUANTITY_SCHEMA, {
    example: { lines: 2 },
  })
  readonly quantity!: object;

  @Instant('When it was made.', { optional: true, nullable: true })
  readonly madeAt?: string | null;

  @Paragraph('Your own note.', 2000, { optional: true, example: 'Takes 3 and 4, mixed on Friday.' })
  readonly note?: string;
}

class ReportedUseView {
  @Id('usg', 'Its id.')
  readonly id!: string;

  @Json('What was made.', QUANTITY_SCHEMA)
  readonly quantity!: Quantities;

  @Instant('When it was made.', { nullable: true })
  readonly madeAt!: string | null;

  @Paragraph('The note; `null` once erased.', 2000, { nullable: true })
  readonly note!: string | null;

  @Instant('When it was reported.')
  readonly reportedAt!: string;
}

export class UsageView {
  @Id('chk', 'The check that allowed it.')
  readonly check!: string;

  @Json('What the allow held against caps when it was given.', DECISION_SCHEMA.properties.reserved)
  readonly reserved!: readonly Reservation[];

  @Instant('When what it holds is free again, if nothing is reported; `null` where it holds nothing.', {
    nullable: true,
  })
  readonly heldUntil!: string | null;

  @Instant('When it was said that nothing will be made.', { nullable: true })
  readonly releasedAt!: string | null;

  @Id('chk', 'The check that asked the same again, and took over what this one held.', { nullable: true })
  readonly takenOverBy!: string | null;

  @ListOf('What was made under it, in the order in which it was reported.', ReportedUseView, 10_000)
  readonly uses!: readonly ReportedUseView[];
}
