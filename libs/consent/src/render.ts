/**
 * Terms as plain language: the only maker of the words that are shown, signed and hashed, for portal, PDF and e-mail
 * alike. Pure: the same terms, locale and names always give the same bytes.
 */
import { sha256 } from '#sha256';
import { ENGLISH } from './render-en.js';
import { oneLine } from './render-sentences.js';
import type { Names, RenderedClause, RenderedNever, RenderedTerms, Unsaid } from './render-types.js';
import type { Clause, Terms } from './types.js';
import { WORDED, englishOf } from './words-en.js';

const EMPTY_HEADINGS = { document: '', never: '', notIncluded: '', ends: '', description: '' };

/** Renders the terms. Whatever this locale has no words for is listed in `unsaid`, never left out in silence. */
export function render(terms: Terms, locale: string, names: Names): RenderedTerms {
  if (locale !== 'en') return unspeakable(terms, locale);
  const tidy = tidied(names);
  const clauses = terms.permissions.map((clause) => renderClause(clause, terms, tidy));
  const nevers = terms.prohibitions.map(({ id, box }) => ({ id, text: ENGLISH.neverOf(box, tidy) }));
  const notIncluded = ENGLISH.notIncludedIn(terms);
  const document = {
    headings: ENGLISH.headings,
    opening: ENGLISH.opening(tidy),
    clauses,
    nevers,
    notIncluded,
    notIncludedNote: ENGLISH.notIncludedNote(notIncluded.length === 0),
    ends: ENGLISH.endsOf(terms),
    sections: ENGLISH.sectionsOf(terms, tidy),
    description: oneLine(terms.description),
    descriptionNote: ENGLISH.descriptionNote,
  };
  const text = textOf(document);
  return { locale, ...document, text, hash: hashOf(text), unsaid: unsaidIn(terms, names) };
}

function renderClause({ id, box, caps }: Clause, terms: Terms, names: Names): RenderedClause {
  const title = ENGLISH.titleOf(box);
  const sentence = ENGLISH.sentence(box, terms, names);
  const lines = ENGLISH.linesOf(box, terms, names, caps);
  const ends = ENGLISH.endsOf(terms);
  const text = [title, sentence, ...lines.map(ENGLISH.lineText), ENGLISH.endsLine(terms)].join('\n');
  return { id, title, sentence, lines, ends, example: ENGLISH.example(box), text, textHash: hashOf(text) };
}

type Document = Omit<RenderedTerms, 'locale' | 'text' | 'hash' | 'unsaid'>;

/** INVARIANT: the text of each clause stands in the document unchanged, so its hash can be checked against the whole. */
function textOf(document: Document): string {
  const { headings, clauses, nevers, notIncluded, sections } = document;
  const neverTexts = nevers.length === 0 ? [ENGLISH.noNevers] : nevers.map(({ text }: RenderedNever) => text);
  return [
    `${headings.document}\n${document.opening}`,
    ...clauses.map(({ text }) => text),
    [headings.never, ...neverTexts].join('\n'),
    [headings.notIncluded, ...notIncluded.map(ENGLISH.notIncludedLine), document.notIncludedNote].join('\n'),
    `${headings.ends}\n${document.ends}`,
    ...sections.map(({ heading, lines }) => [heading, ...lines].join('\n')),
    `${headings.description}\n${document.description}\n${document.descriptionNote}`,
  ].join('\n\n');
}

function unsaidIn(terms: Terms, names: Names): readonly Unsaid[] {
  const { agreement } = terms.formalities ?? {};
  const inClauses = [...terms.permissions, ...terms.prohibitions].flatMap(({ id, box }) =>
    WORDED.flatMap((dimension) => gapsIn(id, dimension, box[dimension] ?? [], names)),
  );
  return [
    ...inClauses,
    ...gapsIn('', 'territory', terms.processingRegions ?? [], names),
    ...(agreement === undefined || ENGLISH.agreementName(agreement) !== null
      ? []
      : [{ clause: '', dimension: 'agreement', value: agreement }]),
  ];
}

function gapsIn(clause: string, dimension: (typeof WORDED)[number], values: readonly string[], names: Names): Unsaid[] {
  return values
    .filter((value) => englishOf(dimension, value, names) === null)
    .map((value) => ({ clause, dimension, value }));
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
