import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AT, PATHS, PLACED, anyConsent, anyScope, anyUse } from '../../../test/support/any-consents.js';
import { consent, permission, records } from '../../../test/support/consents.js';
import { sentencesOf, wordsOf } from '../../../test/support/reading-level.js';
import { admit } from './admit.js';
import { decide } from './decide.js';
import { stateOf } from './state.js';
import type { ConsentEvent, ConsentRecord } from './records.js';
import type { Box, Instant, Revocation, Terms, Use } from './types.js';
import { withdrawalEffect } from './withdrawal.js';
import type { WithdrawalEffect } from './withdrawal.js';

const RIGHTS = ['any_time', 'notice', 'new_works_only', 'for_cause', 'none'] as const;
const TRAILERS: Box = { media: ['promo.trailer'] };

function record(revocation: Partial<Revocation> = {}, terms: Partial<Terms> = {}): ConsentRecord {
  const given = consent({ permissions: [permission({ media: ['programme', 'promo.trailer'] })] });
  return { ...given, terms: { ...given.terms, ...terms, revocation: { ...given.terms.revocation, ...revocation } } };
}

function effectOf(of: ConsentRecord, scope: Box | null, at = AT): WithdrawalEffect {
  const effect = withdrawalEffect(of, scope, at, PLACED);
  if (effect.kind === 'refused') throw new Error(`refused: ${effect.code}`);
  return effect;
}

/** The record after the act, or itself where the act is refused. */
function withdrawn(of: ConsentRecord, scope: Box | null, at = AT): ConsentRecord {
  const answer = admit({ kind: 'consent.withdraw', scope }, { at, request: null, consent: of, names: PLACED });
  return (answer.kind === 'admitted' ? answer.consent : null) ?? of;
}

function outcome(use: Use, of: ConsentRecord, at: Instant) {
  return decide(use, records(of), [], at).outcome;
}

function withEvents(of: ConsentRecord, scopes: readonly Box[], effectiveAt: Instant): ConsentRecord {
  const events = scopes.map((scope, index): ConsentEvent => {
    const version = of.version + index + 1;
    return { kind: 'withdrawn', version, at: AT, effectiveAt, scope, worksMadeBefore: 'stop' };
  });
  return { ...of, events: [...of.events, ...events], version: of.version + events.length };
}

describe('withdrawing trailers', () => {
  it('R-02 tells clauses with one title apart by what sets them apart', () => {
    const box = { ...record().terms.permissions[0]?.box };
    const permissions = [
      { id: 'episodes', box: { ...box, media: ['programme'] } },
      { id: 'trailers', box: { ...box, media: ['promo.trailer'] } },
    ];
    const { words } = effectOf({ ...record(), terms: { ...record().terms, permissions } }, TRAILERS);
    expect(words.stops[0]).toBe('Say lines again in your voice. Only in trailers.');
    expect(words.goesOn).toContain('You still allow this: Say lines again in your voice. Only in the work itself.');
  });

  it('R-02 stops trailers and leaves the episodes', () => {
    const { stops, goesOn, state, words } = effectOf(record(), TRAILERS);
    expect(stops.map(({ media }) => media)).toEqual([['promo.trailer']]);
    expect(goesOn.map(({ media }) => media)).toEqual([['programme']]);
    expect(state).toBe('narrowed');
    expect(words).toEqual({
      effect: ['It takes effect at once.'],
      stops: ['Say lines again in your voice. Only in trailers.'],
      goesOn: [
        'Works that are out may stay out.',
        'You still allow this: Say lines again in your voice. Only in the work itself.',
        'Noise removal on your own recorded lines needs no consent. Withdrawing does not stop it.',
      ],
      erases: ['Nothing has to be erased yet, because a part goes on.'],
    });
  });

  it('withdrawing all of it leaves nothing', () => {
    const { goesOn, state } = effectOf(record(), null);
    expect({ goesOn, state }).toEqual({ goesOn: [], state: 'withdrawn' });
  });

  it('a range inside a range stops, and the rest is said as the wider range', () => {
    const { stops, goesOn } = effectOf(record(), { language: ['es-MX'] });
    expect([stops.map(({ language }) => language), goesOn.map(({ language }) => language)]).toEqual([
      [['es-MX']],
      [['es']],
    ]);
  });

  it('a stage stops from there on', () => {
    const { stops, goesOn, words } = effectOf(record(), { stage: 'internal_review' });
    expect([stops.map(({ stage }) => stage), goesOn.map(({ stage }) => stage)]).toEqual([
      ['internal_review'],
      ['temp'],
    ]);
    expect(words.stops[0]).toBe('Say lines again in your voice. Only in versions for review and in the finished work.');
  });
});

