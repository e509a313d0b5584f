/**
 * Phrases that ask for everything and describe nothing (V-03). What is found here is shown to a person before anything is
 * signed: she says that the description is specific all the same, or writes another.
 */

/** Said in lower case, without accents and punctuation, a single space between words. */
const PHRASES: readonly RegExp[] = [
  /\b(?:any and all|any|all|every) (?:(?:forms?|types?|kinds?|manner) of )?(?:other )?media\b/g,
  /\b(?:in perpetuity|perpetual(?:ly)?|for all (?:time|eternity))\b/g,
  /\bthroughout the (?:known |entire )?universe\b/g,
  /\b(?:whether )?now (?:known )?(?:or|and) (?:(?:here|there)after|later)\b(?: (?:known|devised|developed|invented|created|discovered)\b)?/g,
  /\b(?:here|there)after (?:known|devised|developed|invented|created|discovered)\b/g,
  /\b(?:any and all|any|all) (?:other )?(?:lawful )?purposes?(?: whatsoever)?\b/g,
  /\b(?:any and all|all possible) (?:uses?|rights?|means|manners?|ways?)\b/g,
  /\b(?:any and all|any|all|every) (?:formats|works)\b/g,
  /\bany lawful uses?\b/g,
  /\bin any (?:and all )?(?:manners?|ways?)\b/g,
  /\bwithout (?:any )?limitations?\b/g,
  /\b(?:cualquier(?:a)?(?: y todos?)?|todos? (?:y cada uno de )?los|todo tipo de) medios?\b/g,
  /\ba perpetuidad\b/g,
  /\bperpetu(?:o|a|amente)\b/g,
  /\b(?:en|por) todo el universo\b/g,
  /\bconocid[oa]s? (?:ahora )?o por (?:conocer(?:se)?|inventar(?:se)?|desarrollar(?:se)?)\b/g,
  /\b(?:cualquier(?:a)?|todos? los|todo tipo de) (?:otros? )?(?:fin(?:es)?|propositos?)\b/g,
  /\bsin (?:ninguna )?limitacion(?:es)?\b/g,
];

/** A description of fewer words than this says nothing that a use could be held to. */
const WORDS_MIN = 4;

/** What is vague in a description: its phrases, in their order, each once; all of it, where it is too short to say anything. */
export function boilerplateIn(description: string): readonly string[] {
  const phrases = phrasesIn(description);
  return phrases.length === 0 && wordCount(description) < WORDS_MIN ? [description.trim()] : phrases;
}

/**
 * Whether a description that was signed reads like boilerplate, or says nothing at all. A short one was looked at before it
 * was signed, and few words can be specific.
 */
export function readsLikeBoilerplate(description: string): boolean {
  return description.trim() === '' || phrasesIn(description).length > 0;
}

function phrasesIn(description: string): readonly string[] {
  const said = plain(description);
  const found = PHRASES.flatMap((phrase) =>
    [...said.matchAll(phrase)].map(({ 0: words, index }) => ({ words, index })),
  );
  // Of two that begin together the longer one says it all.
  const first = found.sort((a, b) => a.index - b.index || b.words.length - a.words.length);
  const phrases = [...new Set(first.map(({ words }) => words))];
  return phrases.filter((words) => !phrases.some((other) => other !== words && other.includes(words)));
}

function plain(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** Scripts that put no space between words: two letters of them are about one. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/gu;

function wordCount(text: string): number {
  const unspaced = text.match(UNSPACED)?.length ?? 0;
  const spaced = text.replaceAll(UNSPACED, ' ').match(/[\p{L}\p{M}\p{N}]+/gu)?.length ?? 0;
  return spaced + Math.floor(unspaced / 2);
}
