import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NAMES, anyTerms } from '../../../test/support/any-terms.js';
import { gradeOf, sentencesOf, wordsOf } from '../../../test/support/reading-level.js';
import { render } from './render.js';
import type { RenderedTerms } from './render-types.js';
import type { Terms } from './types.js';
import { VOCABULARIES } from './vocabulary.js';
import type { ListedDimension } from './vocabulary.js';
import { CONTENT, PURPOSES, STAGE_LIMITS, STAGE_STARTS } from './words-en-scope.js';
import { THINGS, WAYS } from './words-en-media.js';
import { wordsOf as saidOf } from './render-words.js';
import { ENGLISH } from './tongue-en.js';

const { acts: ACTS } = ENGLISH.vocabulary;

/** Words that section 5 of the portal's voice keeps from performers; "any time" is theirs only where the terms give it. */
const FORBIDDEN =
  /\b(revok\w*|guarant\w*|protect\w*|safe\w*|legal\w*|you own|delet\w*|simply|just|for security reasons|are you sure|sorry)\b|!|\p{Extended_Pictographic}/iu;
const DOTTED_PATH = /[a-z_]+\.[a-z_]+|[a-z]_[a-z]/;

const catalogue = [
  ...Object.values(ACTS).flatMap(({ title, verb, example, assumed }) => [
    title,
    `They may ${verb.replace('{language}', 'Japanese')}`,
    ...[example, ...(assumed ? [assumed.sentence] : [])].map((text) => text.replace(/\.$/, '')),
  ]),
  ...Object.values(CONTENT).map((verb) => `They may also ${verb}`),
  ...Object.values(PURPOSES).map((purpose) => `For ${purpose}`),
  ...Object.values(WAYS).map((way) => `Only ${way}`),
  ...Object.values(THINGS).flatMap(({ some, one }) => [`In ${some}`, `No ${one}`]),
  ...Object.values(STAGE_LIMITS).map((text) => text.replace(/\.$/, '')),
  ...Object.values(STAGE_STARTS).map((start) => `Never ${start}`),
].map((sentence) => `${sentence}.`);

describe('the English of the vocabulary', () => {
  it.each(['act', 'purpose', 'media', 'content', 'territory'] as const)('has words for every %s', (dimension) => {
    const words = [...VOCABULARIES[dimension].leavesOf.keys()];
    expect(words.filter((word) => saidOf(ENGLISH, dimension, word, NAMES) === null)).toEqual([]);
  });

  it('has a title, a verb and an example for each act, and for nothing else', () => {
    expect(Object.keys(ACTS).sort()).toEqual([...VOCABULARIES.act.leavesOf.keys()].sort());
  });

  it('reads at grade 6 or below, in sentences of at most 25 words', () => {
    expect(gradeOf(catalogue.join('\n'))).toBeLessThanOrEqual(6);
    expect(catalogue.flatMap(sentencesOf).filter((sentence) => wordsOf(sentence).length > 25)).toEqual([]);
  });

  it('uses none of the words that are not said to a performer, and no dotted path', () => {
    expect(catalogue.filter((sentence) => FORBIDDEN.test(sentence) || DOTTED_PATH.test(sentence))).toEqual([]);
  });
});

const wordsIn = (dimension: ListedDimension) => [...VOCABULARIES[dimension].leavesOf.keys()];
const generated = anyTerms({
  act: wordsIn('act'),
  purpose: wordsIn('purpose'),
  media: wordsIn('media'),
  content: wordsIn('content'),
  territory: wordsIn('territory'),
});

describe('1,000 generated terms', () => {
  const seen: string[] = [];

  it('render without a gap, a dotted path, a forbidden word or a sentence over 25 words', () => {
    fc.assert(
      fc.property(generated, (terms) => {
        const rendered = render(terms, 'en', NAMES);
        seen.push(ownWords(rendered));
        expect(rendered.unsaid).toEqual([]);
        expect(rendered.text).not.toMatch(DOTTED_PATH);
        expect(rendered.text).not.toMatch(FORBIDDEN);
        expect(sentencesOf(rendered.text).filter((sentence) => wordsOf(sentence).length > 25)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('read at grade 6 or below, together and each', () => {
    expect(gradeOf(seen.join('\n'))).toBeLessThanOrEqual(6);
    expect(Math.max(...seen.map(gradeOf))).toBeLessThanOrEqual(6);
  });

  it('say "You can stop" and "any time" only where the terms give it', () => {
    fc.assert(
      fc.property(generated, (terms) => {
        const { text } = render(terms, 'en', NAMES);
        expect(text.includes('You can stop')).toBe(mayStop(terms));
        expect(text.includes('any time')).toBe(terms.revocation.right === 'any_time');
      }),
    );
  });

  it('hold the text of every clause, each with its own hash', () => {
    fc.assert(
      fc.property(generated, (terms) => {
        const { clauses, text } = render(terms, 'en', NAMES);
        expect(clauses.map(({ id }) => id)).toEqual(terms.permissions.map(({ id }) => id));
        for (const clause of clauses) expect(text).toContain(clause.text);
      }),
    );
  });
});

/** The words without the names of places and the fingerprint of a notice, which nobody can make shorter. */
function ownWords({ text }: RenderedTerms): string {
  return text
    .split('\n')
    .filter((line) => !/^(Places:|Your data may be worked on|Fingerprint)/.test(line))
    .join('\n');
}

function mayStop({ revocation }: Terms): boolean {
  return ['any_time', 'notice', 'new_works_only'].includes(revocation.right);
}
