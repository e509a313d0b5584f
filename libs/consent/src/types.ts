/**
 * The things the engine reasons about. All of them are plain JSON, so that what is decided on, hashed, stored and
 * replayed is one and the same value.
 */

/** A moment in UTC, always written `YYYY-MM-DDTHH:MM:SS.mmmZ`, so that text order is time order. */
export type Instant = string;

/** The path words of `words.json` (act, media, purpose, content) are dotted; `a.b` lies under `a`. */
export type Word = string;

/** How far along a work is, in this order; `final` is what the public sees or hears. */
export type Stage = 'ideation' | 'temp' | 'internal_review' | 'final';
/** What a check answers. */
export type Outcome = 'allow' | 'needs_approval' | 'deny';
/** What the terms let the performer do to end them alone. */
export type RevocationRight = 'any_time' | 'notice' | 'new_works_only' | 'for_cause' | 'none';
/** What a withdrawal means for works that exist already. */
export type ExistingWorksRule =
  'continue_released' | 'continue_all_authorised' | 'stop_unreleased' | 'remove_where_practicable';
/** What the processing of her likeness rests on in law; under `gdpr_consent` no notice delays a withdrawal. */
export type LegalBasis = 'gdpr_consent' | 'contract' | 'statute';
/** How a signature was made; policies may demand a level. */
export type SignatureMethod = 'passkey' | 'email_code' | 'single_sign_on' | 'imported';
/** For whom and as what somebody signs. */
export type Capacity = 'self' | 'guardian' | 'agent' | 'attorney' | 'estate' | 'union';

/**
 * A set of points of scope: one set of values per dimension. What an absent dimension means depends on the reader: in a
 * permission it is not granted, in a prohibition and in a withdrawal it is meant throughout.
 *
 * `stage` in a permission reaches up to and including the named stage; in a prohibition or a withdrawal it reaches from
 * the named stage onwards. `tool` and `advertiser` accept the word `any`, `language` the range `*`, `territory` the
 * code `world`. The window is half-open: `from` inclusive, `until` exclusive.
 */
export type Box = {
  readonly act?: readonly Word[];
  readonly purpose?: readonly Word[];
  readonly production?: readonly string[];
  readonly media?: readonly Word[];
  readonly territory?: readonly string[];
  readonly language?: readonly string[];
  readonly stage?: Stage;
  readonly content?: readonly Word[];
  readonly tool?: readonly string[];
  readonly advertiser?: readonly string[];
  readonly from?: Instant;
  readonly until?: Instant;
};

/** One numbered promise of the terms: signed, shown, left out or withdrawn on its own. */
export type Clause = {
  /** Unique within the terms, `[a-z0-9-]{1,40}`. */
  readonly id: string;
  readonly box: Box;
};

/** How the terms say that they end before their time. */
export type Revocation = {
  readonly right: RevocationRight;
  /** Whole days between a withdrawal and its effect; only with the right `notice`. */
  readonly noticeDays?: number;
  readonly existingWorks: ExistingWorksRule;
};

/** What a performer is asked to sign. */
export type Terms = {
  /** The writer's own words, shown beside the rendered ones; where they say more, the clauses win. */
  readonly description: string;
  readonly permissions: readonly Clause[];
  readonly prohibitions: readonly Clause[];
  readonly revocation: Revocation;
  readonly legalBasis: LegalBasis;
};

/** A fully stated use: what a production wants to do, in which every applicable dimension is present. */
export interface Use {
  readonly act: readonly Word[];
  readonly purpose: readonly Word[];
  readonly production: string;
  readonly media: readonly Word[];
  readonly territory: readonly string[];
  readonly language: readonly string[];
  readonly stage: Stage;
  /** Empty if the asker did not say; then the answer is an allow only where every content is allowed. */
  readonly content: readonly Word[];
  /** Tool ids, one per step of the pipeline. */
  readonly pipeline: readonly string[];
  /** Required exactly when a medium lies under `ad`. */
  readonly advertiser?: readonly string[];
  readonly from: Instant;
  readonly until: Instant;
  /** What else the asker states; policies read it, scope does not. Whole numbers only, for all of it is hashed. */
  readonly facts?: Readonly<Record<string, boolean | string | number>>;
  readonly quantity?: Readonly<Record<string, number>>;
  readonly description?: string;
}

