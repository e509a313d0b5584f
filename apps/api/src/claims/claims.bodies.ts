import type { Exemption, RenderedLine, Use } from '#consent';
import { Choice, Hash, Id, Instant, Json, Line, ListOf, Paragraph } from '../fields.js';
import { LINES_SCHEMA, RECORDED_USE_SCHEMA, USE_EXAMPLE, USE_SCHEMA } from '../openapi/consent.schemas.js';
import { Cursor, RecordQuery } from '../paging.js';

const EXEMPTIONS: readonly Exemption[] = [
  ...(['as_scripted', 'safety', 'unrecognizable', 'customary_post_production', 'permitted_dub_or_double'] as const),
];
const CLAIM_STATES = ['unreviewed', 'upheld', 'rejected', 'questioned', 'ended'] as const;
const VERDICTS = ['upheld', 'rejected'] as const;

export class NewClaim {
  @Id('prod', 'The production that claims it.')
  readonly production!: string;

  @Id('perf', 'Whose consent is said not to be needed.')
  readonly performer!: string;

  @Json('The use, fully stated: the claim is for exactly this.', USE_SCHEMA, { example: USE_EXAMPLE })
  readonly use!: object;

  @Choice('Why it needs no consent.', EXEMPTIONS, { example: 'as_scripted' })
  readonly exemption!: Exemption;

  @Paragraph('What bears it out: the performer reads it.', 2000, {
    example: 'The line is as in the script of 1 August, which she performed on 10 September.',
  })
  readonly reason!: string;

  @Id('org', 'The own organization that claims; needed by who belongs to several.', { optional: true })
  readonly organization?: string;
}

export class ReviewClaim {
  @Choice('Whether the use bears the claim out.', VERDICTS, { example: 'upheld' })
  readonly verdict!: (typeof VERDICTS)[number];

  @Paragraph('What was looked at.', 2000, { optional: true, example: 'Compared with the script of 1 August.' })
  readonly note?: string;
}

export class QuestionClaim {
  @Paragraph('What the performer asks: the claim is frozen until it is answered.', 2000, {
    example: 'I never read this line. Which script is it from?',
  })
  readonly question!: string;
}

export class AnswerClaim {
  @Paragraph('The answer to everything that was asked so far.', 2000, { example: 'It is line 3 of scene 12.' })
  readonly answer!: string;
}

class ReviewView {
  @Choice('The finding.', VERDICTS)
  readonly verdict!: string;

  @Line('Who looked.', 200, { nullable: true })
  readonly by!: string | null;

  @Paragraph('What was looked at.', 2000, { nullable: true })
  readonly note!: string | null;

  @Instant('When.')
  readonly at!: string;
}

class QuestionView {
  @Paragraph('What the performer asked; `null` once erased.', 2000, { nullable: true })
  readonly question!: string | null;

  @Instant('When.')
  readonly at!: string;

  @Id('auth', 'The authority under which it was asked in her name; `null` where she asked herself.', { nullable: true })
  readonly authority!: string | null;

  @Paragraph('What was answered.', 2000, { nullable: true })
  readonly answer!: string | null;

  @Instant('When it was answered.', { nullable: true })
  readonly answeredAt!: string | null;
}

export class ClaimSummary {
  @Id('clm', 'Its id: a decision that rests on it names it.')
  readonly id!: string;

  @Choice('Where it stands now.', CLAIM_STATES)
  readonly state!: string;

  @Id('org', 'Whose member claims.')
  readonly organization!: string;

  @Id('prod', 'For which production.')
  readonly production!: string;

  @Id('perf', 'About whom.')
  readonly performer!: string;

  @Choice('Why no consent is said to be needed.', EXEMPTIONS)
  readonly exemption!: string;

  @Hash('The use that it is for, and no other.')
  readonly useHash!: string;

  @Instant('When it was made.')
  readonly claimedAt!: string;

  @Instant('When it runs out.')
  readonly endsAt!: string;
}

export class ClaimView extends ClaimSummary {
  @Json('The use.', RECORDED_USE_SCHEMA)
  readonly use!: Use;

  @Json('The same in words, dimension by dimension.', LINES_SCHEMA)
  readonly words!: readonly RenderedLine[];

  @Line('The person who claims it; `null` once erased.', 200, { nullable: true })
  readonly claimedBy!: string | null;

  @Paragraph('What bears it out; `null` once erased.', 2000, { nullable: true })
  readonly reason!: string | null;

  @ListOf('What others found, oldest first: the last counts.', ReviewView, 1000)
  readonly reviews!: readonly ReviewView[];

  @ListOf('What the performer asked, oldest first.', QuestionView, 1000)
  readonly questions!: readonly QuestionView[];
}

export class ClaimPage {
  @ListOf('Newest first.', ClaimSummary, 200)
  readonly items!: readonly ClaimSummary[];

  @Cursor()
  readonly next!: string | null;
}

export class ClaimQuery extends RecordQuery {
  @Id('prod', 'Only those for this production.', { optional: true })
  readonly production?: string;

  @Id('perf', 'Only those about this performer.', { optional: true })
  readonly performer?: string;
}
