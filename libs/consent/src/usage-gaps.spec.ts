import assert from 'node:assert/strict';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lawsOver } from '../../../test/support/laws.js';
import { consent, use } from '../../../test/support/consents.js';
import { usageGaps, type CheckedUse } from './usage-gaps.js';

const RUNS = Number(process.env['LAW_RUNS'] ?? 2000);

const at = (time: string): string => `2026-11-03T${time}:00.000Z`;
const LATER = '2026-12-01T00:00:00.000Z';
const made = (changes: Partial<CheckedUse['uses'][number]> = {}): CheckedUse['uses'][number] => ({
  ...{ id: 'usg_1', quantity: { lines: 2 }, madeAt: at('12:30'), reportedAt: at('15:00'), isPaid: false },
  ...changes,
});
const signed = (given: object = {}) => consent(given);
const withdrawn = (effectiveAt: string, scope: object | null = null) =>
  signed({
    events: [{ kind: 'withdrawn', version: 2, at: effectiveAt, effectiveAt, scope, worksMadeBefore: 'continue' }],
  });
const allow = (changes: Partial<CheckedUse> = {}): CheckedUse => ({
  ...{ use: use({ quantity: { lines: 2 } }), decidedAt: at('12:00'), validUntil: at('13:00') },
  ...{
    obligations: ['report_use'],
    consents: [signed()],
    strikes: [],
    releasedAt: null,
    isFollowed: false,
    uses: [made()],
  },
  ...changes,
});
const codes = (checked: CheckedUse, now = LATER) => usageGaps(checked, {}, now).map(({ code }) => code);

describe('U-03 what was made, held against what was allowed', () => {
  it('has no gap where all that was asked for was made in time, or nothing was', () => {
    expect(codes(allow())).toEqual([]);
    expect(codes(allow({ uses: [], releasedAt: at('12:10') }))).toEqual([]);
    expect(codes(allow({ uses: [], isFollowed: true }))).toEqual([]);
    expect(codes(allow({ uses: [], obligations: [] }))).toEqual([]);
  });

  it('names an allow that ran out with nothing said of it, and not before', () => {
    expect(codes(allow({ uses: [] }), at('12:59'))).toEqual([]);
    expect(codes(allow({ uses: [] }), at('13:00'))).toEqual(['unaccounted']);
  });

  it('names more than was allowed, over all reports, in a unit that was asked for', () => {
    expect(codes(allow({ uses: [made({ quantity: { lines: 1 } }), made({ quantity: { lines: 2 } })] }))).toEqual([
      'over_allowed',
    ]);
    expect(codes(allow({ uses: [made({ quantity: { seconds: 90 } })] }))).toEqual([]);
  });

  it('names what was made before the answer or after it had run out', () => {
    expect(codes(allow({ uses: [made({ madeAt: at('11:59') })] }))).toEqual(['outside_check']);
    expect(codes(allow({ uses: [made({ madeAt: at('13:00') })] }))).toEqual(['outside_check']);
  });

  it('R-02 names what was made when the consent had ended for that use, and no other', () => {
    expect(codes(allow({ consents: [withdrawn(at('12:20'))] }))).toEqual(['after_end']);
    expect(codes(allow({ consents: [withdrawn(at('12:40'))] }))).toEqual([]);
    expect(codes(allow({ consents: [withdrawn(at('12:20'), { act: ['train'] })] }))).toEqual([]);
    const unsaid = [made({ madeAt: null })];
    expect(codes(allow({ uses: unsaid, consents: [withdrawn(at('12:20'))] }))).toEqual(['time_unsaid']);
    expect(codes(allow({ uses: unsaid, consents: [withdrawn(at('14:00'))] }))).toEqual([]);
  });

  it('R-07 names what was made while a consent was suspended or in dispute, and nothing before or after', () => {
    const strike = { from: at('12:20'), until: at('12:40') };
    expect(codes(allow({ strikes: [strike] }))).toEqual(['while_paused']);
    expect(codes(allow({ strikes: [{ from: at('12:20'), until: null }] }))).toEqual(['while_paused']);
    expect(codes(allow({ strikes: [{ ...strike, until: at('12:30') }] }))).toEqual([]);
    expect(codes(allow({ strikes: [{ ...strike, from: at('12:31') }] }))).toEqual([]);
    const unsaid = [made({ madeAt: null })];
    expect(codes(allow({ uses: unsaid, strikes: [strike] }))).toEqual(['time_unsaid']);
    expect(codes(allow({ uses: unsaid, strikes: [{ from: at('11:00'), until: null }] }))).toEqual(['while_paused']);
    const opened = { kind: 'disputed', version: 2, at: at('12:10'), dispute: 'dsp_1', by: 'performer' };
    const ended = { ...opened, kind: 'dispute_ended', version: 3, at: at('12:20') };
    expect(codes(allow({ consents: [signed({ events: [opened] })] }))).toEqual(['while_paused']);
    expect(codes(allow({ consents: [signed({ events: [opened, ended] })] }))).toEqual([]);
  });

  it('U-01 U-02 names what is not paid where a rule or the terms ask for pay', () => {
    expect(codes(allow({ obligations: ['pay'] }))).toEqual(['unpaid']);
    const paying = signed();
    const terms = { ...paying.terms, pay: { amount: 100, currency: 'USD' } };
    expect(codes(allow({ consents: [{ ...paying, terms }] }))).toEqual(['unpaid']);
    expect(codes(allow({ obligations: ['pay'], uses: [made({ isPaid: true })] }))).toEqual([]);
  });
});

describe('the laws of gaps in what was used', () => {
  const time = fc.constantFrom('10:00', '12:00', '12:20', '12:40', '13:00', '15:00').map(at);
  const report = fc.record({
    ...{ id: fc.constantFrom('usg_1', 'usg_2'), madeAt: fc.option(time), reportedAt: time, isPaid: fc.boolean() },
    quantity: fc.record({ lines: fc.integer({ min: 1, max: 3 }) }),
  });
  const anyCase = fc.record({
    obligations: fc.subarray(['report_use', 'pay'] as const),
    ...{ releasedAt: fc.option(time), isFollowed: fc.boolean(), uses: fc.array(report, { maxLength: 3 }), now: time },
    ...{ end: fc.option(time), strike: fc.option(time) },
  });
  const law = lawsOver(anyCase, RUNS, ({ now, end, strike, ...changes }) => {
    const strikes = strike === null ? [] : [{ from: strike, until: null }];
    const checked = allow({ ...changes, strikes, consents: end === null ? [] : [withdrawn(end)] });
    return { checked, gaps: usageGaps(checked, {}, now) };
  });

  law('paying takes gaps of pay away and no other', ({ now }, { checked, gaps }) => {
    const paid = { ...checked, uses: checked.uses.map((each) => ({ ...each, isPaid: true })) };
    assert.deepEqual(
      usageGaps(paid, {}, now),
      gaps.filter(({ code }) => code !== 'unpaid'),
    );
  });

  law('no gap goes by waiting', (_, { checked, gaps }) => {
    const later = usageGaps(checked, {}, LATER);
    for (const each of gaps) assert.ok(later.some((other) => other.code === each.code && other.usage === each.usage));
  });

  law('an earlier end of a consent never closes a gap', ({ now, end }, { checked, gaps }) => {
    if (end === null) return;
    const sooner = usageGaps({ ...checked, consents: [withdrawn(at('09:00'))] }, {}, now);
    assert.ok(sooner.length >= gaps.length);
  });
});
