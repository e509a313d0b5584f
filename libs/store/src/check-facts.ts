/** From what was read for a batch to what each question may be decided on: who may know what. */
import { EMPTY_RECORDS, isContested } from '#consent';
import type {
  Approval,
  Attestation,
  Authority,
  Box,
  Clearance,
  ConsentRecord,
  DisclosureRecord,
  ExemptionClaim,
  Instant,
  Records,
  RefusedRequest,
  RequestRecord,
  StandingInstruction,
  Suspension,
  ToolRecord,
  UsageBalance,
} from '#consent';
import { askerOf, type AskedBy, type Asker, type Unasked } from './check-askers.js';
import { heldAt, heldBefore, hold, withoutOwn, type HeldAmount } from './check-holds.js';
import { waitingOf } from './check-waiting.js';
import type { FollowedChecks } from './entry-types.js';
import type { ClaimQuestion, ClaimReview, StatedOfPerformer, StatedOfProduction } from './rows.js';

/** One check to be decided and recorded. Carry whatever `decide` needs in further fields of your own type. */
export interface CheckQuestion {
  readonly asker: AskedBy;
  /** `null` claims that no identifiable performer is concerned. */
  readonly performer: string | null;
  readonly production: string;
  /** The tools of the use's pipeline. */
  readonly tools: readonly string[];
  /** `useHashOf` the use: approvals and disclosures of other uses are not read, and claims only while contested. */
  readonly useHash: string;
  /** Further productions whose paths `decide` wants; those that the records name are there anyway. */
  readonly mentions?: readonly string[];
  /**
   * For whoever may declare this use: of a performer of the production's owner without a relation, what was recorded for
   * the use itself is read as well. Still nothing of hers.
   */
  readonly isDeclared?: true;
  /** The id of an entry that whoever asks has seen: without it here, nothing is decided. */
  readonly seen?: string | null;
  /** For one that asks the same again: what was held for those before it counts as its own, and it takes that over. */
  readonly follows?: Omit<FollowedChecks, 'takesOver'>;
}

/** What one question may be decided on. */
export interface Known {
  readonly asker: Asker;
  readonly records: Records;
  /** Nobody for no performer, or one that is unknown to the asker. */
  readonly performer: string | null;
  /** What it rests on, by the ids that guard it: nothing of a performer that is unknown to the asker. */
  readonly subjects: readonly string[];
  /** The decisions before it that hold something still. */
  readonly takesOver: readonly string[];
}

/** Everything that was read for a batch, by what it is looked up with. */
export interface Facts {
  readonly at: Instant;
  readonly versions: ReadonlyMap<string, number>;
  readonly keys: ReadonlyMap<string, Read['keys'][number]>;
  readonly performers: ReadonlyMap<string, Read['performers'][number]>;
  readonly consents: ReadonlyMap<string, Read['consents']>;
  readonly requests: ReadonlyMap<string, Read['requests']>;
  readonly owners: ReadonlyMap<string, string>;
  readonly paths: Records['productionPaths'];
  readonly parts: ReadonlySet<string>;
  readonly members: ReadonlySet<string>;
  /** Of the entries that whoever asks has seen, those that are here. */
  readonly seen: ReadonlySet<string>;
  /** By consent; grows with each decision of the batch that holds something. */
  readonly usage: Map<string, UsageBalance[]>;
  readonly read: Read;
}

type About = { readonly production: string; readonly performer: string | null };

