import { describe, expect, it } from '@jest/globals';
import { PACKS, packNamed } from './released-packs.js';
import type { Condition } from './policy.js';
import { CONSENT_PREDICATES, USE_PREDICATES } from './predicates.js';
import { reason, REASON_CODES } from './reasons.js';
import { RULES, ruleOf } from './rules.js';

/** Every id of `domain-rules.md` B, in its order. */
const IDS = [
  ...numbered('C', 1, 5, 'C-05a').concat(numbered('C', 6, 12)),
  ...numbered('A', 1, 5),
  ...numbered('V', 1, 4, 'V-04a').concat(numbered('V', 5, 11)),
  ...numbered('R', 1, 12),
  ...numbered('S', 1, 14),
  ...numbered('T', 1, 5),
  ...numbered('N', 1, 7),
  ...numbered('U', 1, 4).concat(numbered('U', 10, 12)),
  ...numbered('X', 1, 3),
  ...['D-01', 'D-02', 'E-01', 'E-02', 'E-03', 'E-04', 'E-05'],
];

function numbered(letter: string, from: number, until: number, ...more: readonly string[]): string[] {
  const count = until - from + 1;
  return [
    ...Array.from({ length: count }, (_, index) => `${letter}-${String(from + index).padStart(2, '0')}`),
    ...more,
  ];
}

const PACK_RULES = PACKS.flatMap((pack) => pack.rules.map((rule) => ({ pack, rule })));

/** The predicates that a condition asks. */
function namesIn(condition: Condition): readonly string[] {
  if (typeof condition === 'string') return [condition];
  if ('not' in condition) return namesIn(condition.not);
  return ('all' in condition ? condition.all : condition.any).flatMap(namesIn);
}

describe('the rules', () => {
  it('are those of the field, no fewer and no more', () => {
    expect(Object.keys(RULES).sort()).toEqual([...IDS].sort());
  });

  it.each(Object.values(RULES).map((rule) => [rule.id, rule] as const))('%s is said in a plain sentence', (_, rule) => {
    for (const sentence of rule.sentence.split(/[.:] /)) expect(sentence.split(' ').length).toBeLessThanOrEqual(25);
    expect(rule.sentence).toMatch(/^[A-Z][^!_]*\.$/);
    expect(rule.sentence).not.toMatch(/revoke|guarantee|protected|delete|any time|simply|just|sorry/i);
    expect(rule.source).not.toBe('');
    expect(rule.certainty.length).toBeGreaterThan(0);
  });

  it('give every reason that there is, each code by the rule that it is told with', () => {
    expect(new Set(Object.values(RULES).flatMap(({ codes }) => codes))).toEqual(new Set(REASON_CODES));
    const untold = REASON_CODES.filter((code) => !ruleOf(reason(code).rule).codes.includes(code));
    expect(untold).toEqual([]);
  });

  it('that packs hold are held by at least one', () => {
    const held = new Set(PACK_RULES.map(({ rule }) => ruleOf(rule.id).id));
    const missing = Object.values(RULES).filter((rule) => rule.held === 'pack' && !held.has(rule.id));
    expect(missing.map(({ id }) => id)).toEqual([]);
  });
});

describe('the packs', () => {
  it('have names of their own, and rules with ids of their own', () => {
    const names = PACKS.map(({ id, version }) => `${id}@${version}`);
    expect(new Set(names).size).toBe(names.length);
    expect(names.map(packNamed)).toEqual(PACKS);
    for (const { rules } of PACKS) expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  });

  it('ask only predicates that there are, and of consents only where a consent is concerned', () => {
    for (const { pack, rule } of PACK_RULES) {
      const isAboutConsent = rule.then.effect === 'void' || rule.then.effect === 'doubt';
      const known = { ...USE_PREDICATES, ...(isAboutConsent && CONSENT_PREDICATES) };
      expect([pack.id, rule.id, namesIn(rule.when).filter((name) => !(name in known))]).toEqual([pack.id, rule.id, []]);
    }
    for (const { id, applies } of PACKS)
      expect([id, applies === null ? [] : namesIn(applies).filter((name) => !(name in USE_PREDICATES))]).toEqual([
        id,
        [],
      ]);
  });

  it('give only codes that their rules are known to give', () => {
    for (const { pack, rule } of PACK_RULES) {
      const { then } = rule;
      const codes = 'code' in then ? [then.code] : then.effect === 'exempt' ? (['EXEMPT'] as const) : [];
      const { codes: known } = ruleOf(rule.id);
      expect([pack.id, rule.id, codes.filter((code) => !known.includes(code))]).toEqual([pack.id, rule.id, []]);
    }
  });

  it('leave no predicate unasked', () => {
    const asked = new Set([
      ...PACK_RULES.flatMap(({ rule }) => namesIn(rule.when)),
      ...PACKS.flatMap(({ applies }) => (applies === null ? [] : namesIn(applies))),
    ]);
    const unasked = Object.keys({ ...USE_PREDICATES, ...CONSENT_PREDICATES }).filter((name) => !asked.has(name));
    expect(unasked).toEqual([]);
  });
});
