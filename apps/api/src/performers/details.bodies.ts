import { Choice, Day, Hash, Instant, Line, ListOf, Pattern, Patterns, Texts } from '../fields.js';
import { PLACE } from '../policies/policies.bodies.js';

const IDENTITIES = ['self_asserted', 'email', 'union_verified', 'document'] as const;
const ORGANIZATION = /^org_[0-9A-Za-z]{22}$/;
export const UNIONS_MAX = 16;

export class StateDetails {
  @Day('The day of birth.', { optional: true, example: '1984-02-29' })
  readonly bornOn?: string;

  @Day('The day of death; `null` takes back that there was one.', {
    optional: true,
    nullable: true,
    example: '2026-03-01',
  })
  readonly diedOn?: string | null;

  @Line('The IANA time zone that she lives in: majority begins at her midnight.', 64, {
    optional: true,
    example: 'America/Los_Angeles',
  })
  readonly zone?: string;

  @Pattern('Where she lives, by ISO 3166.', PLACE, 'a code such as `US-CA` or `DE`', {
    optional: true,
    example: 'US-CA',
  })
  readonly residence?: string;

  @Patterns(
    'The unions that she is a member of, by the ids of their organizations: all of them, for the list takes the place of the one before.',
    ORGANIZATION,
    'ids of unions',
    {
      max: UNIONS_MAX,
      optional: true,
      example: ['org_0123456789abcdefghijkl'],
    },
  )
  readonly unions?: string[];

  @Choice(
    'How well it is known who she is. `union_verified` is the word of her union alone, and `document` takes its hash.',
    IDENTITIES,
    { optional: true, example: 'email' },
  )
  readonly identity?: (typeof IDENTITIES)[number];

  @Hash('SHA-256, in hex, of the document that shows who she is, when she was born or when she died.', {
    optional: true,
    example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  })
  readonly documentHash?: string;
}

export const DETAILS = ['bornOn', 'diedOn', 'zone', 'residence', 'unions', 'identity'] as const;
const STATERS = ['organization', 'performer', 'union'] as const;

class StatedDetail {
  @Choice('Which detail.', DETAILS)
  readonly detail!: (typeof DETAILS)[number];

  @Choice('Who stated what counts: the organization that invited her, she herself, or her union.', STATERS)
  readonly by!: (typeof STATERS)[number];

  @Instant('When.')
  readonly at!: string;

  @Hash('The hash of the document that it was stated by.', { nullable: true })
  readonly documentHash!: string | null;
}

export class DetailsView {
  @Day('The day of birth; `null` while nobody has said, and once erased.', { nullable: true })
  readonly bornOn!: string | null;

  @Day('The day of death.', { nullable: true })
  readonly diedOn!: string | null;

  @Line('Her time zone.', 64, { nullable: true })
  readonly zone!: string | null;

  @Line('Where she lives.', 6, { nullable: true })
  readonly residence!: string | null;

  @Texts('The unions that she is a member of.', UNIONS_MAX)
  readonly unions!: readonly string[];

  @Choice('How well it is known who she is.', IDENTITIES, { nullable: true })
  readonly identity!: string | null;

  @ListOf('Who stated what.', StatedDetail, DETAILS.length)
  readonly stated!: readonly StatedDetail[];
}
