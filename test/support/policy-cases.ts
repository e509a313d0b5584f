/**
 * Random uses and records for the laws of the decision under all packs: a world in which the use is allowed, or nearly,
 * and then something about it that is not as it should be. Dealt from dice, so that a case shrinks well.
 */
import fc from 'fast-check';
import { EMPTY_RECORDS, useHashOf } from '#consent';
import type {
  Approval,
  ApprovalKind,
  Box,
  Clause,
  ConsentEvent,
  ConsentRecord,
  Exemption,
  ExemptionClaim,
  Facts,
  ProductionStatement,
  Records,
  Stage,
  Terms,
  ToolRecord,
  Use,
} from '#consent';
import { diceOf } from './consent-cases.js';
import type { Dice } from './consent-cases.js';

export interface PolicyCase {
  readonly use: Use;
  readonly records: Records;
  readonly at: string;
  /** Dice for what a law does to the case: the same ones for each law. */
  readonly dice: () => Dice;
}

/** The dimensions that can be what is wrong. */
export const SPOILABLE = [
  ...(['act', 'purpose', 'production', 'media', 'territory', 'language'] as const),
  ...(['stage', 'content', 'tool', 'advertiser', 'time'] as const),
];
type Spoilable = (typeof SPOILABLE)[number];

const AT = '2026-11-11T00:00:00.000Z';
export const LONG_AGO = '2026-06-01T00:00:00.000Z';
export const YESTERDAY = '2026-11-10T00:00:00.000Z';
const THE_DAY_BEFORE = '2026-11-09T00:00:00.000Z';
const TOMORROW = '2026-11-12T00:00:00.000Z';
const NEXT_YEAR = '2027-11-11T00:00:00.000Z';
const PATHS = {
  prod_h: ['prod_h'],
  prod_h1: ['prod_h', 'prod_h1'],
  prod_h1e4: ['prod_h', 'prod_h1', 'prod_h1e4'],
  prod_rival: ['prod_rival'],
};
const STAGES: readonly Stage[] = ['ideation', 'temp', 'internal_review', 'final'];

export const anyPolicyCase: fc.Arbitrary<PolicyCase> = fc
  .uint16Array({ minLength: 200, maxLength: 200 })
  .map((numbers) => deal(numbers));

function deal(numbers: Uint16Array): PolicyCase {
  const dice = diceOf(numbers, 0);
  // Several at once, so that each decides often while enough is left that nothing is wrong with.
  const spoilt = Array.from({ length: dice.chance(60) ? dice.pick([1, 2, 2, 3, 3]) : 0 }, () => dice.pick(SPOILABLE));
  const use = dealUse(dice, spoilt);
  const consents = Array.from({ length: dice.pick([1, 1, 2]) }, (_, index) =>
    dealConsent(dice, use, { spoilt, index }),
  );
  const records: Records = {
    ...EMPTY_RECORDS,
    performer: dice.chance(3) ? null : dealPerformer(dice),
    consents: dice.chance(3) ? [] : consents,
    standing: dice.chance(3) ? [{ id: 'inst_1', box: dealBarring(dice, use), from: LONG_AGO, until: null }] : [],
    productionPaths: PATHS,
    productionStatements: dealStatements(dice),
    employer: 'org_studio',
    suspensions: dice.chance(4)
      ? [
          {
            ...{ id: 'sus_1', union: 'org_union', agreement: 'sag-aftra-tv', declaredAt: YESTERDAY, from: YESTERDAY },
            ...{ employer: dice.pick([null, 'org_studio', 'org_other']), until: null, liftedAt: null },
          },
        ]
      : [],
    approvals: APPROVALS.filter(() => dice.chance(92)).map((kind) => approvalOf(kind, use)),
    claims: dice.chance(20) ? [dealClaim(dice, use)] : [],
    tools: use.pipeline.filter(() => !dice.chance(3)).map((id) => dealTool(dice, id)),
    disclosures: dice.chance(50) ? [{ id: 'dsc_1', useHash: useHashOf(use), madeAt: YESTERDAY }] : [],
  };
  return { use, records, at: AT, dice: () => diceOf(numbers, 150) };
}

