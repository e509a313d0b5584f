/**
 * Divides an extent by the boxes that reach into it, and finds the points at which a question is answered yes.
 *
 * The points are walked axis by axis as a decision diagram: below a choice of atoms only the set of rows that still
 * reach there matters, and each such set is solved once. So the result depends on the points alone, not on how boxes
 * are cut or in which order they come.
 */
import { both, holds, isEmpty, keyOf, setsOf } from './atoms.js';
import type { Atoms } from './atoms.js';
import type { Axis, Reading } from './axis.js';
import type { Box } from './types.js';

/** A box and how it is read. */
export interface Row {
  readonly box: Box;
  readonly reading: Reading;
}

/** A set of rows, by their numbers. */
export type RowSet = Atoms;

/** What may still be spent on one decision; below zero it is too complex to answer. */
export interface Budget {
  left: number;
}

/** An axis divided as far as the rows tell its atoms apart: atoms that the same rows reach form a class. */
interface GridAxis {
  readonly classes: readonly { readonly atoms: readonly number[]; readonly rows: RowSet }[];
  /** Whether only neighbours can be written as one box; then each atom is a class. */
  readonly inRuns: boolean;
}

/** The axes, divided. */
export interface Grid {
  readonly axes: readonly GridAxis[];
  readonly rowCount: number;
}

/** One box of a result: classes of an axis, by index, and what follows on the axes after it, which ends with `END`. */
export interface Cell {
  readonly id: number;
  readonly classes: readonly number[];
  readonly below: Cell | null;
}

// Small steps count as well: so many of them take about as long as it takes to make one fragment.
const COMPARISONS_PER_FRAGMENT = 50;
const WORDS_PER_FRAGMENT = 16;
const END: Cell = { id: 0, classes: [], below: null };
const NONE: readonly Cell[] = [];

/** The grid, or `null` if it takes more than the budget. @param reach for each row, what it reaches on each axis. */
export function gridOf(axes: readonly Axis[], reach: readonly (readonly Atoms[])[], budget: Budget): Grid | null {
  const atomCount = axes.reduce((sum, axis) => sum + axis.atomCount, 0);
  budget.left -= (atomCount * reach.length) / COMPARISONS_PER_FRAGMENT;
  if (budget.left < 0) return null;
  const divided = axes.map((axis, index) =>
    divide(
      axis,
      reach.map((atoms) => atoms[index] ?? []),
    ),
  );
  return { axes: divided, rowCount: reach.length };
}

function divide(axis: Axis, reach: readonly Atoms[]): GridAxis {
  const inRuns = axis.dimension === 'window';
  const classes = new Map<string | number, { atoms: number[]; rows: RowSet }>();
  for (let atom = 0; atom < axis.atomCount; atom++) {
    const rows = rowsAt(reach, atom);
    const key = inRuns ? atom : keyOf(rows);
    const known = classes.get(key);
    if (known) known.atoms.push(atom);
    else classes.set(key, { atoms: [atom], rows });
  }
  return { classes: [...classes.values()], inRuns };
}

function rowsAt(reach: readonly Atoms[], atom: number): RowSet {
  const rows: RowSet = [];
  let word = 0;
  for (let row = 0; row < reach.length; row++) {
    if (holds(reach[row] ?? [], atom)) word |= 1 << (row & 31);
    if ((row & 31) === 31 || row === reach.length - 1) {
      rows.push(word);
      word = 0;
    }
  }
  return rows;
}

/**
 * The points at which `isFound` holds, as disjoint boxes of which no two can be merged, or `null` if the budget ends
 * first. `isFound` is asked about every set of rows that meets at some point; about the empty one it is asked only if
 * there is a point that no row reaches.
 *
 * INVARIANT: of the cells below one choice no two agree on all axes but one. Two that hold the same atoms come from the
 * same lists one axis further down, where it holds by induction; two with the same tail are joined here.
 */
export function cells(grid: Grid, isFound: (rows: RowSet) => boolean, budget: Budget): readonly Cell[] | null {
  const levels = grid.axes.map((axis) => ({ axis, solved: new Map<string | number, readonly Cell[]>() }));
  const made = new Map<string, Cell>();
  const everyRow = setsOf(grid.rowCount).all;
  // Each step costs more the more rows it compares.
  const stepCost = 1 + everyRow.length / WORDS_PER_FRAGMENT;

  const cellOf = (classes: readonly number[], below: Cell): Cell => {
    const key = String.fromCharCode(below.id & 0xffff, below.id >>> 16, ...classes);
    const known = made.get(key);
    if (known) return known;
    const cell = { id: made.size + 1, classes, below };
    made.set(key, cell);
    return cell;
  };

  const solve = (depth: number, rows: RowSet): readonly Cell[] => {
    const level = levels[depth];
    if (level === undefined) return isFound(rows) ? [END] : NONE;
    const key = keyOf(rows);
    const known = level.solved.get(key);
    if (known) return known;
    const found = isEmpty(rows) ? (isFound(rows) ? [wholeFrom(depth)] : NONE) : divideFurther(level.axis, depth, rows);
    level.solved.set(key, found);
    return found;
  };

  const divideFurther = (axis: GridAxis, depth: number, rows: RowSet): readonly Cell[] => {
    const joined = new Map<Cell, number[]>();
    for (let index = 0; index < axis.classes.length && budget.left >= 0; index++) {
      const below = solve(depth + 1, both(rows, axis.classes[index]?.rows ?? []));
      budget.left -= stepCost + below.length;
      for (const tail of below) {
        const held = joined.get(tail);
        if (held) held.push(index);
        else joined.set(tail, [index]);
      }
    }
    const found: Cell[] = [];
    for (const [tail, classes] of joined) {
      for (const run of axis.inRuns ? runsOf(classes) : [classes]) found.push(cellOf(run, tail));
    }
    return found;
  };

  const wholeFrom = (depth: number): Cell => {
    const axis = grid.axes[depth];
    return axis ? cellOf([...axis.classes.keys()], wholeFrom(depth + 1)) : END;
  };

  const found = solve(0, everyRow);
  return budget.left < 0 ? null : found;
}

/** The atoms of a cell, axis by axis. */
export function atomsOf(grid: Grid, cell: Cell): readonly (readonly number[])[] {
  const atoms: (readonly number[])[] = [];
  for (let at = cell; at.below !== null; at = at.below) {
    const axis = grid.axes[atoms.length];
    atoms.push(at.classes.flatMap((index) => axis?.classes[index]?.atoms ?? []));
  }
  return atoms;
}

function runsOf(numbers: readonly number[]): readonly (readonly number[])[] {
  const runs: number[][] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run?.at(-1) === number - 1) run.push(number);
    else runs.push([number]);
  }
  return runs;
}
