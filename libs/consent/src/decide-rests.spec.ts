import { describe, expect, it } from '@jest/globals';
import { answer, consent, permission, records, use } from '../../../test/support/consents.js';
import { approvals, claim, production, withTerms } from '../../../test/support/policies.js';
import { decide } from './decide.js';
import { packsFor } from './packs.js';
import type { ConsentEvent, ConsentRecord, Records } from './records.js';
import type { Box, Decision, Quantities, Use } from './types.js';

const AT = '2026-11-23T12:00:00.000Z';
const YESTERDAY = '2026-11-22T09:00:00.000Z';
const SOON = '2026-11-23T12:20:00.000Z';
const LATER = '2026-11-23T12:40:00.000Z';
const HOUR_LATER = '2026-11-23T13:00:00.000Z';

function ask(stated: Partial<Use>, known: Records): Decision {
  return decide(use(stated), known, [], AT);
}

const event = (own: object): ConsentEvent => ({ version: 2, at: YESTERDAY, ...own }) as ConsentEvent;
const disputed = event({ kind: 'disputed', dispute: 'dsp_1' });

describe('until when an answer holds', () => {
  const now = { from: '2026-11-23T12:00:00.000Z', until: '2026-11-23T12:10:00.000Z' };

  it('an hour, if nothing is known to end sooner', () => {
    expect(ask({}, records(consent({}))).validUntil).toBe(HOUR_LATER);
    expect(ask({ media: ['game.scripted'] }, records(consent({}))).validUntil).toBe(HOUR_LATER);
  });

  it('no longer than the use, nor than what it rests on', () => {
    expect(ask(now, records(consent({}))).validUntil).toBe(now.until);
    const short = consent({ id: 'cons_2', permissions: [permission({ until: SOON })] });
    expect(ask({}, records(consent({}), short)).validUntil).toBe(HOUR_LATER);
    const both = ask({ ...now, until: SOON }, records(consent({}), short));
    expect([both.outcome, both.validUntil]).toEqual(['allow', SOON]);
  });

  it('no longer than any permission that helps to cover it', () => {
    const halves = [permission({ territory: ['MX'], until: LATER }), permission({ territory: ['ES'], until: SOON })];
    const early = { from: now.from, until: now.until };
    expect(ask(early, records(consent({ permissions: halves }))).validUntil).toBe(now.until);
    const one = consent({ permissions: [permission({ until: SOON })] });
    const other = consent({
      id: 'cons_2',
      permissions: [permission({ territory: ['MX'] }), permission({ territory: ['ES'] })],
    });
    const decision = ask({ from: AT, until: HOUR_LATER, territory: ['MX', 'ES'] }, records(one, other));
    expect([decision.outcome, decision.validUntil]).toEqual(['allow', SOON]);
  });

  it.each([disputed, event({ kind: 'withdrawal_asked', scope: null })])(
    'R-12 waiting on a consent, no longer than any of its permissions (%#)',
    (doubt) => {
      const permissions = [
        permission({}),
        permission({ act: ['alter.emotion'], until: SOON }),
        permission({ act: ['alter.pitch_timbre'], until: YESTERDAY }),
        permission({ act: ['alter.accent'], until: AT }),
      ];
      const decision = ask({}, records(consent({ permissions, events: [doubt] })));
      expect([decision.outcome, decision.validUntil]).toEqual(['needs_approval', SOON]);
    },
  );

  it('R-03 no longer than until a withdrawal, or a standing instruction, takes effect; at once where one just did', () => {
    const events = [event({ kind: 'withdrawn', effectiveAt: SOON, scope: null, worksMadeBefore: 'stop' })];
    expect(ask({}, records(consent({ events }))).validUntil).toBe(SOON);
    const standing = [{ id: 's', box: { act: ['generate'] }, from: SOON, until: null }];
    const known = { ...records(consent({})), standing };
    expect(ask({}, known)).toMatchObject({ outcome: 'allow', validUntil: SOON });
    expect(answer(decide(use({}), known, [], SOON))).toEqual(['deny', 'STANDING_INSTRUCTION']);
    const lifted = { ...known, standing: [{ ...standing[0]!, from: YESTERDAY, until: AT }] };
    expect(answer(ask({}, lifted))).toEqual(['allow', 'COVERED']);
  });
});

