import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { NAMES, anyTerms } from '../../../test/support/any-terms.js';
import { easeOf, gradeOf, sentencesOf, wordsOf } from '../../../test/support/reading-level.js';
import { AGREEMENTS } from './agreements.js';
import { CURRENCY_DIGITS } from './currencies.js';
import { render } from './render.js';
import type { RenderedTerms } from './render-types.js';
import { wordsOf as wordsFor } from './render-words.js';
import { ENGLISH } from './tongue-en.js';
import { TONGUES } from './tongues.js';
import type { Terms } from './types.js';
import { VOCABULARIES } from './vocabulary.js';
import type { ListedDimension } from './vocabulary.js';

const DOTTED_PATH = /[a-z_]+\.[a-z_]+|[a-z]_[a-z]/;
const PICTURES = /!|¡|\p{Extended_Pictographic}/u;

/** What a reader is owed in each language. */
const OWED: Readonly<
  Record<
    string,
    {
      /** Words that section 5 of the portal's voice keeps from performers. */
      readonly forbidden: RegExp;
      readonly stop: string;
      readonly anyTime: string;
      /** How hard the text is, and how hard it may be. */
      readonly hardness: (text: string) => number;
      readonly hardnessMax: number;
      /** Lines of names of places and fingerprints, which nobody can make shorter. */
      readonly names: RegExp;
    }
  >
> = {
  en: {
    forbidden:
      /\b(revok\w*|guarant\w*|protect\w*|safe\w*|legal\w*|you own|delet\w*|simply|just|for security reasons|are you sure|sorry)\b/i,
    stop: 'You can stop',
    anyTime: 'any time',
    hardness: gradeOf,
    hardnessMax: 6,
    names: /^(Places:|Your data may be worked on|Fingerprint)/,
  },
  es: {
    forbidden:
      /(?<!\p{L})(revoc\p{L}*|garant\p{L}*|proteg\p{L}*|protec\p{L}*|segur\p{L}*|legal\p{L}*|te pertenece|elimin\p{L}*|simplemente|por motivos de|estás segur\p{L}*|lo sentimos|usted\p{L}*)(?!\p{L})/iu,
    stop: 'Puedes parar',
    anyTime: 'cuando quieras',
    hardness: (text) => -easeOf(text),
    hardnessMax: -65,
    names: /^(Lugares:|Se puede trabajar con tus datos|Huella)/,
  },
};

const wordsIn = (dimension: ListedDimension) => [...VOCABULARIES[dimension].leavesOf.keys()];
const generated = anyTerms({
  act: wordsIn('act'),
  purpose: wordsIn('purpose'),
  media: wordsIn('media'),
  content: wordsIn('content'),
  territory: wordsIn('territory'),
});

it('holds every language to account', () => {
  expect(Object.keys(OWED)).toEqual(Object.keys(TONGUES));
});

