/** Turns atoms back into boxes. */
import type { Axis, Reading } from './axis.js';
import type { Box } from './types.js';

/** A cell as a box, in the words of the vocabulary. @param atoms its atoms in the order of the axes. */
export function write(atoms: readonly (readonly number[])[], axes: readonly Axis[], reading: Reading): Box {
  const box: Box = {};
  axes.forEach((axis, index) => Object.assign(box, axis.write(atoms[index] ?? [], reading)));
  return box;
}

/** The boxes in a fixed order, whatever order they were found in. */
export function inWrittenOrder(boxes: readonly Box[]): readonly Box[] {
  return boxes
    .map((box) => ({ box, text: JSON.stringify(box) }))
    .sort((a, b) => (a.text < b.text ? -1 : 1))
    .map(({ box }) => box);
}
