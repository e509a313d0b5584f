import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyCase, dealBarring, dealPermission } from '../../../test/support/consent-cases.js';
import { canBeMerged, rankOf } from '../../../test/support/consent-oracle.js';
import { consent, permission, records } from '../../../test/support/consents.js';
import { covers, intersect, subtract } from './algebra.js';
import { decide } from './decide.js';
import type { ConsentRecord } from './records.js';
import type { Box, Use } from './types.js';

/** Fewer where each mutant of the engine is asked, see test/mutation. */
const RUNS = Number(process.env['LAW_RUNS'] ?? 2_000);
const PATHS = records().productionPaths;
const AT = '2026-11-11T00:00:00.000Z';

/** What a consent with these permissions, less these withdrawals, answers on the eleventh day of the cases. */
function rank(use: Use, permissions: readonly Box[], scopes: readonly Box[], paths = CASE_PATHS): number {
  const events = scopes.map((scope, index): ConsentRecord['events'][number] => {
    return { kind: 'withdrawn', version: 2 + index, at: AT, effectiveAt: AT, scope, worksMadeBefore: 'stop' };
  });
  const given = { ...consent({ permissions, events }), givenAt: '2026-11-01T00:00:00.000Z' };
  return rankOf(decide(use, { ...records(given), productionPaths: paths }, [], AT));
}

const CASE_PATHS = {
  prod_h: ['prod_h'],
  prod_h1: ['prod_h', 'prod_h1'],
  prod_h1e4: ['prod_h', 'prod_h1', 'prod_h1e4'],
  prod_h2: ['prod_h', 'prod_h2'],
  prod_rival: ['prod_rival'],
};

/** Whether it may take a part of a value that has no end of parts, so that the rest is said as the whole. */
function isRounded(scope: Box): boolean {
  return ['production', 'language', 'tool', 'advertiser'].some((dimension) => dimension in scope);
}

describe('the algebra of boxes', () => {
  const season = permission({ media: ['programme', 'promo'] });

  it('R-02 withdrawing trailers leaves the rest of the promotion', () => {
    const scopes = [{ media: ['promo.trailer'] }];
    expect(intersect([season], scopes, PATHS)).toMatchObject([{ media: ['promo.trailer'] }]);
    expect(subtract([season], scopes, PATHS)).toMatchObject([
      {
        media: [
          'programme',
          ...['promo.interview_epk', 'promo.key_art', 'promo.social_clip', 'promo.tv_spot', 'promo.vertical_cut'],
        ],
      },
    ]);
  });

  it('takes a part of a range apart as far as words go: the part stops, the rest is named by the whole', () => {
    const scopes = [{ language: ['es-MX'], production: ['prod_harbor_s1e4'] }];
    expect(intersect([season], scopes, PATHS)).toMatchObject([
      { language: ['es-MX'], production: ['prod_harbor_s1e4'] },
    ]);
    expect(subtract([season], scopes, PATHS)).toMatchObject([{ language: ['es'], production: ['prod_harbor_s1'] }]);
  });

  it('takes late stages away and leaves the early ones', () => {
    const scopes = [{ stage: 'internal_review' as const, act: ['generate.voice'] }];
    expect(intersect([season], scopes, PATHS)).toMatchObject([{ stage: 'internal_review' }]);
    expect(subtract([season], scopes, PATHS)).toMatchObject([{ stage: 'temp' }]);
  });

  it('an empty scope takes all, and a permission without an end grants nothing to take', () => {
    const { until: _until, ...endless } = season;
    expect(subtract([season], [{}], PATHS)).toEqual([]);
    expect(intersect([season], [{}], PATHS)).toHaveLength(1);
    expect(subtract([endless], [], PATHS)).toEqual([]);
  });

  it('compares terms: narrower in one dimension is covered, wider in one is not', () => {
    const narrower = permission({ media: ['programme.svod'], language: ['es-MX'], stage: 'temp', territory: ['EU'] });
    expect(covers([season], [narrower], PATHS)).toBe(true);
    expect(covers([season], [{ ...narrower, language: ['*'] }], PATHS)).toBe(false);
    expect(covers([season], [{ ...narrower, until: '2028-01-01T00:00:00.001Z' }], PATHS)).toBe(false);
    const halves = [permission({ territory: ['EU'] }), permission({ territory: ['NO', 'IS', 'LI'] })];
    expect(covers(halves, [permission({ territory: ['EEA'] })], PATHS)).toBe(true);
  });

  it('what is left answers like the consent after its withdrawal, or wider where words were rounded up', () => {
    let exactCount = 0;
    const law = fc.property(anyCase, ({ use, dice }) => {
      const dealt = dice();
      const permissions = [dealPermission(dealt, use)];
      // What is cut in time has later pieces, which by themselves would not have begun.
      const { from: _from, until: _until, ...scope } = dealBarring(dealt, use);
      const left = subtract(permissions, [scope], CASE_PATHS) ?? [];
      const after = rank(use, permissions, [scope]);
      expect(rank(use, left, [])).toBeLessThanOrEqual(after);
      if (isRounded(scope)) return;
      expect(rank(use, left, [])).toBe(after);
      exactCount++;
    });
    fc.assert(law, { numRuns: RUNS });
    expect(exactCount).toBeGreaterThan(RUNS / 10);
  });

  it('what is taken, withdrawn alone, answers like the whole withdrawal', () => {
    const law = fc.property(anyCase, ({ use, dice }) => {
      const dealt = dice();
      const permissions = [dealPermission(dealt, use), dealPermission(dealt, use)];
      const scope = dealBarring(dealt, use);
      const taken = intersect(permissions, [scope], CASE_PATHS) ?? [];
      expect(rank(use, permissions, taken)).toBe(rank(use, permissions, [scope]));
    });
    fc.assert(law, { numRuns: RUNS });
  });

  it('its boxes cannot be merged, and wider terms allow what covered ones allow', () => {
    let coveredCount = 0;
    const law = fc.property(anyCase, ({ use, dice }) => {
      const dealt = dice();
      const [one, other] = [dealPermission(dealt, use), dealPermission(dealt, use)];
      const scope = dealBarring(dealt, use);
      const left = isRounded(scope) ? [] : (subtract([one], [scope], CASE_PATHS) ?? []);
      const pairs = left.flatMap((box, index) => left.slice(index + 1).map((next) => [box, next] as const));
      expect(pairs.filter(([box, next]) => canBeMerged(box, next))).toEqual([]);
      if (!covers([one], [other], CASE_PATHS)) return;
      coveredCount++;
      expect(rank(use, [one], [])).toBeLessThanOrEqual(rank(use, [other], []));
    });
    fc.assert(law, { numRuns: RUNS });
    expect(coveredCount).toBeGreaterThan(RUNS / 50);
  });
});
