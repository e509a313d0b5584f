import { describe, expect, it } from '@jest/globals';
import { answerOnce as answer, consent, permission, records, use } from '../../../test/support/consents.js';
import { authority, claim, performer, production, strike, withTerms } from '../../../test/support/policies.js';
import { decide } from './decide.js';
import { packsFor } from './packs.js';
import type { ConsentRecord, ProductionStatement, Records } from './records.js';
import type { Box, Decision, Use } from './types.js';
import { useHashOf } from './use-hash.js';

const AT = '2026-11-23T12:00:00.000Z';
const YESTERDAY = '2026-11-22T09:00:00.000Z';

function ask(asked: Use, given: Records, at = AT): Decision {
  return decide(asked, given, packsFor(asked, given, at), at);
}

/** Nothing that Europe sees. */
const line = use({ territory: ['MX'] });

describe('what a production is under, whoever states it', () => {
  const above = production({ platform: 'netflix', agreements: ['sag-aftra-tv@2026'], packs: ['no-fakes@2026-05'] });
  const packsUnder = (...statements: readonly ProductionStatement[]): readonly string[] =>
    ask(line, { ...records(consent({})), productionStatements: statements }).packs;
  const none = { platform: null, agreements: [], packs: [], places: [] } as const;

  it('R-07 N-01 a node below drops no platform, agreement, place or pack of those above', () => {
    const places = production({ places: ['US-CA'], ...above[0] });
    const below = { at: YESTERDAY, node: 'prod_harbor_s1e4', ...none };
    expect(packsUnder(...places, below)).toEqual(packsUnder(...places));
    expect(packsUnder(...places)).toEqual([
      ...['ca-927@2025', 'countersign@1', 'netflix@2025-08', 'no-fakes@2026-05', 'sag-aftra-tv@2026'],
    ]);
  });

  it('a node below adds what it states, and the node itself corrects what it stated', () => {
    const below = { at: YESTERDAY, node: 'prod_harbor_s1', agreements: ['sag-aftra-sound@2024'] };
    expect(packsUnder(...above, below)).toEqual(expect.arrayContaining(['sag-aftra-tv@2026', 'sag-aftra-sound@2024']));
    const corrected = { at: YESTERDAY, node: 'prod_harbor', ...none };
    expect(packsUnder(...above, corrected)).toEqual(['countersign@1']);
  });
});

describe('an agreement that only her consent names', () => {
  const under = (agreement: string, stated: Partial<ConsentRecord> = {}, box: Box = {}): ConsentRecord => ({
    ...withTerms(consent({ permissions: [permission(box)] }), { formalities: { agreement } }),
    ...stated,
  });
  const packsOf = (...consents: readonly ConsentRecord[]) => ask(line, records(...consents)).packs;

  it('brings the version of the day it was given, or the newest before, or the first', () => {
    expect(packsOf(under('sag-aftra-tv'))).toContain('sag-aftra-tv@2026');
    expect(packsOf(under('sag-aftra-tv', { givenAt: '2026-06-30T23:59:59.999Z' }))).toEqual([
      ...['countersign@1', 'sag-aftra-tv@2023'],
    ]);
    expect(packsOf(under('sag-aftra-tv', { givenAt: '2000-01-01T00:00:00.000Z' }))).toContain('sag-aftra-tv@2023');
    expect(packsOf(under('equity-uk'))).toEqual(['countersign@1']);
  });

  it('counts for the productions that it permits something in, from when it was given', () => {
    expect(packsOf(under('sag-aftra-tv', {}, { production: ['prod_harbor_s2'] }))).toEqual(['countersign@1']);
    expect(packsOf(under('sag-aftra-tv', { givenAt: '2026-11-24T00:00:00.000Z' }))).toEqual(['countersign@1']);
    expect(packsOf(under('sag-aftra-tv', {}, { production: ['prod_harbor'] }))).toContain('sag-aftra-tv@2026');
  });

  it('R-07 a strike under it denies, and C-05a its terms of exemption hold', () => {
    const known = records(under('sag-aftra-tv'));
    expect(answer(ask(line, known))[0]).toBe('allow');
    expect(answer(ask(line, { ...known, suspensions: [strike({})] }))).toEqual(['deny', 'STRIKE']);
    const scripted = use({ language: ['fr'], facts: { scripted: true } });
    const voice = permission({ act: ['capture.voice_recording'] });
    const recorded = (agreement: string): Records => ({
      ...records(withTerms(consent({ permissions: [voice] }), { formalities: { agreement } })),
      claims: [claim(scripted, 'as_scripted')],
    });
    expect(ask(scripted, recorded('equity-uk')).outcome).toBe('allow');
    expect(ask(scripted, recorded('sag-aftra-tv')).outcome).toBe('deny');
  });
});

