import { describe, expect, it } from '@jest/globals';
import { agreementsOf, isAgreement, nearestAgreements, nearestPacks, policiesAt } from './policies.js';
import { packName } from './policy.js';
import type { ProductionStatement } from './records.js';

const PATH = ['prod_series', 'prod_season', 'prod_episode'];
const AT = '2026-10-01T00:00:00.000Z';

const statement = (node: string, at: string, stated: Partial<ProductionStatement>): ProductionStatement => ({
  ...stated,
  node,
  at: `${at}T00:00:00.000Z`,
});

describe('what a production is under', () => {
  const statements = [
    statement('prod_season', '2026-02-01', { places: ['DE'] }),
    statement('prod_series', '2026-01-01', { platform: 'netflix', places: ['US-CA'] }),
    statement('prod_series', '2026-03-01', { places: ['US-NY'] }),
    statement('prod_other', '2026-03-01', { platform: null }),
  ];

  it('is what each node states newest, places, agreements and packs put together', () => {
    expect(policiesAt(statements, PATH, AT).policies).toEqual({ platform: 'netflix', places: ['US-NY', 'DE'] });
    expect(policiesAt(statements, PATH.slice(0, 1), AT).policies).toEqual({ platform: 'netflix', places: ['US-NY'] });
  });

  it('does not depend on the order in which statements come, and is known for any instant', () => {
    const { policies } = policiesAt([...statements].reverse(), PATH, AT);
    expect(policies).toEqual(policiesAt(statements, PATH, AT).policies);
    const before = policiesAt(statements, PATH, '2026-01-15T00:00:00.000Z').policies;
    expect(before).toEqual({ platform: 'netflix', places: ['US-CA'] });
  });

  it('is nothing where nothing was stated', () => {
    expect(policiesAt([], PATH, AT)).toEqual({ policies: {}, packs: expect.any(Array) });
    expect(isAgreement('no-such-pack@2026')).toBe(false);
  });

  it('brings the packs that it names, and those that apply whatever the use', () => {
    const known = (stated: Partial<ProductionStatement>, at = AT): string[] =>
      policiesAt([statement('prod_series', '2026-01-01', stated)], PATH, at).packs.map(
        ({ pack, why }) => `${packName(pack)} ${why}`,
      );
    expect(known({})).toEqual(['countersign@1 applies']);
    expect(known({ places: ['US-CA'], agreements: ['sag-aftra-tv@2026'], packs: ['no-fakes@2026-05'] })).toEqual([
      ...['countersign@1 applies', 'sag-aftra-tv@2026 agreement', 'ca-927@2025 applies', 'no-fakes@2026-05 named'],
    ]);
    // Where she lives and whom an advertisement reaches is known only once somebody asks.
    expect(known({ places: ['US-TX'] })).toEqual(['countersign@1 applies']);
  });

  it('says what may have been meant by a name that no pack has', () => {
    expect(nearestPacks('sag-aftra-tv@2025')).toEqual(['sag-aftra-tv@2023', 'sag-aftra-tv@2026']);
    expect(nearestPacks('netflx@2025-08')).toEqual(['netflix@2025-08']);
    expect(nearestPacks('anything')).toEqual([]);
    expect(nearestAgreements('sag-aftra-tvs')).toEqual(['sag-aftra-tv']);
    expect(nearestAgreements('netflix')).toEqual([]);
  });

  it('knows an agreement of a union by its name', () => {
    const ids = ['tv', 'commercials', 'interactive', 'animation', 'sound', 'audio-ai'].map((id) => `sag-aftra-${id}`);
    for (const name of ['SAG-AFTRA', 'Sag Aftra']) expect([...agreementsOf(name)].sort()).toEqual(ids.sort());
    for (const name of ['SAG', 'Equity', 'countersign', '']) expect(agreementsOf(name)).toEqual([]);
  });
});
