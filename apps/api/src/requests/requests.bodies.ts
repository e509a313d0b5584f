import { CLAUSES_MAX, type RenderedTerms, type Terms } from '#consent';
import {
  Choice,
  Code,
  Count,
  Flag,
  Hash,
  Id,
  Instant,
  Json,
  Line,
  ListOf,
  Nested,
  Paragraph,
  Pattern,
  Texts,
} from '../fields.js';
import { Cursor, RecordQuery } from '../paging.js';
import { SHOWN_EXAMPLE, ShowPasskey } from '../factors/passkeys.bodies.js';
import { RENDERED_SCHEMA } from '../openapi/consent.schemas.js';
import { TERMS_EXAMPLE, TERMS_SCHEMA } from '../openapi/terms.schemas.js';

const REQUEST_STATES = ['draft', 'sent', 'countered', 'signed', 'declined', 'deferred', 'withdrawn', 'lapsed'] as const;
const MAIL_STATES = ['sent', 'waiting', 'failed'] as const;
const LOCALES = ['en'] as const;
const HASH_EXAMPLE = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

const DESCRIPTION_REVIEWS = ['specific'] as const;

export class NewRequest {
  @Id('perf', 'Whom it asks: a performer that the own organization invited.')
  readonly performer!: string;

  @Id('prod', 'The production that it is for, with all below it.')
  readonly production!: string;

  @Json('What the performer is asked to allow.', TERMS_SCHEMA, { example: TERMS_EXAMPLE })
  readonly terms!: object;

  @Instant('Until when an answer counts; without it, for ever.', { optional: true, nullable: true })
  readonly respondBy?: string | null;

  @Id('cons', 'A consent of the same performer and owner: signing this takes its place.', { optional: true })
  readonly supersedes?: string;
}

export class SendRequest {
  @Json('Other terms to send than those on the table.', TERMS_SCHEMA, { optional: true, example: TERMS_EXAMPLE })
  readonly terms?: object;

  @Instant('Until when an answer counts.', { optional: true, nullable: true })
  readonly respondBy?: string | null;

  @Choice(
    'That a person, never a key, finds a description specific that reads like boilerplate; without it such a request is not sent.',
    DESCRIPTION_REVIEWS,
    { optional: true, example: 'specific' },
  )
  readonly descriptionReview?: (typeof DESCRIPTION_REVIEWS)[number];
}

export class CounterRequest {
  @Count('The version that is countered.', 1, 1_000_000, { example: 2 })
  readonly version!: number;

  @Json('What the performer would allow instead.', TERMS_SCHEMA, { example: TERMS_EXAMPLE })
  readonly terms!: object;

  @Paragraph('A note to the production.', 2000, { optional: true, example: 'No trailers, please.' })
  readonly note?: string;
}

export class DeclineRequest {
  @Paragraph('A reason, if the performer wants to give one.', 2000, { optional: true, example: 'Not this time.' })
  readonly reason?: string;
}

export class CodeSent {
  @Flag('Always true.')
  readonly sent!: boolean;

  @Count('How long the code counts.', 1, 60)
  readonly minutes!: number;
}

class ClauseAnswerBody {
  @Pattern('The id of the clause.', /^[a-z0-9-]{1,40}$/, 'the id of a clause', { example: 'lines' })
  readonly id!: string;

  @Hash('The hash that was served with its text: what was read is what is signed.')
  readonly textHash!: string;

  @Flag('Whether the performer said yes to this clause.', { example: true })
  readonly confirmed!: boolean;
}

class RequestAnswers {
  @Count('The version that is signed.', 1, 1_000_000, { example: 2 })
  readonly version!: number;

  @ListOf('An answer to every clause.', ClauseAnswerBody, CLAUSES_MAX, {
    min: 1,
    example: [{ id: 'lines', textHash: HASH_EXAMPLE, confirmed: true }],
  })
  readonly clauses!: ClauseAnswerBody[];

  @Hash('The hash of the whole document as served.', {
    optional: true,
    example: HASH_EXAMPLE,
  })
  readonly textHash?: string;

  @Flag('That the performer agrees to do this electronically: nothing is signed without it.', { example: true })
  readonly electronicBusiness!: boolean;

  @Choice('The language that was read: it is the language that is signed.', LOCALES, { optional: true, example: 'en' })
  readonly locale?: (typeof LOCALES)[number];
}

export class ChallengeRequest extends RequestAnswers {}

export class SignRequest extends RequestAnswers {
  @Code('The six digits that were mailed; this, or `passkey`.', { optional: true })
  readonly code?: string;

  @Line('The name, typed by whoever signs with a code; a passkey takes none.', 200, {
    optional: true,
    example: 'Mara Velloso',
  })
  readonly typedName?: string;

  @Nested('The answer of a passkey to the challenge that these very answers were given for.', ShowPasskey, {
    optional: true,
    example: SHOWN_EXAMPLE,
  })
  readonly passkey?: ShowPasskey;
}

export class RequestSummary {
  @Id('req', 'Its id.')
  readonly id!: string;

  @Choice('Where it stands.', REQUEST_STATES)
  readonly state!: string;

