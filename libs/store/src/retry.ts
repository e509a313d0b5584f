/** A transaction from BEGIN to COMMIT, and again where it lost against others. */
import type pg from 'pg';
import { TooContended, troubleOf } from './errors.js';
import { withClient } from './pool.js';

const ATTEMPTS_MAX = 5;
const RETRY_DELAY_MS = 10;

/**
 * Runs `work` on a connection between BEGIN and COMMIT; throwing rolls back. A serialization failure, a deadlock
 * or a `ReadBehind` runs it again, at most 5 times in all, then `TooContended`.
 */
export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await withClient(pool, (client) => once(client, work));
    } catch (error) {
      if (troubleOf(error) !== 'contended') throw error;
      if (attempt === ATTEMPTS_MAX)
        throw new TooContended(`lost against other transactions ${String(ATTEMPTS_MAX)} times`, { cause: error });
      // Those who met at one lock should not meet there again.
      await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY_MS * attempt * (1 + Math.random())));
    }
  }
}

async function once<T>(client: pg.PoolClient, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  // Stated, because the reads after a lock rely on a new snapshot for each statement, whatever the server's default.
  await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
  try {
    const result = await work(client);
    const { command } = await client.query('COMMIT');
    // After a failed statement whose error was swallowed, COMMIT answers ROLLBACK and is not an error.
    if (command !== 'COMMIT') throw new Error('a statement of this transaction failed, so nothing was recorded');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
