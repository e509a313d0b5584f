/** The laws of the decision over few cases that are always the same: fast enough to be asked once for each mutant. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decide } from '#consent';
import { anyCase, forbidden, narrowed, shuffled } from '../support/consent-cases.js';
import type { Case } from '../support/consent-cases.js';
import { canBeMerged, countHolding, judge, rankOf } from '../support/consent-oracle.js';

const CASES = fc.sample(anyCase, { seed: 20_261_127, numRuns: 400 });
const SHARE = 20;

describe('the laws, over cases that stay the same', () => {
  const shares = Array.from({ length: CASES.length / SHARE }, (_, index) => index * SHARE);

  it.each(shares)('agree with the oracle in the cases from %i on', (first) => {
    for (const dealt of CASES.slice(first, first + SHARE)) expectLawful(dealt);
  });
});

/** Values that nobody knows, and dimensions that say nothing. */
const UNKNOWN = {
  ...{ act: ['generate.voice.yodel'], purpose: [], production: 'prod_lost', media: ['ad.skywriting'] },
  ...{ territory: ['XX'], language: ['spanish'], stage: 'rough', content: ['gore'], pipeline: [] },
};

function expectLawful(dealt: Case): void {
  const { use, records, at } = dealt;
  const decision = decide(use, records, [], at);
  const { outcome, missing } = judge(use, records, at);
  expect(decision.outcome).toBe(outcome);
  expect(missing.filter((point) => countHolding(point, decision.missing) !== 1)).toEqual([]);
  expect(decision.missing.length > 0).toBe(outcome === 'deny');
  const pairs = decision.missing.flatMap((one, index) =>
    decision.missing.slice(index + 1).map((other) => [one, other] as const),
  );
  expect(pairs.filter(([one, other]) => canBeMerged(one, other))).toEqual([]);
  const mixed = shuffled(dealt.dice(), dealt);
  expect(JSON.stringify(decide(mixed.use, mixed.records, [], at))).toBe(JSON.stringify(decision));
  for (const [dimension, word] of Object.entries(UNKNOWN))
    expect(decide({ ...use, [dimension]: word }, records, [], at).outcome).toBe('deny');
  for (const changed of [narrowed(dealt.dice(), dealt), forbidden(dealt.dice(), dealt)])
    expect(rankOf(decide(use, changed, [], at))).toBeGreaterThanOrEqual(rankOf(decision));
}