describe('C-10 a changed intent is a changed emotion, whatever the alteration is called', () => {
  const changed = use({ act: ['alter.accent'], facts: { intentChanged: true } });
  const granting = (...act: string[]): Records => records(consent({ permissions: [permission({ act })] }));

  it('asks for it, says so, and offers no other act in its place', () => {
    const decision = ask(changed, granting('alter.accent', 'alter.pitch_timbre'));
    expect(answer(decision)).toEqual(['deny', 'OUT_OF_SCOPE_ACT']);
    expect(decision.missing).toMatchObject([{ act: ['alter.emotion'] }]);
    expect(decision.nearest).toEqual([]);
    expect(answer(ask(changed, granting('alter.accent', 'alter.emotion')))).toEqual(['allow', 'COVERED']);
    expect(answer(ask(changed, granting('alter')))).toEqual(['allow', 'COVERED']);
  });

  it('is barred where she said never to it, and is no matter of what is made anew', () => {
    const never = consent({
      permissions: [permission({ act: ['alter'] })],
      prohibitions: [{ act: ['alter.emotion'] }],
    });
    expect(answer(ask(changed, records(never)))).toContain('PROHIBITED');
    expect(ask({ ...changed, facts: { intentChanged: false } }, records(never)).outcome).toBe('allow');
    const made = use({ facts: { intentChanged: true } });
    expect(ask(made, records(consent({}))).outcome).toBe('allow');
  });

  it('leaves the use that approvals are bound to as it was stated', () => {
    const netflix = {
      ...granting('alter.accent', 'alter.emotion'),
      productionStatements: production({ platform: 'netflix' }),
    };
    const base = { id: 'apv_1', kind: 'studio' as const, givenAt: YESTERDAY, expiresAt: null, voidedAt: null };
    const bound = (asked: Use) => ask(changed, { ...netflix, approvals: [{ ...base, useHash: useHashOf(asked) }] });
    expect(bound(changed).approvals).toEqual(['apv_1']);
    expect(bound({ ...changed, act: [...changed.act, 'alter.emotion'] }).approvals).toEqual([]);
  });
});

describe('the turn of a pack and of an age', () => {
  it('no answer holds past the first moment of a pack that will apply to it', () => {
    const begins = '2026-08-02T00:00:00.000Z';
    const early = { ...consent({}), givenAt: '2026-07-01T00:00:00.000Z' };
    const at = '2026-08-01T23:30:00.000Z';
    const shown = permission({ act: ['generate.face'], from: '2026-07-01T00:00:00.000Z' });
    const face = (territory: string[]): Use => use({ act: ['generate.face.de_age'], territory });
    const known = records(withTerms(early, { permissions: [{ id: 'may-1', box: shown }] }));
    expect(ask(face(['EEA']), known, at).validUntil).toBe(begins);
    expect(ask(face(['EEA']), known, begins).packs).toContain('eu-ai-act-50@2026-08');
    expect(ask(face(['JP']), known, at).validUntil).toBe('2026-08-02T00:30:00.000Z');
  });

  it('V-08 in a zone that nobody knows she comes of age when she has everywhere, and nothing breaks', () => {
    const signed = { ...consent({}), signature: { method: 'email_code', capacity: 'guardian' } as const };
    const known = {
      ...records({ ...signed, authority: 'auth_1' }),
      performer: performer({ bornOn: '2008-11-23', zone: 'Mars/Olympus' }),
      authorities: [authority({})],
    };
    expect(ask(line, known, '2026-11-23T11:30:00.000Z')).toMatchObject({ outcome: 'allow', validUntil: AT });
    expect(answer(ask(line, known, AT))).toEqual(['deny', 'AGE_OF_MAJORITY']);
  });
});
