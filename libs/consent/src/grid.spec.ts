import { describe, expect, it } from '@jest/globals';
import { setOf } from './atoms.js';
import type { Atoms } from './atoms.js';
import { listedAxis } from './axis-listed.js';
import { windowAxis } from './axis-stage.js';
import { atomsOf, cells, gridOf } from './grid.js';
import type { Grid } from './grid.js';

const MEDIA = ['programme.svod', 'programme.avod', 'music'];
const PLACES = ['MX', 'ES'];

/** A grid of three media and two places. @param rows the media and the places that each row reaches, by number. */
function gridFor(rows: readonly (readonly [readonly number[], readonly number[]])[]): Grid {
  const reach = rows.map(([media, places]) => [setOf(3, media), setOf(2, places)]);
  const grid = gridOf([listedAxis('media', MEDIA), listedAxis('territory', PLACES)], reach, { left: 100 });
  if (grid === null) throw new Error('this is not too complex');
  return grid;
}

/** The rows at each point where the answer is sought, and what it cost to find them. */
function walked(grid: Grid, isFound: (rows: Atoms) => boolean, left = 100) {
  const budget = { left };
  const asked: Atoms[] = [];
  const found = cells(grid, (rows) => asked.push(rows) > 0 && isFound(rows), budget);
  return { found: found?.map((cell) => atomsOf(grid, cell)) ?? null, asked, spent: left - budget.left };
}

const BOTH_ROWS = gridFor([
  [[0, 1], [0]],
  [[2], [0]],
]);

describe('a grid', () => {
  it('joins what rows do not tell apart, and writes each box by all atoms of each axis', () => {
    const grid = gridFor([
      [
        [0, 2],
        [0, 1],
      ],
      [[1], [1]],
    ]);
    expect(walked(grid, (rows) => rows[0] === 1).found).toEqual([
      [
        [0, 2],
        [0, 1],
      ],
    ]);
    expect(walked(grid, (rows) => rows[0] === 0).found).toEqual([[[1], [0]]]);
    expect(walked(grid, () => true).found).toHaveLength(1);
    expect(walked(grid, () => false).found).toEqual([]);
  });

  it('keeps apart what is not next to one another in time, and joins what is', () => {
    const [from, second, third, until] = ['2026-12-01', '2026-12-02', '2026-12-03', '2026-12-04'];
    const time = windowAxis(from, until, [{ from: second, until: third }]);
    const grid = gridOf([time], [[setOf(3, [0, 2])], [setOf(3, [1])]], { left: 100 });
    if (grid === null) throw new Error('this is not too complex');
    expect(walked(grid, (rows) => rows[0] === 1).found).toEqual([[[0]], [[2]]]);
    expect(walked(grid, () => true).found).toEqual([[[0, 1, 2]]]);
  });

  it('asks once about a point where no row is, however many there are', () => {
    const grid = gridFor([]);
    expect(walked(grid, () => true)).toMatchObject({
      found: [
        [
          [0, 1, 2],
          [0, 1],
        ],
      ],
      asked: [[]],
      spent: 0,
    });
  });
});

describe('what a walk through a grid costs', () => {
  it('is one for each step and box, and a sixteenth for each word of rows that a step compares', () => {
    // Two classes of media, and two of places below each: six steps. Each medium is found with one place: four boxes.
    expect(walked(BOTH_ROWS, (rows) => rows[0] !== 0)).toMatchObject({ asked: [[1], [0], [2], [0]] });
    expect(walked(BOTH_ROWS, (rows) => rows[0] !== 0).spent).toBe(6 * (1 + 1 / 16) + 4);
    expect(walked(BOTH_ROWS, () => false).spent).toBe(6 * (1 + 1 / 16));
  });

  it('is paid once for all choices that leave the same rows', () => {
    const [one, other] = [setOf(3, [0]), setOf(3, [1])];
    const axes = [listedAxis('media', MEDIA), listedAxis('purpose', ['production']), listedAxis('territory', PLACES)];
    const [all, none, places] = [setOf(1, [0]), setOf(1, []), setOf(2, [0])];
    // Two rows tell the media apart, and neither is left further down: what follows is the same for each medium.
    const reach = [
      [one, none, places],
      [other, none, places],
      [setOf(3, [0, 1, 2]), all, places],
    ];
    const grid = gridOf(axes, reach, { left: 100 });
    if (grid === null) throw new Error('this is not too complex');
    const { asked, found } = walked(grid, (rows) => rows[0] !== 0);
    expect(asked).toEqual([[4], [0]]);
    expect(found).toEqual([[[0, 1, 2], [0], [0]]]);
  });

  it('gives all or nothing: less than the whole is no answer', () => {
    const isFound = (rows: Atoms): boolean => rows[0] !== 0;
    const { spent, found } = walked(BOTH_ROWS, isFound);
    const sixteenths = Array.from({ length: spent * 16 }, (_, index) => index / 16);
    expect(sixteenths.filter((left) => walked(BOTH_ROWS, isFound, left).found !== null)).toEqual([]);
    expect(walked(BOTH_ROWS, isFound, spent).found).toEqual(found);
    expect(walked(BOTH_ROWS, isFound, 0).asked.length).toBeLessThan(walked(BOTH_ROWS, isFound).asked.length);
  });

  it('is asked for the division as well, to the last comparison', () => {
    const axes = [listedAxis('media', MEDIA), listedAxis('territory', PLACES)];
    const reach = Array.from({ length: 10 }, () => [setOf(3, [0]), setOf(2, [0])]);
    expect(gridOf(axes, reach, { left: 1 })).not.toBeNull();
    expect(gridOf(axes, reach, { left: 0.99 })).toBeNull();
  });
});
