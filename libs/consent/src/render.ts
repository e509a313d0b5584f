/**
 * Terms as plain language: the only maker of the words that are shown, signed and hashed, for portal, PDF and e-mail
 * alike. Pure: the same terms, locale and names always give the same bytes.
 */
import { sha256 } from '#sha256';
import type { Box, Clause, Terms } from './types.js';

/** What people call the things that terms name by id, and the zone in which dates are told. */
export interface Names {
  readonly producer: string;
  readonly productions: Readonly<Record<string, string>>;
  /** What each production is; without it the words fit any kind. */
  readonly kinds?: Readonly<Record<string, string>>;
  readonly tools: Readonly<Record<string, string>>;
  /** An IANA zone, such as `America/Los_Angeles`. */
  readonly zone: string;
}

/** A labelled line of a clause. `In the film Night Ferry` reads on from its label; others are told apart by a colon. */
export interface RenderedLine {
  readonly label: string;
  readonly text: string;
}

/** One permission in words. The hash is SHA-256, in hex, of exactly the UTF-8 bytes of `text`. */
export interface RenderedClause {
  readonly id: string;
  readonly title: string;
  readonly sentence: string;
  readonly lines: readonly RenderedLine[];
  /** How it ends: beside every clause. */
  readonly ends: string;
  readonly example: string;
  readonly text: string;
  readonly textHash: string;
}

/** One prohibition in words. */
export interface RenderedNever {
  readonly id: string;
  readonly sentence: string;
  readonly text: string;
}

/** Something in the terms that this locale has no words for: with one of these they cannot be signed in it. */
export interface Unsaid {
  readonly clause: string;
  readonly dimension: string;
  readonly value: string;
}

/** The whole document. `hash` is SHA-256, in hex, of the UTF-8 bytes of `text`, which holds every clause's text. */
export interface RenderedTerms {
  readonly locale: string;
  readonly clauses: readonly RenderedClause[];
  readonly nevers: readonly RenderedNever[];
  readonly notIncluded: readonly string[];
  readonly ends: string;
  readonly description: string;
  readonly text: string;
  readonly hash: string;
  readonly unsaid: readonly Unsaid[];
}

/** Renders the terms. Whatever this locale has no words for is listed in `unsaid`, never left out in silence. */
export function render(terms: Terms, locale: string, names: Names): RenderedTerms {
  const clauses = terms.permissions.map((clause) => renderClause(clause, names));
  const nevers = terms.prohibitions.map(({ id, box }) => ({ id, sentence: says(box), text: `Never: ${says(box)}.` }));
  const text = [...clauses, ...nevers].map((part) => part.text).join('\n\n');
  const rest = { notIncluded: [], ends: '', description: terms.description, unsaid: [] };
  return { locale, clauses, nevers, ...rest, text, hash: hashOf(text) };
}

function renderClause({ id, box }: Clause, names: Names): RenderedClause {
  const text = `${names.producer} may: ${says(box)}.`;
  return { id, title: id, sentence: text, lines: [], ends: '', example: '', text, textHash: hashOf(text) };
}

function says(box: Box): string {
  return (box.act ?? []).join(', ').replaceAll(/[._]/g, ' ');
}

function hashOf(text: string): string {
  return Array.from(sha256(text), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
