import { Id, Instant, Line, ListOf } from '../fields.js';
import { Cursor, PageQuery } from '../paging.js';

export class NewSuspension {
  @Line('The collective agreement: a pack without its version.', 60, { example: 'sag-aftra-tv' })
  readonly agreement!: string;

  @Id('org', 'The organization that is struck; `null` for every employer under the agreement.', { nullable: true })
  readonly employer!: string | null;

  @Instant('From when.')
  readonly from!: string;

  @Instant('Until when: then it ends by itself. `null` until it is lifted.', { nullable: true })
  readonly until!: string | null;

  @Id('org', 'The own union that declares it; needed by who belongs to several.', { optional: true })
  readonly organization?: string;
}

export class SuspensionView {
  @Id('sus', 'Its id.')
  readonly id!: string;

  @Id('org', 'The union that declared it.')
  readonly union!: string;

  @Line('The collective agreement.', 60)
  readonly agreement!: string;

  @Id('org', 'Who is struck; `null` for every employer.', { nullable: true })
  readonly employer!: string | null;

  @Instant('When it was declared.')
  readonly declaredAt!: string;

  @Instant('From when.')
  readonly from!: string;

  @Instant('Until when.', { nullable: true })
  readonly until!: string | null;

  @Instant('When it was lifted.', { nullable: true })
  readonly liftedAt!: string | null;
}

export class SuspensionPage {
  @ListOf('Newest first.', SuspensionView, 200)
  readonly items!: readonly SuspensionView[];

  @Cursor()
  readonly next!: string | null;
}

export class SuspensionQuery extends PageQuery {
  @Line('Only those under this agreement.', 60, { optional: true })
  readonly agreement?: string;
}