const ACTS = [
  'generate.voice.adr_line',
  'generate.face.de_age',
  'alter.visual_adr',
  'alter.cleanup',
  'capture.scan_face',
];

function dealUse(dice: Dice, spoilt: readonly Spoilable[]): Use {
  const isAd = spoilt.includes('advertiser') || dice.chance(6);
  const several = <T>(from: readonly T[]): T[] => [
    ...new Set([dice.pick(from), ...(dice.chance(20) ? [dice.pick(from)] : [])]),
  ];
  const facts = dealFacts(dice);
  return {
    act: dice.chance(75)
      ? several(ACTS)
      : [dice.pick([...ACTS, 'train.general_generative', 'inference', 'generate.voice'])],
    purpose: [dice.pick(['production', 'production', 'reshoot', 'dubbing'])],
    production: dice.pick(['prod_h1e4', 'prod_h1']),
    media: isAd ? ['ad.brand_spot'] : several(['programme.svod', 'promo.trailer.series', 'programme.linear']),
    territory: several(['US', 'MX', 'DE', 'JP', 'EEA']),
    language: several(['en-US', 'es-MX', 'ja']),
    stage: dice.pick(STAGES),
    content: dice.chance(4) ? [] : [dice.pick(['none', 'none', 'none', 'none', 'singing', 'nudity'])],
    pipeline: several(['tool_a', 'tool_b']),
    ...(isAd && { advertiser: ['Acme'] }),
    from: TOMORROW,
    until: '2026-12-01T00:00:00.000Z',
    ...(Object.keys(facts).length > 0 && { facts }),
    ...(dice.chance(60) && { quantity: { lines: 1 + dice.roll(4) } }),
  };
}

const FACTS: readonly Facts[] = [
  { recognizable: false },
  { scripted: true, scriptVersionAt: LONG_AGO, performedAt: YESTERDAY },
  { scripted: true, scriptVersionAt: AT, performedAt: LONG_AGO },
  { alterationPurpose: 'noise_reduction' },
  { alterationPurpose: 'dialogue_narration_adjustment' },
  { intentChanged: true },
  { unsafeForHumans: true },
  { storyRelevant: true },
  { misleading: true },
  { replicaKind: 'background' },
  { replicaKind: 'independently_created', expression: 'satire' },
  { inputUnreleasedFootage: true },
  { minorLikeness: true },
  { biometric: 'iris', biometricUse: 'other' },
  { toolsKeepNothing: 'unsure' },
  { dignityConcern: true },
  { evidentlyArtistic: true },
];

function dealFacts(dice: Dice): Facts {
  let facts: Facts = {};
  for (let count = dice.pick([0, 0, 0, 0, 1, 1, 2]); count > 0; count--) facts = { ...facts, ...dice.pick(FACTS) };
  return facts;
}

/** A consent that covers the use but for what is spoilt, in which it covers something else. */
function dealConsent(
  dice: Dice,
  use: Use,
  { spoilt, index }: { readonly spoilt: readonly Spoilable[]; readonly index: number },
): ConsentRecord {
  const wrong = spoilt.reduce((box, each) => ({ ...box, ...ELSEWHERE[each] }), {});
  const permission = Object.entries({ ...granting(dice, use), ...wrong });
  const box: Box = Object.fromEntries(permission.filter(([name]) => !(name === 'stage' && spoilt.includes('stage'))));
  const caps = dice.chance(8) ? { caps: { lines: dice.pick([2, 100]) } } : {};
  const creation: Box = { ...box, act: ['capture'] };
  const permissions: Clause[] = [
    { id: 'use', box, ...caps },
    ...(dice.chance(40) ? [{ id: 'scan', box: creation }] : []),
  ];
  const prohibitions = dice.chance(5) ? [{ id: 'never', box: dealBarring(dice, use) }] : [];
  const events = dice.chance(8) ? [dealEvent(dice, use)] : [];
  return {
    id: `cons_${String(index + 1)}`,
    version: 1 + events.length,
    request: `req_${String(index + 1)}`,
    production: 'prod_h1',
    terms: { ...termsOf(dice), permissions, prohibitions },
    signature: { method: 'email_code', capacity: dice.chance(3) ? 'guardian' : 'self' },
    givenAt: LONG_AGO,
    events,
  };
}

