import { describe, expect, it } from '@jest/globals';
import { consent, records, use } from '../../../test/support/consents.js';
import { performer, withTerms } from '../../../test/support/policies.js';
import { deathEveOf, isBeforeMajority, majorityAt } from './days.js';
import { decide } from './decide.js';
import { packsFor } from './packs.js';

const HOUR_MS = 3_600_000;

describe('days of a life', () => {
  it.each([
    ['2008-11-23', 'America/Los_Angeles', '2026-11-23T08:00:00.000Z'],
    // Noon in London is tomorrow in Auckland: her birthday is no day later for that.
    ['2008-11-23', 'Pacific/Auckland', '2026-11-22T11:00:00.000Z'],
    ['2008-11-23', 'Pacific/Kiritimati', '2026-11-22T10:00:00.000Z'],
    ['2008-02-29', 'UTC', '2026-03-01T00:00:00.000Z'],
    ['2004-02-29', 'UTC', '2022-03-01T00:00:00.000Z'],
    ['2008-11-23', undefined, '2026-11-23T12:00:00.000Z'],
    ['2008-11-23', 'Moon/Tycho', '2026-11-23T12:00:00.000Z'],
  ])('V-08 born on %s in %s, one is of age at %s', (bornOn, zone, at) => {
    expect(majorityAt(bornOn, zone)).toBe(at);
    const isBefore = (ms: number): boolean =>
      isBeforeMajority(new Date(Date.parse(at) + ms).toISOString(), bornOn, zone);
    expect([-40 * HOUR_MS, -30 * HOUR_MS, -HOUR_MS, -1].map(isBefore)).toEqual([true, true, true, true]);
    expect([0, 1, HOUR_MS, 30 * HOUR_MS, 40 * HOUR_MS].map(isBefore)).toEqual([false, false, false, false, false]);
  });

  it.each([
    ['Pacific/Auckland', '2026-11-22T10:59:59.999Z'],
    ['America/Los_Angeles', '2026-11-23T07:59:59.999Z'],
    [undefined, '2026-11-22T23:59:59.999Z'],
    ['Moon/Tycho', '2026-11-22T23:59:59.999Z'],
  ])('R-11 the day of a death begins where she lived: %s', (zone, eve) => {
    expect(deathEveOf({ diedOn: '2026-11-23', ...(zone !== undefined && { zone }) })).toBe(eve);
    const stops = withTerms(consent({}), { postMortem: 'stop_on_death' });
    const given = {
      ...records(stops),
      performer: performer({ diedOn: '2026-11-23', ...(zone !== undefined && { zone }) }),
    };
    const after = new Date(Date.parse(eve) + 1).toISOString();
    const outcomeAt = (at: string): string => decide(use({}), given, packsFor(use({}), given, at), at).outcome;
    expect([outcomeAt(eve), outcomeAt(after)]).toEqual(['allow', 'deny']);
  });

  it('R-11 nobody has died of whom nobody says so', () => {
    expect([deathEveOf(null), deathEveOf({}), deathEveOf({ diedOn: null })]).toEqual([null, null, null]);
  });
});