describe.each(Object.entries(TONGUES))('the words of the vocabulary: %s', (locale, tongue) => {
  const { forbidden, hardness, hardnessMax } = OWED[locale]!;
  const { acts, content, purposes, media, stages, languages, places } = tongue.vocabulary;
  const { in: within, for: aimed } = tongue.lines.labels;
  const catalogue = [
    ...Object.values(acts).flatMap(({ title, verb, example, assumed }) => [
      title,
      tongue.may(null, tongue.spokenIn(verb, languages.name('ja'))),
      ...[example, ...(assumed ? [assumed.sentence] : [])],
    ]),
    ...Object.values(content.kinds).map(tongue.mayAlso),
    ...Object.values(purposes).map((purpose) => `${aimed} ${purpose}`),
    ...Object.values(media.ways).map((way) => `${tongue.nevers.only} ${way}`),
    ...Object.values(media.things).flatMap((thing) => [`${within} ${thing.some}`, tongue.lines.none([thing])]),
    ...Object.values(stages.limits),
    ...Object.values(stages.starts).map((start) => tongue.nevers.deed(start, 'stage')),
  ].map((sentence) => `${sentence.replace(/\.$/, '')}.`);

  it.each(['act', 'purpose', 'media', 'content', 'territory'] as const)('are there for every %s', (dimension) => {
    expect(wordsIn(dimension).filter((word) => wordsFor(tongue, dimension, word, NAMES) === null)).toEqual([]);
  });

  it('are a title, a verb and an example for each act, and for nothing else', () => {
    expect(Object.keys(acts).sort()).toEqual(wordsIn('act').sort());
  });

  it('are there for each language, currency and agreement, and for no two places the same', () => {
    const english = ENGLISH.vocabulary;
    const tags = 'aa ast cmn en es fil fr ja pt zh zu'.split(' ');
    expect(tags.filter((tag) => (languages.name(tag) === null) !== (english.languages.name(tag) === null))).toEqual([]);
    expect([...CURRENCY_DIGITS.keys()].filter((code) => tongue.money(1_234_56, code).endsWith(code))).toEqual([]);
    expect(AGREEMENTS.filter((agreement) => tongue.agreementName(agreement) === null)).toEqual([]);
    expect([...places.keys()].sort()).toEqual([...english.places.keys()].sort());
    expect(new Set(places.values()).size).toBe(places.size);
  });

  it('name the same neighbours in every language', () => {
    const assumedIn = ({ vocabulary }: typeof tongue) => [
      Object.entries(vocabulary.media.things).map(([word, { assumed = [] }]) => [word, assumed]),
      Object.entries(vocabulary.acts).map(([word, { assumed }]) => [word, assumed?.path]),
    ];
    expect(assumedIn(tongue)).toEqual(assumedIn(ENGLISH));
  });

  it('read easily, in sentences of at most 25 words', () => {
    expect(hardness(catalogue.join('\n'))).toBeLessThanOrEqual(hardnessMax);
    expect(catalogue.flatMap(sentencesOf).filter((sentence) => wordsOf(sentence).length > 25)).toEqual([]);
  });

  it('are none of those that are not said to a performer, and no dotted path', () => {
    const refused = (text: string) => forbidden.test(text) || PICTURES.test(text) || DOTTED_PATH.test(text);
    expect(catalogue.filter(refused)).toEqual([]);
  });
});

describe.each(Object.keys(TONGUES))('1,000 generated terms: %s', (locale) => {
  const { forbidden, stop, anyTime, hardness, hardnessMax, names } = OWED[locale]!;
  const seen: string[] = [];
  /** The words without those that nobody can make shorter. */
  const ownWords = ({ text }: RenderedTerms) =>
    text
      .split('\n')
      .filter((line) => !names.test(line))
      .join('\n');

  it('render without a gap, a dotted path, a forbidden word or a sentence over 25 words', () => {
    fc.assert(
      fc.property(generated, (terms) => {
        const rendered = render(terms, locale, NAMES);
        seen.push(ownWords(rendered));
        expect(rendered.unsaid).toEqual([]);
        expect(rendered.text).not.toMatch(DOTTED_PATH);
        expect(rendered.text).not.toMatch(PICTURES);
        expect(rendered.text).not.toMatch(forbidden);
        expect(sentencesOf(rendered.text).filter((sentence) => wordsOf(sentence).length > 25)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('read easily, together and each', () => {
    expect(hardness(seen.join('\n'))).toBeLessThanOrEqual(hardnessMax);
    expect(Math.max(...seen.map(hardness))).toBeLessThanOrEqual(hardnessMax);
  });

  it('say that she can stop it, and when she likes, only where the terms give it', () => {
    fc.assert(
      fc.property(generated, (terms) => {
        const { text } = render(terms, locale, NAMES);
        expect(text.includes(stop)).toBe(mayStop(terms));
        expect(text.includes(anyTime)).toBe(terms.revocation.right === 'any_time');
      }),
    );
  });

  it('hold the text of every clause, each with its own hash', () => {
    fc.assert(
      fc.property(generated, (terms) => {
        const { clauses, text } = render(terms, locale, NAMES);
        expect(clauses.map(({ id }) => id)).toEqual(terms.permissions.map(({ id }) => id));
        for (const clause of clauses) expect(text).toContain(clause.text);
      }),
    );
  });
});

it('says the same of the same terms in every language: as many clauses, lines, nevers, things left out and sections', () => {
  const shapeOf = ({ clauses, nevers, notIncluded, sections }: RenderedTerms) => [
    clauses.map(({ lines }) => lines.length),
    nevers.length,
    notIncluded.length,
    sections.map(({ lines }) => lines.length),
  ];
  fc.assert(
    fc.property(generated, (terms) => {
      const shapes = Object.keys(TONGUES).map((locale) => shapeOf(render(terms, locale, NAMES)));
      for (const shape of shapes) expect(shape).toEqual(shapes[0]);
    }),
  );
});

function mayStop({ revocation }: Terms): boolean {
  return ['any_time', 'notice', 'new_works_only'].includes(revocation.right);
}
