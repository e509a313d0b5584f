/** One open transaction: everything that a request reads before it writes, and everything it writes. */
import type pg from 'pg';
import type { Instant } from '#consent';
import { appendEntries, type AppendedEntry, type Writing } from './append.js';
import { guardsOf, readPerson, rightsOf, stillActs } from './askers.js';
import type { ActingParty, Person } from './askers.js';
import type { CheckQuestion } from './check-facts.js';
import { lookUpChecks, lookUpPast, recordChecks, replayCheck } from './checks.js';
import type { CheckHandlers, CheckResult, DecidedFacts, LookedUp, Replay } from './checks.js';
import { nowOf, type Clock } from './clock.js';
import { insertDeliveries, readMailAbout } from './deliveries.js';
import type { MailState, NewDelivery } from './deliveries.js';
import { Desk } from './desk.js';
import * as disclosures from './disclosures.js';
import type { EntryType, NewEntry } from './entry-types.js';
import { Erasures } from './erasing.js';
import { ReadBehind } from './errors.js';
import { Factors } from './factors.js';
import { rememberAnswer, reserveKey } from './idempotency.js';
import type { IdempotencyKey, RememberedAnswer, Reservation } from './idempotency.js';
import { findKey, readKey } from './keys.js';
import { queueFor, runsOf } from './lock-order.js';
import { readOpenReplacement } from './majority.js';
import { readPart, readParticipants } from './parts.js';
import * as people from './people.js';
import type { Addressee } from './people.js';
import { EntriesWithin } from './log.js';
import { drawPoints, type Allowance, type Drawn } from './points.js';
import { findRow } from './project.js';
import { openedBy, subjectsOf } from './projections.js';
import { RecallsWithin } from './recalls.js';
import { Reminders } from './reminders.js';
import type {
  ApprovalRow,
  AuthorityRow,
  DisclosureRow,
  KeyRow,
  ParticipationRow,
  PerformerRow,
  ProjectionRows,
} from './rows.js';
import { ENTRIES_CHANNEL } from './sequence.js';
import { Sessions } from './sessions.js';
import { SignProofs } from './sign-proofs.js';
import { recordViews } from './views.js';
import type { NewView } from './views.js';
import { SignOns } from './sign-ons.js';
import * as unions from './unions.js';
import { UsageWithin } from './usage.js';
import type { MembershipRow } from './union-rows.js';
import { WebhooksWithin } from './webhook-messages.js';

/** The tables whose rows are found by an id of their own. */
type FoundTable = {
  [T in keyof ProjectionRows]: 'id' extends keyof ProjectionRows[T] ? T : never;
}[keyof ProjectionRows];

/** One open transaction. Everything a request writes goes through it. */
export class Tx {
  /** What proves people's factors. */
  readonly factors: Factors;
  /** The sessions of people. */
  readonly sessions: Sessions;
  /** Sign-ons by organizations' providers of identities. */
  readonly signOns: SignOns;
  /** Who wants no more reminders. */
  readonly reminders: Reminders;
  /** What requests are signed with. */
  readonly signProofs: SignProofs;
  /** Where organizations have events sent to. */
  readonly webhooks: WebhooksWithin;
  /** Recalls, and who relied on what; what unions read; what was allowed, and what became of it. */
  readonly recalls: RecallsWithin;
  readonly desk: Desk;
  readonly usage: UsageWithin;
  /** Entries of the log, those that it has appended included. */
  readonly entries: EntriesWithin;
  /** Who is erased, and what goes with them. */
  readonly erasures: Erasures;
  private readonly client: pg.ClientBase;
  private readonly held = new Set<string>();
  private newest: string | null = null;
  private instant: Instant | null = null;
  private party: ActingParty | null = null;

  constructor(
    private readonly writing: Writing,
    private readonly clock: Clock,
    private readonly spoken: string | null = null,
  ) {
    const { client, keyring } = writing;
    this.client = client;
    this.factors = new Factors(client);
    this.sessions = new Sessions(client);
    this.signOns = new SignOns(client);
    this.reminders = new Reminders(client);
    this.signProofs = new SignProofs(client);
    this.webhooks = new WebhooksWithin(client);
    this.desk = new Desk(client);
    this.usage = new UsageWithin(client);
    this.entries = new EntriesWithin(client, keyring);
    this.erasures = new Erasures(client, keyring);
    this.recalls = new RecallsWithin(client);
  }

