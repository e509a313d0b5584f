import { describe, expect, it } from '@jest/globals';
import { use } from '../../../test/support/consents.js';
import { nearestInWords, useInWords } from './scope-words.js';

const NAMES = {
  ...{ producer: 'Harbor Lane Pictures', zone: 'UTC' },
  productions: { prod_harbor_s1: 'Harbor, season 1' },
  kinds: { prod_harbor_s1: 'season' },
  tools: { tool_1: 'Voice One 2.1' },
};

describe('a use in words', () => {
  it('says every dimension, what is stated beside it, and how much, by name where there is one', () => {
    const asked = use({
      production: 'prod_harbor_s1',
      pipeline: ['tool_1', 'tool_2'],
      quantity: { lines: 2 },
      facts: { recognizable: true, storyRelevant: false, scriptVersionAt: '2026-08-01T00:00:00.000Z' },
      description: 'Two lines\nfor the trailer',
    });
    const lines = useInWords(asked, NAMES);
    const text = lines.map(({ label, text: said }) => `${label} ${said}`).join('\n');
    expect(lines[0]).toEqual({ label: 'What', text: '“Say lines again in your voice”' });
    for (const part of [
      ...['Harbor, season 1', 'Voice One 2.1', 'tool_2', 'How much lines 2'],
      'Facts recognizable yes; story relevant no; script version at 2026-08-01T00:00:00.000Z',
      'In their own words Two lines for the trailer',
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('Not stated');
  });
});

describe('the nearest scope in words', () => {
  it('names what is covered and what was asked, in the dimensions that differ alone', () => {
    const asked = use({ media: ['promo.trailer.series'], territory: ['US', 'JP'] });
    const { pipeline, production, ...scope } = asked;
    const box = { ...scope, tool: pipeline, production: [production], territory: ['JP', 'US'], media: ['programme'] };
    expect(nearestInWords(asked, [box, box], NAMES)).toEqual([
      'Covered: the work itself. Not: trailers for the series.',
    ]);
  });

  it('says by its id what has no name, counts what is too long to list, and is silent about nothing', () => {
    const asked = use({ stage: 'final', production: 'prod_2' });
    const { pipeline, production: _, ...scope } = asked;
    const near = { ...scope, tool: pipeline };
    const languages = ['en', 'es', 'fr', 'de', 'it', 'ja', 'ko'];
    const [title, stage, many] = [
      nearestInWords(asked, [{ ...near, production: ['prod_1'] }]),
      nearestInWords(asked, [{ ...near, production: ['prod_2'], stage: 'temp' }]),
      nearestInWords(asked, [{ ...near, production: ['prod_2'], language: languages }]),
    ];
    expect(title).toEqual(['Covered: prod_1. Not: prod_2.']);
    expect(stage).toEqual(['Covered: rough versions. Not: the finished work.']);
    expect(many[0]).toMatch(/^Covered: .* and 2 more\. Not: /);
    expect(nearestInWords(asked, [{ ...near, production: ['prod_2'] }])).toEqual([]);
  });
});
