import { describe, expect, it } from '@jest/globals';
import { answerOnce as answer, consent, permission, records, use } from '../../../test/support/consents.js';
import {
  approvals,
  authority,
  claim,
  clearance,
  performer,
  production,
  tool,
  withTerms,
} from '../../../test/support/policies.js';
import { decide } from './decide.js';
import { packsFor } from './packs.js';
import type { ConsentRecord, Records } from './records.js';
import type { Box, Capacity, Decision, Formalities, Use } from './types.js';

/** Side doors around single rules, each found open once. */
const AT = '2026-11-23T12:00:00.000Z';

function ask(asked: Use, given: Records): Decision {
  return decide(asked, given, packsFor(asked, given, AT), AT);
}

function nobody(...clearances: Records['clearances']): Records {
  return { ...records(), performer: null, clearances };
}

const FOR_NETFLIX = { productionStatements: production({ platform: 'netflix' }), tools: [tool()] };
const UNDER_2026 = { productionStatements: production({ agreements: ['sag-aftra-tv@2026'] }) };

describe('side doors around minors and explicit content', () => {
  const child = { performer: performer({ bornOn: '2012-06-01' }) };
  const erased = {
    performer: [...performer({ bornOn: '2012-06-01' }), { at: '2026-10-01T00:00:00.000Z', bornOn: null }],
  };

  it.each(['capture.scan_body', 'train.replica_model', 'transfer_replica', 'store', 'data_mining', 'alter.cleanup'])(
    'A-01 S-11 nothing explicit is done with a minor: %s',
    (act) => {
      const asked = use({ act: [act], content: ['nudity'], media: ['internal'] });
      const granted = consent({ permissions: [permission({ act: [act], content: ['nudity'], media: ['internal'] })] });
      const given = (stated: Partial<Records>): Records => ({ ...records(granted), ...stated });
      expect(answer(ask(asked, given(child)))).toContain('ABSOLUTE_MINOR_SEXUAL');
      expect(answer(ask({ ...asked, content: [] }, given(child)))).toContain('CONTENT_UNDECLARED');
      expect(answer(ask({ ...asked, facts: { minorLikeness: true } }, given({})))).toContain('ABSOLUTE_MINOR_SEXUAL');
      expect(answer(ask(asked, given({})))).not.toContain('ABSOLUTE_MINOR_SEXUAL');
    },
  );

  it('A-01 taking a birthday back makes nobody older', () => {
    const scene = use({ act: ['generate.body'], content: ['nudity'] });
    const granted = records(consent({ permissions: [permission({ act: scene.act, content: ['nudity'] })] }));
    expect(answer(ask(scene, { ...granted, ...erased }))).toEqual(['deny', 'ABSOLUTE_MINOR_SEXUAL']);
    expect(answer(ask({ ...scene, content: [] }, { ...granted, ...erased }))).toContain('CONTENT_UNDECLARED');
    expect(answer(ask(scene, granted))).toEqual(['allow', 'COVERED']);
    const corrected = { performer: [...erased.performer, { at: '2026-10-02T00:00:00.000Z', bornOn: '1980-06-01' }] };
    expect(answer(ask(scene, { ...granted, ...corrected }))).toEqual(['allow', 'COVERED']);
  });

  it.each<readonly [string, Box]>([
    ['medium', { media: ['programme.avod'] }],
    ['stage', { stage: 'internal_review' }],
    ['territory', { territory: ['MX'] }],
    ['language', { language: ['es-ES'] }],
    ['production', { production: ['prod_harbor_s2'] }],
    ['purpose', { purpose: ['reshoot'] }],
    ['tool', { tool: ['tool_other'] }],
    ['beginning', { from: '2026-12-01T00:00:00.001Z' }],
    ['end', { until: '2026-12-07T23:59:59.999Z' }],
  ])('A-02 an explicit clause counts only where it covers the whole use: another %s', (_, elsewhere) => {
    const scene = use({ act: ['generate.body'], content: ['nudity'] });
    const mixed = permission({ act: scene.act, content: ['none', 'nudity'] });
    const given = (box: Box): Records =>
      records(consent({ permissions: [mixed, { ...mixed, content: ['nudity'], ...box }] }));
    expect(answer(ask(scene, given({})))).toEqual(['allow', 'COVERED']);
    expect(answer(ask(scene, given(elsewhere)))).toEqual(['deny', 'ABSOLUTE_EXPLICIT']);
  });

  it('A-01 a minor is made older neither by herself nor by whoever engages her, in whatever order they say so', () => {
    const scene = use({ act: ['generate.body'], content: ['nudity'] });
    const granted = records(consent({ permissions: [permission({ act: scene.act, content: ['nudity'] })] }));
    const [hers, house, union] = [null, 'org_house', 'org_union'];
    const said = (...statements: readonly (readonly [string | null, string, string?])[]): Records => ({
      ...granted,
      performer: statements.map(([organization, bornOn, identity], index) => ({
        ...{ at: `2026-10-0${index + 1}T00:00:00.000Z`, organization, bornOn },
        ...(identity === 'union_verified' && { identity }),
      })),
    });
    const [minor, adult] = ['2012-06-01', '1980-06-01'];
    for (const given of [
      said([house, minor], [hers, adult]),
      said([hers, adult], [house, minor]),
      said([hers, minor], [house, adult]),
      said([hers, adult], [house, adult], [union, minor, 'union_verified'], [hers, adult]),
    ])
      expect(answer(ask(scene, given))).toContain('ABSOLUTE_MINOR_SEXUAL');
    for (const given of [
      // Each side corrects its own, and of whom her union has verified the others need not.
      said([house, minor], [house, adult]),
      said([house, minor], [union, adult, 'union_verified'], [hers, minor]),
    ])
      expect(answer(ask(scene, given))).not.toContain('ABSOLUTE_MINOR_SEXUAL');
  });

  it('A-02 an explicit clause for one advertiser permits no other', () => {
    const scene = use({ act: ['generate.body'], content: ['nudity'], media: ['ad.brand_spot'], advertiser: ['Zest'] });
    const any = permission({ act: scene.act, media: ['ad'], advertiser: ['any'], content: ['none', 'nudity'] });
    const own = (advertiser: string): Records =>
      records(consent({ permissions: [any, { ...any, content: ['nudity'], advertiser: [advertiser] }] }));
    expect(answer(ask(scene, own('Zest')))).toEqual(['allow', 'COVERED']);
    expect(answer(ask(scene, own('Acme')))).toEqual(['deny', 'ABSOLUTE_EXPLICIT']);
  });

  it('A-02 an explicit clause of a consent that counts for nothing counts for nothing', () => {
    const scene = use({ act: ['generate.body'], content: ['nudity'] });
    const mixed = permission({ act: scene.act, content: ['none', 'nudity'] });
    const own = { id: 'cons_2', permissions: [{ ...mixed, content: ['nudity'] }] };
    const signedBy = (capacity: Capacity): Records =>
      records(consent({ permissions: [mixed] }), {
        ...consent(own),
        signature: { method: 'email_code', capacity },
      });
    expect(answer(ask(scene, signedBy('self')))).toEqual(['allow', 'COVERED']);
    expect(answer(ask(scene, signedBy('agent')))).toEqual(['deny', 'ABSOLUTE_EXPLICIT']);
  });

  it('A-02 a real person who is not named here is one, unless somebody says that nobody can be known', () => {
    const scene = use({ act: ['generate.body'], content: ['nudity'] });
    const cleared = nobody(clearance({}));
    expect(answer(ask({ ...scene, facts: { clearance: 'clr_1' } }, cleared))).toEqual(['deny', 'ABSOLUTE_EXPLICIT']);
    expect(answer(ask({ ...scene, facts: { recognizable: false } }, cleared))).toEqual(['allow', 'EXEMPT']);
  });
});

