/** English: every sentence of a document of terms, put together from the words of the vocabulary. */
import { sectionsOf } from './render-en-beside.js';
import { endsOf } from './render-en-ends.js';
import { lineText, linesOf } from './render-en-lines.js';
import { neverOf } from './render-en-nevers.js';
import { notIncludedIn } from './render-en-not-included.js';
import { momentWords } from './render-en-time.js';
import { overlap, widest } from './render-reach.js';
import type { Names, RenderedHeadings } from './render-types.js';
import type { Box, Terms } from './types.js';
import { languageName } from './words-en-languages.js';
import { agreementName } from './words-en-money.js';
import { ACTS, said } from './words-en.js';

const HEADINGS: RenderedHeadings = {
  document: 'The words you sign',
  never: 'Never',
  notIncluded: 'Not included',
  ends: 'How it ends',
  description: 'In their own words',
};

const WORDLESS = { title: 'An act without words here', example: '' };

/** Everything that `render` asks a language for. */
export const ENGLISH = {
  headings: HEADINGS,
  opening: openingOf,
  titleOf,
  sentence: sentenceOf,
  example: (box: Box) => (ACTS[box.act?.[0] ?? ''] ?? WORDLESS).example,
  linesOf,
  lineText,
  endsLine: (terms: Terms) => `How it ends: ${endsOf(terms)}`,
  endsOf,
  sectionsOf,
  agreementName,
  neverOf,
  noNevers: 'These terms name nothing that must never happen.',
  notIncludedIn,
  notIncludedLine: (item: string) => `Not included: ${item}.`,
  notIncludedNote: (isEmpty: boolean) =>
    isEmpty ? 'Everything in this list is included.' : 'For any of these they must ask you again.',
  descriptionNote: 'Where this says more than the clauses, the clauses hold.',
};

function openingOf({ producer, replaces, zone }: Names): string {
  const who = `“You” means the performer. “They” means ${producer}.`;
  if (replaces === undefined) return who;
  return `${who} This takes the place of all that you signed on ${momentWords(replaces, zone)}.`;
}

/** The first act by its title, and how many more there are. */
export function titleOf(box: Box): string {
  const [first, ...more] = widest('act', box.act ?? []);
  const { title } = ACTS[first ?? ''] ?? WORDLESS;
  return more.length === 0 ? title : `${title}, and ${more.length} more`;
}

/** Who may do what with what of yours: the first sentence names them, because each clause is signed on its own. */
function sentenceOf(box: Box, terms: Terms, names: Names): string {
  const acts = widest('act', box.act ?? []);
  const verbs = said('act', acts, names).map((verb) => verb.replace('{language}', languageOf(box)));
  const others = (box.content ?? []).includes('none') ? (box.content ?? []).filter((word) => word !== 'none') : [];
  const also = said('content', others, names).map((verb) => `They may also ${verb}.`);
  const granted = terms.permissions.flatMap((clause) => clause.box.act ?? []);
  const assumed = acts
    .flatMap((act) => ACTS[act]?.assumed ?? [])
    .filter(({ path }) => !overlap('act', [path], granted));
  const not = new Set(assumed.map(({ sentence }) => sentence));
  const may = verbs.map((verb, index) => `${index === 0 ? names.producer : 'They'} may ${verb}.`);
  return [...may, ...also, ...not].join(' ');
}

function languageOf({ language }: Box): string {
  const [only, ...more] = language ?? [];
  return (more.length === 0 && only !== undefined ? languageName(only) : null) ?? 'another language';
}
