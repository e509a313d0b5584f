import type { Instant } from '#consent';
import type { FindingResolution, FoundIn, ReportedFinding } from './entry-types.js';

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

/** What a union did about something that it found; `null` in what somebody wrote is erased. */
export type FindingAct = { readonly by: string; readonly at: Instant } & (
  | { readonly act: 'assigned'; readonly assignee: string | null; readonly text: null }
  | { readonly act: 'annotated'; readonly text: string | null }
  | {
      readonly act: 'resolved';
      readonly reason: FindingResolution;
      readonly facts: string;
      readonly text: string | null;
    }
);

/** Something that a union found, once it did something about it. */
export interface FindingRow {
  readonly entry: number;
  readonly id: string;
  readonly organization: string;
  readonly performer: string;
  readonly finding: FoundIn;
  readonly assignee: string | null;
  /** In order. */
  readonly acts: readonly FindingAct[];
}

/** What a union reported of its review. */
export interface ReportRow {
  readonly entry: number;
  readonly id: string;
  readonly organization: string;
  readonly actor: string;
  readonly from: Instant;
  readonly until: Instant;
  readonly findings: readonly ReportedFinding[];
  readonly madeAt: Instant;
}
