import type {
  ApprovalKind,
  Attestation,
  Authority,
  Box,
  Clearance,
  ConsentRecord,
  Exemption,
  Instant,
  Outcome,
  PerformerStatement,
  ProductionStatement,
  RequestRecord,
} from '#consent';
import type { JsonObject } from '#ledger';
import type { ProviderRow } from './providers.js';
import type { HoldRow } from './hold-rows.js';
import type { FactorRow, RecoveryRow } from './factor-rows.js';
import type { RecalledDecisionRow, RecallRecipientRow, RecallRow } from './recall-rows.js';
import type { FindingRow, MembershipRow, ReportRow, SuspensionRow } from './union-rows.js';
import type { ReservationRow, UsageReportRow } from './usage-rows.js';
import type { WebhookRow } from './webhook-rows.js';
import type { MemberRole, OrganizationKind, ParticipationRole, ProductionKind, VerifiedHow } from './entry-types.js';

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
  /** What this very node stated of its policies, in order; the nodes above it have their own. */
  readonly statements: readonly StatedOfProduction[];
  /** The agreements of its newest statement that names any, without their versions. */
  readonly agreements: readonly string[];
  readonly createdAt: Instant;
}

/** A statement about a production, with who made it. */
export type StatedOfProduction = ProductionStatement & { readonly actor: string };

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
  /** What was stated of her, in order. */
  readonly record: readonly StatedOfPerformer[];
  /** Those of the newest statement that names any: of which she is a member, they say themselves. */
  readonly unions: readonly string[];
  readonly invitedAt: Instant;
  readonly claimedAt: Instant | null;
  /** Since when nothing of her is known any more, and nothing may be allowed about her. */
  readonly erasedAt: Instant | null;
}

/** A statement about a performer, with who made it, for which organization (`null` for herself) and by which document. */
export type StatedOfPerformer = PerformerStatement & {
  readonly actor: string;
  readonly organization: string | null;
  readonly documentHash?: string;
};

/** What somebody else may do for a performer; name and address are `null` once erased. */
export interface AuthorityRow extends Projected {
  readonly id: string;
  readonly performer: string;
  /** Who may act, once an account is known. */
  readonly user: string | null;
  /** That recorded it. */
  readonly organization: string;
  readonly actor: string;
  readonly capacity: Authority['capacity'];
  readonly name: string | null;
  readonly email: string | null;
  readonly scope: Box | null;
  readonly from: Instant;
  readonly until: Instant | null;
  readonly documentHash: string;
  readonly coversLikeness: boolean;
  readonly verifiedAt: Instant | null;
  /** The actor who verified the document, and how; of old ones whoever recorded it, and nothing. */
  readonly verifiedBy: string | null;
  /** The organization or union for which they did; `null` where the performer did, or nobody. */
  readonly verifiedFor: string | null;
  readonly verifiedHow: VerifiedHow | null;
  readonly recordedAt: Instant;
  readonly endedAt: Instant | null;
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
  /** `useHashOf` its use; `null` of those from before it was recorded. */
  readonly useHash: string | null;
  /** The first of the checks that follow each other; `null` of one that asked anew. */
  readonly firstCheck: string | null;
  /** Whether it obliges to report what is made under it. */
  readonly owesReport: boolean;
}

/** That a decision lists a consent, in the version it read. */
export interface RelianceRow {
  readonly consent: string;
  readonly decision: string;
  readonly version: number;
}

/** An organization's API key; `apikey` is better-auth's id of it. It counts until it is revoked, and before `endsAt`. */
export interface KeyRow extends Projected {
  readonly id: string;
  readonly organization: string;
  readonly apikey: string;
  readonly name: string;
  readonly scopes: readonly string[];
  /** All that it reaches, with those below them; `null` where it is not limited. */
  readonly productions: readonly string[] | null;
  readonly issuedAt: Instant;
  readonly endsAt: Instant;
  /** The key whose place it took. */
  readonly replaces: string | null;
  /** The key that took its place. */
  readonly replacedBy: string | null;
  readonly revokedAt: Instant | null;
  /** When somebody found its secret and reported it, which revoked it. */
  readonly leakedAt: Instant | null;
}

