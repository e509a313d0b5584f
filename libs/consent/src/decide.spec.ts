import { describe, expect, it } from '@jest/globals';
import { answer, consent, permission, records, use } from '../../../test/support/consents.js';
import { decide } from './decide.js';
import { VOCABULARIES } from './vocabulary.js';
import type { PolicyPack } from './policy.js';
import type { ConsentEvent, Records } from './records.js';
import type { Box, Decision, Use } from './types.js';

const AT = '2026-11-23T12:00:00.000Z';
const YESTERDAY = '2026-11-22T09:00:00.000Z';

function ask(stated: Partial<Use>, given: Records, at = AT): Decision {
  return decide(use(stated), given, [], at);
}

function withdrawn(scope: Box | null, more: Partial<Extract<ConsentEvent, { kind: 'withdrawn' }>> = {}): ConsentEvent {
  return {
    kind: 'withdrawn',
    version: 2,
    at: YESTERDAY,
    effectiveAt: YESTERDAY,
    scope,
    worksMadeBefore: 'stop',
    ...more,
  };
}

function asked(scope: Box | null): ConsentEvent {
  return { kind: 'withdrawal_asked', version: 2, at: YESTERDAY, scope };
}

describe('decide, by the scenarios of the domain', () => {
  const withTrailers = permission({ media: ['programme', 'promo'] });

  it('row 1: R-02 S-10 after she withdrew trailers, a line in the series trailer is denied as withdrawn', () => {
    const given = records(consent({ permissions: [withTrailers], events: [withdrawn({ media: ['promo.trailer'] })] }));
    const decision = ask({ media: ['promo.trailer.series'] }, given);
    expect(answer(decision)).toEqual(['deny', 'WITHDRAWN']);
    expect(decision.reasons[0]).toMatchObject({
      consent: 'cons_1',
      rule: 'R-02',
      detail: { withdrawn: { media: ['promo.trailer'] }, effectiveAt: YESTERDAY },
    });
    expect(decision.missing).toMatchObject([{ media: ['promo.trailer.series'], territory: ['ES', 'MX'] }]);
    expect(decision.reliedOn).toEqual([{ consent: 'cons_1', version: 2 }]);
    expect(answer(ask({}, given))).toEqual(['allow', 'COVERED']);
  });

  it('row 2: S-01 the same line in episode 4 is allowed, and names consent, clause and version', () => {
    const decision = ask({}, records(consent({})));
    expect(answer(decision)).toEqual(['allow', 'COVERED']);
    expect(decision.reasons[0]).toMatchObject({ consent: 'cons_1', clause: 'may-1', rule: 'S-01' });
    expect(decision).toMatchObject({ missing: [], reliedOn: [{ consent: 'cons_1', version: 1 }] });
    expect(decision).toMatchObject({ engine: 'engine/3', vocabulary: 'words/1', packs: [] });
  });

  it('row 5: S-01 lips changed to new words are outside a consent that grants lines only', () => {
    const decision = ask({ act: ['alter.visual_adr'] }, records(consent({})));
    expect(answer(decision)).toEqual(['deny', 'OUT_OF_SCOPE_ACT']);
    expect(decision.reasons[0]?.detail).toEqual({
      outside: { act: ['alter.visual_adr'] },
      granted: { act: ['generate.voice.adr_line'] },
    });
  });

  it('row 8: S-05 the voice model of season 1 may not make a pitch for season 2', () => {
    const decision = ask({ production: 'prod_harbor_s2', purpose: ['pitch'] }, records(consent({})));
    expect(answer(decision)).toEqual(['deny', 'MODEL_SCOPE', 'MODEL_SCOPE']);
    expect(decision.reasons.map(({ detail }) => detail?.['outside'])).toEqual([
      { production: ['prod_harbor_s2'] },
      { purpose: ['pitch'] },
    ]);
  });

  it('row 28: S-04 consent to dub is no consent to train', () => {
    const dubbing = permission({ act: ['generate.voice.dub_language'], language: ['de'], purpose: ['dubbing'] });
    const stated = { act: ['train.general_generative'], language: ['de'], purpose: ['dubbing'] };
    expect(answer(ask(stated, records(consent({ permissions: [dubbing] }))))).toEqual(['deny', 'TRAINING_NOT_GRANTED']);
  });

  it('row 43: S-06 es-419 does not cover es-ES, es covers es-MX, and a language says nothing about acts', () => {
    const latin = records(consent({ permissions: [permission({ language: ['es-419'] })] }));
    expect(answer(ask({ language: ['es-ES'] }, latin))).toEqual(['deny', 'OUT_OF_SCOPE_LANGUAGE']);
    expect(answer(ask({ language: ['es-MX'] }, records(consent({}))))).toEqual(['allow', 'COVERED']);
    expect(answer(ask({ language: ['es-mx'] }, records(consent({}))))).toEqual(['allow', 'COVERED']);
  });

  it('row 47: R-01 after its end a consent allows nothing new, and at its last millisecond it did', () => {
    const ended = records(consent({ permissions: [permission({ until: '2026-12-31T00:00:00.000Z' })] }));
    const january = { from: '2027-01-01T00:00:00.000Z', until: '2027-01-02T00:00:00.000Z' };
    expect(answer(ask(january, ended, '2026-12-31T00:00:00.000Z'))).toEqual(['deny', 'EXPIRED']);
    expect(answer(ask(january, ended, '2026-12-30T23:59:59.999Z'))).toEqual(['deny', 'OUT_OF_SCOPE_TIME']);
    // A window in the past does not revive a consent that has ended.
    expect(answer(ask({}, ended, '2026-12-31T00:00:00.000Z'))).toEqual(['deny', 'EXPIRED']);
    expect(answer(ask({}, ended, '2026-12-30T23:59:59.999Z'))).toEqual(['allow', 'COVERED']);
  });

  it('row 50: A-05 a person without a record is unknown, told apart from refused, denied all the same', () => {
    const refused = { id: 'req_9', terms: consent({}).terms, declinedAt: YESTERDAY };
    expect(answer(ask({}, records()))).toEqual(['deny', 'UNKNOWN']);
    expect(answer(ask({}, { ...records(), refused: [refused] }))).toEqual(['deny', 'REFUSED']);
    expect(answer(ask({ act: ['store'] }, { ...records(), refused: [refused] }))).toEqual(['deny', 'NO_CONSENT']);
  });
});