  /**
   * Says in whose right this transaction acts, as it was read outside. `lock` holds what that right hangs on, and where it
   * was taken away meanwhile the work runs again, as after any lost race: read the party anew then.
   */
  actAs(party: ActingParty): void {
    this.party = party;
  }

  /** A person as they are now; see `Askers.person`. */
  person(user: string, email: string): Promise<Person> {
    return readPerson(this.client, this.clock, { user, email });
  }

  /** A key as it is now; see `Askers.key`. */
  key(hash: string): Promise<KeyRow | null> {
    return readKey(this.client, this.clock, hash);
  }

  /** The same whatever became of it, for who found its secret. */
  keyAtAll(hash: string): Promise<KeyRow | null> {
    return findKey(this.client, hash);
  }

  /**
   * Takes the version rows of these subjects for this transaction, creating missing ones, and raises their versions:
   * until it ends nobody else changes them and no check about them runs. Subjects are ids of performers, requests,
   * productions, organizations, keys and tools, and what has no id: `suspensions` (every strike), `used:perf_…` (what is
   * held and used of her caps), `user:…` (what is one person's, whatever the profile) and `addresses:org_…` (whom it has invited). In the order of
   * their bytes, so call it once with all of them. What is read before may be stale; read after.
   */
  async lock(subjects: readonly string[]): Promise<void> {
    if (this.instant !== null)
      throw new Error('lock before asking for the instant: it must not be earlier than a wait');
    const shared = this.party === null ? [] : guardsOf(this.party).filter((guard) => !subjects.includes(guard));
    await queueFor(this.client, subjects, shared);
    // One after the other in id order, also where what is shared lies between what is changed.
    for (const run of runsOf(subjects, shared)) {
      if (run.isShared) await this.share(run.subjects);
      else await this.open(run.subjects);
    }
    for (const subject of subjects) this.held.add(subject);
    if (this.party !== null && !(await stillActs(this.client, this.clock, this.party)))
      throw new ReadBehind('whoever acts was removed, or their key or authority ended, while this waited');
  }

  /**
   * Holds these subjects as they are until this transaction ends: who would change them waits, who reads them does not. So
   * what is read after it is all that was recorded of them by `at`, and whatever comes is no earlier. Call it once, before `at`.
   */
  async hold(subjects: readonly string[]): Promise<void> {
    if (this.instant !== null)
      throw new Error('hold before asking for the instant: it must not be earlier than a wait');
    await queueFor(this.client, [], subjects);
    await this.share(subjects);
  }

  /** The clock as it stands, to look at something before a lock. What is recorded is of the instant of `at`. */
  now(): Promise<Instant> {
    return nowOf(this.client, this.clock);
  }

  /** The instant of this transaction: the database's clock, read once, at the first call. Call it after `lock`. */
  async at(): Promise<Instant> {
    this.instant ??= await this.now();
    return this.instant;
  }

  /** Appends entries, in this order, with their payloads and projections. Their subjects must be locked. */
  async append(entries: readonly NewEntry[]): Promise<AppendedEntry[]> {
    for (const entry of entries) this.requireLocks(entry);
    await this.open(entries.flatMap(openedBy));
    const appended = await appendEntries(this.writing, await this.at(), entries);
    await this.client.query('SELECT pg_notify($1, $2)', [ENTRIES_CHANNEL, '']);
    this.newest = appended.at(-1)?.id ?? this.newest;
    return appended;
  }

  /**
   * Records who looked at what, and returns how many entries that made: none of a look at one's own record. `user` is who
   * looks, `null` for a machine. It needs no lock and waits for nobody.
   */
  async viewed(views: readonly NewView[], user: string | null): Promise<number> {
    return recordViews(this.writing, await this.at(), views, user);
  }

  /** Records what must be sent because of this transaction; the rows commit with it. Returns their ids. */
  deliver(deliveries: readonly NewDelivery[]): Promise<string[]> {
    return insertDeliveries(this.client, deliveries, this.spoken);
  }

