import { describe, expect, it } from '@jest/globals';
import { consent, permission, records, use } from '../../../test/support/consents.js';
import { covers, intersect, subtract } from './algebra.js';
import { add, both, holds, isEmpty, isSame, isWithin, keyOf, meet, setOf, setsOf } from './atoms.js';
import { axesOf } from './axes.js';
import type { Extent } from './axes.js';
import { listedAxis } from './axis-listed.js';
import { stageAxis, windowAxis } from './axis-stage.js';
import { BARRING, GRANTING } from './axis.js';
import { decide } from './decide.js';
import { extentsOf } from './extents.js';
import type { Box, Use } from './types.js';
import { VOCABULARIES } from './vocabulary.js';

const AT = '2026-11-23T12:00:00.000Z';
const PATHS = { prod_harbor: ['prod_harbor'], prod_harbor_s1: ['prod_harbor', 'prod_harbor_s1'] };

function missing(asked: Partial<Use>, box: Box = { media: ['game'] }): Box | undefined {
  return decide(use(asked), records(consent({ permissions: [permission(box)] })), [], AT).missing[0];
}

function extentOf(asked: Use): Extent {
  const [extent] = extentsOf(asked);
  if (extent === undefined) throw new Error('a use has an extent');
  return extent;
}

describe('sets of atoms', () => {
  const size = 70;
  const [some, same, more] = [
    setOf(size, [0, 31, 32, 69]),
    setOf(size, [69, 32, 31, 0]),
    setOf(size, [0, 31, 32, 68, 69]),
  ];

  it('hold what was put in, across words of 32 bits', () => {
    const { all, none, fresh } = setsOf(size);
    expect(Array.from({ length: size }, (_, member) => holds(all, member))).not.toContain(false);
    expect([all.length, none.length, fresh().length, setOf(size, []).length]).toEqual([3, 3, 3, 3]);
    expect([...none, ...setOf(size, [])].every((word) => word === 0)).toBe(true);
    expect(setsOf(5).all).toEqual([31]);
    expect(isEmpty(none)).toBe(true);
    const set = fresh();
    add(set, 64);
    expect([holds(set, 64), holds(set, 63), isEmpty(set)]).toEqual([true, false, false]);
  });

  it('are compared member by member', () => {
    expect([isSame(some, same), isSame(some, more), isSame(undefined, some)]).toEqual([true, false, false]);
    expect(isSame(setOf(size, [0, 69]), setOf(size, [0, 68]))).toBe(false);
    expect([isWithin(some, more), isWithin(more, some)]).toEqual([true, false]);
    expect([meet(some, setOf(size, [68])), meet(some, setOf(size, [69]))]).toEqual([false, true]);
    expect(both(more, setOf(size, [68, 2]))).toEqual(setOf(size, [68]));
    expect(both(more, setOf(size, [68, 2]))).toHaveLength(3);
  });

  it('have a key of their own', () => {
    expect(keyOf(some)).toBe(keyOf(same));
    const keys = [
      some,
      more,
      setOf(size, []),
      setOf(size, [0]),
      setOf(size, [32]),
      setOf(size, [48]),
      setOf(size, [64]),
    ];
    expect(new Set(keys.map(keyOf)).size).toBe(keys.length);
    expect(keyOf(setOf(20, [3]))).toBe(8);
    expect(keyOf(some)).toHaveLength(6);
  });
});

