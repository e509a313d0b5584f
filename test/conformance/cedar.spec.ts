import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decide } from '#consent';
import { permits, preparse } from '../support/cedar-policies.js';
import { anyCase } from '../support/consent-cases.js';
import { countHolding, groupsOf, pointsOf } from '../support/consent-oracle.js';

const RUNS = 10_000;
/** Cedar answers one point at a time, and each takes as long as a decision. */
const POINTS_MAX = 20;
const SEED = Math.trunc(Math.random() * 2 ** 31);

describe('Cedar, given the same policies and asked about every point', () => {
  it(`S-01 S-02 permits what is not missing and nothing else, in ${RUNS} random policies and uses`, () => {
    const few = anyCase.filter(({ use }) => pointsOf(use).length <= POINTS_MAX);
    const told = { allowed: 0, denied: 0, mixed: 0 };
    for (const { use, records, at } of fc.sample(few, { seed: SEED, numRuns: RUNS })) {
      preparse('case', records);
      const { outcome, missing } = decide(use, records, [], at);
      const groups = groupsOf(pointsOf(use), use);
      // Content that was not declared is missing only where none could be.
      const denied = groups.filter((group) => !group.some((point) => permits('case', point, use, records, at)));
      const ours = groups.filter((group) => group.every((point) => countHolding(point, missing) > 0));
      if (
        denied.length !== ours.length ||
        denied.some((group) => !ours.includes(group)) ||
        (outcome === 'deny') !== denied.length > 0
      )
        throw new Error(`seed ${SEED}: ${JSON.stringify({ use, records, at, outcome, missing, denied })}`);
      told[denied.length === 0 ? 'allowed' : denied.length === groups.length ? 'denied' : 'mixed'] += 1;
    }
    // A comparison of one answer with itself would prove little.
    expect(told.allowed).toBeGreaterThan(RUNS * 0.3);
    expect(told.denied).toBeGreaterThan(RUNS * 0.2);
    expect(told.mixed).toBeGreaterThan(RUNS * 0.02);
  }, 240_000);
});
