/** Sessions as better-auth keeps them, and what it knows nothing of: how strong one is, and when it was last seen. */
import type pg from 'pg';

/** How long a device is known after it was last signed in with. */
export const DEVICE_DAYS = 400;

/** How somebody has shown who they are: by a mailed link alone, or by a factor of theirs. */
export type SessionLevel = 'link' | 'strong';

/** A session as its person sees it. */
export interface SessionRow {
  readonly id: string;
  readonly level: SessionLevel;
  readonly userAgent: string | null;
  readonly address: string | null;
  readonly madeAt: Date;
  readonly seenAt: Date;
}

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

  /** Opens a strong session of somebody for so many hours. */
  async open(user: string, as: { id: string; token: string; hours: number }): Promise<void> {
    await this.client.query(
      `INSERT INTO auth.session (id, token, "userId", level, "createdAt", "updatedAt", "lastSeenAt", "expiresAt")
       VALUES ($1, $2, $3, 'strong', clock_timestamp(), clock_timestamp(), clock_timestamp(),
         clock_timestamp() + $4 * interval '1 hour')`,
      [as.id, as.token, user, as.hours],
    );
  }

  /** The sessions of somebody that have not run out, the newest first. */
  async of(user: string): Promise<SessionRow[]> {
    const { rows } = await this.client.query<SessionRow>(
      `SELECT id, level, nullif("userAgent", '') AS "userAgent", nullif("ipAddress", '') AS address,
         "createdAt" AS "madeAt", "lastSeenAt" AS "seenAt"
       FROM auth.session WHERE "userId" = $1 AND "expiresAt" > clock_timestamp() ORDER BY "createdAt" DESC, id`,
      [user],
    );
    return rows;
  }

  /** The language that somebody's mail speaks; one that was learnt and not chosen never takes the place of another. */
  async keepLanguage(user: string, language: string, by: 'choice' | 'browser'): Promise<void> {
    await this.client.query(
      `UPDATE auth."user" SET language = $2 WHERE id = $1 AND (language IS NULL OR $3 = 'choice')`,
      [user, language, by],
    );
  }

  /** The language that somebody has chosen, or else that was learnt; `null` where neither is so. */
  async languageOf(user: string): Promise<string | null> {
    const { rows } = await this.client.query<{ language: string | null }>(
      'SELECT language FROM auth."user" WHERE id = $1',
      [user],
    );
    return rows[0]?.language ?? null;
  }

  /** Notes where a session was opened. */
  async describe(session: string, of: { userAgent: string; address: string }): Promise<void> {
    await this.client.query('UPDATE auth.session SET "userAgent" = $2, "ipAddress" = $3 WHERE id = $1', [
      session,
      of.userAgent,
      of.address,
    ]);
  }

  /** Ends a session of somebody; `false` when they have none with this id. */
  async end(user: string, session: string): Promise<boolean> {
    const { rowCount } = await this.client.query('DELETE FROM auth.session WHERE id = $1 AND "userId" = $2', [
      session,
      user,
    ]);
    return rowCount === 1;
  }

  /** Ends all sessions of somebody but this one. */
  async endOthers(user: string, session: string): Promise<void> {
    await this.client.query('DELETE FROM auth.session WHERE "userId" = $1 AND id <> $2', [user, session]);
  }

  /** Ends all sessions of somebody, or of everybody; returns how many that were. */
  async endAll(user: string | null): Promise<number> {
    const { rowCount } = await this.client.query('DELETE FROM auth.session WHERE $1::text IS NULL OR "userId" = $1', [
      user,
    ]);
    return rowCount ?? 0;
  }

  /** Who signs in with this address; `null` when it is nobody's. */
  async personWith(email: string): Promise<string | null> {
    const { rows } = await this.client.query<{ id: string }>(
      'SELECT id FROM auth."user" WHERE lower(email) = lower($1)',
      [email],
    );
    return rows[0]?.id ?? null;
  }

  /** Whether somebody has signed in with this device before, or never at all; from now on they have. */
  async knowsDevice(user: string, tokenHash: Uint8Array): Promise<boolean> {
    const { rows } = await this.client.query<{ known: boolean; any: boolean }>(
      `SELECT coalesce(bool_or(token_hash = $2), false) AS known, count(*) > 0 AS any FROM auth.device WHERE "user" = $1`,
      [user, tokenHash],
    );
    await this.client.query(
      `INSERT INTO auth.device ("user", token_hash) VALUES ($1, $2)
       ON CONFLICT ("user", token_hash) DO UPDATE SET seen_at = clock_timestamp()`,
      [user, tokenHash],
    );
    return rows[0]?.known === true || rows[0]?.any === false;
  }

  /** Notes that a session is in use. */
  async seen(session: string): Promise<void> {
    await this.client.query('UPDATE auth.session SET "lastSeenAt" = clock_timestamp() WHERE id = $1', [session]);
  }
}
