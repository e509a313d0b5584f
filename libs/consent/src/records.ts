/** What policies and the engine read beside the use: what is recorded, with its history, so that any instant can be asked about. */
import type {
  ApprovalKind,
  Box,
  Capacity,
  Instant,
  QuantityUnit,
  SignatureLevel,
  SignatureMethod,
  Terms,
} from './types.js';

/** How and as what a consent was signed. */
export type Signature = {
  readonly method: SignatureMethod;
  readonly capacity: Capacity;
  /** Not of what was signed before levels were recorded: a mailed code, and so `simple`. */
  readonly level?: SignatureLevel;
};

/** That somebody else signed the very same words. */
export type Cosignature = {
  /** Of a guardian, counsel or estate; of who asks, the organization in its place. Neither is of her own signature. */
  readonly authority?: string;
  readonly organization?: string;
  /** Unsaid, a guardian. */
  readonly capacity?: Capacity;
  readonly signedAt: Instant;
  readonly textHash: string;
  /** As of `Signature`. */
  readonly method?: SignatureMethod;
  readonly level?: SignatureLevel;
};

/** The authority of who does something in the performer's name; without one she does it, or her union. */
export type InHerName = { readonly authority?: string };

/** One dated change of a consent after it was given, in version order. */
export type ConsentEvent =
  | ({
      readonly kind: 'withdrawn';
      readonly version: number;
      readonly at: Instant;
      /** When it bites: `at` itself, or later where the terms give notice. */
      readonly effectiveAt: Instant;
      /** `null` withdraws the whole consent. */
      readonly scope: Box | null;
      readonly worksMadeBefore: 'continue' | 'stop';
      /** The wish to withdraw that it fulfils: whoever asked for the consent has agreed to it. */
      readonly dispute?: string;
    } & InHerName)
  | ({
      /** A withdrawal that the terms do not let take effect: recorded, disputed, never ignored. */
      readonly kind: 'withdrawal_asked';
      readonly version: number;
      readonly at: Instant;
      readonly scope: Box | null;
      /** The dispute that it opens; what was recorded before there were such has none, and stays open. */
      readonly dispute?: string;
    } & InHerName)
  /** Whoever asked for the consent does not agree to the wish: it is recorded, and settles nothing. */
  | {
      readonly kind: 'withdrawal_refused';
      readonly version: number;
      readonly at: Instant;
      readonly dispute: string;
    }
  | ({
      /** The performer or her union disputes it: new decisions wait until this very dispute has ended. */
      readonly kind: 'disputed' | 'dispute_ended';
      readonly version: number;
      readonly at: Instant;
      readonly dispute: string;
      /** Whose dispute it is: the union's; without one, the performer's own. */
      readonly union?: string;
    } & InHerName)
  /** Ended by another party than the performer. */
  | { readonly kind: 'revoked'; readonly version: number; readonly at: Instant; readonly effectiveAt: Instant }
  /** Replaced by a newer consent, which never brings this one back. */
  | { readonly kind: 'superseded'; readonly version: number; readonly at: Instant; readonly by: string };

/** A consent with its whole history, so that its state at any instant can be computed. */
export interface ConsentRecord {
  readonly id: string;
  /** 1 when given, one more with each event. */
  readonly version: number;
  readonly request: string;
  /** The production named by the request. Its prohibitions bind the whole tree that this node belongs to. */
  readonly production: string;
  readonly terms: Terms;
  readonly signature: Signature;
  /** The authority under which a representative signed; only where the capacity is not `self`. */
  readonly authority?: string;
  /** The signatures of other guardians that it took as well. */
  readonly cosigned?: readonly Cosignature[];
  /** A person looked at a description that reads like boilerplate, and found it specific or vague (V-03). */
  readonly descriptionReview?: 'specific' | 'vague';
  /** The consent that this one replaced. */
  readonly supersedes?: string;
  readonly givenAt: Instant;
  readonly events: readonly ConsentEvent[];
}

/** A prohibition that a performer makes for everyone, outside any one consent. */
export interface StandingInstruction {
  readonly id: string;
  readonly box: Box;
  readonly from: Instant;
  /** `null` while she has not lifted it. */
  readonly until: Instant | null;
}