function granting(dice: Dice, use: Use): Box {
  return {
    act: use.act.map((word) => dice.pick([word, word.split('.').slice(0, -1).join('.') || word])),
    purpose: use.purpose,
    production: [dice.pick(['prod_h1', 'prod_h', use.production])],
    media: use.media.map((word) => dice.pick([word, word.split('.')[0] ?? word])),
    territory: dice.chance(50) ? ['world'] : use.territory,
    language: dice.chance(30) ? ['*'] : use.language,
    stage: dice.pick([use.stage, 'final']),
    content: use.content.length === 0 ? ['none', 'singing', 'nudity'] : use.content,
    tool: dice.chance(50) ? ['any'] : use.pipeline,
    ...(use.advertiser && { advertiser: dice.pick([use.advertiser, ['any']]) }),
    from: LONG_AGO,
    until: NEXT_YEAR,
  };
}

const ELSEWHERE: Readonly<Record<Spoilable, Box>> = {
  act: { act: ['data_mining'] },
  purpose: { purpose: ['archive'] },
  production: { production: ['prod_rival'] },
  media: { media: ['game.scripted'] },
  territory: { territory: ['AQ'] },
  language: { language: ['fi'] },
  // Left out, not replaced: no stage lies beyond the final one.
  stage: {},
  content: { content: ['gambling'] },
  tool: { tool: ['tool_other'] },
  advertiser: { advertiser: ['Zest'] },
  time: { until: '2026-11-20T00:00:00.000Z' },
};

function termsOf(dice: Dice): Omit<Terms, 'permissions' | 'prohibitions'> {
  return {
    description: dice.chance(3)
      ? 'Any and all media, in perpetuity.'
      : 'Your voice says lines that you recorded, in season one.',
    revocation: { right: 'any_time', existingWorks: 'continue_released' },
    legalBasis: dice.chance(10) ? 'gdpr_consent' : 'contract',
    formalities: {
      form: dice.chance(4) ? 'terms_only' : 'rider',
      counsel: { termsSigned: true },
      replacesInPerson: dice.chance(20),
      noticedAt: LONG_AGO,
      servicesAt: TOMORROW,
      engagedAt: LONG_AGO,
      ...(dice.chance(90) && { businessReason: 'A stunt that nobody can do safely.' }),
      informed: {
        ...{ noticeHash: 'ab'.repeat(32), controllers: ['Harbor Pictures'], purposes: ['production'] },
        ...{ retention: 'until the end', withdrawalMethod: 'in the portal' },
      },
    },
    ...(dice.chance(10) && { postMortem: dice.pick(['stop_on_death', 'estate_approval_each_use'] as const) }),
  };
}

function dealPerformer(dice: Dice): Records['performer'] {
  const details = {
    bornOn: dice.chance(4) ? '2010-05-05' : '1984-02-29',
    ...(dice.chance(4) && { diedOn: '2026-10-01' }),
    zone: 'America/Los_Angeles',
    residence: dice.pick(['US-CA', 'DE', 'US-NY']),
    unions: ['org_union'],
    ...(dice.chance(50) && { identity: 'document' as const }),
  };
  return [{ at: LONG_AGO, ...details }];
}