/** What the statement gives, or the log as of a past instant. */
export interface Read {
  readonly keys: readonly {
    hash: string;
    id: string;
    organization: string;
    scopes: string[];
    productions: string[] | null;
    endsAt: Instant;
  }[];
  /** Of the asked performers that there are, and of nobody: sealed, in hex; `null` of who is erased. */
  readonly personKeys: Readonly<Record<string, string | null>>;
  readonly performers: readonly {
    id: string;
    organization: string;
    person: string | null;
    record: readonly StatedOfPerformer[];
  }[];
  readonly consents: readonly { performer: string; production: string; record: ConsentRecord }[];
  /** Sent ones; the record only of a declined one, and of one that has some of its signatures. */
  readonly requests: readonly {
    performer: string;
    production: string;
    record: RequestRecord | null;
    closedAt: Instant | null;
  }[];
  readonly instructions: readonly {
    person: string | null;
    performer: string;
    id: string;
    box: Box;
    from: Instant;
    until: Instant | null;
  }[];
  readonly paths: Readonly<Record<string, { organization: string; path: readonly string[] }>>;
  /** Accepted parts, as `organization production`. */
  readonly parts: readonly string[];
  /** Of those who ask, as `organization user`. */
  readonly members: readonly string[];
  /** Of the entries that whoever asks has seen, those that are here. */
  readonly seen: readonly string[];
  /** Of the nodes of the asked productions' paths. */
  readonly statements: readonly StatedOfProduction[];
  readonly tools: readonly (Omit<ToolRecord, 'likenessOf' | 'attestations'> & {
    organization: string;
    record: readonly Attestation[];
    likenessOf: string | null;
    /** Whose profile that is, once claimed. */
    likenessPerson: string | null;
  })[];
  readonly approvals: readonly (Approval & About & { readonly authority: string | null })[];
  readonly disclosures: readonly (DisclosureRecord & About)[];
  readonly claims: readonly (Pick<ExemptionClaim, 'id' | 'exemption' | 'useHash' | 'claimedAt'> &
    About & { actor: string; reviews: readonly ClaimReview[]; questions: readonly ClaimQuestion[] })[];
  readonly clearances: readonly (Clearance & { production: string })[];
  readonly authorities: readonly (Authority & { performer: string; user: string | null; email: string | null })[];
  readonly suspensions: readonly (Omit<Suspension, 'union'> & { organization: string })[];
  /** Reported as made. */
  readonly used: readonly UsageBalance[];
  /** Held by decisions of which no use was reported in this unit, and nothing released. */
  readonly held: readonly HeldAmount[];
}

/** Indexes what was read; what is held counts while it has not run out. */
export function factsOf(read: Read, at: Instant, versions: ReadonlyMap<string, number>): Facts {
  const facts: Facts = {
    at,
    versions,
    keys: new Map(read.keys.filter(({ endsAt }) => endsAt > at).map((key) => [key.hash, key])),
    performers: new Map(read.performers.map((performer) => [performer.id, performer])),
    consents: byPerformer(read.consents),
    requests: byPerformer(read.requests),
    owners: new Map(Object.entries(read.paths).map(([id, { organization }]) => [id, organization])),
    paths: Object.fromEntries(Object.entries(read.paths).map(([id, { path }]) => [id, path])),
    parts: new Set(read.parts),
    members: new Set(read.members),
    seen: new Set(read.seen),
    usage: new Map(),
    read,
  };
  hold(facts, read.used);
  hold(facts, heldAt(read.held, at));
  return facts;
}

function byPerformer<R extends { readonly performer: string }>(records: readonly R[]): Map<string, R[]> {
  const found = new Map<string, R[]>();
  for (const record of records) found.set(record.performer, [...(found.get(record.performer) ?? []), record]);
  return found;
}

/** What this question may be decided on, or why it may not be asked. */
export function knownOf(question: CheckQuestion, facts: Facts): Known | Unasked {
  // First of all: with that entry something may be missing that the other answers rest on, be it the key that asks.
  if (typeof question.seen === 'string' && !facts.seen.has(question.seen)) return 'unseen';
  const asker = askerOf(question.asker, facts);
  if (typeof asker === 'string') return asker;
  const path = facts.paths[question.production];
  const takesPartIn = (nodes: readonly string[] = []): boolean => hasPart(asker.organization, nodes, facts);
  if (path === undefined || !takesPartIn(path) || !isForIt(question.asker, path, facts)) return 'production_unknown';

  const subjects = [
    ...new Set([asker.organization, ...path, ...guardsOfTools(question, path, asker, facts), 'suspensions']),
  ];
  const nobody = { asker, performer: null, subjects, takesOver: [] };
  if (question.performer === null) return { ...nobody, records: ofNobody(question, path, asker, facts) };
  const performer = facts.performers.get(question.performer);
  // A profile of another owner is a stranger here: the answer is that of an id that nobody has.
  if (performer === undefined || performer.organization !== facts.owners.get(path[0] ?? ''))
    return { ...nobody, records: unrelated(question, path, facts) };

  // Seen are the records of every node that the asker has a part in or below, and of the nodes above the asked one.
  const sees = ({ production }: { readonly production: string }): boolean =>
    path.includes(production) || takesPartIn(facts.paths[production]);
  const consents = facts.consents.get(performer.id) ?? [];
  const requests = (facts.requests.get(performer.id) ?? []).filter(sees);
  const seen = consents.filter(sees).map(({ record }) => record);
  // So is the same owner's, until it was asked or has agreed: where she lives shall not show in what applies to her.
  if (seen.length === 0 && requests.length === 0) {
    const ofThisUse = question.isDeclared ? ofUse(question, path, asker, facts) : {};
    // Whoever made the profile knows of it: once she has agreed, an answer from before is not given again.
    const isOwn = performer.organization === asker.organization;
    const records = { ...unrelated(question, path, facts), ...ofThisUse };
    return { ...nobody, subjects: isOwn ? [performer.id, ...subjects] : subjects, records };
  }
  const own = heldBefore(question, facts.read.held, facts.at);
  const unseen = consents.filter((consent) => !sees(consent)).map(({ record }) => record);
  const records: Records = {
    ...ofProduction(path, facts),
    ...ofUse(question, path, asker, facts),
    related: true,
    performer: performer.record.map(({ actor: _, documentHash: __, ...stated }) => stated),
    consents: seen,
    refused: requests.flatMap(refusedOf),
    waiting: waitingOf(requests, { ...facts, asker, performer, authorities: facts.read.authorities }),
    standing: [
      ...facts.read.instructions.filter((instruction) => isOf(instruction, performer)).map(standingOf),
      ...unseen.flatMap((consent) => bindingOf(consent, path[0], facts.paths)),
    ],
    productionPaths: facts.paths,
    claims: facts.read.claims
      .filter((claim) => isAbout(claim, question, path) || isBeside(claim, question, facts.at))
      .map(claimOf),
    authorities: facts.read.authorities.filter((authority) => authority.performer === performer.id).map(authorityOf),
    usage: seen.flatMap(({ id }) => facts.usage.get(id) ?? []).map((balance) => withoutOwn(balance, own)),
  };
  const takesOver = [...new Set(own.map(({ decision }) => decision))].sort();
  return { asker, records, performer: performer.id, subjects: [performer.id, ...subjects], takesOver };
}

