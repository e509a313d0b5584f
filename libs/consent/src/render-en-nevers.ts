/** Prohibitions in English: `Never …`, and how far one holds where it does not hold throughout. */
import { fromWords, untilWords } from './render-en-time.js';
import { widest } from './render-reach.js';
import { spread } from './render-sentences.js';
import type { Names } from './render-types.js';
import type { Box } from './types.js';
import { PLAIN_CONTENT, STAGE_STARTS } from './words-en-scope.js';
import { said } from './words-en.js';

/** One dimension of a prohibition: what follows `Never`, or `This holds only`, and how another sentence goes on. */
export interface Limit {
  readonly link: string;
  readonly words: readonly string[];
}

/**
 * The sentences of a prohibition. Its first dimension, in the order below, is what must never happen; each further one
 * narrows it and is said, because an unsaid narrowing would promise too much.
 */
export function neverOf(box: Box, names: Names): string {
  const [head, ...narrowing] = limitsOf(box, names);
  if (!head) return 'Never use any of this.';
  const isDeed = head.link === '' || head.link === 'where they';
  const never = isDeed
    ? head.words.map((deed) => `Never ${deed}.`)
    : [spread(`Never ${head.link}`, head.words, `Nor ${head.link}`, 'or')];
  const only = narrowing.map(({ link, words }) =>
    spread(`This holds only ${link}`.trim(), words, `Or ${link}`.trim(), 'or'),
  );
  return [...never, ...only].join(' ');
}

/** The dimensions that a box mentions, in the order in which they are said. */
export function limitsOf(box: Box, names: Names): readonly Limit[] {
  const media = widest('media', box.media ?? []);
  const ways = media.filter((word) => word.startsWith('programme.'));
  const things = media.filter((word) => !word.startsWith('programme.'));
  const content = (box.content ?? []).map((word) =>
    word === 'none' ? PLAIN_CONTENT : said('content', [word], names).join(''),
  );
  const limits: readonly Limit[] = [
    { link: '', words: said('act', widest('act', box.act ?? []), names).map(inAnyLanguage) },
    { link: 'where they', words: content },
    {
      link: 'in',
      words: [...said('media', things, names), ...said('media', ways, names).map((way) => `work shown ${way}`)],
    },
    { link: 'in', words: said('territory', widest('territory', box.territory ?? []), names) },
    { link: 'in', words: said('language', widest('language', box.language ?? []), names) },
    { link: 'for', words: said('purpose', box.purpose ?? [], names) },
    { link: 'with', words: said('tool', box.tool ?? [], names) },
    { link: 'for', words: said('advertiser', box.advertiser ?? [], names) },
    { link: 'in', words: said('production', box.production ?? [], names) },
    { link: '', words: box.stage === undefined ? [] : [STAGE_STARTS[box.stage]] },
    { link: '', words: windowWords(box, names.zone) },
  ];
  return limits.filter(({ words }) => words.length > 0);
}

function inAnyLanguage(verb: string): string {
  return verb.replace('{language}', 'another language');
}

function windowWords({ from, until }: Box, zone: string): readonly string[] {
  const words = [from && `from ${fromWords(from, zone)}`, until && `until ${untilWords(until, zone)}`];
  const both = words.filter((part) => part !== undefined).join(', ');
  return both === '' ? [] : [both];
}
