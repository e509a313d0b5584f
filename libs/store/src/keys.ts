/** API keys as they stand, and how lately each was used. */
import type pg from 'pg';
import type { Instant } from '#consent';
import { nowOf } from './clock.js';
import type { Clock } from './clock.js';
import { rowOf } from './project.js';
import type { KeyRow } from './rows.js';

/** The key with this hash, as better-auth keeps it, whatever became of it; `null` where no organization has one. */
export async function findKey(client: pg.ClientBase, hash: string): Promise<KeyRow | null> {
  return (await read(client, hash))?.row ?? null;
}

/** The same while it counts by this clock: neither revoked nor ended. */
export async function readKey(client: pg.ClientBase, clock: Clock, hash: string): Promise<KeyRow | null> {
  const found = await read(client, hash);
  if (found === null) return null;
  const { row, now } = found;
  return row.revokedAt === null && row.endsAt > clock(now) ? row : null;
}

async function read(client: pg.ClientBase, hash: string): Promise<{ row: KeyRow; now: Instant } | null> {
  const { rows } = await client.query<Record<string, unknown> & { now: Instant }>(
    'SELECT instant_now() AS now, k.* FROM keys k JOIN auth.apikey a ON a.id = k.apikey WHERE a.key = $1',
    [hash],
  );
  const [found] = rows;
  if (found === undefined) return null;
  const { now, ...columns } = found;
  return { row: rowOf('keys', columns), now };
}

/** Writes down that the keys with these hashes were used just now. */
export async function recordUses(client: pg.ClientBase, clock: Clock, hashes: readonly string[]): Promise<void> {
  // To the minute: what a key did when is in the log, and a key in use is written once a minute and no oftener.
  const minute = `${(await nowOf(client, clock)).slice(0, 16)}:00.000Z`;
  // In the order of the ids: several processes write at once, and none may wait for another that waits for it.
  await client.query(
    `INSERT INTO key_uses (key, used_at)
     SELECT k.id, $2 FROM keys k JOIN auth.apikey a ON a.id = k.apikey WHERE a.key = ANY ($1) ORDER BY k.id
     ON CONFLICT (key) DO UPDATE SET used_at = excluded.used_at WHERE key_uses.used_at < excluded.used_at`,
    [hashes, minute],
  );
}

/** When each of these keys was last used, as far as it was written down. */
export async function readUses(client: pg.ClientBase, keys: readonly string[]): Promise<ReadonlyMap<string, Instant>> {
  const { rows } = await client.query<{ key: string; usedAt: Instant }>(
    'SELECT key, used_at AS "usedAt" FROM key_uses WHERE key = ANY ($1)',
    [keys],
  );
  return new Map(rows.map(({ key, usedAt }) => [key, usedAt]));
}
