import { describe, expect, it } from '@jest/globals';
import { answerOnce as answer, consent, permission, records, use } from '../../../test/support/consents.js';
import {
  approvals,
  authority,
  claim,
  clearance,
  performer,
  production,
  strike,
  tool,
  withTerms,
} from '../../../test/support/policies.js';
import { decide } from './decide.js';
import { packsFor } from './packs.js';
import type { ConsentRecord, Records } from './records.js';
import type { Box, Decision, Use } from './types.js';

/** The rows of `domain-rules.md` D that policies decide, through the engine with all packs. */
const AT = '2026-11-23T12:00:00.000Z';
const YESTERDAY = '2026-11-22T09:00:00.000Z';
const HARBOR = {
  ...({ platform: 'netflix', agreements: ['sag-aftra-tv@2026'], places: ['US-CA'] } as const),
  principalPhotographyAt: '2026-09-05T00:00:00.000Z',
};

/** Mara's grant: lines and de-ageing, in programmes and trailers, in English and Spanish, anywhere. */
const G1: Box = permission({
  act: ['generate.voice.adr_line', 'generate.face.de_age'],
  media: ['programme', 'promo.trailer'],
  language: ['en', 'es'],
});
const NEVER: readonly Box[] = [{ act: ['alter.emotion'] }, { content: ['political_endorsement'] }];
const WITHDRAWN_TRAILERS = {
  ...({ kind: 'withdrawn', version: 2, at: YESTERDAY, effectiveAt: YESTERDAY, worksMadeBefore: 'continue' } as const),
  scope: { media: ['promo.trailer'] },
};

/** Harbor with Mara and a good tool; a row adds to it. */
function harbor(consents: readonly ConsentRecord[], more: Partial<Records> = {}): Records {
  return {
    ...records(...consents),
    ...{ productionStatements: production(HARBOR), performer: performer({ residence: 'US-CA' }), tools: [tool()] },
    employer: 'org_studio',
    ...more,
  };
}

function ask(asked: Use, given: Records, at = AT): Decision {
  return decide(asked, given, packsFor(asked, given, at), at);
}

function obligations({ obligations }: Decision): readonly string[] {
  return obligations.map(({ kind }) => kind).sort();
}

const g1 = consent({ permissions: [G1], prohibitions: NEVER });
const line = use({});

