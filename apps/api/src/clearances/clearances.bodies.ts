import { Choice, Hash, Id, Instant, ListOf, Paragraph } from '../fields.js';
import { Cursor, PageQuery } from '../paging.js';

const COVERED = ['likeness', 'material'] as const;

export class NewClearance {
  @Id('prod', 'The production that it is for, with all below it.')
  readonly production!: string;

  @Choice('A likeness outside the ledger, or material of others.', COVERED, { example: 'material' })
  readonly covers!: (typeof COVERED)[number];

  @Instant('From when it holds.')
  readonly from!: string;

  @Instant('Until when; `null` for ever.', { nullable: true })
  readonly until!: string | null;

  @Hash('SHA-256, in hex, of the licence or release.', {
    example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  })
  readonly documentHash!: string;

  @Paragraph('What it is of.', 2000, { example: 'The newspaper page of scene 12, licensed by the archive.' })
  readonly note!: string;

  @Id('org', 'The own organization that records it; needed by who belongs to several.', { optional: true })
  readonly organization?: string;
}

export class ClearanceView {
  @Id('clr', 'Its id: what a use names.')
  readonly id!: string;

  @Id('org', 'Who recorded it.')
  readonly organization!: string;

  @Id('prod', 'What for, with all below it.')
  readonly production!: string;

  @Choice('A likeness, or material.', COVERED)
  readonly covers!: string;

  @Instant('From when.')
  readonly from!: string;

  @Instant('Until when.', { nullable: true })
  readonly until!: string | null;

  @Hash('The hash of the licence or release.')
  readonly documentHash!: string;

  @Paragraph('What it is of; `null` once erased.', 2000, { nullable: true })
  readonly note!: string | null;

  @Instant('When it was recorded.')
  readonly recordedAt!: string;

  @Instant('When it was ended.', { nullable: true })
  readonly endedAt!: string | null;
}

export class ClearancePage {
  @ListOf('Newest first.', ClearanceView, 200)
  readonly items!: readonly ClearanceView[];

  @Cursor()
  readonly next!: string | null;
}

export class ClearanceQuery extends PageQuery {
  @Id('prod', 'Only those recorded for this production.', { optional: true })
  readonly production?: string;
}
