/** Reads boxes of scope, and the values of single dimensions, from JSON. */
import { normalLanguage } from './languages.js';
import { nearestWords } from './nearest-words.js';
import { blame, member, readInstant, readList, readName, readObject, readText, readWhole } from './read-json.js';
import type { Place, ReadResult } from './read-json.js';
import { VALUES_MAX } from './statements.js';
import type { Box, Instant } from './types.js';
import { isWord, STAGES } from './vocabulary.js';
import type { ListedDimension } from './vocabulary.js';

/** The dimensions of which a box holds a list of values. */
export type ListDimension = ListedDimension | 'language' | 'production' | 'tool' | 'advertiser';

const LIST_DIMENSIONS: readonly ListDimension[] = [
  ...(['act', 'purpose', 'production', 'media', 'territory', 'language', 'content', 'tool', 'advertiser'] as const),
];
const KEYS = [...LIST_DIMENSIONS, 'stage', 'from', 'until'];

/** A box from JSON, as a withdrawal or a clause states it; every dimension may be left out. */
export function readBox(json: unknown, path = ''): ReadResult<Box> {
  return readWhole(json, path, readBoxAt);
}

/** The same within a larger document. */
export function readBoxAt(place: Place): Box | null {
  const object = readObject(place, [], KEYS);
  if (object === null) return null;
  const lists = LIST_DIMENSIONS.flatMap((dimension): [string, readonly string[]][] => {
    const values = readValues(member(place, object, dimension), dimension);
    return values === null ? [] : [[dimension, values]];
  });
  const stage = readName(member(place, object, 'stage'), STAGES);
  const window = readWindow(place, object);
  return { ...Object.fromEntries(lists), ...(stage && { stage }), ...window };
}

/** The values of one dimension: at least one, all different, all known; `null` if the place holds nothing. */
export function readValues(
  place: Place,
  dimension: ListDimension,
  { mayBeLeftOut = true } = {},
): readonly string[] | null {
  const values = readList(place, VALUES_MAX, (item) => readValue(item, dimension));
  if (values?.length === 0 && Array.isArray(place.json) && place.json.length === 0)
    return blame(place, 'empty', `list at least one value${mayBeLeftOut ? ', or leave the key out' : ''}`);
  if (values && new Set(values).size < values.length) return blame(place, 'duplicate', 'list each value once');
  return values;
}

const ID = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,99}$/;

function readValue(place: Place, dimension: ListDimension): string | null {
  if (dimension === 'advertiser') return readText(place, 200);
  const { json } = place;
  if (typeof json !== 'string') return blame(place, 'wrong_type', 'send text');
  if (dimension === 'production' || dimension === 'tool') return readId(place);
  const word = dimension === 'language' ? normalLanguage(json) : isWord(dimension, json) ? json : null;
  if (word !== null) return word;
  const shown = json.slice(0, 60);
  const hint = dimension === 'language' ? 'send a BCP 47 tag such as `es-MX`' : 'send a word of the vocabulary';
  return blame(place, 'unknown_word', `\`${shown}\` is no ${dimension}; ${hint}`, () => nearestWords(dimension, json));
}

/** The id of a production or a tool. */
export function readId(place: Place): string | null {
  const { json } = place;
  if (json === undefined) return null;
  return typeof json === 'string' && ID.test(json) ? json : blame(place, 'wrong_form', 'send an id such as `prod_1`');
}

/** A window that begins before it ends; both ends may be open. */
export function readWindow(
  place: Place,
  object: Readonly<Record<string, unknown>>,
): { from?: Instant; until?: Instant } {
  const from = readInstant(member(place, object, 'from'));
  const until = readInstant(member(place, object, 'until'));
  if (from !== null && until !== null && from >= until)
    blame(
      member(place, object, 'until'),
      'impossible_window',
      'the window ends before it begins; send a later `until`',
    );
  return { ...(from !== null && { from }), ...(until !== null && { until }) };
}
