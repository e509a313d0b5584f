/** What must be sent. The row is the truth: it commits with what causes it, and the queue only carries its id. */
import type pg from 'pg';
import type { Instant } from '#consent';
import type { JsonObject } from '#ledger';
import { idFor, newId } from './ids.js';
import { isoOf } from './clock.js';
import { rowsOf } from './pool.js';
import { inTransaction } from './retry.js';

/** Something to send because of a transaction. */
export interface NewDelivery {
  /** What the worker does: a queue job of this name. */
  readonly kind:
    'mail' | 'certificate' | 'key_ending' | 'reminder' | 'suspension' | 'recall' | 'undelivered' | 'webhook';
  /** What it needs; holds addresses, so it is forgotten after delivery. */
  readonly payload: JsonObject;
  readonly dueAt?: Instant;
  /** After so long it is of no use: it is not sent any more, and what it holds is forgotten. INVARIANT: not where it has an `about`. */
  readonly usefulForMinutes?: number;
  /** What it is sent for: a second delivery for the same reason is not made. Left out, every one is its own. */
  readonly once?: string;
  /** Not to be sent after all, and nothing of it is kept; it costs what one that is sent costs. */
  readonly withheld?: true;
  /**
   * A request or participation whose owner is told once when this cannot be delivered, or a recall, in which that is shown.
   * INVARIANT: not of a mail that is
   * withheld for what others sent, for that one never fails: who heard nothing of a dead address would know that they mail it.
   */
  readonly about?: string;
}

/** Something still to be sent. */
export interface Delivery {
  /** `del_…`, the same at every attempt: receivers drop what they have seen. */
  readonly id: string;
  readonly kind: NewDelivery['kind'];
  readonly payload: JsonObject;
  /** Attempts that failed so far. */
  readonly attempts: number;
  readonly createdAt: Instant;
}

/** A delivery that one worker makes, until it has said how that went. */
export interface TakenDelivery extends Delivery {
  /** Which taking this is: whoever took it before has no say any more. */
  readonly taking: string;
}

/** A delivery that is in the queue. */
export interface ClaimedDelivery extends Delivery {
  /** Of whom only so many are made at a time, the narrowest first: the webhook and its organization. */
  readonly shares: readonly string[];
}

/** What waits for nothing of another: that which goes to receivers whom others state, and all the rest. */
export type Lane = 'deliveries' | 'webhooks';

/** Deliveries of one kind in one state. */
export interface DeliveryCount {
  readonly kind: string;
  readonly state: 'due' | 'queued' | 'given_up';
  readonly count: number;
  /** Of these, how many have failed before. */
  readonly failing: number;
  readonly oldestAt: Instant;
}

/** A delivery that nobody tries any more. */
export interface GivenUp {
  readonly id: string;
  readonly kind: string;
  readonly attempts: number;
  readonly reason: string;
  readonly at: Instant;
}

/** How the newest mail about something fares, and since when. */
export interface MailState {
  readonly state: 'sent' | 'waiting' | 'failed';
  readonly since: Instant;
}

/** Where notifications of new deliveries go. */
export const DELIVERIES_CHANNEL = 'countersign_deliveries';

/**
 * Records deliveries in the open transaction, whose commit also wakes the relay. A mail by its name is written in the language of
 * whoever it goes to, or else in that of whoever causes it.
 */
export async function insertDeliveries(
  client: pg.ClientBase,
  deliveries: readonly NewDelivery[],
  spoken: string | null = null,
): Promise<string[]> {
  if (deliveries.length === 0) return [];
  const ids = deliveries.map(({ once }) => (once === undefined ? newId('del') : idFor('del', once)));
  const made = await client.query(
    `INSERT INTO deliveries (id, kind, payload, due_at, state, closed_at, last_failure, about, not_after, kept)
     SELECT id, kind,
       CASE WHEN NOT withheld AND payload ? 'mail' THEN payload || jsonb_build_object('locale', coalesce(
         (SELECT "user".language FROM auth."user" WHERE "user".email = payload ->> 'to'), $6))
       WHEN NOT withheld THEN payload END, coalesce(due_at::timestamptz, clock_timestamp()),
       CASE WHEN withheld THEN 'given_up' ELSE 'due' END, CASE WHEN withheld THEN clock_timestamp() END,
       CASE WHEN withheld THEN '${WITHHELD}' END, about,
       clock_timestamp() + make_interval(secs => useful * 60), kept
     FROM unnest($1::text[], $2::text[], $3::jsonb[], $4::text[], $5::boolean[], $7::text[], $8::float8[], $9::boolean[])
       AS input (id, kind, payload, due_at, withheld, about, useful, kept)
     ON CONFLICT (id) DO NOTHING`,
    [
      ids,
      deliveries.map(({ kind }) => kind),
      deliveries.map(({ payload }) => JSON.stringify(payload)),
      deliveries.map(({ dueAt }) => dueAt ?? null),
      deliveries.map(({ withheld }) => withheld ?? false),
      spoken,
      deliveries.map(({ about }) => about ?? null),
      deliveries.map(({ usefulForMinutes }) => usefulForMinutes ?? null),
      deliveries.map(isKept),
    ],
  );
  // Whoever asks again for what is being made wakes nobody.
  if (made.rowCount !== 0) await wake(client);
  return ids;
}

