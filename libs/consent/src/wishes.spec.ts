import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AT, PLACED } from '../../../test/support/any-consents.js';
import { answer, consent, permission, records, use } from '../../../test/support/consents.js';
import { admit } from './admit.js';
import type { Command } from './admit-commands.js';
import { decide } from './decide.js';
import { openWishesOf } from './disputes.js';
import { letsOptOut } from './policies.js';
import { stateOf } from './state.js';
import type { ConsentRecord } from './records.js';
import type { Box, Instant } from './types.js';
import { withdrawalEffect } from './withdrawal.js';

const TRAILERS: Box = { media: ['promo.trailer'] };

/** A consent whose terms leave its end to who asked for it. */
function bound(right: 'none' | 'for_cause' = 'none'): ConsentRecord {
  const given = consent({ permissions: [permission({ media: ['programme', 'promo.trailer'] })] });
  return { ...given, terms: { ...given.terms, revocation: { ...given.terms.revocation, right } } };
}

function after(of: ConsentRecord, command: Command, at: Instant = AT): ConsentRecord {
  const done = admit(command, { at, request: null, consent: of, names: PLACED });
  if (done.kind === 'refused') throw new Error(`refused: ${done.code}`);
  // Each act has one fact of this consent.
  return done.consent!;
}

function refusal(of: ConsentRecord, command: Command): string {
  const done = admit(command, { at: AT, request: null, consent: of, names: PLACED });
  return done.kind === 'refused' ? done.code : done.kind;
}

const asking = (scope: Box | null, dispute = 'dsp_1'): Command => ({ kind: 'consent.withdraw', scope, dispute });
const agree = (dispute = 'dsp_1'): Command => ({ kind: 'consent.agree_to_withdrawal', dispute });
const refuse = (dispute = 'dsp_1'): Command => ({ kind: 'consent.refuse_withdrawal', dispute });
const end = (dispute = 'dsp_1'): Command => ({ kind: 'consent.end_dispute', dispute });
const trailer = use({ media: ['promo.trailer.season'] });
const asked = (of: ConsentRecord) => answer(decide(trailer, records(of), [], AT));

