import { Email, Id, Instant, Line, ListOf, Nested, Texts } from '../fields.js';
import { Cursor } from '../paging.js';
import { DetailsView, UNIONS_MAX } from './details.bodies.js';

export class NewPerformer {
  @Email('Where the performer reads what is asked of them.')
  readonly email!: string;

  @Line('The name, as the production knows it.', 200, { example: 'Mara Velloso' })
  readonly name!: string;

  @Id('org', 'The own organization that invites; needed by who belongs to several.', { optional: true })
  readonly organization?: string;
}

export class PerformerView {
  @Id('perf', "The organization's own id for the performer; another organization has another.")
  readonly id!: string;

  @Id('org', 'Who invited the performer.')
  readonly organization!: string;

  @Line('The name; `null` once erased.', 200, { nullable: true })
  readonly name!: string | null;

  @Email('The address; `null` once erased.', { nullable: true })
  readonly email!: string | null;

  @Instant('When the performer was invited.')
  readonly invitedAt!: string;

  @Instant('When the performer first signed in; `null` until then.', { nullable: true })
  readonly claimedAt!: string | null;

  @Instant('When the performer was erased; `null` while nobody was.', { nullable: true })
  readonly erasedAt!: string | null;
}

export class PerformerRecord extends PerformerView {
  @Nested('What is stated of the performer, and by whom.', DetailsView)
  readonly details!: DetailsView;

  @Texts('Of the unions that it names, those that call her their member; `null` for everybody but her.', UNIONS_MAX, {
    nullable: true,
  })
  readonly memberOf!: readonly string[] | null;
}

export class PerformerPage {
  @ListOf('Newest first.', PerformerView, 200)
  readonly items!: readonly PerformerView[];

  @Cursor()
  readonly next!: string | null;
}
