import { describe, expect, it } from '@jest/globals';
import { boilerplateIn, readTerms, VOCABULARIES } from '#consent';
import { termsFor } from './missing-terms.js';

const AT = '2026-11-27T00:00:00.000Z';
const NAMES = {
  producer: 'Harbor Lane Pictures',
  productions: { prod_1: 'Harbor' },
  tools: { any: 'any' },
  zone: 'UTC',
};
const box = {
  ...{ act: ['generate.voice.adr_line'], purpose: ['production'], production: ['prod_1'], media: ['programme'] },
  ...{ territory: ['US'], language: ['en'], stage: 'final' as const, content: ['none'], tool: ['any'] },
  until: '2027-02-01T00:00:00.000Z',
};

describe('the terms for what is missing', () => {
  it('ask for each box as it is, from now on where its window lies ahead', () => {
    const from = '2027-01-01T00:00:00.000Z';
    const past = '2026-10-01T00:00:00.000Z';
    const { permissions } = termsFor(
      [
        { ...box, from },
        { ...box, from: past },
      ],
      NAMES,
      AT,
    );
    expect(permissions).toEqual([
      { id: 'need-1', box },
      { id: 'need-2', box: { ...box, from: past } },
    ]);
  });

  it('can be read as terms however much is missing, and count what the description leaves to the clauses', () => {
    const many = Array.from({ length: 30 }, (_, index) => ({
      ...box,
      territory: [['US', 'JP', 'DE'][index % 3] ?? ''],
    }));
    const terms = termsFor(many, NAMES, AT);
    expect(readTerms(terms)).toMatchObject({ ok: true });
    expect(terms.description).toMatch(/And \d+ more clauses, as they stand above\.$/);
    expect(terms.description).toContain('Places: The United States.');
  });

  it('V-03 describe whatever is missing in words that nobody takes for boilerplate', () => {
    for (const dimension of ['act', 'purpose', 'media', 'territory', 'content'] as const) {
      const words = [...VOCABULARIES[dimension].leavesOf.keys()];
      const vague = words.flatMap((word) =>
        boilerplateIn(termsFor([{ ...box, [dimension]: [word] }], NAMES, AT).description),
      );
      expect([dimension, vague]).toEqual([dimension, []]);
    }
  });
});
