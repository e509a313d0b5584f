import { SCOPES, type Scope } from '../access/roles.js';
import { Choice, Choices, Count, Email, Id, Instant, Line, ListOf, Secret } from '../fields.js';
import { Cursor } from '../paging.js';

export const ORGANIZATION_KINDS = ['production_company', 'studio', 'vendor', 'agency', 'union'] as const;
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

  @Choices('What the key may do.', SCOPES, { example: ['check'] })
  readonly scopes!: Scope[];

  @Count('After how many days it ends; never, if left out.', 1, 366, { optional: true, example: 90 })
  readonly expiresInDays?: number;
}

export class KeyView {
  @Id('key', 'Its id.')
  readonly id!: string;

  @Line('What it is for.', 80)
  readonly name!: string;

  @Choices('What it may do.', SCOPES)
  readonly scopes!: readonly string[];

  @Instant('Since when.')
  readonly issuedAt!: string;

  @Instant('When it was revoked.', { nullable: true })
  readonly revokedAt!: string | null;
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