describe('side doors around what is scanned, taught and put in', () => {
  it.each(['research_internal', 'training_licence_third_party', 'pitch', 'concept'])(
    'A-04 an iris serves no picture by %s, whatever it is said to serve',
    (purpose) => {
      const mining = use({ act: ['data_mining'], media: ['internal'], purpose: ['production', purpose] });
      const asked: Use = { ...mining, facts: { biometric: 'iris', biometricUse: 'picture' } };
      const granted = permission({ act: ['data_mining'], media: ['internal'], purpose: asked.purpose });
      const given = records(consent({ permissions: [granted] }));
      expect(answer(ask(asked, given))).toEqual(['deny', 'ABSOLUTE_BIOMETRIC']);
      expect(answer(ask({ ...asked, purpose: ['production'] }, given))).toEqual(['allow', 'COVERED']);
    },
  );

  it('V-05 a scan before the services of the terms is what the notice is counted to', () => {
    const scan = use({ act: ['capture.scan_face'], media: ['internal'] });
    const granted = consent({ permissions: [permission({ act: ['capture'], media: ['internal'] })] });
    const told = (formalities: Formalities): Records => ({
      ...records(withTerms(granted, { formalities: { businessReason: 'A fall.', form: 'rider', ...formalities } })),
      ...UNDER_2026,
    });
    const servicesAt = '2027-01-10T00:00:00.000Z';
    expect(answer(ask(scan, told({ noticedAt: '2026-11-30T00:00:00.000Z', servicesAt })))).toEqual([
      ...['deny', 'NOTICE_SHORT'],
    ]);
    expect(answer(ask(scan, told({ noticedAt: '2026-11-29T00:00:00.000Z', servicesAt })))).toEqual([
      ...['allow', 'COVERED'],
    ]);
    // Whoever is engaged after the session was told of it by nobody.
    const late = { noticedAt: '2026-11-30T23:00:00.000Z', engagedAt: '2026-12-20T00:00:00.000Z' };
    expect(answer(ask(scan, told({ ...late, servicesAt: '2026-12-01T00:00:00.000Z' })))).toEqual([
      ...['deny', 'NOTICE_SHORT'],
    ]);
  });

  it('T-03 a model of her takes her likeness in, whatever is said', () => {
    const put = (stated: Partial<Use>): readonly string[] => {
      const asked = use({ media: ['internal'], stage: 'temp', ...stated });
      const granted = permission({ act: asked.act, media: ['internal'], purpose: asked.purpose });
      const decision = ask(asked, { ...records(consent({ permissions: [granted] })), ...FOR_NETFLIX });
      return decision.outcome === 'allow' ? ['allow'] : decision.reasons.map(({ rule }) => rule);
    };
    const none = { inputTalentLikeness: false };
    for (const act of ['train.replica_model', 'train.enhancement_model']) {
      expect(put({ act: [act] })).toEqual(['T-03']);
      expect(put({ act: [act], facts: none })).toEqual(['T-03']);
    }
    for (const act of ['train.finetune', 'train.general_generative']) {
      expect(put({ act: [act] })).toEqual(['T-03']);
      expect(put({ act: [act], facts: none })).toEqual(['allow']);
    }
    for (const act of ['capture.from_existing_footage', 'transfer_replica'])
      expect(put({ act: [act], facts: { generative: true } })).toEqual(['T-03']);
    // A camera or a courier is no such tool.
    expect(put({ act: ['capture.scan_face'] })).toEqual(['allow']);
  });
});