describe('decide, who may know what', () => {
  it('A-05 who has no relation gets for a real person the very answer of an unknown one', () => {
    const given = records(consent({ prohibitions: [{}] }));
    expect(ask({}, { ...given, related: false })).toEqual(ask({}, { ...records(), related: false }));
    expect(answer(ask({}, { ...given, related: false }))).toEqual(['deny', 'UNKNOWN']);
  });

  it('S-02 a standing instruction binds everyone and is told without an id', () => {
    const standing = [{ id: 'stand_1', box: { act: ['generate'] }, from: YESTERDAY, until: null }];
    const decision = ask({}, { ...records(consent({})), standing });
    expect(answer(decision)).toEqual(['deny', 'STANDING_INSTRUCTION']);
    expect(JSON.stringify(decision)).not.toContain('stand_1');
    const lifted = standing.map((each) => ({ ...each, until: AT }));
    expect(answer(ask({}, { ...records(consent({})), standing: lifted }))).toEqual(['allow', 'COVERED']);
  });
});

describe('decide, points and boxes', () => {
  it('S-01 two consents may cover a use together, one Spain, one Mexico', () => {
    const spain = consent({ permissions: [permission({ territory: ['ES'] })] });
    const mexico = consent({ id: 'cons_2', permissions: [permission({ territory: ['MX'] })] });
    const decision = ask({}, records(spain, mexico));
    expect(answer(decision)).toEqual(['allow', 'COVERED', 'COVERED']);
    expect(decision.reliedOn.map((each) => each.consent)).toEqual(['cons_1', 'cons_2']);
  });

  it('S-01 they are never stitched at one point: episodes in Spanish and trailers in English give no Spanish trailer', () => {
    const spanish = permission({});
    const trailers = permission({ media: ['promo.trailer'], language: ['en'] });
    const stated = { media: ['promo.trailer.series'] };
    expect(answer(ask(stated, records(consent({ permissions: [spanish, trailers] }))))[0]).toBe('deny');
    const apart = records(consent({}), consent({ id: 'cons_2', permissions: [trailers] }));
    expect(answer(ask(stated, apart))[0]).toBe('deny');
  });

  it.each([
    'act',
    'purpose',
    'production',
    'media',
    'territory',
    'language',
    'stage',
    'content',
    'tool',
    'until',
  ] as const)('S-01 a permission that does not mention %s does not grant it', (dimension) => {
    const { [dimension]: _left, ...rest } = permission({});
    const decision = ask({}, records(consent({ permissions: [rest] })));
    const name = dimension === 'until' ? 'TIME' : dimension.toUpperCase();
    const code = dimension === 'production' ? 'MODEL_SCOPE' : `OUT_OF_SCOPE_${name}`;
    expect(answer(decision)).toEqual(['deny', code]);
  });

  it('S-09 an advertiser need be granted only for advertisements, and then must be', () => {
    const ads = permission({ media: ['programme', 'ad'] });
    const stated = { media: ['programme.svod', 'ad.pause_ad'], advertiser: ['Acme', 'Zest'] };
    const decision = ask(stated, records(consent({ permissions: [{ ...ads, advertiser: ['Acme'] }] })));
    expect(answer(decision)).toEqual(['deny', 'OUT_OF_SCOPE_ADVERTISER']);
    expect(decision.missing).toMatchObject([{ media: ['ad.pause_ad'], advertiser: ['Zest'] }]);
    expect(answer(ask(stated, records(consent({ permissions: [ads] }))))).toEqual(['deny', 'OUT_OF_SCOPE_ADVERTISER']);
    expect(answer(ask({}, records(consent({ permissions: [ads] }))))).toEqual(['allow', 'COVERED']);
    const any = records(consent({ permissions: [{ ...ads, advertiser: ['any'] }] }));
    expect(answer(ask(stated, any))).toEqual(['allow', 'COVERED']);
  });

  it('S-09 a permission for an advertiser covers its product lines, one for a line covers no other', () => {
    const ads = permission({ media: ['ad'] });
    const given = (advertiser: string) => records(consent({ permissions: [{ ...ads, advertiser: [advertiser] }] }));
    const line = (advertiser: string) => ({ media: ['ad.pause_ad'], advertiser: [advertiser] });
    expect(answer(ask(line('Acme/Sparkle'), given('Acme')))).toEqual(['allow', 'COVERED']);
    expect(answer(ask(line('Acme/Sparkle'), given('Acme/Sparkle')))).toEqual(['allow', 'COVERED']);
    expect(answer(ask(line('Acme/Shine'), given('Acme/Sparkle')))).toEqual(['deny', 'OUT_OF_SCOPE_ADVERTISER']);
    expect(answer(ask(line('Acme'), given('Acme/Sparkle')))).toEqual(['deny', 'OUT_OF_SCOPE_ADVERTISER']);
    expect(answer(ask(line('Acme/Sparkle'), given('Ac')))).toEqual(['deny', 'OUT_OF_SCOPE_ADVERTISER']);
  });

  it('S-02 a prohibition that names an advertiser misses what is no advertisement', () => {
    const given = records(consent({ prohibitions: [{ advertiser: ['any'] }] }));
    expect(answer(ask({}, given))).toEqual(['allow', 'COVERED']);
  });

  it('S-03 a permitted stage reaches up to it, a prohibited one from it on', () => {
    const rough = records(consent({ permissions: [permission({ stage: 'temp' })] }));
    expect(answer(ask({ stage: 'ideation' }, rough))[0]).toBe('allow');
    expect(answer(ask({ stage: 'internal_review' }, rough))).toEqual(['deny', 'OUT_OF_SCOPE_STAGE']);
    const notFinal = records(consent({ prohibitions: [{ stage: 'internal_review' }] }));
    expect(answer(ask({ stage: 'temp' }, notFinal))[0]).toBe('allow');
    expect(answer(ask({ stage: 'final' }, notFinal))).toEqual(['deny', 'PROHIBITED']);
  });

  it('S-02 a prohibition binds its whole tree whatever its consent has come to, and no other tree', () => {
    const never = { prohibitions: [{ act: ['generate.voice'] }], production: 'prod_harbor_s2' };
    const over = consent({
      ...never,
      id: 'cons_2',
      permissions: [permission({ until: YESTERDAY })],
      events: [withdrawn(null)],
    });
    const decision = ask({}, records(consent({}), over));
    expect(answer(decision)).toEqual(['deny', 'PROHIBITED']);
    expect(decision.reasons[0]).toMatchObject({ consent: 'cons_2', clause: 'never-1' });
    const rival = { production: 'prod_rival', permissions: [permission({ territory: ['JP'] })] };
    const elsewhere = consent({ ...never, ...rival, id: 'cons_2' });
    expect(answer(ask({}, records(consent({}), elsewhere)))).toEqual(['allow', 'COVERED']);
  });

  it('S-02 a prohibition on an episode meets a use in all of the season, one on another season does not', () => {
    const notFour = records(consent({ prohibitions: [{ production: ['prod_harbor_s1e4'] }] }));
    expect(answer(ask({ production: 'prod_harbor_s1' }, notFour))).toEqual(['deny', 'PROHIBITED']);
    const notTwo = records(consent({ prohibitions: [{ production: ['prod_harbor_s2'] }] }));
    expect(answer(ask({ production: 'prod_harbor_s1' }, notTwo))).toEqual(['allow', 'COVERED']);
  });

  it('S-02 a prohibition in words of another version is taken to mean everything', () => {
    const given = records(consent({ prohibitions: [{ act: ['generate.smell'], territory: ['MX'] }] }));
    expect(ask({}, given).missing).toMatchObject([{ territory: ['MX'] }]);
  });

  it('missing is said in the words of the asker, and in groups where all of one is missing', () => {
    const here = records(consent({ permissions: [permission({ territory: ['US'] })] }));
    expect(ask({ territory: ['EEA', 'US'] }, here).missing).toMatchObject([{ territory: ['EEA'] }]);
    expect(ask({ territory: ['world'] }, here).missing).toMatchObject([
      { territory: ['002', '009', '142', '150', '419', 'AQ', 'BM', 'CA', 'GL', 'PM'] },
    ]);
    const lines = ask({ act: ['generate.voice'] }, here).missing[0];
    expect(lines?.act).toEqual(['generate.voice']);
  });

  it('missing has one box for each part that cannot be said together', () => {
    const one = permission({ territory: ['MX'], media: ['programme'] });
    const other = permission({ territory: ['ES'], media: ['promo'] });
    const decision = ask({ media: ['programme', 'promo'] }, records(consent({ permissions: [one, other] })));
    expect(decision.missing.map(({ media, territory }) => ({ media, territory }))).toEqual([
      { media: ['programme'], territory: ['ES'] },
      { media: ['promo'], territory: ['MX'] },
    ]);
  });
});

