import { describe, expect, it } from '@jest/globals';
import { answer, consent, permission, records, use } from '../../../test/support/consents.js';
import { decide } from './decide.js';
import type { ConsentEvent, ConsentRecord, Records } from './records.js';
import type { Decision, Quantities, Use } from './types.js';
import { useHashOf } from './use-hash.js';
import { VOCABULARIES } from './vocabulary.js';

const AT = '2026-11-23T12:00:00.000Z';
const YESTERDAY = '2026-11-22T09:00:00.000Z';
const CONTENTS = VOCABULARIES.content.leaves;

function ask(stated: Partial<Use>, given: Records, at = AT): Decision {
  return decide(use(stated), given, [], at);
}

describe('decide, what became of a consent', () => {
  const disputed: ConsentEvent = { kind: 'disputed', version: 2, at: YESTERDAY, dispute: 'dsp_1' };
  const settled: ConsentEvent = { kind: 'dispute_ended', version: 3, at: YESTERDAY, dispute: 'dsp_1' };

  it('R-12 a dispute makes new decisions wait, until that very dispute has ended', () => {
    expect(answer(ask({}, records(consent({ events: [disputed] }))))).toEqual(['needs_approval', 'DISPUTED']);
    expect(answer(ask({}, records(consent({ events: [disputed, settled] }))))).toEqual(['allow', 'COVERED']);
    const another: ConsentEvent = { ...settled, dispute: 'dsp_2' };
    expect(answer(ask({}, records(consent({ events: [disputed, another] }))))).toEqual(['needs_approval', 'DISPUTED']);
  });

  it('R-12 a dispute about one consent leaves another one alone', () => {
    const given = records(consent({ events: [disputed] }), consent({ id: 'cons_2' }));
    expect(answer(ask({}, given))).toEqual(['allow', 'COVERED']);
  });

  it('S-02 what a disputed consent says never to is denied all the same', () => {
    const given = records(consent({ events: [disputed], prohibitions: [{ language: ['es-MX'] }] }));
    expect(answer(ask({}, given))).toEqual(['deny', 'PROHIBITED']);
  });

  it('R-02 what another party ended is told apart from a withdrawal', () => {
    const revoked: ConsentEvent = { kind: 'revoked', version: 2, at: YESTERDAY, effectiveAt: YESTERDAY };
    expect(answer(ask({}, records(consent({ events: [revoked] }))))).toEqual(['deny', 'REVOKED']);
    const later: ConsentEvent = { ...revoked, effectiveAt: '2026-11-23T12:30:00.000Z' };
    const decision = ask({}, records(consent({ events: [later] })));
    expect(answer(decision)).toEqual(['allow', 'COVERED']);
    expect(decision.validUntil).toBe('2026-11-23T12:30:00.000Z');
  });

  it('R-10 a newer consent takes the place of an older one, whose prohibitions then bind no more', () => {
    const superseded: ConsentEvent = { kind: 'superseded', version: 2, at: YESTERDAY, by: 'cons_2' };
    const old = consent({ events: [superseded], prohibitions: [{ language: ['es'] }] });
    expect(answer(ask({}, records(old)))).toEqual(['deny', 'SUPERSEDED']);
    expect(answer(ask({}, records(old, consent({ id: 'cons_2' }))))).toEqual(['allow', 'COVERED']);
    const before = decide(use({}), records(old), [], '2026-11-20T00:00:00.000Z');
    expect(answer(before)).toEqual(['deny', 'PROHIBITED']);
  });
});

describe('decide, caps', () => {
  function capped(caps: Quantities): ConsentRecord {
    const given = consent({});
    const permissions = given.terms.permissions.map((clause) => ({ ...clause, caps }));
    return { ...given, terms: { ...given.terms, permissions } };
  }
  const used = (amount: number): Records => ({
    ...records(capped({ lines: 20 })),
    usage: [{ consent: 'cons_1', clause: 'may-1', unit: 'lines', amount }],
  });

  it('S-12 an allow holds what the use states against every cap of the clauses that cover it', () => {
    const decision = ask({ quantity: { lines: 2 } }, used(18));
    expect(answer(decision)).toEqual(['allow', 'COVERED']);
    expect(decision.reserved).toEqual([{ consent: 'cons_1', clause: 'may-1', unit: 'lines', amount: 2 }]);
  });

  it('S-12 what is more than is left is denied, and the answer says how much is left', () => {
    const decision = ask({ quantity: { lines: 3 } }, used(18));
    expect(answer(decision)).toEqual(['deny', 'QUOTA']);
    expect(decision.reasons[0]?.detail).toEqual({ unit: 'lines', cap: 20, left: 2, asked: 3 });
    expect(decision.reserved).toEqual([]);
  });

  it('S-12 a use that does not say how much is denied where there is a cap, and nowhere else', () => {
    expect(answer(ask({}, used(0)))).toEqual(['deny', 'QUOTA']);
    expect(answer(ask({ quantity: { words: 5 } }, used(0)))).toEqual(['deny', 'QUOTA']);
    expect(ask({ quantity: { lines: 2 } }, records(consent({}))).reserved).toEqual([]);
  });

  it('S-12 an allow that an approval makes of a doubt rests on its consent, and holds as much as any', () => {
    const asked: ConsentEvent = { kind: 'withdrawal_asked', version: 2, at: YESTERDAY, scope: null };
    const given = used(17);
    const doubted = { ...given, consents: given.consents.map((each) => ({ ...each, version: 2, events: [asked] })) };
    const stated = { quantity: { lines: 2 } };
    expect(answer(ask(stated, doubted))).toEqual(['needs_approval', 'WITHDRAWAL_DISPUTED']);
    const useHash = useHashOf(use(stated));
    const approval = {
      id: 'apv_1',
      kind: 'performer',
      useHash,
      givenAt: AT,
      expiresAt: null,
      voidedAt: null,
    } as const;
    const decision = ask(stated, { ...doubted, approvals: [approval] });
    expect(answer(decision)).toEqual(['allow', 'COVERED']);
    expect(decision.reserved).toEqual([expect.objectContaining({ unit: 'lines', amount: 2 })]);
  });

  it('S-12 a full clause leaves the rest to another consent', () => {
    const given = { ...used(20), consents: [...used(20).consents, consent({ id: 'cons_2' })] };
    const decision = ask({ quantity: { lines: 2 } }, given);
    expect(answer(decision)).toEqual(['allow', 'COVERED']);
    expect(decision.reserved).toEqual([]);
  });
});