describe('side doors around signing', () => {
  const signed = (capacity: Capacity, givenAt: string): ConsentRecord => ({
    ...consent({}),
    ...{ signature: { method: 'email_code', capacity }, givenAt },
    ...(capacity !== 'self' && { authority: 'auth_1' }),
  });
  const ofHer = (record: ConsentRecord, diedOn: string | null, zone = 'America/Los_Angeles'): readonly string[] => {
    const { capacity } = record.signature;
    const authorities = capacity === 'self' || capacity === 'production' ? [] : [authority({ capacity })];
    const asked = use({});
    const given = { ...records(record), authorities, performer: performer({ zone, diedOn }) };
    return answer(ask(asked, given));
  };

  it('V-01 nobody signs after her own death', () => {
    expect(ofHer(signed('self', '2026-10-01T06:59:59.999Z'), '2026-10-01')).toEqual(['allow', 'COVERED']);
    expect(ofHer(signed('self', '2026-10-01T07:00:00.000Z'), '2026-10-01')).toEqual([
      ...['needs_approval', 'ESTATE_MISSING'],
    ]);
    // In a zone that nobody knows the day is that of UTC.
    expect(ofHer(signed('self', '2026-09-30T23:59:59.999Z'), '2026-10-01', 'Moon/Tycho')).toEqual(['allow', 'COVERED']);
    expect(ofHer(signed('self', '2026-10-01T00:00:00.000Z'), '2026-10-01', 'Moon/Tycho')).toContain('ESTATE_MISSING');
  });

  it('V-01 where she forbade that her likeness outlives her, what was signed after her death says so', () => {
    const stopped = withTerms(consent({ id: 'cons_0', permissions: [] }), { postMortem: 'stop_on_death' });
    const given = records(stopped, signed('self', '2026-10-02T12:00:00.000Z'));
    const dead = { ...given, performer: performer({ diedOn: '2026-10-01' }) };
    expect(answer(ask(use({}), dead))).toEqual(['deny', 'SIGNATURE_MISSING']);
  });

  it('V-09 no estate signs before her death, and no agent after it', () => {
    const before = '2026-09-30T12:00:00.000Z';
    const after = '2026-10-02T12:00:00.000Z';
    expect(ofHer(signed('estate', after), '2026-10-01')).toEqual(['allow', 'COVERED']);
    expect(ofHer(signed('estate', before), '2026-10-01')).toEqual(['needs_approval', 'ESTATE_MISSING']);
    expect(ofHer(signed('estate', before), null)).toEqual(['deny', 'NO_AUTHORITY']);
    for (const capacity of ['agent', 'attorney'] as const) {
      expect(ofHer(signed(capacity, before), '2026-10-01')).toEqual(['allow', 'COVERED']);
      expect(ofHer(signed(capacity, after), '2026-10-01')).toEqual([...['needs_approval', 'ESTATE_MISSING']]);
    }
    expect(ofHer(signed('union', after), '2026-10-01')).toEqual(['allow', 'COVERED']);
  });

  it.each(['sag-aftra-tv@2026', 'sag-aftra-tv@2023'])(
    'V-10 a writing for several pictures is no other’s own: %s',
    (agreement) => {
      const written = (...production: readonly string[]): ConsentRecord =>
        withTerms(consent({ permissions: [permission({ production })] }), {
          formalities: { form: 'separate_writing' },
        });
      const rival = use({ production: 'prod_rival' });
      const given = (record: ConsentRecord, node: string): Records => ({
        ...records(record),
        productionStatements: production({ node, agreements: [agreement] }),
      });
      const both = written('prod_harbor', 'prod_rival');
      expect(answer(ask(rival, given(both, 'prod_rival')))).toEqual(['deny', 'NOT_SPECIFIC']);
      expect(answer(ask(rival, given(written('prod_rival'), 'prod_rival')))).toEqual(['allow', 'COVERED']);
      expect(answer(ask(use({}), given(both, 'prod_harbor')))).toEqual(['allow', 'COVERED']);
    },
  );

  it('V-11 whoever rests on the GDPR informs, wherever they say that they are', () => {
    const uninformed = withTerms(consent({}), { legalBasis: 'gdpr_consent' });
    const decision = ask(use({}), records(uninformed));
    expect(answer(decision)).toEqual(['deny', 'NOT_INFORMED']);
    expect(decision.packs).toContain('gdpr@2018');
    expect(answer(ask(use({}), records(uninformed, consent({ id: 'cons_2' }))))).toEqual(['allow', 'COVERED']);
    const later = { ...uninformed, id: 'cons_3', givenAt: '2026-11-23T12:00:00.001Z' };
    expect(ask(use({}), records(consent({}), later)).packs).not.toContain('gdpr@2018');
  });
});

