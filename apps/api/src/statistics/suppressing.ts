/**
 * Counts that tell of nobody: a count of fewer than five people is not told, nor is one that would tell it by what is left of a
 * total. Pure. It guards against single differences, not against whoever solves all tables together, or knows some of the people.
 */

/** So many people are behind a count that is told, at least; zero tells that there is nothing. */
export const PEOPLE_MIN = 5;

/** A count and whom it is of. */
export interface Cell {
  readonly count: number;
  readonly people: ReadonlySet<string>;
}

/** Rows of which the sum is known, by a row of another table or by all rows of one. */
export type Group<Row> = readonly Row[];

/** The rows whose cell is not told. */
export function hiddenIn<Row>(cells: ReadonlyMap<Row, Cell>, groups: readonly Group<Row>[]): ReadonlySet<Row> {
  const isSmall = ({ people }: Cell): boolean => people.size > 0 && people.size < PEOPLE_MIN;
  const hidden = new Set([...cells].flatMap(([row, cell]) => (isSmall(cell) ? [row] : [])));
  // Each round hides one more, so it comes to an end.
  for (let next = telling(cells, groups, hidden); next !== null; next = telling(cells, groups, hidden))
    hidden.add(next);
  return hidden;
}

/** A row to hide as well: what is left of a total when all others are taken from it would be of too few. */
function telling<Row>(
  cells: ReadonlyMap<Row, Cell>,
  groups: readonly Group<Row>[],
  hidden: ReadonlySet<Row>,
): Row | null {
  for (const group of groups) {
    const left = new Set(group.filter((row) => hidden.has(row)).flatMap((row) => [...(cells.get(row)?.people ?? [])]));
    if (left.size === 0 || left.size >= PEOPLE_MIN) continue;
    const sizeOf = (row: Row): number => cells.get(row)?.people.size ?? 0;
    const [smallest] = group.filter((row) => !hidden.has(row) && sizeOf(row) > 0).sort((a, b) => sizeOf(a) - sizeOf(b));
    if (smallest !== undefined) return smallest;
  }
  return null;
}
