/** Generators of terms over the whole vocabulary, for properties. */
import fc from 'fast-check';
import type { Box, ListedDimension, Names, Revocation, Terms } from '#consent';

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

/** Terms over these words, of every right and basis. */
export function anyTerms(words: Words): fc.Arbitrary<Terms> {
  const stated = fc.record({
    permissions: fc.array(permissionOver(words), { minLength: 1, maxLength: 4 }),
    prohibitions: fc.array(prohibitionOver(words), { maxLength: 3 }),
    revocation: anyRevocation,
    legalBasis: fc.constantFrom('gdpr_consent' as const, 'contract' as const, 'statute' as const),
  });
  return stated.map(({ permissions, prohibitions, ...rest }) => ({
    description: 'We want to mend some lines.',
    permissions: permissions.map((box, index) => ({ id: `may-${index + 1}`, box })),
    prohibitions: prohibitions.map((box, index) => ({ id: `never-${index + 1}`, box })),
    ...rest,
  }));
}
