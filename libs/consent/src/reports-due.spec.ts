import assert from 'node:assert/strict';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lawsOver } from '../../../test/support/laws.js';
import { reportsDue, type GivenReport, type OwingCheck } from './reports-due.js';

const RUNS = Number(process.env['LAW_RUNS'] ?? 2000);

const at = (day: string): string => `2026-${day}T12:00:00.000Z`;
const allowed = (day: string, changes: Partial<OwingCheck> = {}): OwingCheck => ({
  ...{ decidedAt: at(day), owesReport: true, releasedAt: null, uses: [] },
  ...changes,
});
const november = { from: '2026-11-01T00:00:00.000Z', until: '2026-12-01T00:00:00.000Z' };
const dueAt = '2027-01-01T00:00:00.000Z';

describe('U-03 a report of what was used', () => {
  it('is due by the end of the month after the one in which it was allowed, and overdue from then on', () => {
    const checks = [allowed('11-03'), allowed('11-30')];
    expect(reportsDue(checks, [], at('12-31'))).toEqual([{ ...november, dueAt, isOverdue: false }]);
    expect(reportsDue(checks, [], dueAt)).toEqual([{ ...november, dueAt, isOverdue: true }]);
  });

  it('is owed of no month in which all was released, or nothing obliged to report', () => {
    const checks = [allowed('11-03', { releasedAt: at('11-03') }), allowed('11-04', { owesReport: false })];
    expect(reportsDue(checks, [], at('12-31'))).toEqual([]);
    expect(
      reportsDue([allowed('11-03', { releasedAt: at('11-03'), uses: [{ reportedAt: at('11-04') }] })], [], dueAt),
    ).toHaveLength(1);
  });

  it('is given by one over all of the month, once that is over', () => {
    const checks = [allowed('11-03', { uses: [{ reportedAt: at('11-04') }] })];
    const given = (changes: Partial<GivenReport>) =>
      reportsDue(checks, [{ ...november, givenAt: at('12-02'), ...changes }], dueAt).length;
    expect(given({})).toBe(0);
    expect(given({ from: at('10-01'), until: at('12-02') })).toBe(0);
    expect(given({ from: at('11-02') })).toBe(1);
    expect(given({ givenAt: at('11-20') })).toBe(1);
  });

  it('is due again for what was told after it was given', () => {
    const checks = [allowed('11-03', { uses: [{ reportedAt: at('11-04') }, { reportedAt: at('12-20') }] })];
    const given = [{ ...november, givenAt: at('12-02') }];
    expect(reportsDue(checks, given, dueAt)).toEqual([
      { ...november, dueAt: '2027-02-01T00:00:00.000Z', isOverdue: false },
    ]);
    expect(reportsDue(checks, [...given, { ...november, givenAt: at('12-21') }], dueAt)).toEqual([]);
  });
});

describe('the laws of reports that are due', () => {
  const instant = fc
    .integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 11, 31) })
    .map((ms) => new Date(ms).toISOString());
  const check = fc.record({
    ...{ decidedAt: instant, owesReport: fc.boolean(), releasedAt: fc.option(instant) },
    uses: fc.array(fc.record({ reportedAt: instant }), { maxLength: 3 }),
  });
  const report = fc.record({ from: instant, until: instant, givenAt: instant });
  const anyCase = fc.record({ checks: fc.array(check), given: fc.array(report, { maxLength: 6 }), at: instant });
  const law = lawsOver(anyCase, RUNS, ({ checks, given, at: now }) => reportsDue(checks, given, now));

  law('giving a report of all there was leaves none that is owed', ({ checks, at: now }) => {
    const all = { from: '2026-01-01T00:00:00.000Z', until: '2027-01-01T00:00:00.000Z', givenAt: dueAt };
    assert.deepEqual(reportsDue(checks, [all], now), []);
  });

  law('another report never makes one overdue that was not', ({ checks, given, at: now }, due) => {
    const overdue = due.filter(({ isOverdue }) => isOverdue).map(({ from }) => from);
    for (const each of given) {
      const others = given.filter((other) => other !== each);
      const before = reportsDue(checks, others, now).filter(({ isOverdue }) => isOverdue);
      for (const from of overdue) assert.ok(before.some((other) => other.from === from));
    }
  });

  law('what is overdue stays so until it is given', ({ checks, given }, due) => {
    for (const each of due) {
      const later = reportsDue(checks, given, '2028-01-01T00:00:00.000Z').find(({ from }) => from === each.from);
      assert.equal(later?.isOverdue, true);
      assert.equal(later.dueAt, each.dueAt);
    }
  });
});
