import assert from 'node:assert/strict';
import { describe, expect, it } from '@jest/globals';
import { lawsOver } from '../../../test/support/laws.js';
import { anyPolicyCase } from '../../../test/support/policy-cases.js';
import { weakened } from '../../../test/support/policy-changes.js';
import { changesBetween } from './changes-between.js';
import { decide } from './decide.js';
import { packsFor } from './packs.js';
import type { Decision, Reason } from './types.js';

const RUNS = Number(process.env['LAW_RUNS'] ?? 1000);

const reason = (code: Reason['code'], message: string): Reason => ({ code, message, rule: 'R-02', source: 'Terms' });
const covered = reason('COVERED', 'a consent covers it');
const withdrawn = reason('WITHDRAWN', 'she withdrew the consent');
const rests = (version: number, consent = 'cons_1') => [{ consent, version }];
const lines = { consent: 'cons_1', clause: 'c-1', unit: 'lines', amount: 2 } as const;
const allow: Parameters<typeof changesBetween>[0] = {
  ...{ outcome: 'allow', reasons: [covered], obligations: [], reliedOn: rests(1), reserved: [lines] },
};

describe('E-05 what has changed since a use was asked about', () => {
  it('is nothing where the answer, its grounds and what it rests on are the same', () => {
    expect(changesBetween(allow, { ...allow })).toEqual([]);
  });

  it('is the answer, its new ground and the version of the consent after a withdrawal', () => {
    const deny = { ...allow, outcome: 'deny' as const, reasons: [withdrawn], reliedOn: rests(2), reserved: [] };
    expect(changesBetween(allow, deny)).toEqual([
      { kind: 'outcome', message: 'it was allowed and is denied now' },
      { kind: 'reason', message: 'she withdrew the consent', reason: withdrawn },
      { kind: 'rests_on', message: 'consent `cons_1` has changed: version 1 was read, and is 2 now' },
    ]);
  });

  it('names another consent, another duty and what is held now', () => {
    const pay = { kind: 'pay', rule: 'U-02', source: 'Terms' } as const;
    const later = { ...allow, obligations: [pay], reliedOn: rests(1, 'cons_2'), reserved: [] };
    expect(changesBetween(allow, later).map(({ message }) => message)).toEqual([
      'it concerns consent `cons_2` now',
      'it concerns consent `cons_1` no longer',
      '`pay` is owed now, which was not',
      'it holds nothing now; before, 2 lines of `cons_1` clause c-1',
    ]);
  });
});

describe('the laws of what has changed', () => {
  const law = lawsOver(anyPolicyCase, RUNS, ({ use, records, at, dice }): [Decision, Decision] => {
    const less = weakened(dice(), { use, records, at, dice });
    return [decide(use, records, packsFor(use, records, at), at), decide(use, less, packsFor(use, less, at), at)];
  });

  law(
    'nothing has changed between an answer and itself, and an outcome is said exactly where it is another',
    (_, [a, b]) => {
      assert.deepEqual(changesBetween(a, a), []);
      const said = changesBetween(a, b);
      assert.equal(
        said.some(({ kind }) => kind === 'outcome'),
        a.outcome !== b.outcome,
      );
      // A worse answer has a ground that the better one had not: nobody is denied without a word.
      if (a.outcome === 'allow' && b.outcome !== 'allow') assert.ok(said.some(({ kind }) => kind === 'reason'));
    },
  );
});
