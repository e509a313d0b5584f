/**
 * The things the engine reasons about. All of them are plain JSON, so that what is decided on, hashed, stored and
 * replayed is one and the same value.
 */
import type { Facts } from './facts.js';

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
/**
 * How much a signature shows (C11). `advanced`: made with a key that its signer alone holds, over the very words, by whom the
 * authenticator verified; `simple`: everything else.
 */
export type SignatureLevel = 'simple' | 'advanced';
/** For whom and as what somebody signs. */
export type Capacity = 'self' | 'guardian' | 'agent' | 'attorney' | 'estate' | 'union' | 'production';
/** Whose signatures terms may take beside the performer's: who asks, a lawyer of hers (`attorney`), her estate. */
export type SignatureBeside = 'production' | 'counsel' | 'estate';

/**
 * A set of points of scope: one set of values per dimension. What an absent dimension means depends on the reader: in a
 * permission it is not granted, in a prohibition and in a withdrawal it is meant throughout.
 *
 * `stage` in a permission reaches up to and including the named stage; in a prohibition or a withdrawal it reaches from
 * the named stage onwards. `tool` and `advertiser` accept the word `any`, `language` the range `*`, `territory` the
 * code `world`. An advertiser may name a product line, `Acme/Sparkle`, which lies below `Acme`. The window is half-open:
 * `from` inclusive, `until` exclusive.
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

/** What is counted where a permission has a cap. Whole numbers, for all of it is hashed. */
export type QuantityUnit = 'lines' | 'words' | 'seconds' | 'episodes' | 'days';
/** So much of each unit. */
export type Quantities = Readonly<Partial<Record<QuantityUnit, number>>>;

/** One numbered promise of the terms: signed, shown, left out or withdrawn on its own. */
export type Clause = {
  /** Unique within the terms, `[a-z0-9-]{1,40}`. */
  readonly id: string;
  readonly box: Box;
  /** The most that may be made under it in all; only in permissions. */
  readonly caps?: Quantities;
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
  readonly formalities?: Formalities;
  /** What death does to it (C14). Unsaid, it goes on as granted. */
  readonly postMortem?: PostMortem;
  /** Where her data may be processed: territories, or `world`. Unsaid, nothing is limited (T-05). */
  readonly processingRegions?: readonly string[];
  /** Days after the end within which replica, model and recordings are deleted (D-01). */
  readonly deleteWithinDays?: number;
  /** What is paid, in minor units of a currency, and the floor that an agreement sets (U-02). */
  readonly pay?: { readonly amount: number; readonly floor?: number; readonly currency: string };
};

/** What death does to a consent that was given in life. */
export type PostMortem = 'continue_as_granted' | 'stop_on_death' | 'estate_approval_each_use';

/**
 * How the terms came about, as their writer states it and the performer signs it: what laws and agreements demand
 * beside the words themselves (C11). Names of people stay out: these facts are kept for years.
 */
