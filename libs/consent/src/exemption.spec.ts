import { describe, expect, it } from '@jest/globals';
import { consent, permission, records, use } from '../../../test/support/consents.js';
import { claim } from '../../../test/support/policies.js';
import { decide } from './decide.js';
import type { PolicyPack } from './policy.js';
import { packNamed } from './released-packs.js';
import type { ConsentEvent, ConsentRecord, ExemptionClaim, Records } from './records.js';
import type { Box, Decision } from './types.js';

const AT = '2026-11-23T12:00:00.000Z';
const YESTERDAY = '2026-11-22T09:00:00.000Z';
const TOMORROW = '2026-11-24T09:00:00.000Z';
const HOUSE = [packNamed('countersign@1')].flatMap((pack) => pack ?? []);

/** A fall that nobody could perform safely (C-06): excused by a claim that another person upheld, if a scan was allowed. */
const fall = use({ act: ['generate.face.full_digital_double'], facts: { unsafeForHumans: true } });
const clean = use({ act: ['alter.cleanup'], facts: { alterationPurpose: 'noise_reduction' } });
const scanned = (box: Box = {}): Box => permission({ act: ['capture'], ...box });

function ask(claims: readonly ExemptionClaim[], given: Partial<Records> = {}, asked = fall): Decision {
  const known = { ...records(consent({ permissions: [scanned()] })), ...given, claims };
  return decide(asked, known, HOUSE, AT);
}

function answer({ outcome, reasons }: Decision): string {
  return [outcome, ...new Set(reasons.map(({ code }) => code))].join(' ');
}

const of = (stated: Partial<ExemptionClaim> = {}): ExemptionClaim => claim(fall, 'safety', stated);
const review = { by: 'user:2', at: YESTERDAY, verdict: 'upheld' } as const;
const EXEMPT = 'allow EXEMPT';
const WAITS = 'needs_approval CLAIM_UNREVIEWED';
const given = (...consents: readonly ConsentRecord[]): Partial<Records> => ({ consents });