function hasPart(organization: string, nodes: readonly string[], { parts }: Facts): boolean {
  return nodes.some((node) => parts.has(`${organization} ${node}`));
}

/** Whether a key that is limited to some productions may ask about one: what it is then told is what its organization is. */
function isForIt(asker: AskedBy, path: readonly string[], { keys }: Facts): boolean {
  const limit = ('keyHash' in asker ? keys.get(asker.keyHash)?.productions : null) ?? null;
  return limit === null || limit.some((production) => path.includes(production));
}

/** What holds for every question about a production, whoever it is about. */
function ofProduction(path: readonly string[], { read, owners }: Facts): Records {
  const employer = owners.get(path[0] ?? '') ?? '';
  return {
    ...EMPTY_RECORDS,
    productionStatements: read.statements
      .filter(({ node }) => path.includes(node))
      .map(({ actor: _, ...stated }) => stated),
    employer,
    suspensions: read.suspensions
      .filter((suspension) => suspension.employer === null || suspension.employer === employer)
      .map(suspensionOf),
  };
}

/** What was recorded for this use, on the path of its production. */
function ofUse(
  question: CheckQuestion,
  path: readonly string[],
  asker: Asker,
  facts: Facts,
): Pick<Records, 'approvals' | 'disclosures' | 'clearances' | 'tools'> {
  const { read, performers } = facts;
  const person = performers.get(question.performer ?? '')?.person ?? null;
  return {
    approvals: read.approvals
      .filter((approval) => isAbout(approval, question, path))
      .flatMap((approval) => approvalOf(approval, read.authorities)),
    disclosures: read.disclosures
      .filter((disclosure) => isAbout(disclosure, question, path))
      .map(({ id, useHash, madeAt }) => ({ id, useHash, madeAt })),
    clearances: read.clearances.filter(({ production }) => path.includes(production)).map(clearanceOf),
    tools: toolsKnown(question, path, asker, facts).map((tool) => toolOf(tool, question.performer, person)),
  };
}

/** A tool is known to who registered it, and to all who take part where they do; else it is no tool. */
function toolsKnown({ tools }: CheckQuestion, path: readonly string[], asker: Asker, facts: Facts): Read['tools'] {
  const isKnownHere = (organization: string): boolean =>
    organization === asker.organization || hasPart(organization, path, facts);
  return facts.read.tools.filter(({ id, organization }) => tools.includes(id) && isKnownHere(organization));
}

/** A tool is guarded by its id; whose likeness it gives, by the profile, which somebody may claim. */
function guardsOfTools(question: CheckQuestion, path: readonly string[], asker: Asker, facts: Facts): string[] {
  const tools = toolsKnown(question, path, asker, facts);
  return tools.flatMap(({ id, likenessOf }) => (likenessOf === null ? [id] : [id, likenessOf]));
}

function isAbout(
  { production, performer, useHash }: About & { readonly useHash: string },
  question: CheckQuestion,
  path: readonly string[],
): boolean {
  return performer === question.performer && useHash === question.useHash && path.includes(production);
}

