/** Generators of consents, scopes and uses that often meet: a few words on every dimension, wide and narrow. */
import fc from 'fast-check';
import type { Box, ConsentRecord, Instant, Names, RevocationRight, Use } from '#consent';
import { consent, permission, records, use } from './consents.js';
import { NAMES } from './any-terms.js';

export const AT: Instant = '2026-11-17T18:42:00.000Z';
export const PATHS = records().productionPaths;
export const PLACED: Names = { ...NAMES, paths: PATHS };

const some = <T>(...values: readonly T[]) =>
  fc.subarray([...values], { minLength: 1, maxLength: Math.min(3, values.length) });
const instant = (from: string, until: string) =>
  fc.date({ min: new Date(from), max: new Date(until), noInvalidDate: true }).map((date) => date.toISOString());

const stated = {
  act: some('generate.voice', 'generate.voice.adr_line', 'generate.voice.singing', 'generate.face.de_age', 'alter'),
  purpose: some('production', 'dubbing', 'pitch'),
  production: some('prod_harbor', 'prod_harbor_s1', 'prod_harbor_s1e4', 'prod_rival'),
  media: some('programme', 'programme.svod', 'promo', 'promo.trailer', 'promo.trailer.series', 'ad', 'ad.pause_ad'),
  territory: some('world', '419', 'EU', 'MX', 'ES', 'JP'),
  language: some('*', 'es', 'es-MX', 'es-ES', 'ja'),
  stage: fc.constantFrom('ideation' as const, 'temp' as const, 'internal_review' as const, 'final' as const),
  content: some('none', 'singing', 'nudity'),
  tool: some('any', 'tool_good', 'tool_other'),
  advertiser: some('any', 'Larkspur Mobile'),
};

const anyWindow = fc.record(
  {
    from: instant('2026-10-01T00:00:00Z', '2027-02-01T00:00:00Z'),
    until: instant('2027-02-02T00:00:00Z', '2027-12-01T00:00:00Z'),
  },
  { requiredKeys: [] },
);

/** A permission that says something of its own on some dimensions. */
const anyPermission = fc
  .tuple(fc.record(stated, { requiredKeys: [] }), anyWindow)
  .map(([box, window]): Box => permission({ advertiser: ['any'], ...box, ...window }));

/** What is withdrawn or prohibited: one to three dimensions, sometimes for a time only. */
export const anyScope: fc.Arbitrary<Box> = fc
  .tuple(
    fc.record(stated),
    fc.subarray(Object.keys(stated), { minLength: 1, maxLength: 3 }),
    fc.option(anyWindow, { freq: 5 }),
  )
  .map(([box, kept, window]) => ({
    ...Object.fromEntries(Object.entries(box).filter(([dimension]) => kept.includes(dimension))),
    ...window,
  }));

export const anyUse: fc.Arbitrary<Use> = fc
  .record({
    ...stated,
    production: fc.constantFrom('prod_harbor_s1', 'prod_harbor_s1e4', 'prod_harbor_s2', 'prod_rival'),
  })
  .map(({ tool, advertiser, ...rest }) => {
    const isAd = rest.media.some((word) => word.startsWith('ad'));
    return use({
      ...rest,
      pipeline: tool,
      ...(isAd && { advertiser }),
      from: '2026-12-20T00:00:00.000Z',
      until: '2027-01-20T00:00:00.000Z',
    });
  });

/** A consent with no history yet. */
export function anyConsent(rights: readonly RevocationRight[]): fc.Arbitrary<ConsentRecord> {
  const given = fc.record({
    permissions: fc.array(anyPermission, { minLength: 1, maxLength: 3 }),
    prohibitions: fc.array(anyScope, { maxLength: 1 }),
    right: fc.constantFrom(...rights),
    noticeDays: fc.integer({ min: 1, max: 60 }),
    legalBasis: fc.constantFrom('contract' as const, 'contract' as const, 'gdpr_consent' as const),
  });
  return given.map(({ permissions, prohibitions, right, noticeDays, legalBasis }) => {
    const record = consent({ permissions, prohibitions });
    const notice = right === 'notice' ? { noticeDays } : {};
    const revocation = { right, ...notice, existingWorks: 'continue_released' as const };
    return { ...record, terms: { ...record.terms, revocation, legalBasis } };
  });
}