function dealStatements(dice: Dice): readonly ProductionStatement[] {
  if (dice.chance(20)) return [];
  const agreements = dice.pick([[], ['sag-aftra-tv@2026'], ['sag-aftra-tv@2023'], ['sag-aftra-commercials@2025']]);
  return [
    {
      at: LONG_AGO,
      node: 'prod_h',
      platform: dice.chance(50) ? 'netflix' : null,
      agreements,
      places: [dice.pick(['US-CA', 'US-NY', 'US-IL', 'DE'])],
      principalPhotographyAt: '2026-09-01T00:00:00.000Z',
      ...(dice.chance(10) && { packs: [dice.pick(['no-fakes@2026-05', 'verified-identity@1'])] }),
    },
  ];
}

export const APPROVALS: readonly ApprovalKind[] = ['studio', 'legal', 'union', 'estate', 'performer'];

export function approvalOf(kind: ApprovalKind, use: Use): Approval {
  return { id: `apv_${kind}`, kind, useHash: useHashOf(use), givenAt: YESTERDAY, expiresAt: null, voidedAt: null };
}

const EXEMPTIONS: readonly Exemption[] = [
  ...(['as_scripted', 'safety', 'unrecognizable', 'customary_post_production', 'permitted_dub_or_double'] as const),
];

function dealClaim(dice: Dice, use: Use): ExemptionClaim {
  const review = {
    by: dice.pick(['user:ben', 'user:ann']),
    at: YESTERDAY,
    verdict: dice.pick(['upheld', 'upheld', 'rejected'] as const),
  };
  return {
    id: 'clm_1',
    exemption: dice.pick(EXEMPTIONS),
    useHash: useHashOf(use),
    claimedAt: YESTERDAY,
    by: 'user:ann',
    review: dice.chance(60) ? review : null,
    questionedAt: dice.chance(10) ? YESTERDAY : null,
    answeredAt: null,
  };
}

function dealTool(dice: Dice, id: string): ToolRecord {
  const isGood = dice.chance(95);
  const answer = () => (isGood ? ('yes' as const) : dice.pick(['yes', 'no', 'unsure'] as const));
  return {
    ...{ id, version: '1', tier: 'enterprise', registeredAt: LONG_AGO },
    likenessOf: dice.chance(2) ? dice.pick(['this', 'other'] as const) : null,
    attestations: [
      {
        ...{ id: `att_${id}`, attestedAt: LONG_AGO, withdrawnAt: null, environment: 'enterprise_platform' },
        expiresAt: dice.chance(3) ? YESTERDAY : NEXT_YEAR,
        ...{ regions: ['US'], subprocessors: [] },
        answers: {
          ...{
            noStore: answer(),
            noReuse: answer(),
            noTrainInputs: answer(),
            noTrainOutputs: answer(),
            noResale: answer(),
          },
        },
      },
    ],
  };
}

/** A prohibition or the scope of a withdrawal that touches the use. */
export function dealBarring(dice: Dice, use: Use): Box {
  const lists: readonly Box[] = [
    { act: use.act.slice(0, 1) },
    { media: use.media.slice(0, 1) },
    { territory: use.territory.slice(0, 1) },
    { language: use.language.slice(0, 1) },
    { stage: use.stage },
    { media: ['promo'] },
    { content: ['nudity'] },
  ];
  return { ...dice.pick(lists), ...(dice.chance(40) && dice.pick(lists)) };
}

export function dealEvent(dice: Dice, use: Use, version = 2): ConsentEvent {
  const scope = dice.chance(30) ? null : dealBarring(dice, use);
  // Approvals are of yesterday: she may have said it before them, or at the same time.
  const at = dice.pick([YESTERDAY, THE_DAY_BEFORE]);
  switch (dice.roll(5)) {
    case 0:
      return { kind: 'withdrawal_asked', version, at, scope };
    case 1:
      return { kind: 'disputed', version, at, dispute: 'dsp_1' };
    case 2:
      return { kind: 'revoked', version, at, effectiveAt: at };
    default:
      return {
        kind: 'withdrawn',
        version,
        at,
        effectiveAt: dice.pick([at, at, TOMORROW]),
        scope,
        worksMadeBefore: 'stop',
      };
  }
}
