/** What must be sent. The row is the truth: it commits with what causes it, and the queue only carries its id. */
import type pg from 'pg';
import type { Instant } from '#consent';
import type { JsonObject } from '#ledger';
import { idFor, newId } from './ids.js';
import { withClient } from './pool.js';
import { inTransaction } from './retry.js';

/** Something to send because of a transaction. */
export interface NewDelivery {
  /** What the worker does: a queue job of this name. */
  readonly kind: 'mail' | 'certificate' | 'key_ending' | 'reminder' | 'undelivered' | 'webhook';
  /** What it needs; holds addresses, so it is forgotten after delivery. */
  readonly payload: JsonObject;
  readonly dueAt?: Instant;
  /** What it is sent for: a second delivery for the same reason is not made. Left out, every one is its own. */
  readonly once?: string;
  /** Not to be sent after all, and nothing of it is kept; it costs what one that is sent costs. */
  readonly withheld?: true;
  /**
   * A request or participation whose owner is told once when this cannot be delivered. INVARIANT: not of a mail that may be
   * withheld, for that one never fails: who heard nothing of a dead address would know that others mail it.
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
  await client.query(
    `INSERT INTO deliveries (id, kind, payload, due_at, state, last_failure, about)
     SELECT id, kind,
       CASE WHEN NOT withheld AND payload ? 'mail' THEN payload || jsonb_build_object('locale', coalesce(
         (SELECT "user".language FROM auth."user" WHERE "user".email = payload ->> 'to'), $6))
       WHEN NOT withheld THEN payload END, coalesce(due_at::timestamptz, clock_timestamp()),
       CASE WHEN withheld THEN 'given_up' ELSE 'due' END, CASE WHEN withheld THEN '${WITHHELD}' END, about
     FROM unnest($1::text[], $2::text[], $3::jsonb[], $4::text[], $5::boolean[], $7::text[])
       AS input (id, kind, payload, due_at, withheld, about)
     ON CONFLICT (id) DO NOTHING`,
    [
      ids,
      deliveries.map(({ kind }) => kind),
      deliveries.map(({ payload }) => JSON.stringify(payload)),
      deliveries.map(({ dueAt }) => dueAt ?? null),
      deliveries.map(({ withheld }) => withheld ?? false),
      spoken,
      deliveries.map(({ about }) => about ?? null),
    ],
  );
  await client.query('SELECT pg_notify($1, $2)', [DELIVERIES_CHANNEL, '']);
  return ids;
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
const isoOf = (column: string): string => `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const COLUMNS = `id, kind, payload, attempts, ${isoOf('created_at')} AS "createdAt"`;

interface Ended {
  readonly id: string;
  readonly about: string | null;
}

/** Once for each mail, however often it fails when it is sent again. */
function tellingOwner({ id, about }: Ended): NewDelivery[] {
  return about === null ? [] : [{ kind: 'undelivered', payload: { about }, once: `undelivered ${id}` }];
}

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

  /**
   * It failed; `retryInMs: null` gives up, and has the owner told of what it was about. `reason` is for the operator: no secret,
   * no personal data.
   */
  async failed(id: string, failure: { reason: string; retryInMs: number | null }): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      const { rows } = await client.query<Ended>(
        `UPDATE deliveries SET
           state = CASE WHEN $3::float8 IS NULL THEN 'given_up' ELSE 'due' END,
           due_at = coalesce(clock_timestamp() + make_interval(secs => $3 / 1000.0), due_at),
           closed_at = CASE WHEN $3::float8 IS NULL THEN clock_timestamp() END,
           attempts = attempts + 1, last_failure = left($2, 1000)
         WHERE id = $1 AND state IN ('due', 'queued')
         RETURNING id, about`,
        [id, failure.reason, failure.retryInMs],
      );
      if (failure.retryInMs === null) await insertDeliveries(client, rows.flatMap(tellingOwner));
    });
  }

  /**
   * A mail came back for good after the next hop had taken it, with this status (RFC 3463): it has failed after all. Said again,
   * or of what is no mail that was handed over, it changes nothing.
   */
  async bounced(id: string, status: string): Promise<boolean> {
    return inTransaction(this.pool, async (client) => {
      const { rows } = await client.query<Ended>(
        `UPDATE deliveries SET bounced_at = clock_timestamp(), last_failure = 'bounced ' || $2
         WHERE id = $1 AND kind = 'mail' AND bounced_at IS NULL AND state IN ('queued', 'delivered')
         RETURNING id, about`,
        [id, status],
      );
      await insertDeliveries(client, rows.flatMap(tellingOwner));
      return rows.length > 0;
    });
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
      `UPDATE deliveries SET state = 'due', due_at = clock_timestamp(), attempts = 0, closed_at = NULL, bounced_at = NULL
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
