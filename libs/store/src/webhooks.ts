/**
 * Webhooks as they are sent: each is handed the events that concern it in the order of the log, and how its receiver answers
 * is kept. docs/adr/0019-webhooks-follow-the-log.md says why the log itself is their outbox.
 */
import type pg from 'pg';
import type { Instant } from '#consent';
import { isoOf, nowOf, type Clock } from './clock.js';
import { DELIVERIES_CHANNEL } from './deliveries.js';
import { EVENT, EVENT_TYPES, eventOf, readSize, type EventColumns } from './events.js';
import { withClient } from './pool.js';
import type { Page, PageRequest } from './pages.js';
import { inTransaction } from './retry.js';
import { eventsFor, makeMessages, type Given } from './webhook-messages.js';
import type { WebhookKey } from './webhook-rows.js';

/** What is sent, and to where. */
export interface WebhookMessage {
  readonly webhook: string;
  readonly url: string;
  /** The event's id, the same at every attempt. */
  readonly event: string;
  readonly body: string;
  readonly isTest: boolean;
  /** Whether the webhook still takes it: it is neither disabled nor removed. */
  readonly isWanted: boolean;
  /** What it is signed with, the newest first. */
  readonly keys: readonly { readonly id: string; readonly sealed: string }[];
}

/** One attempt to send a message. */
export interface WebhookAttempt {
  /** The `webhook-timestamp` that was sent, in seconds. */
  readonly signedAt: number;
  readonly tookMs: number;
  /** What the receiver answered; `null` where it did not. */
  readonly status: number | null;
  /** Why there was no answer; `null` where there was. */
  readonly fault: string | null;
  /** The beginning of the answer. */
  readonly answer: string | null;
}

/** What an attempt says of its receiver. */
export interface WebhookOutcome {
  /** It has taken nothing for so long that no more is sent. */
  readonly hasFailedForDays: boolean;
}

/** A message in the log of what was sent. */
export interface WebhookLog {
  /** The delivery's id. */
  readonly id: string;
  readonly event: string;
  readonly type: string;
  /** `null` for a test. */
  readonly sequence: number | null;
  readonly state: 'due' | 'delivered' | 'given_up';
  readonly attemptCount: number;
  readonly madeAt: Instant;
  /** When it is tried next. */
  readonly dueAt: Instant | null;
}

/** How many webhooks are handed their events at once, and how many leaves each then looks at. */
const HANDED_MAX = 50;
const SCANNED_MAX = 2000;
/** Messages of one webhook that are on their way, and that wait for another try beside these. */
const UNDER_WAY_MAX = 20;
const OPEN_MAX = 100;
/** A receiver that failed so often in a row is handed one event in so many minutes, until it takes one. */
const FAILURES_MAX = 4;
const PROBE_EVERY = '5 minutes';
const FAILING_MAX = '5 days';
/** So many more of what waited are sent each second, once a receiver answers again. */
const RECOVERY = "interval '500 milliseconds'";

const OF_WEBHOOK = `kind = 'webhook' AND state IN ('due', 'queued') AND payload ->> 'webhook'`;

/** Without an event there is one row of a webhook all the same, and no id in it. */
interface Behind extends Omit<EventColumns, 'id'> {
  id: string | null;
  webhook: string;
  until: number;
  room: number;
  last: number | null;
}

/** Sends events to where organizations want them. */
export class Webhooks {
  constructor(
    private readonly pool: pg.Pool,
    private readonly clock: Clock,
  ) {}

