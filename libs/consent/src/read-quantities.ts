/** Reads amounts by their units: what a use makes, and what a clause caps. */
import { blame, member, readCount, readObject, readWhole } from './read-json.js';
import type { Place, ReadResult } from './read-json.js';
import type { Quantities, QuantityUnit } from './types.js';
import { QUANTITY_MAX, QUANTITY_UNITS } from './vocabulary.js';

/** Whole amounts of at least `least`; `null` where the place holds none. */
export function readQuantities(place: Place, least: number): Quantities | null {
  if (place.json === undefined) return null;
  const object = readObject(place, [], QUANTITY_UNITS);
  if (object === null) return null;
  const amounts = QUANTITY_UNITS.flatMap((unit): [QuantityUnit, number][] => {
    const amount = readCount(member(place, object, unit), least, QUANTITY_MAX);
    return amount === null ? [] : [[unit, amount]];
  });
  return Object.fromEntries(amounts);
}

/** What was made, from JSON: at least one unit, and at least one of it. */
export function readQuantity(json: unknown, path = ''): ReadResult<Quantities> {
  return readWhole(json, path, (place) => {
    const amounts = readQuantities(place, 1);
    const isNothing = amounts !== null && Object.keys(amounts).length === 0 && place.problems.length === 0;
    return isNothing ? blame(place, 'empty', 'say how much was made of at least one unit') : amounts;
  });
}
