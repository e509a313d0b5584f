import { Count, Id, Instant, Line, ListOf, Pattern, Texts } from '../fields.js';
import { Cursor, PageQuery } from '../paging.js';

const ETAG = 'What a preview showed, as one text: sent with the act, it is refused where that has changed.';
const MANY = Number.MAX_SAFE_INTEGER;

/** What is struck, and when. */
export class StrikeScope {
  @Line(
    'The collective agreement: a pack without its version; `null` for all of the union’s under which a strike stops anything.',
    60,
    {
      nullable: true,
      example: 'sag-aftra-tv',
    },
  )
  readonly agreement!: string | null;

  @Id('org', 'The organization that is struck; `null` for every employer under the agreement.', { nullable: true })
  readonly employer!: string | null;

  @Instant('From when.')
  readonly from!: string;

  @Instant('Until when: then it ends by itself. `null` until it is lifted.', { nullable: true })
  readonly until!: string | null;

  @Id('org', 'The own union that declares it; needed by who belongs to several.', { optional: true })
  readonly organization?: string;
}

export class NewSuspension extends StrikeScope {
  @Line('Why, in own words. Employers and performers whose consents it pauses read it.', 500, {
    example: 'No agreement on pay for replicas.',
  })
  readonly reason!: string;

  @Pattern(ETAG, /^[0-9a-f]{64}$/, 'the `etag` of a preview', { optional: true, example: 'a'.repeat(64) })
  readonly etag?: string;
}

export class SuspensionPreview {
  @Texts('The agreements that it strikes.', 20)
  readonly agreements!: readonly string[];

  @Count('Consents of members that it pauses; those of others under the agreement it pauses as well.', 0, MANY)
  readonly consents!: number;

  @Count('Members whose consents these are.', 0, MANY)
  readonly members!: number;

  @Count('Productions that these were given to.', 0, MANY)
  readonly productions!: number;

  @Count('Employers that own them.', 0, MANY)
  readonly employers!: number;

  @Texts('Strikes of the union that are declared and pause some of the same, whatever becomes of this one.', 200)
  readonly overlapping!: readonly string[];

  @Pattern(ETAG, /^[0-9a-f]{64}$/, 'an etag')
  readonly etag!: string;
}

export class SuspensionView {
  @Id('sus', 'Its id.')
  readonly id!: string;

  @Id('org', 'The union that declared it.')
  readonly union!: string;

  @Line('The collective agreement; `null` for all of the union’s.', 60, { nullable: true })
  readonly agreement!: string | null;

  @Texts('The agreements that are struck.', 20)
  readonly agreements!: readonly string[];

  @Id('org', 'Who is struck; `null` for every employer.', { nullable: true })
  readonly employer!: string | null;

  @Line('Why, in the union’s words; `null` once erased, and of what was declared before reasons were given.', 500, {
    nullable: true,
  })
  readonly reason!: string | null;

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
