/** Prohibitions: `Never …`, and how far one holds where it does not hold throughout. */
import { widest } from './render-reach.js';
import { spread } from './render-sentences.js';
import type { Names } from './render-types.js';
import { said } from './render-words.js';
import type { LimitName, Tongue } from './tongue-en.js';
import type { Box } from './types.js';

/** One dimension of a prohibition, in words. */
export interface Limit {
  readonly name: LimitName;
  readonly words: readonly string[];
}

const DEEDS: readonly LimitName[] = ['act', 'content', 'stage', 'window'];

/**
 * The sentences of a prohibition. Its first dimension, in the order below, is what must never happen; each further one
 * narrows it and is said, because an unsaid narrowing would promise too much.
 */
export function neverOf(tongue: Tongue, box: Box, names: Names): string {
  const { anything, deed, never, nor, links, holdsOnly } = tongue.nevers;
  const [head, ...narrowing] = limitsOf(tongue, box, names);
  if (!head) return anything;
  const { name, words } = head;
  const first = DEEDS.includes(name)
    ? words.map((each) => deed(each, name))
    : [spread(`${never} ${links[name]}`, words, `${nor} ${links[name]}`, tongue.or)];
  return [...first, ...narrowing.map((limit) => limitWords(tongue, holdsOnly, limit))].join(' ');
}

/** `Only in Spain or France.` */
export function limitWords({ or, nevers }: Tongue, only: string, { name, words }: Limit): string {
  const link = nevers.links[name];
  return spread(`${only} ${link}`.trim(), words, `${nevers.or} ${link}`.trim(), or);
}

/** The dimensions that a box mentions, in the order in which they are said. */
export function limitsOf(tongue: Tongue, box: Box, names: Names): readonly Limit[] {
  const { nevers, vocabulary, spokenIn } = tongue;
  const listed = (dimension: 'territory' | 'language' | 'media' | 'act', words: readonly string[] = []) =>
    said(tongue, dimension, widest(dimension, words), names);
  const media = widest('media', box.media ?? []);
  const ways = media.filter((word) => word.startsWith('programme.'));
  const things = media.filter((word) => !word.startsWith('programme.'));
  const content = (box.content ?? []).flatMap((word) =>
    word === 'none' ? [vocabulary.content.plain] : said(tongue, 'content', [word], names),
  );
  const limits: readonly Limit[] = [
    { name: 'act', words: listed('act', box.act).map((verb) => spokenIn(verb, null)) },
    { name: 'content', words: content },
    { name: 'media', words: [...listed('media', things), ...listed('media', ways).map(nevers.workShown)] },
    { name: 'territory', words: listed('territory', box.territory) },
    { name: 'language', words: listed('language', box.language) },
    { name: 'purpose', words: said(tongue, 'purpose', box.purpose ?? [], names) },
    { name: 'tool', words: said(tongue, 'tool', box.tool ?? [], names) },
    { name: 'advertiser', words: said(tongue, 'advertiser', box.advertiser ?? [], names) },
    { name: 'production', words: said(tongue, 'production', box.production ?? [], names) },
    { name: 'stage', words: box.stage === undefined ? [] : [vocabulary.stages.starts[box.stage]] },
    { name: 'window', words: windowWords(tongue, box, names.zone) },
  ];
  return limits.filter(({ words }) => words.length > 0);
}

function windowWords({ nevers, time }: Tongue, { from, until }: Box, zone: string): readonly string[] {
  const words = [from && nevers.from(time.from(from, zone)), until && nevers.until(time.until(until, zone))];
  const both = words.filter((part) => part !== undefined).join(', ');
  return both === '' ? [] : [both];
}
