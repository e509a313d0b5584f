import { OmitType } from '@nestjs/swagger';
import { CURRENCY_DIGITS, type Quantities, type UsageGap } from '#consent';
import type { UsageAccount, UsedAmount } from '#store';
import { Choice, Count, Flag, Id, Instant, Json, Line, ListOf, Patterns, Texts } from '../fields.js';
import { QUANTITY_SCHEMA } from '../openapi/consent.schemas.js';
import { Cursor, RecordQuery } from '../paging.js';

const AMOUNT_MAX = 1_000_000_000_000;
const CURRENCIES = [...CURRENCY_DIGITS.keys()];
const GAPS = [
  'unaccounted',
  'over_allowed',
  'outside_check',
  'after_end',
  'while_paused',
  'time_unsaid',
  'unpaid',
] as const;

const GAPS_SCHEMA = {
  type: 'array',
  items: {
    type: 'object',
    required: ['code', 'usage', 'message'],
    properties: {
      code: { enum: GAPS },
      usage: { type: ['string', 'null'] },
      message: { type: 'string' },
    },
  },
};
const USED_SCHEMA = {
  type: 'array',
  items: {
    type: 'object',
    required: ['consent', 'unit', 'uses', 'amount', 'paid'],
    properties: {
      consent: { type: ['string', 'null'] },
      unit: { type: 'string' },
      uses: { type: 'integer' },
      amount: { type: 'integer' },
      paid: { type: 'integer' },
    },
  },
};
const COUNTS = ['reported', 'released', 'askedAgain', 'unaccounted', 'open', 'declared', 'unchecked'] as const;
const ACCOUNT_SCHEMA = {
  type: 'object',
  required: [...COUNTS, 'gaps'],
  properties: {
    ...Object.fromEntries(COUNTS.map((name) => [name, { type: 'integer' }])),
    gaps: {
      type: 'array',
      items: {
        type: 'object',
        required: ['code', 'count', 'checks'],
        properties: {
          code: { enum: GAPS },
          count: { type: 'integer' },
          checks: { type: 'array', items: { type: 'string' } },
        },
      },
    },
  },
};

/** A period of time, of what was allowed within it. */
export class UsageQuery extends RecordQuery {
  @Instant('Allowed at or after; unsaid, from the first.', { optional: true })
  readonly from?: string;

  @Instant('Allowed before; unsaid, until now.', { optional: true })
  readonly until?: string;
}

export class AnyUsageQuery extends UsageQuery {
  @Id('prod', 'Only of this production and those below it.', { optional: true })
  readonly production?: string;

  @Id('perf', 'Only of this performer.', { optional: true })
  readonly performer?: string;
}

/** All of it at once. */
export class UsageTableQuery extends OmitType(AnyUsageQuery, ['cursor', 'limit'] as const) {}

class UseView {
  @Id('usg', 'Its id.')
  readonly id!: string;

  @Json('What was made.', QUANTITY_SCHEMA)
  readonly quantity!: Quantities;

  @Instant('When it was made.', { nullable: true })
  readonly madeAt!: string | null;

  @Instant('When it was reported.')
  readonly reportedAt!: string;

  @Flag('Whether the owner of the production recorded that it was paid.')
  readonly isPaid!: boolean;
}

class PaymentView {
  @Id('pay', 'Its id.')
  readonly id!: string;

  @Count('How much, in minor units of the currency.', 0, AMOUNT_MAX)
  readonly amount!: number;

  @Choice('The currency (ISO 4217).', CURRENCIES)
  readonly currency!: string;

  @Texts('The uses that it pays.', 1000)
  readonly uses!: readonly string[];

  @Instant('When it was paid.', { nullable: true })
  readonly paidAt!: string | null;

  @Line('Where the payer keeps it; `null` once erased.', 200, { nullable: true })
  readonly reference!: string | null;

  @Instant('When that was recorded.')
  readonly recordedAt!: string;
}

export class UsedView {
  @Id('chk', 'The check that allowed it.')
  readonly check!: string;

  @Id('org', 'Who asked.')
  readonly organization!: string;

  @Id('prod', 'For which production.')
  readonly production!: string;

  @Id('perf', 'Whose voice, face, body, movement or name it is.')
  readonly performer!: string;

  @Instant('When it was allowed.')
  readonly decidedAt!: string;

  @Instant('Until when it could be acted on.')
  readonly validUntil!: string;

  @Texts('The consents that it rests on.', 100)
  readonly consents!: readonly string[];

  @Json('How much it was asked for; `null` where that was not said.', QUANTITY_SCHEMA, { nullable: true })
  readonly asked!: Quantities | null;

  @Instant('When it was said that nothing will be made.', { nullable: true })
  readonly releasedAt!: string | null;

  @Flag('Whether the same was asked again later, so that the newer answer counts.')
  readonly isFollowed!: boolean;

  @ListOf('What was made under it.', UseView, 10_000)
  readonly uses!: readonly UseView[];

  @ListOf('What was paid, for the performer, her unions and the owner of the production.', PaymentView, 10_000)
  readonly payments!: readonly PaymentView[];

