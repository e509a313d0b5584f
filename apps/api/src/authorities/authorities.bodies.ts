import type { Box } from '#consent';
import { Choice, Email, Flag, Hash, Id, Instant, Json, Line, ListOf } from '../fields.js';
import { BOX_SCHEMA } from '../openapi/terms.schemas.js';
import { Cursor } from '../paging.js';

const CAPACITIES = ['guardian', 'agent', 'attorney', 'estate', 'union'] as const;
const HASH_EXAMPLE = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

export class NewAuthority {
  @Choice('As what the person may act for the performer.', CAPACITIES, { example: 'agent' })
  readonly capacity!: (typeof CAPACITIES)[number];

  @Line('The name of the person.', 200, { example: 'Iris Calder' })
  readonly name!: string;

  @Email('The address that the person signs in with.', { example: 'iris@agency.example' })
  readonly email!: string;

  @Json(
    'For what: a box, in which a dimension that is not mentioned is covered throughout, or `null` for all.',
    BOX_SCHEMA,
    {
      nullable: true,
      example: { act: ['generate.voice'] },
    },
  )
  readonly scope!: object | null;

  @Instant('From when.')
  readonly from!: string;

  @Instant('Until when; `null` until it is ended.', { nullable: true })
  readonly until!: string | null;

  @Hash('SHA-256, in hex, of the document that gives it.', { example: HASH_EXAMPLE })
  readonly documentHash!: string;

  @Flag(
    'Whether the document speaks of her voice, face, body or name; left out, it does, but for that of an agent. Without it the person signs and withdraws nothing.',
    { optional: true, example: true },
  )
  readonly coversLikeness?: boolean;
}

const HOW = ['original_seen', 'copy_seen', 'issuer_asked'] as const;

export class VerifyAuthority {
  @Choice('How the document was verified.', HOW, { example: 'original_seen' })
  readonly how!: (typeof HOW)[number];
}

export class AuthorityView {
  @Id('auth', 'Its id.')
  readonly id!: string;

  @Id('perf', 'For whom.')
  readonly performer!: string;

  @Choice('Who recorded it: the organization that invited the performer, or the performer.', [
    'organization',
    'performer',
  ])
  readonly recordedBy!: string;

  @Choice('As what the person may act.', CAPACITIES)
  readonly capacity!: string;

  @Line('The name; `null` once erased.', 200, { nullable: true })
  readonly name!: string | null;

  @Email('The address; `null` once erased.', { nullable: true })
  readonly email!: string | null;

  @Json('For what; `null` for all.', BOX_SCHEMA, { nullable: true })
  readonly scope!: Box | null;

  @Instant('From when.')
  readonly from!: string;

  @Instant('Until when.', { nullable: true })
  readonly until!: string | null;

  @Hash('The hash of the document that gives it.')
  readonly documentHash!: string;

  @Flag('Whether the document speaks of her likeness; without it nothing is signed or withdrawn under it.')
  readonly coversLikeness!: boolean;

  @Flag('Whether that document was verified: without it nobody acts under it.')
  readonly verified!: boolean;

  @Choice('Who verified it.', ['organization', 'performer', 'union'], { nullable: true })
  readonly verifiedBy!: string | null;

  @Choice('How.', HOW, { nullable: true })
  readonly verifiedHow!: string | null;

  @Instant('When it was verified.', { nullable: true })
  readonly verifiedAt!: string | null;

  @Instant('When it was recorded.')
  readonly recordedAt!: string;

  @Instant('When it was ended.', { nullable: true })
  readonly endedAt!: string | null;
}

export class AuthorityPage {
  @ListOf('Newest first.', AuthorityView, 200)
  readonly items!: readonly AuthorityView[];

  @Cursor()
  readonly next!: string | null;
}