describe('what an answer rests on', () => {
  it('the consents that cover it, in order; of a denial, those that a withdrawal or a doubt concerned', () => {
    const two = [consent({ id: 'cons_b' }), consent({ id: 'cons_a' })];
    const versions = ask({}, records(...two)).reliedOn;
    expect(versions).toEqual([
      { consent: 'cons_a', version: 1 },
      { consent: 'cons_b', version: 1 },
    ]);
    const withdrawn = event({
      kind: 'withdrawn',
      effectiveAt: YESTERDAY,
      scope: { language: ['es'] },
      worksMadeBefore: 'stop',
    });
    const denied = ask(
      {},
      records(
        consent({ events: [withdrawn] }),
        consent({ id: 'cons_c', permissions: [permission({ until: YESTERDAY })] }),
      ),
    );
    expect(denied.reliedOn).toEqual([{ consent: 'cons_1', version: 2 }]);
    expect(ask({ media: ['game.scripted'] }, records(consent({}))).reliedOn).toEqual([]);
    const asked = event({ kind: 'withdrawal_asked', scope: null });
    const half = consent({ permissions: [permission({ territory: ['MX'] })], events: [asked] });
    expect(ask({}, records(half)).reliedOn).toEqual([{ consent: 'cons_1', version: 2 }]);
    expect(ask({}, records(consent({ events: [disputed] }))).reliedOn).toEqual([{ consent: 'cons_1', version: 2 }]);
  });

  it('S-12 the caps of every clause, by consent and clause', () => {
    const capped = (id: string, box: Box, caps: Quantities): ConsentRecord => {
      const made = consent({ id, permissions: [permission(box), permission({ ...box, media: ['programme.svod'] })] });
      return withTerms(made, { permissions: made.terms.permissions.map((clause) => ({ ...clause, caps })) });
    };
    const first = capped('cons_a', { territory: ['MX'] }, { lines: 5, words: 50 });
    const second = capped('cons_b', { territory: ['ES'] }, { lines: 5 });
    const quantity = { lines: 2, words: 9 };
    const held = ask({ quantity }, records(second, first)).reserved;
    expect(held).toEqual([
      { consent: 'cons_a', clause: 'may-1', unit: 'lines', amount: 2 },
      { consent: 'cons_a', clause: 'may-1', unit: 'words', amount: 9 },
      { consent: 'cons_a', clause: 'may-2', unit: 'lines', amount: 2 },
      { consent: 'cons_a', clause: 'may-2', unit: 'words', amount: 9 },
      { consent: 'cons_b', clause: 'may-1', unit: 'lines', amount: 2 },
      { consent: 'cons_b', clause: 'may-2', unit: 'lines', amount: 2 },
    ]);
    expect(ask({ quantity }, records(first, second)).reserved).toEqual(held);
    const usage = [
      { consent: 'cons_a', clause: 'may-1', unit: 'lines' as const, amount: 4 },
      { consent: 'cons_b', clause: 'may-9', unit: 'lines' as const, amount: 4 },
      { consent: 'cons_x', clause: 'may-1', unit: 'lines' as const, amount: 4 },
      { consent: 'cons_b', clause: 'may-1', unit: 'words' as const, amount: 40 },
    ];
    const used = { ...records(second, first), usage };
    expect(ask({ quantity }, used).reserved.map(({ consent: id, clause }) => `${id} ${clause}`)).toEqual([
      ...['cons_a may-2', 'cons_a may-2', 'cons_b may-1', 'cons_b may-2'],
    ]);
    expect(ask({ quantity: { lines: 1, words: 1 } }, used).reserved).toHaveLength(6);
  });

  it('N-01 the approvals of the kinds that settled something, by id, and no others', () => {
    const line = use({});
    const known = {
      ...records(consent({})),
      productionStatements: production({ platform: 'netflix' }),
      approvals: [...approvals(line, 'union', 'studio', 'legal')].reverse(),
    };
    const waiting = decide(line, { ...known, approvals: [] }, packsFor(line, known, AT), AT);
    const settled = decide(line, known, packsFor(line, known, AT), AT);
    expect(waiting.outcome).toBe('needs_approval');
    expect(settled.outcome).toBe('allow');
    expect(settled.approvals).toEqual(waiting.approvalsMissing.map((kind) => `apv_${kind}`).sort());
    expect(settled.approvals).not.toContain('apv_union');
    expect(settled.approvalsMissing).toEqual([]);
    expect(waiting.approvals).toEqual([]);
  });

  it('C-09 the claim by which it is exempt', () => {
    const clean = use({ act: ['alter.cleanup'], facts: { alterationPurpose: 'noise_reduction' } });
    const known = { ...records(consent({})), claims: [claim(clean, 'customary_post_production')] };
    expect(decide(clean, known, packsFor(clean, known, AT), AT).claims).toEqual(['clm_1']);
    const line = use({});
    expect(decide(line, known, packsFor(line, known, AT), AT).claims).toEqual([]);
  });
});

