/** What is kept of performers who were erased: for how long, and what is destroyed after that. */
import type pg from 'pg';
import type { Instant } from '#consent';

/** Erased so many years before, and needed for no claim or inquiry any more. */
const IS_DUE = `p.erased_at IS NOT NULL AND p.erased_at::timestamptz + make_interval(years => $2) <= $1::timestamptz
  AND NOT EXISTS (SELECT FROM holds h WHERE h.lifted_at IS NULL AND h.performer = p.id)
  AND NOT EXISTS (SELECT FROM holds h WHERE h.lifted_at IS NULL AND h."user" = p."user")`;

/** Entries about a performer, by the indexes there are; with them, what only their recalls and decisions name. */
const ABOUT = `
  SELECT serial FROM entries WHERE refs ? 'performer' AND refs ->> 'performer' = $1
    AND type <> 'decision.made' AND type <> 'record.viewed'
  UNION SELECT serial FROM entries WHERE type = 'record.viewed' AND refs ->> 'performer' = $1
  UNION SELECT entry FROM decisions WHERE performer = $1
  UNION SELECT serial FROM entries WHERE refs ? 'recall' AND refs ->> 'recall' IN (SELECT id FROM recalls WHERE performer = $1)`;

/** Up to `limit` performers whose evidence is due to be destroyed at this instant. */
export async function dueEvidence(client: pg.ClientBase, at: Instant, years: number, limit: number): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT p.id FROM performers p WHERE ${IS_DUE} ORDER BY p.erased_at LIMIT $3`,
    [at, years, limit],
  );
  return rows.map(({ id }) => id);
}

/** What one transaction sees and destroys of it. */
export class KeptEvidence {
  constructor(private readonly client: pg.ClientBase) {}

  /** The guards of every entry that could still come to be about them. */
  async guardsOf(performer: string): Promise<string[]> {
    const rows = await this.query<{ guard: string }>(
      `SELECT $1 AS guard UNION SELECT 'used:' || $1
       UNION SELECT id FROM requests WHERE performer = $1 UNION SELECT id FROM recalls WHERE performer = $1
       UNION SELECT id FROM findings WHERE performer = $1 UNION SELECT production FROM disclosures WHERE performer = $1
       UNION SELECT production FROM approvals WHERE performer = $1 ORDER BY 1`,
      [performer],
    );
    return rows.map(({ guard }) => guard);
  }

  /** Whether it is past its time, and no hold stands on them. */
  async isDue(performer: string, years: number, at: Instant): Promise<boolean> {
    const rows = await this.query(`SELECT FROM performers p WHERE ${IS_DUE} AND p.id = $3`, [at, years, performer]);
    return rows.length > 0;
  }

  /** Of how many entries something is kept. */
  async count(performer: string): Promise<number> {
    const [counted] = await this.query<{ count: number }>(
      `SELECT count(*)::integer AS count FROM payloads WHERE entry IN (${ABOUT})`,
      [performer],
    );
    return counted?.count ?? 0;
  }

  /** INVARIANT: `evidence.destroyed` was appended in this transaction, under the guards. Returns of how many entries it went. */
  async destroy(performer: string): Promise<number> {
    const [done] = await this.query<{ gone: number }>('SELECT destroy_evidence($1) AS gone', [performer]);
    return done?.gone ?? 0;
  }

  private async query<T extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<T[]> {
    return (await this.client.query<T>(text, values)).rows;
  }
}
