/** How the records answer over all of a use, and which statements decided on the way. */
import { both } from './atoms.js';
import type { Axis } from './axis.js';
import { atomsOf, cells, gridOf } from './grid.js';
import type { Budget, RowSet } from './grid.js';
import { isPlain } from './layout.js';
import type { Layout } from './layout.js';
import { witnessOf } from './witness.js';
import type { Decisive } from './witness.js';

/** A box as the atoms of each axis. */
export type CellAtoms = readonly (readonly number[])[];

/** What the points of a use came to. */
export interface Survey extends Decisive {
  /** The axes that the boxes below are written on. */
  readonly axes: readonly Axis[];
  /** The points without a covering consent, or with a prohibition. */
  readonly missing: readonly CellAtoms[];
  /** Those of them that no permission ever spoke of. */
  readonly unspoken: readonly CellAtoms[];
  /** Whether the content was not declared, and some of it is allowed and some not. */
  readonly isRestricted: boolean;
}

/** How a use is surveyed. */
export interface Surveying {
  readonly isContentDeclared: boolean;
  /** Whether points that no consent covers are missing, or only those that something says never to. */
  readonly isConsentNeeded: boolean;
}

/**
 * Surveys a use, or gives `null` if that takes more than the budget. Where the content was not declared, the content is
 * no axis: a point is missing if it is so with every content, and restricted if it is so with some.
 */
export function survey(
  layout: Layout,
  { isContentDeclared, isConsentNeeded }: Surveying,
  budget: Budget,
): Survey | null {
  const { axes, statements, reach } = layout;
  if (isPlain(layout, isConsentNeeded)) {
    const covering = statements.filter(({ kind }) => kind === 'granted');
    return { ...NOTHING, axes, covering };
  }
  const whole = gridOf(axes, reach, budget);
  if (whole === null) return null;
  const isKept = (index: number): boolean => isContentDeclared || axes[index]?.dimension !== 'content';
  const contents = whole.axes.find((_, index) => !isKept(index))?.classes;
  const grid = { ...whole, axes: whole.axes.filter((_, index) => isKept(index)) };
  const pointsOf = (rows: RowSet): readonly RowSet[] => contents?.map((each) => both(rows, each.rows)) ?? [rows];

  const witness = witnessOf(statements, isConsentNeeded);
  const seen = { isRestricted: false, isMissingSpokenOf: false };
  const isMissing = (rows: RowSet): boolean => {
    const points = pointsOf(rows).map((point) => ({ point, answer: witness.answer(point) }));
    const answered = points.filter(({ answer }) => answer !== 'missing');
    const isMissingThroughout = answered.length === 0;
    if (isMissingThroughout) seen.isMissingSpokenOf ||= points.some(({ point }) => witness.isSpokenOf(point));
    else seen.isRestricted ||= answered.length < points.length;
    for (const { point, answer } of isMissingThroughout ? points : answered) witness.note(point, answer);
    return isMissingThroughout;
  };
  const isUnspoken = (rows: RowSet): boolean => !pointsOf(rows).some((point) => witness.isSpokenOf(point));

  const missing = cells(grid, isMissing, budget);
  const unspoken = seen.isMissingSpokenOf ? cells(grid, isUnspoken, budget) : missing;
  if (missing === null || unspoken === null) return null;
  return {
    ...witness.decisive(),
    axes: axes.filter((_, index) => isKept(index)),
    missing: missing.map((cell) => atomsOf(grid, cell)),
    unspoken: unspoken.map((cell) => atomsOf(grid, cell)),
    isRestricted: seen.isRestricted,
  };
}

const NOTHING = { missing: [], unspoken: [], doubting: [], barring: [], explaining: [], isRestricted: false };
