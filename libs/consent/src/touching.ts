/** Whether a use that was decided on has a point in a scope: who relied on what is withdrawn is found by it. */
import { decide } from './decide.js';
import { readUse } from './read-use.js';
import { EMPTY_RECORDS, type ProductionPaths } from './records.js';
import type { Box } from './types.js';

/**
 * Whether a recorded use has a point in this scope (`null`: everything has). A scope of a withdrawal is read like a
 * prohibition, so the engine is asked whether it would bar the use: no second reading of boxes can come to differ from the
 * first. What cannot be read or compared any more is told of rather than left out.
 */
export function touches(scope: Box | null, recorded: object, productionPaths: ProductionPaths): boolean {
  if (scope === null) return true;
  // Only its scope is compared: what was stated beside it may have been read by other rules then. Content that was not
  // declared is recorded as an empty list, and stated by leaving it out.
  const stated = Object.entries(recorded).filter(
    ([name, value]) => name !== 'facts' && name !== 'quantity' && !(name === 'content' && isEmpty(value)),
  );
  const read = readUse(Object.fromEntries(stated));
  if (!read.ok) return true;
  const use = read.value;
  const standing = [{ id: 'scope', box: scope, from: use.from, until: null }];
  const { reasons } = decide(use, { ...EMPTY_RECORDS, standing, productionPaths }, [], use.from);
  return reasons.some(({ code }) => code === 'STANDING_INSTRUCTION' || code === 'TOO_COMPLEX');
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