/** About another use of hers there, which casts doubt on this one. */
function isBeside(claim: Read['claims'][number], { performer, production }: CheckQuestion, at: Instant): boolean {
  return claim.performer === performer && claim.production === production && isContested(claimOf(claim), at);
}

/** For the claim that nobody can be identified, nobody's records are read. */
function ofNobody(question: CheckQuestion, path: readonly string[], asker: Asker, facts: Facts): Records {
  const records = { ...unrelated(question, path, facts), ...ofUse(question, path, asker, facts) };
  return { ...records, performer: null };
}

/** The records of somebody unknown: nothing in them depends on whether the id is anybody's. */
function unrelated({ production, mentions = [] }: CheckQuestion, path: readonly string[], facts: Facts): Records {
  const { paths } = facts;
  const asked = [production, ...mentions].flatMap((id) => (paths[id] ? [[id, paths[id]] as const] : []));
  return { ...ofProduction(path, facts), related: false, productionPaths: Object.fromEntries(asked) };
}

function refusedOf({ record, closedAt: declinedAt }: Read['requests'][number]): RefusedRequest[] {
  return record === null || declinedAt === null ? [] : [{ id: record.id, terms: record.terms, declinedAt }];
}

// What a row has beside is for lists, and not to be told: each is picked by name.

function toolOf(tool: Read['tools'][number], performer: string | null, person: string | null): ToolRecord {
  const { id, version, tier, registeredAt, likenessOf, likenessPerson, record } = tool;
  const isHers = likenessOf === performer || (likenessPerson !== null && likenessPerson === person);
  const likeness = likenessOf === null ? null : isHers ? 'this' : 'other';
  return { id, version, tier, registeredAt, likenessOf: likeness, attestations: record };
}

/** The yes of an estate counts under an authority that was verified alone, and no longer than that holds. */
function approvalOf(approval: Read['approvals'][number], authorities: Read['authorities']): Approval[] {
  const { id, kind, useHash, givenAt, expiresAt, voidedAt } = approval;
  const given = { id, kind, useHash, givenAt, expiresAt, voidedAt };
  if (kind !== 'estate') return [given];
  const under = authorities.find((authority) => authority.id === approval.authority);
  if (under === undefined || under.verifiedAt === null) return [];
  const [ends = null] = [expiresAt, under.until, under.endedAt].filter((each) => each !== null).sort();
  return [{ ...given, expiresAt: ends }];
}

function clearanceOf({ id, covers, recordedAt, from, until, endedAt }: Clearance): Clearance {
  return { id, covers, recordedAt, from, until, endedAt };
}

function authorityOf({ id, capacity, scope, from, until, recordedAt, verifiedAt, endedAt }: Authority): Authority {
  return { id, capacity, scope, from, until, recordedAt, verifiedAt, endedAt };
}

function suspensionOf(suspension: Read['suspensions'][number]): Suspension {
  const { id, organization: union, agreement, employer, declaredAt, from, until, liftedAt } = suspension;
  return { id, union, agreement, employer, declaredAt, from, until, liftedAt };
}

/** The newest finding and the newest question count. */
function claimOf(claim: Read['claims'][number]): ExemptionClaim {
  const { id, exemption, useHash, claimedAt, actor, reviews, questions } = claim;
  const [review, question] = [reviews.at(-1), questions.at(-1)];
  return {
    ...{ id, exemption, useHash, claimedAt, by: actor },
    review: review ? { by: review.by, at: review.at, verdict: review.verdict } : null,
    ...{ questionedAt: question?.at ?? null, answeredAt: question?.answeredAt ?? null },
  };
}

function isOf(instruction: Read['instructions'][number], performer: Read['performers'][number]): boolean {
  return (
    instruction.performer === performer.id || (performer.person !== null && instruction.person === performer.person)
  );
}

function standingOf({ id, box, from, until }: Read['instructions'][number]): StandingInstruction {
  return { id, box, from, until };
}

/**
 * The prohibitions of a consent that the asker may not see: they bind its own production tree, and are told as standing
 * instructions without an id of their own.
 */
function bindingOf(
  consent: ConsentRecord,
  root: string | undefined,
  paths: Records['productionPaths'],
): StandingInstruction[] {
  const isInTree = (production: string): boolean => root !== undefined && paths[production]?.[0] === root;
  if (root === undefined || !isInTree(consent.production)) return [];
  return consent.terms.prohibitions.flatMap(({ box }) => {
    const production = (box.production ?? [root]).filter(isInTree);
    const bound = { ...box, production };
    return production.length === 0 ? [] : [{ id: 'unseen', box: bound, from: consent.givenAt, until: null }];
  });
}
