/** A use and what is recorded at one instant, looked at once: what the predicates of policies ask. */
import { deathEveOf } from './days.js';
import { meantBy } from './meant.js';
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
import type { Doubt } from './statements.js';
import type { Clause, Instant, Use } from './types.js';
import { useHashOf } from './use-hash.js';

/** What a predicate may look at. */
export interface Situation {
  /** What is asked, with what its facts make of it. */
  readonly use: Use;
  readonly records: Records;
  readonly at: Instant;
  /** What is stated of the performer; `null` for the claim that none can be identified. */
  readonly performer: PerformerStated | null;
  /** What is stated of the production by its node and those above; its packs are all that it is decided under. */
  readonly production: Omit<ProductionStatement, 'at' | 'node'>;
  /** For each step of the pipeline its tool; `null` for one that nobody registered. */
  readonly tools: readonly { readonly id: string; readonly record: ToolRecord | null }[];
  /** The approvals of this very use that count at `at`. */
  readonly approvals: readonly Approval[];
  /** The claims of this very use that were made, and have not run out. */
  readonly claims: readonly ExemptionClaim[];
  /** The same of her other uses in this production: one that is contested casts doubt on those of this use. */
  readonly claimsBeside: readonly ExemptionClaim[];
  /** Whether the use is disclosed. */
  readonly isDisclosed: boolean;
  /** Whether consent is needed: there is a performer, and no exemption holds. Unknown while exemptions are judged. */
  readonly isConsentNeeded: boolean;
  /** The consents that count for nothing, by their ids. Known only once each was asked about, so no rule on one may ask. */
  readonly voided?: ReadonlyMap<string, unknown>;
  /** The permissions that an allow rests on. Known only once there is one, so only duties may ask. */
  readonly covering?: readonly { readonly consent: ConsentRecord; readonly clause: Clause }[];
}

/** The same for a rule about one consent. */
export type ConsentSituation = Situation & { readonly consent: ConsentRecord };

/** How long a claim lasts. */
const CLAIM_DAYS = 30;
const DAY_MS = 86_400_000;

/**
 * Looks at the records as they were at `at`.
 *
 * @param stated the use in the words of the asker, which is what approvals are bound to.
 * @param packs the names of the packs that it is decided under, through whatever they apply.
 */
export function situationOf(stated: Use, records: Records, at: Instant, packs: readonly string[] = []): Situation {
  const needsHash = records.approvals.length + records.claims.length + records.disclosures.length > 0;
  const useHash = needsHash ? useHashOf(stated) : '';
  const use = meantBy(stated);
  const performer = records.performer && performerAt(records.performer, at);
  const production = statedOf(records.productionStatements, pathOf(records, use.production), at);
  const deathEve = deathEveOf(performer);
  const claims = records.claims.filter((claim) => claim.claimedAt <= at && at < claimEndsAt(claim));
  return {
    use,
    records,
    at,
    performer,
    production: { ...production, packs: [...(production.packs ?? []), ...packs] },
    tools: use.pipeline.map((id) => ({ id, record: toolAt(records, id, at) })),
    approvals: records.approvals.filter((each) => each.useHash === useHash && counts(each, deathEve, at)),
    claims: claims.filter((claim) => claim.useHash === useHash),
    claimsBeside: claims.filter((claim) => claim.useHash !== useHash),
    isDisclosed: records.disclosures.some((each) => each.useHash === useHash && each.madeAt <= at),
    isConsentNeeded: records.performer !== null,
  };
}

/** From the root down; a production whose tree nobody knows stands alone. */
export function pathOf({ productionPaths }: Pick<Records, 'productionPaths'>, production: string): readonly string[] {
  return Object.hasOwn(productionPaths, production) ? (productionPaths[production] ?? [production]) : [production];
}

/** The approvals of this very use that settle a doubt: of its kind, and given after it came about. */
export function approvalsOf({ approvals }: Situation, { cure, since }: Doubt): readonly Approval[] {
  return approvals.filter(({ kind, givenAt }) => kind === cure && (since === undefined || givenAt > since));
}

