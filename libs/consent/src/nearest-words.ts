/** Guesses what a person meant by a word that the vocabulary does not have. */
import { normalLanguage } from './languages.js';
import { VOCABULARIES } from './vocabulary.js';
import type { ListedDimension } from './vocabulary.js';

const SUGGESTIONS_MAX = 3;

/** Names that people use for territories and that no letter count would lead to the right code. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  '001': 'world',
  global: 'world',
  worldwide: 'world',
  el: 'GR',
  uk: 'GB',
  usa: 'US',
  latam: '419',
};

/** Up to three words of the dimension that are written almost like this one, the nearest first; often none. */
export function nearestWords(dimension: ListedDimension | 'language', word: string): readonly string[] {
  if (dimension === 'language') {
    const tag = normalLanguage(word.replaceAll('_', '-'));
    return tag === null ? [] : [tag];
  }
  const other = dimension === 'territory' ? OTHER_NAMES[word.toLowerCase()] : undefined;
  return other === undefined ? nearestOf([...VOCABULARIES[dimension].leavesOf.keys()], word) : [other];
}

/** The same among any given names. A name is as near as its nearest ending, so `adr_lin` finds `generate.voice.adr_line`. */
export function nearestOf(names: readonly string[], word: string): readonly string[] {
  const wanted = word.slice(0, 60).toLowerCase();
  const distanceMax = Math.min(3, Math.floor(wanted.length / 2));
  return names
    .map((name) => ({ name, distance: Math.min(...endingsOf(name).map((ending) => editDistance(wanted, ending))) }))
    .filter(({ distance }) => distance <= distanceMax)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, SUGGESTIONS_MAX)
    .map(({ name }) => name);
}

function endingsOf(name: string): readonly string[] {
  const parts = name.toLowerCase().split('.');
  return parts.map((_, index) => parts.slice(index).join('.'));
}

/** How many letters must be put in, left out or replaced to make one word of the other. */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
