import type { Block, Letter, Line } from './letter.js';

/** A letter as plain text. */
export function plain({ blocks }: Pick<Letter, 'blocks'>): string {
  // A list stands right under what introduces it.
  const text = blocks.map(
    (block, index) => (index === 0 ? '' : block.kind === 'list' ? '\n' : '\n\n') + blockText(block),
  );
  return `${text.join('')}\n\nCountersign\n`;
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'line':
      return lineText(block.line);
    case 'list':
      return block.items.map((item) => `- ${fenced(item)}`).join('\n');
    case 'link':
      return `${block.label}: ${block.url}`;
    case 'code':
      return `${block.label} ${block.code}`;
  }
}

function lineText({ texts, filled }: Line): string {
  return texts.map((text, index) => text + fenced(filled[index] ?? '')).join('');
}

const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';

/** What is filled in keeps its own direction and cannot turn round the words beside it. */
function fenced(filled: string): string {
  const clean = harmless(filled);
  const turns = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;
  return turns.test(clean) ? `${FIRST_STRONG_ISOLATE}${clean}${POP_ISOLATE}` : clean;
}

// No width, and no break: the name reads as it was written.
const WORD_JOINER = '\u2060';
const PARTS_OF_PAGE = /:(?=\/\/)|(?<=[\p{L}\p{N}_-])\.(?=\p{L})/gu;
const EMAIL = /^[^@:/]+@[^@:/]+$/u;

/**
 * Line breaks would begin a new line of ours, and marks of direction reach beyond what is filled in. Mail programs make a link
 * of whatever looks like a page: a production that is named `pay-here.example` would have one in a mail of ours. An e-mail
 * address and a network address stay as they are, to be copied.
 */
export function harmless(filled: string): string {
  return filled
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu, '')
    .replace(/\S+/gu, (word) => (EMAIL.test(word) ? word : word.replace(PARTS_OF_PAGE, `$&${WORD_JOINER}`)));
}
