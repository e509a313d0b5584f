import assert from 'node:assert/strict';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lawsOver } from '../../../../test/support/laws.js';
import { hiddenIn, PEOPLE_MIN, type Cell } from './suppressing.js';

const RUNS = Number(process.env['LAW_RUNS'] ?? 2000);

function cell(...people: number[]): Cell {
  return { count: people.length * 3, people: new Set(people.map(String)) };
}
const many = (from: number, length: number): number[] => Array.from({ length }, (_, index) => from + index);

describe('a count', () => {
  const cells = new Map([
    ['few', cell(1, 2)],
    ['more', cell(...many(10, 6))],
    ['most', cell(...many(20, 9))],
    ['none', cell()],
  ]);

  it('of fewer than five people is not told, and none is', () => {
    expect([...hiddenIn(cells, [])]).toEqual(['few']);
  });

  it('is not told either where a total would tell the small one by it: that of the next fewest people', () => {
    expect([...hiddenIn(cells, [[...cells.keys()]])]).toEqual(['few', 'more']);
    // By a total of these two alone, nothing else could hide it.
    expect([...hiddenIn(cells, [['few', 'most']])]).toEqual(['few', 'most']);
  });

  it('of several small ones is hidden among themselves, once they are of five people together', () => {
    const small = new Map([...cells, ['others', cell(3, 4, 5)] as const, ['same', cell(1, 2)] as const]);
    expect([...hiddenIn(small, [['few', 'others', 'most']])]).toEqual(['few', 'others', 'same']);
    expect([...hiddenIn(small, [['few', 'same', 'most']])]).toContain('most');
  });
});

describe('the laws of suppressed counts', () => {
  const people = fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { maxLength: 12 });
  const anyTable = fc.record({
    rows: fc.array(people, { minLength: 1, maxLength: 8 }),
    groups: fc.array(fc.uniqueArray(fc.nat(7), { minLength: 1 }), { maxLength: 5 }),
  });
  const tableOf = ({ rows, groups }: { rows: number[][]; groups: number[][] }) => ({
    cells: new Map(rows.map((each, index) => [index, cell(...each)])),
    groups: groups.map((group) => group.filter((index) => index < rows.length)),
  });
  const law = lawsOver(anyTable, RUNS, (dealt) => {
    const { cells, groups } = tableOf(dealt);
    return hiddenIn(cells, groups);
  });

  law('what is told is of nobody or of five people at least', (dealt, hidden) => {
    for (const [row, { people: of }] of tableOf(dealt).cells)
      assert.ok(hidden.has(row) || of.size === 0 || of.size >= PEOPLE_MIN);
  });

  law('what is left of any total is of nobody, of five people at least, or of all of it', (dealt, hidden) => {
    const { cells, groups } = tableOf(dealt);
    for (const group of groups) {
      const left = new Set(
        group.filter((row) => hidden.has(row)).flatMap((row) => [...(cells.get(row)?.people ?? [])]),
      );
      const all = new Set(group.flatMap((row) => [...(cells.get(row)?.people ?? [])]));
      assert.ok(left.size === 0 || left.size >= PEOPLE_MIN || left.size === all.size);
    }
  });
});
