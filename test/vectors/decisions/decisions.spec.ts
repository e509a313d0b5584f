import { describe, expect, it } from '@jest/globals';
import { packNamed, PACKS, replay, RULES } from '#consent';
import { frozenDecisions } from './frozen.js';

const FROZEN = frozenDecisions();

describe('frozen decisions', () => {
  it('are at least 2,000, and touch every rule of every pack', () => {
    expect(FROZEN.length).toBeGreaterThanOrEqual(2000);
    const touched = new Set(
      FROZEN.flatMap(({ decision }) => [...decision.reasons, ...decision.obligations].map(({ rule }) => rule)),
    );
    const stated = PACKS.flatMap((pack) => pack.rules.map(({ id }) => id.split('/')[0] ?? ''));
    expect([...new Set(stated)].filter((rule) => !touched.has(rule)).sort()).toEqual([]);
    expect([...touched].filter((rule) => !(rule in RULES))).toEqual([]);
  });

  it('are made again to the last byte', () => {
    for (const { use, records, at, packs, decision } of FROZEN) {
      packs.forEach(expectReleased);
      const again = replay({ ...decision, use }, records, at);
      const made = again.kind === 'replayed' ? again.decision : again;
      if (JSON.stringify(made) !== JSON.stringify(decision))
        expect({ use, records, made }).toEqual({ use, records, made: decision });
    }
  });
});

function expectReleased(name: string): void {
  if (packNamed(name) === null) throw new Error(`the pack \`${name}\` was released once and is gone`);
}
