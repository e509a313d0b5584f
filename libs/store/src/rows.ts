import type { Box, ConsentRecord, Instant, Outcome, RequestRecord } from '#consent';
import type { MemberRole, OrganizationKind, ParticipationRole, ProductionKind } from './entry-types.js';

/** Every projected row: `entry` is the serial of the entry that made it, the order of all lists. */
interface Projected {
  readonly entry: number;
}

/** An organization, as it was created. */
export interface OrganizationRow extends Projected {
  readonly id: string;
  readonly kind: OrganizationKind;
  readonly name: string;
  readonly createdAt: Instant;
}

/** A person's role in an organization; name and address are `null` once erased. */
export interface MemberRow extends Projected {
  readonly organization: string;
  readonly user: string;
  readonly role: MemberRole;
  readonly name: string | null;
  readonly email: string | null;
  readonly addedAt: Instant;
  readonly removedAt: Instant | null;
}

/** A node of a production tree. */
export interface ProductionRow extends Projected {
  readonly id: string;
  readonly organization: string;
  readonly parent: string | null;
  readonly root: string;
  /** From the root down to itself. */
  readonly path: readonly string[];
  readonly kind: ProductionKind;
  readonly title: string;
  readonly createdAt: Instant;
}

/** An organization's part in a production; which organization is known once it accepted. */
export interface ParticipationRow extends Projected {
  readonly id: string;
  readonly production: string;
  readonly organization: string | null;
  readonly role: ParticipationRole;
  readonly email: string | null;
  readonly state: 'invited' | 'accepted' | 'ended';
  readonly invitedAt: Instant;
  readonly acceptedAt: Instant | null;
  readonly endedAt: Instant | null;
}

/** One organization's profile of a performer; `user` is the person who claimed it. */
export interface PerformerRow extends Projected {
  readonly id: string;
  readonly organization: string;
  readonly user: string | null;
  readonly name: string | null;
  readonly email: string | null;
  readonly invitedAt: Instant;
  readonly claimedAt: Instant | null;
}

/** A request; `record` is what `admit` takes, the rest is there to be searched. */
export interface RequestRow extends Projected {
  readonly id: string;
  readonly organization: string;
  readonly production: string;
  readonly performer: string;
  readonly state: RequestRecord['state'];
  readonly version: number;
  readonly record: RequestRecord;
  /** Every production that the record names. */
  readonly productions: readonly string[];
  readonly createdAt: Instant;
  readonly sentAt: Instant | null;
  /** When it was signed, declined or withdrawn. */
  readonly closedAt: Instant | null;
}

/** A consent; `record` is what `decide` and `admit` take. */
export interface ConsentRow extends Projected {
  readonly id: string;
  readonly organization: string;
  readonly request: string;
  readonly production: string;
  readonly performer: string;
  readonly version: number;
  readonly record: ConsentRecord;
  /** Every production that the record names. */
  readonly productions: readonly string[];
  readonly givenAt: Instant;
}

/** A performer's prohibition for everyone. */
export interface InstructionRow extends Projected {
  readonly id: string;
  readonly performer: string;
  readonly box: Box;
  readonly from: Instant;
  readonly until: Instant | null;
}

/** A decision, as lists show it; its evidence is its entry's. */
export interface DecisionRow extends Projected {
  readonly id: string;
  /** Who asked. */
  readonly organization: string;
  readonly production: string;
  readonly performer: string | null;
  readonly actor: string;
  readonly outcome: Outcome;
  readonly decidedAt: Instant;
  readonly validUntil: Instant;
}

/** That a decision lists a consent, in the version it read. */
export interface RelianceRow {
  readonly consent: string;
  readonly decision: string;
  readonly version: number;
}

/** An organization's API key; `apikey` is better-auth's id of it. */
export interface KeyRow extends Projected {
  readonly id: string;
  readonly organization: string;
  readonly apikey: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly issuedAt: Instant;
  readonly revokedAt: Instant | null;
}

/** The projected tables and their rows. */
export interface ProjectionRows {
  organizations: OrganizationRow;
  members: MemberRow;
  productions: ProductionRow;
  participations: ParticipationRow;
  performers: PerformerRow;
  requests: RequestRow;
  consents: ConsentRow;
  standing_instructions: InstructionRow;
  decisions: DecisionRow;
  decision_reliance: RelianceRow;
  keys: KeyRow;
}