describe('the acceptance rows, under the packs that apply', () => {
  it('row 1: R-02 after trailers were withdrawn the trailer line is denied, and the episode is told as covered', () => {
    const trailer = use({ media: ['promo.trailer.series'] });
    const given = harbor([consent({ permissions: [G1], events: [WITHDRAWN_TRAILERS] })]);
    const decision = ask(trailer, given);
    expect(answer(decision)).toEqual(expect.arrayContaining(['deny', 'WITHDRAWN']));
    expect(decision.nearest).toContainEqual(expect.objectContaining({ media: ['programme'] }));
  });

  it('row 2: N-01 U-01 X-02 the same line in episode 4 is allowed with its approval, paid and disclosed', () => {
    const given = harbor([g1], { approvals: approvals(line, 'studio', 'legal') });
    const decision = ask(line, given);
    expect(answer(decision)).toEqual(['allow', 'COVERED']);
    expect(obligations(decision)).toEqual(
      ['pay', 'report_use', 'mark_output', 'disclose_artistic', 'notify_contact', 'recheck_at_execution'].sort(),
    );
    expect(decision.packs).toEqual([
      'ca-927@2025',
      'countersign@1',
      'eu-ai-act-50@2026-08',
      'netflix@2025-08',
      'sag-aftra-tv@2026',
    ]);
    expect(obligations(ask(use({ territory: ['MX'] }), given))).not.toContain('disclose_artistic');
    expect(answer(ask(line, harbor([g1])))).toEqual([
      ...['needs_approval', 'APPROVAL_MISSING', 'LEGAL_REVIEW_MISSING'],
    ]);
  });

  it('row 4: C-09 noise reduction of her own line is exempt, also after the withdrawal', () => {
    const clean = use({
      ...{ act: ['alter.cleanup'], media: ['promo.trailer.series'] },
      facts: { alterationPurpose: 'noise_reduction' },
    });
    const given = harbor([consent({ permissions: [G1], events: [WITHDRAWN_TRAILERS] })], {
      claims: [claim(clean, 'customary_post_production', { review: null })],
    });
    expect(answer(ask(clean, given))).toEqual(['allow', 'EXEMPT']);
    expect(answer(ask(clean, { ...given, claims: [] }))).toEqual(['needs_approval', 'CLAIM_UNREVIEWED']);
  });

  it('rows 5 and 6: C-10 N-01 new words on her lips need a consent, and then an approval', () => {
    const words = use({ act: ['alter.visual_adr'], facts: { scripted: false } });
    const denied = ask(words, harbor([g1], { approvals: approvals(words, 'studio', 'legal') }));
    expect(answer(denied)).toEqual(['deny', 'OUT_OF_SCOPE_ACT']);
    const rider = consent({ id: 'cons_2', permissions: [{ ...G1, act: ['alter.visual_adr'] }] });
    const waiting = ask(words, harbor([g1, rider]));
    expect(answer(waiting)).toEqual(['needs_approval', 'APPROVAL_MISSING']);
    expect(waiting.reasons.map(({ rule }) => rule)).toEqual(['C-10', 'N-01', 'N-05', 'T-03']);
    expect(waiting.approvalsMissing).toEqual(['studio']);
    const approved = harbor([g1, rider], { approvals: approvals(words, 'studio') });
    expect(answer(ask(words, approved))).toEqual(['allow', 'COVERED']);
  });

  it('row 9: T-01 a consumer app that trains is denied, scratch lines or not', () => {
    const scratch = use({ stage: 'temp', pipeline: ['tool_app'] });
    const app = tool({ id: 'tool_app', tier: 'free' }, { environment: 'consumer', noTrainInputs: 'no' });
    const given = harbor([g1], { tools: [app], approvals: approvals(scratch, 'studio', 'legal') });
    expect(answer(ask(scratch, given))).toEqual(['deny', 'TOOL_TRAINS']);
    expect(ask(scratch, given).reasons[0]?.detail).toEqual({
      steps: [{ tool: 'tool_app', step: 1, question: 'noTrainInputs' }],
    });
  });

  const moodboard = use({
    ...{ act: ['generate.ideation'], purpose: ['concept'], media: ['internal'], stage: 'ideation' },
  });

  it('row 11: N-06 a moodboard without anybody is allowed, and the studio is told', () => {
    const given = harbor([], { performer: null });
    const decision = ask(moodboard, given);
    expect(answer(decision)).toEqual(['allow', 'EXEMPT']);
    expect(obligations(decision)).toEqual(['mark_output', 'notify_contact']);
  });

  it('row 12: N-03 the nose of a famous actor needs that actor, and with a clearance the studio', () => {
    const nose = { ...moodboard, facts: { inputUnownedLikeness: true, clearance: 'clr_1' } };
    expect(answer(ask(nose, harbor([], { performer: null })))).toEqual(['deny', 'NO_CONSENT']);
    const cleared = harbor([], { performer: null, clearances: [clearance({})] });
    expect(answer(ask(nose, cleared))).toEqual(['needs_approval', 'APPROVAL_MISSING']);
  });

  it('row 13: N-03 a poster in the background is told, and once it is read it needs approval', () => {
    const poster = use({ act: ['generate.background_element'], facts: { storyRelevant: false } });
    const given = harbor([], { performer: null });
    expect(answer(ask(poster, given))).toEqual(['allow', 'EXEMPT']);
    expect(obligations(ask(poster, given))).toContain('notify_contact');
    const read = { ...poster, facts: { storyRelevant: true } };
    expect(answer(ask(read, given))).toEqual(['needs_approval', 'APPROVAL_MISSING']);
  });

  it('row 14: N-07 a journalist who says what she never said needs consent, and then approval', () => {
    const news = use({ act: ['generate.face.full_digital_double'], facts: { misleading: true } });
    expect(answer(ask(news, harbor([])))[0]).toBe('deny');
    const agreed = consent({ permissions: [permission({ act: ['generate.face'] })] });
    const decision = ask(news, harbor([agreed]));
    expect(decision.outcome).toBe('needs_approval');
    expect(decision.reasons.map(({ rule }) => rule)).toContain('N-07');
  });

  const scan = permission({ act: ['capture'], purpose: ['production', 'stunt_safety'] });

  it('row 15: C-06 her double falls from a tower on a claim that another upheld; final work still needs approval', () => {
    const fall = use({
      ...{ act: ['generate.face.full_digital_double'], purpose: ['stunt_safety'], stage: 'temp' },
      facts: { unsafeForHumans: true },
    });
    const given = harbor([consent({ permissions: [G1, scan] })], { claims: [claim(fall, 'safety')] });
    expect(answer(ask(fall, given))).toEqual(['allow', 'EXEMPT']);
    const final = { ...fall, stage: 'final' as const };
    const finally_ = { ...given, claims: [claim(final, 'safety')] };
    expect(answer(ask(final, finally_))).toEqual(['needs_approval', 'APPROVAL_MISSING']);
    expect(answer(ask(fall, { ...given, consents: [g1] }))).toContain('NO_CREATION_CONSENT');
  });

  it('row 17: C-07 a replica under a mask that nobody can recognise needs no further consent', () => {
    const mask = use({ act: ['generate.face.swap_onto_double'], facts: { recognizable: false }, stage: 'temp' });
    const given = harbor([consent({ permissions: [G1, scan] })], { claims: [claim(mask, 'unrecognizable')] });
    expect(answer(ask(mask, given))).toEqual(['allow', 'EXEMPT']);
    const shown = { ...mask, facts: { recognizable: true } };
    expect(answer(ask(shown, given))[0]).toBe('deny');
  });

  it('row 19: R-07 a strike denies the line, leaves the noise reduction, and lifts itself', () => {
    const clean = use({ act: ['alter.cleanup'], facts: { alterationPurpose: 'noise_reduction' } });
    const given = harbor([g1], {
      approvals: approvals(line, 'studio', 'legal'),
      claims: [claim(clean, 'customary_post_production')],
      suspensions: [strike({ until: '2026-11-24T00:00:00.000Z' })],
    });
    expect(answer(ask(line, given))).toEqual(['deny', 'STRIKE']);
    expect(answer(ask(clean, given))).toEqual(['allow', 'EXEMPT']);
    expect(answer(ask(line, given, '2026-11-24T00:00:00.000Z'))).toEqual(['allow', 'COVERED']);
    expect(answer(ask(line, { ...given, suspensions: [strike({ employer: 'org_other' })] }))[0]).toBe('allow');
  });

  const scanning = use({ act: ['capture.scan_face'], media: ['internal'], from: '2026-12-03T10:00:00.000Z' });
  const scanConsent = (formalities: NonNullable<ConsentRecord['terms']['formalities']>): ConsentRecord =>
    withTerms(
      consent({
        permissions: [permission({ act: ['capture'], media: ['internal'], content: ['none'] })],
      }),
      { formalities },
    );
  const session = {
    ...{ servicesAt: '2026-12-03T10:00:00.000Z', noticedAt: '2026-12-02T08:00:00.000Z' },
    businessReason: 'The fall in episode 4 cannot be shot.',
  };
  const untilScanned = { ...scanning, until: '2026-12-04T00:00:00.000Z' };

  it('row 20: V-05 notice of 26 hours is too short, unless she was engaged that late', () => {
    const early = scanConsent({ ...session, engagedAt: '2026-11-23T08:00:00.000Z' });
    expect(answer(ask(untilScanned, harbor([early])))).toEqual(['deny', 'NOTICE_SHORT']);
    const late = scanConsent({ ...session, engagedAt: '2026-12-02T08:00:00.000Z' });
    expect(answer(ask(untilScanned, harbor([late])))).toEqual(['allow', 'COVERED']);
  });

  it('row 21: V-06 a scan without a reason waits for the union', () => {
    const bare = scanConsent({ ...session, noticedAt: '2026-11-01T00:00:00.000Z', businessReason: ' ' });
    const decision = ask(untilScanned, harbor([bare]));
    expect(answer(decision)).toEqual(['needs_approval', 'NO_BUSINESS_REASON']);
    expect(decision.approvalsMissing).toEqual(['union']);
  });

  it('row 23: V-04 C-09 a cleaned line is not new work by a replica, whatever the clause says', () => {
    const clean = use({ act: ['alter.cleanup'], facts: { alterationPurpose: 'clarity', scripted: true } });
    const vague = withTerms(g1, { description: 'Any and all media now known or hereafter devised.' });
    const given = harbor([{ ...vague, descriptionReview: 'specific' }], {
      productionStatements: production({ places: ['US-CA'] }),
      claims: [claim(clean, 'customary_post_production')],
    });
    expect(answer(ask(clean, given))).toEqual(['allow', 'EXEMPT']);
    expect(answer(ask(line, given))).toEqual(['deny', 'UNENFORCEABLE']);
  });

  it('row 25: V-02 a clause within general terms is no consent under the agreement', () => {
    const buried = withTerms(g1, { formalities: { form: 'terms_only' } });
    expect(answer(ask(line, harbor([buried], { approvals: approvals(line, 'studio', 'legal') })))).toEqual([
      ...['deny', 'INVALID_FORM'],
    ]);
  });

  it('row 28: S-04 consent to dub is no consent to train', () => {
    const training = use({ act: ['train.general_generative'], language: ['de'] });
    const dub = consent({ permissions: [permission({ act: ['generate.voice.dub_language'], language: ['de'] })] });
    const given = { ...records(dub), performer: performer({ residence: 'DE' }) };
    expect(answer(ask(training, given))).toEqual(['deny', 'TRAINING_NOT_GRANTED']);
  });

  it('row 30: R-05 a wish to end what the terms make final waits for her', () => {
    const asked = { kind: 'withdrawal_asked', version: 2, at: YESTERDAY, scope: null } as const;
    const given = harbor([consent({ permissions: [G1], events: [asked] })], {
      approvals: approvals(line, 'studio', 'legal'),
    });
    expect(answer(ask(line, given))).toEqual(['needs_approval', 'WITHDRAWAL_DISPUTED']);
  });

  it('row 31: R-06 D-01 under the audio waiver she may opt out whatever the terms say, and data goes at the end', () => {
    const spot = use({ media: ['ad.digital_audio'], advertiser: ['Acme'] });
    const terms = { formalities: { maximumPeriodUntil: '2027-06-01T00:00:00.000Z' } };
    const granted = permission({ media: ['ad.digital_audio'], advertiser: ['Acme'] });
    const productionStatements = production({ agreements: ['sag-aftra-audio-ai@2024'] });
    const before = { ...records(withTerms(consent({ permissions: [granted] }), terms)), productionStatements };
    expect(answer(ask(spot, before))).toEqual(['allow', 'COVERED']);
    expect(ask(spot, before).obligations).toContainEqual(
      expect.objectContaining({ kind: 'delete_by', detail: { until: '2027-06-01T00:00:00.000Z' } }),
    );
    const asked = { kind: 'withdrawal_asked', version: 2, at: YESTERDAY, scope: null } as const;
    const after = withTerms(consent({ permissions: [granted], events: [asked] }), terms);
    expect(answer(ask(spot, { ...before, consents: [after] }))).toEqual(['deny', 'WITHDRAWN']);
  });

  const invented = use({
    ...{ act: ['generate.synthetic_performer'], media: ['ad.brand_spot'], advertiser: ['Acme'], territory: ['US'] },
  });

  it('row 33: X-01 U-10 an invented person in a New York spot is disclosed, and the union told where covered', () => {
    const given = { ...records(), performer: null };
    expect(answer(ask(invented, given))).toEqual(['allow', 'EXEMPT']);
    expect(obligations(ask(invented, given))).toEqual(['disclose_conspicuous', 'mark_output']);
    const covered = { ...given, productionStatements: production({ agreements: ['sag-aftra-commercials@2025'] }) };
    expect(obligations(ask(invented, covered))).toContain('union_notice');
  });

  it('row 34: X-01 sound alone, or the trailer of a film with the same person, is not disclosed', () => {
    const given = { ...records(), performer: null };
    const heard = { ...invented, media: ['ad.digital_audio'] };
    const { advertiser: _, ...trailer } = { ...invented, media: ['promo.trailer.teaser'] };
    const film = { ...invented, facts: { expressiveWork: true } };
    for (const each of [heard, trailer, film]) {
      expect(answer(ask(each, given))).toEqual(['allow', 'EXEMPT']);
      expect(obligations(ask(each, given))).not.toContain('disclose_conspicuous');
    }
  });

  it('row 36: X-02 a consented de-age that Europe sees is disclosed, in the manner of art', () => {
    const younger = use({ act: ['generate.face.de_age'], territory: ['EEA'] });
    const given = records(g1);
    const decision = ask(younger, given, '2026-09-20T00:00:00.000Z');
    expect(answer(decision)).toEqual(['allow', 'COVERED']);
    expect(obligations(decision)).toContain('disclose_artistic');
    const before = ask(
      younger,
      { ...given, consents: [{ ...g1, givenAt: '2026-07-01T00:00:00.000Z' }] },
      '2026-08-01T00:00:00.000Z',
    );
    expect(answer(before)).toEqual(['allow', 'COVERED']);
    expect(obligations(before)).not.toContain('disclose_artistic');
  });

  it('row 37: R-11 after death the granted film goes on, the sequel waits for the estate or the union', () => {
    const film = use({});
    const sequel = use({ production: 'prod_harbor_s2' });
    const productionStatements = production({ agreements: ['sag-aftra-tv@2026'] });
    const given = { ...records(g1), productionStatements, performer: performer({ diedOn: '2026-10-01' }) };
    expect(answer(ask(film, given))).toEqual(['allow', 'COVERED']);
    expect(answer(ask(sequel, given))).toEqual(['needs_approval', 'ESTATE_MISSING', 'UNION_STEP_MISSING']);
    const known = { ...given, authorities: [authority({ capacity: 'estate' })] };
    expect(answer(ask(sequel, known))).toEqual(['needs_approval', 'ESTATE_MISSING']);
    expect(answer(ask(sequel, { ...known, approvals: approvals(sequel, 'estate') }))).toEqual(['allow', 'COVERED']);
    const stopped = withTerms(g1, { postMortem: 'stop_on_death' });
    expect(answer(ask(film, { ...known, consents: [stopped] }))).toEqual(['deny', 'POST_MORTEM']);
    const each = withTerms(g1, { postMortem: 'estate_approval_each_use' });
    expect(answer(ask(film, { ...known, consents: [each] }))).toEqual(['needs_approval', 'ESTATE_MISSING']);
  });

  it('row 39: V-07 V-08 a licence of six years for a minor of sixteen is flagged, and ends when she is of age', () => {
    const six = { ...permission({ until: '2032-09-01T00:00:00.000Z' }) };
    const signed = {
      ...consent({ permissions: [six] }),
      ...{ signature: { method: 'email_code', capacity: 'guardian' } as const, authority: 'auth_1' },
    };
    const given = {
      ...records(signed),
      ...{ performer: performer({ bornOn: '2010-06-01', zone: 'UTC' }), authorities: [authority({})] },
      productionStatements: production({ packs: ['no-fakes@2026-05'] }),
    };
    const decision = ask(line, given);
    expect(answer(decision)).toEqual(['needs_approval', 'TERM_CAP', 'LEGAL_REVIEW_MISSING']);
    expect(decision.reasons[0]?.detail).toEqual({ capAt: '2028-06-01T00:00:00.000Z' });
    const late = use({ from: '2029-01-01T00:00:00.000Z', until: '2029-01-02T00:00:00.000Z' });
    expect(answer(ask(late, given))).toEqual(['deny', 'TERM_CAP']);
    expect(answer(ask(late, given, '2028-06-01T00:00:00.000Z'))).toContain('AGE_OF_MAJORITY');
    expect(answer(ask(line, { ...given, authorities: [] }))).toContain('NO_AUTHORITY');
  });

  it('row 40: A-01 a minor made older in a nude scene is denied, whoever consents', () => {
    const scene = use({ act: ['generate.face.age_up'], content: ['nudity'] });
    const granted = permission({ act: ['generate.face'], content: ['nudity'] });
    const signed = {
      ...consent({ permissions: [granted] }),
      ...{ signature: { method: 'email_code', capacity: 'guardian' } as const, authority: 'auth_1' },
    };
    const minor = { performer: performer({ bornOn: '2012-06-01' }), authorities: [authority({})] };
    expect(answer(ask(scene, { ...records(signed), ...minor }))).toEqual(['deny', 'ABSOLUTE_MINOR_SEXUAL']);
    const adult = { ...records(consent({ permissions: [granted] })), performer: performer({ bornOn: '1980-06-01' }) };
    expect(answer(ask(scene, adult))).toEqual(['allow', 'COVERED']);
    const mixed = consent({ permissions: [{ ...granted, content: ['none', 'nudity'] }] });
    expect(answer(ask(scene, { ...adult, consents: [mixed] }))).toEqual(['deny', 'ABSOLUTE_EXPLICIT']);
  });

  it('row 42: S-13 a crowd tile is allowed and paid, and may not speak', () => {
    const tile = use({ act: ['generate.face.crowd_tile'], facts: { replicaKind: 'background' } });
    const background = consent({ permissions: [permission({ act: ['generate.face.crowd_tile', 'generate.voice'] })] });
    const given = { ...records(background), productionStatements: production({ agreements: ['sag-aftra-tv@2026'] }) };
    expect(answer(ask(tile, given))).toEqual(['allow', 'COVERED']);
    expect(obligations(ask(tile, given))).toContain('pay');
    const speaking = { ...tile, act: ['generate.voice.adr_line'] };
    expect(answer(ask(speaking, given))).toEqual(['deny', 'BACKGROUND_SCOPE']);
    const principal = { ...tile, facts: { principalRole: true } };
    expect(answer(ask(principal, given))).toEqual(['deny', 'BACKGROUND_SCOPE']);
  });
});
