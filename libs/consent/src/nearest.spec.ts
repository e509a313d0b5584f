import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyCase, shuffled } from '../../../test/support/consent-cases.js';
import { consent, permission, records, use } from '../../../test/support/consents.js';
import { decide } from './decide.js';
import type { Box, Use } from './types.js';

const AT = '2026-11-23T12:00:00.000Z';
/** Fewer where each mutant of the engine is asked, see test/mutation. */
const RUNS = Number(process.env['LAW_RUNS'] ?? 1_000);

/** What the use of the factories is, as a box. */
const ASKED: Box = {
  ...{ act: ['generate.voice.adr_line'], purpose: ['production'], production: ['prod_harbor_s1e4'] },
  ...{ media: ['programme.svod'], territory: ['ES', 'MX'], language: ['es-MX'], stage: 'final', content: ['none'] },
  ...{ tool: ['tool_good'], from: '2026-12-01T00:00:00.000Z', until: '2026-12-08T00:00:00.000Z' },
};

/** A permission of exactly that, in force and for longer. */
function granting(box: Box): Box {
  const { from: _, until: __, ...scope } = ASKED;
  return permission({ ...scope, ...box });
}

function nearest(asked: Partial<Use>, ...permissions: readonly Box[]): readonly Box[] {
  return decide(use(asked), records(consent({ permissions })), [], AT).nearest;
}

/** The use that a box states. */
function stated(box: Box, like: Use): Use {
  const { tool, production, ...rest } = box;
  return { ...like, ...rest, pipeline: tool ?? [], production: production?.[0] ?? '' };
}

