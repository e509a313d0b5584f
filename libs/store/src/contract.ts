import type { Box, ConsentRecord, Instant, Outcome, Records, RequestRecord } from '#consent';
import type {
  EntryType,
  JsonObject,
  MemberRole,
  NewEntry,
  OrganizationKind,
  ParticipationRole,
  ProductionKind,
  Refs,
} from './entry-types.js';

/** How a store is opened. */
export interface StoreOptions {
  readonly connectionString: string;
  /** What `at` is, given the database's clock. For scenario runs and tests; by default the database's clock itself. */
  readonly clock?: (databaseNow: Instant) => Instant;
  /** Connections kept at most, default 10. */
  readonly poolSize?: number;
  /** How long one statement may run, default 10,000. */
  readonly statementTimeoutMs?: number;
  /** How long to wait for a free or new connection before `DatabaseUnavailable`, default 5,000. */
  readonly connectTimeoutMs?: number;
}

export interface Store {
  /**
   * Runs `work` in one transaction and returns what it returns, after the commit is durable. A serialization failure
   * or a deadlock runs it again, at most 5 times in all, so `work` must have no effect outside `tx`.
   * Throwing rolls back; returning commits.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** `transaction` around `tx.checks`: the hot path. Falls back to one by one when a batch as a whole cannot be stored. */
  checks<Q extends CheckQuestion, F extends DecidedFacts>(
    questions: readonly Q[],
    by: CheckHandlers<Q, F>,
  ): Promise<CheckResult<F>[]>;
  /** Everything read from the log: the tree, the entries, the receipts. */
  readonly log: Log;
  /** What must be sent. */
  readonly deliveries: Deliveries;
  /** Captured mail, sealed documents, sign codes: the operational tables. */
  readonly mailbox: Mailbox;
  readonly documents: Documents;
  /**
   * Integrates up to `limit` entries that are not in the tree yet, in one transaction, and signs the new checkpoint:
   * `note` gets origin-free facts and answers the whole signed note. Returns how many entries were integrated.
   * Two at once are safe (the second waits); killed at any instant it loses, duplicates and reorders nothing.
   */
  sequence(limit: number, note: (tree: { size: number; root: Uint8Array }) => Promise<string>): Promise<number>;
  /**
   * Calls `wake` for every notification on a channel, and once after each (re)connection, since some may have been
   * missed. Reconnects by itself. Channels: `entries` (something to sequence), `deliveries` (something to send).
   */
  listen(channel: 'entries' | 'deliveries', wake: () => void): Promise<{ close(): Promise<void> }>;
  /** Who is asking: what the application's hook needs to know of a person or a key, each by one read. */
  readonly askers: Askers;
  /**
   * The pool that better-auth works with (its tables are in the schema `auth`). Opaque here: only the store knows the
   * driver. Its errors are the store's: an unreachable database throws `DatabaseUnavailable`.
   */
  readonly authPool: AuthPool;
  /** Deletes what has outlived its retention (idempotency keys of 24 h, sign codes, sessions of them); returns counts. */
  sweep(): Promise<{ idempotencyKeys: number; signCodes: number }>;
  /** Resolves when the database answers; throws `DatabaseUnavailable` otherwise. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** One open transaction. Everything a request writes goes through it. */
export interface Tx {
  /**
   * Takes the version rows of these subjects (ids of performers, requests, productions, organizations, keys) for this
   * transaction, creating missing ones, and raises their versions: until it ends nobody else changes them and no check
   * about them runs. In id order, so call it once with all of them. What is read before may be stale; read after.
   */
  lock(subjects: readonly string[]): Promise<void>;
  /** The instant of this transaction: the database's clock, read once, at the first call. Call it after `lock`. */
  at(): Promise<Instant>;
  /** Appends entries, in this order, with their payloads and projections. */
  append(entries: readonly NewEntry[]): Promise<AppendedEntry[]>;
  /** Records what must be sent because of this transaction; the rows commit with it. Returns their ids. */
  deliver(deliveries: readonly NewDelivery[]): Promise<string[]>;
  /**
   * Takes an idempotency key for this transaction. `in_flight`: another holds it now. `replay`: the remembered answer.
   * `other_body`: used before with another body. `superseded`: it is a check's answer that is no longer current.
   * `fresh`: go on, and `rememberAnswer` before the end (a crash leaves nothing behind).
   */
  reserve(key: IdempotencyKey): Promise<Reservation>;
  /** Keeps the answer of a `fresh` reservation for 24 hours. `answer: null` remembers that it must never be replayed. */
  rememberAnswer(key: IdempotencyKey, answer: RememberedAnswer | null): Promise<void>;
  /** Records and signs decisions; see `CheckHandlers`. */
  checks<Q extends CheckQuestion, F extends DecidedFacts>(
    questions: readonly Q[],
    by: CheckHandlers<Q, F>,
  ): Promise<CheckResult<F>[]>;
  /** The part that an organization takes in a production or in one above it: accepted and not ended, else `null`. */
  partIn(production: string, organization: string): Promise<ParticipationRow | null>;
  /** The members of an organization to whom mail about it goes: those whose address is not erased. */
  addresses(organization: string): Promise<{ user: string; name: string; email: string }[]>;
  /** The profile that this organization made for this address, in lower case; `null` when it made none. */
  performerOf(organization: string, email: string): Promise<PerformerRow | null>;
  /** The organizations, productions and uses of every `allow` that lists this consent, expired ones included, each once. */
  reliedOn(consent: string): Promise<{ organization: string; production: string; use: JsonObject }[]>;
  /** What `checks` would give to `decide`, with nothing recorded: for answers as of a past instant. */
  lookUp(question: CheckQuestion): Promise<CheckGiven | 'key_invalid' | 'production_unknown'>;
  /** Current rows by id, as projections keep them; `null` when there is none. They do not lock: `lock` first. */
  find<K extends keyof ProjectionRows>(table: K, id: string): Promise<ProjectionRows[K] | null>;
  /** Replaces the one code that may sign this request in this session; returns nothing, the code is the caller's. */
  keepSignCode(code: {
    request: string;
    user: string;
    codeHash: Uint8Array;
    context: JsonObject;
    expiresAt: Instant;
  }): Promise<void>;
  /** Spends a code: its context when it is right and in time, else why not. Five wrong attempts spend it too. */
  spendSignCode(code: {
    request: string;
    user: string;
    codeHash: Uint8Array;
  }): Promise<JsonObject | 'wrong' | 'expired' | 'none'>;
}

export interface Askers {
  /** Memberships, and profiles: claimed ones, and those invited to this address that nobody has claimed yet. */
  person(
    user: string,
    email: string,
  ): Promise<{
    readonly memberships: readonly { organization: string; kind: OrganizationKind; name: string; role: MemberRole }[];
    readonly claimed: readonly string[];
    readonly unclaimed: readonly string[];
  }>;
  /** A key by the hash that better-auth keeps of it; `null` when it is unknown, disabled, expired or revoked. */
  key(hash: string): Promise<KeyRow | null>;
}

/** A `pg` pool, as better-auth takes it for `database`. */
export type AuthPool = object;

export interface AppendedEntry {
  readonly id: string;
  readonly serial: bigint;
  readonly type: EntryType;
  readonly at: Instant;
  readonly refs: Refs;
  readonly leafId: string;
  readonly evidenceSalt: Uint8Array;
  readonly evidenceDigest: Uint8Array;
  readonly personalSalt: Uint8Array;
  readonly personalDigest: Uint8Array;
  readonly leafHash: Uint8Array;
}

/** One check to be decided and recorded. Carry whatever `decide` needs in further fields of your own type. */
export interface CheckQuestion {
  /** By API key: the hash as better-auth stores it, verified inside the transaction. Or a person, verified by you. */
  readonly asker: { readonly keyHash: string } | { readonly organization: string; readonly actor: string };
  /** `null` claims that no identifiable performer is concerned. */
  readonly performer: string | null;
  readonly production: string;
  /** Further ids that `decide` wants paths for in `records.productionPaths`: none are needed for the use's own. */
  readonly mentions?: readonly string[];
}

export interface CheckHandlers<Q extends CheckQuestion, F extends DecidedFacts> {
  /**
   * Pure, called once per question in order, with what the asker may know. Anyone without a relation to the performer
   * gets the records of an unknown one. A throw fails this question alone.
   */
  decide(question: Q, given: CheckGiven): F;
  /** Signs the head of the batch: a compact JWS over this root and size. One call per transaction. */
  sign(head: { root: Uint8Array; size: number; at: Instant }): string | Promise<string>;
}

export interface CheckGiven {
  /** `chk_…`, the decision's id. */
  readonly id: string;
  readonly at: Instant;
  /** `scopes` are the key's; `null` for a person. Whether they reach is for `decide` to say, by a throw. */
  readonly asker: { readonly organization: string; readonly actor: string; readonly scopes: readonly string[] | null };
  readonly records: Records;
}

/** What `decide` answers: the entry's facts. `evidence` is what receipts show; see `decision.made`. */
export interface DecidedFacts {
  readonly evidence: EntryFactsOfDecision;
  readonly personal: JsonObject | null;
}
type EntryFactsOfDecision = NewEntry<'decision.made'>['evidence'];

export type CheckResult<F extends DecidedFacts> =
  | {
      readonly kind: 'decided';
      readonly id: string;
      readonly facts: F;
      readonly entry: AppendedEntry;
      /** Where the entry's leaf is in its batch, the path to its head (from the leaf up), and the signed head. */
      readonly batch: { readonly index: number; readonly path: readonly Uint8Array[]; readonly head: string };
      /** What a replay of this answer must find unchanged; give it to `rememberAnswer`. */
      readonly current: CheckCurrency;
    }
  /** The key is unknown, disabled, expired or revoked. */
  | { readonly kind: 'key_invalid' }
  /** The production does not exist or the asker has no part in it: one answer for both. */
  | { readonly kind: 'production_unknown' }
  | { readonly kind: 'failed'; readonly error: unknown };

/** The performer's version that a decision was made on, and until when it holds. */
export interface CheckCurrency {
  readonly performer: string | null;
  readonly version: number;
  readonly validUntil: Instant;
}

export interface IdempotencyKey {
  /** Who asks: `user:…` or `key_…` or a key's hash. */
  readonly principal: string;
  /** Method and route template, e.g. `POST /v1/requests/:id/send`. */
  readonly route: string;
  readonly key: string;
  /** SHA-256 of the body and of the path's parameters. */
  readonly bodyHash: Uint8Array;
}

export interface RememberedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** For answers to checks: what must still be so for a replay. Empty otherwise. */
  readonly current: readonly CheckCurrency[];
}

