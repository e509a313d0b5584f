import type { Box, DecisionChange, Obligation, Outcome, Reason, Reservation } from '#consent';
import type { Receipt } from '#evidence';
import { Choice, Id, Instant, Json, Line, ListOf, Nested, Texts, UpTo } from '../fields.js';
import { DECISION_SCHEMA, USE_EXAMPLE, USE_SCHEMA } from '../openapi/consent.schemas.js';
import { RECEIPT_SCHEMA } from '../openapi/evidence.schemas.js';
import { ProblemView } from '../openapi/problem.schema.js';
import { Cursor, RecordQuery } from '../paging.js';

const BATCH_MAX = 1000;
const OUTCOMES = ['allow', 'needs_approval', 'deny'] as const;
const { properties: DECISION } = DECISION_SCHEMA;

const CHANGES_SCHEMA = {
  type: 'array',
  items: {
    type: 'object',
    required: ['kind', 'message'],
    properties: {
      kind: { enum: ['outcome', 'reason', 'rests_on', 'obligation', 'held'] },
      message: { type: 'string' },
      reason: DECISION_SCHEMA.properties.reasons.items,
    },
  },
};

export class NewCheck {
  @Id('perf', 'Who is concerned; `null` claims that no performer can be identified.', { nullable: true })
  readonly performer!: string | null;

  @Id('prod', 'The production that asks.')
  readonly production!: string;

  @Json('What is to be done.', USE_SCHEMA, { example: USE_EXAMPLE })
  readonly use!: object;

  @Line('Your own name for the work, such as a shot.', 200, { optional: true, example: 'shot 12-4, render job 88' })
  readonly reference?: string;

  @Instant('Ask as of a past instant instead of now: the answer is no receipt for new work.', { optional: true })
  readonly at?: string;

  @Id('org', 'The own organization that asks; needed by who belongs to several.', { optional: true })
  readonly organization?: string;
}

export class CheckView {
  @Id('chk', 'The id of the decision; an answer as of the past has none.', { optional: true })
  readonly id?: string;

  @Choice('The answer.', OUTCOMES)
  readonly outcome!: Outcome;

  @Json('Why.', DECISION.reasons)
  readonly reasons!: readonly Reason[];

  @Json('What no live consent covers: ready to be asked for.', DECISION.missing)
  readonly missing!: readonly Box[];

  @Json('What would be covered if one dimension were other than asked.', DECISION.nearest)
  readonly nearest!: readonly Box[];

  @Json('What an allow obliges to, by which rule.', DECISION.obligations)
  readonly obligations!: readonly Obligation[];

  @Texts('Whose written approval is missing.', 16)
  readonly approvalsMissing!: readonly string[];

  @Texts('The approvals that it rests on.', 100)
  readonly approvals!: readonly string[];

  @Texts('The exemption claims that it rests on.', 100)
  readonly claims!: readonly string[];

  @Json('What an allow holds against caps until it is used, released or runs out.', DECISION.reserved)
  readonly reserved!: readonly Reservation[];

  @Json('The consents that it rests on, in the version that was read.', DECISION.reliedOn)
  readonly reliedOn!: readonly { readonly consent: string; readonly version: number }[];

  @Line('The version of the engine.', 40)
  readonly engine!: string;

  @Line('The version of the vocabulary.', 40)
  readonly vocabulary!: string;

  @Texts('The policy packs, with versions.', 100)
  readonly packs!: readonly string[];

  @Id('perf', 'Who was asked about.', { nullable: true })
  readonly performer!: string | null;

  @Id('prod', 'The production that asked.')
  readonly production!: string;

  @Line('Your own name for the work.', 200, { nullable: true })
  readonly reference!: string | null;

  @Instant('When it was decided.')
  readonly decidedAt!: string;

  @Instant('Until when it may be acted on.')
  readonly validUntil!: string;

  @Id('chk', 'The check that this one asked again, and takes the place of.', { optional: true })
  readonly follows?: string;

  @Instant('The past instant that was asked about.', { optional: true })
  readonly asOf?: string;

  @Json('Keep it with the work; an answer as of the past has none.', RECEIPT_SCHEMA, { optional: true })
  readonly receipt?: Receipt;
}

export class Recheck {
  @Line('Your own name for the work; unsaid, that of the check.', 200, { optional: true, example: 'render job 91' })
  readonly reference?: string;
}

class Before {
  @Choice('What was answered.', OUTCOMES)
  readonly outcome!: Outcome;

  @Instant('When.')
  readonly decidedAt!: string;

  @Instant('Until when it could be acted on.')
  readonly validUntil!: string;
}

export class RecheckView extends CheckView {
  @Nested('The answer to the check that was asked again.', Before)
  readonly before!: Before;

  @Json('What is otherwise now, the answer itself first; empty where nothing is.', CHANGES_SCHEMA)
  readonly changes!: readonly DecisionChange[];
}

export class NewCheckBatch {
  @UpTo('Checks, each read on its own: a bad one fails alone.', NewCheck, BATCH_MAX, {
    example: [{ performer: null, production: 'prod_0123456789abcdefghijkl', use: USE_EXAMPLE }],
  })
  readonly checks!: readonly unknown[];
}

export class BatchItem {
  @Nested('The decision, or:', CheckView, { optional: true })
  readonly check?: CheckView;

  @Nested('why there is none.', ProblemView, { optional: true })
  readonly problem?: ProblemView;
}

export class CheckBatch {
  @ListOf('One answer for each check, in order.', BatchItem, BATCH_MAX)
  readonly items!: readonly BatchItem[];
}

export class CheckSummary {
  @Id('chk', 'Its id.')
  readonly id!: string;

  @Choice('The answer.', OUTCOMES)
  readonly outcome!: string;

  @Id('org', 'Who asked.')
  readonly organization!: string;

  @Id('prod', 'For which production.')
  readonly production!: string;

  @Id('perf', 'About whom.', { nullable: true })
  readonly performer!: string | null;

  @Instant('When it was decided.')
  readonly decidedAt!: string;

  @Instant('Until when it may be acted on.')
  readonly validUntil!: string;
}

export class CheckPage {
  @ListOf('Newest first.', CheckSummary, 200)
  readonly items!: readonly CheckSummary[];

  @Cursor()
  readonly next!: string | null;
}

export class CheckQuery extends RecordQuery {
  @Id('prod', 'Only those for this production.', { optional: true })
  readonly production?: string;

  @Id('perf', 'Only those about this performer.', { optional: true })
  readonly performer?: string;

  @Id('cons', 'Only those that rest on this consent.', { optional: true })
  readonly consent?: string;

  @Choice('Only those with this answer.', OUTCOMES, { optional: true })
  readonly outcome?: Outcome;
}
