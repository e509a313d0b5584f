import type { Instant } from '#consent';

/** A hold on one profile or on one account; the reason is `null` once it is erased. */
export interface HoldRow {
  readonly id: string;
  readonly performer: string | null;
  readonly user: string | null;
  readonly reason: string | null;
  readonly placedAt: Instant;
  readonly liftedAt: Instant | null;
  readonly entry: number;
}
