/** The state that a consent is in at an instant, computed from its history; never stored as a fact of its own. */
import type { ConsentRecord, ProductionPaths } from './records.js';
import type { Instant } from './types.js';
import { openDisputesOf, openWishesOf } from './disputes.js';
import { standingOf, stands } from './withdrawal-parts.js';

/** The consent states of `words.json`. */
export type ConsentState =
  'given' | 'narrowed' | 'suspended' | 'disputed' | 'withdrawn' | 'revoked' | 'expired' | 'superseded' | 'invalid';

/**
 * The state at `at`: a withdrawal counts from when it takes effect, an end from its first instant. Withdrawn is what
 * withdrawals left nothing of; expired is what ran out by itself. What another party did to it comes before both.
 *
 * @param paths where productions stand in their trees; one that is not listed stands alone.
 */
export function stateOf(record: ConsentRecord, at: Instant, paths: ProductionPaths = {}): ConsentState {
  const over = endedByOther(record, at);
  if (over !== null) return over;
  const effective = record.events.flatMap((event) =>
    event.kind === 'withdrawn' && event.effectiveAt <= at ? [event.effectiveAt] : [],
  );
  const stood = (from: Instant) =>
    stands(standingOf(record, from, paths, (event) => event.kind === 'withdrawn' && event.effectiveAt <= from));
  if (!stood(at)) return effective.some((instant) => !stood(instant)) ? 'withdrawn' : 'expired';
  if (openWishesOf(record, at).length > 0 || openDisputesOf(record, at).length > 0) return 'disputed';
  return effective.length > 0 ? 'narrowed' : 'given';
}

/** A newer consent in its place says more than how it ended, so it is told first. */
function endedByOther({ events }: ConsentRecord, at: Instant): 'superseded' | 'revoked' | null {
  const past = events.filter((event) => event.at <= at);
  if (past.some(({ kind }) => kind === 'superseded')) return 'superseded';
  return past.some((event) => event.kind === 'revoked' && event.effectiveAt <= at) ? 'revoked' : null;
}
