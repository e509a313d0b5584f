/** Rows of what was allowed, made, paid and reported. */
import type { Instant, Quantities, Reservation } from '#consent';
import type { UsageAccount, UsedAmount } from './entry-types.js';

/** What one decision holds of capped permissions, and what was reported as made under it. */
export interface ReservationRow {
  /** The serial of the entry that made it. */
  readonly entry: number;
  readonly decision: string;
  readonly performer: string;
  /** Empty for a decision that held nothing: then only its uses are kept. */
  readonly held: readonly Reservation[];
  readonly madeAt: Instant;
  /** When what is held runs out by itself. */
  readonly until: Instant;
  readonly releasedAt: Instant | null;
  /** The first of the checks that follow each other: the decision itself, unless it asked the same again. */
  readonly firstCheck: string;
  /** The check that asked the same again, and took over what this one held. */
  readonly takenOver: { readonly by: string; readonly at: Instant; readonly entry: number } | null;
  /** In order. Together they take the place of what is held, in each unit that they speak of. */
  readonly uses: readonly ReportedUse[];
  /** What was paid for these uses, in order. */
  readonly payments: readonly UsePayment[];
}

/** That uses were paid, as the production's owner states it; the reference is `null` once erased. */
export type UsePayment = {
  readonly id: string;
  readonly at: Instant;
  readonly actor: string;
  readonly amount: number;
  readonly currency: string;
  /** The uses that it pays. */
  readonly uses: readonly string[];
  readonly paidAt: Instant | null;
  readonly reference: string | null;
};

/** A report of what was used that was given to a performer. */
export interface UsageReportRow {
  /** The serial of the entry that made it. */
  readonly entry: number;
  readonly id: string;
  readonly organization: string;
  readonly production: string;
  readonly performer: string;
  readonly actor: string;
  readonly from: Instant;
  readonly until: Instant;
  readonly checkCount: number;
  readonly used: readonly UsedAmount[];
  /** `null` in those that were given before it was kept. */
  readonly account: UsageAccount | null;
  readonly givenAt: Instant;
}

/** What was made under a decision, as it was reported. */
export type ReportedUse = {
  readonly id: string;
  readonly at: Instant;
  readonly actor: string;
  readonly quantity: Quantities;
  readonly madeAt: Instant | null;
  readonly note: string | null;
};
