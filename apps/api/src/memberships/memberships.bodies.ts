import { Email, Id, Instant, ListOf } from '../fields.js';
import { Cursor } from '../paging.js';

export class NewMembership {
  @Email("The member's address, as productions invite it. Nothing is sent there.", { example: 'mara@example.com' })
  readonly email!: string;

  @Id('org', 'The own union that states it; needed by who belongs to several.', { optional: true })
  readonly organization?: string;
}

export class MembershipView {
  @Id('mem', 'Its id.')
  readonly id!: string;

  @Id('org', 'The union that states it.')
  readonly union!: string;

  @Email('The address; `null` once erased.', { nullable: true })
  readonly email!: string | null;

  @Instant('When it was stated.')
  readonly statedAt!: string;

  @Instant('Until when it counted; `null` while it does.', { nullable: true })
  readonly endedAt!: string | null;
}

export class MembershipPage {
  @ListOf('Newest first.', MembershipView, 200)
  readonly items!: readonly MembershipView[];

  @Cursor()
  readonly next!: string | null;
}