/** A request that the performer declined: told apart from silence, and denied all the same. */
export interface RefusedRequest {
  readonly id: string;
  readonly terms: Terms;
  readonly declinedAt: Instant;
}

/** A request that somebody has signed, and that is no consent until others have too: told, and denied all the same. */
export interface WaitingRequest {
  readonly id: string;
  readonly terms: Terms;
  /** When it was signed first. */
  readonly signedAt: Instant;
  readonly respondBy: Instant | null;
  /** What those are who have not signed: `performer`, `guardian`, `production`, `counsel` or `estate`. */
  readonly waitsFor: readonly string[];
}

/** For each production the ids from the root of its tree down to itself. */
export type ProductionPaths = Readonly<Record<string, readonly string[]>>;

/**
 * Who a performer is, as far as a rule asks; each statement replaces what it states of the one before, but for the birthday,
 * of which the best known one counts.
 */
export interface PerformerStatement {
  readonly at: Instant;
  /** That of whoever states it; `null` for herself. */
  readonly organization?: string | null;
  /** A calendar day, `YYYY-MM-DD`; `null` once erased. */
  readonly bornOn?: string | null;
  readonly diedOn?: string | null;
  /** An IANA zone: majority begins at her midnight. */
  readonly zone?: string;
  /** A place such as `US-CA` or `DE`: where a law protects her. */
  readonly residence?: string;
  /** The unions she is a member of, by the ids of their organizations. */
  readonly unions?: readonly string[];
  readonly identity?: IdentityLevel;
  /** Whether her consents to new material pause in a strike whose agreement leaves that to her. She alone says so. */
  readonly pausesInStrikes?: boolean;
}

/** How well it is known who she is. */
export type IdentityLevel = 'self_asserted' | 'email' | 'union_verified' | 'document';

/**
 * What a production states about the rules it is under. Agreements, places and packs add up along its path, and a platform
 * stays; of the rest the nearest node's holds. A node corrects itself by a newer statement.
 */
export interface ProductionStatement {
  readonly at: Instant;
  /** The node of the tree that states it. */
  readonly node: string;
  /** Whose platform it is made for; `null` for none. */
  readonly platform?: 'netflix' | null;
  /** Collective agreements as packs: `sag-aftra-tv@2026`. */
  readonly agreements?: readonly string[];
  /** Where it is made and who engages there: `US-CA`, `US-NY`, `DE`. */
  readonly places?: readonly string[];
  readonly principalPhotographyAt?: Instant;
  /** Packs it names beside those that follow, such as house rules: `no-fakes@2026-05`. */
  readonly packs?: readonly string[];
}

/** A strike: while it lasts, what needs consent is denied for its agreement and employer. */
export interface Suspension {
  readonly id: string;
  /** The organization of the union that declared it. */
  readonly union: string;
  /** The id of a pack without its version: `sag-aftra-tv`. */
  readonly agreement: string;
  /** The organization struck; `null` for every employer under the agreement. */
  readonly employer: string | null;
  readonly declaredAt: Instant;
  readonly from: Instant;
  /** `null` until it is lifted. */
  readonly until: Instant | null;
  readonly liftedAt: Instant | null;
}

/** A written go-ahead, bound to one exact use. */
export interface Approval {
  readonly id: string;
  readonly kind: ApprovalKind;
  /** `useHashOf` the use that it was given for. */
  readonly useHash: string;
  readonly givenAt: Instant;
  readonly expiresAt: Instant | null;
  readonly voidedAt: Instant | null;
}

/** Why a use may need no consent. */
export type Exemption =
  'as_scripted' | 'safety' | 'unrecognizable' | 'customary_post_production' | 'permitted_dub_or_double';

/** A claim by a named person that a use needs no consent, bound to that use for 30 days. */
export interface ExemptionClaim {
  readonly id: string;
  readonly exemption: Exemption;
  readonly useHash: string;
  readonly claimedAt: Instant;
  /** `user:…` of the claimant. */
  readonly by: string;
  /** Another person's finding; `null` while nobody has looked. */
  readonly review: { readonly by: string; readonly at: Instant; readonly verdict: 'upheld' | 'rejected' } | null;
  /** The performer's question freezes it until it is answered. */
  readonly questionedAt: Instant | null;
  readonly answeredAt: Instant | null;
}

