/** What is covered close by: the answer that helps somebody who was told no. */
import { axesOf } from './axes.js';
import type { Extent } from './axes.js';
import { GRANTING } from './axis.js';
import type { Axis } from './axis.js';
import type { Granted } from './coverage.js';
import { boxesOf, extentsOf } from './extents.js';
import { atomsOf, cells, gridOf } from './grid.js';
import type { Budget } from './grid.js';
import { layOut } from './layout.js';
import { hidesEmotion } from './meant.js';
import type { Records } from './records.js';
import type { Stated, Statement } from './statements.js';
import type { Box, Use } from './types.js';
import { isAdvertisement, STAGES } from './vocabulary.js';
import { witnessOf } from './witness.js';
import { inWrittenOrder, write } from './writing.js';

const NEAREST_FRAGMENTS_MAX = 2_000;
const NEAREST_MAX = 8;
type Replaced = 'media' | 'production' | 'stage' | 'language' | 'territory' | 'act' | 'purpose' | 'content' | 'tool';
const REPLACED: readonly Replaced[] = [
  ...(['media', 'territory', 'language', 'stage', 'production', 'content', 'tool', 'purpose', 'act'] as const),
];

/**
 * What would be covered if one dimension were other than asked, as boxes that differ from the use in that one.
 * Prohibitions, withdrawals and doubts count as in a check of that other use; what policies say of it, only a check tells.
 */
export function nearestTo(
  use: Use,
  { statements }: Stated,
  productionPaths: Records['productionPaths'],
): readonly Box[] {
  const granted = statements.filter((each) => each.kind === 'granted');
  if (granted.length === 0) return [];
  const rootOf = (production: string): string | undefined => productionPaths[production]?.[0];
  // Prohibitions bind tree by tree: what holds in another one was not read for this question.
  const isNear = (production: string): boolean => rootOf(production) === rootOf(use.production);
  const budget: Budget = { left: NEAREST_FRAGMENTS_MAX };
  const found = extentsOf(use).flatMap((extent) => {
    const asked = { extent, axes: axesOf(extent, productionPaths, 'part') };
    return REPLACED.flatMap((dimension) => {
      const wider = replacedIn(extent, dimension, granted, isNear);
      if (wider === null) return [];
      return coveredIn(axesOf(wider, productionPaths, 'part', asked), use, statements, budget);
    });
  });
  // Half a list would depend on the order of the records.
  if (budget.left < 0) return [];
  // What the facts make of the acts of a use, they would make of those of another.
  const meant = found.filter(({ act = [] }) => !hidesEmotion(act, use.facts));
  const once = new Map(inWrittenOrder(meant).map((box) => [JSON.stringify(box), box]));
  return closest([...once.values()], boxesOf(use)).slice(0, NEAREST_MAX);
}

/** Without those that change all that another one changes, and more: who must leave out a medium keeps the tool asked for. */
function closest(boxes: readonly Box[], asked: readonly Box[]): readonly Box[] {
  const changed = boxes.map((box) => {
    const changes = asked.map((one) => REPLACED.filter((each) => !isSaidAlike(box[each], one[each])));
    return changes.sort((one, other) => one.length - other.length)[0] ?? [];
  });
  return boxes.filter((_, index) => {
    const own = changed[index] ?? [];
    return !changed.some((other) => other.length < own.length && other.every((dimension) => own.includes(dimension)));
  });
}

function isSaidAlike(one: Box[Replaced], other: Box[Replaced]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The extent with one dimension as wide as the permissions make it; `null` if that says nothing new. */
function replacedIn(
  extent: Extent,
  dimension: Replaced,
  granted: readonly Granted[],
  isNear: (production: string) => boolean,
): Extent | null {
  if (dimension === 'stage') return { ...extent, stage: STAGES };
  const said = [...new Set(granted.flatMap(({ box }) => box[dimension] ?? []))];
  const fitting = said.filter((word) => {
    // An advertiser is stated exactly with advertisements: what crosses that line is another question.
    if (dimension === 'media') return isAdvertisement(word) === (extent.advertiser !== null);
    return dimension !== 'production' || isNear(word);
  });
  const known: readonly string[] = extent[dimension];
  return fitting.some((word) => !known.includes(word)) ? { ...extent, [dimension]: fitting } : null;
}

function coveredIn(axes: readonly Axis[], use: Use, statements: readonly Statement[], budget: Budget): readonly Box[] {
  const layout = layOut(axes, statements, use, budget);
  const grid = layout && gridOf(layout.axes, layout.reach, budget);
  if (!layout || !grid) return [];
  const witness = witnessOf(layout.statements, true);
  const covered = cells(grid, (rows) => witness.answer(rows) === 'covered', budget) ?? [];
  return covered
    .map((cell) => write(atomsOf(grid, cell), layout.axes, GRANTING))
    .filter(({ from, until }) => from === use.from && until === use.until);
}
