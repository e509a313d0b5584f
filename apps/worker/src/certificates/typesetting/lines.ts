/** Breaks shaped paragraphs into lines (Unicode UAX 14), and puts each line in the order in which it is seen (UAX 9). */
import { LineBreaker } from 'css-line-break';
import type { Cluster } from './shaping.js';

/** One line: its clusters from left to right, and how wide they are in thousandths of the type size. */
export interface Line {
  readonly clusters: readonly Cluster[];
  readonly width: number;
}

/** Scripts whose words have no space between them, which UAX 14 leaves to a dictionary. */
const BY_DICTIONARY = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]/u;
const PLAIN = /^[\x20-\x7e\u00b7\u00c0-\u017f\u2018-\u201d]*$/;
const words = new Intl.Segmenter('th', { granularity: 'word' });

/** Fills lines of this width, in thousandths of the type size. What is wider than a line is broken where it must be. */
export function linesOf(text: string, clusters: readonly Cluster[], width: number): Line[] {
  const mayBreakAt = breaksIn(text);
  const lines: Line[] = [];
  let line: Cluster[] = [];
  let used = 0;
  /** How much of the line lies before the last place where it may be broken. */
  let kept = 0;
  for (const cluster of clusters) {
    if (line.length > 0 && mayBreakAt.has(cluster.start)) kept = line.length;
    // Spaces hang over the edge.
    while (line.length > 0 && used + cluster.advance > width && !isSpace(cluster)) {
      const rest = line.splice(kept === 0 ? line.length : kept);
      lines.push(seen(line));
      line = rest;
      used = widthOf(rest);
      kept = 0;
      if (rest.length === 0) break;
    }
    line.push(cluster);
    used += cluster.advance;
  }
  if (line.length > 0 || lines.length === 0) lines.push(seen(line));
  return lines;
}

function breaksIn(text: string): ReadonlySet<number> {
  const places = new Set<number>();
  if (PLAIN.test(text)) {
    // What the rules come to for words of these letters: after spaces, and after a hyphen within a word.
    for (const { 0: found, index } of text.matchAll(/ +|(?<=[A-Za-z])-(?=[A-Za-z])/g)) places.add(index + found.length);
    return places;
  }
  const breaker = LineBreaker(text, { lineBreak: 'strict', wordBreak: 'normal' });
  let offset = 0;
  for (let next = breaker.next(); !next.done; next = breaker.next()) {
    offset += next.value.slice().length;
    places.add(offset);
  }
  if (BY_DICTIONARY.test(text)) for (const { index } of words.segment(text)) places.add(index);
  return places;
}

function seen(line: readonly Cluster[]): Line {
  const end = line.findLastIndex((cluster) => !isSpace(cluster)) + 1;
  const clusters = line.slice(0, end);
  return { clusters: reordered(clusters), width: widthOf(clusters) };
}

/** From the highest level down, everything at that level or above is turned around. */
function reordered(clusters: Cluster[]): Cluster[] {
  const highest = Math.max(0, ...clusters.map(({ level }) => level));
  for (let level = highest; level > 0; level -= 1) {
    for (let from = 0; from < clusters.length; from += 1) {
      let until = from;
      while ((clusters[until]?.level ?? -1) >= level) until += 1;
      if (until === from) continue;
      clusters.splice(from, until - from, ...clusters.slice(from, until).reverse());
      from = until;
    }
  }
  return clusters;
}

function isSpace({ text }: Cluster): boolean {
  return /^[ \t\u2028\u2029\u3000]+$/.test(text);
}

function widthOf(clusters: readonly Cluster[]): number {
  return clusters.reduce((sum, { advance }) => sum + advance, 0);
}
