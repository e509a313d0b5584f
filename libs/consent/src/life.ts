/** Whether she is of age and alive, for those who must know before they act in her name. */
import { deathEveOf, majorityAt } from './days.js';
import type { PerformerStatement } from './records.js';
import { performerAt } from './situation.js';
import type { Instant } from './types.js';

/** What is known at an instant of her age and of her death. */
export interface Life {
  /** Known to be one: whose birthday nobody knows is not. */
  readonly isMinor: boolean;
  readonly hasDied: boolean;
  /** The midnight of her 18th birthday; `null` while nobody knows it. */
  readonly majorityAt: Instant | null;
}

/** Of a performer's statements, what holds at an instant: the very days that the rules read. */
export function lifeAt(record: readonly PerformerStatement[], at: Instant): Life {
  const stated = performerAt(record, at);
  const { bornOn = null, zone } = stated;
  const majority = bornOn === null ? null : majorityAt(bornOn, zone);
  const eve = deathEveOf(stated);
  return { isMinor: majority !== null && at < majority, hasDied: eve !== null && at > eve, majorityAt: majority };
}