async function wake(client: pg.ClientBase): Promise<void> {
  await client.query('SELECT pg_notify($1, $2)', [DELIVERIES_CHANNEL, '']);
}

/**
 * Whether the row stays for good, to say that it was made. A webhook's does not: its place in the log goes on, and a replay may
 * make anew what is forgotten.
 */
function isKept({ kind, once, about }: NewDelivery): boolean {
  return kind !== 'webhook' && (once !== undefined || about !== undefined);
}

/** `null` where no mail was made about it. A withheld one looks like one that is sent. */
export async function readMailAbout(client: pg.ClientBase, about: string): Promise<MailState | null> {
  const { rows } = await client.query<MailState>(
    `SELECT ${isoOf('coalesce(bounced_at, closed_at, created_at)')} AS since,
       CASE WHEN bounced_at IS NOT NULL THEN 'failed'
         WHEN state = 'delivered' OR last_failure = '${WITHHELD}' THEN 'sent'
         WHEN state = 'given_up' THEN 'failed' ELSE 'waiting' END AS state
     FROM deliveries WHERE about = $1 ORDER BY created_at DESC, id LIMIT 1`,
    [about],
  );
  return rows[0] ?? null;
}

const WITHHELD = 'withheld';
const COLUMNS = `id, kind, payload, attempts, ${isoOf('created_at')} AS "createdAt"`;

const SENDABLE = '(not_after IS NULL OR not_after > clock_timestamp())';

/** So many rows of one organization are in the queue for webhooks at most: what is more leaves the room to others. */
const QUEUED_OF_ONE_MAX = 50;

const LANES: Readonly<Record<Lane, { readonly isOf: string; readonly isFair: string; readonly shares: string }>> = {
  deliveries: { isOf: `kind <> 'webhook'`, isFair: '', shares: `'{}'::text[]` },
  webhooks: {
    isOf: `kind = 'webhook'`,
    isFair: `AND id IN (SELECT id FROM (
        SELECT d.id, row_number() OVER (PARTITION BY w.organization ORDER BY d.state = 'due', d.due_at) AS place
        FROM deliveries d LEFT JOIN webhooks w ON w.id = d.payload ->> 'webhook'
        WHERE d.kind = 'webhook' AND (d.state = 'queued' OR d.state = 'due' AND d.due_at <= clock_timestamp())) ranked
      WHERE place <= ${QUEUED_OF_ONE_MAX})`,
    shares: `array_remove(ARRAY[payload ->> 'webhook', (SELECT organization FROM webhooks w WHERE w.id = payload ->> 'webhook')]::text[], NULL)`,
  },
};

type Taking = Pick<TakenDelivery, 'id' | 'taking'>;
const IS_TAKEN = `id = $1 AND state = 'queued' AND taken_at = $2::timestamptz`;

interface Ended {
  readonly id: string;
  readonly about: string | null;
  readonly state: string;
}

/** Of what was given up, once for each mail, however often it fails when it is sent again. */
function tellingOwner({ id, about, state }: Ended): NewDelivery[] {
  return about === null || state === 'due'
    ? []
    : [{ kind: 'undelivered', payload: { about, delivery: id }, once: `undelivered ${id}` }];
}

/**
 * States: `due`, `queued` (claimed for the queue, and taken once somebody makes it), then `delivered`, `given_up`, or `due` again
 * after a failure.
 */
export class Deliveries {
  constructor(private readonly pool: pg.Pool) {}