describe('the terms decide when it takes effect', () => {
  it('notice: after whole days, at the end of one', () => {
    const { effectiveAt, kind, words } = effectOf(record({ right: 'notice', noticeDays: 14 }), null);
    expect({ effectiveAt, kind }).toEqual({ effectiveAt: '2026-12-02T08:00:00.000Z', kind: 'ends' });
    expect(words.effect).toEqual([
      'It takes effect after 14 days, at the end of 1 December 2026, Los Angeles time. Until then they may go on.',
    ]);
  });

  it('R-04 no notice delays it where consent is the basis in law, and no agreement denies it', () => {
    for (const right of RIGHTS) {
      const { effectiveAt, kind } = effectOf(record({ right, noticeDays: 30 }, { legalBasis: 'gdpr_consent' }), null);
      expect({ right, effectiveAt, kind }).toEqual({ right, effectiveAt: AT, kind: 'ends' });
    }
  });

  it('R-05 where there is no right it is asked for, and disputed', () => {
    const of = record({ right: 'none' });
    const { kind, state, words } = effectOf(of, TRAILERS);
    expect({ kind, state }).toEqual({ kind: 'asked', state: 'disputed' });
    expect(words.effect[0]).toMatch(/^Your agreement does not let you end it alone\. You can ask\./);
    expect(withdrawn(of, TRAILERS).events).toEqual([{ kind: 'withdrawal_asked', version: 2, at: AT, scope: TRAILERS }]);
  });

  it.each([
    ['new_works_only', 'stop_unreleased', 'continue'],
    ['any_time', 'continue_all_authorised', 'continue'],
    ['any_time', 'continue_released', 'stop'],
    ['any_time', 'remove_where_practicable', 'stop'],
  ] as const)('R-03 %s with %s: works made before %s', (right, existingWorks, worksMadeBefore) => {
    expect(effectOf(record({ right, existingWorks }), null).worksMadeBefore).toBe(worksMadeBefore);
  });
});

describe('D-01 what must be erased', () => {
  const within = (deleteWithinDays: number, revocation: Partial<Revocation> = {}) =>
    record(revocation, { deleteWithinDays });

  it('counts from the end, and waits for it', () => {
    const { deleteBy, words } = effectOf(within(30), null);
    expect(deleteBy).toBe('2026-12-17T18:42:00.000Z');
    expect(words.erases).toEqual([
      'They must erase the copy, its model and what they made it from within 30 days of the end.',
    ]);
    const noticed = effectOf(within(30, { right: 'notice', noticeDays: 14 }), null);
    expect(noticed.deleteBy).toBe('2027-01-01T08:00:00.000Z');
  });

  it('is nothing while a part goes on, while it is only asked for, and where the terms are silent', () => {
    const said = [
      effectOf(within(30), TRAILERS),
      effectOf(within(30, { right: 'none' }), null),
      effectOf(record(), null),
    ].map(({ deleteBy, words }) => [deleteBy, ...words.erases]);
    expect(said).toEqual([
      [null, 'Nothing has to be erased yet, because a part goes on.'],
      [null, 'Nothing has to be erased until it is settled.'],
      [null, 'Your agreement does not say that anything must be erased.'],
    ]);
  });
});

describe('a withdrawal of nothing is refused', () => {
  const codeOf = (of: ConsentRecord, scope: Box | null, at = AT) => {
    const answer = withdrawalEffect(of, scope, at, PLACED);
    return answer.kind === 'refused' ? answer.code : answer.kind;
  };

  it('says why', () => {
    const trailersGone = withdrawn(record(), TRAILERS);
    const allGone = withdrawn(record({ right: 'notice', noticeDays: 30 }), null);
    const asked = withdrawn(record({ right: 'for_cause' }), TRAILERS);
    expect(codeOf(record(), { media: ['ad'] })).toBe('scope_not_granted');
    expect(codeOf(trailersGone, { media: ['promo.trailer.series'] })).toBe('scope_not_granted');
    expect(codeOf(withdrawn(record(), { language: ['es-MX'] }), { language: ['es-MX'] })).toBe('scope_not_granted');
    expect(codeOf(allGone, TRAILERS)).toBe('consent_already_withdrawn');
    expect(codeOf(asked, TRAILERS)).toBe('withdrawal_already_asked');
    expect(codeOf(asked, null)).toBe('asked');
    expect(codeOf(record(), null, '2028-01-01T00:00:00.000Z')).toBe('consent_ended');
    expect(codeOf(trailersGone, null)).toBe('ends');
  });
});

describe('the state of a consent', () => {
  it('follows its history', () => {
    const noticed = withdrawn(record({ right: 'notice', noticeDays: 14 }), null);
    expect(stateOf(record(), AT)).toBe('given');
    expect(stateOf(noticed, AT)).toBe('given');
    expect(stateOf(noticed, '2026-12-02T08:00:00.000Z')).toBe('withdrawn');
    expect(stateOf(noticed, '2029-01-01T00:00:00.000Z')).toBe('withdrawn');
    expect(stateOf(withdrawn(record(), TRAILERS), AT)).toBe('narrowed');
    expect(stateOf(withdrawn(withdrawn(record(), TRAILERS), { media: ['programme'] }), AT)).toBe('withdrawn');
    expect(stateOf(withdrawn(record(), TRAILERS), '2028-01-01T00:00:00.000Z')).toBe('expired');
    expect(stateOf(withdrawn(record({ right: 'none' }), TRAILERS), AT)).toBe('disputed');
  });
});

