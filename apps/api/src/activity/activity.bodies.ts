import { Choice, Count, Id, Instant, Line, ListOf, Nested, Paragraph } from '../fields.js';
import { Cursor, PURPOSES, RecordQuery } from '../paging.js';

const HOW = [
  ...(['record', 'list', 'certificate', 'proof', 'disputes', 'notes', 'usage', 'replay', 'search', 'as_of'] as const),
  'activity',
] as const;
const RECORDS = [
  ...(['profile', 'authority', 'request', 'consent', 'check', 'disclosure', 'approval', 'claim'] as const),
  ...(['instruction', 'dispute', 'usage', 'recall', 'usage_report'] as const),
] as const;

export class ActivityQuery extends RecordQuery {
  @Choice('Only checks, only looks at the record, or only what changed it.', ['check', 'view', 'change'], {
    optional: true,
  })
  readonly kind?: 'check' | 'view' | 'change';

  @Id('perf', 'One profile of her own; left out, all.', { optional: true })
  readonly performer?: string;

  @Choice(
    'Tells a run as one: what the same party did in one production with the same tools and answer within an hour. A deny is always told by itself. Not for who acts for her in a part alone.',
    ['true', 'false'],
    { optional: true },
  )
  readonly fold?: 'true' | 'false';

  @Choice('`lines` gives all of it as a file, a line of JSON for each.', ['page', 'lines'], { optional: true })
  readonly format?: 'page' | 'lines';
}

class OrganizationNamed {
  @Id('org', 'Its id.')
  readonly id!: string;

  @Line('What it is called.', 200, { nullable: true })
  readonly name!: string | null;
}

class ProductionNamed {
  @Id('prod', 'Its id.')
  readonly id!: string;

  @Line('Its title.', 200, { nullable: true })
  readonly title!: string | null;
}

export class WhoActed {
  @Choice('She herself, another person, a machine of an organization, or this service.', [
    ...['self', 'person', 'key', 'service'],
  ])
  readonly kind!: string;

  @Line('The id by which entries name them.', 200)
  readonly id!: string;

  @Line('What they are called; `null` where nobody knows, or once erased.', 200, { nullable: true })
  readonly name!: string | null;

  @Nested('In whose name.', OrganizationNamed, { nullable: true })
  readonly organization!: OrganizationNamed | null;

  @Choice('As what they act for her, where they do.', ['guardian', 'agent', 'attorney', 'estate'], { nullable: true })
  readonly capacity!: string | null;
}

export class WhyActed {
  @Choice('What a union says that it looks for.', PURPOSES, { nullable: true })
  readonly purpose!: string | null;

  @Paragraph('In their own words.', 4000, { nullable: true })
  readonly reason!: string | null;

  @Line('Their own name for the work, such as a shot.', 200, { nullable: true })
  readonly reference!: string | null;
}

export class RecordTouched {
  @Choice('What it is.', RECORDS)
  readonly kind!: string;

  @Line('Its id.', 40)
  readonly id!: string;

  @Id('prod', 'The production that it is of.', { nullable: true })
  readonly production!: string | null;
}

export class ActivityItem {
  @Id('entr', 'The entry of the log; of a run, its newest.')
  readonly entry!: string;

  @Choice('A check, a look at the record, or a change of it.', ['check', 'view', 'change'])
  readonly kind!: string;

  @Line('The type of the entry.', 40)
  readonly type!: string;

  @Instant('When; of a run, the newest of it.')
  readonly at!: string;

  @Instant('When the run began.')
  readonly since!: string;

  @Count('How many entries are told as one.', 1, 1_000_000)
  readonly count!: number;

  @Id('perf', 'Which of her profiles it is about.')
  readonly performer!: string;

  @Nested('Who.', WhoActed)
  readonly who!: WhoActed;

  @Nested('For which production; `null` where there is none, or several.', ProductionNamed, { nullable: true })
  readonly production!: ProductionNamed | null;

  @Nested('Why, as far as it was said.', WhyActed)
  readonly why!: WhyActed;

  @Choice('The answer to a check.', ['allow', 'needs_approval', 'deny'], { nullable: true })
  readonly outcome!: string | null;

  @Choice('As what the record was looked at.', HOW, { nullable: true })
  readonly how!: string | null;

  @ListOf('What was asked, looked at or changed; of a run, of its newest.', RecordTouched, 400)
  readonly records!: readonly RecordTouched[];
}

export class ActivityPage {
  @ListOf('Newest first.', ActivityItem, 200)
  readonly items!: readonly ActivityItem[];

  @Cursor()
  readonly next!: string | null;
}
