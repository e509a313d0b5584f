import { describe, expect, it } from '@jest/globals';
import { decide, ENGINE_VERSION, packNamed, PACKS, RULES } from '#consent';
import type { PolicyPack } from '#consent';
import { frozenDecisions } from './frozen.js';

const FROZEN = frozenDecisions();

/** Engines whose answers this one gives as well. A new engine that answers otherwise keeps the old one beside it. */
const SAME_AS_THIS: readonly string[] = [ENGINE_VERSION];

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
      expect(SAME_AS_THIS).toContain(decision.engine);
      const again = decide(use, records, packs.map(released), at);
      if (JSON.stringify(again) !== JSON.stringify(decision)) expect({ use, records, again }).toEqual({ use, records, again: decision });
    }
  });
});

function released(name: string): PolicyPack {
  const pack = packNamed(name);
  if (pack === null) throw new Error(`the pack \`${name}\` was released once and is gone`);
  return pack;
}
