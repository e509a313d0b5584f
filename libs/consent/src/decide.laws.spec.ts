import assert from 'node:assert/strict';
import { describe, expect } from '@jest/globals';
import {
  anyCase,
  continued,
  forbidden,
  narrowed,
  shuffled,
  UNKNOWN_VALUES,
} from '../../../test/support/consent-cases.js';
import type { Case } from '../../../test/support/consent-cases.js';
import { canBeMerged, countHolding, judge, leavesBelow, rankOf } from '../../../test/support/consent-oracle.js';
import { lawsOver } from '../../../test/support/laws.js';
import { decide } from './decide.js';
import type { Records } from './records.js';
import type { Decision, Use } from './types.js';

const RUNS = Number(process.env['LAW_RUNS'] ?? 10_000);
const HOUR_MS = 3_600_000;

function ask({ use, records, at }: Case, changed: { use?: Use; records?: Records } = {}): Decision {
  return decide(changed.use ?? use, changed.records ?? records, [], at);
}

/** Counts with how many of each outcome and reason a law was tried. */
function tally(mix: Map<string, number>, { outcome, reasons }: Decision): void {
  for (const name of new Set([outcome, ...reasons.map(({ code }) => code)])) mix.set(name, (mix.get(name) ?? 0) + 1);
}

/** Whether enough of the cases came to this outcome for the law to mean something. */
function expectOften(mix: ReadonlyMap<string, number>, outcome: Decision['outcome'], share: number): void {
  expect(mix.get(outcome)).toBeGreaterThan(RUNS * share);
}

// What is asked many times is asserted by Node: `expect` makes an error before it knows whether it needs one.

describe('the laws of decide', () => {
  const law = lawsOver(anyCase, RUNS, (dealt) => ask(dealt));

  const judged = new Map<string, number>();
  let stitchedCount = 0;
  law(
    'S-01 S-02 agrees with an oracle that walks over every point',
    (dealt, decision) => {
      const { outcome, missing, reasons, isStitched } = judge(dealt.use, dealt.records, dealt.at);
      if (isStitched) stitchedCount++;
      tally(judged, decision);
      assert.equal(decision.outcome, outcome);
      assert.equal(decision.missing.length > 0, outcome === 'deny');
      assert.deepEqual(
        missing.filter((point) => countHolding(point, decision.missing) !== 1),
        [],
      );
      assert.deepEqual(
        pairs(decision.missing).filter(([one, other]) => canBeMerged(one, other)),
        [],
      );
      expectReasons(decision, reasons);
      const validMs = Date.parse(decision.validUntil) - Date.parse(dealt.at);
      assert.ok(validMs > 0 && validMs <= HOUR_MS, `it is valid until ${decision.validUntil}`);
    },
    () => {
      expectOften(judged, 'allow', 0.3);
      expectOften(judged, 'deny', 0.3);
      expect(stitchedCount).toBeGreaterThan(RUNS * 0.01);
      const decided = [...DECIDING].map((code) => [code, (judged.get(code) ?? 0) >= 15]);
      expect(decided).toEqual([...DECIDING].map((code) => [code, true]));
    },
  );

  const withWaiting = new Map<string, number>();
  law(
    'V-01 what waits for a signature changes nothing but why something is denied',
    (dealt, before) => {
      const waiting = dealt.records.consents.map(({ id, terms }) => ({
        ...{ id: `req_${id}`, terms, signedAt: dealt.at, respondBy: null, waitsFor: ['production'] },
      }));
      const decision = ask(dealt, { records: { ...dealt.records, waiting } });
      const apart = ({ reasons, ...rest }: Decision) => ({
        ...rest,
        reasons: reasons.filter(({ code }) => !['SIGNATURE_MISSING', 'NO_CONSENT', 'UNKNOWN'].includes(code)),
      });
      assert.deepEqual(apart(decision), apart(before));
      const isTold = decision.reasons.some(({ code }) => code === 'SIGNATURE_MISSING');
      assert.ok(!isTold || (decision.outcome === 'deny' && decision.missing.length > 0));
      if (!isTold) assert.deepEqual(decision, before);
      tally(withWaiting, decision);
    },
    () => {
      expect(withWaiting.get('SIGNATURE_MISSING')).toBeGreaterThan(RUNS * 0.02);
    },
  );

  const afterNarrowing = new Map<string, number>();
  law(
    'S-01 narrowing a consent, by its terms or by a withdrawal, never widens an answer',
    (dealt, before) => {
      const decision = ask(dealt, { records: narrowed(dealt.dice(), dealt) });
      assertNoWider(decision, before);
      if (before.outcome === 'allow') tally(afterNarrowing, decision);
    },
    () => {
      expectOften(afterNarrowing, 'deny', 0.03);
    },
  );

  const afterForbidding = new Map<string, number>();
  law(
    'S-02 adding a prohibition or a standing instruction never widens an answer',
    (dealt, before) => {
      const decision = ask(dealt, { records: forbidden(dealt.dice(), dealt) });
      assertNoWider(decision, before);
      if (before.outcome === 'allow') tally(afterForbidding, decision);
    },
    () => {
      expectOften(afterForbidding, 'deny', 0.03);
    },
  );

  law('the order of records, clauses, events and values is irrelevant to the last byte', (dealt, decision) => {
    assert.equal(JSON.stringify(ask(dealt, shuffled(dealt.dice(), dealt))), JSON.stringify(decision));
  });

  const ofParents = new Map<string, number>();
  law(
    'S-03 a parent is answered like the worst of its children',
    (dealt) => {
      const dice = dealt.dice();
      const dimension = dice.pick(['act', 'media', 'territory'] as const);
      const parent = dice.pick(PARENTS[dimension]);
      const stated = (word: string): Use => {
        const { advertiser: _, ...use } = { ...dealt.use, [dimension]: [word] };
        return use.media.some((medium) => medium.startsWith('ad')) ? { ...use, advertiser: ['Acme'] } : use;
      };
      const decision = ask(dealt, { use: stated(parent) });
      const children = leavesBelow(dimension, parent).map((leaf) => rankOf(ask(dealt, { use: stated(leaf) })));
      assert.equal(rankOf(decision), Math.max(...children));
      tally(ofParents, decision);
    },
    () => {
      expectOften(ofParents, 'allow', 0.03);
    },
  );

  const ofWider = new Map<string, number>();
  law(
    'S-03 S-06 what is allowed for a production or a language is allowed for those below it',
    (dealt) => {
      const [dimension, wide, narrow] = dealt.dice().pick(BELOW);
      const stated = (value: string): Use => ({
        ...dealt.use,
        ...(dimension === 'language' ? { language: [value] } : { production: value }),
      });
      const decision = ask(dealt, { use: stated(wide) });
      assertNoWider(decision, ask(dealt, { use: stated(narrow) }));
      tally(ofWider, decision);
    },
    () => {
      expectOften(ofWider, 'allow', 0.03);
    },
  );

  law('A-05 a value that nobody knows is never allowed', (dealt) => {
    const [dimension, unknown] = dealt.dice().pick(UNKNOWN_VALUES);
    assert.equal(ask(dealt, { use: { ...dealt.use, [dimension]: unknown } }).outcome, 'deny');
  });

  law('R-03 what is recorded later changes nothing about an earlier answer', (dealt, decision) => {
    assert.deepEqual(ask(dealt, { records: continued(dealt.dice(), dealt) }), decision);
  });
});