/** A version of a tool under one licence tier. */
export interface ToolRow extends Projected {
  readonly id: string;
  /** That registered it. */
  readonly organization: string;
  readonly actor: string;
  readonly vendor: string;
  readonly name: string;
  readonly version: string;
  readonly tier: string;
  /** The performer whose voice or likeness it was made to give. */
  readonly likenessOf: string | null;
  /** Its attestations, in order. */
  readonly record: readonly Attestation[];
  readonly registeredAt: Instant;
}

/** An attestation by its id; what it says is in the record of its tool. */
export interface AttestationRow extends Projected {
  readonly id: string;
  readonly tool: string;
  readonly organization: string;
  /** The person who attested. */
  readonly actor: string;
  readonly evidenceHash: string | null;
  readonly attestedAt: Instant;
  readonly expiresAt: Instant;
  readonly withdrawnAt: Instant | null;
}

/** A recorded licence or release; the note is `null` once erased. */
export interface ClearanceRow extends Projected {
  readonly id: string;
  readonly organization: string;
  readonly production: string;
  readonly actor: string;
  readonly covers: Clearance['covers'];
  readonly from: Instant;
  readonly until: Instant | null;
  readonly documentHash: string;
  readonly note: string | null;
  readonly recordedAt: Instant;
  readonly endedAt: Instant | null;
}

/** A use as it was declared. */
export interface DisclosureRow extends Projected {
  readonly id: string;
  readonly organization: string;
  readonly production: string;
  readonly performer: string | null;
  readonly actor: string;
  readonly use: JsonObject;
  readonly useHash: string;
  readonly triage: 'notify' | 'written_approval';
  /** The kinds of approval that were missing when it was made. */
  readonly kinds: readonly ApprovalKind[];
  readonly description: string | null;
  readonly madeAt: Instant;
}

/** A written yes or no to a declared use. */
export interface ApprovalRow extends Projected {
  readonly id: string;
  readonly disclosure: string;
  /** Of whoever gave it; `null` for the performer and who acts for her. */
  readonly organization: string | null;
  readonly production: string;
  readonly performer: string | null;
  /** Who gave it. */
  readonly actor: string;
  /** That an estate said yes or no under; `null` for everyone else. */
  readonly authority: string | null;
  readonly kind: ApprovalKind;
  readonly verdict: 'given' | 'refused';
  readonly useHash: string;
  readonly note: string | null;
  readonly givenAt: Instant;
  readonly expiresAt: Instant | null;
  readonly voidedAt: Instant | null;
  readonly voidReason: string | null;
}

/** A claim that a use needs no consent, with everything that was said about it. */
export interface ClaimRow extends Projected {
  readonly id: string;
  readonly organization: string;
  readonly production: string;
  readonly performer: string;
  /** Who claims. */
  readonly actor: string;
  readonly use: JsonObject;
  readonly useHash: string;
  readonly exemption: Exemption;
  readonly reason: string | null;
  /** In order; the newest counts. */
  readonly reviews: readonly ClaimReview[];
  /** In order; the newest freezes the claim until it is answered. */
  readonly questions: readonly ClaimQuestion[];
  readonly claimedAt: Instant;
}

/** Another person's finding on a claim. */
export type ClaimReview = {
  readonly by: string;
  readonly at: Instant;
  readonly verdict: 'upheld' | 'rejected';
  readonly note: string | null;
};

/** A performer's question about a claim, and the answer once there is one. */
export type ClaimQuestion = {
  readonly question: string | null;
  readonly at: Instant;
  readonly answer: string | null;
  readonly answeredAt: Instant | null;
  readonly answeredBy: string | null;
  /** Under which it was asked in her name; absent where she asked herself. */
  readonly authority?: string;
};

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
  providers: ProviderRow;
  authorities: AuthorityRow;
  memberships: MembershipRow;
  tools: ToolRow;
  attestations: AttestationRow;
  clearances: ClearanceRow;
  disclosures: DisclosureRow;
  approvals: ApprovalRow;
  claims: ClaimRow;
  suspensions: SuspensionRow;
  findings: FindingRow;
  reports: ReportRow;
  reservations: ReservationRow;
  usage_reports: UsageReportRow;
  factors: FactorRow;
  recoveries: RecoveryRow;
  webhooks: WebhookRow;
  holds: HoldRow;
  recalls: RecallRow;
  recall_recipients: RecallRecipientRow;
  recalled_decisions: RecalledDecisionRow;
}