  /**
   * Hands webhooks that are behind the log what is theirs, as far as they have room for it; returns how many came further.
   * INVARIANT: a message and the place of its webhook move in one commit, under the webhook's own row: two at once hand out
   * nothing twice, and killed at any instant nothing is left out.
   */
  handOut(): Promise<number> {
    return inTransaction(this.pool, async (client) => {
      const size = await readSize(client);
      const { rows } = await client.query<Behind>(
        `WITH behind AS (
           SELECT p.webhook, p.next_sequence AS since, least($2::bigint, p.next_sequence + ${SCANNED_MAX}) AS until,
             p.last_sequence AS last, o.room
           FROM webhook_progress p JOIN webhooks w ON w.id = p.webhook CROSS JOIN LATERAL (
             SELECT CASE WHEN p.failures < ${FAILURES_MAX}
               THEN least(${UNDER_WAY_MAX} - count(*) FILTER (WHERE due_at <= clock_timestamp()), ${OPEN_MAX} - count(*))
               WHEN p.tried_at > clock_timestamp() - interval '${PROBE_EVERY}' THEN 0
               ELSE least(1 - count(*) FILTER (WHERE due_at <= clock_timestamp()), ${OPEN_MAX} - count(*)) END AS room
             FROM deliveries WHERE ${OF_WEBHOOK} = p.webhook AND NOT payload ? 'replayed') o
           WHERE w.removed_at IS NULL AND w.disabled_at IS NULL AND p.next_sequence < $2 AND o.room > 0
           ORDER BY p.next_sequence LIMIT ${HANDED_MAX} FOR UPDATE OF p SKIP LOCKED)
         SELECT b.webhook, b.until, b.room::integer AS room, b.last, event.*
         FROM behind b JOIN webhooks w ON w.id = b.webhook
         LEFT JOIN LATERAL ${eventsFor(EVENT, { from: 'b.since', until: 'b.until', limit: 'b.room' })} event ON true
         ORDER BY b.webhook, event.sequence`,
        [EVENT_TYPES, size],
      );
      if (rows.length === 0) return 0;
      const webhooks = [...new Set(rows.map(({ webhook }) => webhook))];
      const places = webhooks.map((webhook) => handedTo(rows.filter((row) => row.webhook === webhook)));
      await makeMessages(
        client,
        places.flatMap(({ given }) => given),
      );
      await client.query(
        `UPDATE webhook_progress p SET next_sequence = place.next, last_sequence = place.last
         FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS place (webhook, next, last) WHERE p.webhook = place.webhook`,
        [webhooks, places.map(({ next }) => next), places.map(({ last }) => last)],
      );
      return webhooks.length;
    });
  }

  /** What a delivery is to send; `null` where it has come to an end, or is none of a webhook. */
  message(delivery: string): Promise<WebhookMessage | null> {
    return withClient(this.pool, async (client) => {
      const { rows } = await client.query<Omit<WebhookMessage, 'keys'> & { named: WebhookKey[]; sealed: Sealed }>(
        `SELECT m.webhook, w.url, m.event, m.body, m.sequence IS NULL AS "isTest", w.keys AS named,
           w.removed_at IS NULL AND (m.sequence IS NULL OR w.disabled_at IS NULL) AS "isWanted",
           (SELECT jsonb_object_agg(s.key, s.sealed) FROM webhook_secrets s WHERE s.webhook = w.id) AS sealed
         FROM deliveries d JOIN webhook_messages m ON m.delivery = d.id JOIN webhooks w ON w.id = m.webhook
         WHERE d.id = $1 AND d.state = 'queued'`,
        [delivery],
      );
      const [found] = rows;
      if (found === undefined) return null;
      const { named, sealed, ...message } = found;
      const now = await nowOf(client, this.clock);
      const keys = named.flatMap(({ id, endsAt }) => {
        const secret = sealed?.[id];
        return secret === undefined || (endsAt !== null && endsAt <= now) ? [] : [{ id, sealed: secret }];
      });
      return { ...message, keys };
    });
  }

  /** Keeps an attempt, and what it says of the receiver. A test that fails says nothing of it. */
  note(
    { delivery, webhook, isTest }: { readonly delivery: string; readonly webhook: string; readonly isTest: boolean },
    { signedAt, tookMs, status, fault, answer }: WebhookAttempt,
  ): Promise<WebhookOutcome> {
    return inTransaction(this.pool, async (client) => {
      await client.query(
        `INSERT INTO webhook_attempts (delivery, signed_at, took_ms, status, fault, answer)
         VALUES ($1, $2, $3, $4, $5, $6)`,
        [delivery, signedAt, tookMs, status, fault, answer],
      );
      if (status !== null && status >= 200 && status < 300) {
        await recover(client, webhook);
        return { hasFailedForDays: false };
      }
      if (isTest) return { hasFailedForDays: false };
      const { rows } = await client.query<WebhookOutcome>(
        `UPDATE webhook_progress SET failures = failures + 1, tried_at = clock_timestamp(),
           failing_since = coalesce(failing_since, clock_timestamp())
         WHERE webhook = $1
         RETURNING failing_since < clock_timestamp() - interval '${FAILING_MAX}' AS "hasFailedForDays"`,
        [webhook],
      );
      return rows[0] ?? { hasFailedForDays: false };
    });
  }

  /**
   * Those whose receivers have taken nothing for so long, and that have nothing left to be tried: what is open may yet arrive, and
   * the try itself tells, also where no worker ran on the last of these days.
   */
  async failedForDays(): Promise<string[]> {
    const rows = await this.query<{ id: string }>(
      `SELECT w.id FROM webhook_progress p JOIN webhooks w ON w.id = p.webhook
       WHERE p.failing_since < clock_timestamp() - interval '${FAILING_MAX}'
         AND w.disabled_at IS NULL AND w.removed_at IS NULL
         AND NOT EXISTS (SELECT FROM deliveries WHERE ${OF_WEBHOOK} = w.id)`,
      [],
    );
    return rows.map(({ id }) => id);
  }

