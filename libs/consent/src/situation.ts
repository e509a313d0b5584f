/** A use and what is recorded at one instant, looked at once: what the predicates of policies ask. */
import { hasCome } from './periods.js';
import type {
  Approval,
  ConsentRecord,
  ExemptionClaim,
  PerformerStatement,
  ProductionStatement,
  Records,
  ToolRecord,
} from './records.js';
import type { ApprovalKind, Clause, Instant, Use } from './types.js';
import { useHashOf } from './use-hash.js';

/** What a predicate may look at. */
export interface Situation {
  readonly use: Use;
  readonly records: Records;
  readonly at: Instant;
  /** What is stated of the performer; `null` for the claim that none can be identified. */
  readonly performer: Omit<PerformerStatement, 'at'> | null;
  /** What is stated of the production, by the nearest node that states it. */
  readonly production: Omit<ProductionStatement, 'at' | 'node'>;
  /** For each step of the pipeline its tool; `null` for one that nobody registered. */
  readonly tools: readonly { readonly id: string; readonly record: ToolRecord | null }[];
  /** The approvals of this very use that count at `at`. */
  readonly approvals: readonly Approval[];
  /** The claims of this very use that were made, and have not run out. */
  readonly claims: readonly ExemptionClaim[];
  /** Whether the use is disclosed. */
  readonly isDisclosed: boolean;
  /** Whether consent is needed: there is a performer, and no exemption holds. Unknown while exemptions are judged. */
  readonly isConsentNeeded: boolean;
  /** The permissions that an allow rests on. Known only once there is one, so only duties may ask. */
  readonly covering?: readonly { readonly consent: ConsentRecord; readonly clause: Clause }[];
}

/** The same for a rule about one consent. */
export type ConsentSituation = Situation & { readonly consent: ConsentRecord };

/** How long a claim lasts. */
const CLAIM_DAYS = 30;
const DAY_MS = 86_400_000;

/** Looks at the records as they were at `at`. */
export function situationOf(use: Use, records: Records, at: Instant): Situation {
  const needsHash = records.approvals.length + records.claims.length + records.disclosures.length > 0;
  const useHash = needsHash ? useHashOf(use) : '';
  return {
    use,
    records,
    at,
    performer: records.performer && performerAt(records.performer, at),
    production: statedOf(records.productionStatements, pathOf(records, use.production), at),
    tools: use.pipeline.map((id) => ({ id, record: toolAt(records, id, at) })),
    approvals: records.approvals.filter((each) => each.useHash === useHash && counts(each, at)),
    claims: records.claims.filter(
      (claim) => claim.useHash === useHash && claim.claimedAt <= at && at < claimEndsAt(claim),
    ),
    isDisclosed: records.disclosures.some((each) => each.useHash === useHash && each.madeAt <= at),
    isConsentNeeded: records.performer !== null,
  };
}

/** From the root down; a production whose tree nobody knows stands alone. */
export function pathOf({ productionPaths }: Pick<Records, 'productionPaths'>, production: string): readonly string[] {
  return Object.hasOwn(productionPaths, production) ? (productionPaths[production] ?? [production]) : [production];
}

/** Whether an approval of this kind is on file for this very use. */
export function hasApproval({ approvals }: Situation, kind: ApprovalKind): boolean {
  return approvals.some((approval) => approval.kind === kind);
}

/** When a claim runs out. */
export function claimEndsAt({ claimedAt }: Pick<ExemptionClaim, 'claimedAt'>): Instant {
  return new Date(Date.parse(claimedAt) + CLAIM_DAYS * DAY_MS).toISOString();
}

function counts({ givenAt, voidedAt, expiresAt }: Approval, at: Instant): boolean {
  return givenAt <= at && !hasCome(voidedAt, at) && !hasCome(expiresAt, at);
}

function toolAt({ tools }: Records, id: string, at: Instant): ToolRecord | null {
  const tool = tools.find((each) => each.id === id);
  return tool && tool.registeredAt <= at ? tool : null;
}

/** Each statement replaces what it states of the one before. */
function performerAt(statements: readonly PerformerStatement[], at: Instant): Omit<PerformerStatement, 'at'> {
  const past = statements.filter((each) => each.at <= at).sort(byInstant);
  return past.reduce((known, { at: _, ...stated }) => ({ ...known, ...stated }), {});
}

/** What holds for the last node of a path: from the root down, so that a node replaces what the nodes above it state. */
export function statedOf(
  statements: readonly ProductionStatement[],
  path: readonly string[],
  at: Instant,
): Omit<ProductionStatement, 'at' | 'node'> {
  const past = statements
    .filter((each) => each.at <= at && path.includes(each.node))
    .sort((one, other) => path.indexOf(one.node) - path.indexOf(other.node) || byInstant(one, other));
  return past.reduce((known, { at: _, node: __, ...stated }) => ({ ...known, ...stated }), {});
}

function byInstant(one: { readonly at: Instant }, other: { readonly at: Instant }): number {
  return one.at < other.at ? -1 : Number(one.at > other.at);
}