export type Reservation =
  | { readonly kind: 'fresh' }
  | { readonly kind: 'in_flight' }
  | { readonly kind: 'other_body' }
  | { readonly kind: 'superseded' }
  /** The first answer held a secret, which is never told twice. */
  | { readonly kind: 'not_replayable' }
  | { readonly kind: 'replay'; readonly answer: RememberedAnswer };

export interface NewDelivery {
  /** What the worker does: a queue job of this name. */
  readonly kind: 'mail' | 'certificate' | 'webhook';
  /** What it needs; holds addresses, so it is forgotten after delivery. */
  readonly payload: JsonObject;
  readonly dueAt?: Instant;
}

export interface Delivery {
  /** `del_…`, the same at every attempt: receivers drop what they have seen. */
  readonly id: string;
  readonly kind: NewDelivery['kind'];
  readonly payload: JsonObject;
  /** Attempts that failed so far. */
  readonly attempts: number;
  readonly createdAt: Instant;
}

/**
 * The row is the truth, the queue only carries. States: `due` -> `queued` (claimed for the queue) -> `delivered`, or back to `due` later
 * after a failure, or `given_up`.
 */
export interface Deliveries {
  /** Marks up to `limit` due rows as queued and returns them. Two relays never get the same one. */
  claim(limit: number): Promise<Delivery[]>;
  /** The delivery while it still is to be made, else `null` (then the job has nothing to do). */
  find(id: string): Promise<Delivery | null>;
  delivered(id: string): Promise<void>;
  /** `retryAt: null` gives up. `reason` is for the operator: no secret, no personal data. */
  failed(id: string, failure: { reason: string; retryAt: Instant | null }): Promise<void>;
  /** Makes rows due again that were queued longer ago than this and neither delivered nor failed; returns the count. */
  requeueOrphans(olderThanMs: number): Promise<number>;
}

