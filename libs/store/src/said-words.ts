/** Words of somebody who is erased, found in what others are sent: each as a whole word, in capitals or not. Pure. */

/** Of each word so much is looked up, and the rest compared. */
const HEAD_MAX = 32;
const ALPHANUMERIC = /[a-z0-9]/;

/** The words, made ready: a text is read once, however many they are. A person of whom much is asked has thousands. */
export class SaidWords {
  private readonly byHead = new Map<string, string[]>();
  private readonly headLengths: readonly number[];

  constructor(words: Iterable<string>) {
    // As it was said, and as lines are broken anew. The longest first: of a name within another, all of the other goes.
    const said = [...words].flatMap((word) => [folded(word), folded(spaced(word))]);
    const all = [...new Set(said)].filter((word) => word.trim() !== '').sort((a, b) => b.length - a.length);
    for (const word of all) {
      const head = word.slice(0, HEAD_MAX);
      const beside = this.byHead.get(head);
      if (beside === undefined) this.byHead.set(head, [word]);
      else beside.push(word);
    }
    this.headLengths = [...new Set([...this.byHead.keys()].map(({ length }) => length))].sort((a, b) => b - a);
  }

  /** Whether one of them stands in it, with white space of any kind for each space. */
  standIn(text: string): boolean {
    const read = folded(spaced(text));
    for (let at = 0; at < read.length; at += 1) if (this.lengthAt(read, at) > 0) return true;
    return false;
  }

  /** The text without them. */
  takenFrom(text: string): string {
    const read = folded(text);
    const left: string[] = [];
    for (let at = 0; at < text.length;) {
      const length = this.lengthAt(read, at);
      left.push(length > 0 ? 'erased' : text.charAt(at));
      at += Math.max(length, 1);
    }
    return left.join('');
  }

  /** How long the word is that begins here; 0 where none does. */
  private lengthAt(text: string, at: number): number {
    if (isWithin(text, at - 1)) return 0;
    for (const length of this.headLengths)
      for (const word of this.byHead.get(text.slice(at, at + length)) ?? [])
        if (text.startsWith(word, at) && !isWithin(text, at + word.length)) return word.length;
    return 0;
  }
}

/** Whether a letter or digit of that place would make a longer word of one beside it. */
function isWithin(text: string, at: number): boolean {
  return ALPHANUMERIC.test(text.charAt(at));
}

function spaced(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}

/** Unit by unit, so that every place stays where it is. */
function folded(text: string): string {
  const lower = text.toLowerCase();
  if (lower.length === text.length) return lower;
  return Array.from({ length: text.length }, (_, at) => {
    const unit = text.charAt(at).toLowerCase();
    return unit.length === 1 ? unit : text.charAt(at);
  }).join('');
}
