import { Id, Instant, Line, ListOf, Paragraph } from '../fields.js';

export class NewNote {
  @Paragraph('The remark. The performer reads it, and can have it erased.', 2000, {
    example: 'Clause 3 names no season; asked the production to say which.',
  })
  readonly text!: string;
}

export class NoteView {
  @Id('entr', 'The entry of the log that records it.')
  readonly entry!: string;

  @Id('org', 'The union that made it.')
  readonly union!: string;

  @Line('Who wrote it; `null` once erased.', 200, { nullable: true })
  readonly by!: string | null;

  @Paragraph('The remark.', 2000)
  readonly text!: string;

  @Instant('When it was made.')
  readonly at!: string;
}

export class NoteList {
  @ListOf('In the order in which they were made.', NoteView, 10_000)
  readonly items!: readonly NoteView[];
}
