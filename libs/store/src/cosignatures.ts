/** What witnesses signed under checkpoints. */
import type pg from 'pg';
import { withClient } from './pool.js';

/** The cosignatures that are kept, and the turns of those who ask for them. Witnesses are known by their verifier keys. */
export class Cosignatures {
  constructor(private readonly pool: pg.Pool) {}

  /**
   * Does the work unless somebody else is at it, and then returns `false`. Whoever is killed at it keeps others waiting for
   * `limitMs` at most; work that takes longer may be done by two at once, which does no harm but to ask twice.
   */
  async alone(limitMs: number, work: () => Promise<void>): Promise<boolean> {
    const turn = await this.query<{ until: string }>(
      `UPDATE witness_round SET taken_until = clock_timestamp() + $1 * interval '1 millisecond'
       WHERE taken_until <= clock_timestamp() RETURNING taken_until::text AS until`,
      [limitMs],
    );
    const [mine] = turn;
    if (mine === undefined) return false;
    try {
      await work();
    } finally {
      await this.query(`UPDATE witness_round SET taken_until = '-infinity' WHERE taken_until = $1::text::timestamptz`, [
        mine.until,
      ]);
    }
    return true;
  }

  /** The size of the newest checkpoint that this witness has cosigned; 0 before the first. */
  async sizeOf(witness: string): Promise<number> {
    const [newest] = await this.query<{ size: number | null }>(
      'SELECT max(size) AS size FROM cosignatures WHERE witness = $1',
      [witness],
    );
    return newest?.size ?? 0;
  }

  /** Keeps a signature line, once for each checkpoint and witness. */
  async keep({ size, witness, line }: { readonly size: number; readonly witness: string; readonly line: string }) {
    await this.query(
      'INSERT INTO cosignatures (size, witness, line, at) VALUES ($1, $2, $3, instant_now()) ON CONFLICT DO NOTHING',
      [size, witness, line],
    );
  }

  private query<T extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<T[]> {
    return withClient(this.pool, async (client) => (await client.query<T>(text, values)).rows);
  }
}