export interface Mailbox {
  capture(mail: {
    id: string;
    to: string;
    subject: string;
    text: string;
    html: string | null;
    attachments: JsonObject;
  }): Promise<void>;
  list(limit: number): Promise<CapturedMail[]>;
  find(id: string): Promise<CapturedMail | null>;
}
export interface CapturedMail {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  readonly attachments: JsonObject;
  readonly capturedAt: Instant;
}

export interface Documents {
  /** Keeps the bytes once per content hash and kind; a second time returns the first one's id. */
  keep(document: {
    kind: 'certificate';
    contentHash: Uint8Array;
    refs: Partial<Refs>;
    mediaType: string;
    bytes: Uint8Array;
  }): Promise<{ id: string; isNew: boolean }>;
  find(id: string): Promise<StoredDocument | null>;
  /** The newest of this kind about this consent. */
  ofConsent(consent: string, kind: 'certificate'): Promise<StoredDocument | null>;
}
export interface StoredDocument {
  readonly id: string;
  readonly kind: string;
  readonly contentHash: Uint8Array;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly madeAt: Instant;
}

/** The log as it is read: the tree as far as it is sequenced, and entries whether sequenced or not. */
export interface Log {
  /** The newest signed checkpoint; `null` before the first. */
  checkpoint(): Promise<Checkpoint | null>;
  /** Hashes `[from, until)` of a tile level: 0 are leaf hashes, 1 the roots of full tiles of 256 leaves, and so on. */
  tileHashes(level: number, from: number, until: number): Promise<Uint8Array[]>;
  /** The leaf bytes `[from, until)`, for entry bundles. */
  leaves(from: number, until: number): Promise<Uint8Array[]>;
  /** The index of a leaf by its hash or by its entry's id; `null` while it is unknown or not sequenced. */
  indexOf(what: { leafHash: Uint8Array } | { entry: string }): Promise<number | null>;
  entry(id: string): Promise<StoredEntry | null>;
  /** The entries of a consent, from giving to its last change, in order. */
  entriesOf(of: { consent: string }): Promise<StoredEntry[]>;
  /** The receipt parts of a decision, while its log proof is fetched apart. */
  receipt(decision: string): Promise<ReceiptParts | null>;
  /** Entries with leaf indexes from `from` on, in index order, that concern what this viewer may see. */
  events(viewer: Viewer, from: number, limit: number): Promise<{ items: StoredEntry[]; next: number }>;
}