describe('what is covered close by', () => {
  it.each<[string, Partial<Use>, Box]>([
    ['media', { media: ['promo.tv_spot'] }, { media: ['programme.svod'] }],
    ['territory', { territory: ['JP'] }, { territory: ['ES', 'MX'] }],
    ['language', { language: ['ja'] }, { language: ['es-MX'] }],
    ['production', { production: 'prod_harbor_s2' }, { production: ['prod_harbor_s1e4'] }],
    ['content', { content: ['nudity'] }, { content: ['none'] }],
    ['tool', { pipeline: ['tool_other'] }, { tool: ['tool_good'] }],
    ['purpose', { purpose: ['reshoot'] }, { purpose: ['production'] }],
    ['act', { act: ['alter.emotion'] }, { act: ['generate.voice.adr_line'] }],
  ])('is told for %s, as the use with that one dimension replaced', (_dimension, asked, granted) => {
    expect(nearest(asked, granting(granted))).toEqual([{ ...ASKED, ...granted }]);
  });

  it('S-10 says which of two media is covered, and for that one changes nothing else', () => {
    const granted = granting({ media: ['programme', 'promo.trailer'], tool: ['any'], language: ['es', 'en'] });
    expect(nearest({ media: ['promo.trailer', 'promo.social_clip'] }, granted)).toEqual([
      { ...ASKED, media: ['programme', 'promo.trailer'] },
      { ...ASKED, media: ['promo.trailer'] },
    ]);
    expect(nearest({ media: ['promo.social_clip'], language: ['ja'] }, granted)).toEqual([]);
  });

  it('is told for the stage, up to the last one that is covered', () => {
    expect(nearest({}, granting({ stage: 'temp' }))).toEqual([{ ...ASKED, stage: 'temp' }]);
  });

  it('says all that is next to any part of what is asked, also where it is not next to the rest', () => {
    const asked = { media: ['programme.svod', 'ad.pause_ad'], advertiser: ['Acme'] };
    const elsewhere = granting({ media: ['ad.pause_ad'], advertiser: ['Acme'], territory: ['JP'] });
    const playing = granting({ media: ['game.scripted'] });
    expect(nearest(asked, elsewhere, playing)).toEqual([
      { ...ASKED, advertiser: ['Acme'], media: ['ad.pause_ad'], territory: ['JP'] },
      { ...ASKED, media: ['game.scripted'] },
    ]);
    const two = { language: ['es-MX', 'ja'], pipeline: ['tool_good', 'tool_b'] };
    const here = granting({ media: ['game.scripted'], territory: ['ES'], language: two.language, tool: two.pipeline });
    const dubbed = granting({ media: ['game.atmospheric'], language: ['ja'], tool: ['tool_b'] });
    expect(nearest({ ...two, media: ['programme.svod'] }, here, dubbed)).toHaveLength(2);
  });

  it('looks at what is granted alone: what has ended beside it widens nothing', () => {
    const ended = permission({ language: ['es'], until: '2026-01-01T00:00:00.000Z' });
    expect(nearest({ language: ['ja'] }, granting({}), ended)).toEqual([ASKED]);
  });

  it('needs no other dimension than one, and not another time', () => {
    expect(nearest({ from: '2020-01-01T00:00:00.000Z', media: ['promo.tv_spot'] }, granting({}))).toEqual([]);
    expect(nearest({}, permission({ language: ['ja'], media: ['game.scripted'] }))).toEqual([]);
    expect(nearest({}, permission({ until: '2026-12-05T00:00:00.000Z' }))).toEqual([]);
    expect(nearest({ media: ['promo.tv_spot'] }, permission({ until: '2026-12-05T00:00:00.000Z' }))).toEqual([]);
  });

  it('keeps to advertising for advertising, and away from it for the rest', () => {
    const granted = granting({ media: ['ad.pause_ad', 'programme.svod'], advertiser: ['Acme'] });
    const advertising = { advertiser: ['Acme'], media: ['ad.brand_spot'] };
    expect(nearest(advertising, granted)).toEqual([{ ...ASKED, media: ['ad.pause_ad'], advertiser: ['Acme'] }]);
    expect(nearest({ media: ['game.scripted'] }, granted)).toEqual([ASKED]);
  });

  it('tells each box once, in the order in which scopes are written, and eight at most', () => {
    const apart = LANGUAGES.map((language, index) =>
      granting({ language: [language], media: ['game.scripted'], territory: [COUNTRIES[index] ?? ''] }),
    );
    const boxes = nearest({ media: ['game.scripted'], language: ['ja'], territory: [...COUNTRIES, 'ES'] }, ...apart);
    expect(boxes).toHaveLength(8);
    expect(boxes.map(({ language }) => language)).toEqual(
      [...LANGUAGES]
        .sort()
        .slice(0, 8)
        .map((each) => [each]),
    );
    const twice = granting({ language: ['es-MX'] });
    expect(nearest({ language: ['ja'] }, twice, twice)).toEqual([ASKED]);
  });

  it('is not told where nothing is granted, where nothing is missing, or where it would take too long to find', () => {
    expect(nearest({}, permission({ until: '2026-01-01T00:00:00.000Z' }))).toEqual([]);
    expect(nearest({}, permission({}))).toEqual([]);
    const some = (words: readonly string[], seed: number): string[] =>
      words.filter((_, index) => (Math.imul((index + 3) * (seed + 7), 2_654_435_761) >>> 19) % 5 > 0);
    const mosaic = Array.from({ length: 32 }, (_, index) =>
      permission({
        media: ['game'],
        territory: some(COUNTRIES, index),
        language: some(LANGUAGES, index + 1),
        tool: some(TOOLS, index + 2),
      }),
    );
    const asked = { media: ['programme'], territory: COUNTRIES, language: LANGUAGES, pipeline: TOOLS };
    const { reasons, nearest: told } = decide(use(asked), records(consent({ permissions: mosaic })), [], AT);
    expect([reasons[0]?.code, told]).toEqual(['OUT_OF_SCOPE_MEDIA', []]);
    // What was found before the end would depend on the order in which it was looked for.
    const first = granting({ language: LANGUAGES, tool: TOOLS });
    const spots = mosaic.map((box) => ({ ...box, media: ['promo.tv_spot'] }));
    const sought = { media: ['promo.tv_spot'], language: LANGUAGES, pipeline: TOOLS };
    expect(nearest(sought, first)).toHaveLength(1);
    expect(nearest(sought, first, ...spots.slice(1))).toEqual([]);
    const whole = granting({ media: ['game'], territory: COUNTRIES, language: LANGUAGES, tool: TOOLS });
    expect(nearest(asked, whole)).toHaveLength(1);
  });

  it('S-02 stays within the tree of the production: what binds in another one was not asked about', () => {
    const elsewhere = consent({ production: 'prod_rival', permissions: [granting({ production: ['prod_rival'] })] });
    expect(decide(use({}), records(elsewhere), [], AT).nearest).toEqual([]);
    const asked = use({ production: 'prod_rival', media: ['promo.tv_spot'] });
    expect(decide(asked, records(elsewhere), [], AT).nearest).toEqual([{ ...ASKED, production: ['prod_rival'] }]);
  });

  it('is allowed when it is asked, and the same whatever the order of records', () => {
    let toldCount = 0;
    const law = fc.property(anyCase, (dealt) => {
      const { use: asked, records: known, at } = dealt;
      const { nearest: told } = decide(asked, known, [], at);
      for (const box of told) expect(decide(stated(box, asked), known, [], at).outcome).toBe('allow');
      const mixed = shuffled(dealt.dice(), dealt);
      expect(decide(mixed.use, mixed.records, [], at).nearest).toEqual(told);
      toldCount += told.length;
    });
    fc.assert(law, { numRuns: RUNS });
    expect(toldCount).toBeGreaterThan(RUNS / 20);
  });
});

const LANGUAGES = ['sv', 'en', 'fr', 'it', 'pt', 'nl', 'da', 'fi', 'pl'];
const TOOLS = LANGUAGES.map((language) => `tool_${language}`);
const COUNTRIES = ['SE', 'GB', 'FR', 'IT', 'PT', 'NL', 'DK', 'FI', 'PL'];