export type Formalities = {
  /** Where the clauses stand. `terms_only`: only within general terms, under one signature at their end. */
  readonly form?: 'rider' | 'separate_writing' | 'clause_initialed' | 'terms_only';
  /** The collective agreement that governs the engagement: the id of a pack, such as `sag-aftra-tv`. */
  readonly agreement?: string;
  /** Counsel negotiated the replica rights; whether with commercial terms stated clearly and signed. */
  readonly counsel?: { readonly termsSigned: boolean };
  /** The replica takes the place of work that the performer would have done in person. */
  readonly replacesInPerson?: boolean;
  /** Who signs beside the performer: until all have there is no consent. */
  readonly signatures?: readonly SignatureBeside[];
  /** When she was told of the services that make the replica, when they begin, and when she was engaged. */
  readonly noticedAt?: Instant;
  readonly servicesAt?: Instant;
  readonly engagedAt?: Instant;
  /** Why a scan is needed at all (39.J). */
  readonly businessReason?: string;
  /** A court approved it, for a minor. */
  readonly courtApproval?: boolean;
  /** Until when a commercial may be used (MPU). */
  readonly maximumPeriodUntil?: Instant;
  /** What a person is told whose consent is the basis in law (GDPR, ISO/IEC 27560). */
  readonly informed?: {
    readonly noticeHash: string;
    readonly controllers: readonly string[];
    readonly purposes: readonly string[];
    readonly retention: string;
    readonly withdrawalMethod: string;
  };
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
  /** What else the asker states; policies read it, scope does not. */
  readonly facts?: Facts;
  /** How much is to be made; needed where a permission has a cap. */
  readonly quantity?: Quantities;
  readonly description?: string;
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

/** Whose written go-ahead a rule asks for. */
export type ApprovalKind = 'studio' | 'legal' | 'union' | 'estate' | 'performer';
/** What whoever uses an allow must do. */
export type ObligationKind =
  | 'notify_contact'
  | 'disclose_conspicuous'
  | 'disclose_artistic'
  | 'mark_output'
  | 'report_use'
  | 'pay'
  | 'union_notice'
  | 'delete_by'
  | 'retain_record'
  | 'recheck_at_execution';

/** One duty, with the rule that lays it on. */
export interface Obligation {
  readonly kind: ObligationKind;
  readonly rule: string;
  readonly source: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** A quantity that an allow holds against the cap of a clause, until it is used, released or runs out. */
export type Reservation = {
  readonly consent: string;
  readonly clause: string;
  readonly unit: QuantityUnit;
  readonly amount: number;
};

/** The answer to one check, with everything that explains it. */
export interface Decision {
  readonly outcome: Outcome;
  readonly reasons: readonly Reason[];
  /** What no single live consent covers, as disjoint boxes in a fixed order; empty with an allow. */
  readonly missing: readonly Box[];
  /**
   * With a missing scope: what would be covered if one dimension were other than asked ("the episode is; the trailer is
   * not"), each as a box of the use with that dimension replaced.
   */
  readonly nearest: readonly Box[];
  /** Empty with a deny. */
  readonly obligations: readonly Obligation[];
  /**
   * The kinds of approval that would turn `needs_approval` into an allow, once each. With a deny they are those that will
   * be asked for besides: an approval never takes the place of what is denied for.
   */
  readonly approvalsMissing: readonly ApprovalKind[];
  /** The approvals and exemption claims that it rests on. */
  readonly approvals: readonly string[];
  readonly claims: readonly string[];
  /** What an allow holds against caps. */
  readonly reserved: readonly Reservation[];
  /** The consents an allow rests on, or a withdrawal concerned, with the version that was read. */
  readonly reliedOn: readonly {
    readonly consent: string;
    readonly version: number;
    /** How it was signed; not of consents from before levels were recorded. */
    readonly signature?: { readonly method: SignatureMethod; readonly level: SignatureLevel };
  }[];
  readonly engine: string;
  readonly vocabulary: string;
  readonly packs: readonly string[];
  readonly validUntil: Instant;
}

/** The reason codes of `words.json`. */
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
  | 'BACKGROUND_SCOPE'
  | 'TRAINING_NOT_GRANTED'
  | 'NO_CREATION_CONSENT'
  | 'NO_CONSENT'
  | 'CONTENT_UNDECLARED'
  | 'TOO_COMPLEX'
  | 'INVALID_FORM'
  | 'NOT_SPECIFIC'
  | 'UNENFORCEABLE'
  | 'NO_AUTHORITY'
  | 'NOTICE_SHORT'
  | 'NO_BUSINESS_REASON'
  | 'NOT_INFORMED'
  | 'AGE_OF_MAJORITY'
  | 'TERM_CAP'
  | 'SIGNATURE_MISSING'
  | 'RECORD_INVALID'
  | 'STRIKE'
  | 'DISPUTED'
  | 'WITHDRAWAL_DISPUTED'
  | 'POST_MORTEM'
  | 'QUOTA'
  | 'TOOL_UNATTESTED'
  | 'TOOL_TRAINS'
  | 'PROCESSING_REGION'
  | 'APPROVAL_MISSING'
  | 'LEGAL_REVIEW_MISSING'
  | 'UNION_STEP_MISSING'
  | 'ESTATE_MISSING'
  | 'CLEARANCE_MISSING'
  | 'ESCALATE'
  | 'LEGAL_JUDGMENT'
  | 'CLAIM_UNREVIEWED'
  | 'ABSOLUTE_MINOR_SEXUAL'
  | 'ABSOLUTE_EXPLICIT'
  | 'ABSOLUTE_TOOL'
  | 'ABSOLUTE_BIOMETRIC'
  | 'EXEMPT';
