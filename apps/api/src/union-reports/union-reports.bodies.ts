import { Count, Id, Instant, ListOf } from '../fields.js';
import { Cursor, PageQuery } from '../paging.js';

export class NewReport {
  @Instant('From when.')
  readonly from!: string;

  @Instant('Until when.')
  readonly until!: string;

  @Id('org', 'The own union; needed by who belongs to several.', { optional: true })
  readonly organization?: string;
}

export class ReportView {
  @Id('rep', 'Its id.')
  readonly id!: string;

  @Id('org', 'The union.')
  readonly union!: string;

  @Instant('From when.')
  readonly from!: string;

  @Instant('Until when.')
  readonly until!: string;

  @Count('How many findings its people acted on.', 0, 1000)
  readonly findings!: number;

  @Instant('When it was made.')
  readonly madeAt!: string;
}

export class ReportPage {
  @ListOf('Newest first.', ReportView, 200)
  readonly items!: readonly ReportView[];

  @Cursor()
  readonly next!: string | null;
}

export class ReportQuery extends PageQuery {}