  @Json('What does not add up, each thing by its name.', GAPS_SCHEMA)
  readonly gaps!: readonly UsageGap[];
}

export class UsedPage {
  @ListOf('What was allowed, the newest first.', UsedView, 200)
  readonly items!: readonly UsedView[];

  @Cursor()
  readonly next!: string | null;
}

export class NewPayment {
  @Count('How much, in minor units of the currency.', 1, AMOUNT_MAX, { example: 12_500 })
  readonly amount!: number;

  @Choice('The currency (ISO 4217).', CURRENCIES, { example: 'USD' })
  readonly currency!: string;

  @Patterns(
    'The uses that it pays; unsaid, all that are reported and not paid yet.',
    /^usg_[0-9A-Za-z]{22}$/,
    'ids that start with `usg_`',
    {
      ...{ min: 1, max: 1000, example: ['usg_0123456789abcdefghijkl'] },
      optional: true,
    },
  )
  readonly uses?: readonly string[];

  @Instant('When it was paid.', { optional: true, nullable: true })
  readonly paidAt?: string | null;

  @Line('Where you keep it, as a payroll and its line.', 200, { optional: true, example: 'Payroll 2026-11, line 42' })
  readonly reference?: string;
}

export class NewUsageReports {
  @Instant('Of what was allowed at or after this.', { example: '2026-11-01T00:00:00.000Z' })
  readonly from!: string;

  @Instant('And before this, which has passed.', { example: '2026-12-01T00:00:00.000Z' })
  readonly until!: string;
}

class AccountView {
  @Id('perf', 'Of whom, and for her unions.')
  readonly performer!: string;

  @Count('How many checks allowed something.', 0, AMOUNT_MAX)
  readonly checkCount!: number;

  @Json('What was made, by consent and unit, and how much of it is paid.', USED_SCHEMA)
  readonly used!: readonly UsedAmount[];

  @Json(
    'How it comes out: what became of each check, the uses that were declared, and of these the ones that no check was made of; gaps by code, each with its first checks.',
    ACCOUNT_SCHEMA,
  )
  readonly account!: UsageAccount;
}

class GivenReportView extends AccountView {
  @Id('urp', 'Its id.')
  readonly id!: string;
}

export class GivenUsageReport extends OmitType(GivenReportView, ['account'] as const) {
  @Id('org', 'Who gave it.')
  readonly organization!: string;

  @Id('prod', 'Of which production, and those below it.')
  readonly production!: string;

  @Instant('Of what was allowed at or after this.')
  readonly from!: string;

  @Instant('And before this.')
  readonly until!: string;

  @Json('As in the summary; `null` in reports from before it was kept.', ACCOUNT_SCHEMA, { nullable: true })
  readonly account!: UsageAccount | null;

  @Instant('When it was given.')
  readonly givenAt!: string;
}

export class GivenReportPage {
  @ListOf('The newest first.', GivenUsageReport, 200)
  readonly items!: readonly GivenUsageReport[];

  @Cursor()
  readonly next!: string | null;
}

export class GivenReportQuery extends RecordQuery {
  @Id('prod', 'Only those of this production.', { optional: true })
  readonly production?: string;

  @Id('perf', 'Only of this performer.', { optional: true })
  readonly performer?: string;
}

export class SummaryQuery extends OmitType(UsageQuery, ['cursor', 'limit'] as const) {}

class UncheckedView {
  @Id('dsc', 'The disclosure.')
  readonly disclosure!: string;

  @Id('perf', 'About whom.', { nullable: true })
  readonly performer!: string | null;

  @Id('prod', 'For which production.')
  readonly production!: string;

  @Instant('When it was declared.')
  readonly madeAt!: string;
}

export class UsageReportsView {
  @Id('prod', 'Of which production, and those below it.')
  readonly production!: string;

  @Instant('Of what was allowed at or after this.')
  readonly from!: string;

  @Instant('And before this.')
  readonly until!: string;

  @ListOf('One for each performer.', GivenReportView, 2000)
  readonly reports!: readonly GivenReportView[];

  @ListOf('Uses that were declared in this time, and that no check was ever made of.', UncheckedView, 200)
  readonly unchecked!: readonly UncheckedView[];
}

export class UsageSummary extends OmitType(UsageReportsView, ['reports'] as const) {
  @ListOf('What each performer would be told now.', AccountView, 2000)
  readonly accounts!: readonly AccountView[];
}

class DueReportView {
  @Id('prod', 'Of which production.')
  readonly production!: string;

  @Id('perf', 'To which performer.')
  readonly performer!: string;

  @Instant('Of what was allowed at or after this.')
  readonly from!: string;

  @Instant('And before this.')
  readonly until!: string;

  @Instant('When it must have been given.')
  readonly dueAt!: string;

  @Flag('Whether that has passed.')
  readonly isOverdue!: boolean;
}

export class DueReports {
  @ListOf('The reports that are owed, by production and performer, the earliest first.', DueReportView, 10_000)
  readonly items!: readonly DueReportView[];
}
