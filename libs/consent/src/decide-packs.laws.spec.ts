import assert from 'node:assert/strict';
import { describe, expect } from '@jest/globals';
import { lawsOver } from '../../../test/support/laws.js';
import { anyPolicyCase, approvalOf, SPOILABLE } from '../../../test/support/policy-cases.js';
import type { PolicyCase } from '../../../test/support/policy-cases.js';
import { continuedLater, mixed, weakened } from '../../../test/support/policy-changes.js';
import { UNKNOWN_VALUES } from '../../../test/support/consent-cases.js';
import { rankOf } from '../../../test/support/consent-oracle.js';
import { decide } from './decide.js';
import { packsFor } from './packs.js';
import { RULES } from './rules.js';
import type { Records } from './records.js';
import type { Decision, Use } from './types.js';

const RUNS = Number(process.env['LAW_RUNS'] ?? 50_000);

function ask({ use, records, at }: PolicyCase, changed: { use?: Use; records?: Records } = {}): Decision {
  const [asked, given] = [changed.use ?? use, changed.records ?? records];
  return decide(asked, given, packsFor(asked, given, at), at);
}

// What is asked millions of times is asserted by Node: `expect` makes an error before it knows whether it needs one.

describe('the laws of decide under all packs', () => {
  const law = lawsOver(anyPolicyCase, RUNS, (dealt) => ask(dealt));

  const counts = { allowed: 0, narrowed: 0, parentsAllowed: 0 };
  const decisive = new Map(SPOILABLE.map((dimension) => [dimension, 0]));

  law(
    'the cases allow often, and every dimension decides often',
    (_, { outcome, reasons }) => {
      if (outcome === 'allow') counts.allowed++;
      for (const [dimension, count] of decisive)
        if (reasons.some(({ code, detail }) => isAbout(dimension, code, detail))) decisive.set(dimension, count + 1);
    },
    () => {
      expect(counts.allowed).toBeGreaterThan(RUNS * 0.3);
      const often = [...decisive].map(([dimension, count]) => [dimension, count > RUNS * 0.05]);
      expect(often).toEqual(SPOILABLE.map((dimension) => [dimension, true]));
    },
  );

  law(
    'S-01 R-02 R-07 R-12 taking something away, a strike, a dispute or a prohibition never widens an answer',
    (dealt, decision) => {
      const narrower = ask(dealt, { records: weakened(dealt.dice(), dealt) });
      if (rankOf(narrower) > rankOf(decision)) counts.narrowed++;
      assert.ok(rankOf(narrower) >= rankOf(decision), `${decision.outcome} became ${narrower.outcome}`);
    },
    () => {
      expect(counts.narrowed).toBeGreaterThan(RUNS * 0.03);
    },
  );

  law('the order of records, clauses and values is irrelevant to the last byte', (dealt, decision) => {
    assert.equal(JSON.stringify(ask(dealt, mixed(dealt.dice(), dealt))), JSON.stringify(decision));
  });

  law('R-03 what is recorded later changes nothing about an earlier answer', (dealt, decision) => {
    assert.deepEqual(ask(dealt, { records: continuedLater(dealt.dice(), dealt) }), decision);
  });

  law(
    'S-03 a parent is answered like the worst of its children',
    (dealt) => {
      const dice = dealt.dice();
      const { advertiser: _advertiser, ...rest } = dealt.use;
      const [dimension, parent, children] = dice.pick(FAMILIES);
      const stated = (word: string): Use => ({ ...rest, media: ['programme.svod'], [dimension]: [word] });
      // What is bound to one exact use says nothing of a wider one: one of the children may be that very use.
      const records = { ...dealt.records, approvals: [], claims: [], disclosures: [] };
      const rankFor = (word: string): number => rankOf(ask(dealt, { use: stated(word), records }));
      const answer = rankFor(parent);
      if (answer === 0) counts.parentsAllowed++;
      // Each child in a tenth of the cases, one child in the others: asking costs more than all other laws together.
      const asked = dice.chance(10) ? children : [dice.pick(children)];
      const worst = Math.max(...asked.map(rankFor));
      if (asked === children) assert.equal(answer, worst);
      else assert.ok(answer >= worst, `${answer} for \`${parent}\`, ${worst} for what lies below`);
    },
    () => {
      expect(counts.parentsAllowed).toBeGreaterThan(RUNS * 0.01);
    },
  );

  law('A-05 a value that nobody knows is never allowed', (dealt) => {
    const [dimension, unknown] = dealt.dice().pick(UNKNOWN_VALUES);
    assert.equal(ask(dealt, { use: { ...dealt.use, [dimension]: unknown } }).outcome, 'deny');
  });

  law(
    'N-04 no approval turns a deny into anything else, but for the estate of somebody who has died',
    (dealt, decision) => {
      if (decision.outcome !== 'deny' || dealt.records.performer?.some(({ diedOn }) => diedOn)) return;
      const kinds = ['studio', 'legal', 'union', 'estate', 'performer'] as const;
      const approvals = kinds.map((kind) => approvalOf(kind, dealt.use));
      assert.equal(ask(dealt, { records: { ...dealt.records, approvals } }).outcome, 'deny');
    },
  );

  law(
    'C-11 nobody alone reaches an allow through as scripted, safety or unrecognizable',
    ({ records: { claims } }, decision) => {
      for (const { id, exemption, by, review } of claims) {
        if (!decision.claims.includes(id)) continue;
        const standsAlone = exemption === 'customary_post_production' || exemption === 'permitted_dub_or_double';
        assert.ok(standsAlone || (review?.verdict === 'upheld' && review.by !== by), `${by} alone claims ${exemption}`);
      }
    },
  );

  law('every answer explains itself', (_, decision) => {
    const { outcome, reasons, missing, obligations, approvalsMissing, validUntil } = decision;
    assert.notEqual(reasons.length, 0);
    for (const { rule, source, message } of [...reasons, ...obligations.map((each) => ({ ...each, message: 'm' }))]) {
      assert.notEqual(RULES[rule], undefined);
      assert.notEqual(source, '');
      assert.notEqual(message, '');
    }
    if (outcome !== 'deny') assert.deepEqual(missing, []);
    if (outcome === 'deny') assert.deepEqual(obligations, []);
    if (outcome === 'allow') assert.deepEqual(approvalsMissing, []);
    assert.ok(validUntil > '2026-11-11T00:00:00.000Z', `it is valid until ${validUntil}`);
  });
});

function isAbout(dimension: string, code: string, detail: Readonly<Record<string, unknown>> = {}): boolean {
  if (code === `OUT_OF_SCOPE_${dimension.toUpperCase()}`) return true;
  if (code === 'TRAINING_NOT_GRANTED') return dimension === 'act';
  const outside = detail['outside'];
  return code === 'MODEL_SCOPE' && typeof outside === 'object' && outside !== null && dimension in outside;
}

const FAMILIES = [
  [
    'act',
    'generate.face',
    ['de_age', 'age_up', 'swap_onto_double', 'full_digital_double', 'crowd_tile'].map(
      (leaf) => `generate.face.${leaf}`,
    ),
  ],
  [
    'act',
    'alter',
    ['visual_adr', 'visual_dub', 'emotion', 'pitch_timbre', 'accent', 'cleanup'].map((leaf) => `alter.${leaf}`),
  ],
  ['media', 'promo.trailer', ['promo.trailer.series', 'promo.trailer.season', 'promo.trailer.teaser']],
  ['territory', '021', ['BM', 'CA', 'GL', 'PM', 'US']],
] as const;