export interface Checkpoint {
  readonly size: number;
  readonly root: Uint8Array;
  readonly note: string;
  readonly at: Instant;
}

export interface StoredEntry {
  readonly id: string;
  readonly serial: bigint;
  readonly type: EntryType;
  readonly at: Instant;
  readonly refs: Refs;
  readonly evidence: JsonObject;
  readonly evidenceSalt: Uint8Array;
  readonly personal: JsonObject | null;
  readonly personalSalt: Uint8Array;
  readonly personalDigest: Uint8Array;
  readonly leafId: string;
  readonly leafHash: Uint8Array;
  /** `null` while it is not sequenced. */
  readonly leafIndex: number | null;
}

export interface ReceiptParts {
  readonly entry: StoredEntry;
  readonly batch: { readonly index: number; readonly path: readonly Uint8Array[]; readonly head: string };
}

/** On whose behalf rows are read: an organization that takes part, or a person who claimed performer profiles. */
export type Viewer = { readonly organization: string } | { readonly user: string };

export interface Page<T> {
  readonly items: readonly T[];
  /** Give it back as `cursor` for what follows; `null` at the end. */
  readonly next: string | null;
}
export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string;
}

/** Rows as the projections keep them, by table. `find` and the lists return these. */
export interface ProjectionRows {
  organizations: OrganizationRow;
  productions: ProductionRow;
  participations: ParticipationRow;
  performers: PerformerRow;
  requests: RequestRow;
  consents: ConsentRow;
  standing_instructions: InstructionRow;
  decisions: DecisionRow;
  keys: KeyRow;
}
export interface OrganizationRow {
  id: string;
  kind: OrganizationKind;
  name: string;
  createdAt: Instant;
}
export interface MemberRow {
  organization: string;
  user: string;
  role: MemberRole;
  name: string | null;
  email: string | null;
  addedAt: Instant;
}
export interface ProductionRow {
  id: string;
  organization: string;
  parent: string | null;
  root: string;
  path: string[];
  kind: ProductionKind;
  title: string;
  createdAt: Instant;
}
export interface ParticipationRow {
  id: string;
  production: string;
  organization: string | null;
  role: ParticipationRole;
  email: string | null;
  state: 'invited' | 'accepted' | 'ended';
  invitedAt: Instant;
  acceptedAt: Instant | null;
  endedAt: Instant | null;
}
export interface PerformerRow {
  id: string;
  organization: string;
  user: string | null;
  name: string | null;
  email: string | null;
  invitedAt: Instant;
  claimedAt: Instant | null;
}
export interface RequestRow {
  id: string;
  organization: string;
  production: string;
  performer: string;
  state: RequestRecord['state'];
  version: number;
  record: RequestRecord;
  createdAt: Instant;
  sentAt: Instant | null;
}
export interface ConsentRow {
  id: string;
  organization: string;
  request: string;
  production: string;
  performer: string;
  version: number;
  record: ConsentRecord;
  givenAt: Instant;
}
export interface InstructionRow {
  id: string;
  performer: string;
  box: Box;
  from: Instant;
  until: Instant | null;
}
export interface DecisionRow {
  id: string;
  organization: string;
  production: string;
  performer: string | null;
  actor: string;
  outcome: Outcome;
  decidedAt: Instant;
  validUntil: Instant;
  entryId: string;
}
export interface KeyRow {
  id: string;
  organization: string;
  apikey: string;
  name: string;
  scopes: string[];
  issuedAt: Instant;
  revokedAt: Instant | null;
}

