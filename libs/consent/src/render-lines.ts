/** The labelled lines of a permission: where, what for, in which languages and places, how far, until when. */
import { capsLine } from './render-beside.js';
import { alwaysBarred, lacksAdvertiser, narrower, overlap, silentDimensions, widest } from './render-reach.js';
import { capital, spread } from './render-sentences.js';
import type { Names, RenderedLine } from './render-types.js';
import { said } from './render-words.js';
import type { LineName, Tongue } from './tongue-en.js';
import type { Box, Quantities, Terms } from './types.js';
import { languageTakenFor } from './words-en-languages.js';

/** The lines in their order; a dimension that does not apply has none. */
export function linesOf(
  tongue: Tongue,
  box: Box,
  terms: Terms,
  names: Names,
  caps?: Quantities,
): readonly RenderedLine[] {
  const { labels, links } = tongue.lines;
  const { time, vocabulary } = tongue;
  const purposes = (words: readonly string[]) =>
    spread('', said(tongue, 'purpose', words, names), links.alsoFor, tongue.and);
  const texts: readonly (readonly [LineName, string | null])[] = [
    ['in', box.media && box.production ? workLine(tongue, box.media, box.production, names) : null],
    ['for', box.purpose ? purposes(box.purpose) : null],
    [
      'languages',
      box.language ? languagesLine(tongue, box.language, alwaysBarred('language', box, terms), names) : null,
    ],
    ['places', box.territory ? placesLine(tongue, box.territory, alwaysBarred('territory', box, terms), names) : null],
    ['tool', box.tool ? onlyLine(tongue, 'tool', box.tool, names) : null],
    ['advertiser', advertiserLine(tongue, box, names)],
    ['stage', box.stage ? vocabulary.stages.limits[box.stage] : null],
    ['content', box.content ? contentLine(tongue, box.content, names) : null],
    ['limit', caps === undefined ? null : capsLine(tongue, caps)],
    ['from', box.from === undefined ? null : `${time.from(box.from, names.zone)}.`],
    ['until', box.until === undefined ? null : `${time.until(box.until, names.zone)}.`],
    ['silent', silenceLine(tongue, box)],
  ];
  return texts.flatMap(([name, text]) => (text === null ? [] : [{ label: labels[name], text }]));
}

const READS_ON: readonly LineName[] = ['in', 'for', 'from', 'until'];

/** A line as it stands in the text that is hashed. */
export function lineText({ lines: { labels } }: Tongue, { label, text }: RenderedLine): string {
  return READS_ON.some((name) => labels[name] === label) ? `${label} ${text}` : `${label}: ${text}`;
}

/** `the episodes of Harbor, season 1. Also in its teasers.` or `teasers. Made for Harbor, season 1. No ad.` */
function workLine(tongue: Tongue, media: readonly string[], productions: readonly string[], names: Names): string {
  const { workOf, links } = tongue.lines;
  const words = widest('media', media);
  const isWork = (word: string) => word === 'programme' || word.startsWith('programme.');
  const ways = words.filter((word) => isWork(word) && word !== 'programme');
  const things = said(
    tongue,
    'media',
    words.filter((word) => !isWork(word)),
    names,
  );
  const titles = said(tongue, 'production', productions, names);
  const works = titles.map((title, index) => workOf(names.kinds?.[productions[index] ?? ''] ?? '', title));
  const all = (start: string, items: readonly string[], again: string) => spread(start, items, again, tongue.and);
  const inWork = [all('', works, links.alsoIn), all(links.only, said(tongue, 'media', ways, names), links.also)];
  const sentences = words.some(isWork)
    ? [...inWork, all(links.alsoIn, things, links.alsoIn)]
    : [all('', things, links.alsoIn), all(links.madeFor, titles, links.alsoFor)];
  return [...sentences, notTheNeighbours(tongue, words)].filter((sentence) => sentence !== '').join(' ');
}

