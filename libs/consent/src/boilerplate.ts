/** Descriptions that say everything and so nothing: what laws and agreements call not reasonably specific (V-03). */

/** The marks of a text that was not written for this work. */
const MARKS: readonly RegExp[] = [
  /\b(any|all) (and|or) (all|every|any) (media|means|manner|purposes?|uses?|ways|rights|formats|works)\b/i,
  /\b(in|for) any (and all )?(media|manner|purpose|way|format|work) (whatsoever|now|known|in perpetuity)\b/i,
  /\bin perpetuity\b/i,
  /\bthroughout the (universe|known universe|world)\b/i,
  /\bnow (known|existing) (or|and) (hereafter|later)\b/i,
  /\bhereafter (devised|developed|invented|known|created)\b/i,
  /\bfor any (and all )?purposes?\b/i,
  /\bin all media\b/i,
  /\bany lawful (purpose|use)\b/i,
];

/** Whether a description reads like boilerplate, or says nothing at all: a person must look before it is signed. */
export function readsLikeBoilerplate(description: string): boolean {
  const text = description.replace(/\s+/g, ' ').trim();
  return text === '' || MARKS.some((mark) => mark.test(text));
}
