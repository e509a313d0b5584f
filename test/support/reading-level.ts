/** Flesch-Kincaid grade, with a syllable counter that is rough on single words and fair on a page. */

/** Sentences of a text: they end with a full stop, and a line of its own is one. */
export function sentencesOf(text: string): string[] {
  return text.split(/[.!?](?=\s|$|”)|\n|;/).filter((sentence) => /\p{L}/u.test(sentence));
}

export function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}][\p{L}\p{N}’'-]*/gu) ?? [];
}

/** The school grade that a text asks for; 6 is what an eleven-year-old reads. */
export function gradeOf(text: string): number {
  const words = wordsOf(text);
  const syllableCount = words.reduce((sum, word) => sum + syllablesIn(word), 0);
  return 0.39 * (words.length / sentencesOf(text).length) + 11.8 * (syllableCount / words.length) - 15.59;
}

function syllablesIn(word: string): number {
  // A number is read about as long as it is written.
  if (/^\d+$/.test(word)) return word.length;
  const plain = word
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z]/g, '');
  if (plain.length <= 3) return 1;
  const spoken = plain.replace(/(?:[^laeiouy]es|[^td]ed|[^l]e)$/, (end) => end.charAt(0)).replace(/^y/, '');
  return Math.max(1, spoken.match(/[aeiouy]{1,2}/g)?.length ?? 1);
}

/** The ease of a Spanish text by Szigriszt-Pazos, as INFLESZ reads it: 65 and more is fairly easy. */
export function easeOf(spanish: string): number {
  const words = wordsOf(spanish);
  const syllableCount = words.reduce((sum, word) => sum + spanishSyllablesIn(word), 0);
  return 206.835 - 62.3 * (syllableCount / words.length) - words.length / sentencesOf(spanish).length;
}

/** Vowels beside each other are one syllable unless both are strong, or a weak one carries the accent. */
function spanishSyllablesIn(word: string): number {
  if (/^\d+$/.test(word)) return word.length;
  const spoken = word.toLowerCase().replace(/([gq])u(?=[eiéí])/g, '$1');
  const groups = spoken.match(/[iuüy]?[aeoáéó](?:[iuüy](?![aeoáéó]))?|[íú]|[iuü]+|y(?![aeiouáéíóú])/g);
  return Math.max(1, groups?.length ?? 1);
}