/** How and as what a consent was signed. */
export type Signature = {
  readonly method: SignatureMethod;
  readonly capacity: Capacity;
};

/** One dated change of a consent after it was given, in version order. */
export type ConsentEvent =
  | {
      readonly kind: 'withdrawn';
      readonly version: number;
      readonly at: Instant;
      /** When it bites: `at` itself, or later where the terms give notice. */
      readonly effectiveAt: Instant;
      /** `null` withdraws the whole consent. */
      readonly scope: Box | null;
      readonly worksMadeBefore: 'continue' | 'stop';
    }
  | {
      /** A withdrawal that the terms do not let take effect: recorded, disputed, never ignored. */
      readonly kind: 'withdrawal_asked';
      readonly version: number;
      readonly at: Instant;
      readonly scope: Box | null;
    };

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

/** For each production the ids from the root of its tree down to itself. */
export type ProductionPaths = Readonly<Record<string, readonly string[]>>;

/**
 * Everything recorded about one performer that a decision may read. Order carries no meaning. All of it may be told to
 * the asker, but for the ids of standing instructions: what binds unseen is handed in as one of those.
 */
export interface Records {
  /** Whether the asker has a request or a consent with this performer; if not, every answer is `UNKNOWN`. */
  readonly related: boolean;
  readonly consents: readonly ConsentRecord[];
  readonly refused: readonly RefusedRequest[];
  readonly standing: readonly StandingInstruction[];
  /** For the production of the use and every production named by a record: the ids from its root down to itself. */
  readonly productionPaths: ProductionPaths;
}

/** A dated set of rules from one source. No kind of rule exists yet, so none can be stated. */
export interface PolicyPack {
  readonly id: string;
  readonly version: string;
  readonly rules: readonly [];
}

/** One ground of a decision. */
export interface Reason {
  readonly code: ReasonCode;
  /** A plain sentence for people. */
  readonly message: string;
  /** The rule of `domain-rules.md` B that decided, e.g. `R-02`, with its source. */
  readonly rule: string;
  readonly source: string;
  readonly consent?: string;
  readonly clause?: string;
  /** The dynamic part: words, dates, boxes. Never in the code. */
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** What must be done by whoever uses an allow. */
export type Obligation = { readonly kind: string; readonly detail?: Readonly<Record<string, unknown>> };

/** The answer to one check, with everything that explains it. */
export interface Decision {
  readonly outcome: Outcome;
  readonly reasons: readonly Reason[];
  /** What no single live consent covers, as disjoint boxes in a fixed order; empty with an allow. */
  readonly missing: readonly Box[];
  readonly obligations: readonly Obligation[];
  readonly approvalsMissing: readonly string[];
  /** The consents an allow rests on, or a withdrawal concerned, with the version that was read. */
  readonly reliedOn: readonly { readonly consent: string; readonly version: number }[];
  readonly engine: string;
  readonly vocabulary: string;
  readonly packs: readonly string[];
  readonly validUntil: Instant;
}

/** The reason codes of `words.json` that this engine can give. */
export type ReasonCode =
  | 'COVERED'
  | 'UNKNOWN'
  | 'REFUSED'
  | 'WITHDRAWN'
  | 'REVOKED'
  | 'NOT_ACTIVE'
  | 'EXPIRED'
  | 'SUPERSEDED'
  | 'PROHIBITED'
  | 'STANDING_INSTRUCTION'
  | 'OUT_OF_SCOPE_ACT'
  | 'OUT_OF_SCOPE_PURPOSE'
  | 'OUT_OF_SCOPE_PRODUCTION'
  | 'MODEL_SCOPE'
  | 'OUT_OF_SCOPE_MEDIA'
  | 'OUT_OF_SCOPE_TERRITORY'
  | 'OUT_OF_SCOPE_LANGUAGE'
  | 'OUT_OF_SCOPE_STAGE'
  | 'OUT_OF_SCOPE_CONTENT'
  | 'OUT_OF_SCOPE_TOOL'
  | 'OUT_OF_SCOPE_ADVERTISER'
  | 'OUT_OF_SCOPE_TIME'
  | 'TRAINING_NOT_GRANTED'
  | 'NO_CONSENT'
  | 'CONTENT_UNDECLARED'
  | 'TOO_COMPLEX'
  | 'WITHDRAWAL_DISPUTED';
