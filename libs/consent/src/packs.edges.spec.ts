import { describe, expect, it } from '@jest/globals';
import { answerOnce as answer, consent, permission, records, use } from '../../../test/support/consents.js';
import { approvals, authority, clearance, performer, production } from '../../../test/support/policies.js';
import { decide } from './decide.js';
import { packsFor } from './packs.js';
import type { Records } from './records.js';
import type { Decision, Use } from './types.js';

/** Where rules meet, under all packs that apply. */
const AT = '2026-11-23T12:00:00.000Z';

function ask(asked: Use, given: Records): Decision {
  return decide(asked, given, packsFor(asked, given, AT), AT);
}

const UNDER_2026 = { productionStatements: production({ agreements: ['sag-aftra-tv@2026'] }) };

describe('the edges of the packs', () => {
  it('row 49: U-04 S-04 a licence to train needs her grant, and with it the union', () => {
    const licence = use({ act: ['train.general_generative'], purpose: ['training_licence_third_party'] });
    expect(answer(ask(licence, { ...records(consent({})), ...UNDER_2026 }))).toEqual([
      ...['deny', 'TRAINING_NOT_GRANTED', 'OUT_OF_SCOPE_PURPOSE', 'UNION_STEP_MISSING'],
    ]);
    const granted = consent({
      permissions: [permission({ act: ['train'], purpose: ['training_licence_third_party'] })],
    });
    expect(answer(ask(licence, { ...records(granted), ...UNDER_2026 }))).toEqual([
      ...['needs_approval', 'UNION_STEP_MISSING'],
    ]);
  });

  it('row 55: A-04 an iris scan of the set is no matter for marketing', () => {
    const marketing = use({ act: ['data_mining'], media: ['internal'], facts: { biometric: 'iris' } });
    const granted = consent({ permissions: [permission({ act: ['data_mining'], media: ['internal'] })] });
    expect(answer(ask(marketing, records(granted)))).toEqual(['deny', 'ABSOLUTE_BIOMETRIC']);
    const set = { ...marketing, facts: { biometric: 'iris', biometricUse: 'set_security' } as const };
    expect(answer(ask(set, records(granted)))).toEqual(['allow', 'COVERED']);
  });

  it('A-02 a cleared likeness is no consent to explicit content, and A-01 nothing is for a minor', () => {
    const scene = use({ act: ['generate.ideation'], content: ['nudity'], stage: 'ideation' });
    const given = { ...records(), performer: null, clearances: [clearance({})] };
    const cleared = { ...scene, facts: { inputUnownedLikeness: true, clearance: 'clr_1' } };
    expect(answer(ask(cleared, given))).toEqual(['deny', 'ABSOLUTE_EXPLICIT']);
    expect(answer(ask({ ...scene, facts: { minorLikeness: true } }, given))).toEqual(['deny', 'ABSOLUTE_MINOR_SEXUAL']);
    expect(answer(ask({ ...scene, content: ['nudity', 'age_below'] }, given))).toContain('ABSOLUTE_MINOR_SEXUAL');
    expect(answer(ask(scene, given))).toEqual(['allow', 'EXEMPT']);
  });

  it('S-11 A-01 nobody approves content that was not said where it might be what nobody may permit', () => {
    const unsaid = use({ content: [] });
    const given = { ...records(consent({})), approvals: approvals(unsaid, 'performer', 'legal', 'studio') };
    expect(answer(ask(unsaid, given))).toEqual(['needs_approval', 'CONTENT_UNDECLARED']);
  });

  it('C-03 U-10 a performance that nobody gave is given by somebody who was made up', () => {
    const voice = use({ facts: { recognizable: false } });
    const decision = ask(voice, { ...records(), ...UNDER_2026, performer: null });
    expect(answer(decision)).toEqual(['needs_approval', 'UNION_STEP_MISSING']);
    expect(decision.reasons[0]).toMatchObject({ rule: 'U-10', detail: { addedValue: null } });
  });

  it('V-04a an agreement answers the test of the law, and V-02 still asks for its own form', () => {
    const description = 'Any and all media, now known or hereafter devised.';
    const vague = consent({});
    const terms = {
      ...vague.terms,
      description,
      formalities: { agreement: 'sag-aftra-tv', form: 'terms_only' },
    } as const;
    const given = {
      ...records({ ...vague, terms, descriptionReview: 'specific' }),
      productionStatements: production({ agreements: ['sag-aftra-tv@2026'], places: ['US-NY'] }),
    };
    expect(answer(ask(use({}), given))).toEqual(['deny', 'INVALID_FORM']);
  });

  it('V-09 an agent signs within a recorded authority, on its days and for its uses', () => {
    const signed = {
      ...consent({}),
      ...{ signature: { method: 'email_code', capacity: 'agent' } as const, authority: 'auth_1' },
    };
    const under = (stated: Parameters<typeof authority>[0]): readonly string[] =>
      answer(ask(use({}), { ...records(signed), authorities: [authority({ capacity: 'agent', ...stated })] }));
    expect(under({})).toEqual(['allow', 'COVERED']);
    expect(under({ capacity: 'guardian' })).toEqual(['deny', 'NO_AUTHORITY']);
    expect(under({ from: '2026-09-01T00:00:00.001Z' })).toEqual(['deny', 'NO_AUTHORITY']);
    expect(under({ until: '2026-09-01T00:00:00.000Z' })).toEqual(['deny', 'NO_AUTHORITY']);
    expect(under({ endedAt: '2026-10-01T00:00:00.000Z' })).toEqual(['allow', 'COVERED']);
    expect(under({ scope: { media: ['promo'] } })).toEqual(['deny', 'NO_AUTHORITY']);
    expect(under({ verifiedAt: null })).toEqual(['deny', 'SIGNATURE_MISSING']);
  });

  it('V-08 what a minor signed alone counts for nothing, then or later', () => {
    const given = { ...records(consent({})), performer: performer({ bornOn: '2008-10-01' }) };
    expect(answer(ask(use({}), given))).toEqual(['deny', 'SIGNATURE_MISSING']);
  });
});