describe('decide, time and doubt', () => {
  it('R-01 a permission that has not begun does not count yet', () => {
    const given = records(consent({ permissions: [permission({ from: '2026-12-01T00:00:00.000Z' })] }));
    expect(answer(ask({}, given))).toEqual(['deny', 'NOT_ACTIVE']);
    expect(answer(ask({}, given, '2026-12-01T00:00:00.000Z'))).toEqual(['allow', 'COVERED']);
  });

  it('R-03 a question about an earlier instant is answered as it was then', () => {
    const given = records(consent({ permissions: [permission({})], events: [withdrawn(null)] }));
    const before = ask({}, given, '2026-11-22T08:59:59.999Z');
    expect(answer(before)).toEqual(['allow', 'COVERED']);
    expect(before.reliedOn).toEqual([{ consent: 'cons_1', version: 1 }]);
    expect(answer(ask({}, given, YESTERDAY))).toEqual(['deny', 'WITHDRAWN']);
    expect(answer(ask({}, given, '2026-08-31T23:59:59.999Z'))).toEqual(['deny', 'UNKNOWN']);
  });

  it('R-04 a withdrawal with notice bites when the notice ends, and an allow before it ends there', () => {
    const given = records(consent({ events: [withdrawn(null, { effectiveAt: '2026-11-23T12:30:00.000Z' })] }));
    expect(ask({}, given)).toMatchObject({ outcome: 'allow', validUntil: '2026-11-23T12:30:00.000Z' });
    expect(answer(ask({}, given, '2026-11-23T12:30:00.000Z'))).toEqual(['deny', 'WITHDRAWN']);
  });

  it('R-10 a consent given after a withdrawal stands on its own', () => {
    const given = records(consent({ events: [withdrawn(null)] }), consent({ id: 'cons_2' }));
    expect(ask({}, given)).toMatchObject({ outcome: 'allow', reliedOn: [{ consent: 'cons_2', version: 1 }] });
  });

  it('E-05 an allow holds for an hour, and never past the end of the use or of the permission', () => {
    expect(ask({}, records(consent({}))).validUntil).toBe('2026-11-23T13:00:00.000Z');
    expect(ask({ from: AT, until: '2026-11-23T12:10:00.000Z' }, records(consent({}))).validUntil).toBe(
      '2026-11-23T12:10:00.000Z',
    );
    const past = { from: '2026-11-01T00:00:00.000Z', until: '2026-11-02T00:00:00.000Z' };
    expect(ask(past, records(consent({}))).validUntil).toBe(AT);
  });

  it('R-05 a withdrawal that the terms do not allow turns what it is about into needs_approval', () => {
    const given = records(consent({ events: [asked({ territory: ['MX'] })] }));
    const decision = ask({}, given);
    expect(answer(decision)).toEqual(['needs_approval', 'WITHDRAWAL_DISPUTED']);
    expect(decision).toMatchObject({
      missing: [],
      approvalsMissing: ['performer'],
      reliedOn: [{ consent: 'cons_1', version: 2 }],
    });
    expect(answer(ask({ territory: ['ES'] }, given))).toEqual(['allow', 'COVERED']);
    expect(answer(ask({ territory: ['ES', 'MX', 'FR'], language: ['ja'] }, given))[0]).toBe('deny');
  });

  it('N-04 a deny says which approvals will be asked for besides, though none of them cures it', () => {
    const given = records(consent({ events: [asked({ territory: ['MX'] })] }));
    const decision = ask({ language: ['es-MX', 'ja'] }, given);
    expect(decision).toMatchObject({ outcome: 'deny', approvalsMissing: ['performer'] });
    expect(decision.missing).not.toEqual([]);
  });

  it('S-11 content that was not declared needs approval where some is allowed, and a deny where none is', () => {
    const none = { content: [] };
    expect(answer(ask(none, records(consent({}))))).toEqual(['needs_approval', 'CONTENT_UNDECLARED']);
    expect(answer(ask({ ...none, language: ['ja'] }, records(consent({}))))).toEqual(['deny', 'OUT_OF_SCOPE_LANGUAGE']);
    const decision = ask(none, records(consent({ prohibitions: [{}] })));
    expect(answer(decision)).toEqual(['deny', 'PROHIBITED']);
    expect(decision.missing[0]).not.toHaveProperty('content');
  });

  it('reasons come in the order of the rules, statuses before prohibitions before scope', () => {
    const given = records(
      consent({ permissions: [permission({ until: YESTERDAY })] }),
      consent({ id: 'cons_2', events: [withdrawn({ territory: ['ES'] })], prohibitions: [{ territory: ['MX'] }] }),
    );
    const decision = ask({ territory: ['ES', 'MX'], language: ['es-MX', 'ja'] }, given);
    expect(answer(decision)).toEqual(['deny', 'EXPIRED', 'WITHDRAWN', 'PROHIBITED', 'OUT_OF_SCOPE_LANGUAGE']);
  });

  it('the packs that were handed in are named in the decision, in a fixed order', () => {
    const packs: PolicyPack[] = ['netflix', 'ca-927'].map((id) => ({
      ...{ id, version: '2026-11-01', title: id, source: id, from: AT, until: null, applies: null, rules: [] },
    }));
    expect(decide(use({}), records(consent({})), packs, AT).packs).toEqual(['ca-927@2026-11-01', 'netflix@2026-11-01']);
  });
});