  /**
   * Marks due rows of a lane as queued and returns them, the longest due first: up to `limit`, and no more than leave `openMax`
   * of this lane queued in all, for what waits in the queue is out of sight here. Two relays never get the same one.
   */
  claim(lane: Lane, limit: number, openMax: number): Promise<ClaimedDelivery[]> {
    const { isOf, isFair, shares } = LANES[lane];
    return this.query(
      `WITH claimed AS (
         UPDATE deliveries SET state = 'queued', queued_at = clock_timestamp(), taken_at = NULL
         WHERE id = ANY (ARRAY(
           SELECT id FROM deliveries WHERE state = 'due' AND ${isOf} AND due_at <= clock_timestamp() AND ${SENDABLE} ${isFair}
           ORDER BY due_at
           LIMIT least($1, greatest(0, $2 - (SELECT count(*) FROM deliveries WHERE state = 'queued' AND ${isOf})))
           FOR UPDATE SKIP LOCKED))
         RETURNING *)
       SELECT ${COLUMNS}, ${shares} AS shares FROM claimed ORDER BY due_at`,
      [limit, openMax],
    );
  }

  /** Of these, those that are still to be made and that nobody is making, for the caller to make now. */
  take(ids: readonly string[]): Promise<TakenDelivery[]> {
    return this.query(
      `UPDATE deliveries SET taken_at = clock_timestamp()
       WHERE id = ANY ($1) AND state = 'queued' AND taken_at IS NULL
       RETURNING ${COLUMNS}, taken_at::text AS taking`,
      [ids],
    );
  }

  /** Gives back what was claimed and not taken: it is due. */
  async release(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.query(
      `UPDATE deliveries SET state = 'due' WHERE id = ANY ($1) AND state = 'queued' AND taken_at IS NULL`,
      [ids],
    );
  }

  /** It arrived: what it held is forgotten. */
  async delivered({ id, taking }: Taking): Promise<void> {
    await this.query(
      `UPDATE deliveries SET state = 'delivered', closed_at = clock_timestamp(), payload = NULL WHERE ${IS_TAKEN}`,
      [id, taking],
    );
  }

  /**
   * It failed; `retryInMs: null` gives up, as does a time at which it is of no use, and has the owner told of what it was about.
   * `reason` is for the operator: no secret, no personal data.
   */
  async failed({ id, taking }: Taking, failure: { reason: string; retryInMs: number | null }): Promise<void> {
    await this.ending(
      `UPDATE deliveries SET
         state = CASE WHEN retry.at < coalesce(not_after, 'infinity') THEN 'due' ELSE 'given_up' END,
         closed_at = CASE WHEN retry.at < coalesce(not_after, 'infinity') THEN NULL ELSE clock_timestamp() END,
         due_at = coalesce(retry.at, due_at), attempts = attempts + 1, last_failure = left($3, 1000)
       FROM (SELECT clock_timestamp() + make_interval(secs => $4::float8 / 1000.0) AS at) retry
       WHERE ${IS_TAKEN}
       RETURNING id, about, state`,
      [id, taking, failure.reason, failure.retryInMs],
    );
  }

  /**
   * A mail came back for good after the next hop had taken it, with this status (RFC 3463): it has failed after all. Said again,
   * or of what is no mail that was handed over, it changes nothing.
   */
  async bounced(id: string, status: string): Promise<boolean> {
    const bounced = await this.ending(
      `UPDATE deliveries SET bounced_at = clock_timestamp(), last_failure = 'bounced ' || $2
       WHERE id = $1 AND kind = 'mail' AND bounced_at IS NULL AND state IN ('queued', 'delivered')
       RETURNING id, about, state`,
      [id, status],
    );
    return bounced > 0;
  }

  /**
   * Makes rows due again that were queued, or else taken, this long ago and have come to no end; returns how many. One that was
   * taken has been tried, and perhaps is why its worker ended: that counts, and the last of `triesMax` gives it up. Perhaps it was
   * only beside one: so it is due soon, each at its own instant within `spreadMs`, and not with that one again and again.
   */
  requeueOrphans(
    olderThanMs: number,
    { triesMax, spreadMs }: { readonly triesMax: number; readonly spreadMs: number },
  ): Promise<number> {
    const wasLast = 'taken_at IS NOT NULL AND attempts + 1 >= $2';
    return this.ending(
      `UPDATE deliveries SET
         state = CASE WHEN ${wasLast} THEN 'given_up' ELSE 'due' END,
         closed_at = CASE WHEN ${wasLast} THEN clock_timestamp() END,
         due_at = CASE WHEN taken_at IS NULL THEN due_at
           ELSE clock_timestamp() + make_interval(secs => random() * $3::float8 / 1000.0) END,
         attempts = attempts + (taken_at IS NOT NULL)::integer,
         last_failure = CASE WHEN taken_at IS NULL THEN last_failure ELSE 'the worker ended' END
       WHERE state = 'queued' AND coalesce(taken_at, queued_at) < clock_timestamp() - make_interval(secs => $1 / 1000.0)
       RETURNING id, about, state`,
      [olderThanMs, triesMax, spreadMs],
    );
  }