function notTheNeighbours(tongue: Tongue, media: readonly string[]): string {
  const { things } = tongue.vocabulary.media;
  const assumed = [...new Set(media.flatMap((word) => things[word]?.assumed ?? []))];
  const left = assumed.filter((word) => !overlap('media', [word], media)).flatMap((word) => things[word] ?? []);
  return left.length === 0 ? '' : tongue.lines.none(left.slice(0, 5));
}

function languagesLine(tongue: Tongue, tags: readonly string[], barred: readonly string[], names: Names): string {
  const { links } = tongue.lines;
  const words = said(tongue, 'language', widest('language', tags), names);
  const [only] = tags;
  const all = (start: string, items: readonly string[], again: string) => spread(start, items, again, tongue.and);
  const but = all(links.notIn, said(tongue, 'language', barred, names), links.alsoNotIn);
  if (tags.length === 1 && only !== undefined)
    return joined(`${capital(words.join(''))}${soleWidth(tongue, only)}.`, but);
  const taken = tags.flatMap((tag) => languageTakenFor(tag) ?? []).filter((tag) => !narrower('language', tag, tags));
  const without = all(links.notIncluded, said(tongue, 'language', [...new Set(taken)], names), links.alsoNotIncluded);
  return joined(capital(all('', words, links.also)), without, but);
}

/** How wide a single range is, where people may take it for more. */
function soleWidth({ lines, vocabulary: { languages } }: Tongue, tag: string): string {
  const taken = languageTakenFor(tag);
  if (taken !== null) return lines.notIncluded(languages.range(taken) ?? '');
  return /-([A-Z]{2}|\d{3})$/.test(tag) ? lines.otherCountries(languages.name(tag) ?? '') : '';
}

function placesLine(tongue: Tongue, codes: readonly string[], barred: readonly string[], names: Names): string {
  const { links, anywhere } = tongue.lines;
  const except = said(tongue, 'territory', barred, names);
  const all = (start: string, items: readonly string[], again: string) => spread(start, items, again, tongue.and);
  if (codes.includes('world'))
    return except.length === 0 ? anywhere : all(links.anywhereExcept, except, links.alsoNotIn);
  const words = said(tongue, 'territory', widest('territory', codes), names);
  return joined(capital(all('', words, links.also)), all(links.notIn, except, links.alsoNotIn));
}

function onlyLine(tongue: Tongue, dimension: 'tool' | 'advertiser', values: readonly string[], names: Names): string {
  const { any, andNoOther, noOther, links } = tongue.lines;
  const words = said(tongue, dimension, values, names);
  if (values.includes('any')) return any[dimension];
  return words.length === 1
    ? andNoOther(words.join(''), dimension)
    : `${spread('', words, links.also, tongue.and)} ${noOther[dimension]}`;
}

function advertiserLine(tongue: Tongue, box: Box, names: Names): string | null {
  if (lacksAdvertiser(box)) return tongue.lines.noAdvertiser;
  return box.advertiser ? onlyLine(tongue, 'advertiser', box.advertiser, names) : null;
}

function contentLine(tongue: Tongue, content: readonly string[], names: Names): string | null {
  const { onlyWhere, orWhere } = tongue.lines.links;
  const others = content.filter((word) => word !== 'none');
  if (others.length === 0) return `${capital(tongue.vocabulary.content.none)}.`;
  // Content that is also granted is said in the sentence: it must not be overlooked among the lines.
  return content.includes('none')
    ? null
    : spread(onlyWhere, said(tongue, 'content', others, names), orWhere, tongue.or);
}

/** INVARIANT: a clause that grants nothing, because it leaves something out, says so. */
function silenceLine({ and, lines }: Tongue, box: Box): string | null {
  const silent = silentDimensions(box).map((dimension) => lines.silent[dimension]);
  return silent.length === 0 ? null : joined(capital(spread('', silent, lines.links.also, and)), lines.allowsNothing);
}

function joined(...sentences: readonly string[]): string {
  return sentences.filter((sentence) => sentence !== '').join(' ');
}
