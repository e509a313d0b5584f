/** Generators of terms over the whole vocabulary, for properties. */
import fc from 'fast-check';
import { AGREEMENTS, QUANTITY_UNITS } from '#consent';
import type { Box, Formalities, ListedDimension, Names, PostMortem, Quantities, Revocation, Terms } from '#consent';

const some = (word: fc.Arbitrary<string>, maxLength = 4) => fc.uniqueArray(word, { minLength: 1, maxLength });
const instant = (from: string, until: string) =>
  fc.date({ min: new Date(from), max: new Date(until), noInvalidDate: true }).map((date) => date.toISOString());

const LANGUAGES = ['*', 'en', 'en-US', 'en-GB', 'es', 'es-419', 'es-ES', 'es-MX', 'ja', 'pt-BR', 'zh-Hant', 'fil'];
const PRODUCTIONS = ['prod_harbor', 'prod_harbor_s1', 'prod_harbor_s1e4', 'prod_ferry'];
const TOOLS = ['any', 'tool_good', 'tool_other'];

export const NAMES: Names = {
  producer: 'Harbor Lane Pictures',
  productions: {
    prod_harbor: 'Harbor',
    prod_harbor_s1: 'Harbor, season 1',
    prod_harbor_s1e4: 'The Pier',
    prod_ferry: 'Night Ferry',
    prod_harbor_s2: 'Harbor, season 2',
    prod_rival: 'Copper Street',
  },
  kinds: { prod_harbor: 'series', prod_harbor_s1: 'season', prod_harbor_s1e4: 'episode', prod_ferry: 'film' },
  tools: { tool_good: 'Ondina Voice 3.2', tool_other: 'Saltgrass Face 2' },
  zone: 'America/Los_Angeles',
};

/** Every listed word, by its dimension. */
type Words = Readonly<Record<ListedDimension, readonly string[]>>;

const dimensionsOver = (words: Words) => ({
  act: some(fc.constantFrom(...words.act), 3),
  purpose: some(fc.constantFrom(...words.purpose), 3),
  production: some(fc.constantFrom(...PRODUCTIONS), 2),
  media: some(fc.constantFrom(...words.media)),
  territory: some(fc.constantFrom(...words.territory)),
  language: some(fc.constantFrom(...LANGUAGES), 3),
  stage: fc.constantFrom('ideation' as const, 'temp' as const, 'internal_review' as const, 'final' as const),
  content: some(fc.constantFrom(...words.content), 3),
  tool: some(fc.constantFrom(...TOOLS), 2),
  advertiser: some(fc.constantFrom('any', 'Larkspur Mobile', 'Quayside Bank'), 2),
});

/** A permission that states every dimension, so that it grants something. */
const permissionOver = (words: Words): fc.Arbitrary<Box> =>
  fc.record({ ...dimensionsOver(words), until: instant('2026-12-01T00:00:00Z', '2029-01-01T00:00:00Z') });

/** Any dimensions, at least one. */
const prohibitionOver = (words: Words): fc.Arbitrary<Box> =>
  fc.record(dimensionsOver(words), { requiredKeys: [] }).filter((box) => Object.keys(box).length > 0);

const anyRevocation: fc.Arbitrary<Revocation> = fc
  .record({
    right: fc.constantFrom('any_time', 'notice', 'new_works_only', 'for_cause', 'none'),
    noticeDays: fc.integer({ min: 1, max: 90 }),
    existingWorks: fc.constantFrom(
      'continue_released',
      'continue_all_authorised',
      'stop_unreleased',
      'remove_where_practicable',
    ),
  })
  .map(({ noticeDays, ...rest }) => (rest.right === 'notice' ? { ...rest, noticeDays } : rest));

/** Whole seconds: nothing finer is said in words. */
const anySoon = instant('2026-09-01T00:00:00Z', '2029-01-01T00:00:00Z').map((at) => at.replace(/\.\d+/, '.000'));

const FORMALITIES = {
  form: fc.constantFrom<NonNullable<Formalities['form']>>(
    'rider',
    'separate_writing',
    'clause_initialed',
    'terms_only',
  ),
  agreement: fc.constantFrom(...AGREEMENTS),
  counsel: fc.record({ termsSigned: fc.boolean() }),
  replacesInPerson: fc.boolean(),
  noticedAt: anySoon,
  servicesAt: anySoon,
  engagedAt: anySoon,
  businessReason: fc.constantFrom('The stunt cannot be done.', 'Rain spoiled the take'),
  courtApproval: fc.boolean(),
  maximumPeriodUntil: anySoon,
  informed: fc.record({
    noticeHash: fc.constantFrom('0'.repeat(64), 'a'.repeat(64)),
    controllers: some(fc.constantFrom('Harbor Lane Pictures', 'Ondina', 'Ondina” and “Saltgrass', 'Saltgrass'), 3),
    purposes: some(fc.constantFrom('making the lines', 'checking the sound', 'keeping the books'), 3),
    retention: fc.constantFrom('until the film is out', 'two years'),
    withdrawalMethod: fc.constantFrom('in the app', 'by mail'),
  }),
};

const BESIDE = {
  postMortem: fc.constantFrom<PostMortem>('continue_as_granted', 'stop_on_death', 'estate_approval_each_use'),
  // None of them lies in another, so each is said.
  processingRegions: some(fc.constantFrom('DE', 'US', 'JP', '419'), 4),
  deleteWithinDays: fc.integer({ min: 1, max: 3650 }),
  pay: fc.record({
    amount: fc.integer({ min: 0, max: 10_000_000 }),
    floor: fc.integer({ min: 0, max: 10_000_000 }),
    currency: fc.constantFrom('USD', 'EUR', 'JPY'),
  }),
};

/** What terms may say beside their clauses, with every member stated. */
export const allBeside = fc.record({ ...BESIDE, formalities: fc.record(FORMALITIES) });

const someFormalities = fc.record(FORMALITIES, { requiredKeys: [] }).filter((each) => Object.keys(each).length > 0);
const someBeside = fc.record({ ...BESIDE, formalities: someFormalities }, { requiredKeys: [] });

/** Caps in any of the units, at least one. */
export const anyCaps: fc.Arbitrary<Quantities> = fc
  .record(Object.fromEntries(QUANTITY_UNITS.map((unit) => [unit, fc.integer({ min: 1, max: 5000 })])), {
    requiredKeys: [],
  })
  .filter((caps) => Object.keys(caps).length > 0);

/** Terms over these words, of every right and basis, with and without what may be said beside. */
export function anyTerms(words: Words): fc.Arbitrary<Terms> {
  const stated = fc.record({
    permissions: fc.array(fc.tuple(permissionOver(words), fc.option(anyCaps)), { minLength: 1, maxLength: 4 }),
    prohibitions: fc.array(prohibitionOver(words), { maxLength: 3 }),
    revocation: anyRevocation,
    legalBasis: fc.constantFrom('gdpr_consent' as const, 'contract' as const, 'statute' as const),
    beside: fc.option(someBeside),
  });
  return stated.map(({ permissions, prohibitions, beside, ...rest }) => ({
    description: 'We want to mend some lines.',
    permissions: permissions.map(([box, caps], index) => ({ id: `may-${index + 1}`, box, ...(caps && { caps }) })),
    prohibitions: prohibitions.map((box, index) => ({ id: `never-${index + 1}`, box })),
    ...rest,
    ...beside,
  }));
}
