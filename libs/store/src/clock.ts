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

/** SQL that writes a `timestamptz` as an `Instant`. */
export const isoOf = (column: string): string => `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
