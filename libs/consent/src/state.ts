/** The state that a consent is in at an instant, computed from its history; never stored as a fact of its own. */
import type { ConsentRecord, Instant } from './types.js';

/** The consent states of `words.json`. */
export type ConsentState =
  'given' | 'narrowed' | 'suspended' | 'disputed' | 'withdrawn' | 'revoked' | 'expired' | 'superseded' | 'invalid';

/** The state at `at`: a withdrawal counts from when it takes effect, an end from its first instant. */
export function stateOf(record: ConsentRecord, at: Instant): ConsentState {
  const effective = record.events.filter((event) => event.kind === 'withdrawn' && event.effectiveAt <= at);
  if (effective.some(({ scope }) => scope === null)) return 'withdrawn';
  if (record.terms.permissions.every(({ box }) => box.until !== undefined && box.until <= at)) return 'expired';
  if (record.events.some((event) => event.kind === 'withdrawal_asked')) return 'disputed';
  return effective.length > 0 ? 'narrowed' : 'given';
}
