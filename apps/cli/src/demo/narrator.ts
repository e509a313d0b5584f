/** How the story looks in a terminal: chapters, plain sentences, quoted words, and a tick for each thing that held. */
import { line, type Terminal } from '../terminal.js';

/** Something is not as the story says it must be; the demonstration ends here. */
export class Differs extends Error {
  override readonly name = 'Differs';
}

/** Tells the story, and stops it at the first thing that differs. */
export interface Narrator {
  /** The first words, and the last. */
  headline(title: string, below?: string): void;
  chapter(title: string): void;
  /** A sentence or two of what happens. */
  tell(text: string): void;
  /** Words of the service itself, as it answered or mailed them. */
  quote(texts: readonly string[]): void;
  /** What was asked over HTTP and, short, what came back. */
  asked(what: string, answer: string): void;
  /** Ticks what holds; throws `Differs` with what came instead when it does not. */
  holds(what: string, isSo: boolean, instead?: unknown): void;
  /** How many things held so far. */
  readonly heldCount: () => number;
}

const WIDTH = 96;
const INDENT = '   ';
const ASKED_WIDTH = 48;
const SHOWN_MAX = 800;
const BOLD = 1;
const FAINT = 2;
const GREEN = 32;
const BLUE = 34;

/** With `isStyled`, colours help the eye; without, nothing but text is written. */
export function narrator(terminal: Terminal, isStyled: boolean): Narrator {
  const styled = (code: number, text: string): string => (isStyled ? `\u001b[${code}m${text}\u001b[0m` : text);
  // Texts of the service pass through `line`, which shows control characters instead of obeying them.
  const plain = (text: string): string => line(text).trimEnd();
  let chapterCount = 0;
  let heldCount = 0;
  return {
    headline: (title, below) => {
      terminal.out(`\n${styled(BOLD, plain(title))}\n`);
      if (below !== undefined) terminal.out(`${styled(FAINT, plain(below))}\n`);
    },
    chapter: (title) => {
      chapterCount += 1;
      terminal.out(`\n${styled(BOLD, `${chapterCount}  ${plain(title)}`)}\n\n`);
    },
    tell: (text) => {
      for (const row of wrapped(plain(text), WIDTH)) terminal.out(`${INDENT}${row}\n`);
    },
    quote: (texts) => {
      for (const row of texts.flatMap((text) => wrapped(plain(text), WIDTH - 2))) {
        terminal.out(`${INDENT}${styled(BLUE, '│')} ${row}\n`);
      }
    },
    asked: (what, answer) => {
      terminal.out(`${INDENT}${styled(FAINT, plain(what).padEnd(ASKED_WIDTH))}  ${plain(answer)}\n`);
    },
    holds: (what, isSo, instead) => {
      if (!isSo) throw new Differs(`it does not hold that ${what}; what came is ${shortened(instead)}`);
      heldCount += 1;
      wrapped(plain(what), WIDTH - 2).forEach((row, index) => {
        terminal.out(`${INDENT}${index === 0 ? styled(GREEN, '✓') : ' '} ${row}\n`);
      });
    },
    heldCount: () => heldCount,
  };
}

function shortened(value: unknown): string {
  const text = JSON.stringify(value ?? null);
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
}

/** Breaks a text between words into rows of at most that many characters. */
function wrapped(text: string, width: number): string[] {
  const rows: string[] = [];
  let row = '';
  for (const word of text.split(' ')) {
    if (row !== '' && row.length + 1 + word.length > width) {
      rows.push(row);
      row = word;
    } else row = row === '' ? word : `${row} ${word}`;
  }
  return [...rows, row];
}
