import { describe, expect, it } from '@jest/globals';
import { consent, permission, records, use } from '../../../test/support/consents.js';
import { authority, clearance, performer, production, strike, tool } from '../../../test/support/policies.js';
import type { Facts } from './facts.js';
import { candidatesIn, foundIn, foundInConsent } from './judge.js';
import { PACKS } from './released-packs.js';
import type { PackRule, PolicyPack } from './policy.js';
import type { ConsentRecord, Records } from './records.js';
import { situationOf } from './situation.js';
import type { Box, Formalities, Instant, Terms, Use } from './types.js';

/** For every rule of every pack what makes it apply, and the same with one thing changed, so that it does not. */
const AT = '2026-11-23T12:00:00.000Z';
const INTERACTIVE = strike({ agreement: 'sag-aftra-interactive' });
const YESTERDAY = '2026-11-22T09:00:00.000Z';

/** A use of one act, under one consent to it; whatever a rule does not ask about stays as it is here. */
interface Seen {
  readonly use?: Partial<Use>;
  readonly facts?: Facts;
  readonly records?: Partial<Records>;
  readonly consent?: Partial<ConsentRecord>;
  readonly terms?: Partial<Terms>;
  readonly form?: Formalities;
  readonly box?: Box;
  readonly isExempt?: boolean;
  readonly isUncovered?: boolean;
  readonly at?: Instant;
}

type Pair = readonly [applies: Seen, not: Seen];

function isApplied(pack: PolicyPack, rule: PackRule, seen: Seen): boolean {
  const asked = use({ ...seen.use, ...(seen.facts && { facts: seen.facts }) });
  const plain = consent({ permissions: [permission(seen.box ?? {})] });
  const terms = { ...plain.terms, ...seen.terms, ...(seen.form && { formalities: seen.form }) };
  const record: ConsentRecord = { ...plain, terms, ...seen.consent };
  const given = { ...records(record), employer: 'org_studio', tools: [tool()], ...seen.records };
  const clause = record.terms.permissions[0];
  const situation = {
    ...situationOf(asked, given, seen.at ?? AT),
    isConsentNeeded: given.performer !== null && seen.isExempt !== true,
    ...(seen.isUncovered !== true && clause && { covering: [{ consent: record, clause }] }),
  };
  const { effect } = rule.then;
  const found =
    effect === 'void' || effect === 'doubt'
      ? foundInConsent(candidatesIn([pack], situation), { ...situation, consent: record })
      : foundIn([pack], [effect], situation);
  return found.some((each) => each.rule === rule);
}

const NOBODY = { performer: null };
const CLEARED = { clearances: [clearance({ covers: 'likeness' })] };
const MATERIAL = { clearances: [clearance({ covers: 'material' })] };
const CHILD = { performer: performer({ bornOn: '2012-06-01' }) };
const ADULT = { performer: performer({ bornOn: '1980-06-01' }) };
const DEAD = { performer: performer({ diedOn: '2026-11-01' }) };
const UNDER_2026 = { productionStatements: production({ agreements: ['sag-aftra-tv@2026'] }) };
const FOR_NETFLIX = { productionStatements: production({ platform: 'netflix' }) };
const SHOT_EARLY = {
  productionStatements: production({ principalPhotographyAt: '2027-06-30T00:00:00.000Z' }),
};
const SHOT_LATE = {
  productionStatements: production({ principalPhotographyAt: '2027-07-01T00:00:00.000Z' }),
};
const NUDE = { use: { act: ['generate.body'], content: ['nudity'] } };
const OWN_CLAUSE = { act: ['generate.body'], content: ['nudity'] };
const GUARDED = { signature: { method: 'email_code', capacity: 'guardian' }, authority: 'auth_1' } as const;
const AUTHORISED = { authorities: [authority({})] };
const UNCHECKED = { authorities: [authority({ verifiedAt: null })] };
const CLEANING = { act: ['alter.cleanup'] };
const WORDS = { act: ['alter.visual_adr'] };
const SYNTHETIC = { act: ['generate.synthetic_performer'] };
const SCAN = { act: ['capture.scan_body'] };
const TILE = { act: ['generate.face.crowd_tile'] };
const POSTER = { act: ['generate.background_element'] };
const ELSEWHERE = { use: { production: 'prod_rival' }, box: { production: ['prod_harbor', 'prod_rival'] } };
const OLD_SCRIPT = { scriptVersionAt: '2026-08-01', performedAt: '2026-09-10' };
const LEARNING = { tools: [tool({}, { noTrainOutputs: 'no' })] };
const INDEPENDENT = { replicaKind: 'independently_created' } as const;
const SPOT = { media: ['ad.pause_ad'], advertiser: ['Acme'] };
const VAGUE = { description: 'Any and all media, throughout the universe.' };
const ASKED_BACK = { kind: 'withdrawal_asked', version: 2, at: YESTERDAY, scope: null } as const;
const INFORMED = {
  ...{ noticeHash: 'a1', controllers: ['Harbor Ltd'], purposes: ['dubbing'] },
  ...{ retention: 'one year', withdrawalMethod: 'in the portal' },
};
const DUB = { act: ['generate.voice.dub_language'] };

