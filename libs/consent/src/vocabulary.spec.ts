import { describe, expect, it } from '@jest/globals';
import { languageRanges, normalLanguage } from './languages.js';
import { COUNTRIES_OF } from './territories.js';
import { isWord, VOCABULARIES } from './vocabulary.js';
import { wordingOf } from './wording.js';

function membersOf(word: string): readonly string[] {
  return COUNTRIES_OF.get(word) ?? [];
}

describe('the vocabulary', () => {
  it('has the words of the design, no more and no fewer', () => {
    const counts = Object.entries(VOCABULARIES).map(([dimension, { leaves, leavesOf }]) => [
      dimension,
      leaves.length,
      leavesOf.size,
    ]);
    expect(counts).toEqual([
      ['act', 39, 45],
      ['purpose', 12, 12],
      ['media', 32, 37],
      ['content', 19, 19],
      ['territory', 249, 282],
    ]);
  });

  it('S-03 counts what contains listed words as a word, and nothing else', () => {
    for (const word of ['generate', 'generate.voice', 'generate.voice.adr_line', 'train', 'store'])
      expect(isWord('act', word)).toBe(true);
    for (const word of ['', 'generate.', 'voice', 'Generate', 'generate.voice.adr', 'toString', '__proto__'])
      expect(isWord('act', word)).toBe(false);
    expect(isWord('territory', 'us')).toBe(false);
  });

  it('says a set of leaves in the words of the asker, then in the widest groups, then one by one', () => {
    const { leavesOf } = VOCABULARIES.territory;
    const said = (words: readonly string[], preferred: readonly string[]) =>
      wordingOf('territory', preferred)([...new Set(words.flatMap((word) => leavesOf.get(word) ?? []))]);
    expect(said(['EU', 'NO', 'IS', 'LI'], [])).toEqual(['EEA']);
    expect(said(['EEA', 'CH'], ['EU'])).toEqual(['CH', 'EU', 'IS', 'LI', 'NO']);
    expect(said(['150', '002'], ['EU'])[0]).toBe('002');
    expect(said(['world'], [])).toEqual(['world']);
  });
});

describe('territories', () => {
  it.each([
    ['world', 249],
    ['002', 60],
    ['019', 57],
    ['142', 51],
    ['150', 51],
    ['009', 29],
    ['419', 52],
    ['003', 41],
    ['202', 53],
    ['EU', 27],
    ['EEA', 30],
  ])('%s has %d members, each once', (word, count) => {
    expect(membersOf(word)).toHaveLength(count);
    expect(new Set(membersOf(word)).size).toBe(count);
  });

  it.each([
    ['419', 'MX', 'US'],
    ['419', 'PR', 'ES'],
    ['021', 'US', 'MX'],
    ['003', 'MX', 'BR'],
    ['150', 'GB', 'TR'],
    ['EEA', 'NO', 'CH'],
    ['EU', 'CY', 'GB'],
    ['142', 'CY', 'EG'],
    ['030', 'TW', 'IN'],
    ['002', 'RE', 'FR'],
    ['009', 'GU', 'US'],
    ['154', 'AX', 'FR'],
  ])('%s holds %s and not %s', (group, member, other) => {
    expect(membersOf(group)).toContain(member);
    expect(membersOf(group)).not.toContain(other);
  });

  it('the five continents and Antarctica are the world, without overlap', () => {
    const parts = ['002', '019', '142', '150', '009'].flatMap(membersOf);
    expect([...parts, 'AQ'].sort()).toEqual(membersOf('world'));
  });
});

describe('languages', () => {
  it('writes tags in their customary case', () => {
    const tags = ['ES-mx', 'ZH-hant-tw', 'es-419', 'EN', 'sl-rozaj-biske', 'en-us-x-Stage', 'de-CH-1901', '*'];
    expect(tags.map(normalLanguage)).toEqual([
      ...['es-MX', 'zh-Hant-TW', 'es-419', 'en', 'sl-rozaj-biske', 'en-US-x-stage', 'de-CH-1901', '*'],
    ]);
  });

  it('S-06 lists the ranges that cover a tag, part by part', () => {
    expect(languageRanges('zh-Hant-TW')).toEqual(['zh-Hant-TW', 'zh-Hant', 'zh', '*']);
    expect(languageRanges('es')).toEqual(['es', '*']);
    expect(languageRanges('*')).toEqual(['*']);
  });
});
