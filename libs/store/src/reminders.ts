/** Who wants no more reminders of a request. */
import type pg from 'pg';

/** The links that stop reminders, within one transaction. */
export class Reminders {
  constructor(private readonly client: pg.ClientBase) {}

  /** Keeps a link by its hash: it stops what `reminded` gets about this request. */
  async keepLink(tokenHash: Uint8Array, of: { readonly request: string; readonly reminded: string }): Promise<void> {
    await this.client.query('INSERT INTO reminder_links (token_hash, request, reminded) VALUES ($1, $2, $3)', [
      tokenHash,
      of.request,
      of.reminded,
    ]);
  }

  /** Stops what this link is for; one that is for nothing changes nothing. */
  async stop(tokenHash: Uint8Array): Promise<void> {
    await this.client.query(
      'UPDATE reminder_links SET stopped_at = coalesce(stopped_at, clock_timestamp()) WHERE token_hash = $1',
      [tokenHash],
    );
  }

  async isStopped(request: string, reminded: string): Promise<boolean> {
    const { rows } = await this.client.query(
      'SELECT FROM reminder_links WHERE request = $1 AND reminded = $2 AND stopped_at IS NOT NULL LIMIT 1',
      [request, reminded],
    );
    return rows.length > 0;
  }
}
