/**
 * What is past its use, and no entry: it is deleted some at a time, by the worker's housekeeping. Nothing here decides whether
 * something still counts, which everything that reads these rows finds out for itself.
 */
import type pg from 'pg';
import type { Instant } from '#consent';
import { PENDING_MINUTES } from './factors.js';
import { RETENTION } from './idempotency.js';
import { DEVICE_DAYS } from './sessions.js';

/** How long the log of what webhooks were sent is kept. */
const MESSAGE_DAYS = 30;

/**
 * How long a delivery stays that has come to its end, but for those that say for good that they were made. INVARIANT: longer than
 * `MESSAGE_DAYS`: a webhook whose place is set back to its first message that did not arrive finds by these what did.
 */
const CLOSED_DAYS = 60;
const CAPTURED_MAX = 10_000;

/**
 * When a row `t` is past its use: by the database's own clock, as it stood when the statement began, for no index serves one that
 * moves on; by `log.at`, where the end was stated by the log's.
 */
const PAST_USE = {
  idempotency_keys: `t.created_at <= statement_timestamp() - ${RETENTION}`,
  // Whoever comes too late is told so for a day.
  sign_codes: `t.expires_at::timestamptz < log.at::timestamptz - interval '1 day'`,
  sign_challenges: `t.expires_at::timestamptz < log.at::timestamptz - interval '1 day'`,
  // Longer than any reminder waits to be read; a request does not remind of itself after that.
  reminder_links: `t.made_at <= statement_timestamp() - interval '180 days'`,
  // Longer than anybody is reminded.
  recall_links: `t.made_at <= statement_timestamp() - interval '180 days'`,
  rate_limits: 't.expire <= (extract(epoch FROM statement_timestamp()) * 1000)::bigint',
  'auth.session': 't."expiresAt" <= statement_timestamp()',
  'auth.verification': 't."expiresAt" <= statement_timestamp()',
  'auth.sign_on': 't.expires_at <= statement_timestamp()',
  'auth.challenge': 't.expires_at <= statement_timestamp()',
  'auth.totp': `NOT t.confirmed AND t.made_at <= statement_timestamp() - interval '${PENDING_MINUTES} minutes'`,
  'auth.recovery_link': `NOT EXISTS (SELECT FROM recoveries r
    WHERE r.id = t.recovery AND r.outcome IS NULL AND r.lapses_at > log.at)`,
  // The last one stays: somebody without any would seem to sign in for the first time, and hear of no device that is new.
  'auth.device': `t.seen_at <= statement_timestamp() - interval '${DEVICE_DAYS} days' AND EXISTS (
    SELECT FROM auth.device later WHERE later."user" = t."user" AND later.seen_at > t.seen_at)`,
  deliveries: `NOT t.kept AND t.state IN ('delivered', 'given_up')
    AND t.closed_at <= statement_timestamp() - interval '${CLOSED_DAYS} days'`,
  captured_mail: `t.ordinal <= (SELECT max(ordinal) FROM captured_mail) - ${CAPTURED_MAX}`,
  // What is on its way needs its body.
  webhook_messages: `t.made_at <= statement_timestamp() - interval '${MESSAGE_DAYS} days' AND NOT EXISTS (
    SELECT FROM deliveries d WHERE d.id = t.delivery AND d.state IN ('due', 'queued'))`,
} as const;

/** How long the operator can send again what was given up; then what it held, addresses among it, is forgotten. */
const GIVEN_UP_FOR = `interval '30 days'`;

/** How many rows of each table were deleted, or of `deliveries` emptied. */
export type Swept = Readonly<Record<keyof typeof PAST_USE | 'emptied', number>>;

/** Deletes up to `limit` rows of each table, and waits for nobody who holds one. */
export async function sweep(client: pg.ClientBase, at: Instant, limit: number): Promise<Swept> {
  const swept: [string, number][] = [];
  for (const [table, isPast] of Object.entries(PAST_USE)) {
    const { rowCount } = await client.query(
      `DELETE FROM ${table} WHERE ctid = ANY (ARRAY(
         SELECT t.ctid FROM ${table} t, (SELECT $1::text AS at) AS log WHERE ${isPast} LIMIT $2
         FOR UPDATE OF t SKIP LOCKED))`,
      [at, limit],
    );
    swept.push([table, rowCount ?? 0]);
  }
  const { rowCount } = await client.query(
    `UPDATE deliveries SET payload = NULL WHERE id = ANY (ARRAY(
       SELECT id FROM deliveries WHERE state = 'given_up' AND payload IS NOT NULL
         AND closed_at <= statement_timestamp() - ${GIVEN_UP_FOR}
       ORDER BY closed_at LIMIT $1 FOR UPDATE SKIP LOCKED))`,
    [limit],
  );
  swept.push(['emptied', rowCount ?? 0]);
  // One of each table, by the loop above, and this.
  return Object.fromEntries(swept) as Swept;
}