describe('laws, for random consents with random histories', () => {
  const anyCase = fc
    .record({
      given: anyConsent(RIGHTS),
      earlier: fc.array(fc.option(anyScope, { freq: 9 }), { maxLength: 2 }),
      scope: fc.option(anyScope, { freq: 9 }),
      uses: fc.array(anyUse, { minLength: 6, maxLength: 6 }),
    })
    .map(({ given, earlier, ...rest }) => ({
      ...rest,
      of: earlier.reduce((each, scope) => withdrawn(each, scope, '2026-11-01T09:00:00.000Z'), given),
    }));
  const CASES = { numRuns: 150 };

  it('preview equals effect: what decide then refuses is exactly what the preview said would stop', () => {
    fc.assert(
      fc.property(anyCase, ({ of, scope, uses }) => {
        const effect = withdrawalEffect(of, scope, AT, PLACED);
        if (effect.kind === 'refused') return;
        const after = withdrawn(of, scope);
        const foreseen = withEvents(of, effect.stops, effect.effectiveAt);
        for (const use of uses) {
          const isAllowed = outcome(use, after, effect.effectiveAt) === 'allow';
          expect(isAllowed).toBe(outcome(use, foreseen, effect.effectiveAt) === 'allow');
          if (effect.kind === 'asked' && !isAllowed && outcome(use, of, AT) === 'allow')
            expect(outcome(use, after, AT)).toBe('needs_approval');
        }
      }),
      CASES,
    );
  });

  it('what goes on, without what stops, is all that decide then allows', () => {
    fc.assert(
      fc.property(anyCase, ({ of, scope, uses }) => {
        const effect = withdrawalEffect(of, scope, AT, PLACED);
        if (effect.kind === 'refused') return;
        const at = effect.effectiveAt;
        // A scope of a later time divides what goes on there. Read as a permission of its own, as this law reads it, the
        // later part would not have begun, though the consent that it is a part of has.
        const scopes = [scope, ...of.events.map((event) => ('scope' in event ? event.scope : null))];
        if (scopes.some((box) => (box?.from ?? '') > at || (box?.until ?? '') > at)) return;
        const permissions = effect.goesOn.map((box, index) => ({ id: `left-${index + 1}`, box }));
        const left = withEvents({ ...of, terms: { ...of.terms, permissions } }, effect.stops, at);
        for (const use of uses)
          expect(outcome(use, left, at) === 'allow').toBe(outcome(use, withdrawn(of, scope), at) === 'allow');
      }),
      CASES,
    );
  });

  it('withdrawing never widens, and before it takes effect it changes nothing', () => {
    fc.assert(
      fc.property(anyCase, ({ of, scope, uses }) => {
        const after = withdrawn(of, scope);
        const effect = withdrawalEffect(of, scope, AT, PLACED);
        for (const use of uses) {
          const [was, is] = [outcome(use, of, AT), outcome(use, after, AT)];
          if (was !== 'allow') expect(is).not.toBe('allow');
          if (effect.kind === 'ends' && effect.effectiveAt > AT) expect(is).toBe(was);
        }
      }),
      CASES,
    );
  });

  it('a scope is refused only if withdrawing it would change no answer', () => {
    fc.assert(
      fc.property(anyCase, ({ of, scope, uses }) => {
        const effect = withdrawalEffect(of, scope, AT, PLACED);
        if (effect.kind !== 'refused' || effect.code === 'withdrawal_already_asked') return;
        const settledAt = [AT, ...of.events.map((event) => (event.kind === 'withdrawn' ? event.effectiveAt : AT))]
          .sort()
          .at(-1)!;
        const forced = withEvents(of, [scope ?? {}], settledAt);
        for (const use of uses) expect(outcome(use, forced, settledAt)).toBe(outcome(use, of, settledAt));
      }),
      CASES,
    );
  });

  it('the state that the preview names is the state that follows', () => {
    fc.assert(
      fc.property(anyCase, ({ of, scope }) => {
        const effect = withdrawalEffect(of, scope, AT, PLACED);
        if (effect.kind === 'refused') return;
        expect(stateOf(withdrawn(of, scope), effect.effectiveAt, PATHS)).toBe(effect.state);
      }),
      CASES,
    );
  });

  it('the words of the effect are short, and hold no path', () => {
    fc.assert(
      fc.property(anyCase, ({ of, scope }) => {
        const effect = withdrawalEffect(of, scope, AT, PLACED);
        if (effect.kind === 'refused') return;
        const text = [
          ...effect.words.effect,
          ...effect.words.stops,
          ...effect.words.goesOn,
          ...effect.words.erases,
        ].join('\n');
        expect(text).not.toMatch(/[a-z_]+\.[a-z_]+|[a-z]_[a-z]|without words/);
        expect(sentencesOf(text).filter((sentence) => wordsOf(sentence).length > 25)).toEqual([]);
      }),
      CASES,
    );
  });
});
