/** One answer to one request, however often it is sent. */
import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { Instant } from '#consent';
import { guardsOf, holdsAll, rightsOf, stillActs } from './askers.js';
import type { ActingParty, Rights } from './askers.js';
import { nowOf } from './clock.js';
import type { Clock } from './clock.js';
import { ReadBehind } from './errors.js';
import { queueFor } from './lock-order.js';

/** What a client calls its request, within what it may call so. */
export interface IdempotencyKey {
  /** Who asks: `user:…`, `key_…` or a key's hash. */
  readonly principal: string;
  /** Method and route template, e.g. `POST /v1/requests/:id/send`. */
  readonly route: string;
  readonly key: string;
  /** SHA-256 of the body and of the path's parameters. */
  readonly bodyHash: Uint8Array;
}

/** What a decision was made on: it is current while each of these has its version, and until it ends. */
export interface CheckCurrency {
  readonly subjects: readonly (readonly [subject: string, version: number])[];
  readonly validUntil: Instant;
}

/** An answer, to be given again byte for byte. */
export interface RememberedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** For answers to checks: what must still be so for a replay. Empty otherwise. */
  readonly current: readonly CheckCurrency[];
}

/** With the memberships and authorities that a person had once it was given: it is told again only to who has them all. */
type KeptAnswer = RememberedAnswer & Rights;

/** What became of the attempt to take a key. */
export type Reservation =
  | { readonly kind: 'fresh' }
  | { readonly kind: 'in_flight' }
  | { readonly kind: 'other_body' }
  /** Something has changed that it rests on: of an answer to checks, or what whoever sent the request is a member of or acts for. */
  | { readonly kind: 'superseded' }
  /** The first answer held a secret, which is never told twice. */
  | { readonly kind: 'not_replayable' }
  | { readonly kind: 'replay'; readonly answer: RememberedAnswer };

/** How long an answer can be given again. */
export const RETENTION = `interval '24 hours'`;

/** Takes the key until the transaction ends: whoever holds it crashes, and it is free. */
export async function reserveKey(
  client: pg.ClientBase,
  clock: Clock,
  key: IdempotencyKey,
  party: ActingParty | null,
): Promise<Reservation> {
  const { principal, route } = key;
  const lock = createHash('sha256')
    .update(JSON.stringify([principal, route, key.key]))
    .digest()
    .readBigInt64BE();
  const taken = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS taken', [lock]);
  if (taken.rows[0]?.taken !== true) return { kind: 'in_flight' };
  // A statement of its own: one that also takes the lock would not see what the last holder has just committed.
  const { rows } = await client.query<{
    same: boolean;
    answer: (RememberedAnswer & Pick<Rights, 'memberships'> & Partial<Rights>) | null;
  }>(
    `SELECT body_hash = $4 AS same, answer FROM idempotency_keys
     WHERE principal = $1 AND route = $2 AND key = $3 AND created_at > clock_timestamp() - ${RETENTION}`,
    [principal, route, key.key, key.bodyHash],
  );
  const [row] = rows;
  if (row === undefined) return { kind: 'fresh' };
  if (!row.same) return { kind: 'other_body' };
  if (row.answer === null) return { kind: 'not_replayable' };
  // One that was kept before authorities counted hangs on none.
  const { memberships, represents = [], ...answer } = row.answer;
  const isCurrent = await holdCurrent(client, clock, answer.current, party);
  // What was told to a member is no longer told to who has left, as no read would tell it.
  return isCurrent && holdsAll(await rightsOf(client, clock, party), { memberships, represents })
    ? { kind: 'replay', answer }
    : { kind: 'superseded' };
}

/** Keeps the answer; `null` keeps only that there was one. */
export async function rememberAnswer(
  client: pg.ClientBase,
  key: IdempotencyKey,
  answer: RememberedAnswer | null,
  rights: Rights,
): Promise<void> {
  const kept: KeptAnswer | null = answer && { ...answer, ...rights };
  await client.query(
    `INSERT INTO idempotency_keys (principal, route, key, body_hash, answer) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (principal, route, key)
     DO UPDATE SET body_hash = excluded.body_hash, answer = excluded.answer, created_at = excluded.created_at`,
    [key.principal, key.route, key.key, key.bodyHash, kept && JSON.stringify(kept)],
  );
}

/**
 * Whether all that an answer rests on is as it was. A replay tells an old decision anew, so it takes what guards it in share
 * like the check itself, with what guards the key that asks, and reads after.
 */
async function holdCurrent(
  client: pg.ClientBase,
  clock: Clock,
  current: readonly CheckCurrency[],
  party: ActingParty | null,
): Promise<boolean> {
  const isKey = party?.kind === 'key';
  if (current.length === 0 && !isKey) return true;
  const guards = current.flatMap(({ subjects }) => subjects);
  const held = [...new Set([...guards.map(([subject]) => subject), ...(isKey ? guardsOf(party) : [])])];
  await queueFor(client, [], held);
  const { rows } = await client.query<{ subject: string; version: number }>(
    'SELECT subject, version FROM versions WHERE subject = ANY ($1) ORDER BY subject FOR SHARE',
    [held],
  );
  if (isKey && !(await stillActs(client, clock, party))) throw new ReadBehind('the key was revoked or has ended');
  const versions = new Map(rows.map(({ subject, version }) => [subject, version]));
  const at = await nowOf(client, clock);
  return (
    current.every(({ validUntil }) => validUntil > at) &&
    guards.every(([subject, version]) => (versions.get(subject) ?? 0) === version)
  );
}
