import { Choice, Count, Flag, Id, Instant, Line, ListOf, Nested, Paragraph, Pattern, Texts } from '../fields.js';
import { Cursor, RecordQuery } from '../paging.js';

export const ANSWERS = ['stopped', 'already_released', 'cannot_stop'] as const;
const DUTIES = ['answer', 'deletion'];
const DONE = ['done', 'due', 'overdue'];

export class RecallQuery extends RecordQuery {
  @Id('perf', 'Only those of this performer.', { optional: true })
  readonly performer?: string;

  @Id('cons', 'Only those of this consent.', { optional: true })
  readonly consent?: string;
}

class Answered {
  @Choice('Whether it has said what became of it.', DONE)
  readonly state!: string;

  @Choice('What became of it; `null` while it has not said so.', ANSWERS, { nullable: true })
  readonly answer!: string | null;

  @Paragraph('In its own words; `null` where it used none, and once erased.', 2000, { nullable: true })
  readonly words!: string | null;

  @Instant('When it said so.', { nullable: true })
  readonly at!: string | null;
}

class DeletionStated {
  @Choice('Whether it has stated that all that must be erased is.', DONE)
  readonly state!: string;

  @Paragraph('In its own words; `null` until then, and once erased.', 2000, { nullable: true })
  readonly statement!: string | null;

  @Line('Who signed it, by name; `null` until then, and once erased.', 200, { nullable: true })
  readonly signedAs!: string | null;

  @Instant('When it was stated.', { nullable: true })
  readonly at!: string | null;
}

export class RecallRecipientView {
  @Id('org', 'Who relied on it.')
  readonly organization!: string;

  @Line('Its name.', 200)
  readonly name!: string;

  @Texts('The productions in which it did.', 1000)
  readonly productions!: readonly string[];

  @Count('How many allows of it are recalled.', 1, 1_000_000_000)
  readonly decisions!: number;

  @Texts('The newest of them, by the ids of the checks; of other organizations, and in lists, none.', 100)
  readonly checks!: readonly string[];

  @Instant('When it was told; `null` while that is under way.', { nullable: true })
  readonly toldAt!: string | null;

  @Instant(
    'Since when it is known that no mail about it arrives there; `null` where some may, and once somebody there has answered.',
    { nullable: true },
  )
  readonly unreachedAt!: string | null;

  @Nested('What it says became of it.', Answered)
  readonly answered!: Answered;

  @Nested('That it erased what must be; `null` where nothing must be.', DeletionStated, { nullable: true })
  readonly deletion!: DeletionStated | null;
}

class Escalation {
  @Choice('To whom: who owns the productions, or her union.', ['owner', 'union'])
  readonly to!: string;

  @Choice('What was due; `unreached` where no mail about it arrives.', [...DUTIES, 'unreached'])
  readonly duty!: string;

  @Texts('Who had not done it, or is not reached, by id; each is shown its own.', 100_000)
  readonly organizations!: readonly string[];

  @Instant('When.')
  readonly at!: string;
}

class EscalatesAt {
  @Choice('What is due.', DUTIES)
  readonly duty!: string;

  @Instant('When it is due.')
  readonly dueAt!: string;

  @Instant('When whoever owns the productions is told of those who are late.')
  readonly ownerAt!: string;

  @Instant('When her union is.')
  readonly unionAt!: string;
}

export class RecallView {
  @Id('rcl', 'Its id.')
  readonly id!: string;

  @Choice('Whether everybody has answered.', ['open', 'completed'])
  readonly state!: string;

  @Id('cons', 'The consent.')
  readonly consent!: string;

  @Id('perf', 'Who gave it.')
  readonly performer!: string;

  @Id('org', 'Who holds it.')
  readonly organization!: string;

  @Id('prod', 'What for.')
  readonly production!: string;

  @Id('entr', 'The entry of the withdrawal.')
  readonly withdrawal!: string;

  @Texts('What stops, in the words that were shown.', 1000)
  readonly stops!: readonly string[];

  @Instant('From when on.')
  readonly effectiveAt!: string;

  @Instant('When it was recorded.')
  readonly openedAt!: string;

  @Instant('Since when nobody can come to rely on it any more; `null` while the notice runs.', { nullable: true })
  readonly settledAt!: string | null;

  @Instant('When everybody had answered.', { nullable: true })
  readonly completedAt!: string | null;

  @ListOf(
    'Who relied on it: all of them for the performer and her union, else the own organizations.',
    RecallRecipientView,
    100_000,
  )
  readonly recipients!: readonly RecallRecipientView[];

  @ListOf('What is due, and who hears of it where it is late.', EscalatesAt, 2)
  readonly due!: readonly EscalatesAt[];

  @ListOf('Who heard of it.', Escalation, 4)
  readonly escalations!: readonly Escalation[];
}

export class RecallPage {
  @ListOf('Newest first.', RecallView, 200)
  readonly items!: readonly RecallView[];

  @Cursor()
  readonly next!: string | null;
}

class Deletion {
  @Paragraph('What was erased, and where.', 2000, {
    example: 'The voice model and its recordings, on both render farms.',
  })
  readonly statement!: string;

  @Line('The name of who signs it.', 200, { example: 'Deniz Aydın' })
  readonly name!: string;

  @Flag('That all that must be erased is: `true`, or nothing is stated.', { example: true })
  readonly isAll!: boolean;
}

export class RecallAnswers {
  @Choice('What became of it: `stopped`, `already_released`, or `cannot_stop`, which says why in `words`.', ANSWERS, {
    optional: true,
    example: 'stopped',
  })
  readonly answer?: (typeof ANSWERS)[number];

  @Paragraph('In own words; the performer reads them.', 2000, { optional: true, example: 'Nothing was rendered.' })
  readonly words?: string;

  @Nested('That all that must be erased is, signed by a named person.', Deletion, {
    optional: true,
    example: { statement: 'The voice model and its recordings.', name: 'Deniz Aydın', isAll: true },
  })
  readonly deletion?: Deletion;
}

export class AnswerRecall extends RecallAnswers {
  @Id('org', 'The own organization that answers; needed by who belongs to several of those that relied on it.', {
    optional: true,
  })
  readonly organization?: string;
}

const TOKEN = /^[\w-]{1,100}$/;

export class OpenRecall {
  @Pattern('The token of the mailed link.', TOKEN, 'the token of the link', {
    example: 'QhVxkWbTzDmRpLsNcYfGjKaEuHoXvBiZ',
  })
  readonly token!: string;
}

export class AnswerRecallByLink extends RecallAnswers {
  @Pattern('The token of the mailed link.', TOKEN, 'the token of the link', {
    example: 'QhVxkWbTzDmRpLsNcYfGjKaEuHoXvBiZ',
  })
  readonly token!: string;
}

export class RecallByLink {
  @Texts('What stops, in the words that were shown.', 1000)
  readonly stops!: readonly string[];

  @Instant('From when on.')
  readonly effectiveAt!: string;

  @Instant('By when to say what became of it.')
  readonly answerBy!: string;

  @Instant('By when to erase what must be; `null` where nothing must be.', { nullable: true })
  readonly deleteBy!: string | null;

  @Nested('Who answers.', RecallRecipientView)
  readonly recipient!: RecallRecipientView;
}
