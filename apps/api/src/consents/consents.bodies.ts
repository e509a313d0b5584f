import type { Box, RenderedTerms, Terms, WithdrawalEffect } from '#consent';
import type { ViewPurpose } from '#store';
import { Choice, Count, Hash, Id, Instant, Json, Line, ListOf, Nested, Paragraph, Texts } from '../fields.js';
import { EFFECT_SCHEMA, RENDERED_SCHEMA } from '../openapi/consent.schemas.js';
import { BOX_SCHEMA, TERMS_SCHEMA } from '../openapi/terms.schemas.js';
import { Cursor, PURPOSE, PURPOSES, REASON, RecordQuery } from '../paging.js';
import { CONSENT_STATES } from './disputes.bodies.js';

export class ConsentSummary {
  @Id('cons', 'Its id.')
  readonly id!: string;

  @Choice('Where it stands now.', CONSENT_STATES)
  readonly state!: string;

  @Count('1 when given, one more with each change.', 1, 1_000_000)
  readonly version!: number;

  @Id('req', 'The request that was signed.')
  readonly request!: string;

  @Id('org', 'Who asked.')
  readonly organization!: string;

  @Id('prod', 'What for, with all below it.')
  readonly production!: string;

  @Id('perf', 'Who gave it.')
  readonly performer!: string;

  @Instant('When it was given.')
  readonly givenAt!: string;
}

class SignatureView {
  @Choice('How it was signed.', ['passkey', 'email_code', 'single_sign_on', 'imported'])
  readonly method!: string;

  @Choice('How much that shows: a key that its signer alone holds is `advanced`.', ['simple', 'advanced'])
  readonly level!: string;

  @Choice('As what.', ['self', 'guardian', 'agent', 'attorney', 'estate', 'union'])
  readonly capacity!: string;
}

class ConsentChange {
  @Choice(
    'Withdrawn, or a withdrawal asked for that the terms leave to others, and what these refused; disputed, or a dispute ended; ended by who asked; replaced.',
    ['withdrawn', 'withdrawal_asked', 'withdrawal_refused', 'disputed', 'dispute_ended', 'revoked', 'superseded'],
  )
  readonly kind!: string;

  @Count('The version that it made.', 2, 1_000_000)
  readonly version!: number;

  @Instant('When it was recorded.')
  readonly at!: string;

  @Instant('When it takes effect.', { optional: true })
  readonly effectiveAt?: string;

  @Json('What it covers; `null` for all.', BOX_SCHEMA, { nullable: true })
  readonly scope!: Box | null;

  @Id('dsp', 'Which dispute.', { optional: true })
  readonly dispute?: string;

  @Id('org', 'The union that disputes; without one, the performer does.', { optional: true })
  readonly union?: string;

  @Id('cons', 'The consent that took its place.', { optional: true })
  readonly by?: string;

  @Id('auth', 'The authority of who did it in her name; without one, she did, or who asked.', { optional: true })
  readonly under?: string;

  @Paragraph('Why, or how it was settled; `null` where nobody said, it is not for the reader, and once erased.', 2000, {
    nullable: true,
  })
  readonly reason!: string | null;
}

export class ConsentView extends ConsentSummary {
  @Json('The terms that were signed.', TERMS_SCHEMA)
  readonly terms!: Terms;

  @Json('The same in words.', RENDERED_SCHEMA)
  readonly rendered!: RenderedTerms;

  @Nested('How and as what it was signed.', SignatureView)
  readonly signature!: SignatureView;

  @Id('auth', 'The authority under which a representative signed.', { nullable: true })
  readonly authority!: string | null;

  @Texts(
    'Who signed it as well: the authorities of guardians, counsel or estate, and the organization that asked.',
    1000,
  )
  readonly cosigned!: readonly string[];

  @Id('cons', 'The consent whose place it took.', { nullable: true })
  readonly supersedes!: string | null;

  @Choice('What a person found of a description that reads like boilerplate.', ['specific', 'vague'], {
    nullable: true,
  })
  readonly descriptionReview!: string | null;

  @ListOf('What became of it, in order.', ConsentChange, 10_000)
  readonly changes!: readonly ConsentChange[];
}

