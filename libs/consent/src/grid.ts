/**
 * Divides an extent by the boxes that reach into it, and finds the points at which a question is answered yes.
 *
 * The points are walked axis by axis as a decision diagram: below a choice of atoms only the set of rows that still
 * reach there matters, and each such set is solved once. So the result depends on the points alone, not on how boxes
 * are cut or in which order they come.
 */
import { add, both, holds, isEmpty, keyOf, setsOf } from './atoms.js';
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

interface GridAxis {
  /** Atoms that the same rows reach, together, and those rows. */
  readonly classes: readonly { readonly atoms: readonly number[]; readonly rows: RowSet }[];
  /** Whether only neighbours can be written as one box. */
  readonly inRuns: boolean;
}

/** The axes, each divided as far as the rows tell its atoms apart. */
export interface Grid {
  readonly axes: readonly GridAxis[];
  readonly rowCount: number;
}

/** One box of a result: atoms of an axis, and what follows on the axes after it; nothing follows `END`. */
export interface Cell {
  readonly id: number;
  readonly atoms: readonly number[];
  readonly below: Cell | null;
}

const END: Cell = { id: 0, atoms: [], below: null };
const NONE: readonly Cell[] = [];

/** @param reach for each row, what it reaches on each axis. */
export function gridOf(axes: readonly Axis[], reach: readonly (readonly Atoms[])[]): Grid {
  return {
    axes: axes.map((axis, index) =>
      divide(
        axis,
        reach.map((atoms) => atoms[index]),
      ),
    ),
    rowCount: reach.length,
  };
}

function divide(axis: Axis, reach: readonly (Atoms | undefined)[]): GridAxis {
  const classes = new Map<string | number, { atoms: number[]; rows: RowSet }>();
  const inRuns = axis.dimension === 'window';
  for (let atom = 0; atom < axis.atomCount; atom++) {
    const rows = setsOf(reach.length).fresh();
    reach.forEach((atoms, row) => {
      if (atoms && holds(atoms, atom)) add(rows, row);
    });
    const key = inRuns ? atom : keyOf(rows);
    const known = classes.get(key);
    if (known) known.atoms.push(atom);
    else classes.set(key, { atoms: [atom], rows });
  }
  return { classes: [...classes.values()], inRuns };
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
  const solved = grid.axes.map(() => new Map<string | number, readonly Cell[]>());
  const made = new Map<string, Cell>();

  const cellOf = (atoms: readonly number[], below: Cell): Cell => {
    const key = String.fromCharCode(below.id, ...atoms);
    const cell = made.get(key) ?? { id: made.size + 1, atoms, below };
    made.set(key, cell);
    return cell;
  };

  const solve = (depth: number, rows: RowSet): readonly Cell[] => {
    const axis = grid.axes[depth];
    const memory = solved[depth];
    if (!axis || !memory) return isFound(rows) ? [END] : NONE;
    if (isEmpty(rows)) return isFound(rows) ? [wholeFrom(depth)] : NONE;
    const key = keyOf(rows);
    const known = memory.get(key);
    if (known) return known;
    const joined = new Map<Cell, number[]>();
    for (const { atoms, rows: reaching } of axis.classes) {
      const below = solve(depth + 1, both(rows, reaching));
      budget.left -= 1 + below.length;
      if (budget.left < 0) return NONE;
      for (const tail of below) {
        const held = joined.get(tail);
        if (held) held.push(...atoms);
        else joined.set(tail, [...atoms]);
      }
    }
    const found: Cell[] = [];
    for (const [tail, atoms] of joined) {
      const sorted = atoms.sort((a, b) => a - b);
      for (const run of axis.inRuns ? runsOf(sorted) : [sorted]) found.push(cellOf(run, tail));
    }
    memory.set(key, found);
    return found;
  };

  const wholeFrom = (depth: number): Cell => {
    const axis = grid.axes[depth];
    if (!axis) return END;
    const atoms = axis.classes.flatMap((each) => each.atoms).sort((a, b) => a - b);
    return cellOf(atoms, wholeFrom(depth + 1));
  };

  const found = solve(0, setsOf(grid.rowCount).all);
  return budget.left < 0 ? null : found;
}

/** The atoms of a cell, axis by axis. */
export function atomsOf(cell: Cell): readonly (readonly number[])[] {
  const atoms: (readonly number[])[] = [];
  for (let at: Cell | null = cell; at !== null && at !== END; at = at.below) atoms.push(at.atoms);
  return atoms;
}

function runsOf(atoms: readonly number[]): readonly (readonly number[])[] {
  const runs: number[][] = [];
  for (const atom of atoms) {
    const run = runs.at(-1);
    if (run?.at(-1) === atom - 1) run.push(atom);
    else runs.push([atom]);
  }
  return runs;
}