describe('a claim that a use needs no consent', () => {
  it('C-06 counts once another person upheld it, and the answer names all of it', () => {
    const decision = ask([of()]);
    expect(answer(decision)).toBe(EXEMPT);
    expect(decision.claims).toEqual(['clm_1']);
    expect(decision.reasons[0]?.detail).toMatchObject({
      ...{ exemption: 'safety', claim: 'clm_1', claimedBy: 'user:1', reviewedBy: 'user:2' },
    });
  });

  it.each<[string, readonly ExemptionClaim[], string, string | undefined]>([
    ['nobody made it', [], WAITS, 'claim'],
    ['it is of another exemption', [claim(fall, 'as_scripted')], WAITS, 'claim'],
    ['nobody has looked', [of({ review: null })], WAITS, 'review'],
    ['its author looked', [of({ review: { ...review, by: 'user:1' } })], WAITS, 'review'],
    ['somebody will look', [of({ review: { ...review, at: TOMORROW } })], WAITS, 'review'],
    ['the performer asked', [of({ questionedAt: YESTERDAY })], WAITS, 'answer'],
    ['she asked just now', [of({ questionedAt: AT })], WAITS, 'answer'],
    ['the answer comes later', [of({ questionedAt: YESTERDAY, answeredAt: TOMORROW })], WAITS, 'answer'],
    ['one of two is questioned', [of({ questionedAt: YESTERDAY }), of({ id: 'clm_2', review: null })], WAITS, 'answer'],
    ['she will ask', [of({ questionedAt: TOMORROW })], EXEMPT, undefined],
    ['she was answered', [of({ questionedAt: YESTERDAY, answeredAt: AT })], EXEMPT, undefined],
    ['somebody looks just now', [of({ review: { ...review, at: AT } })], EXEMPT, undefined],
    ['another one counts', [of({ review: null }), of({ id: 'clm_2' })], EXEMPT, undefined],
    [
      'one was rejected and another not looked at',
      [of({ review: { ...review, verdict: 'rejected' } }), of({ id: 'clm_2', review: null })],
      WAITS,
      'review',
    ],
  ])('C-05 to C-07: where %s', (_title, claims, expected, lacks) => {
    const decision = ask(claims);
    expect(answer(decision)).toBe(expected);
    if (lacks !== undefined) expect(decision.reasons[0]?.detail).toMatchObject({ exemption: 'safety', lacks });
  });

  it('C-06 that was rejected helps nobody, and neither does waiting', () => {
    const rejected = of({ review: { ...review, verdict: 'rejected' } });
    expect(answer(ask([rejected]))).toMatch(/^deny/);
    expect(answer(ask([rejected, of({ id: 'clm_2', review: { ...review, verdict: 'rejected' } })]))).toMatch(/^deny/);
  });

  it('C-09 customary finishing needs no second look, but a rejection ends it; the first claim by id is told', () => {
    const made = (id: string, stated: Partial<ExemptionClaim> = {}): ExemptionClaim =>
      claim(clean, 'customary_post_production', { id, review: null, ...stated });
    const decision = ask([made('clm_b'), made('clm_a')], {}, clean);
    expect(answer(decision)).toBe(EXEMPT);
    expect(decision.claims).toEqual(['clm_a']);
    expect(decision.reasons[0]?.detail).not.toHaveProperty('reviewedBy');
    expect(ask([made('clm_a'), made('clm_b')], {}, clean).claims).toEqual(['clm_a']);
    const rejected = made('clm_a', { review: { ...review, verdict: 'rejected' } });
    expect(answer(ask([rejected], {}, clean))).toMatch(/^deny/);
    // A second claim is no way around a rejection, unless another person upheld it later.
    expect(ask([rejected, made('clm_b')], {}, clean).claims).toEqual([]);
    const later = made('clm_b', { review: { ...review, at: '2026-11-22T09:00:00.001Z' } });
    expect(ask([rejected, later], {}, clean).claims).toEqual(['clm_b']);
    expect(ask([rejected, made('clm_b', { review })], {}, clean).claims).toEqual([]);
    const again = made('clm_c', { review: { ...review, at: '2026-11-22T10:00:00.000Z', verdict: 'rejected' } });
    expect(ask([again, rejected, later], {}, clean).claims).toEqual([]);
  });
});

describe('a claim of an almost equal use in the same production', () => {
  const FINISHING = 'customary_post_production';
  const other = { ...clean, facts: { ...clean.facts, campaign: 'x' } };
  const beside = (stated: Partial<ExemptionClaim>): ExemptionClaim =>
    claim(other, FINISHING, { id: 'clm_0', review: null, ...stated });
  const alone = claim(clean, FINISHING, { review: null });
  const rejection = { ...review, verdict: 'rejected' } as const;

  it.each<[string, ExemptionClaim, string]>([
    ['nobody contests it', beside({}), EXEMPT],
    ['another person rejected it', beside({ review: rejection }), WAITS],
    ['its author rejected it', beside({ review: { ...rejection, by: 'user:1' } }), EXEMPT],
    ['it will be rejected', beside({ review: { ...rejection, at: TOMORROW } }), EXEMPT],
    ['it was upheld', beside({ review }), EXEMPT],
    ['she asked about it', beside({ questionedAt: AT }), WAITS],
    ['she asked about it, although it was upheld', beside({ review, questionedAt: YESTERDAY }), WAITS],
    ['she was answered', beside({ questionedAt: YESTERDAY, answeredAt: AT }), EXEMPT],
    ['it is of another exemption', claim(other, 'as_scripted', { review: rejection }), EXEMPT],
    ['it has run out', beside({ claimedAt: '2026-10-24T12:00:00.000Z', review: rejection }), EXEMPT],
    ['it runs out in a moment', beside({ claimedAt: '2026-10-24T12:00:00.001Z', review: rejection }), WAITS],
  ])('C-11 decides whether one person alone can excuse this one: where %s', (_title, contested, expected) => {
    const decision = ask([contested, alone], {}, clean);
    expect(answer(decision)).toBe(expected);
    if (expected === WAITS)
      expect(decision.reasons[0]?.detail).toMatchObject({ exemption: FINISHING, lacks: 'review' });
  });

  it('C-11 that is contested leaves the claim that another person upheld, and is no claim of this use', () => {
    const contested = beside({ review: rejection, questionedAt: YESTERDAY });
    expect(ask([contested, { ...alone, review }], {}, clean).claims).toEqual(['clm_1']);
    const { outcome, reasons } = ask([contested], {}, clean);
    expect([outcome, reasons[0]?.detail]).toMatchObject(['needs_approval', { lacks: 'claim' }]);
  });

  it('C-11 gives no answer for longer than it counts while it is contested', () => {
    const claimedAt = '2026-10-24T12:10:00.000Z';
    expect(ask([beside({ claimedAt, review: rejection }), alone], {}, clean).validUntil).toBe(
      '2026-11-23T12:10:00.000Z',
    );
    expect(ask([beside({ claimedAt }), alone], {}, clean).validUntil).toBe(ask([alone], {}, clean).validUntil);
  });
});