  /** How the newest mail about this fares; `null` where none was made. */
  mailAbout(id: string): Promise<MailState | null> {
    return readMailAbout(this.client, id);
  }

  /**
   * Takes an idempotency key until this transaction ends; anything but `fresh` means that the work is not to be done.
   * After `fresh`, `rememberAnswer` before the end. A crash leaves nothing behind.
   */
  async reserve(key: IdempotencyKey): Promise<Reservation> {
    return reserveKey(this.client, this.clock, key, this.party);
  }

  /** Keeps the answer of a `fresh` reservation for 24 hours; `null` remembers that it must never be told again. */
  async rememberAnswer(key: IdempotencyKey, answer: RememberedAnswer | null): Promise<void> {
    return rememberAnswer(this.client, key, answer, await rightsOf(this.client, this.clock, this.party));
  }

  /** The id of the last entry that this transaction has appended, views apart; `null` before the first. */
  get newestEntry(): string | null {
    return this.newest;
  }

  /** Records and signs decisions; see `CheckHandlers`. */
  async checks<Q extends CheckQuestion, F extends DecidedFacts>(
    questions: readonly Q[],
    by: CheckHandlers<Q, F>,
  ): Promise<CheckResult<F>[]> {
    const results = await recordChecks(this.writing, this.clock, questions, by);
    for (const result of results) if (result.kind === 'decided') this.newest = result.entry.id;
    return results;
  }

  /**
   * What `checks` would give to `decide`, with nothing recorded. As of a past instant: what was recorded and could be seen
   * then, for who may still ask now.
   */
  async lookUp(question: CheckQuestion, asOf?: Instant): Promise<LookedUp> {
    if (asOf !== undefined) return lookUpPast(this.writing, this.clock, question, asOf);
    const [found = null] = await this.lookUpAll([question]);
    if (found === null) throw new Error('a question was lost');
    return found;
  }

  /** A recorded decision with what it was decided on, to be decided again; `null` for an id that is no decision's. */
  replay(decision: string): Promise<Replay | null> {
    return replayCheck(this.writing, decision);
  }

  /** The same for several questions at one instant, in their order: for searches. */
  lookUpAll(questions: readonly CheckQuestion[]): Promise<LookedUp[]> {
    return lookUpChecks(this.client, this.clock, questions);
  }

  /** The row with this id as the projections keep it, or `null`. It does not lock: `lock` first. */
  find<K extends FoundTable>(table: K, id: string): Promise<ProjectionRows[K] | null> {
    // Each of these tables has the one key column `id`, a text.
    return findRow<K>(this.client, table, { id } as unknown as Partial<ProjectionRows[K]>);
  }

  /** The same for a row that is known to be there: nothing is ever deleted, so its absence is a fault of ours. */
  async get<K extends FoundTable>(table: K, id: string): Promise<ProjectionRows[K]> {
    const row = await this.find(table, id);
    if (row === null) throw new Error(`\`${id}\` is gone from ${table} within its own transaction`);
    return row;
  }

  /** All profiles of the person that this one is of, itself included; itself alone while nobody has claimed it. */
  profilesOf(performer: string): Promise<string[]> {
    return people.readProfilesOf(this.client, performer);
  }

  /** The part that an organization takes in a production or in one above it: accepted and not ended, else `null`. */
  partIn(production: string, organization: string): Promise<ParticipationRow | null> {
    return readPart(this.client, production, organization);
  }

  /** The organizations with this part in a production or in one above it. */
  participants(production: string, role: ParticipationRow['role']): Promise<string[]> {
    return readParticipants(this.client, production, role);
  }

  /** A request to this performer that waits for her signature to replace this consent. */
  openReplacement(performer: string, consent: string): Promise<string | null> {
    return readOpenReplacement(this.client, performer, consent);
  }

  /** Whether an organization that this person is a member of takes part in a production or in one above it. */
  takesPart(production: string, user: string): Promise<boolean> {
    return people.readTakesPart(this.client, production, user);
  }

  /** Whether anything was ever signed by or for her on this profile. */
  hasSigned(performer: string): Promise<boolean> {
    return people.readHasSigned(this.client, performer);
  }