describe('decide, what is covered close by', () => {
  it('row 1: S-10 the trailer is not, the programme is', () => {
    const decision = ask({ media: ['promo.trailer.series'] }, records(consent({})));
    expect(decision.nearest).toContainEqual(expect.objectContaining({ media: ['programme'], language: ['es-MX'] }));
    for (const box of decision.nearest) {
      const asked = { ...box, pipeline: box.tool ?? [], production: box.production?.[0] ?? '' };
      expect(ask(asked, records(consent({}))).outcome).toBe('allow');
    }
  });

  it('R-02 never what was withdrawn, prohibited or void', () => {
    const withdrawn: ConsentEvent = {
      ...{ kind: 'withdrawn', version: 2, at: YESTERDAY, effectiveAt: YESTERDAY, worksMadeBefore: 'stop' },
      scope: { media: ['programme.svod'] },
    };
    const permissions = [permission({ media: ['programme.svod', 'programme.avod'] })];
    const given = records(consent({ permissions, events: [withdrawn], prohibitions: [{ media: ['programme.avod'] }] }));
    expect(ask({}, given).nearest).toEqual([]);
  });
});

describe('a use in two parts', () => {
  const asked: Partial<Use> = { media: ['programme.svod', 'ad.pause_ad'], advertiser: ['Acme'] };
  const advertising = { media: ['ad.pause_ad'], advertiser: ['Acme'] };

  it('S-11 waits where one part of it may not have any content', () => {
    const permissions = [permission({}), permission(advertising)].map((box) => ({ ...box, content: CONTENTS }));
    const prohibitions = [{ ...advertising, content: ['nudity'] }];
    const known = records(consent({ permissions, prohibitions }));
    expect(answer(ask({ ...asked, content: [] }, known))).toEqual(['needs_approval', 'CONTENT_UNDECLARED']);
  });

  it('A-05 is refused where one part of it was declined, and nothing else is known', () => {
    const { terms } = consent({ permissions: [permission(advertising)] });
    const known = { ...records(), refused: [{ id: 'req_1', terms, declinedAt: YESTERDAY }] };
    expect(answer(ask(asked, known))).toEqual(['deny', 'REFUSED']);
  });

  it('A-05 is without consent, not unknown, where the only consent gives nothing', () => {
    const silent = consent({ permissions: [], prohibitions: [{ language: ['ja'] }] });
    expect(answer(ask({}, records(silent)))).toEqual(['deny', 'NO_CONSENT']);
  });

  it('S-12 needs a quantity of a consent that was given this very instant', () => {
    const made = consent({});
    const capped = made.terms.permissions.map((clause) => ({ ...clause, caps: { lines: 5 } }));
    const known = records({ ...made, givenAt: AT, terms: { ...made.terms, permissions: capped } });
    expect(answer(ask({}, known))).toEqual(['deny', 'QUOTA']);
  });
});

describe('useHashOf', () => {
  it('is the same whatever the order of values, the quantity and the description', () => {
    const one = useHashOf(use({ territory: ['MX', 'ES'], quantity: { lines: 2 }, description: 'Two lines' }));
    expect(useHashOf(use({ territory: ['ES', 'MX'] }))).toBe(one);
  });

  it('is the same for ever, for approvals and claims are bound to it', () => {
    const facts = { storyRelevant: true, scripted: false };
    expect(useHashOf(use({ facts, territory: ['MX', 'ES', 'MX'] }))).toBe(
      'e5f4820c266cb7227944384a76bb713c020867e2bafb0cd50b8e972514e379c2',
    );
  });

  it.each<Partial<Use>>([
    { pipeline: ['tool_other'] },
    { stage: 'temp' },
    { facts: { storyRelevant: true } },
    { territory: ['MX'] },
    { until: '2026-12-09T00:00:00.000Z' },
  ])('is another for %j', (changed) => {
    expect(useHashOf(use(changed))).not.toBe(useHashOf(use({})));
  });
});