/** By the id of a rule, or by pack and rule where packs state it differently. */
const PAIRS: Readonly<Record<string, Pair>> = {
  'A-01': [
    { ...NUDE, records: CHILD },
    { ...NUDE, records: ADULT },
  ],
  'A-02': [NUDE, { ...NUDE, box: OWN_CLAUSE }],
  'A-03': [
    { records: { tools: [tool({ likenessOf: 'other' })] } },
    { records: { tools: [tool({ likenessOf: 'this' })] } },
  ],
  'A-04': [
    { use: { purpose: ['production', 'pitch'] }, facts: { biometric: 'iris', biometricUse: 'picture' } },
    { facts: { biometric: 'iris', biometricUse: 'picture' } },
  ],
  'C-01': [{ facts: { recognizable: true }, records: NOBODY }, { facts: { recognizable: true } }],
  'C-04/unowned-likeness': [
    { facts: { inputUnownedLikeness: true, clearance: 'clr_1' } },
    { facts: { inputUnownedLikeness: true, clearance: 'clr_1' }, records: CLEARED },
  ],
  'C-05': [{ facts: { scripted: true } }, { facts: { scripted: true }, records: UNDER_2026 }],
  'C-05a': [
    { facts: { scripted: true, ...OLD_SCRIPT } },
    { facts: { scripted: true, ...OLD_SCRIPT, scriptVersionAt: '2026-09-11' } },
  ],
  'C-06': [{ facts: { unsafeForHumans: true } }, { facts: { unsafeForHumans: true }, use: { act: ['capture'] } }],
  'C-07': [{ facts: { recognizable: false } }, {}],
  'C-09': [
    { use: CLEANING, facts: { alterationPurpose: 'clarity' } },
    { use: CLEANING, facts: { alterationPurpose: 'clarity', intentChanged: true } },
  ],
  'C-09/dub-or-double': [{ use: DUB, facts: { dubOrDoublePermitted: true } }, { use: DUB }],
  'sag-aftra-tv@2023 C-09/dialogue': [
    { use: CLEANING, facts: { alterationPurpose: 'dialogue_narration_adjustment' } },
    { use: CLEANING, facts: { alterationPurpose: 'dialogue_narration_adjustment' }, records: FOR_NETFLIX },
  ],
  'sag-aftra-tv@2026 C-09/dialogue': [
    { use: CLEANING, facts: { alterationPurpose: 'dialogue_narration_adjustment', ...OLD_SCRIPT } },
    { use: CLEANING, facts: { alterationPurpose: 'dialogue_narration_adjustment' } },
  ],
  'C-10': [{ use: WORDS }, { use: WORDS, facts: { scripted: true } }],
  'C-12': [{ facts: { expression: 'satire' } }, {}],
  'V-01': [
    { consent: GUARDED, records: UNCHECKED },
    { consent: GUARDED, records: AUTHORISED },
  ],
  'V-01/after-death': [{ records: DEAD, consent: { givenAt: '2026-11-01T00:00:00.000Z' } }, { records: DEAD }],
  'V-01/identity': [
    { records: { performer: performer({ identity: 'email' }) } },
    { records: { performer: performer({ identity: 'union_verified' }) } },
  ],
  'V-01/level': [
    { consent: { signature: { method: 'email_code', capacity: 'self' } } },
    { consent: { signature: { method: 'passkey', capacity: 'self', level: 'advanced' } } },
  ],
  'V-01/countersigned': [
    {},
    { consent: { cosigned: [{ capacity: 'production', signedAt: '2026-01-01T00:00:00.000Z', textHash: '' }] } },
  ],
  'V-02': [{ form: { form: 'terms_only' } }, { form: { form: 'rider' } }],
  'V-03': [{ terms: VAGUE }, { terms: VAGUE, consent: { descriptionReview: 'specific' } }],
  'V-04': [{ terms: VAGUE }, { terms: { ...VAGUE, formalities: { counsel: { termsSigned: true } } } }],
  'V-05': [
    { use: SCAN, form: { noticedAt: '2026-11-29T00:00:00.001Z' } },
    { use: SCAN, form: { noticedAt: '2026-11-29T00:00:00.000Z' } },
  ],
  'V-06': [{ use: SCAN }, { use: SCAN, form: { businessReason: 'A fall that nobody can survive.' } }],
  'V-07': [{ box: { until: '2036-09-02T00:00:00.000Z' } }, { box: { until: '2036-09-01T00:00:00.000Z' } }],
  'V-07/past': [
    { use: { until: '2036-09-02T00:00:00.000Z' }, box: { until: '2040-01-01T00:00:00.000Z' } },
    {
      use: { until: '2036-09-02T00:00:00.000Z' },
      terms: { formalities: { agreement: 'sag-aftra-tv' } },
      box: { until: '2040-01-01T00:00:00.000Z' },
    },
  ],
  'V-07/court': [{ records: CHILD }, { records: CHILD, form: { courtApproval: true } }],
  'V-08/guardian': [{ records: CHILD }, { records: CHILD, consent: GUARDED }],
  'V-08/majority': [
    { records: ADULT, consent: GUARDED },
    { records: CHILD, consent: GUARDED },
  ],
  'V-09': [
    { consent: GUARDED, records: { authorities: [authority({ scope: { act: ['capture'] } })] } },
    { consent: GUARDED, records: { authorities: [authority({ scope: { act: ['generate.voice'] } })] } },
  ],
  'V-10': [
    { ...ELSEWHERE, form: { form: 'separate_writing' } },
    { use: ELSEWHERE.use, box: { production: ['prod_rival'] }, form: { form: 'separate_writing' } },
  ],
  'sag-aftra-sound@2024 V-10': [ELSEWHERE, { box: { production: ['prod_harbor', 'prod_harbor_s1'] } }],
  'V-11': [
    { terms: { legalBasis: 'gdpr_consent', formalities: { informed: { ...INFORMED, controllers: [] } } } },
    { terms: { legalBasis: 'gdpr_consent', formalities: { informed: INFORMED } } },
  ],
  'R-06': [
    { consent: { events: [ASKED_BACK] } },
    { consent: { events: [{ ...ASKED_BACK, scope: { act: ['store'] } }] } },
  ],
  'R-11/stops': [{ records: DEAD, terms: { postMortem: 'stop_on_death' } }, { terms: { postMortem: 'stop_on_death' } }],
  'R-11/each-use': [{ records: DEAD, terms: { postMortem: 'estate_approval_each_use' } }, { records: DEAD }],
  'R-11/estate': [{ records: DEAD }, { records: DEAD, terms: { postMortem: 'stop_on_death' } }],
  'R-11/union': [{ records: DEAD }, { records: { ...DEAD, authorities: [authority({ capacity: 'estate' })] } }],
  'S-08': [
    { use: DUB, facts: { dubOrDoublePermitted: true }, records: SHOT_EARLY },
    { use: DUB, facts: { dubOrDoublePermitted: true }, records: SHOT_LATE },
  ],
  'S-09': [
    { use: SPOT, form: { maximumPeriodUntil: '2026-12-01T00:00:00.000Z' } },
    { use: SPOT, form: { maximumPeriodUntil: '2026-12-01T00:00:00.001Z' } },
  ],
  'S-11': [{ use: { content: [] } }, { use: { content: ['none'] } }],
  'S-13': [{ use: TILE, facts: { principalRole: true } }, { use: TILE }],
  'S-13/picture': [
    { ...ELSEWHERE, facts: { replicaKind: 'background' } },
    { ...ELSEWHERE, facts: { replicaKind: 'digital_voice' } },
  ],
  'S-14': [{ use: { act: ['transfer_replica'] } }, {}],
  'S-14/undertaking': [
    { use: { act: ['transfer_replica'] } },
    { use: { act: ['transfer_replica'] }, facts: { transferUndertaking: true } },
  ],
  'T-01/trains': [
    { records: { ...LEARNING, ...NOBODY } },
    { records: { ...LEARNING, ...NOBODY }, facts: { recognizable: false } },
  ],
  'T-01': [
    { records: { tools: [tool({}, { expiresAt: AT })] } },
    { records: { tools: [tool({}, { expiresAt: '2026-11-23T12:00:00.001Z' })] } },
  ],
  'T-03': [{}, { facts: { inputTalentLikeness: false } }],
  'T-05': [{ terms: { processingRegions: ['EEA'] } }, { terms: { processingRegions: ['021'] } }],
  'N-01': [{}, { use: { stage: 'temp' }, isExempt: true }],
  'N-02': [{ facts: { outputsOriginal: 'unsure' } }, { facts: { outputsOriginal: 'yes' } }],
  'N-03/story': [{ use: POSTER }, { use: POSTER, facts: { storyRelevant: false } }],
  'N-03/key-visual': [{ use: { act: ['generate.key_visual'] } }, { use: POSTER }],
  'N-03/replication': [{}, { use: WORDS }],
  'N-03/training': [
    { facts: { inputUnownedTraining: true } },
    { facts: { inputUnownedTraining: true, clearance: 'clr_1' }, records: CLEARED },
  ],
  'N-03/cleared-training': [
    { facts: { inputUnownedTraining: true, clearance: 'clr_1' }, records: MATERIAL },
    { facts: { inputUnownedTraining: true } },
  ],
  'N-03/likeness': [
    { facts: { inputUnownedLikeness: true, clearance: 'clr_1' }, records: CLEARED },
    { facts: { clearance: 'clr_1' }, records: CLEARED },
  ],
  'N-03/material': [
    { facts: { inputThirdPartyIp: true, clearance: 'clr_1' }, records: CLEARED },
    { facts: { inputThirdPartyIp: true, clearance: 'clr_1' }, records: MATERIAL },
  ],
  'N-03/proprietary': [
    { facts: { inputProprietary: true }, records: { tools: [tool({}, { environment: 'self_hosted' })] } },
    { facts: { inputProprietary: true } },
  ],
  'N-05/quality': [{}, { facts: { qualityTested: true } }],
  'N-05/dignity': [{ facts: { dignityConcern: true } }, {}],
  'N-06': [{}, { use: CLEANING }],
  'N-07': [{ facts: { misleading: true } }, {}],
  'U-01': [{}, { facts: INDEPENDENT }],
  'U-02': [{ facts: INDEPENDENT }, {}],
  'U-02/floor': [
    { facts: INDEPENDENT, terms: { pay: { amount: 99, floor: 100, currency: 'USD' } } },
    { facts: INDEPENDENT, terms: { pay: { amount: 100, floor: 100, currency: 'USD' } } },
  ],
  'U-03': [{}, { isUncovered: true }],
  'U-04': [{ use: { purpose: ['training_licence_third_party'] } }, {}],
  'U-10': [
    { use: SYNTHETIC, records: NOBODY },
    { use: SYNTHETIC, facts: { humanRole: false }, records: NOBODY },
  ],
  'U-11': [{ facts: { namedInPrompt: true }, records: NOBODY }, { facts: { namedInPrompt: true } }],
  'U-12': [{}, { use: { act: ['generate.face'] } }],
  'X-01': [
    { use: { ...SYNTHETIC, ...SPOT }, records: NOBODY },
    { use: { ...SYNTHETIC, ...SPOT }, records: NOBODY, facts: { advertiserKnows: false } },
  ],
  'X-02': [{ use: SPOT }, {}],
  'X-02/art': [{}, { facts: { evidentlyArtistic: false } }],
  'X-03': [{}, { use: { act: ['store'] } }],
  'D-01': [{ terms: { deleteWithinDays: 30 } }, {}],
  'sag-aftra-audio-ai@2024 D-01': [{ form: { maximumPeriodUntil: '2027-01-01T00:00:00.000Z' } }, {}],
  'D-02': [{ terms: { deleteWithinDays: 30 } }, {}],
  'E-05': [{}, { records: NOBODY }],
  // Hers alone waits, once she says so; what makes nothing new goes on.
  'R-07/opt-in': [
    { records: { performer: performer({ pausesInStrikes: true }), suspensions: [INTERACTIVE] } },
    { records: { suspensions: [INTERACTIVE] } },
  ],
};

/** A strike is declared under the agreement of the pack. */
function strikePair({ id }: PolicyPack): Pair {
  return [
    { records: { suspensions: [strike({ agreement: id })] } },
    { records: { suspensions: [strike({ agreement: id })] }, isExempt: true },
  ];
}

const RULES = PACKS.flatMap((pack) =>
  pack.rules.map((rule) => [`${pack.id}@${pack.version} ${rule.id}`, pack, rule] as const),
);

describe('the rules of the packs', () => {
  it.each(RULES)('%s applies where it should, and not one step beside', (name, pack, rule) => {
    const pair = rule.id === 'R-07' ? strikePair(pack) : (PAIRS[name] ?? PAIRS[rule.id]);
    if (pair === undefined) throw new Error(`no example for ${name}`);
    expect(pair.map((seen) => isApplied(pack, rule, seen))).toEqual([true, false]);
  });

  it('have no example without a rule', () => {
    const names = new Set(RULES.flatMap(([name, , { id }]) => [name, id]));
    expect(Object.keys(PAIRS).filter((name) => !names.has(name))).toEqual([]);
  });
});
