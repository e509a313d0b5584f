import type { ApprovalKind, Reason, RenderedLine, Use } from '#consent';
import { ApprovalView } from '../approvals/approvals.bodies.js';
import { APPROVAL_KINDS } from '../approvals/approval-words.js';
import { Choice, Hash, Id, Instant, Json, Line, ListOf, Paragraph, Texts } from '../fields.js';
import {
  DECISION_SCHEMA,
  LINES_SCHEMA,
  RECORDED_USE_SCHEMA,
  USE_EXAMPLE,
  USE_SCHEMA,
} from '../openapi/consent.schemas.js';
import { Cursor, RecordQuery } from '../paging.js';

const TRIAGES = ['notify', 'written_approval'] as const;
const { properties: DECISION } = DECISION_SCHEMA;

export class NewDisclosure {
  @Id('prod', 'The production that intends it.')
  readonly production!: string;

  @Id('perf', 'Who is concerned; `null` claims that no performer can be identified.', { nullable: true })
  readonly performer!: string | null;

  @Json('What is intended: an approval is for exactly this.', USE_SCHEMA, { example: USE_EXAMPLE })
  readonly use!: object;

  @Paragraph('For the people who read it.', 2000, { optional: true, example: 'Two lines that the wind covered.' })
  readonly description?: string;

  @Id('org', 'The own organization that discloses; needed by who belongs to several.', { optional: true })
  readonly organization?: string;
}

/** For a check that was made: its own use is disclosed. */
export class DiscloseCheck {
  @Paragraph('For the people who read it; else what the check said.', 2000, {
    optional: true,
    example: 'Two lines that the wind covered.',
  })
  readonly description?: string;
}

export class DisclosureSummary {
  @Id('dsc', 'Its id.')
  readonly id!: string;

  @Id('org', 'Who discloses.')
  readonly organization!: string;

  @Id('prod', 'For which production.')
  readonly production!: string;

  @Id('perf', 'Who is concerned; `null` for nobody who can be identified.', { nullable: true })
  readonly performer!: string | null;

  @Hash('What binds approvals to this very use.')
  readonly useHash!: string;

  @Choice('Whether telling is enough.', TRIAGES)
  readonly triage!: string;

  @Texts('The kinds of approval that were missing when it was made.', APPROVAL_KINDS.length)
  readonly kinds!: readonly ApprovalKind[];

  @Instant('When it was made.')
  readonly madeAt!: string;
}

export class DisclosureView extends DisclosureSummary {
  @Json('What is intended.', RECORDED_USE_SCHEMA)
  readonly use!: Use;

  @Json('The same in words, dimension by dimension, as performers read them.', LINES_SCHEMA)
  readonly words!: readonly RenderedLine[];

  @Line('What the ones who disclosed it say of it; `null` once erased.', 2000, { nullable: true })
  readonly description!: string | null;

  @Json(
    'What a check of it would give as reasons now, other than that it is covered; whole to who disclosed it, the owner and the studio, to others the rule alone.',
    DECISION.reasons,
  )
  readonly reasons!: readonly Reason[];

  @Texts('The kinds of approval that are missing now.', APPROVAL_KINDS.length)
  readonly kindsMissing!: readonly ApprovalKind[];

  @ListOf('What was answered, newest first.', ApprovalView, 1000)
  readonly approvals!: readonly ApprovalView[];
}

export class DisclosurePage {
  @ListOf('Newest first.', DisclosureSummary, 200)
  readonly items!: readonly DisclosureSummary[];

  @Cursor()
  readonly next!: string | null;
}

export class DisclosureQuery extends RecordQuery {
  @Id('prod', 'Only those for this production.', { optional: true })
  readonly production?: string;

  @Id('perf', 'Only those about this performer.', { optional: true })
  readonly performer?: string;
}
