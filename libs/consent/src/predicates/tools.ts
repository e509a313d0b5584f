/** The tools of a pipeline: as good as the weakest step, and the answer names the step (T-02). */
import { hasCome } from '../periods.js';
import type { Attestation, ToolRecord } from '../records.js';
import type { Situation } from '../situation.js';
import type { Instant } from '../types.js';
import { whereAny } from './predicate.js';
import type { Met, UsePredicates } from './predicate.js';

type Question = keyof Attestation['answers'];
const QUESTIONS: readonly Question[] = ['noStore', 'noReuse', 'noTrainInputs', 'noTrainOutputs', 'noResale'];
const TRAINING: readonly Question[] = ['noTrainInputs', 'noTrainOutputs'];

/** A step of the pipeline, counted from 1, and what is wrong with it. */
interface Step {
  readonly tool: string;
  readonly step: number;
  readonly question?: Question;
  readonly lacks?: 'record' | 'attestation';
}

/** Predicates about tools. */
export const TOOLS: UsePredicates = {
  // Once a tool is known to learn, a lapsed attestation does not make it forget: only a newer one says otherwise.
  'tool.trains': (situation) =>
    whereAny(
      'steps',
      stepsOf(situation).flatMap(({ record, ...step }) => {
        return TRAINING.filter((question) => record && isKnownToFail(record, question, situation.at)).map(
          (question) => ({
            ...step,
            question,
          }),
        );
      }),
    ),
  'tool.is_unattested': (situation) => unattested(situation),
  'tool.imitates_somebody_else': (situation) =>
    whereAny(
      'steps',
      stepsOf(situation).flatMap(({ record, ...step }) => (record?.likenessOf === 'other' ? [step] : [])),
    ),
  'tool.is_outside_enterprise': (situation) =>
    whereAny(
      'steps',
      stepsOf(situation).flatMap(({ record, ...step }) => {
        const environment = record === null ? undefined : currentOf(record, situation.at)?.environment;
        return environment === 'enterprise_platform' || environment === 'enterprise_other' ? [] : [step];
      }),
    ),
  'principle.is_not_met': (situation) => notMet(situation),
};

/** The steps of which nobody has shown that they keep nothing, since the last of them was so. */
function unattested(situation: Situation): Met {
  const { at } = situation;
  const found = stepsOf(situation).flatMap(({ record, ...step }): readonly Since<Step>[] => {
    if (record === null) return [{ found: { ...step, lacks: 'record' }, since: null }];
    const current = currentOf(record, at);
    if (current === null) return [{ found: { ...step, lacks: 'attestation' }, since: lapsedAt(record, at) }];
    const open = QUESTIONS.filter((question) => current.answers[question] !== 'yes');
    return open.map((question) => ({ found: { ...step, question }, since: current.attestedAt }));
  });
  return whereAny(
    'steps',
    found.map(({ found: step }) => step),
    latest(found),
  );
}

/** When the last attestation of a tool was taken back or ran out; `null` if there never was one. */
function lapsedAt({ attestations }: ToolRecord, at: Instant): Instant | null {
  const ends = attestations
    .filter(({ attestedAt }) => attestedAt <= at)
    .flatMap(({ withdrawnAt, expiresAt }) => [withdrawnAt, expiresAt])
    .filter((end): end is Instant => end !== null && end <= at);
  return ends.sort().at(-1) ?? null;
}

/** Something that was found, and since when it is so; `null` if it was so when the use was first asked about. */
interface Since<Found> {
  readonly found: Found;
  readonly since: Instant | null;
}

function latest(found: readonly Since<unknown>[]): Instant | null {
  return (
    found
      .flatMap(({ since }) => since ?? [])
      .sort()
      .at(-1) ?? null
  );
}

/** Whether the newest clear answer is no. Who is unsure knows no better, and taking a no back does not unsay it. */
function isKnownToFail({ attestations }: ToolRecord, question: Question, at: Instant): boolean {
  const clear = attestations.filter(({ attestedAt, withdrawnAt, answers }) => {
    const isStanding = !hasCome(withdrawnAt, at);
    return attestedAt <= at && (answers[question] === 'no' || (answers[question] === 'yes' && isStanding));
  });
  return newestOf(clear)?.answers[question] === 'no';
}

interface RecordedStep extends Step {
  readonly record: ToolRecord | null;
}

function stepsOf({ tools }: Situation): readonly RecordedStep[] {
  return tools.map(({ id, record }, index) => ({ tool: id, step: index + 1, record }));
}

/** The newest attestation that nobody withdrew. */
function latestOf({ attestations }: ToolRecord, at: Instant): Attestation | null {
  return newestOf(attestations.filter(({ attestedAt, withdrawnAt }) => attestedAt <= at && !hasCome(withdrawnAt, at)));
}

/** Of two at one instant the one that is later in order of ids. */
function newestOf(attestations: readonly Attestation[]): Attestation | null {
  const keyOf = ({ attestedAt, id }: Attestation): string => `${attestedAt}\n${id}`;
  return attestations.reduce<Attestation | null>(
    (latest, each) => (latest === null || keyOf(each) > keyOf(latest) ? each : latest),
    null,
  );
}

/** The newest attestation, if it has not run out: an older one that has is not asked in its place. */
export function currentOf(tool: ToolRecord, at: Instant): Attestation | null {
  const latest = latestOf(tool, at);
  return latest !== null && latest.expiresAt > at ? latest : null;
}

const PRINCIPLES = [
  'outputsOriginal',
  'toolsKeepNothing',
  'toolsSecured',
  'outputTemporary',
  'noTalentReplaced',
] as const;

/**
 * The principles answered with no or unsure. What nobody answered is answered by what is recorded: by attestations
 * (T-01), by the stage and the inputs (N-01, N-03), by consents; and a consumer's tool is not a secured one.
 */
function notMet({ use, tools, at }: Situation): Met {
  const facts = use.facts ?? {};
  const stated = PRINCIPLES.filter((name) => facts[name] === 'no' || facts[name] === 'unsure');
  const consumers = tools.flatMap(({ record }): readonly Since<string>[] => {
    const attestation = record && latestOf(record, at);
    return attestation?.environment === 'consumer' ? [{ found: 'toolsSecured', since: attestation.attestedAt }] : [];
  });
  const unmet = new Set([...stated, ...consumers.map(({ found }) => found)]);
  return whereAny(
    'principles',
    PRINCIPLES.filter((name) => unmet.has(name)),
    // What the use itself says was known to whoever approved of it.
    stated.includes('toolsSecured') ? null : latest(consumers),
  );
}
