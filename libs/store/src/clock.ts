/** The one clock that counts: the database's. */
import type pg from 'pg';
import type { Instant } from '#consent';

/** How `at` follows from the database's clock. */
export type Clock = (databaseNow: Instant) => Instant;

/** What time it is by this clock. */
export async function nowOf(client: pg.ClientBase, clock: Clock): Promise<Instant> {
  const { rows } = await client.query<{ now: Instant }>('SELECT instant_now() AS now');
  const [row] = rows;
  if (row === undefined) throw new Error('the database has no clock');
  return clock(row.now);
}
