/** The decision: may this be done, and if not, why not and what exactly is missing? */
import { axesOf } from './axes.js';
import { GRANTING } from './axis.js';
import { explainStatement, explainUnspoken } from './explain.js';
import { boxesOf, extentsOf } from './extents.js';
import type { Budget } from './grid.js';
import { layOut } from './layout.js';
import { inOrder, reason } from './reasons.js';
import { hasTooManyValues, statementsOf } from './statements.js';
import type { Stated, Statement } from './statements.js';
import { survey } from './survey.js';
import type { Survey } from './survey.js';
import type { ConsentRecord, Decision, Instant, PolicyPack, Reason, Records, Use } from './types.js';
import { VOCABULARY_VERSION } from './vocabulary.js';
import type { Decisive } from './witness.js';
import { inWrittenOrder, write } from './writing.js';

/** Names this engine in every decision; an answer that would differ is a new version. */
export const ENGINE_VERSION = 'engine/1';

// The one way in which narrowing can widen: what was too complex to answer may become simple enough.
const FRAGMENTS_MAX = 10_000;
const VALID_MS = 3_600_000;

/** Allows if every point of the use lies inside one live consent's permission and outside every prohibition that binds. */
export function decide(use: Use, records: Records, packs: readonly PolicyPack[], at: Instant): Decision {
  return {
    ...answerOf(use, records, at),
    obligations: [],
    engine: ENGINE_VERSION,
    vocabulary: VOCABULARY_VERSION,
    packs: packs.map(({ id, version }) => `${id}@${version}`).sort(),
  };
}

type Answer = Omit<Decision, 'engine' | 'vocabulary' | 'packs' | 'obligations'>;

function answerOf(use: Use, records: Records, at: Instant): Answer {
  if (!records.related) return denied([reason('UNKNOWN')], boxesOf(use), [], at);
  const stated = statementsOf(use.production, records, at);
  const surveys = stated.isTooLarge || hasTooManyValues({ ...use }) ? null : surveysOf(use, stated, records);
  if (surveys === null) return denied([reason('TOO_COMPLEX')], boxesOf(use), [], at);

  const decisive = (list: keyof Decisive): readonly Statement[] => [...new Set(surveys.flatMap((each) => each[list]))];
  const disputing = decisive('disputing');
  const doubts = [
    ...disputing.flatMap(explainStatement),
    ...(surveys.some(({ isRestricted }) => isRestricted) ? [reason('CONTENT_UNDECLARED')] : []),
  ];
  const missing = surveys.flatMap((each) => each.missing.map((atoms) => write(atoms, each.axes, GRANTING)));
  if (missing.length > 0) {
    const met = [...decisive('explaining'), ...decisive('barring')];
    const reasons = [...met.flatMap(explainStatement), ...explainSilence(surveys, stated), ...doubts];
    return denied(reasons, missing, reliedOn([...met, ...disputing].filter(isWithdrawal), at), at);
  }
  const covering = decisive('covering');
  const ends = [...covering, ...disputing].flatMap((each) => endsOf(each, at));
  return {
    outcome: doubts.length > 0 ? 'needs_approval' : 'allow',
    reasons: inOrder(doubts.length > 0 ? doubts : covering.flatMap(explainStatement)),
    missing: [],
    approvalsMissing: doubts.length > 0 ? ['performer'] : [],
    reliedOn: reliedOn([...covering, ...disputing], at),
    validUntil: earliest(at, [use.until, ...stated.changesAt, ...ends]),
  };
}

/** One survey for each part of the use, or `null` if they are too complex together. */
function surveysOf(use: Use, { statements }: Stated, { productionPaths }: Records): readonly Survey[] | null {
  const budget: Budget = { left: FRAGMENTS_MAX };
  const surveys: Survey[] = [];
  for (const extent of extentsOf(use)) {
    const layout = layOut(axesOf(extent, productionPaths, 'part'), statements, use, budget);
    const found = layout && survey(layout, use.content.length > 0, budget);
    if (found === null) return null;
    surveys.push(found);
  }
  return surveys;
}

/** Why nothing speaks of a part of the use: what the nearest permission lacks, or that there is none to be near. */
function explainSilence(surveys: readonly Survey[], { statements, hasRecord }: Stated): readonly Reason[] {
  if (surveys.every(({ unspoken }) => unspoken.length === 0)) return [];
  const reasons = surveys.flatMap(({ unspoken, axes }) => explainUnspoken(unspoken, axes, statements));
  const isRefused = surveys.some(({ explaining }) => explaining.some(({ kind }) => kind === 'refused'));
  return reasons.length > 0 || isRefused ? reasons : [reason(hasRecord ? 'NO_CONSENT' : 'UNKNOWN')];
}

function denied(
  reasons: readonly Reason[],
  missing: Decision['missing'],
  concerned: Decision['reliedOn'],
  at: Instant,
): Answer {
  return {
    outcome: 'deny',
    reasons: inOrder(reasons),
    missing: inWrittenOrder(missing),
    approvalsMissing: [],
    reliedOn: concerned,
    validUntil: earliest(at, []),
  };
}

function isWithdrawal({ kind }: Statement): boolean {
  return kind === 'withdrawn' || kind === 'asked';
}

/** The consents of these statements, with the version that was current at `at`; what came later was not read. */
function reliedOn(statements: readonly Statement[], at: Instant): Decision['reliedOn'] {
  const consents = new Map(statements.flatMap((each) => ('consent' in each ? [[each.consent.id, each.consent]] : [])));
  const versionOf = ({ version, events }: ConsentRecord): number => {
    const unread = events.filter((event) => event.at > at).map((event) => event.version - 1);
    return Math.min(version, ...unread);
  };
  return [...consents]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([consent, record]) => ({ consent, version: versionOf(record) }));
}

/** When a permission ends; for a disputed withdrawal, when the permissions end that it may be about. */
function endsOf(statement: Statement, at: Instant): readonly Instant[] {
  if (statement.kind === 'granted') return statement.box.until === undefined ? [] : [statement.box.until];
  if (statement.kind !== 'asked') return [];
  return statement.consent.terms.permissions.flatMap(({ box }) => box.until ?? []).filter((until) => until > at);
}

/** An hour from `at`, or less if something is known to end sooner; at once if the use is already over. */
function earliest(at: Instant, ends: readonly Instant[]): Instant {
  const hourLater = new Date(Date.parse(at) + VALID_MS).toISOString();
  const first = [hourLater, ...ends].sort()[0] ?? hourLater;
  return first < at ? at : first;
}