describe('R-05 a wish to withdraw', () => {
  it.each(['none', 'for_cause'] as const)(
    'with the right `%s` opens a dispute, and what it is about waits',
    (right) => {
      const wished = after(bound(right), asking(TRAILERS));
      expect(wished.events).toEqual([
        { kind: 'withdrawal_asked', version: 2, at: AT, scope: TRAILERS, dispute: 'dsp_1' },
      ]);
      expect(stateOf(wished, AT)).toBe('disputed');
      expect(asked(wished)).toEqual(['needs_approval', 'WITHDRAWAL_DISPUTED']);
      expect(answer(decide(use({}), records(wished), [], AT))).toEqual(['allow', 'COVERED']);
    },
  );

  it('becomes a withdrawal at once when who asked for the consent agrees, whatever the terms say', () => {
    const wished = after(bound(), asking(TRAILERS));
    const effect = withdrawalEffect(wished, TRAILERS, AT, PLACED, { isFree: true });
    expect(effect).toMatchObject({ kind: 'ends', effectiveAt: AT, state: 'narrowed' });
    const agreed = after(wished, agree());
    expect(agreed.events.at(-1)).toMatchObject({
      kind: 'withdrawn',
      scope: TRAILERS,
      effectiveAt: AT,
      dispute: 'dsp_1',
    });
    expect(stateOf(agreed, AT)).toBe('narrowed');
    expect(asked(agreed)).toEqual(['deny', 'WITHDRAWN']);
    expect([agree(), refuse(), end()].map((each) => refusal(agreed, each))).toEqual(Array(3).fill('dispute_over'));
  });

  it('R-06 is a withdrawal at once where an agreement lets her opt out, whatever the terms say', () => {
    const history = { at: AT, request: null, consent: bound(), names: PLACED, letsOptOut: true };
    const done = admit(asking(null), history);
    expect(done).toMatchObject({ effect: { kind: 'ends', effectiveAt: AT, state: 'withdrawn' } });
    const path = ['prod_ad'];
    const under = (agreements: readonly string[]) => letsOptOut([{ node: 'prod_ad', at: AT, agreements }], path, AT);
    expect(under(['sag-aftra-audio-ai@2024'])).toBe(true);
    expect(under(['sag-aftra-tv@2026'])).toBe(false);
  });

  it('stays open when they refuse, once, and can still be agreed to', () => {
    const refused = after(after(bound(), asking(null)), refuse());
    expect(stateOf(refused, AT)).toBe('disputed');
    expect(asked(refused)).toEqual(['needs_approval', 'WITHDRAWAL_DISPUTED']);
    expect(refusal(refused, refuse())).toBe('withdrawal_refused_already');
    expect(refusal(refused, asking(TRAILERS, 'dsp_2'))).toBe('withdrawal_already_asked');
    expect(stateOf(after(refused, agree()), AT)).toBe('withdrawn');
  });

  it('is let go by ending its dispute, and can be had again', () => {
    const given = bound();
    const ended = after(after(given, asking(null)), end());
    expect(stateOf(ended, AT)).toBe('given');
    expect(asked(ended)).toEqual(asked(given));
    expect(asked(after(ended, asking(null, 'dsp_2')))).toEqual(['needs_approval', 'WITHDRAWAL_DISPUTED']);
  });

  it('is told apart from a dispute, to which nobody else agrees', () => {
    const disputed = after(bound(), { kind: 'consent.dispute', dispute: 'dsp_1' });
    expect([agree(), refuse()].map((each) => refusal(disputed, each))).toEqual(['dispute_no_wish', 'dispute_no_wish']);
    expect(refusal(disputed, agree('dsp_9'))).toBe('dispute_unknown');
    const both = after(disputed, asking(null, 'dsp_2'));
    expect(stateOf(after(both, end('dsp_2')), AT)).toBe('disputed');
  });

  it('that was recorded before wishes had disputes stays open', () => {
    const old = { ...bound(), events: [{ kind: 'withdrawal_asked', version: 2, at: AT, scope: null }] as const };
    expect(asked({ ...old, version: 2 })).toEqual(['needs_approval', 'WITHDRAWAL_DISPUTED']);
  });

  it('ends only as a withdrawal or by her own word, in any order of acts, and gives back no more than there was', () => {
    const anyAct = fc.record({
      act: fc.constantFrom('ask', 'narrow', 'agree', 'refuse', 'end'),
      dispute: fc.constantFrom('dsp_1', 'dsp_2'),
    });
    fc.assert(
      fc.property(fc.array(anyAct, { minLength: 1, maxLength: 10 }), (acts) => {
        let now = bound();
        const open = new Map<string, Box | null>();
        let taken: readonly (Box | null)[] = [];
        for (const { act, dispute } of acts) {
          const command =
            act === 'ask'
              ? asking(null, dispute)
              : act === 'narrow'
                ? asking(TRAILERS, dispute)
                : { agree, refuse, end }[act](dispute);
          const done = admit(command, { at: AT, request: null, consent: now, names: PLACED });
          if (done.kind === 'refused') continue;
          now = done.consent!;
          if (act === 'ask' || act === 'narrow') open.set(dispute, act === 'ask' ? null : TRAILERS);
          if (act === 'agree') taken = [...taken, open.get(dispute) ?? null];
          if (act === 'agree' || act === 'end') open.delete(dispute);
        }
        expect(
          openWishesOf(now, AT)
            .map((wish) => wish.dispute)
            .sort(),
        ).toEqual([...open.keys()].sort());
        const isTaken = taken.length > 0;
        const waits = open.size > 0;
        expect(asked(now)[0]).toBe(isTaken ? 'deny' : waits ? 'needs_approval' : 'allow');
      }),
      { numRuns: 100 },
    );
  });
});
