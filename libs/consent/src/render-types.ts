/** What `render` takes beside the terms, and what it gives. */
import type { ProductionPaths } from './records.js';
import type { Instant } from './types.js';

/** What people call the things that terms name by id, and the zone in which dates are told. */
export interface Names {
  /** The organization that asks. */
  readonly producer: string;
  readonly productions: Readonly<Record<string, string>>;
  /** What each production is (`film`, `season`, …); the words for one of unknown kind fit any. */
  readonly kinds?: Readonly<Record<string, string>>;
  readonly tools: Readonly<Record<string, string>>;
  /** Where the productions stand in their trees; one that is not listed stands alone. Withdrawals need it. */
  readonly paths?: ProductionPaths;
  /** When the consent was given that a signature of these words replaces. */
  readonly replaces?: Instant;
  /** An IANA zone, such as `America/Los_Angeles`. */
  readonly zone: string;
}

/** A labelled line of a clause. `In`, `For`, `From` and `Until` read on into their text; after others comes a colon. */
export interface RenderedLine {
  readonly label: string;
  readonly text: string;
}

/** One permission in words. The hash is SHA-256, in hex, of exactly the UTF-8 bytes of `text`. */
export interface RenderedClause {
  readonly id: string;
  readonly title: string;
  /** Who may do what with what of yours. One sentence, and one more for each further act. */
  readonly sentence: string;
  readonly lines: readonly RenderedLine[];
  /** How it ends before its time: beside every clause. */
  readonly ends: string;
  /** Explains, and is not part of what is signed. */
  readonly example: string;
  /** All of it as it is shown and signed: title, sentence, lines, ends; a line of text each. */
  readonly text: string;
  readonly textHash: string;
}

/** One prohibition in words. */
export interface RenderedNever {
  readonly id: string;
  readonly text: string;
}

/** Something in the terms that this locale has no words for: with one of these they cannot be signed in it. */
export interface Unsaid {
  /** The id of the clause; empty where it is none of a clause's words, such as the locale. */
  readonly clause: string;
  readonly dimension: string;
  readonly value: string;
}

/** Something that the terms say beside their clauses, under its own heading. */
export interface RenderedSection {
  readonly heading: string;
  readonly lines: readonly string[];
}

/** The words above the parts of the document. */
export interface RenderedHeadings {
  readonly document: string;
  readonly never: string;
  readonly notIncluded: string;
  readonly ends: string;
  readonly description: string;
}

/** The whole document. `hash` is SHA-256, in hex, of the UTF-8 bytes of `text`, which holds every clause's text. */
export interface RenderedTerms {
  readonly locale: string;
  readonly headings: RenderedHeadings;
  /** Says once who "you" and "they" are. */
  readonly opening: string;
  readonly clauses: readonly RenderedClause[];
  readonly nevers: readonly RenderedNever[];
  /** What people assume and these terms do not grant, in a fixed order. */
  readonly notIncluded: readonly string[];
  /** What follows from the list before: whom to ask, or that everything in it is included. */
  readonly notIncludedNote: string;
  readonly ends: string;
  /** Pay, death, data, how they came about: what of these the terms state, and nothing where they state none. */
  readonly sections: readonly RenderedSection[];
  /** The writer's own words, on one line. */
  readonly description: string;
  /** That the clauses hold where the description says more. */
  readonly descriptionNote: string;
  readonly text: string;
  readonly hash: string;
  readonly unsaid: readonly Unsaid[];
}

/** What a withdrawal does, in sentences, in the order in which a page shows them. */
export interface EffectWords {
  /** When it takes effect, or that it can only be asked for. */
  readonly effect: readonly string[];
  readonly stops: readonly string[];
  readonly goesOn: readonly string[];
  /** What must be erased and within which time, or that nothing must be. */
  readonly erases: readonly string[];
}
