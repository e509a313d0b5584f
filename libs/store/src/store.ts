/** The store: one database, opened once per process. */
import type pg from 'pg';
import { Activity } from './activity.js';
import { Askers } from './askers.js';
import { authPool } from './auth-pool.js';
import type { CheckQuestion } from './check-facts.js';
import type { CheckHandlers, CheckResult, DecidedFacts } from './checks.js';
import { nowOf } from './clock.js';
import type { Clock } from './clock.js';
import { Copies } from './copies.js';
import { Cosignatures } from './cosignatures.js';
import { Deliveries, DELIVERIES_CHANNEL } from './deliveries.js';
import type { NewDelivery } from './deliveries.js';
import { Documents } from './documents.js';
import { destroyEvidence } from './erase.js';
import { DatabaseUnavailable, StatementTimeout, TooContended } from './errors.js';
import { Events } from './events.js';
import { listen } from './listen.js';
import type { Listening } from './listen.js';
import { Keyring, WrongPersonalSecret } from './keyring.js';
import { dueEvidence } from './kept-evidence.js';
import { Log } from './log.js';
import { Mailbox } from './mailbox.js';
import { tellOfAge, type ToldPage } from './majority.js';
import { Points } from './points.js';
import { openPool, settingsFor, withClient } from './pool.js';
import type { PoolSettings } from './pool.js';
import { inTransaction } from './retry.js';
import { ENTRIES_CHANNEL, SEQUENCED_CHANNEL, sequence } from './sequence.js';
import type { SignNote } from './sequence.js';
import { sweep, type Swept } from './sweep.js';
import { Tx } from './transaction.js';
import { Webhooks } from './webhooks.js';

/** How a store is opened. */
export interface StoreOptions {
  readonly connectionString: string;
  /** Seals the keys of persons. Every process on one database has the same, and it is no part of that. */
  readonly personalSecret: string;
  /** What `at` is, given the database's clock. For scenario runs and tests; by default the database's clock itself. */
  readonly clock?: Clock;
  /** Connections kept at most, default 10. */
  readonly poolSize?: number;
  /** How long one statement may run, default 10,000. */
  readonly statementTimeoutMs?: number;
  /** How long to wait for a free or new connection before `DatabaseUnavailable`, default 5,000. */
  readonly connectTimeoutMs?: number;
}

/** A `pg` pool as better-auth takes it: opaque to those who may not know the driver. */
export type AuthPool = object;

/** Opens the store. The schema must have been migrated; connections are made when first used. */
export function openStore(options: StoreOptions): Store {
  return new Store(options);
}

/** The database of a process: everything it keeps, in its own terms. */
export class Store {
  /** Everything read from the log: the tree, the entries, the receipts. */
  readonly log: Log;
  /** What happened in productions, for whom it concerns. */
  readonly events: Events;
  /** What witnesses signed under its checkpoints. */
  readonly cosignatures: Cosignatures;
  /** What must be sent. */
  readonly deliveries: Deliveries;
  /** Events as they are sent to where organizations want them. */
  readonly webhooks: Webhooks;
  /** Mail that was captured instead of sent. */
  readonly mailbox: Mailbox;
  /** Sealed files. */
  readonly documents: Documents;
  /** Who is asking: a person or a key. */
  readonly askers: Askers;
  /** What happened to performers' records. */
  readonly activity: Activity;
  /** Copies of everything that is held of somebody. */
  readonly copies: Copies;
  /** What rate limits count, shared by all processes. */
  readonly points: Points;
  /** The pool that better-auth works with, on its schema. An unreachable database throws `DatabaseUnavailable`. */
  readonly authPool: AuthPool;

  private readonly settings: PoolSettings;
  private readonly clock: Clock;
  private readonly keyring: Keyring;
  /** Whether nobody who was erased is back, as it was found; `null` before anybody looked. */
  private inOrder: Promise<boolean> | null = null;
  private readonly pool: pg.Pool;
  private readonly auth: pg.Pool;

  constructor(options: StoreOptions) {
    const { connectionString, personalSecret, clock = (now) => now, ...own } = options;
    this.clock = clock;
    this.settings = settingsFor(connectionString, 'countersign', own);
    this.pool = openPool(this.settings);
    this.keyring = new Keyring(personalSecret);
    this.log = new Log(this.pool, this.keyring);
    this.events = new Events(this.pool);
    this.cosignatures = new Cosignatures(this.pool);
    this.deliveries = new Deliveries(this.pool);
    this.webhooks = new Webhooks(this.pool, clock);
    this.mailbox = new Mailbox(this.pool);
    this.documents = new Documents(this.pool);
    this.askers = new Askers(this.pool, clock);
    this.activity = new Activity(this.pool, this.keyring);
    this.copies = new Copies(this.pool, this.keyring);
    this.points = new Points(this.pool);
    this.auth = authPool({ ...this.settings, schema: 'auth' });
    this.authPool = this.auth;
  }

