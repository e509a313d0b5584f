import { Count, Id, Instant, Line, ListOf, Nested } from '../fields.js';

const MANY = Number.MAX_SAFE_INTEGER;

function Told(what: string) {
  return Count(`${what} \`null\` where it would be of fewer than five members, or tell such a count.`, 0, MANY, {
    nullable: true,
  });
}

export class StatisticsQuery {
  @Instant('From when: the beginning of a month, in UTC.')
  readonly from!: string;

  @Instant('Until when: the beginning of a month that has come, a year later at most.')
  readonly until!: string;

  @Id('org', 'The own union; needed by who belongs to several.', { optional: true })
  readonly organization?: string;
}

export class ChecksCounted {
  @Told('Answered with allow.')
  readonly allow!: number | null;

  @Told('Answered with needs approval.')
  readonly needs_approval!: number | null;

  @Told('Answered with deny.')
  readonly deny!: number | null;
}

export class ConsentsCounted {
  @Told('Given, and as they were given.')
  readonly given!: number | null;

  @Told('Narrowed.')
  readonly narrowed!: number | null;

  @Told('Disputed.')
  readonly disputed!: number | null;

  @Told('Withdrawn.')
  readonly withdrawn!: number | null;

  @Told('Ended by the production.')
  readonly revoked!: number | null;

  @Told('Run out.')
  readonly expired!: number | null;

  @Told('Replaced by a newer one.')
  readonly superseded!: number | null;
}

export class StatisticsRow {
  @Line('What it is of: an agreement, a production, an employer or a month.', 100)
  readonly of!: string;

  @Line('What that is called, where it has a name.', 300, { nullable: true })
  readonly name!: string | null;

  @Nested('Checks that were made within the time.', ChecksCounted)
  readonly checks!: ChecksCounted;

  @Nested('Consents that came to stand so, by the ends of the months.', ConsentsCounted)
  readonly consents!: ConsentsCounted;

  @Told('Uses that were told of within the time.')
  readonly uses!: number | null;
}

export class StatisticsView {
  @Instant('From when.')
  readonly from!: string;

  @Instant('Until when.')
  readonly until!: string;

  @ListOf('For each agreement.', StatisticsRow, 100)
  readonly agreements!: readonly StatisticsRow[];

  @ListOf('For each production, by the root of its tree.', StatisticsRow, 10_000)
  readonly productions!: readonly StatisticsRow[];

  @ListOf('For each employer.', StatisticsRow, 10_000)
  readonly employers!: readonly StatisticsRow[];

  @ListOf('For each month.', StatisticsRow, 13)
  readonly months!: readonly StatisticsRow[];
}
