/** Whether one box reaches a use, asked outside the algebra of a whole decision. */
import { isEmpty, isSame } from './atoms.js';
import { axesOf } from './axes.js';
import { BARRING, DECLINED, GRANTING } from './axis.js';
import type { Axis, Reading } from './axis.js';
import { extentsOf } from './extents.js';
import type { ProductionPaths } from './records.js';
import type { Box, Use } from './types.js';

/** What somebody may do for another is meant throughout what it does not mention; its dates are asked about apart. */
const ENTRUSTED: Reading = { ...GRANTING, unsaid: 'everything', window: 'ignored' };

/** Whether a withdrawal with this box takes any of the use away; its time is asked about apart. */
export function takesFrom(box: Box, use: Use, paths: ProductionPaths): boolean {
  return touches(box, use, paths, BARRING);
}

/** Whether a request for this box asked for any of the use. */
export function askedFor(box: Box, use: Use, paths: ProductionPaths): boolean {
  return touches(box, use, paths, DECLINED);
}

/** Whether a permission with this box grants all of the use but for its act and content; its time is asked about apart. */
export function grantsElsewise(box: Box, use: Use, paths: ProductionPaths): boolean {
  return axesIn(use, paths).every((axes) =>
    axes.every(
      (axis) => axis.dimension === 'act' || axis.dimension === 'content' || isSame(axis.reach(box, GRANTING), axis.all),
    ),
  );
}

/** Whether all of the use lies within what this box entrusts. */
export function isEntrusted(box: Box, use: Use, paths: ProductionPaths): boolean {
  return axesIn(use, paths).every((axes) => axes.every((axis) => isSame(axis.reach(box, ENTRUSTED), axis.all)));
}

function touches(box: Box, use: Use, paths: ProductionPaths, reading: Reading): boolean {
  return axesIn(use, paths).some((axes) => axes.every((axis) => !isEmpty(axis.reach(box, reading))));
}

// Many consents are asked about the same use, and dividing it takes longer than asking.
const divided = new WeakMap<Use, { readonly paths: ProductionPaths; readonly axes: readonly (readonly Axis[])[] }>();

function axesIn(use: Use, paths: ProductionPaths): readonly (readonly Axis[])[] {
  const known = divided.get(use);
  if (known?.paths === paths) return known.axes;
  const axes = extentsOf(use).map((extent) => axesOf(extent, paths, 'part'));
  divided.set(use, { paths, axes });
  return axes;
}
