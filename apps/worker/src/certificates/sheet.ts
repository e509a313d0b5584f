/** What a certificate says, whatever it certifies: the form in which `layout.ts` takes it. All of it comes in as text. */

/** Paper in points. */
export const PAPERS = { A4: [595.28, 841.89], Letter: [612, 792] } as const;
export type Paper = keyof typeof PAPERS;

/** What a mark beside words means; the word always stands with it. */
export type Tone = 'plain' | 'signed' | 'allow' | 'never' | 'pause';

/** A whole document. */
export interface Sheet {
  /** Shown large, and the title of the document. */
  readonly title: string;
  /** A word beside the title: `Signed`, `Withdrawn`, `Denied`. */
  readonly state: { readonly word: string; readonly tone: Tone };
  /** One sentence under the title: who, whom, in what. */
  readonly summary: string;
  /** BCP 47. */
  readonly language: string;
  readonly sections: readonly Section[];
  /** Repeated at the foot of every page. */
  readonly identity: string;
  /** The instant that the document states as its own; never the clock. */
  readonly at: string;
  /** Since when whoever it is about is erased, where they are. */
  readonly erasedAt?: string | undefined;
  /** The address that the QR code leads to. */
  readonly verifyUrl: string;
  /** The record as canonical JSON, carried inside the file for machines. */
  readonly record: { readonly name: string; readonly json: string };
  /** That whoever sealed it is known to nobody else; said on the page. */
  readonly isDevelopment: boolean;
}

export interface Section {
  readonly heading: string;
  readonly blocks: readonly Block[];
}

export type Block =
  /** Sentences of ours. */
  | { readonly kind: 'text'; readonly text: string }
  /** Labelled facts. */
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  /** Sentences, each with a mark. */
  | { readonly kind: 'list'; readonly tone: Tone; readonly items: readonly string[] }
  /** Words that somebody signed or states: in serif, on paper, behind an edge of ink. */
  | { readonly kind: 'record'; readonly parts: readonly RecordPart[] };

export interface Fact {
  readonly label: string;
  readonly text: string;
}

export interface RecordPart {
  readonly title: string;
  readonly tone: Tone;
  readonly lines: readonly string[];
}