describe('decide, limits', () => {
  it('denies what is too complex, and gives back the whole use as missing', () => {
    const tools = Array.from({ length: 65 }, (_, index) => `tool_${index}`);
    const decision = ask({ pipeline: tools }, records(consent({})));
    expect(answer(decision)).toEqual(['deny', 'TOO_COMPLEX']);
    expect(decision.missing).toMatchObject([{ production: ['prod_harbor_s1e4'], stage: 'final' }]);
    expect(answer(ask({ pipeline: tools.slice(1) }, records(consent({}))))).toEqual(['allow', 'COVERED']);
  });

  it('denies on terms that are larger than terms may be, wherever they come from', () => {
    const permissions = Array.from({ length: 33 }, () => permission({}));
    expect(answer(ask({}, records(consent({ permissions }))))).toEqual(['deny', 'TOO_COMPLEX']);
  });

  it('denies where the boxes of the records cross in more ways than can be answered', () => {
    const tool = Array.from({ length: 64 }, (_, index) => `tool_${index}`);
    const { leaves } = VOCABULARIES.territory;
    const act = VOCABULARIES.act.leaves;
    // Each clause leaves out another act, another tool and other countries, so nearly every cell is one of its own.
    const permissions = Array.from({ length: 32 }, (_, clause) =>
      permission({
        act: act.filter((_act, index) => index % 31 !== clause),
        tool: tool.filter((_tool, index) => index % 29 !== clause),
        territory: leaves.filter((_country, index) => (index * (clause + 3)) % 31 < 7).slice(0, 64),
      }),
    );
    const decision = ask({ act, territory: ['world'], pipeline: tool }, records(consent({ permissions })));
    expect(answer(decision)).toEqual(['deny', 'TOO_COMPLEX']);
    expect(decision.missing).toHaveLength(1);
  });

  it('a production without a known place in a tree is covered by nothing, and prohibitions bind it', () => {
    const decision = ask({ production: 'prod_lost' }, records(consent({ prohibitions: [{}] })));
    expect(answer(decision)).toEqual(['deny', 'PROHIBITED', 'MODEL_SCOPE']);
  });
});
