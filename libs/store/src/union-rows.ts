import type { Instant } from '#consent';

/** That a union calls whoever has this address its member; the address is `null` once erased. */
export interface MembershipRow {
  readonly entry: number;
  readonly id: string;
  readonly organization: string;
  readonly email: string | null;
  readonly actor: string;
  readonly statedAt: Instant;
  readonly endedAt: Instant | null;
}

/** A strike. */
export interface SuspensionRow {
  readonly entry: number;
  readonly id: string;
  /** The union. */
  readonly organization: string;
  readonly actor: string;
  /** The one that is struck; `null` for all of the union's. */
  readonly agreement: string | null;
  /** Those that are struck. */
  readonly agreements: readonly string[];
  readonly employer: string | null;
  /** In the union's own words; `null` once erased, and of what was declared before reasons were given. */
  readonly reason: string | null;
  readonly from: Instant;
  readonly until: Instant | null;
  readonly declaredAt: Instant;
  readonly liftedAt: Instant | null;
}
