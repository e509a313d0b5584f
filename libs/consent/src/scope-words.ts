/** Scope in English for those who ask and approve: what exactly a use is, and what is covered close by. */
import { linesOf } from './render-lines.js';
import { widest } from './render-reach.js';
import { oneLine, series } from './render-sentences.js';
import type { Names, RenderedLine } from './render-types.js';
import type { Box, Terms, Use } from './types.js';
import { said } from './render-words.js';
import { ENGLISH } from './tongue-en.js';

const WORDS_MAX = 5;

/** The lines of a use: every dimension of its scope, what it states beside it, and how much. */
export function useInWords(use: Use, names: Names): readonly RenderedLine[] {
  const { pipeline, advertiser, quantity, facts, description } = use;
  const box = boxOf(use);
  const stated = [
    { label: 'What', text: titlesOf(box).join(' ') },
    ...linesOf(ENGLISH, box, alone(box), named(names, { tool: pipeline, ...(advertiser && { advertiser }) })).filter(
      // What a use does not restrict, it does not leave out either: everything that applies is stated.
      ({ label }) => label !== ENGLISH.lines.labels.silent,
    ),
    { label: 'How much', text: valuesOf(quantity) },
    { label: 'Facts', text: valuesOf(facts) },
    { label: 'In their own words', text: description === undefined ? '' : oneLine(description) },
  ];
  return stated.filter(({ text }) => text !== '');
}

/**
 * One sentence for each box of a decision's `nearest`: what of it is covered, and what that was asked is not. A name that
 * is not known is said by its id.
 */
export function nearestInWords(use: Partial<Use>, nearest: readonly Box[], names?: Names): readonly string[] {
  const asked = boxOf(use);
  const sentences = nearest.flatMap((box) => {
    const all = named(names, box, asked);
    const differing = DIMENSIONS.filter((each) => !isSame(box[each], asked[each]));
    const words = (of: Box) => differing.map((each) => wordsOf(of, each, all)).filter((text) => text !== '');
    const [is, not] = [words(box), words(asked)];
    return is.length === 0 ? [] : [`Covered: ${is.join('; ')}.${not.length === 0 ? '' : ` Not: ${not.join('; ')}.`}`];
  });
  return [...new Set(sentences)];
}

const DIMENSIONS = [
  ...(['media', 'territory', 'language', 'stage', 'production', 'content', 'tool', 'purpose', 'act'] as const),
];
type Dimension = (typeof DIMENSIONS)[number];

/** The scope of a use as a box. */
function boxOf({
  act,
  purpose,
  production,
  media,
  territory,
  language,
  stage,
  content,
  pipeline,
  ...use
}: Partial<Use>): Box {
  const { advertiser, from, until } = use;
  return {
    ...(act && { act }),
    ...(purpose && { purpose }),
    ...(production !== undefined && { production: [production] }),
    ...(media && { media }),
    ...(territory && { territory }),
    ...(language && { language }),
    ...(stage && { stage }),
    ...(content && content.length > 0 && { content }),
    ...(pipeline && { tool: pipeline }),
    ...(advertiser && { advertiser }),
    ...(from !== undefined && { from }),
    ...(until !== undefined && { until }),
  };
}

function wordsOf(box: Box, dimension: Dimension, names: Names): string {
  if (dimension === 'stage') return box.stage === undefined ? '' : ENGLISH.vocabulary.stages.names[box.stage];
  if (dimension === 'act') return few(titlesOf(box));
  const values = box[dimension] ?? [];
  const isListed = dimension === 'production' || dimension === 'tool';
  return few(said(ENGLISH, dimension, isListed ? values : widest(dimension, values), names));
}

/** The titles that the performer reads above the clauses that grant the acts. */
function titlesOf({ act }: Box): readonly string[] {
  return widest('act', act ?? []).map((word) => `“${ENGLISH.vocabulary.acts[word]?.title ?? word}”`);
}

function few(words: readonly string[]): string {
  const more = words.length - WORDS_MAX;
  return more > 0 ? `${words.slice(0, WORDS_MAX).join(', ')} and ${more} more` : series(words);
}

function alone(box: Box): Terms {
  const revocation = { right: 'any_time', existingWorks: 'continue_released' } as const;
  return { description: '', permissions: [{ id: 'use', box }], prohibitions: [], revocation, legalBasis: 'contract' };
}

/** The names, with every id that has none as its own name: what cannot be named is still shown. */
function named(names: Names | undefined, ...boxes: readonly Box[]): Names {
  const ids = (list: 'production' | 'tool') =>
    Object.fromEntries(boxes.flatMap((box) => box[list] ?? []).map((id) => [id, id]));
  return {
    ...{ producer: '', zone: 'UTC', ...names },
    productions: { ...ids('production'), ...names?.productions },
    tools: { ...ids('tool'), ...names?.tools },
  };
}

/** `lines 2; script version at 2026-08-01…; recognizable yes` */
function valuesOf(values: Readonly<Record<string, unknown>> | undefined): string {
  return Object.entries(values ?? {})
    .map(
      ([name, value]) =>
        `${spaced(name)} ${typeof value === 'boolean' ? (value ? 'yes' : 'no') : oneLine(String(value))}`,
    )
    .join('; ');
}

function spaced(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function isSame(one: unknown, other: unknown): boolean {
  const flat = (value: unknown) => JSON.stringify(Array.isArray(value) ? [...new Set<unknown>(value)].sort() : value);
  return flat(one) === flat(other);
}
