/** What must be sent. The row is the truth: it commits with what causes it, and the queue only carries its id. */
import type pg from 'pg';
import type { Instant } from '#consent';
import type { JsonObject } from '#ledger';
import { idFor, newId } from './ids.js';
import { withClient } from './pool.js';

/** Something to send because of a transaction. */
export interface NewDelivery {
  /** What the worker does: a queue job of this name. */
  readonly kind: 'mail' | 'certificate' | 'key_ending';
  /** What it needs; holds addresses, so it is forgotten after delivery. */
  readonly payload: JsonObject;
  readonly dueAt?: Instant;
  /** What it is sent for: a second delivery for the same reason is not made. Left out, every one is its own. */
  readonly once?: string;
  /** Not to be sent after all, and nothing of it is kept; it costs what one that is sent costs. */
  readonly withheld?: true;
}

/** A mail in plain words, with the name under it that stands under each. */
export function mail(to: string, subject: string, lines: readonly string[]): NewDelivery {
  return { kind: 'mail', payload: { to, subject, text: [...lines, '', 'Countersign', ''].join('\n') } };
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

/** Where notifications of new deliveries go. */
export const DELIVERIES_CHANNEL = 'countersign_deliveries';

/** Records deliveries in the open transaction, whose commit also wakes the relay. */
export async function insertDeliveries(client: pg.ClientBase, deliveries: readonly NewDelivery[]): Promise<string[]> {
  if (deliveries.length === 0) return [];
  const ids = deliveries.map(({ once }) => (once === undefined ? newId('del') : idFor('del', once)));
  await client.query(
    `INSERT INTO deliveries (id, kind, payload, due_at, state, last_failure)
     SELECT id, kind, CASE WHEN NOT withheld THEN payload END, coalesce(due_at::timestamptz, clock_timestamp()),
       CASE WHEN withheld THEN 'given_up' ELSE 'due' END, CASE WHEN withheld THEN 'withheld' END
     FROM unnest($1::text[], $2::text[], $3::jsonb[], $4::text[], $5::boolean[])
       AS input (id, kind, payload, due_at, withheld)
     ON CONFLICT (id) DO NOTHING`,
    [
      ids,
      deliveries.map(({ kind }) => kind),
      deliveries.map(({ payload }) => JSON.stringify(payload)),
      deliveries.map(({ dueAt }) => dueAt ?? null),
      deliveries.map(({ withheld }) => withheld ?? false),
    ],
  );
  await client.query('SELECT pg_notify($1, $2)', [DELIVERIES_CHANNEL, '']);
  return ids;
}

const COLUMNS = `id, kind, payload, attempts,
  to_char(created_at, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "createdAt"`;

/** States: `due`, `queued` (claimed for the queue), then `delivered`, `given_up`, or `due` again after a failure. */
export class Deliveries {
  constructor(private readonly pool: pg.Pool) {}

  /** Marks up to `limit` due rows as queued and returns them, the longest due first. Two relays never get the same one. */
  claim(limit: number): Promise<Delivery[]> {
    return this.query(
      `WITH claimed AS (
         UPDATE deliveries SET state = 'queued', queued_at = clock_timestamp()
         WHERE id = ANY (ARRAY(
           SELECT id FROM deliveries WHERE state = 'due' AND due_at <= clock_timestamp()
           ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED))
         RETURNING *)
       SELECT ${COLUMNS} FROM claimed ORDER BY due_at`,
      [limit],
    );
  }

  /** The delivery while it still is to be made, else `null`: then its job has nothing to do. */
  async find(id: string): Promise<Delivery | null> {
    const open = `state IN ('due', 'queued')`;
    const [found] = await this.query<Delivery>(`SELECT ${COLUMNS} FROM deliveries WHERE id = $1 AND ${open}`, [id]);
    return found ?? null;
  }

  /** It arrived: what it held is forgotten. */
  async delivered(id: string): Promise<void> {
    await this.query(
      `UPDATE deliveries SET state = 'delivered', closed_at = clock_timestamp(), payload = NULL
       WHERE id = $1 AND state IN ('due', 'queued')`,
      [id],
    );
  }

  /** It failed; `retryAt: null` gives up. `reason` is for the operator: no secret, no personal data. */
  async failed(id: string, failure: { reason: string; retryAt: Instant | null }): Promise<void> {
    await this.query(
      `UPDATE deliveries SET
         state = CASE WHEN $3::timestamptz IS NULL THEN 'given_up' ELSE 'due' END,
         due_at = coalesce($3::timestamptz, due_at),
         closed_at = CASE WHEN $3::timestamptz IS NULL THEN clock_timestamp() END,
         attempts = attempts + 1, last_failure = left($2, 1000)
       WHERE id = $1 AND state IN ('due', 'queued')`,
      [id, failure.reason, failure.retryAt],
    );
  }

  /** Makes rows due again that were queued this long ago and have come to no end; returns how many. */
  async requeueOrphans(olderThanMs: number): Promise<number> {
    const requeued = await this.query(
      `UPDATE deliveries SET state = 'due'
       WHERE state = 'queued' AND queued_at < clock_timestamp() - make_interval(secs => $1 / 1000.0) RETURNING id`,
      [olderThanMs],
    );
    return requeued.length;
  }

  private query<T extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<T[]> {
    return withClient(this.pool, async (client) => (await client.query<T>(text, values)).rows);
  }
}
