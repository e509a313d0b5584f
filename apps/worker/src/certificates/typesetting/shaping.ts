/**
 * From text to glyphs: which face has a character, which way it runs, and how its neighbours change it. What comes out
 * are clusters in the order in which they are read; `lines.ts` puts them in the order in which they are seen.
 */
import bidiFactory from 'bidi-js';
import { Buffer as Shaping, Direction, shape } from 'harfbuzzjs';
import { lacksHan, type Typeface } from './typefaces.js';

/** A glyph, moved and advanced by thousandths of the type size. */
export interface Glyph {
  readonly id: number;
  readonly advance: number;
  readonly x: number;
  readonly y: number;
}

/** Characters that were made into glyphs together, and cannot be parted. */
export interface Cluster {
  /** Where its text begins in the paragraph. */
  readonly start: number;
  readonly text: string;
  readonly face: Typeface;
  /** Even runs left to right, odd right to left. */
  readonly level: number;
  /** From left to right. */
  readonly glyphs: readonly Glyph[];
  readonly advance: number;
  /** Whether no face has it, and its numbers in Unicode stand in its place. */
  readonly isNumbered: boolean;
}

// Its types are written for a module, and Node reads the file as CommonJS, whose one export is the function.
const bidi = (bidiFactory as unknown as typeof bidiFactory.default)();
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** One for all: shaping is done when a call returns. */
const buffer = new Shaping();

const RIGHT_TO_LEFT =
  /[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const IGNORABLE = /^\p{Default_Ignorable_Code_Point}$/u;
const DIRECTING = /^[\u200e\u200f\u202a-\u202e\u2066-\u2069]+$/;
const SHOWN_AS_EMOJI = /\p{Emoji_Presentation}|\ufe0f/u;
const SIMPLE = /^[\x20-\x7e\u00a0-\u017f\u2013-\u2026]*$/;

/** The clusters of one paragraph, set in the first of these faces that has each character. */
export function shaped(text: string, faces: readonly Typeface[]): Cluster[] {
  const levels = RIGHT_TO_LEFT.test(text) ? bidi.getEmbeddingLevels(text, 'ltr').levels : null;
  return runsOf(text, hanTogether(text, faces), levels).flatMap((run) =>
    run.isMissing ? [numbered(text, run)] : shapedRun(text, run),
  );
}

/** A text whose ideographs are not all in the Japanese face has all of them in the Chinese one, unless Japanese is in it. */
function hanTogether(text: string, faces: readonly Typeface[]): readonly Typeface[] {
  const chinese = faces.find(({ isForChinese }) => isForChinese);
  if (chinese === undefined || /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text)) return faces;
  const [first, ...others] = faces.filter((face) => face !== chinese);
  return first !== undefined && lacksHan(text, [first, ...others]) ? [first, chinese, ...others] : faces;
}

interface Run {
  readonly start: number;
  readonly end: number;
  readonly face: Typeface;
  readonly level: number;
  readonly isMissing: boolean;
}

function runsOf(text: string, faces: readonly Typeface[], levels: Uint8Array | null): Run[] {
  const [first] = faces;
  if (first === undefined) throw new Error('a style has no face');
  const has = (character: string): boolean => first.covers.has(character.codePointAt(0) ?? 0);
  if (levels === null && SIMPLE.test(text) && [...new Set(text)].every(has))
    return text === '' ? [] : [{ start: 0, end: text.length, face: first, level: 0, isMissing: false }];
  const runs: Run[] = [];
  for (const { segment, index } of graphemes.segment(text)) {
    const last = runs.at(-1);
    const level = levels?.[index] ?? 0;
    const found = faceOf(segment, faces, last?.face ?? first);
    const [face, isMissing] = [found ?? first, found === null];
    const isSame = last?.face === face && last.level === level && !last.isMissing && !isMissing;
    if (isSame) runs[runs.length - 1] = { ...last, end: index + segment.length };
    else runs.push({ start: index, end: index + segment.length, face, level, isMissing });
  }
  return runs;
}

/** A space, and what nobody sees, stays with what is before it; `null` for what no face has. */
function faceOf(grapheme: string, faces: readonly Typeface[], current: Typeface): Typeface | null {
  const seen = [...grapheme].filter((character) => !IGNORABLE.test(character));
  const covers = (face: Typeface): boolean => seen.every((each) => face.covers.has(each.codePointAt(0) ?? 0));
  // The space of emoji is as wide as they are.
  if (seen.length === 0 || (/^\s$/u.test(grapheme) && covers(current) && !current.isForEmoji)) return current;
  const emoji = SHOWN_AS_EMOJI.test(grapheme) ? faces.find((face) => face.isForEmoji && covers(face)) : undefined;
  return emoji ?? faces.find(covers) ?? null;
}

/** What cannot be drawn is told by its numbers, not by an empty box: two names would look the same. What is copied is the name. */
function numbered(text: string, { start, end, face, level }: Run): Cluster {
  const own = text.slice(start, end);
  const numbers = [...own].map((each) => `U+${(each.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`);
  const said = `[${numbers.join(' ')}]`;
  const parts = shapedRun(said, { start: 0, end: said.length, face, level: 0, isMissing: false });
  const glyphs = parts.flatMap((part) => part.glyphs);
  const advance = glyphs.reduce((sum, glyph) => sum + glyph.advance, 0);
  return { start, text: own, face, level, glyphs, advance, isNumbered: true };
}

function shapedRun(text: string, { start, end, face, level }: Run): Cluster[] {
  buffer.reset();
  // The whole paragraph, for letters join across a run.
  buffer.addText(text, start, end - start);
  buffer.setDirection(level % 2 === 0 ? Direction.LTR : Direction.RTL);
  buffer.guessSegmentProperties();
  shape(face.font, buffer);
  const infos = buffer.getGlyphInfos();
  const positions = buffer.getGlyphPositions();
  const byStart = new Map<number, Glyph[]>();
  infos.forEach(({ codepoint: id, cluster }, index) => {
    const { xAdvance = 0, xOffset = 0, yOffset = 0 } = positions[index] ?? {};
    const scale = face.scale * face.zoom;
    const glyph = { id, advance: xAdvance * scale, x: xOffset * scale, y: yOffset * scale };
    const others = byStart.get(cluster);
    if (others === undefined) byStart.set(cluster, [glyph]);
    else others.push(glyph);
  });
  const starts = [...byStart.keys()].sort((one, other) => one - other);
  return starts.map((from, index): Cluster => {
    const own = text.slice(from, starts[index + 1] ?? end);
    // What says which way text runs has done its work, and is nothing that could be seen or copied.
    const glyphs = DIRECTING.test(own) ? [] : (byStart.get(from) ?? []);
    const advance = glyphs.reduce((sum, glyph) => sum + glyph.advance, 0);
    return { start: from, text: own, face, level, glyphs, advance, isNumbered: false };
  });
}