describe('the values of a use', () => {
  it('S-06 that lie within another one are no more than that one', () => {
    expect(missing({ language: ['es-MX', 'es', 'ja'] })?.language).toEqual(['es', 'ja']);
    expect(missing({ language: ['es-MX', 'es-ES'] })?.language).toEqual(['es-ES', 'es-MX']);
    expect(missing({ territory: ['ES', 'EEA'] })?.territory).toContain('EEA');
  });

  it('A-05 that nobody knows are told as they were stated, and nothing covers them', () => {
    const everything = { act: ['generate'], territory: ['world'] };
    expect(missing({ act: ['generate.voice.yodel', 'generate.voice.adr_line'] }, everything)).toMatchObject({
      act: ['generate.voice.yodel'],
    });
    expect(missing({ territory: ['XX', 'MX', 'YY'] }, everything)?.territory).toEqual(['XX', 'YY']);
    expect(missing({ act: [] }, everything)).toBeDefined();
    expect(missing({ act: [] }, everything)).not.toHaveProperty('act');
    expect(missing({ language: ['es-MX', '-'] }, { language: ['*'] })?.language).toEqual(['-']);
    expect(missing({ pipeline: [] }, { tool: ['any'] })).not.toHaveProperty('tool');
    expect(missing({ pipeline: ['any'] }, { tool: ['tool_good'] })?.tool).toEqual(['any']);
    expect(missing({ stage: 'rough' as Use['stage'] })).toBeDefined();
  });

  it('S-09 an advertiser covers its product lines, and no line covers another', () => {
    const granted = (advertiser: string): Box => ({ media: ['ad'], advertiser: [advertiser] });
    const asked = (advertiser: string): Partial<Use> => ({ media: ['ad.pause_ad'], advertiser: [advertiser] });
    expect(missing(asked('Acme/Sparkle'), granted('Acme'))).toBeUndefined();
    expect(missing(asked('Acme/Sparkle'), granted('any'))).toBeUndefined();
    expect(missing(asked('Acme'), granted('Acme/Sparkle'))?.advertiser).toEqual(['Acme']);
    expect(missing(asked('Acme/Dull'), granted('Acme/Sparkle'))?.advertiser).toEqual(['Acme/Dull']);
    expect(missing(asked('any'), granted('Acme'))?.advertiser).toEqual(['any']);
  });

  it('A-05 a prohibition in a word that nobody knows means everything, a permission nothing', () => {
    const axis = listedAxis('media', ['programme.svod', 'hologram']);
    expect(axis.atomCount).toBe(2);
    expect(axis.reach({ media: ['hologram'] }, BARRING)).toEqual(axis.all);
    expect(isEmpty(axis.reach({ media: ['hologram'] }, GRANTING))).toBe(true);
    expect(axis.reach({ media: ['programme'] }, GRANTING)).toEqual(setOf(2, [0]));
    expect(axis.reach({ media: ['game'] }, GRANTING)).toEqual(setOf(2, []));
    expect(axis.write([0, 1], GRANTING)).toEqual({ media: ['programme.svod', 'hologram'] });
    expect(axis.write([1], GRANTING)).toEqual({ media: ['hologram'] });
    expect(listedAxis('media', []).write([0], GRANTING)).toEqual({});
    expect(listedAxis('media', []).atomCount).toBe(1);
  });
});

describe('what nobody can place', () => {
  const paths = { ...PATHS, prod_other: ['prod_other'] };
  const [production, , , , , , , language] = axesOf(
    { ...extentOf(use({ language: ['-', 'es-MX'] })), production: ['prod_harbor_s1', 'prod_lost', 'prod_other'] },
    paths,
    'part',
  );

  it('A-05 may be touched by anything and may touch anything, but is granted by nothing', () => {
    expect(language?.reach({ language: ['_'] }, BARRING)).toEqual(language?.all);
    expect(language?.reach({ language: ['-'] }, BARRING)).toEqual(setOf(2, [0]));
    expect(language?.reach({ language: ['_', '*'] }, GRANTING)).toEqual(setOf(2, [1]));
    expect(language?.reach({ language: ['ja'] }, BARRING)).toEqual(setOf(2, []));
    expect(production?.reach({ production: ['prod_gone'] }, BARRING)).toEqual(production?.all);
    expect(production?.reach({ production: ['prod_gone'] }, GRANTING)).toEqual(setOf(3, []));
    expect(production?.reach({ production: ['prod_harbor'] }, BARRING)).toEqual(setOf(3, [0]));
  });

  it('A-05 a stage that nobody knows is granted by no stage and barred by each', () => {
    // What arrives as a stage was read before; what a later version knows may still stand in a record.
    const axis = stageAxis(['rough' as Use['stage'], 'temp']);
    expect(axis.reach({ stage: 'final' }, GRANTING)).toEqual(setOf(2, [1]));
    expect(axis.reach({ stage: 'final' }, BARRING)).toEqual(setOf(2, [0]));
    expect(axis.reach({ stage: 'temp' }, BARRING)).toEqual(axis.all);
    expect(axis.write([0], GRANTING)).toStrictEqual({});
  });
});

describe('the window of a use', () => {
  const [first, second, third, fourth] = ['2026-12-01', '2026-12-02', '2026-12-03', '2026-12-04'].map(
    (day) => `${day}T00:00:00.000Z`,
  ) as [string, string, string, string];

  it('is cut where boxes begin or end within it, in the order of time', () => {
    const boxes = [{ from: third }, { until: second }, { from: first, until: fourth }, { until: third }];
    const axis = windowAxis(first, fourth, boxes);
    expect(axis.atomCount).toBe(3);
    expect(boxes.map((box) => axis.reach(box, BARRING))).toEqual([[4], [1], [7], [3]]);
    expect(axis.write([1, 2], GRANTING)).toStrictEqual({ from: second, until: fourth });
    expect(axis.write([0], GRANTING)).toStrictEqual({ from: first, until: second });
  });

  it('is not touched by what ends as it begins or begins as it ends', () => {
    const boxes = [{ until: first }, { from: fourth }];
    const axis = windowAxis(first, fourth, boxes);
    expect([axis.atomCount, ...boxes.map((box) => isEmpty(axis.reach(box, BARRING)))]).toEqual([1, true, true]);
  });

  it('holds no time to grant where it ends as it begins, or before', () => {
    const granted = { from: first, until: fourth };
    expect(isEmpty(windowAxis(second, third, [granted]).reach(granted, GRANTING))).toBe(false);
    expect(isEmpty(windowAxis(second, second, [granted]).reach(granted, GRANTING))).toBe(true);
    expect(isEmpty(windowAxis(third, second, [granted]).reach(granted, GRANTING))).toBe(true);
    expect(isEmpty(windowAxis(second, second, [granted]).reach(granted, BARRING))).toBe(false);
  });

  it('two parts of it with time between them are two boxes', () => {
    const prohibitions = [{ until: second }, { from: third }];
    const asked = use({ from: first, until: fourth });
    const found = decide(asked, records(consent({ prohibitions })), [], AT).missing;
    expect(found.map(({ from, until }) => [from, until])).toEqual([
      [first, second],
      [third, fourth],
    ]);
    const left = subtract([permission({ until: fourth })], [{ from: second, until: third }], PATHS) ?? [];
    expect(left.map(({ from, until }) => [from, until])).toEqual([
      [undefined, second],
      [third, fourth],
    ]);
    expect(left[0]).not.toHaveProperty('from');
  });
});