function assertNoWider(decision: Decision, than: Decision): void {
  assert.ok(rankOf(decision) >= rankOf(than), `${decision.outcome} is wider than ${than.outcome}`);
}

const PARENTS = {
  act: ['generate.voice'],
  media: ['promo.trailer'],
  territory: ['021'],
} as const;
const BELOW = [
  ['language', 'es', 'es-MX'],
  ['language', 'es', 'es-419'],
  ['language', '*', 'es'],
  ['language', '*', 'ja'],
  ['production', 'prod_h', 'prod_h1'],
  ['production', 'prod_h', 'prod_h2'],
  ['production', 'prod_h1', 'prod_h1e4'],
] as const;

/** The reasons that follow from single points must be exactly these; a lapse or withdrawal may explain a box besides. */
function expectReasons(decision: Decision, expected: ReadonlySet<string>): void {
  const told = new Set(
    decision.reasons.map(({ code, consent, clause }) => [code, consent, clause].filter(Boolean).join(' ')),
  );
  const codeOf = (reason: string): string => reason.split(' ')[0] ?? '';
  const untold = [...expected].filter(
    (reason) => !told.has(reason) && !(decision.outcome !== 'allow' && codeOf(reason) === 'COVERED'),
  );
  assert.deepEqual(untold, []);
  const untrue = [...told].filter((reason) => POINTWISE.has(codeOf(reason)) && !expected.has(reason));
  assert.deepEqual(untrue, []);
  assert.notEqual(told.size, 0);
}

const POINTWISE = new Set([
  ...['COVERED', 'PROHIBITED', 'STANDING_INSTRUCTION', 'REFUSED', 'WITHDRAWAL_DISPUTED', 'CONTENT_UNDECLARED'],
]);
const DECIDING = new Set([
  ...[
    'ACT',
    'PURPOSE',
    'PRODUCTION',
    'MEDIA',
    'TERRITORY',
    'LANGUAGE',
    'STAGE',
    'CONTENT',
    'TOOL',
    'ADVERTISER',
    'TIME',
  ].map((dimension) => `OUT_OF_SCOPE_${dimension}`),
  ...[
    'TRAINING_NOT_GRANTED',
    'MODEL_SCOPE',
    'WITHDRAWN',
    'EXPIRED',
    'NOT_ACTIVE',
    'PROHIBITED',
    'STANDING_INSTRUCTION',
  ],
  ...['REFUSED', 'UNKNOWN', 'NO_CONSENT', 'WITHDRAWAL_DISPUTED', 'CONTENT_UNDECLARED'],
]);

function pairs<T>(list: readonly T[]): readonly (readonly [T, T])[] {
  return list.flatMap((one, index) => list.slice(index + 1).map((other) => [one, other] as const));
}
