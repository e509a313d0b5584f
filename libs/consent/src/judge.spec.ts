import { describe, expect, it } from '@jest/globals';
import { consent, records, use } from '../../../test/support/consents.js';
import { applies, candidatesIn, doubtOf, foundIn, foundInConsent, obligationOf, reasonOf } from './judge.js';
import type { Condition, Consequence, PolicyPack } from './policy.js';
import { situationOf } from './situation.js';
import type { Use } from './types.js';

const AT = '2026-11-23T12:00:00.000Z';
const [PERFORMER, NOBODY, FOREIGN] = ['use.concerns_performer', 'use.concerns_nobody', 'tool.is_unattested'];
/** A second predicate that tells what it found, and a use of which both find something. */
const SENSITIVE = 'input.is_sensitive';
const SECRET: Partial<Use> = { pipeline: ['tool_x'], facts: { inputContracts: true, inputTalentLikeness: false } };
const DENY: Consequence = { effect: 'deny', code: 'NO_CONSENT' };

function pack(when: Condition, then: Consequence = DENY): PolicyPack {
  const rules = [{ id: 'C-01', when, then }];
  return { id: 'test', version: '1', title: 'A test', source: 'here', from: AT, until: null, applies: null, rules };
}

function asked(stated: Partial<Use> = {}): ReturnType<typeof situationOf> {
  return situationOf(use(stated), records(consent({})), AT);
}

function isMet(when: Condition): boolean {
  return foundIn([pack(when)], ['deny'], asked()).length > 0;
}

describe('the condition of a rule', () => {
  it.each<[Condition, boolean]>([
    [PERFORMER, true],
    [NOBODY, false],
    [{ not: NOBODY }, true],
    [{ not: PERFORMER }, false],
    [{ all: [] }, true],
    [{ all: [PERFORMER, { not: NOBODY }] }, true],
    [{ all: [PERFORMER, NOBODY] }, false],
    [{ any: [] }, false],
    [{ any: [NOBODY, PERFORMER] }, true],
    [{ any: [NOBODY, { not: PERFORMER }] }, false],
    [{ not: { any: [NOBODY] } }, true],
  ])('%j is %s', (when, expected) => {
    expect(isMet(when)).toBe(expected);
  });

  it('is of predicates that there are, and asks about a consent only where there is one', () => {
    expect(() => isMet('use.is_nice')).toThrow('no predicate is called `use.is_nice`');
    expect(() => isMet('consent.signer_is_unverified')).toThrow('asks about a consent where there is none');
  });

  it('hands on what each part found, and only where there is something', () => {
    const [told] = foundIn([pack({ any: [FOREIGN, PERFORMER] })], ['deny'], asked({ pipeline: ['tool_x'] }));
    const [same] = foundIn([pack({ all: [PERFORMER, FOREIGN] })], ['deny'], asked({ pipeline: ['tool_x'] }));
    expect(told?.detail).toEqual(same?.detail);
    expect(Object.keys(told?.detail ?? {})).not.toEqual([]);
    const [silent] = foundIn([pack(PERFORMER)], ['deny'], asked());
    if (!told || !silent) throw new Error('both are met');
    const found = foundIn([pack({ all: [FOREIGN, SENSITIVE, PERFORMER] })], ['deny'], asked(SECRET));
    expect(found[0]?.detail).toEqual({ ...told.detail, inputs: ['contracts'] });
    expect(reasonOf('NO_CONSENT', told)).toMatchObject({ rule: 'C-01', source: 'A test', detail: told.detail });
    expect(reasonOf('NO_CONSENT', silent)).not.toHaveProperty('detail');
    expect(reasonOf('NO_CONSENT', silent)).not.toHaveProperty('consent');
    expect(reasonOf('NO_CONSENT', silent, 'cons_1')).toMatchObject({ consent: 'cons_1' });
  });
});

describe('the consequences of rules', () => {
  it('are found by their effect', () => {
    const oblige = pack(PERFORMER, { effect: 'oblige', obligation: 'pay' });
    const wait = pack(PERFORMER, { effect: 'needs_approval', code: 'APPROVAL_MISSING', cure: 'studio' });
    const stand = pack(PERFORMER, { effect: 'stands_in', code: 'ESTATE_MISSING', cure: 'estate' });
    const exempt = pack(PERFORMER, { effect: 'exempt', exemption: 'safety', reviewed: true });
    const all = [oblige, wait, stand, exempt, pack(PERFORMER)];
    expect(foundIn(all, ['stands_in'], asked()).map(({ then }) => then)).toEqual([stand.rules[0]?.then]);
    expect(foundIn(all, ['exempt'], asked())).toHaveLength(1);
    expect(foundIn(all, ['deny', 'oblige'], asked())).toHaveLength(2);
    const [duty] = foundIn(all, ['oblige'], asked());
    const [doubt] = foundIn(all, ['needs_approval'], asked());
    if (!duty || !doubt) throw new Error('both are met');
    expect(obligationOf(duty)).toEqual({ kind: 'pay', rule: 'C-01', source: 'A test' });
    expect(doubtOf(doubt)).toMatchObject({ cure: 'studio', reason: { code: 'APPROVAL_MISSING' } });
    const [detailed] = foundIn([pack(FOREIGN, oblige.rules[0]?.then)], ['oblige'], asked({ pipeline: ['tool_x'] }));
    expect(detailed && obligationOf(detailed)).toMatchObject({ detail: expect.any(Object) });
  });

  it('follow a pack of itself where its condition is met', () => {
    expect(applies({ ...pack(PERFORMER), applies: null }, asked())).toBe(false);
    expect(applies({ ...pack(PERFORMER), applies: PERFORMER }, asked())).toBe(true);
    expect(applies({ ...pack(PERFORMER), applies: NOBODY }, asked())).toBe(false);
  });
});

describe('the rules about consents', () => {
  const ofConsent = 'consent.signer_is_unverified';
  const VOID: Consequence = { effect: 'void', code: 'SIGNATURE_MISSING' };

  it.each<[Condition, boolean]>([
    [ofConsent, true],
    [NOBODY, false],
    [{ not: ofConsent }, true],
    [{ not: PERFORMER }, false],
    [{ not: NOBODY }, true],
    [{ not: { all: [PERFORMER] } }, true],
    [{ all: [ofConsent, PERFORMER] }, true],
    [{ all: [ofConsent, NOBODY] }, false],
    [{ any: [NOBODY, ofConsent] }, true],
    [{ any: [NOBODY, { not: PERFORMER }] }, false],
  ])('with %j are left once the use was looked at: %s', (when, expected) => {
    expect(candidatesIn([pack(when, VOID)], asked())).toHaveLength(expected ? 1 : 0);
  });

  it('are asked of each consent', () => {
    const situation = { ...asked(), consent: consent({}) };
    const met = candidatesIn([pack({ all: [PERFORMER] }, VOID)], situation);
    expect(foundInConsent(met, situation).map(({ then }) => then)).toEqual([VOID]);
    const doubt: Consequence = { effect: 'doubt', code: 'ESTATE_MISSING', cure: 'estate' };
    expect(foundInConsent(candidatesIn([pack({ all: [PERFORMER] }, doubt)], situation), situation)).toHaveLength(1);
    expect(foundInConsent(candidatesIn([pack({ not: ofConsent }, VOID)], situation), situation)).toHaveLength(
      foundInConsent(candidatesIn([pack(ofConsent, VOID)], situation), situation).length === 1 ? 0 : 1,
    );
  });
});
