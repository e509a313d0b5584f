/** The disputes of a consent, from its history. */
import type { ConsentRecord } from './records.js';
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
