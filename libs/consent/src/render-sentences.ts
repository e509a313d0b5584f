/** Lists as sentences: never more than five things in one, and no longer than a reader can hold. */

const ITEMS_MAX = 5;
/** A sentence has at most 25 words, and its label is read with it. */
const WORDS_MAX = 23;

/** `a, b and c` */
export function series(items: readonly string[], last = 'and'): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1) ?? ''}`;
}

/** `Start a, b and c. Again d and e.`: as many sentences as the things need. */
export function spread(
  start: string,
  items: readonly string[],
  again: string,
  join: (items: readonly string[]) => string,
): string {
  const sentences: string[] = [];
  let begun = start;
  let held: string[] = [];
  const close = () => {
    if (held.length > 0) sentences.push(`${begun} ${join(held)}.`.trim());
    begun = again;
    held = [];
  };
  for (const item of items) {
    const isFull = held.length === ITEMS_MAX || wordCount(`${begun} ${join([...held, item])}`) > WORDS_MAX;
    if (held.length > 0 && isFull) close();
    held.push(item);
  }
  close();
  return sentences.join(' ');
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Others' words without their line breaks. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

/** `1,000` */
export function grouped(digits: string): string {
  return digits.replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** Others' words, marked as theirs; a mark of ours among them could pass for the end of one and the start of another. */
export function quoted(text: string): string {
  return `“${oneLine(text).replaceAll(/[“”]/g, '"')}”`;
}

function wordCount(text: string): number {
  return text.split(/\s+/).filter((word) => word !== '').length;
}
