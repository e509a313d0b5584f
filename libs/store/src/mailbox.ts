/** Mail that was captured instead of sent. */
import type pg from 'pg';
import type { Instant } from '#consent';
import type { JsonObject } from '#ledger';
import { withClient } from './pool.js';

/** A captured mail. */
export interface CapturedMail {
  /** The delivery's id. */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  readonly attachments: JsonObject;
  readonly capturedAt: Instant;
}

const COLUMNS = 'id, recipient AS "to", subject, text, html, attachments, captured_at AS "capturedAt"';

/** The captured mail of all recipients. */
export class Mailbox {
  constructor(private readonly pool: pg.Pool) {}

  /** Keeps a mail; a second time with the same id changes nothing. */
  async capture(mail: Omit<CapturedMail, 'capturedAt'>): Promise<void> {
    const { id, to, subject, text, html, attachments } = mail;
    await this.query(
      `INSERT INTO captured_mail (id, recipient, subject, text, html, attachments, captured_at)
       VALUES ($1, $2, $3, $4, $5, $6, instant_now()) ON CONFLICT (id) DO NOTHING`,
      [id, to, subject, text, html, JSON.stringify(attachments)],
    );
  }

  /** The newest first. */
  list(limit: number): Promise<CapturedMail[]> {
    return this.query(`SELECT ${COLUMNS} FROM captured_mail ORDER BY ordinal DESC LIMIT $1`, [limit]);
  }

  /** The mail with this id, or `null`. */
  async find(id: string): Promise<CapturedMail | null> {
    const [found] = await this.query(`SELECT ${COLUMNS} FROM captured_mail WHERE id = $1`, [id]);
    return found ?? null;
  }

  private query(text: string, values: unknown[]): Promise<CapturedMail[]> {
    return withClient(this.pool, async (client) => (await client.query<CapturedMail>(text, values)).rows);
  }
}