  @Count('One more with each act; an answer names the version it answers.', 1, 1_000_000)
  readonly version!: number;

  @Id('org', 'Who asks.')
  readonly organization!: string;

  @Id('prod', 'What for.')
  readonly production!: string;

  @Id('perf', 'Who is asked.')
  readonly performer!: string;

  @Instant('Until when an answer counts.', { nullable: true })
  readonly respondBy!: string | null;

  @Id('cons', 'The consent that signing it gave.', { nullable: true })
  readonly consent!: string | null;

  @Instant('When the draft was made.')
  readonly createdAt!: string;

  @Instant('When it was last sent.', { nullable: true })
  readonly sentAt!: string | null;

  @Instant('When it was signed, declined or withdrawn.', { nullable: true })
  readonly closedAt!: string | null;
}

class RequestFlag {
  @Choice('Phrases that ask for everything, or a text too short to say anything.', ['boilerplate'])
  readonly code!: string;

  @Texts('What was found in the description.', 100)
  readonly phrases!: readonly string[];
}

const GUARDIANS_MAX = 1000;

class Cosigned {
  @Choice('As what.', ['self', 'guardian', 'agent', 'attorney', 'estate', 'union', 'production'])
  readonly capacity!: string;

  @Id('auth', 'The authority that they signed under; `null` of her own signature and of who asks.', { nullable: true })
  readonly authority!: string | null;

  @Id('org', 'The organization that asks, of its own signature.', { nullable: true })
  readonly organization!: string | null;

  @Instant('When they signed.')
  readonly signedAt!: string;
}

class Said {
  @Choice('What was done.', ['sent', 'countered', 'declined'])
  readonly kind!: string;

  @Instant('When.')
  readonly at!: string;

  @Json('The terms that it put on the table; `null` of a refusal.', TERMS_SCHEMA, { nullable: true })
  readonly terms!: Terms | null;

  @Paragraph('What was said beside it: the note to a counter-offer, the reason for declining.', 2000, {
    nullable: true,
  })
  readonly words!: string | null;

  @Id('auth', 'The authority under which it was done in her name.', { nullable: true })
  readonly under!: string | null;
}

class RequestMail {
  @Choice('`waiting` is still tried; `failed` will not arrive unless it is sent again.', MAIL_STATES, {
    example: 'sent',
  })
  readonly state!: (typeof MAIL_STATES)[number];

  @Instant('Since when.')
  readonly since!: string;
}

export class RequestView extends RequestSummary {
  @ListOf('Who has signed the terms on the table, where it takes several.', Cosigned, GUARDIANS_MAX)
  readonly cosigned!: readonly Cosigned[];

  @Texts(
    'Whose signatures it waits for: guardians by their authority; `performer`, `production`, `counsel` or `estate`.',
    GUARDIANS_MAX,
  )
  readonly waitsFor!: readonly string[];

  @Id('auth', 'The authority under which it was countered or declined in her name.', { nullable: true })
  readonly answeredUnder!: string | null;

  @Id('cons', 'The consent whose place it takes when it is signed.', { nullable: true })
  readonly supersedes!: string | null;

  @ListOf('What a person must look at before it is sent.', RequestFlag, 1)
  readonly flags!: readonly RequestFlag[];

  @Choice('What a person found of a flagged description.', DESCRIPTION_REVIEWS, { nullable: true })
  readonly descriptionReview!: string | null;

  @Json('The terms on the table.', TERMS_SCHEMA)
  readonly terms!: Terms;

  @Json('The same in words, with the hashes that a signature names.', RENDERED_SCHEMA)
  readonly rendered!: RenderedTerms;

  @ListOf('What the two sides offered and answered so far, oldest first; empty for everybody else.', Said, 100)
  readonly said!: readonly Said[];

  @Nested(
    'How the newest mail that asks for an answer fares; `null` for everybody but who asks, and where there is none.',
    RequestMail,
    {
      nullable: true,
    },
  )
  readonly mail!: RequestMail | null;
}

export class SignedRequest {
  @Nested('The request.', RequestSummary)
  readonly request!: RequestSummary;

  @Id('cons', 'The consent that was given; `null` while others have not signed.', { nullable: true })
  readonly consent!: string | null;

  @Texts(
    'Whose signatures it waits for: guardians by their authority; `performer`, `production`, `counsel` or `estate`.',
    GUARDIANS_MAX,
  )
  readonly waitsFor!: readonly string[];

  @Id('entr', 'The entry of the log that records it.')
  readonly entry!: string;

  @Hash('The leaf hash of that entry, in hex.')
  readonly leafHash!: string;
}

export class RequestPage {
  @ListOf('Newest first.', RequestSummary, 200)
  readonly items!: readonly RequestSummary[];

  @Cursor()
  readonly next!: string | null;
}

export class RequestQuery extends RecordQuery {
  @Id('prod', 'Only those for this production.', { optional: true })
  readonly production?: string;

  @Id('perf', 'Only those to this performer.', { optional: true })
  readonly performer?: string;

  @Choice('Only those in this recorded state.', REQUEST_STATES.filter((state) => state !== 'lapsed'), {
    optional: true,
  })
  readonly state?: string;
}