/** The lists of the API, newest first, through TypeORM. Injectable from `StoreModule`. */
export interface Reads {
  organizations(of: { user: string }, page: PageRequest): Promise<Page<OrganizationRow>>;
  members(of: { organization: string }, page: PageRequest): Promise<Page<MemberRow>>;
  /** Organization: the nodes it takes part in and all below them. Performer's user: the nodes her requests name. */
  productions(viewer: Viewer, filter: { parent?: string }, page: PageRequest): Promise<Page<ProductionRow>>;
  participations(
    of: { production: string } | { organization: string } | { email: string },
    page: PageRequest,
  ): Promise<Page<ParticipationRow>>;
  performers(of: { organization: string } | { user: string }, page: PageRequest): Promise<Page<PerformerRow>>;
  requests(
    viewer: Viewer,
    filter: { production?: string; performer?: string; state?: string },
    page: PageRequest,
  ): Promise<Page<RequestRow>>;
  consents(
    viewer: Viewer,
    filter: { production?: string; performer?: string },
    page: PageRequest,
  ): Promise<Page<ConsentRow>>;
  decisions(
    viewer: Viewer,
    filter: { production?: string; performer?: string; consent?: string; outcome?: Outcome },
    page: PageRequest,
  ): Promise<Page<DecisionRow>>;
  keys(of: { organization: string }, page: PageRequest): Promise<Page<KeyRow>>;
  /** One row when this viewer may see it, else `null`, whether it exists or not. */
  one<K extends 'productions' | 'performers' | 'requests' | 'consents' | 'decisions'>(
    table: K,
    id: string,
    viewer: Viewer,
  ): Promise<ProjectionRows[K] | null>;
}
