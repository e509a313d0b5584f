/**
 * Terms as plain language: the only maker of the words that are shown, signed and hashed, for portal, PDF and e-mail
 * alike. Pure: the same terms, locale and names always give the same bytes.
 */
import { sha256 } from '#sha256';
import { sectionsOf } from './render-beside.js';
import { endsOf } from './render-ends.js';
import { lineText, linesOf } from './render-lines.js';
import { neverOf } from './render-nevers.js';
import { notIncludedIn } from './render-not-included.js';
import { overlap, widest } from './render-reach.js';
import { oneLine } from './render-sentences.js';
import { titleOf } from './render-titles.js';
import type { Names, RenderedClause, RenderedNever, RenderedTerms, Unsaid } from './render-types.js';
import { own, said, WORDED, wordsOf } from './render-words.js';
import type { Tongue } from './tongue-en.js';
import { TONGUES } from './tongues.js';
import type { Box, Clause, Terms } from './types.js';

const EMPTY_HEADINGS = { document: '', never: '', notIncluded: '', ends: '', description: '' };

/** Renders the terms. Whatever this locale has no words for is listed in `unsaid`, never left out in silence. */
export function render(terms: Terms, locale: string, names: Names): RenderedTerms {
  const tongue = own(TONGUES, locale);
  if (tongue === undefined) return unspeakable(terms, locale);
  const tidy = tidied(names);
  const clauses = terms.permissions.map((clause) => renderClause(tongue, clause, terms, tidy));
  const nevers = terms.prohibitions.map(({ id, box }) => ({ id, text: neverOf(tongue, box, tidy) }));
  const notIncluded = notIncludedIn(tongue, terms);
  const document = {
    headings: tongue.headings,
    opening: openingOf(tongue, tidy),
    clauses,
    nevers,
    notIncluded,
    notIncludedNote: notIncluded.length === 0 ? tongue.notIncluded.nothing : tongue.notIncluded.ask,
    ends: endsOf(tongue, terms),
    sections: sectionsOf(tongue, terms, tidy),
    description: oneLine(terms.description),
    descriptionNote: tongue.descriptionNote,
  };
  const text = textOf(tongue, document);
  return { locale, ...document, text, hash: hashOf(text), unsaid: unsaidIn(tongue, terms, names) };
}

function openingOf({ opening, replaces: replacing, time }: Tongue, { producer, replaces, zone }: Names): string {
  const who = opening(producer);
  return replaces === undefined ? who : `${who} ${replacing(time.moment(replaces, zone))}`;
}

function renderClause(tongue: Tongue, { id, box, caps }: Clause, terms: Terms, names: Names): RenderedClause {
  const title = titleOf(tongue, box);
  const sentence = sentenceOf(tongue, box, terms, names);
  const lines = linesOf(tongue, box, terms, names, caps);
  const ends = endsOf(tongue, terms);
  const example = tongue.vocabulary.acts[box.act?.[0] ?? '']?.example ?? '';
  const text = [title, sentence, ...lines.map((line) => lineText(tongue, line)), tongue.ends.line(ends)].join('\n');
  return { id, title, sentence, lines, ends, example, text, textHash: hashOf(text) };
}

/** Who may do what with what of yours: the first sentence names them, because each clause is signed on its own. */
function sentenceOf(tongue: Tongue, box: Box, terms: Terms, names: Names): string {
  const { acts: words } = tongue.vocabulary;
  const acts = widest('act', box.act ?? []);
  const verbs = said(tongue, 'act', acts, names).map((verb) => tongue.spokenIn(verb, languageOf(tongue, box)));
  const others = (box.content ?? []).includes('none') ? (box.content ?? []).filter((word) => word !== 'none') : [];
  const also = said(tongue, 'content', others, names).map(tongue.mayAlso);
  const granted = terms.permissions.flatMap((clause) => clause.box.act ?? []);
  const assumed = acts
    .flatMap((act) => words[act]?.assumed ?? [])
    .filter(({ path }) => !overlap('act', [path], granted));
  const not = new Set(assumed.map(({ sentence }) => sentence));
  const may = verbs.map((verb, index) => tongue.may(index === 0 ? names.producer : null, verb));
  return [...may, ...also, ...not].join(' ');
}

function languageOf({ vocabulary: { languages } }: Tongue, { language }: Box): string | null {
  const [only, ...more] = language ?? [];
  return more.length === 0 && only !== undefined ? languages.name(only) : null;
}

type Document = Omit<RenderedTerms, 'locale' | 'text' | 'hash' | 'unsaid'>;

/** INVARIANT: the text of each clause stands in the document unchanged, so its hash can be checked against the whole. */
function textOf({ nevers: never, notIncluded: left }: Tongue, document: Document): string {
  const { headings, clauses, nevers, notIncluded, sections } = document;
  const neverTexts = nevers.length === 0 ? [never.none] : nevers.map(({ text }: RenderedNever) => text);
  return [
    `${headings.document}\n${document.opening}`,
    ...clauses.map(({ text }) => text),
    [headings.never, ...neverTexts].join('\n'),
    [headings.notIncluded, ...notIncluded.map(left.line), document.notIncludedNote].join('\n'),
    `${headings.ends}\n${document.ends}`,
    ...sections.map(({ heading, lines }) => [heading, ...lines].join('\n')),
    `${headings.description}\n${document.description}\n${document.descriptionNote}`,
  ].join('\n\n');
}

function unsaidIn(tongue: Tongue, terms: Terms, names: Names): readonly Unsaid[] {
  const { agreement } = terms.formalities ?? {};
  const inClauses = [...terms.permissions, ...terms.prohibitions].flatMap(({ id, box }) =>
    WORDED.flatMap((dimension) => gapsIn(tongue, { clause: id, dimension }, box[dimension] ?? [], names)),
  );
  return [
    ...inClauses,
    ...gapsIn(tongue, { clause: '', dimension: 'territory' }, terms.processingRegions ?? [], names),
    ...(agreement === undefined || tongue.agreementName(agreement) !== null
      ? []
      : [{ clause: '', dimension: 'agreement', value: agreement }]),
  ];
}

function gapsIn(
  tongue: Tongue,
  at: { readonly clause: string; readonly dimension: (typeof WORDED)[number] },
  values: readonly string[],
  names: Names,
): Unsaid[] {
  return values
    .filter((value) => wordsOf(tongue, at.dimension, value, names) === null)
    .map((value) => ({ ...at, value }));
}

function unspeakable(terms: Terms, locale: string): RenderedTerms {
  const none = {
    clauses: [],
    nevers: [],
    notIncluded: [],
    opening: '',
    notIncludedNote: '',
    ends: '',
    sections: [],
    descriptionNote: '',
  };
  const unsaid = [{ clause: '', dimension: 'locale', value: locale }];
  return {
    locale,
    headings: EMPTY_HEADINGS,
    ...none,
    description: oneLine(terms.description),
    text: '',
    hash: hashOf(''),
    unsaid,
  };
}

/** A name with a line break could pass for lines of our own, so everything that others wrote stays on one line. */
function tidied(names: Names): Names {
  const lined = (table: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(table).map(([id, name]) => [id, oneLine(name)]));
  return {
    ...names,
    producer: oneLine(names.producer),
    productions: lined(names.productions),
    tools: lined(names.tools),
  };
}

function hashOf(text: string): string {
  return Array.from(sha256(text), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
