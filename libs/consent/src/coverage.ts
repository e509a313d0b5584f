/** How far the consents and prohibitions of the records cover a use: the part of a decision that is algebra alone. */
import { axesOf } from './axes.js';
import { GRANTING } from './axis.js';
import { explainStatement, explainUnspoken, explainWaiting } from './explain.js';
import { extentsOf } from './extents.js';
import type { Budget } from './grid.js';
import { layOut } from './layout.js';
import { reason } from './reasons.js';
import type { ConsentRecord, Records } from './records.js';
import { hasTooManyValues } from './statements.js';
import type { Doubt, Stated, Statement } from './statements.js';
import { survey } from './survey.js';
import type { Survey } from './survey.js';
import type { Box, Instant, Reason, Use } from './types.js';
import type { Decisive } from './witness.js';
import { write } from './writing.js';

/** A permission in force. */
export type Granted = Extract<Statement, { readonly kind: 'granted' }>;

/** What the records come to over all of a use. */
export interface Coverage {
  /** What is not covered, or covered and prohibited; empty if all is well. */
  readonly missing: readonly Box[];
  /** Why it is missing; what covers it where nothing is. */
  readonly reasons: readonly Reason[];
  /** Why an answer waits all the same. */
  readonly doubts: readonly Doubt[];
  readonly covering: readonly Granted[];
  /** The consents that a withdrawal, a dispute or the coverage concerned. */
  readonly concerned: readonly ConsentRecord[];
  /** When something that the coverage rests on ends. */
  readonly endsAt: readonly Instant[];
}

// The one way in which narrowing can widen: what was too complex to answer may become simple enough.
const FRAGMENTS_MAX = 10_000;

/**
 * The coverage of a use, or `null` if it is too complex. Where no consent is needed, only what something says never to
 * is missing.
 */
export function coverageOf(
  use: Use,
  stated: Stated,
  { productionPaths }: Pick<Records, 'productionPaths'>,
  { isConsentNeeded, at }: { readonly isConsentNeeded: boolean; readonly at: Instant },
): Coverage | null {
  const surveys =
    stated.isTooLarge || hasTooManyValues({ ...use }) ? null : surveysOf(use, stated, productionPaths, isConsentNeeded);
  if (surveys === null) return null;
  const decisive = (list: keyof Decisive): readonly Statement[] => [...new Set(surveys.flatMap((each) => each[list]))];
  const doubting = decisive('doubting');
  const doubts = [
    ...doubting.flatMap(doubtsOf),
    ...(surveys.some(({ isRestricted }) => isRestricted) ? [UNDECLARED] : []),
  ];
  const missing = surveys.flatMap((each) => each.missing.map((atoms) => write(atoms, each.axes, GRANTING)));
  if (missing.length > 0) {
    const met = [...decisive('explaining'), ...decisive('barring')];
    const waiting = isConsentNeeded
      ? surveys.flatMap((each) => explainWaiting(each.missing, each.axes, stated.waiting))
      : [];
    const silence = explainSilence(surveys, stated, waiting.length > 0);
    const reasons = [...met.flatMap(explainStatement), ...waiting, ...silence];
    return {
      missing,
      reasons,
      doubts,
      covering: [],
      concerned: consentsOf([...met, ...doubting].filter(isWithdrawal)),
      endsAt: [],
    };
  }
  const covering = decisive('covering').filter((each) => each.kind === 'granted');
  return {
    missing,
    reasons: covering.flatMap(explainStatement),
    doubts,
    covering,
    concerned: consentsOf([...covering, ...doubting]),
    endsAt: [...stated.changesAt, ...[...covering, ...doubting].flatMap((each) => endsOf(each, at))],
  };
}

/** Content that was not said may be any, and some is not allowed: the asker says what it is (S-11). */
const UNDECLARED: Doubt = { reason: reason('CONTENT_UNDECLARED'), cure: null };

/** One survey for each part of the use, or `null` if they are too complex together. */
function surveysOf(
  use: Use,
  { statements }: Stated,
  productionPaths: Records['productionPaths'],
  isConsentNeeded: boolean,
): readonly Survey[] | null {
  const budget: Budget = { left: FRAGMENTS_MAX };
  const surveys: Survey[] = [];
  for (const extent of extentsOf(use)) {
    const layout = layOut(axesOf(extent, productionPaths, 'part'), statements, use, budget);
    const how = { isContentDeclared: use.content.length > 0, isConsentNeeded };
    const found = layout && survey(layout, how, budget);
    if (found === null) return null;
    surveys.push(found);
  }
  return surveys;
}

/** Why nothing speaks of a part of the use: what the nearest permission lacks, or that there is none to be near. */
function explainSilence(
  surveys: readonly Survey[],
  { statements, hasRecord }: Stated,
  isWaiting: boolean,
): readonly Reason[] {
  if (surveys.every(({ unspoken }) => unspoken.length === 0)) return [];
  const reasons = surveys.flatMap(({ unspoken, axes }) => explainUnspoken(unspoken, axes, statements));
  const isRefused = surveys.some(({ explaining }) => explaining.some(({ kind }) => kind === 'refused'));
  return reasons.length > 0 || isRefused || isWaiting ? reasons : [reason(hasRecord ? 'NO_CONSENT' : 'UNKNOWN')];
}

/** The doubts that a statement raises where it reaches. */
export function doubtsOf(statement: Statement): readonly Doubt[] {
  if (statement.kind === 'doubted') return [statement.doubt];
  // Only she settles what she asked for, and only once she has asked.
  const since = statement.kind === 'asked' && { since: statement.since };
  return explainStatement(statement).map((each) => ({ reason: each, cure: 'performer', ...since }));
}

function isWithdrawal({ kind }: Statement): boolean {
  return kind === 'withdrawn' || kind === 'asked';
}

function consentsOf(statements: readonly Statement[]): readonly ConsentRecord[] {
  return [...new Set(statements.flatMap((each) => ('consent' in each ? [each.consent] : [])))];
}

/** When a permission ends; for a doubt, when the permissions end that it may be about. */
function endsOf(statement: Statement, at: Instant): readonly Instant[] {
  if (statement.kind === 'granted') return statement.box.until === undefined ? [] : [statement.box.until];
  if (statement.kind !== 'asked' && statement.kind !== 'doubted') return [];
  return statement.consent.terms.permissions.flatMap(({ box }) => box.until ?? []).filter((until) => until > at);
}