  /** What was sent to a webhook, the newest first. */
  async log(webhook: string, { limit, cursor }: PageRequest): Promise<Page<WebhookLog>> {
    const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : ordinalOf(cursor);
    const rows = await this.query<WebhookLog & { ordinal: number }>(
      `${LOGGED} WHERE m.webhook = $1 AND m.ordinal < $2 ORDER BY m.ordinal DESC LIMIT $3`,
      [webhook, before, limit + 1],
    );
    const items = rows.slice(0, limit).map(({ ordinal: _, ...item }) => item);
    const last = rows[limit - 1];
    return { items, next: rows.length > limit && last !== undefined ? String(last.ordinal) : null };
  }

  /** One message that was sent to a webhook, with its body and every attempt; `null` for what is none of it. */
  async logged(
    webhook: string,
    delivery: string,
  ): Promise<(WebhookLog & { body: string; attempts: (WebhookAttempt & { at: Instant })[] }) | null> {
    const [found] = await this.query<WebhookLog & { ordinal: number; body: string }>(
      `${LOGGED} WHERE m.webhook = $1 AND m.delivery = $2`,
      [webhook, delivery],
    );
    const attempts = await this.query<WebhookAttempt & { at: Instant }>(
      `SELECT ${isoOf('at')} AS at, signed_at AS "signedAt", took_ms AS "tookMs", status, fault, answer
       FROM webhook_attempts WHERE delivery = $1 ORDER BY ordinal`,
      [found?.id ?? ''],
    );
    if (found === undefined) return null;
    const { ordinal: _, ...message } = found;
    return { ...message, attempts };
  }

  private query<T extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<T[]> {
    return withClient(this.pool, async (client) => (await client.query<T>(text, values)).rows);
  }
}

type Sealed = Readonly<Record<string, string>> | null;

const LOGGED = `SELECT m.delivery AS id, m.event, m.type, m.sequence, m.body, m.ordinal, ${isoOf('m.made_at')} AS "madeAt",
    CASE WHEN d.state IN ('due', 'queued') THEN ${isoOf('d.due_at')} END AS "dueAt", tries.count AS "attemptCount",
    CASE WHEN d.state IN ('due', 'queued') THEN 'due' ELSE coalesce(d.state, 'given_up') END AS state
  FROM webhook_messages m LEFT JOIN deliveries d ON d.id = m.delivery CROSS JOIN LATERAL (
    SELECT count(*)::integer AS count FROM webhook_attempts a WHERE a.delivery = m.delivery) tries`;

/** A cursor that we did not make points behind the end. */
function ordinalOf(cursor: string): number {
  return /^\d{1,15}$/.test(cursor) ? Number(cursor) : 0;
}

/** What one webhook is handed, and where it stands then. */
function handedTo(rows: readonly Behind[]): { given: Given[]; next: number; last: number | null } {
  const [first] = rows;
  if (first === undefined) throw new Error('a webhook without a place');
  const { webhook, until, room } = first;
  const given: Given[] = [];
  let last = first.last;
  for (const { id, ...row } of rows) {
    if (id === null) continue;
    given.push({ webhook, event: eventOf({ id, ...row }), previous: last });
    last = row.sequence;
  }
  return { given, last, next: given.length === room && last !== null ? last + 1 : until };
}

/** What waited for a receiver that failed is sent soon, a little at a time, now that it has taken something. */
async function recover(client: pg.ClientBase, webhook: string): Promise<void> {
  const { rows } = await client.query<{ failures: number }>(
    `WITH before AS (SELECT failures FROM webhook_progress WHERE webhook = $1 FOR UPDATE)
     UPDATE webhook_progress SET failures = 0, failing_since = NULL, tried_at = clock_timestamp()
     WHERE webhook = $1 RETURNING (SELECT failures FROM before) AS failures`,
    [webhook],
  );
  if ((rows[0]?.failures ?? 0) < FAILURES_MAX) return;
  await client.query(
    `UPDATE deliveries d SET due_at = least(d.due_at, clock_timestamp() + waiting.place * ${RECOVERY})
     FROM (SELECT id, row_number() OVER (ORDER BY due_at) AS place FROM deliveries
       WHERE ${OF_WEBHOOK} = $1) waiting
     WHERE d.id = waiting.id AND d.state = 'due'`,
    [webhook],
  );
  await client.query('SELECT pg_notify($1, $2)', [DELIVERIES_CHANNEL, '']);
}