describe('the consent to the making of a replica', () => {
  const event = (own: object): ConsentEvent => ({ version: 2, at: YESTERDAY, ...own }) as ConsentEvent;
  const LACKING = /^deny .*NO_CREATION_CONSENT/;
  const { until: _, ...ENDLESS } = scanned();

  it.each<[string, Partial<Records>]>([
    ['a scan', given(consent({ permissions: [scanned({ media: ['internal'], language: ['ja'] })] }))],
    ['training a model of her', given(consent({ permissions: [scanned({ act: ['train.replica_model'] })] }))],
    ['a scan until the very end of the use', given(consent({ permissions: [scanned({ until: fall.until })] }))],
  ])('C-08 may be for %s', (_title, known) => {
    expect(answer(ask([of()], known))).toBe(EXEMPT);
  });

  it.each<[string, Partial<Records>]>([
    ['there is none', given(consent({}))],
    ['it is for another title', given(consent({ permissions: [scanned({ production: ['prod_rival'] })] }))],
    ['it ends before the use', given(consent({ permissions: [scanned({ until: '2026-12-07T00:00:00.000Z' })] }))],
    ['it has no end', given(consent({ permissions: [ENDLESS] }))],
    ['it was for other acts', given(consent({ permissions: [scanned({ act: ['train.finetune'] })] }))],
    ['it has ended', given(consent({ permissions: [scanned({ until: YESTERDAY })] }))],
    [
      'a prohibition touches it',
      given(consent({ permissions: [scanned()], prohibitions: [{ act: ['capture'] }, { act: ['train'] }] })),
    ],
    [
      'it is disputed',
      given(consent({ permissions: [scanned()], events: [event({ kind: 'disputed', dispute: 'd' })] })),
    ],
    [
      'she asked to end it',
      given(consent({ permissions: [scanned()], events: [event({ kind: 'withdrawal_asked', scope: null })] })),
    ],
    [
      'it was withdrawn',
      given(
        consent({
          permissions: [scanned()],
          events: [
            event({ kind: 'withdrawn', effectiveAt: YESTERDAY, scope: { act: ['capture'] }, worksMadeBefore: 'stop' }),
          ],
        }),
      ),
    ],
    [
      'a standing instruction touches it',
      {
        ...given(consent({ permissions: [scanned()] })),
        standing: [{ id: 's', box: { act: ['capture', 'train'] }, from: YESTERDAY, until: null }],
      },
    ],
  ])('C-08 is missing where %s', (_title, known) => {
    expect(answer(ask([of()], known))).toMatch(LACKING);
  });

  it('C-08 is not taken away by what became of another consent', () => {
    const other = consent({
      id: 'cons_2',
      permissions: [scanned()],
      events: [event({ kind: 'disputed', dispute: 'd' })],
    });
    expect(answer(ask([of()], given(consent({ permissions: [scanned()] }), other)))).toBe(EXEMPT);
  });

  it('C-08 is not taken away by what was said of making one for another season', () => {
    const scope = { act: ['capture'], production: ['prod_harbor_s2'] };
    const elsewhere = event({ kind: 'withdrawn', effectiveAt: YESTERDAY, scope, worksMadeBefore: 'stop' });
    expect(answer(ask([of()], given(consent({ permissions: [scanned()], events: [elsewhere] }))))).toBe(EXEMPT);
  });

  it('C-08 is needed of all that a use makes: of the voice by what was heard, of the rest by what was seen', () => {
    const [VOICE, FACE, BODY, MOTION] = ['voice_recording', 'scan_face', 'scan_body', 'mocap'].map(
      (each) => `capture.${each}`,
    );
    const EITHER = ['capture.from_existing_footage', 'train.replica_model'];
    const all = [VOICE, FACE, BODY, MOTION, ...EITHER];
    const sufficing = (...act: readonly string[]) => all.filter((made) => excused(act, [made ?? '']));
    expect(sufficing('generate.voice')).toEqual([VOICE, ...EITHER]);
    expect(sufficing('generate.voice.singing')).toEqual([VOICE, ...EITHER]);
    for (const act of ['generate.face.de_age', 'generate.face', 'generate.body', 'generate.performance_transfer'])
      expect(sufficing(act)).toEqual([FACE, BODY, MOTION, ...EITHER]);
    expect(sufficing('alter.emotion')).toEqual(all);
    expect(sufficing('generate.voice.singing', 'generate.body')).toEqual(EITHER);
    expect(sufficing('generate')).toEqual(EITHER);
    expect(excused(['generate'], ['capture.voice_recording', 'capture.mocap'])).toBe(true);
  });
});

