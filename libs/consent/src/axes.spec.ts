import { describe, expect, it } from '@jest/globals';
import { consent, permission, records, use } from '../../../test/support/consents.js';
import { intersect, subtract } from './algebra.js';
import { add, both, holds, isEmpty, isSame, isWithin, keyOf, meet, setOf, setsOf } from './atoms.js';
import { listedAxis } from './axis-listed.js';
import { BARRING, GRANTING } from './axis.js';
import { decide } from './decide.js';
import type { Box, Use } from './types.js';
import { VOCABULARIES } from './vocabulary.js';

const AT = '2026-11-23T12:00:00.000Z';
const PATHS = { prod_harbor: ['prod_harbor'], prod_harbor_s1: ['prod_harbor', 'prod_harbor_s1'] };

function missing(asked: Partial<Use>, box: Box = { media: ['game'] }): Box | undefined {
  return decide(use(asked), records(consent({ permissions: [permission(box)] })), [], AT).missing[0];
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
  });
});

const SOME = 'AD AE AF AG AI AL AM AO AR AT AU AZ BA BB BD BE BF BG BH BI BJ BN BO BR BS BT BW BY BZ CA'.split(' ');
const TAGS = SOME.map((country) => `en-${country}`);
const TOOLS = SOME.map((country) => `tool_${country}`);
