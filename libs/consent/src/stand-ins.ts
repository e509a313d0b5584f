/** What an approval in the place of consent must know of: it speaks for her only until she, or her death, says otherwise. */
import { askedFor, takesFrom } from './reach.js';
import { deathEveOf } from './days.js';
import type { Situation } from './situation.js';
import type { Instant } from './types.js';

/**
 * The latest of her withdrawals, wishes to withdraw and refusals that touch the use, and the eve of her death; `null` if
 * there is none. A withdrawal counts from when she made it, whichever consent it is from.
 */
export function lastWordAt({ use, records, performer, at }: Situation): Instant | null {
  const { consents, refused, productionPaths } = records;
  const withdrawn = consents
    .flatMap(({ events }) => events)
    .flatMap((event) => {
      if (event.at > at || (event.kind !== 'withdrawn' && event.kind !== 'withdrawal_asked')) return [];
      return event.scope === null || takesFrom(event.scope, use, productionPaths) ? [event.at] : [];
    });
  const declined = refused.flatMap(({ declinedAt, terms }) => {
    const isTouched = terms.permissions.some(({ box }) => askedFor(box, use, productionPaths));
    return declinedAt <= at && isTouched ? [declinedAt] : [];
  });
  const eve = deathEveOf(performer);
  return [...withdrawn, ...declined, ...(eve === null ? [] : [eve])].sort().at(-1) ?? null;
}
