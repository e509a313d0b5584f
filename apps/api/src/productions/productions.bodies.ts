import { Choice, Email, Id, Instant, Line, ListOf, Texts } from '../fields.js';
import { Cursor, RecordQuery } from '../paging.js';

export const PRODUCTION_KINDS = ['series', 'season', 'episode', 'film', 'campaign', 'spot', 'game'] as const;
export type ProductionKind = (typeof PRODUCTION_KINDS)[number];
const PARTICIPATION_ROLES = ['owner', 'vendor', 'studio'] as const;
const INVITED_ROLES = ['vendor', 'studio'] as const;

export class NewProduction {
  @Choice('What it is.', PRODUCTION_KINDS, { example: 'series' })
  readonly kind!: ProductionKind;

  @Line('Its title, as performers read it.', 200, { example: 'Harbor' })
  readonly title!: string;

  @Id('prod', 'The production that it is a part of.', { optional: true })
  readonly parent?: string;

  @Id('org', 'The own organization that makes it; needed by who belongs to several.', { optional: true })
  readonly organization?: string;
}

export class ProductionView {
  @Id('prod', 'Its id.')
  readonly id!: string;

  @Id('org', 'The organization that owns it.')
  readonly organization!: string;

  @Id('prod', 'The production that it is a part of.', { nullable: true })
  readonly parent!: string | null;

  @Texts('The ids from the root down to this one.', 16)
  readonly path!: readonly string[];

  @Choice('What it is.', PRODUCTION_KINDS)
  readonly kind!: string;

  @Line('Its title.', 200)
  readonly title!: string;

  @Instant('When it was recorded.')
  readonly createdAt!: string;
}

export class ProductionPage {
  @ListOf('Newest first.', ProductionView, 200)
  readonly items!: readonly ProductionView[];

  @Cursor()
  readonly next!: string | null;
}

export class ProductionQuery extends RecordQuery {
  @Id('prod', 'Only those right below this one.', { optional: true })
  readonly parent?: string;
}

export class NewParticipation {
  @Choice('What the organization does in the production.', INVITED_ROLES, { example: 'vendor' })
  readonly role!: (typeof INVITED_ROLES)[number];

  @Email('Whoever signs in with this address may accept for an organization of theirs.', { example: 'vfx@example.com' })
  readonly email!: string;
}

export class AcceptParticipation {
  @Id('org', 'The own organization that takes part; needed by who belongs to several.', { optional: true })
  readonly organization?: string;
}

export class ParticipationView {
  @Id('part', 'Its id.')
  readonly id!: string;

  @Id('prod', 'The production, with all below it.')
  readonly production!: string;

  @Id('org', 'Who takes part; `null` until the invitation is accepted.', { nullable: true })
  readonly organization!: string | null;

  @Choice('What it does there.', PARTICIPATION_ROLES)
  readonly role!: string;

  @Choice('Invited, taking part, or no longer.', ['invited', 'accepted', 'ended'])
  readonly state!: string;

  @Instant('When it was invited.')
  readonly invitedAt!: string;

  @Instant('When it accepted.', { nullable: true })
  readonly acceptedAt!: string | null;
}

export class ParticipationPage {
  @ListOf('Newest first.', ParticipationView, 200)
  readonly items!: readonly ParticipationView[];

  @Cursor()
  readonly next!: string | null;
}