  /**
   * Runs `work` in one transaction and returns what it returns, after the commit is durable. A serialization failure,
   * a deadlock or a `ReadBehind` (thrown by `work` too, where a lock shows that it read too early) runs it again, at most 5
   * times in all, so `work` must have no effect outside `tx`.
   * Throwing rolls back; returning commits.
   * @param spoken the language of whoever asks: mail to those whose own is not known speaks it.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>, spoken: string | null = null): Promise<T> {
    return inTransaction(this.pool, (client) => work(new Tx({ client, keyring: this.keyring }, this.clock, spoken)));
  }

  /**
   * `tx.checks` in a transaction of its own: the hot path. No question joins a batch once it is here. What cannot be
   * stored fails alone: the others are recorded one by one.
   */
  async checks<Q extends CheckQuestion, F extends DecidedFacts>(
    questions: readonly Q[],
    by: CheckHandlers<Q, F>,
  ): Promise<CheckResult<F>[]> {
    try {
      return await this.transaction((tx) => tx.checks(questions, by));
    } catch (error) {
      if (isOfEveryone(error)) throw error;
      if (questions.length === 1) return [{ kind: 'failed', error }];
    }
    const results: CheckResult<F>[] = [];
    for (const question of questions) {
      const [result] = await this.checks([question], by);
      if (result === undefined) throw new Error('a check was lost');
      results.push(result);
      if (by.isLast?.(result.kind === 'decided' ? result.facts : null)) break;
    }
    return results;
  }

  /**
   * Integrates up to `limit` entries that are not in the tree yet, in one transaction, with a checkpoint that `note`
   * signs; returns how many. Two at once are safe (the second waits); killed at any instant it loses, duplicates and
   * reorders nothing. An empty log gets a checkpoint of size 0.
   */
  sequence(limit: number, note: SignNote): Promise<number> {
    return inTransaction(this.pool, (client) => sequence(client, limit, note));
  }

  /**
   * Calls `wake` for every notification on a channel, and once after each (re)connection, since some may have been
   * missed. Channels: `entries` (something to sequence), `sequenced` (the tree has grown), `deliveries` (something to send).
   * A hint, not a promise: the hot path sends none, because notifying commits wait for each other; poll as well.
   */
  listen(channel: keyof typeof CHANNELS, wake: () => void): Promise<Listening> {
    return listen(this.settings, CHANNELS[channel], wake);
  }

  /** Deletes up to `limit` rows of each table that holds what is past its use and no entry; returns how many of each. */
  sweep(limit: number): Promise<Swept> {
    return inTransaction(this.pool, async (client) => sweep(client, await nowOf(client, this.clock), limit));
  }

  /**
   * Destroys what is kept of up to `limit` performers who were erased so many years ago, each in a transaction of its own; returns of
   * how many. A hold on one of them keeps it.
   */
  async destroyEvidence(years: number, limit: number): Promise<number> {
    const due = await inTransaction(this.pool, async (client) =>
      dueEvidence(client, await nowOf(client, this.clock), years, limit),
    );
    let count = 0;
    for (const performer of due) if (await this.transaction((tx) => destroyEvidence(tx, performer, years))) count += 1;
    return count;
  }

  /** Tells who has come of age since guardians signed for them, each once, by this mail; returns how many it told. */
  async tellOfAge(mail: (to: string) => NewDelivery): Promise<number> {
    let count = 0;
    for (let after: string | null = ''; after !== null;) {
      const from: string = after;
      const page: ToldPage = await inTransaction(this.pool, async (client) =>
        tellOfAge(client, await nowOf(client, this.clock), { mail, after: from }),
      );
      count += page.told;
      after = page.next;
    }
    return count;
  }

  /**
   * Resolves when the database answers and is migrated; throws `DatabaseUnavailable` otherwise, and `WrongPersonalSecret` where it
   * is sealed under another secret.
   */
  async ping(): Promise<void> {
    try {
      await withClient(this.pool, (client) => this.keyring.unlock(client));
      await this.refuseReturned();
    } catch (error) {
      if (error instanceof DatabaseUnavailable || error instanceof WrongPersonalSecret) throw error;
      throw new DatabaseUnavailable('the database answers and is not migrated; run `npm run migrate`', {
        cause: error,
      });
    }
  }

  /**
   * Throws `DatabaseUnavailable` while the data hold somebody who was erased: nothing of them may be used that older data brought back.
   * Data are older only before a process begins with them, so what was once in order is not looked at again.
   */
  async refuseReturned(): Promise<void> {
    this.inOrder ??= this.transaction(async (tx) => {
      const { users, performers, records } = await tx.erasures.returned();
      return users.length + performers.length + records.length === 0;
    });
    const looking = this.inOrder;
    const isInOrder = await looking.catch((error: unknown) => {
      this.forgetLook(looking);
      throw error;
    });
    if (isInOrder) return;
    this.forgetLook(looking);
    throw new DatabaseUnavailable('the data hold people who were erased; run `countersign erase again` first');
  }

  private forgetLook(looking: Promise<boolean>): void {
    if (this.inOrder === looking) this.inOrder = null;
  }

  /** Waits for what is under way and closes every connection. */
  async close(): Promise<void> {
    await Promise.all([this.pool.end(), this.auth.end()]);
  }
}

const CHANNELS = { entries: ENTRIES_CHANNEL, sequenced: SEQUENCED_CHANNEL, deliveries: DELIVERIES_CHANNEL } as const;

/** Whether an error says nothing about the questions: then asking them one by one would meet it again. */
function isOfEveryone(error: unknown): boolean {
  return error instanceof DatabaseUnavailable || error instanceof TooContended || error instanceof StatementTimeout;
}
