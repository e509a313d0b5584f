/** Sessions as better-auth keeps them, and what it knows nothing of: how strong one is, and when it was last seen. */
import type pg from 'pg';

/** How somebody has shown who they are: by a mailed link alone, or by a factor of theirs. */
export type SessionLevel = 'link' | 'strong';

/** Sessions within one transaction. Their times are the database's own clock, never one that is set. */
export class Sessions {
  constructor(private readonly client: pg.ClientBase) {}

  /**
   * Makes a session strong for so many hours, under a new id and a new token: what was known of it before opens nothing.
   * `false` when it has ended.
   */
  async raise(session: string, to: { id: string; token: string; hours: number }): Promise<boolean> {
    const { rowCount } = await this.client.query(
      `UPDATE auth.session SET id = $2, token = $3, level = 'strong', "createdAt" = clock_timestamp(),
         "updatedAt" = clock_timestamp(), "lastSeenAt" = clock_timestamp(),
         "expiresAt" = clock_timestamp() + $4 * interval '1 hour'
       WHERE id = $1 AND "expiresAt" > clock_timestamp()`,
      [session, to.id, to.token, to.hours],
    );
    return rowCount === 1;
  }

  /** Notes that a session is in use. */
  async seen(session: string): Promise<void> {
    await this.client.query('UPDATE auth.session SET "lastSeenAt" = clock_timestamp() WHERE id = $1', [session]);
  }
}
