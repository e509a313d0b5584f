/** Generators of terms over the whole vocabulary, for properties. */
import fc from 'fast-check';
import type { Box, Names, Revocation, Terms } from '#consent';
import { STAGES, VOCABULARIES } from '../../libs/consent/src/vocabulary.js';

const words = (dimension: keyof typeof VOCABULARIES) => fc.constantFrom(...VOCABULARIES[dimension].leavesOf.keys());
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
  },
  kinds: { prod_harbor: 'series', prod_harbor_s1: 'season', prod_harbor_s1e4: 'episode', prod_ferry: 'film' },
  tools: { tool_good: 'Ondina Voice 3.2', tool_other: 'Saltgrass Face 2' },
  zone: 'America/Los_Angeles',
};

const dimensions = {
  act: some(words('act'), 3),
  purpose: some(words('purpose'), 3),
  production: some(fc.constantFrom(...PRODUCTIONS), 2),
  media: some(words('media')),
  territory: some(words('territory')),
  language: some(fc.constantFrom(...LANGUAGES), 3),
  stage: fc.constantFrom(...STAGES),
  content: some(words('content'), 3),
  tool: some(fc.constantFrom(...TOOLS), 2),
  advertiser: some(fc.constantFrom('any', 'Larkspur Mobile', 'Quayside Bank'), 2),
};

/** A permission that states every dimension, so that it grants something. */
export const anyPermission: fc.Arbitrary<Box> = fc.record({
  ...dimensions,
  until: instant('2026-12-01T00:00:00Z', '2029-01-01T00:00:00Z'),
});

/** A prohibition or the scope of a withdrawal: any dimensions, at least one. */
export const anyScope: fc.Arbitrary<Box> = fc
  .record(dimensions, { requiredKeys: [] })
  .filter((box) => Object.keys(box).length > 0);

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

export const anyTerms: fc.Arbitrary<Terms> = fc
  .record({
    permissions: fc.array(anyPermission, { minLength: 1, maxLength: 4 }),
    prohibitions: fc.array(anyScope, { maxLength: 3 }),
    revocation: anyRevocation,
    legalBasis: fc.constantFrom('gdpr_consent', 'contract', 'statute'),
  })
  .map(({ permissions, prohibitions, ...rest }) => ({
    description: 'We want to mend some lines.',
    permissions: permissions.map((box, index) => ({ id: `may-${index + 1}`, box })),
    prohibitions: prohibitions.map((box, index) => ({ id: `never-${index + 1}`, box })),
    ...rest,
  }));
