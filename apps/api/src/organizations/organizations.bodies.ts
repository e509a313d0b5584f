import { SCOPES, type Scope } from '../access/roles.js';
import {
  Choice,
  Choices,
  Count,
  Email,
  Flag,
  Id,
  Instant,
  Line,
  ListOf,
  Pattern,
  Patterns,
  Secret,
  Texts,
} from '../fields.js';
import { Cursor } from '../paging.js';

export const ORGANIZATION_KINDS = ['production_company', 'studio', 'vendor', 'agency', 'union'] as const;

/** How long a key lives unless that is said, and at most. */
export const KEY_DAYS = 90;
const KEY_DAYS_MAX = 366;
/** Time to carry the new secret everywhere, and to notice where it was forgotten. */
export const OVERLAP_HOURS = 24;
/** To how many productions a key can be limited. */
const PRODUCTIONS_MAX = 100;
export const MEMBER_ROLES = ['admin', 'member', 'union_rep'] as const;

export class NewOrganization {
  @Choice('What it is. A union is made by an operator.', ORGANIZATION_KINDS, { example: 'production_company' })
  readonly kind!: (typeof ORGANIZATION_KINDS)[number];

  @Line('Its name, as performers read it.', 200, { example: 'Harbor Lane Pictures' })
  readonly name!: string;
}

export class OrganizationView {
  @Id('org', 'Its id.')
  readonly id!: string;

  @Choice('What it is.', ORGANIZATION_KINDS)
  readonly kind!: string;

  @Line('Its name.', 200)
  readonly name!: string;

  @Instant('When it was recorded.')
  readonly createdAt!: string;
}

export class OrganizationPage {
  @ListOf('Newest first.', OrganizationView, 200)
  readonly items!: readonly OrganizationView[];

  @Cursor()
  readonly next!: string | null;
}

export class NewMember {
  @Email('The address that the person signs in with.', { example: 'deniz@example.com' })
  readonly email!: string;

  @Line("The person's name.", 200, { example: 'Deniz Kaya' })
  readonly name!: string;

  @Choice('What the person may do in it: an administrator adds members and keys.', MEMBER_ROLES, {
    optional: true,
    example: 'member',
  })
  readonly role?: (typeof MEMBER_ROLES)[number];
}

export class MemberView {
  @Line("The person's id.", 64)
  readonly user!: string;

  @Line('The name, or the address of who has none; `null` once erased.', 200, { nullable: true })
  readonly name!: string | null;

  @Email('The address; `null` once erased.', { nullable: true })
  readonly email!: string | null;

  @Choice('What the person may do.', MEMBER_ROLES)
  readonly role!: string;

  @Instant('Since when.')
  readonly addedAt!: string;
}

export class MemberPage {
  @ListOf('Newest first.', MemberView, 200)
  readonly items!: readonly MemberView[];

  @Cursor()
  readonly next!: string | null;
}

export class NewKey {
  @Line('What the key is for, as people in the organization know it.', 80, { example: 'Render farm' })
  readonly name!: string;

  @Choices('What the key may do. Left out: check and no more; a key of a union monitors the log.', SCOPES, {
    ...{ optional: true, example: ['check'] },
  })
  readonly scopes?: Scope[];

  @Patterns(
    'The productions that it checks for, with those below them; of a key that checks and does nothing else. Left out: all.',
    /^prod_[0-9A-Za-z]{22}$/,
    'ids of productions',
    { max: PRODUCTIONS_MAX, min: 1, optional: true, example: ['prod_0123456789abcdefghijkl'] },
  )
  readonly productions?: string[];

  @Count(`After how many days it ends; ${KEY_DAYS}, if left out.`, 1, KEY_DAYS_MAX, {
    optional: true,
    example: KEY_DAYS,
  })
  readonly expiresInDays?: number;
}

export class KeyRotation {
  @Count(`For how many hours the key still counts beside the new one; ${OVERLAP_HOURS}, if left out.`, 0, 168, {
    ...{ optional: true, example: OVERLAP_HOURS },
  })
  readonly overlapHours?: number;
}

export class KeyView {
  @Id('key', 'Its id.')
  readonly id!: string;

  @Line('What it is for.', 80)
  readonly name!: string;

  @Choices('What it may do.', SCOPES)
  readonly scopes!: readonly string[];

  @Texts('The productions that it is limited to, with those below them; `null` where it is not.', PRODUCTIONS_MAX, {
    nullable: true,
  })
  readonly productions!: readonly string[] | null;

  @Instant('Since when.')
  readonly issuedAt!: string;

  @Instant('When it ends by itself. A rotation brings it forward.')
  readonly endsAt!: string;

  @Instant('When it was last used, to the minute; a use shows here within 10 seconds. `null` where it never was.', {
    nullable: true,
  })
  readonly lastUsedAt!: string | null;

  @Id('key', 'The key whose place it took by a rotation.', { nullable: true })
  readonly replaces!: string | null;

  @Id('key', 'The key that took its place by a rotation.', { nullable: true })
  readonly replacedBy!: string | null;

  @Instant('When it was revoked.', { nullable: true })
  readonly revokedAt!: string | null;

  @Instant('When its secret was found by somebody and reported, which revoked it.', { nullable: true })
  readonly leakedAt!: string | null;
}

export class KeyPage {
  @ListOf('Newest first.', KeyView, 200)
  readonly items!: readonly KeyView[];

  @Cursor()
  readonly next!: string | null;
}

export class IssuedKey extends KeyView {
  @Secret('The secret, shown this once. Send it as `Authorization: Bearer csk_…`.')
  readonly secret!: string;
}

export class RotatedKey extends IssuedKey {
  @Instant('When the key that it takes the place of ends.')
  readonly replacedEndsAt!: string;
}

export class LeakedKey {
  @Pattern(
    'What was found: the secret of a key, or the lines that it stands in.',
    /^[^]{1,2000}$/,
    '1 to 2000 characters',
    {
      example: 'curl -H "Authorization: Bearer csk_…"',
    },
  )
  readonly text!: string;
}

export class LeakNoted {
  @Flag('Always `true`: whether there was a key in it, only its organization learns.')
  readonly received!: true;
}