/** An answer in an attestation: `yes` is the safe one. */
export type AttestationAnswer = 'yes' | 'no' | 'unsure';

/** What a tool's maker states, as one named person read it on one day. */
export interface Attestation {
  readonly id: string;
  readonly attestedAt: Instant;
  readonly expiresAt: Instant;
  readonly withdrawnAt: Instant | null;
  readonly environment: 'enterprise_platform' | 'enterprise_other' | 'self_hosted' | 'consumer';
  /** Where it processes: a territory or several. */
  readonly regions: readonly string[];
  readonly subprocessors: readonly string[];
  readonly answers: Readonly<
    Record<'noStore' | 'noReuse' | 'noTrainInputs' | 'noTrainOutputs' | 'noResale', AttestationAnswer>
  >;
}

/** One version of a tool under one licence tier. */
export interface ToolRecord {
  readonly id: string;
  readonly version: string;
  readonly tier: string;
  readonly registeredAt: Instant;
  /** Made to give one identified performer's voice or likeness: `this` one's, or somebody else's. */
  readonly likenessOf: 'this' | 'other' | null;
  readonly attestations: readonly Attestation[];
}

/** A recorded licence or release for something outside the ledger. */
export interface Clearance {
  readonly id: string;
  readonly covers: 'likeness' | 'material';
  readonly recordedAt: Instant;
  readonly from: Instant;
  readonly until: Instant | null;
  readonly endedAt: Instant | null;
}

/** What somebody else may do for a performer, and from when until when. */
export interface Authority {
  readonly id: string;
  readonly capacity: Exclude<Capacity, 'self' | 'production'>;
  /** What it covers, read like a permission whose unsaid dimensions are covered; `null` covers all. */
  readonly scope: Box | null;
  readonly from: Instant;
  readonly until: Instant | null;
  readonly recordedAt: Instant;
  readonly verifiedAt: Instant | null;
  readonly endedAt: Instant | null;
}

/** How much of a capped permission is used or held for decisions that may still be used. */
export interface UsageBalance {
  readonly consent: string;
  readonly clause: string;
  readonly unit: QuantityUnit;
  readonly amount: number;
}

/** That the studio's contact was told of a use. */
export interface DisclosureRecord {
  readonly id: string;
  readonly useHash: string;
  readonly madeAt: Instant;
}

/**
 * Everything recorded that a decision about one performer may read. Order carries no meaning. All of it may be told to
 * the asker, but for the ids of standing instructions: what binds unseen is handed in as one of those.
 */
export interface Records {
  /** Whether the asker has a request or a consent with this performer; if not, every answer is `UNKNOWN`. */
  readonly related: boolean;
  /** `null` is the logged claim that no performer can be identified. */
  readonly performer: readonly PerformerStatement[] | null;
  readonly consents: readonly ConsentRecord[];
  readonly refused: readonly RefusedRequest[];
  /** Those of the asker's own organization. */
  readonly waiting?: readonly WaitingRequest[];
  readonly standing: readonly StandingInstruction[];
  /** For the production of the use and every production named by a record: the ids from its root down to itself. */
  readonly productionPaths: ProductionPaths;
  /** Of the production of the use and of the nodes above it. */
  readonly productionStatements: readonly ProductionStatement[];
  /** The organization that owns the production of the use: the employer that a strike names. */
  readonly employer: string;
  readonly suspensions: readonly Suspension[];
  readonly approvals: readonly Approval[];
  /** Of this use, and of her other uses in the same production those that are contested (`isContested`) at the least. */
  readonly claims: readonly ExemptionClaim[];
  /** The tools of the pipeline that are registered; the others are unknown. */
  readonly tools: readonly ToolRecord[];
  readonly clearances: readonly Clearance[];
  readonly authorities: readonly Authority[];
  readonly usage: readonly UsageBalance[];
  readonly disclosures: readonly DisclosureRecord[];
}

/** Records of a performer of whom nothing is recorded: where a caller starts from. */
export const EMPTY_RECORDS: Records = {
  related: true,
  performer: [],
  consents: [],
  refused: [],
  standing: [],
  productionPaths: {},
  productionStatements: [],
  employer: '',
  suspensions: [],
  approvals: [],
  claims: [],
  tools: [],
  clearances: [],
  authorities: [],
  usage: [],
  disclosures: [],
};