/** When a claim runs out. */
export function claimEndsAt({ claimedAt }: Pick<ExemptionClaim, 'claimedAt'>): Instant {
  return new Date(Date.parse(claimedAt) + CLAIM_DAYS * DAY_MS).toISOString();
}

/** INVARIANT: there is no estate before her death, and after it nobody approves as her. */
function counts({ kind, givenAt, voidedAt, expiresAt }: Approval, deathEve: Instant | null, at: Instant): boolean {
  const isAfterDeath = deathEve !== null && givenAt > deathEve;
  if ((kind === 'estate' && !isAfterDeath) || (kind === 'performer' && isAfterDeath)) return false;
  return givenAt <= at && !hasCome(voidedAt, at) && !hasCome(expiresAt, at);
}

function toolAt({ tools }: Records, id: string, at: Instant): ToolRecord | null {
  const tool = tools.find((each) => each.id === id);
  return tool && tool.registeredAt <= at ? tool : null;
}

/** What holds of a performer, whoever stated it. */
export type PerformerStated = Omit<PerformerStatement, 'at' | 'organization'>;

/** Each statement replaces what it states of the one before; of birthdays `birthdayIn` says which counts. */
export function performerAt(statements: readonly PerformerStatement[], at: Instant): PerformerStated {
  const past = statements.filter((each) => each.at <= at).sort(byInstant);
  const known = past.reduce<PerformerStated>(
    (before, { at: _, organization: __, ...stated }) => ({ ...before, ...stated }),
    {},
  );
  const bornOn = birthdayIn(past)?.bornOn;
  return bornOn === undefined ? known : { ...known, bornOn };
}

/**
 * The statement whose birthday counts, of statements in their order; `null` where none names one. Each side corrects its own.
 *
 * INVARIANT: nobody is made older by whoever engages her: that of her union counts, which has verified who she is, or else the
 * one that makes her youngest, so that a minor is protected.
 */
export function birthdayIn<S extends PerformerStatement>(statements: readonly S[]): S | null {
  const bySide = new Map(
    statements.flatMap((each) => (each.bornOn === undefined ? [] : [[each.organization ?? null, each] as const])),
  );
  const said = [...bySide.values()];
  const verified = said.filter(({ identity }) => identity === 'union_verified');
  const [first, ...others] = verified.length > 0 ? verified : said;
  return first === undefined
    ? null
    : others.reduce((best, each) => ((each.bornOn ?? '') > (best.bornOn ?? '') ? each : best), first);
}

type ProductionStated = Omit<ProductionStatement, 'at' | 'node'>;

/** What holds for the last node of a path: what each node states newest, put together from the root down. */
export function statedOf(
  statements: readonly ProductionStatement[],
  path: readonly string[],
  at: Instant,
): ProductionStated {
  const past = statements.filter((each) => each.at <= at).sort(byInstant);
  return path.reduce<ProductionStated>((above, node) => {
    const own = past.filter((each) => each.node === node);
    return own.length === 0 ? above : below(above, own.reduce(newest, {}));
  }, {});
}

function newest(known: ProductionStated, { at: _, node: __, ...stated }: ProductionStatement): ProductionStated {
  return { ...known, ...stated };
}

const ADDED = ['agreements', 'places', 'packs'] as const;

/** INVARIANT: a node adds agreements, places and packs to those above it and drops none, nor their platform. */
function below(above: ProductionStated, own: ProductionStated): ProductionStated {
  const platform = own.platform ?? above.platform;
  const replaced = { ...above, ...own, ...(platform !== undefined && { platform }) };
  return ADDED.reduce<ProductionStated>((stated, list) => {
    const added = above[list];
    return added === undefined ? stated : { ...stated, [list]: [...new Set([...added, ...(own[list] ?? [])])] };
  }, replaced);
}

function byInstant(one: { readonly at: Instant }, other: { readonly at: Instant }): number {
  return one.at < other.at ? -1 : Number(one.at > other.at);
}
