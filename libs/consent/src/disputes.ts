/** The disputes of a consent, from its history. */
import type { ConsentEvent, ConsentRecord } from './records.js';
import type { Instant } from './types.js';

/** A dispute that was opened, and since when. */
export interface OpenDispute {
  readonly dispute: string;
  readonly since: Instant;
}

/** The disputes that were open at `at`, in the order in which they were opened. */
export function openDisputesOf({ events }: ConsentRecord, at: Instant): readonly OpenDispute[] {
  const past = events.filter((event) => event.at <= at);
  const ended = new Set(past.flatMap((event) => (event.kind === 'dispute_ended' ? [event.dispute] : [])));
  return past.flatMap((event) =>
    event.kind === 'disputed' && !ended.has(event.dispute) ? [{ dispute: event.dispute, since: event.at }] : [],
  );
}

/** A wish to withdraw that the terms leave to another's yes. */
export type Wish = Extract<ConsentEvent, { readonly kind: 'withdrawal_asked' }>;

/**
 * The wishes to withdraw that were open at `at`: nobody has agreed to them, which makes them withdrawals, and she has not ended
 * their dispute.
 */
export function openWishesOf({ events }: ConsentRecord, at: Instant): readonly Wish[] {
  const past = events.filter((event) => event.at <= at);
  const settled = past.flatMap((event) =>
    event.kind === 'dispute_ended' || event.kind === 'withdrawn' ? (event.dispute ?? []) : [],
  );
  return past.flatMap((event) =>
    event.kind === 'withdrawal_asked' && (event.dispute === undefined || !settled.includes(event.dispute))
      ? [event]
      : [],
  );
}