  /** The unions that a performer is a member of: that her profile names, and that call her address a member's. */
  unionsOf(performer: string): Promise<string[]> {
    return unions.readUnionsOf(this.client, performer);
  }

  /** The unions whose agreements a production is under. */
  unionsUnder(production: string): Promise<string[]> {
    return unions.readUnionsUnder(this.client, production);
  }

  /** What this union states now of an address, in lower case; `null` where it states nothing. */
  membershipOf(union: string, email: string): Promise<MembershipRow | null> {
    return unions.readMembership(this.client, union, email);
  }

  /** Who was ever recorded as acting for a performer, the latest first. */
  authoritiesOver(performer: string): Promise<AuthorityRow[]> {
    return people.readAuthoritiesOver(this.client, performer);
  }

  /** Every disclosure of one use of one performer in one production, the latest first. */
  disclosuresOf(of: disclosures.UseOf): Promise<DisclosureRow[]> {
    return disclosures.readDisclosures(this.client, of);
  }

  /** What was answered to a disclosure, the latest first. */
  approvalsOf(disclosure: string): Promise<ApprovalRow[]> {
    return disclosures.readApprovals(this.client, disclosure);
  }

  /** Every yes to one use of one performer in one production that nobody has taken back, run out or not. */
  yesesTo(of: disclosures.UseOf): Promise<ApprovalRow[]> {
    return disclosures.readYeses(this.client, of);
  }

  /** Whether this person is a member of the organization now, also once their name and address are erased. */
  async isMember(organization: string, user: string): Promise<boolean> {
    const row = await findRow(this.client, 'members', { organization, user });
    return row !== null && row.removedAt === null;
  }

  /** Whether somebody else administers an organization, also once their name and address are erased. */
  isAdministeredBeside(organization: string, user: string): Promise<boolean> {
    return people.readIsAdministeredBeside(this.client, organization, user);
  }

  /** Whether two actors are one person, as far as it can be known; a key is nobody's. */
  isOnePerson(one: string, other: string): Promise<boolean> {
    return people.readIsOnePerson(this.client, [one, other]);
  }

  /** The members of an organization to whom mail about it goes: those whose address is not erased. */
  addresses(organization: string): Promise<Addressee[]> {
    return people.readAddresses(this.client, organization);
  }

  /** The same of its administrators alone. */
  administrators(organization: string): Promise<Addressee[]> {
    return people.readAdministrators(this.client, organization);
  }

  /** The same of every union that a performer is a member of. */
  unionAddresses(performer: string): Promise<(Addressee & { readonly organization: string })[]> {
    return unions.readUnionAddresses(this.client, performer);
  }

  /** What the people of an organization are called, by their ids, those who have left included. */
  memberNames(organization: string): Promise<ReadonlyMap<string, string>> {
    return people.readMemberNames(this.client, organization);
  }

  /** The profile that this organization made for this address, in lower case; `null` when it made none. */
  performerOf(organization: string, email: string): Promise<PerformerRow | null> {
    return people.readProfile(this.client, organization, email);
  }

  /** Draws points that count when this transaction commits; whoever draws from the same account waits for that. */
  draw(account: string, points: number, allowance: Allowance): Promise<Drawn> {
    return drawPoints(this.client, account, points, allowance);
  }

  private async share(subjects: readonly string[]): Promise<void> {
    await this.client.query('SELECT FROM versions WHERE subject = ANY ($1) ORDER BY subject FOR SHARE', [subjects]);
  }

  private async open(subjects: readonly string[]): Promise<void> {
    if (subjects.length === 0) return;
    await this.client.query(
      `INSERT INTO versions (subject) SELECT subject FROM unnest($1::text[]) AS input (subject)
       GROUP BY subject ORDER BY subject COLLATE "C"
       ON CONFLICT (subject) DO UPDATE SET version = versions.version + 1`,
      [subjects],
    );
  }

  private requireLocks(entry: NewEntry): void {
    const type: EntryType = entry.type;
    if (type === 'decision.made') throw new Error('a decision is recorded by `checks`');
    const missing = subjectsOf(entry).find((subject) => !this.held.has(subject));
    if (missing !== undefined) throw new Error(`an entry of type ${type} needs \`${missing}\` locked`);
  }
}
