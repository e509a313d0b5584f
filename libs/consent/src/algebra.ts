/** The algebra of boxes beyond a single use: what a withdrawal takes from permissions, and whether terms cover others. */
import { axesOf } from './axes.js';
import type { Extent } from './axes.js';
import { BARRING, GRANTING } from './axis.js';
import type { Reading } from './axis.js';
import { ALWAYS, windowAxis } from './axis-stage.js';
import { holds } from './atoms.js';
import type { Atoms } from './atoms.js';
import { atomsOf, cells, gridOf } from './grid.js';
import type { Row } from './grid.js';
import type { ProductionPaths } from './records.js';
import type { Box, Instant } from './types.js';
import { isAdvertisement, STAGES } from './vocabulary.js';
import { write } from './writing.js';

const FRAGMENTS_MAX = 100_000;
/** What is taken away must be taken whole: a range of which only a part is taken is still named by what is left. */
const TAKING: Reading = { ...BARRING, reaches: 'covered' };

/**
 * What is left of permissions without the withdrawals, as disjoint permissions that cannot be merged, or `null` if they
 * are too complex to take apart. What no list can express is rounded up: `es` without `es-MX` is still `es`. There, and
 * where one permission names a part of what another names, boxes may overlap in words.
 */
export function subtract(
  permissions: readonly Box[],
  withdrawals: readonly Box[],
  paths: ProductionPaths,
): readonly Box[] | null {
  return divide(permissions, rowsOf(withdrawals, TAKING), paths, { taken: false, reading: GRANTING });
}

/** What the withdrawals take from the permissions, as disjoint withdrawals that cannot be merged, or `null` likewise. */
export function intersect(
  permissions: readonly Box[],
  withdrawals: readonly Box[],
  paths: ProductionPaths,
): readonly Box[] | null {
  return divide(permissions, rowsOf(withdrawals, TAKING), paths, { taken: true, reading: BARRING });
}

/** Whether all that the narrower permissions grant is granted by the wider ones; if in doubt, not. */
export function covers(wider: readonly Box[], narrower: readonly Box[], paths: ProductionPaths): boolean {
  const kept = { taken: false, reading: GRANTING };
  return divide(narrower, rowsOf(wider, GRANTING), paths, kept)?.length === 0;
}

function rowsOf(boxes: readonly Box[], reading: Reading): readonly Row[] {
  return boxes.map((box) => ({ box, reading }));
}

function divide(
  permissions: readonly Box[],
  others: readonly Row[],
  paths: ProductionPaths,
  kept: { readonly taken: boolean; readonly reading: Reading },
): readonly Box[] | null {
  const budget = { left: FRAGMENTS_MAX };
  const granting = permissions.filter((box) => box.until !== undefined);
  const until = granting.reduce<Instant>((last, { until: end = '' }) => (end > last ? end : last), '');
  const boxes: Box[] = [];
  for (const extent of extentsOf(granting, kept.taken ? others : [])) {
    const rows = [...rowsOf(granting, GRANTING), ...others];
    const boxesOfAll = rows.map(({ box }) => box);
    // With the stage last, what is left at any other point is all stages up to some one: a permission again.
    const axes = [windowAxis(ALWAYS, until, boxesOfAll), ...axesOf(extent, paths, 'atom')];
    const laid = rows.map(({ box, reading }) => axes.map((axis) => axis.reach(box, reading)));
    const grid = gridOf(axes, laid, budget);
    if (grid === null) return null;
    const isKept = (set: Atoms): boolean =>
      holdsAny(set, 0, granting.length) && holdsAny(set, granting.length, rows.length) === kept.taken;
    const found = cells(grid, isKept, budget);
    if (found === null) return null;
    boxes.push(...found.map((cell) => write(atomsOf(grid, cell), axes, kept.reading)));
  }
  return boxes;
}

function holdsAny(set: Atoms, first: number, end: number): boolean {
  for (let row = first; row < end; row++) if (holds(set, row)) return true;
  return false;
}

/**
 * All that the permissions speak of, where an advertiser does and does not apply. `finer` boxes add their own values
 * where values have no end, so that what they take is told apart from the rest.
 */
function extentsOf(granting: readonly Box[], finer: readonly Row[]): readonly Extent[] {
  const stated = (dimension: keyof Extent & keyof Box): string[] => granting.flatMap((box) => box[dimension] ?? []);
  const named = (dimension: 'production' | 'tool' | 'language' | 'advertiser'): string[] => [
    ...stated(dimension),
    ...finer.flatMap(({ box }) => box[dimension] ?? []),
  ];
  const media = stated('media');
  const extent = (chosen: readonly string[], advertiser: readonly string[] | null): Extent => ({
    production: named('production'),
    stage: STAGES,
    purpose: stated('purpose'),
    act: stated('act'),
    media: chosen,
    advertiser,
    content: stated('content'),
    tool: named('tool'),
    language: named('language'),
    territory: stated('territory'),
  });
  const ads = media.filter(isAdvertisement);
  const rest = media.filter((word) => !isAdvertisement(word));
  return [
    ...(rest.length > 0 ? [extent(rest, null)] : []),
    ...(ads.length > 0 ? [extent(ads, named('advertiser'))] : []),
  ];
}
