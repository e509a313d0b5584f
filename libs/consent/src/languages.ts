/**
 * Languages: BCP 47 tags read as ranges. A range covers the tags that it begins (`es` covers `es-MX`), `*` covers all;
 * `es-419` and `es-ES` are both below `es` and have nothing to do with each other.
 */

const TAG =
  /^[a-z]{2,3}(-[a-z]{4})?(-([a-z]{2}|\d{3}))?(-([a-z0-9]{5,8}|\d[a-z0-9]{3}))*(-[a-wyz](-[a-z0-9]{2,8})+)*(-x(-[a-z0-9]{1,8})+)?$/i;

/** The tag in the customary case (`es-MX`, `zh-Hant-TW`), or `null` if it has not the shape of one. */
export function normalLanguage(tag: string): string | null {
  if (tag === '*') return tag;
  if (tag.length > 60 || !TAG.test(tag)) return null;
  let insideExtension = false;
  const cased = tag
    .toLowerCase()
    .split('-')
    .map((part, index) => {
      if (index === 0 || insideExtension) return part;
      insideExtension = part.length === 1;
      if (part.length === 4 && /^[a-z]/.test(part)) return part.charAt(0).toUpperCase() + part.slice(1);
      return part.length === 2 ? part.toUpperCase() : part;
    });
  return cased.join('-');
}

/** The ranges that cover a tag in its customary case, from itself to `*`. */
export function languageRanges(tag: string): readonly string[] {
  const ranges = ['*'];
  for (let end = tag.indexOf('-'); end > 0; end = tag.indexOf('-', end + 1)) ranges.unshift(tag.slice(0, end));
  return tag === '*' ? ranges : [tag, ...ranges];
}
