/** The labelled lines of a permission in English: where, what for, in which languages and places, how far, until when. */
import { capsLine } from './render-en-beside.js';
import { fromWords, untilWords } from './render-en-time.js';
import { alwaysBarred, lacksAdvertiser, narrower, overlap, silentDimensions, widest } from './render-reach.js';
import { capital, series, spread } from './render-sentences.js';
import type { Names, RenderedLine } from './render-types.js';
import type { Box, Quantities, Terms } from './types.js';
import { languageName, languageTakenFor, languageWords } from './words-en-languages.js';
import { THINGS } from './words-en-media.js';
import { NO_CONTENT, STAGE_LIMITS } from './words-en-scope.js';
import { said } from './words-en.js';

const WORK_OF_KIND: Readonly<Record<string, string>> = {
  series: 'the episodes of',
  season: 'the episodes of',
  episode: 'the episode',
  film: 'the film',
  campaign: 'the campaign',
  spot: 'the ad',
  game: 'the game',
};

/** The lines in their order; a dimension that does not apply has none. */
export function linesOf(box: Box, terms: Terms, names: Names, caps?: Quantities): readonly RenderedLine[] {
  const texts: readonly (readonly [string, string | null])[] = [
    ['In', box.media && box.production ? workLine(box.media, box.production, names) : null],
    ['For', box.purpose ? spread('', said('purpose', box.purpose, names), 'Also for') : null],
    ['Languages', box.language ? languagesLine(box.language, alwaysBarred('language', box, terms), names) : null],
    ['Places', box.territory ? placesLine(box.territory, alwaysBarred('territory', box, terms), names) : null],
    ['Tool', box.tool ? onlyLine('tool', box.tool, names) : null],
    ['Advertiser', advertiserLine(box, names)],
    ['Stage', box.stage ? STAGE_LIMITS[box.stage] : null],
    ['Content', box.content ? contentLine(box.content, names) : null],
    ['Limit', caps === undefined ? null : capsLine(caps)],
    ['From', box.from === undefined ? null : `${fromWords(box.from, names.zone)}.`],
    ['Until', box.until === undefined ? null : `${untilWords(box.until, names.zone)}.`],
    ['Not stated', silenceLine(box)],
  ];
  return texts.flatMap(([label, text]) => (text === null ? [] : [{ label, text }]));
}

/** A line as it stands in the text that is hashed. */
export function lineText({ label, text }: RenderedLine): string {
  return ['In', 'For', 'From', 'Until'].includes(label) ? `${label} ${text}` : `${label}: ${text}`;
}

/** `the episodes of Harbor, season 1. Also in its teasers.` or `teasers. Made for Harbor, season 1. No ad.` */
function workLine(media: readonly string[], productions: readonly string[], names: Names): string {
  const words = widest('media', media);
  const isWork = (word: string) => word === 'programme' || word.startsWith('programme.');
  const ways = words.filter((word) => isWork(word) && word !== 'programme');
  const things = said(
    'media',
    words.filter((word) => !isWork(word)),
    names,
  );
  const titles = said('production', productions, names);
  const works = titles.map((title, index) => workOf(names.kinds?.[productions[index] ?? ''], title));
  const inWork = [spread('', works, 'Also in'), spread('Only', said('media', ways, names), 'Also')];
  const sentences = words.some(isWork)
    ? [...inWork, spread('Also in', things, 'Also in')]
    : [spread('', things, 'Also in'), spread('Made for', titles, 'Also for')];
  return [...sentences, notTheNeighbours(words)].filter((sentence) => sentence !== '').join(' ');
}

function workOf(kind: string | undefined, title: string): string {
  const work = kind === undefined ? undefined : WORK_OF_KIND[kind];
  return work === undefined ? title : `${work} ${title}`;
}

function notTheNeighbours(media: readonly string[]): string {
  const assumed = [...new Set(media.flatMap((word) => THINGS[word]?.assumed ?? []))];
  const left = assumed.filter((word) => !overlap('media', [word], media)).flatMap((word) => THINGS[word]?.one ?? []);
  return left.length === 0 ? '' : `No ${series(left.slice(0, 5), 'or')}.`;
}

function languagesLine(tags: readonly string[], barred: readonly string[], names: Names): string {
  const words = said('language', widest('language', tags), names);
  const [only] = tags;
  const but = spread('Not in', said('language', barred, names), 'Also not in');
  if (tags.length === 1 && only !== undefined) return joined(`${capital(words.join(''))}${soleWidth(only)}.`, but);
  const taken = tags.flatMap((tag) => languageTakenFor(tag) ?? []).filter((tag) => !narrower('language', tag, tags));
  const without = spread('Not included:', said('language', [...new Set(taken)], names), 'Also not included:');
  return joined(capital(spread('', words, 'Also')), without, but);
}

/** How wide a single range is, where people may take it for more. */
function soleWidth(tag: string): string {
  const taken = languageTakenFor(tag);
  if (taken !== null) return `; ${languageWords(taken) ?? ''} is not included`;
  return /-([A-Z]{2}|\d{3})$/.test(tag) ? `; ${languageName(tag) ?? ''} of other countries is not included` : '';
}

function placesLine(codes: readonly string[], barred: readonly string[], names: Names): string {
  const except = said('territory', barred, names);
  if (codes.includes('world')) return worldWords(except);
  const words = said('territory', widest('territory', codes), names);
  return joined(capital(spread('', words, 'Also')), spread('Not in', except, 'Also not in'));
}

function worldWords(except: readonly string[]): string {
  if (except.length === 0) return 'Anywhere in the world.';
  return spread('Anywhere in the world except', except, 'Also not in');
}

function onlyLine(dimension: 'tool' | 'advertiser', values: readonly string[], names: Names): string {
  const words = said(dimension, values, names);
  if (values.includes('any')) return `Any ${dimension}.`;
  return words.length === 1 ? `${words.join('')} and no other.` : `${spread('', words, 'Also')} No other ${dimension}.`;
}

function advertiserLine(box: Box, names: Names): string | null {
  if (lacksAdvertiser(box)) return 'None is stated. So no ad is allowed yet.';
  return box.advertiser ? onlyLine('advertiser', box.advertiser, names) : null;
}

function contentLine(content: readonly string[], names: Names): string | null {
  const others = content.filter((word) => word !== 'none');
  if (others.length === 0) return `${capital(NO_CONTENT)}.`;
  // Content that is also granted is said in the sentence: it must not be overlooked among the lines.
  return content.includes('none')
    ? null
    : spread('Only where they', said('content', others, names), 'Or where they', 'or');
}

const SILENT = {
  act: 'the act',
  media: 'the medium',
  production: 'the production',
  purpose: 'the purpose',
  language: 'the languages',
  territory: 'the places',
  tool: 'the tool',
  stage: 'the stage',
  content: 'the content',
  until: 'the end date',
};

/** INVARIANT: a clause that grants nothing, because it leaves something out, says so. */
function silenceLine(box: Box): string | null {
  const silent = silentDimensions(box).map((dimension) => SILENT[dimension]);
  return silent.length === 0 ? null : joined(capital(spread('', silent, 'Also')), 'So this clause allows nothing yet.');
}

function joined(...sentences: readonly string[]): string {
  return sentences.filter((sentence) => sentence !== '').join(' ');
}