  /** Ends what is of no use any more, and forgets what it held. */
  async endLate(): Promise<void> {
    await this.query(
      `UPDATE deliveries SET state = 'given_up', payload = NULL,
         closed_at = coalesce(closed_at, clock_timestamp()), last_failure = coalesce(last_failure, 'too late')
       WHERE not_after <= clock_timestamp() AND payload IS NOT NULL AND (state <> 'queued' OR taken_at IS NULL)`,
      [],
    );
  }

  /** How many of each kind wait, are in the queue, or were given up and can be sent again, and since when the oldest of them is. */
  standing(): Promise<DeliveryCount[]> {
    return this.query(
      `SELECT kind, state, count(*)::integer AS count, sum((attempts > 0)::integer)::integer AS failing,
         ${isoOf('min(coalesce(closed_at, taken_at, queued_at, due_at))')} AS "oldestAt"
       FROM deliveries WHERE state IN ('due', 'queued') OR state = 'given_up' AND payload IS NOT NULL
       GROUP BY kind, state ORDER BY kind, state`,
      [],
    );
  }

  /** What was given up and can be sent again, of one kind or of all (`null`), the newest first. */
  givenUp(limit: number, kind: string | null = null): Promise<GivenUp[]> {
    return this.query(
      `SELECT id, kind, attempts, last_failure AS reason, ${isoOf('closed_at')} AS "at"
       FROM deliveries WHERE state = 'given_up' AND payload IS NOT NULL AND ${SENDABLE} AND kind = coalesce($2, kind)
       ORDER BY closed_at DESC, id LIMIT $1`,
      [limit, kind],
    );
  }

  /**
   * Has something made that is wanted now and not there: once, with what it needs as it is now, however often it is asked for.
   * What came to an end without it is tried again with all its tries, every ten minutes at most. Says whether it has failed for
   * now: a try that failed, and that another follows by itself, is none of that.
   */
  async haveMade(wanted: NewDelivery & { readonly once: string }): Promise<'waits' | 'failed'> {
    return inTransaction(this.pool, async (client) => {
      const [id] = await insertDeliveries(client, [wanted]);
      const begun = await client.query(
        `UPDATE deliveries SET state = 'due', due_at = clock_timestamp(), attempts = 0, closed_at = NULL, payload = $2,
           last_failure = NULL
         WHERE id = $1 AND state IN ('given_up', 'delivered') AND closed_at < clock_timestamp() - interval '10 minutes'`,
        [id, JSON.stringify(wanted.payload)],
      );
      if (begun.rowCount !== 0) await wake(client);
      const { rows } = await client.query<{ failed: boolean }>(
        `SELECT state = 'given_up' AS failed FROM deliveries WHERE id = $1`,
        [id],
      );
      return rows[0]?.failed === true ? 'failed' : 'waits';
    });
  }

  /** Makes given-up rows due again, with all their tries; returns the ids of those that still hold what they need. */
  async sendAgain(ids: readonly string[]): Promise<string[]> {
    const again = await this.query<{ id: string }>(
      `UPDATE deliveries SET state = 'due', due_at = clock_timestamp(), attempts = 0, closed_at = NULL, bounced_at = NULL
       WHERE id = ANY ($1) AND state = 'given_up' AND payload IS NOT NULL AND ${SENDABLE} RETURNING id`,
      [ids],
    );
    if (again.length > 0) await this.query('SELECT pg_notify($1, $2)', [DELIVERIES_CHANNEL, '']);
    return again.map(({ id }) => id);
  }

  /** Changes rows, and has the owners told of those that were given up by it; returns how many were changed. */
  private ending(text: string, values: unknown[]): Promise<number> {
    return inTransaction(this.pool, async (client) => {
      const { rows } = await client.query<Ended>(text, values);
      await insertDeliveries(client, rows.flatMap(tellingOwner));
      return rows.length;
    });
  }

  private query<T extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<T[]> {
    return rowsOf(this.pool, text, values);
  }
}