/** A pack that excuses every use, once with a second look and once without. */
function excusing(...reviewed: readonly boolean[]): PolicyPack {
  const rules = reviewed.map((each): PolicyPack['rules'][number] => {
    const exemption = each ? 'safety' : 'customary_post_production';
    return { id: 'C-06', when: { all: [] }, then: { effect: 'exempt', exemption, reviewed: each } };
  });
  return { ...{ id: 'test', version: '1', title: '', source: '', from: YESTERDAY, until: null, applies: null }, rules };
}

/** Whether a use of these acts is excused once these acts of making were consented to. */
function excused(act: readonly string[], made: readonly string[]): boolean {
  const asked = use({ act });
  const known = { ...records(consent({ permissions: [scanned({ act: made })] })), claims: [claim(asked, 'safety')] };
  return decide(asked, known, [excusing(true)], AT).claims.length > 0;
}

describe('exemptions', () => {
  it('C-06 of several that a use bears out one that counts is enough, whichever needs a second look', () => {
    const known = { ...records(consent({ permissions: [scanned()] })), claims: [of()] };
    expect(answer(decide(fall, known, [excusing(true, false)], AT))).toBe(EXEMPT);
    expect(answer(decide(fall, known, [excusing(false)], AT))).toBe(WAITS);
  });

  it('C-01 are of no use where nobody is concerned, nor A-05 where nobody knows a word of what is asked', () => {
    const finishing = claim(fall, 'customary_post_production', { review: null });
    expect(decide(fall, { ...records(), claims: [finishing] }, [excusing(false)], AT).claims).toEqual(['clm_1']);
    const nobody = { ...records(), performer: null, claims: [finishing] };
    expect(decide(fall, nobody, [excusing(false)], AT).claims).toEqual([]);
    const strange = { ...fall, territory: ['XX'] };
    const claims = [claim(strange, 'safety')];
    expect(answer(ask(claims, {}, strange))).toMatch(/^deny/);
    expect(ask(claims, {}, strange).claims).toEqual([]);
  });
});