export class ConsentPage {
  @ListOf('Newest first.', ConsentSummary, 200)
  readonly items!: readonly ConsentSummary[];

  @Cursor()
  readonly next!: string | null;
}

export class ConsentQuery extends RecordQuery {
  @Id('prod', 'Only those for this production.', { optional: true })
  readonly production?: string;

  @Id('perf', 'Only those of this performer.', { optional: true })
  readonly performer?: string;
}

export class WithdrawalQuery {
  @Choice('With `?preview` nothing is withdrawn: the answer is what withdrawing would do.', ['', 'true', 'false'], {
    optional: true,
  })
  readonly preview?: string;

  @Choice(PURPOSE, PURPOSES, { optional: true })
  readonly purpose?: ViewPurpose;

  @Line(REASON, 200, { optional: true })
  readonly reason?: string;
}

export class NewWithdrawal {
  @Json(
    'What to withdraw: a box, in which a dimension that is not mentioned is meant throughout, or `null` for all.',
    BOX_SCHEMA,
    {
      nullable: true,
      example: { media: ['promo.trailer'] },
    },
  )
  readonly scope!: object | null;

  @Hash('The etag of the preview that was looked at: if it would do something else by now, nothing is withdrawn.', {
    example: 'a'.repeat(64),
    optional: true,
  })
  readonly etag?: string;

  @Count('The version that the preview showed: if it changed since, nothing is withdrawn.', 1, 1_000_000, {
    example: 1,
    optional: true,
  })
  readonly version?: number;
}

class Told {
  @Id('org', 'Who is told.')
  readonly organization!: string;

  @Line('Its name.', 200)
  readonly name!: string;

  @Texts('The productions in which it relied on what is withdrawn.', 1000)
  readonly productions!: readonly string[];

  @Count('How many allows of it rested on that, run out or not.', 1, 1_000_000_000)
  readonly decisions!: number;
}

class StillGood {
  @Id('chk', 'The check that was allowed.')
  readonly check!: string;

  @Id('org', 'Who asked.')
  readonly organization!: string;

  @Id('prod', 'For which production.')
  readonly production!: string;

  @Instant('When the answer runs out. What was answered before cannot be unsigned, only recalled.')
  readonly validUntil!: string;
}

class DecisionsAffected {
  @Count('The allows that rested on what is withdrawn, run out or not.', 0, 1_000_000_000)
  readonly count!: number;

  @Count('Of these, those that have not run out.', 0, 1_000_000_000)
  readonly stillGood!: number;

  @Instant('When the last of these runs out.', { nullable: true })
  readonly lastUntil!: string | null;

  @ListOf('The newest of those that have not run out.', StillGood, 100)
  readonly items!: readonly StillGood[];
}

export class Withdrawn {
  @Id('entr', 'The entry of the log that records it.')
  readonly entry!: string;

  @Hash('The leaf hash of that entry, in hex.')
  readonly leafHash!: string;

  @Instant('When it was recorded.')
  readonly at!: string;

  @Id('dsp', 'The dispute that it opened, where the terms leave it to who asked; else `null`.', { nullable: true })
  readonly dispute!: string | null;

  @Id('rcl', 'The recall that follows; `null` where nobody relied on it, or where it is only asked for.', {
    nullable: true,
  })
  readonly recall!: string | null;
}

export class Withdrawal {
  @Id('cons', 'The consent.')
  readonly consent!: string;

  @Count(
    'The version that this preview is of, which the act may repeat; after the act, the one that it made.',
    1,
    1_000_000,
  )
  readonly version!: number;

  @Json(
    'What stops, what goes on, what must be erased, and when: computed by the function that performs it.',
    EFFECT_SCHEMA,
  )
  readonly effect!: WithdrawalEffect;

  @Nested('The answers that rested on it.', DecisionsAffected)
  readonly decisions!: DecisionsAffected;

  @ListOf(
    'Who relied on it, and so is told what is recalled. Who asked for the consent hears of it in any case.',
    Told,
    100_000,
  )
  readonly told!: readonly Told[];

  @Hash('Of what this says, but for the clock and the number of answers; the act may repeat it.')
  readonly etag!: string;

  @Nested('That it was recorded; `null` in a preview.', Withdrawn, { nullable: true })
  readonly recorded!: Withdrawn | null;
}