describe('what a withdrawal takes', () => {
  const season = permission({ language: ['es'], production: ['prod_harbor'] });

  it('is written by its widest values', () => {
    expect(intersect([season], [{ language: ['es-MX', 'es'] }], PATHS)).toMatchObject([{ language: ['es'] }]);
    expect(intersect([season], [{ language: ['es-MX'] }], PATHS)).toMatchObject([{ language: ['es-MX'] }]);
    expect(intersect([season], [{ production: ['prod_harbor_s1', 'prod_harbor'] }], PATHS)).toMatchObject([
      { production: ['prod_harbor'] },
    ]);
    expect(subtract([season], [{ language: ['es-MX'] }], PATHS)).toMatchObject([{ language: ['es'] }]);
  });

  it('is nothing where the permission says nothing, or has no end', () => {
    const { language: _, ...silent } = season;
    expect(intersect([silent], [{}], PATHS)).toEqual([]);
    const { until: __, ...endless } = season;
    expect(intersect([endless], [{}], PATHS)).toEqual([]);
    expect(subtract([endless, season], [], PATHS)).toHaveLength(1);
    const finer = { ...endless, language: ['es-MX'] };
    const taken = [{ language: ['es-MX'], media: ['programme.svod'] }];
    expect(subtract([finer, season], taken, PATHS)).toEqual(subtract([season], taken, PATHS));
  });

  it('keeps the ends of several permissions, and what is advertising apart', () => {
    const short = permission({ until: '2027-01-01T00:00:00.000Z', media: ['game'] });
    const left = subtract([season, short], [], PATHS) ?? [];
    expect([...new Set(left.map(({ until }) => until))].sort()).toEqual([
      ...['2027-01-01T00:00:00.000Z', '2028-01-01T00:00:00.000Z'],
    ]);
    const ads = permission({ media: ['ad', 'programme'], advertiser: ['Acme', 'Zest'] });
    expect(intersect([ads], [{ advertiser: ['Acme'] }], PATHS)).toMatchObject([
      { media: ['ad'], advertiser: ['Acme'] },
    ]);
    expect(subtract([ads], [{ media: ['programme'] }], PATHS)).toMatchObject([{ media: ['ad'] }]);
    expect(subtract([ads], [{ media: ['ad'] }], PATHS)).toMatchObject([{ media: ['programme'] }]);
    expect(subtract([ads], [{ media: ['ad'] }], PATHS)).toHaveLength(1);
  });

  it('is not said where it is too complex to take apart', () => {
    let state = 7;
    const half = (words: readonly string[]): string[] =>
      words.filter(() => {
        state = (state * 48_271) % 2_147_483_647;
        return state > 1_073_741_823;
      });
    const random = (): Box => ({
      ...{ territory: half(SOME), language: half(TAGS), tool: half(TOOLS) },
      act: half(VOCABULARIES.act.leaves),
    });
    const many = Array.from({ length: 31 }, random);
    const wide = many.map(() => permission(random()));
    expect(subtract(wide, many, PATHS)).toBeNull();
    expect(intersect(wide, many, PATHS)).toBeNull();
    expect(covers(many, wide, PATHS)).toBe(false);
    const days = Array.from({ length: 2_400 }, (_, index) => new Date(Date.UTC(2026, 0, index)).toISOString());
    const short = days.map((from, index) => permission({ from, until: days[index + 1] ?? '2040-01-01' }));
    expect(subtract(short, [], PATHS)).toBeNull();
  });
});

const SOME = 'AD AE AF AG AI AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA'.split(' ');
const TAGS = SOME.map((country) => `en-${country}`);
const TOOLS = SOME.map((country) => `tool_${country}`);
