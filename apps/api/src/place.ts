/** Places by ISO 3166: a country, or with a part of it. The form is the field's to check, the country this file's. */
import { isWord, nearestWords, VOCABULARIES } from '#consent';
import type { InputError } from './errors/app-error.js';

/** A fault when no country has this code. Parts of countries have no list here: there are thousands, and they change. */
export function placeFault(place: string, path: string): InputError[] {
  const country = place.slice(0, 2);
  if (VOCABULARIES.territory.leaves.includes(country)) return [];
  return unknown(country, path, 'country of ISO 3166');
}

/** A fault when the word names neither a country nor a group of countries. */
export function territoryFault(word: string, path: string): InputError[] {
  return isWord('territory', word) ? [] : unknown(word, path, 'territory');
}

function unknown(word: string, path: string, what: string): InputError[] {
  const suggestions = nearestWords('territory', word);
  const message = `\`${word}\` is no ${what}; send a code such as \`US\``;
  return [{ path, message, ...(suggestions.length > 0 && { suggestions }) }];
}
