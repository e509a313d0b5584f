import { Choice, Id, Instant, Json, Line, ListOf, Patterns } from '../fields.js';

const PLATFORMS = ['netflix'] as const;
const LISTED_MAX = 32;
/** ISO 3166-1, or with a part of the country ISO 3166-2. */
export const PLACE = /^[A-Z]{2}(?:-[A-Z0-9]{1,3})?$/;
const PACK_NAME = /^[a-z0-9-]{1,60}@[a-z0-9.-]{1,20}$/;

export class StatePolicies {
  @Choice('Whose platform it is made for; `null` for none.', PLATFORMS, {
    optional: true,
    nullable: true,
    example: 'netflix',
  })
  readonly platform?: (typeof PLATFORMS)[number] | null;

  @Patterns(
    'The collective agreements that it is made under, as packs.',
    PACK_NAME,
    'names such as `sag-aftra-tv@2026`',
    {
      max: LISTED_MAX,
      optional: true,
      example: ['sag-aftra-tv@2026'],
    },
  )
  readonly agreements?: string[];

  @Patterns('Where it is made and who engages there: ISO 3166 codes.', PLACE, 'codes such as `US-CA` or `DE`', {
    max: LISTED_MAX,
    optional: true,
    example: ['US-CA'],
  })
  readonly places?: string[];

  @Instant('When principal photography begins.', { optional: true })
  readonly principalPhotographyAt?: string;

  @Patterns('Packs that it follows beside those, such as house rules.', PACK_NAME, 'names such as `no-fakes@2026-05`', {
    max: LISTED_MAX,
    optional: true,
    example: ['no-fakes@2026-05'],
  })
  readonly packs?: string[];
}

export class PackSummary {
  @Line('Its name, as productions and decisions call it.', 80, { example: 'sag-aftra-tv@2026' })
  readonly name!: string;

  @Line('What all its versions share.', 60)
  readonly id!: string;

  @Line('Its version.', 20)
  readonly version!: string;

  @Line('What it is.', 200)
  readonly title!: string;

  @Line('Where it can be read.', 400)
  readonly source!: string;

  @Instant('From when it applies.')
  readonly from!: string;

  @Instant('Until when it applies.', { nullable: true })
  readonly until!: string | null;
}

class KnownPack extends PackSummary {
  @Choice('Named by the production, one of its agreements, or applying of itself.', ['named', 'agreement', 'applies'])
  readonly why!: string;
}

export const POLICIES = ['platform', 'agreements', 'places', 'principalPhotographyAt', 'packs'] as const;
const STATERS = ['person', 'key'] as const;

class StatedPolicy {
  @Choice('Which policy.', POLICIES)
  readonly policy!: (typeof POLICIES)[number];

  @Id('prod', 'The node that states it.')
  readonly node!: string;

  @Choice('Whether a person or a key of the owner stated it last.', STATERS)
  readonly by!: (typeof STATERS)[number];

  @Line('The name of that person or key; `null` for who has left, and once erased.', 200, { nullable: true })
  readonly name!: string | null;

  @Instant('When.')
  readonly at!: string;
}

export class PoliciesView {
  @Choice('Whose platform it is made for; `null` for none.', PLATFORMS, { nullable: true })
  readonly platform!: string | null;

  @Patterns('The collective agreements that it is made under.', PACK_NAME, 'names', { max: LISTED_MAX })
  readonly agreements!: readonly string[];

  @Patterns('Where it is made.', PLACE, 'codes', { max: LISTED_MAX })
  readonly places!: readonly string[];

  @Instant('When principal photography begins; `null` while nobody has said.', { nullable: true })
  readonly principalPhotographyAt!: string | null;

  @ListOf('The packs that are known to apply whatever the use; a use may bring others.', KnownPack, 100)
  readonly packs!: readonly KnownPack[];

  @ListOf('Who stated what last, from the root down.', StatedPolicy, 1000)
  readonly stated!: readonly StatedPolicy[];
}

export class PackList {
  @ListOf('Every released pack.', PackSummary, 1000)
  readonly items!: readonly PackSummary[];
}

class PackRuleView {
  @Line('Its id within the pack.', 80)
  readonly id!: string;

  @Line('The rule of the field that it states.', 20)
  readonly rule!: string;

  @Line('What it says.', 1000)
  readonly sentence!: string;

  @Json('What follows where it applies.', { type: 'object', properties: { effect: { type: 'string' } } })
  readonly then!: object;
}

export class PackView extends PackSummary {
  @ListOf('What it says, rule by rule.', PackRuleView, 1000)
  readonly rules!: readonly PackRuleView[];
}