describe('what cannot be read', () => {
  it('A-05 a fact that nobody knows denies, and is named', () => {
    // What an older or newer client might send.
    const facts = { recognizable: true, mood: 'happy' } as Use['facts'];
    const decision = ask({ ...(facts && { facts }) }, records(consent({})));
    expect(answer(decision)).toEqual(['deny', 'UNKNOWN']);
    expect(decision.reasons[0]?.detail).toEqual({ fact: 'mood' });
    expect(decision.missing).toHaveLength(1);
  });

  it('terms with too many values in one clause are not decided on', () => {
    const territory = Array.from({ length: 65 }, (_, index) => `A${String(index)}`);
    const large = consent({ permissions: [permission({}), permission({ territory })] });
    expect(answer(ask({}, records(large)))).toEqual(['deny', 'TOO_COMPLEX']);
    expect(
      answer(
        ask({}, records(consent({ permissions: [permission({}), permission({ territory: territory.slice(1) })] }))),
      )[0],
    ).toBe('allow');
  });
});

describe('what became of records at the very instant', () => {
  it('counts what was given, declined, revoked or replaced then, and says since when and by what', () => {
    const given = { ...consent({}), givenAt: AT };
    expect(answer(ask({}, records(given)))).toEqual(['allow', 'COVERED']);
    const declined = { ...records(), refused: [{ id: 'req_1', terms: given.terms, declinedAt: AT }] };
    expect(answer(ask({}, declined))).toEqual(['deny', 'REFUSED']);
    const tomorrow = { ...declined, refused: [{ ...declined.refused[0]!, declinedAt: LATER }] };
    expect(answer(ask({}, tomorrow))).toEqual(['deny', 'UNKNOWN']);
    const revoked = ask({}, records(consent({ events: [event({ kind: 'revoked', at: AT, effectiveAt: AT })] })));
    expect(revoked.reasons[0]).toMatchObject({ code: 'REVOKED', consent: 'cons_1', detail: { effectiveAt: AT } });
    const replaced = ask({}, records(consent({ events: [event({ kind: 'superseded', at: AT, by: 'cons_9' })] })));
    expect(replaced.reasons[0]).toMatchObject({
      ...{ code: 'SUPERSEDED', consent: 'cons_1', detail: { by: 'cons_9', since: AT } },
    });
    const unread = event({ kind: 'revoked', at: LATER, effectiveAt: YESTERDAY });
    expect(answer(ask({}, records(consent({ events: [unread] }))))).toEqual(['allow', 'COVERED']);
  });

  it('A-05 what was declined explains widely: whatever its time and stage, wherever it touches', () => {
    const terms = { ...consent({}).terms };
    const of = (box: Box): Records => ({
      ...records(),
      refused: [{ id: 'req_1', terms: { ...terms, permissions: [{ id: 'may-1', box }] }, declinedAt: YESTERDAY }],
    });
    expect(answer(ask({}, of(permission({ until: YESTERDAY }))))).toEqual(['deny', 'REFUSED']);
    expect(answer(ask({}, of({ act: ['generate'] })))).toEqual(['deny', 'REFUSED']);
    expect(answer(ask({}, of(permission({ language: ['es-MX'] }))))).toEqual(['deny', 'REFUSED']);
    expect(answer(ask({ language: ['es'] }, of(permission({ language: ['es-MX'] }))))).toEqual(['deny', 'REFUSED']);
    expect(answer(ask({ stage: 'final' }, of(permission({ stage: 'temp' }))))[1]).not.toBe('REFUSED');
    expect(answer(ask({ stage: 'temp' }, of(permission({ stage: 'final' }))))).toEqual(['deny', 'REFUSED']);
  });
});