describe('side doors around what is made', () => {
  const scanned = consent({ permissions: [permission({ act: ['capture'], purpose: ['production', 'stunt_safety'] })] });

  it.each([
    ['safety', { unsafeForHumans: true }],
    ['unrecognizable', { recognizable: false }],
  ] as const)('C-10 another intent is never excused: %s', (exemption, facts) => {
    const asked = use({ act: ['generate.face.full_digital_double'], stage: 'temp', facts });
    const changed = { ...asked, facts: { ...facts, intentChanged: true } };
    const claimed = (each: Use): Records => ({ ...records(scanned), claims: [claim(each, exemption)] });
    expect(answer(ask(asked, claimed(asked)))).toEqual(['allow', 'EXEMPT']);
    expect(answer(ask(changed, claimed(changed)))[0]).toBe('deny');
  });

  const passerBy = use({
    ...{ act: ['generate.face.full_digital_double'], stage: 'temp', media: ['internal'] },
    facts: { recognizable: true, clearance: 'clr_1', qualityTested: true },
  });

  it('N-03 a real person who was cleared still needs the studio, scratch work or not', () => {
    const given = { ...nobody(clearance({})), ...FOR_NETFLIX };
    const decision = ask(passerBy, given);
    expect(answer(decision)).toEqual(['needs_approval', 'APPROVAL_MISSING', 'LEGAL_REVIEW_MISSING']);
    expect(decision.reasons.map(({ rule }) => rule)).toEqual(['N-01', 'N-03', 'T-03', 'N-03']);
    const approved = { ...given, approvals: approvals(passerBy, 'studio', 'legal') };
    expect(answer(ask(passerBy, approved))).toEqual(['allow', 'EXEMPT']);
    const unknown = { ...passerBy, facts: { recognizable: false } };
    expect(answer(ask(unknown, given))).toEqual(['allow', 'EXEMPT']);
  });

  it('T-01 a tool that learns learns a face as well whose owner is not named', () => {
    const given = { ...nobody(clearance({})), tools: [tool({}, { noTrainInputs: 'no' })] };
    expect(answer(ask(passerBy, given))).toEqual(['deny', 'TOOL_TRAINS']);
    expect(answer(ask({ ...passerBy, facts: { recognizable: false } }, given))).toEqual(['allow', 'EXEMPT']);
  });

  it('X-02 a real person who is not named here makes a deep fake as well', () => {
    const shown = { ...passerBy, media: ['programme.svod'], stage: 'final' as const };
    const told = (asked: Use): readonly string[] =>
      ask(asked, nobody(clearance({}))).obligations.map(({ rule }) => rule);
    expect(told(shown)).toContain('X-02');
    expect(told({ ...shown, facts: { clearance: 'clr_1' } })).toContain('X-02');
    expect(told({ ...shown, facts: { recognizable: false } })).not.toContain('X-02');
  });

  it.each<Partial<Use>>([{ facts: { misleading: true } }, { content: ['deceptive_news'] }])(
    'row 14: C-01 what could be taken for somebody is somebody’s: %j',
    (stated) => {
      const news = use({ act: ['generate.background_element'], ...stated });
      expect(answer(ask(news, nobody()))).toEqual(['deny', 'NO_CONSENT']);
      const withFacts = (facts: Use['facts']): Use => ({ ...news, facts: { ...news.facts, ...facts } });
      expect(answer(ask(withFacts({ clearance: 'clr_1' }), nobody(clearance({}))))).toEqual(['allow', 'EXEMPT']);
      expect(answer(ask(withFacts({ recognizable: false }), nobody()))).toEqual(['allow', 'EXEMPT']);
    },
  );

  it('S-02 S-09 an advertiser is the same one however it is written', () => {
    const spot = (advertiser: string): Use => use({ media: ['ad.brand_spot'], advertiser: [advertiser] });
    const any = permission({ media: ['ad'], advertiser: ['any'] });
    const never: Box = { advertiser: ['Acme'] };
    const given = records(consent({ permissions: [any], prohibitions: [never] }));
    for (const name of ['Acme', 'ACME', 'acme', ' Acme ', 'Acme / Sparkle', 'Ａｃｍｅ'])
      expect(answer(ask(spot(name), given))).toEqual(['deny', 'PROHIBITED']);
    expect(answer(ask(spot('Acmes'), given))).toEqual(['allow', 'COVERED']);
  });

  it('row 42: S-13 a tile that speaks is no background, whatever it is called', () => {
    const given = records(consent({ permissions: [permission({ act: ['generate'] })] }));
    const made = (act: readonly string[], facts: Use['facts'] = {}): readonly string[] =>
      answer(ask(use({ act, facts }), given));
    const speaking = ['generate.face.crowd_tile', 'generate.voice.adr_line'];
    expect(made(speaking)).toEqual(['deny', 'BACKGROUND_SCOPE']);
    expect(made(speaking, { replicaKind: 'employment_based' })).toEqual(['deny', 'BACKGROUND_SCOPE']);
    expect(made(['generate.face.crowd_tile', 'generate.voice'])).toEqual(['deny', 'BACKGROUND_SCOPE']);
    expect(made(['generate.face.crowd_tile', 'generate.voice.crowd_walla'])).toEqual(['allow', 'COVERED']);
    for (const act of [['generate'], ['generate.face'], ['generate.face', 'generate.voice.adr_line']])
      expect(made(act)).toEqual(['allow', 'COVERED']);
  });
});
