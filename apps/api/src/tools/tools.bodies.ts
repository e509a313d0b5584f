import { Choice, Flag, Hash, Id, Instant, Line, Lines, ListOf, Nested, Patterns } from '../fields.js';
import { Cursor, PageQuery } from '../paging.js';

const ENVIRONMENTS = ['enterprise_platform', 'enterprise_other', 'self_hosted', 'consumer'] as const;
const ANSWERS = ['yes', 'no', 'unsure'] as const;
type Answer = (typeof ANSWERS)[number];
const TERRITORY = /^[A-Za-z0-9]{2,5}$/;
const REGIONS_MAX = 64;
const SUBPROCESSORS_MAX = 64;

export class NewTool {
  @Line('Who makes it.', 200, { example: 'Vocal Works' })
  readonly vendor!: string;

  @Line('Its name.', 200, { example: 'Vocal Studio' })
  readonly name!: string;

  @Line('Its version: another version is another tool.', 80, { example: '4.2' })
  readonly version!: string;

  @Line('The licence tier: another tier is another tool.', 80, { example: 'enterprise' })
  readonly tier!: string;

  @Id('perf', 'The one performer whose voice or likeness it is made to give; left out or `null` for a general tool.', {
    optional: true,
    nullable: true,
  })
  readonly likenessOf?: string | null;

  @Id('org', 'The own organization that registers it; needed by who belongs to several.', { optional: true })
  readonly organization?: string;
}

export class ToolSummary {
  @Id('tool', 'Its id: what a pipeline names.')
  readonly id!: string;

  @Id('org', 'Who registered it.')
  readonly organization!: string;

  @Line('Who makes it.', 200)
  readonly vendor!: string;

  @Line('Its name.', 200)
  readonly name!: string;

  @Line('Its version.', 80)
  readonly version!: string;

  @Line('The licence tier.', 80)
  readonly tier!: string;

  @Flag('Whether it is made to give the voice or likeness of one performer.')
  readonly isLikeness!: boolean;

  @Id('perf', 'That performer; shown to the organization that registered it alone.', { nullable: true })
  readonly likenessOf!: string | null;

  @Instant('When it was registered.')
  readonly registeredAt!: string;
}

export class ToolAnswers {
  @Choice('It does not store what it is given.', ANSWERS, { example: 'yes' })
  readonly noStore!: Answer;

  @Choice('It does not reuse it for others.', ANSWERS, { example: 'yes' })
  readonly noReuse!: Answer;

  @Choice('It is not trained on what it is given.', ANSWERS, { example: 'yes' })
  readonly noTrainInputs!: Answer;

  @Choice('It is not trained on what it makes.', ANSWERS, { example: 'yes' })
  readonly noTrainOutputs!: Answer;

  @Choice('Nothing of it is sold on.', ANSWERS, { example: 'unsure' })
  readonly noResale!: Answer;
}

const ANSWERS_EXAMPLE = {
  noStore: 'yes',
  noReuse: 'yes',
  noTrainInputs: 'yes',
  noTrainOutputs: 'yes',
  noResale: 'unsure',
};

export class NewAttestation {
  @Instant('Until when it counts: at most two years from now.')
  readonly expiresAt!: string;

  @Choice('Where the tool runs.', ENVIRONMENTS, { example: 'enterprise_other' })
  readonly environment!: (typeof ENVIRONMENTS)[number];

  @Patterns('Where it processes: territories, or `world`.', TERRITORY, 'territories such as `US` or `EEA`', {
    max: REGIONS_MAX,
    min: 1,
    example: ['US', 'EEA'],
  })
  readonly regions!: string[];

  @Lines('Whom else the vendor lets process.', 200, SUBPROCESSORS_MAX, { example: ['Cloud Works'] })
  readonly subprocessors!: string[];

  @Nested('What its terms say. `yes` is the safe answer, `unsure` an honest one.', ToolAnswers, {
    example: ANSWERS_EXAMPLE,
  })
  readonly answers!: ToolAnswers;

  @Hash('SHA-256, in hex, of the terms or letter that it rests on.', {
    optional: true,
    nullable: true,
    example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  })
  readonly evidenceHash?: string | null;
}

export class AttestationView {
  @Id('att', 'Its id.')
  readonly id!: string;

  @Instant('When a person attested it.')
  readonly attestedAt!: string;

  @Instant('Until when it counts.')
  readonly expiresAt!: string;

  @Instant('When it was withdrawn.', { nullable: true })
  readonly withdrawnAt!: string | null;

  @Choice('Where the tool runs.', ENVIRONMENTS)
  readonly environment!: string;

  @Patterns('Where it processes.', TERRITORY, 'territories', { max: REGIONS_MAX })
  readonly regions!: readonly string[];

  @Lines('Whom else the vendor lets process.', 200, SUBPROCESSORS_MAX)
  readonly subprocessors!: readonly string[];

  @Nested('What its terms say; `yes` is the safe answer.', ToolAnswers)
  readonly answers!: ToolAnswers;

  @Hash('The hash of what it rests on.', { nullable: true })
  readonly evidenceHash!: string | null;
}

export class ToolView extends ToolSummary {
  @ListOf('The newest of what was attested of it.', AttestationView, 100)
  readonly attestations!: readonly AttestationView[];
}

export class ToolPage {
  @ListOf('Newest first.', ToolSummary, 200)
  readonly items!: readonly ToolSummary[];

  @Cursor()
  readonly next!: string | null;
}

export class ToolQuery extends PageQuery {
  @Line('Only those of this maker.', 200, { optional: true })
  readonly vendor?: string;

  @Line('Only those with this name.', 200, { optional: true })
  readonly name?: string;
}
