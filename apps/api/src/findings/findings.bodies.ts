import { FINDING_CODES } from '#consent';
import {
  Choice,
  Choices,
  Count,
  Flag,
  Hash,
  Id,
  Instant,
  Line,
  ListOf,
  Nested,
  Paragraph,
  Pattern,
} from '../fields.js';
import { Cursor, ViewQuery } from '../paging.js';

export const RESOLUTIONS = ['asked_to_mend', 'disputed', 'not_a_problem', 'mended'] as const;
const STATES = ['open', 'resolved', 'gone'] as const;
const KINDS = ['request', 'consent'] as const;
const USER = 'Who is to look after it: the `user` of a member of the union; `null` for nobody.';
const FACTS = 'The hash of what it rests on: a finding that was resolved is open again once it is another.';
const RULE = 'The rule that it is found by; see the guide to rules.';
const RULE_ID = /^[A-Z]-\d{2}[a-z]?$/;

export class FindingQuery extends ViewQuery {
  @Choice('Only those in this state.', STATES.slice(0, 2), { optional: true })
  readonly state?: 'open' | 'resolved';

  @Choice('Only those of this kind.', FINDING_CODES, { optional: true })
  readonly code?: string;

  @Pattern(RULE, RULE_ID, 'the id of a rule such as `V-02`', { optional: true, example: 'V-02' })
  readonly rule?: string;

  @Id('prod', 'Only those in records of this production.', { optional: true })
  readonly production?: string;

  @Id('perf', 'Only those in records of this member.', { optional: true })
  readonly performer?: string;

  @Line('Only those that this person looks after.', 100, { optional: true })
  readonly assignee?: string;
}

export class FindingRecordView {
  @Choice('What it is.', KINDS)
  readonly kind!: string;

  @Line('Its id.', 60, { example: 'cons_0123456789abcdefghijkl' })
  readonly id!: string;
}

export class FindingActView {
  @Choice('What was done.', ['assigned', 'annotated', 'resolved'])
  readonly act!: string;

  @Line('By whom; `null` once erased.', 200, { nullable: true })
  readonly by!: string | null;

  @Instant('When.')
  readonly at!: string;

  @Line(USER, 100, { nullable: true })
  readonly assignee!: string | null;

  @Choice('What became of it, where it was resolved.', RESOLUTIONS, { nullable: true })
  readonly reason!: string | null;

  @Paragraph('What was written; `null` where nothing was, or once erased.', 2000, { nullable: true })
  readonly text!: string | null;

  @Flag('Whether it rests on what is found now; what was resolved on other facts is open again.')
  readonly isCurrent!: boolean;
}

export class Quoted {
  @Count('Which clause it is, from 1; `null` for the description of all of them.', 1, 1000, { nullable: true })
  readonly clause!: number | null;

  @Line('Its title.', 500)
  readonly title!: string;

  @Paragraph('All of it, as it is shown and signed.', 20_000)
  readonly text!: string;
}

export class FindingView {
  @Id('fnd', 'Its id: the same as long as it is found.')
  readonly id!: string;

  @Choice('What is found.', FINDING_CODES)
  readonly code!: string;

  @Choice('Open; resolved on the very facts that are found; or gone, since it is found no more.', STATES)
  readonly state!: string;

  @Pattern(RULE, RULE_ID, 'a rule')
  readonly rule!: string;

  @Line('The policy pack that states it here; `null` where the engine does.', 60, { nullable: true })
  readonly pack!: string | null;

  @Line('Where the rule stands.', 300, { nullable: true })
  readonly source!: string | null;

  @Choices(
    'How sure the source is: its text was read, a second source, one weak source, general knowledge, our reading.',
    [...(['P', 'S', 'S1', 'K', 'I'] as const)],
  )
  readonly certainty!: readonly string[];

  @Nested('The record that it is in.', FindingRecordView)
  readonly record!: FindingRecordView;

  @Id('perf', 'Whose record.')
  readonly performer!: string;

  @Id('prod', 'The production that asked.')
  readonly production!: string;

  @Line('The clause; `null` where it is about all of the terms.', 100, { nullable: true })
  readonly clause!: string | null;

  @Nested(
    'The words that it is about, as she signed them or would; `null` where it is about what is missing.',
    Quoted,
    {
      nullable: true,
    },
  )
  readonly quoted!: Quoted | null;

  @Line('The disclosure or the month that it is about.', 60, { nullable: true })
  readonly about!: string | null;

  @Line('What the rule says, and what is missing.', 600, { nullable: true })
  readonly words!: string | null;

  @Choice('What becomes of answers that rest on it.', ['deny', 'needs_approval', 'none'])
  readonly effect!: string;

  @Instant('By when something is due.', { nullable: true })
  readonly dueAt!: string | null;

  @Hash(FACTS, { nullable: true })
  readonly facts!: string | null;

  @Line(USER, 100, { nullable: true })
  readonly assignee!: string | null;

  @ListOf('What the union did about it, in order.', FindingActView, 10_000)
  readonly acts!: readonly FindingActView[];
}

export class FindingPage {
  @ListOf('Of the newest record first. A page may be short, and more follow.', FindingView, 1000)
  readonly items!: readonly FindingView[];

  @Cursor()
  readonly next!: string | null;
}

export class AssignFinding {
  @Line(USER, 100, { nullable: true, example: 'Qm4xTz8Lr2Vn6Kd0' })
  readonly assignee!: string | null;
}

export class AnnotateFinding {
  @Paragraph('The remark. The performer reads it, and can have it erased.', 2000, {
    example: 'Asked the production which scenes.',
  })
  readonly text!: string;
}

export class ResolveFinding {
  @Choice('What became of it.', RESOLUTIONS, { example: 'asked_to_mend' })
  readonly reason!: (typeof RESOLUTIONS)[number];

  @Paragraph('Why, in own words.', 2000, { optional: true, example: 'They send the rider apart.' })
  readonly text?: string;

  @Hash('The `facts` that were read: refused where it rests on others by now.', {
    optional: true,
    example: 'a'.repeat(64),
  })
  readonly facts?: string;
}
