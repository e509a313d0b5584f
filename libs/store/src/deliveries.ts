/** What must be sent. The row is the truth: it commits with what causes it, and the queue only carries its id. */
import type pg from 'pg';
import type { Instant } from '#consent';
import type { JsonObject } from '#ledger';
import { idFor, newId } from './ids.js';
import { withClient } from './pool.js';

/** Something to send because of a transaction. */
export interface NewDelivery {
  /** What the worker does: a queue job of this name. */
  readonly kind: 'mail' | 'certificate' | 'key_ending' | 'reminder' | 'webhook';
  /** What it needs; holds addresses, so it is forgotten after delivery. */
  readonly payload: JsonObject;
  readonly dueAt?: Instant;
  /** What it is sent for: a second delivery for the same reason is not made. Left out, every one is its own. */
  readonly once?: string;
  /** Not to be sent after all, and nothing of it is kept; it costs what one that is sent costs. */
  readonly withheld?: true;
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
  await client.query(
    `INSERT INTO deliveries (id, kind, payload, due_at, state, last_failure)
     SELECT id, kind,
       CASE WHEN NOT withheld AND payload ? 'mail' THEN payload || jsonb_build_object('locale', coalesce(
         (SELECT "user".language FROM auth."user" WHERE "user".email = payload ->> 'to'), $6))
       WHEN NOT withheld THEN payload END, coalesce(due_at::timestamptz, clock_timestamp()),
       CASE WHEN withheld THEN 'given_up' ELSE 'due' END, CASE WHEN withheld THEN '${WITHHELD}' END
     FROM unnest($1::text[], $2::text[], $3::jsonb[], $4::text[], $5::boolean[])
       AS input (id, kind, payload, due_at, withheld)
     ON CONFLICT (id) DO NOTHING`,
    [
      ids,
      deliveries.map(({ kind }) => kind),
      deliveries.map(({ payload }) => JSON.stringify(payload)),
      deliveries.map(({ dueAt }) => dueAt ?? null),
      deliveries.map(({ withheld }) => withheld ?? false),
      spoken,
    ],
  );
  await client.query('SELECT pg_notify($1, $2)', [DELIVERIES_CHANNEL, '']);
  return ids;
}

const WITHHELD = 'withheld';
const isoOf = (column: string): string => `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const COLUMNS = `id, kind, payload, attempts, ${isoOf('created_at')} AS "createdAt"`;

/** States: `due`, `queued` (claimed for the queue), then `delivered`, `given_up`, or `due` again after a failure. */
export class Deliveries {
  constructor(private readonly pool: pg.Pool) {}

  /**
   * Marks due rows as queued and returns them, the longest due first: up to `limit`, and no more than leave `openMax` queued
   * in all, for what waits in the queue is out of sight here. Two relays never get the same one.
   */
  claim(limit: number, openMax: number): Promise<Delivery[]> {
    return this.query(
      `WITH claimed AS (
         UPDATE deliveries SET state = 'queued', queued_at = clock_timestamp(), taken_at = NULL
         WHERE id = ANY (ARRAY(
           SELECT id FROM deliveries WHERE state = 'due' AND due_at <= clock_timestamp()
           ORDER BY due_at
           LIMIT least($1, greatest(0, $2 - (SELECT count(*) FROM deliveries WHERE state = 'queued')))
           FOR UPDATE SKIP LOCKED))
         RETURNING *)
       SELECT ${COLUMNS} FROM claimed ORDER BY due_at`,
      [limit, openMax],
    );
  }

  /**
   * Of these, those that are still to be made and that nobody is making, for the caller to make within `forMs`: one whose
   * taker has died can be taken again after that.
   */
  take(ids: readonly string[], forMs: number): Promise<Delivery[]> {
    return this.query(
      `UPDATE deliveries SET taken_at = clock_timestamp()
       WHERE id = ANY ($1) AND state = 'queued'
         AND (taken_at IS NULL OR taken_at < clock_timestamp() - make_interval(secs => $2 / 1000.0))
       RETURNING ${COLUMNS}`,
      [ids, forMs],
    );
  }

  /** It arrived: what it held is forgotten. */
  async delivered(id: string): Promise<void> {
    await this.query(
      `UPDATE deliveries SET state = 'delivered', closed_at = clock_timestamp(), payload = NULL
       WHERE id = $1 AND state IN ('due', 'queued')`,
      [id],
    );
  }

  /** It failed; `retryInMs: null` gives up. `reason` is for the operator: no secret, no personal data. */
  async failed(id: string, failure: { reason: string; retryInMs: number | null }): Promise<void> {
    await this.query(
      `UPDATE deliveries SET
         state = CASE WHEN $3::float8 IS NULL THEN 'given_up' ELSE 'due' END,
         due_at = coalesce(clock_timestamp() + make_interval(secs => $3 / 1000.0), due_at),
         closed_at = CASE WHEN $3::float8 IS NULL THEN clock_timestamp() END,
         attempts = attempts + 1, last_failure = left($2, 1000)
       WHERE id = $1 AND state IN ('due', 'queued')`,
      [id, failure.reason, failure.retryInMs],
    );
  }

  /** Makes rows due again that were queued, or else taken, this long ago and have come to no end; returns how many. */
  async requeueOrphans(olderThanMs: number): Promise<number> {
    const requeued = await this.query(
      `UPDATE deliveries SET state = 'due'
       WHERE state = 'queued' AND coalesce(taken_at, queued_at) < clock_timestamp() - make_interval(secs => $1 / 1000.0)
       RETURNING id`,
      [olderThanMs],
    );
    return requeued.length;
  }

  /** How many of each kind are in each state that is not the end, and since when the oldest of them is. */
  standing(): Promise<DeliveryCount[]> {
    return this.query(
      `SELECT kind, state, count(*)::integer AS count, sum((attempts > 0)::integer)::integer AS failing,
         ${isoOf('min(coalesce(closed_at, taken_at, queued_at, due_at))')} AS "oldestAt"
       FROM deliveries WHERE state <> 'delivered' AND last_failure IS DISTINCT FROM '${WITHHELD}'
       GROUP BY kind, state ORDER BY kind, state`,
      [],
    );
  }

  /** What was given up and can be sent again, the newest first. */
  givenUp(limit: number): Promise<GivenUp[]> {
    return this.query(
      `SELECT id, kind, attempts, last_failure AS reason, ${isoOf('closed_at')} AS "at"
       FROM deliveries WHERE state = 'given_up' AND payload IS NOT NULL ORDER BY closed_at DESC, id LIMIT $1`,
      [limit],
    );
  }

  /** Makes given-up rows due again, with all their tries; returns the ids of those that still hold what they need. */
  async sendAgain(ids: readonly string[]): Promise<string[]> {
    const again = await this.query<{ id: string }>(
      `UPDATE deliveries SET state = 'due', due_at = clock_timestamp(), attempts = 0, closed_at = NULL
       WHERE id = ANY ($1) AND state = 'given_up' AND payload IS NOT NULL RETURNING id`,
      [ids],
    );
    if (again.length > 0) await this.query('SELECT pg_notify($1, $2)', [DELIVERIES_CHANNEL, '']);
    return again.map(({ id }) => id);
  }

  private query<T extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<T[]> {
    return withClient(this.pool, async (client) => (await client.query<T>(text, values)).rows);
  }
}
