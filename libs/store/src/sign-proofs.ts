/** What signs a request: mailed codes, one per request and person, and the challenges of passkeys. Each is spent by use. */
import type pg from 'pg';
import type { Instant } from '#consent';
import type { JsonObject } from '#ledger';

const ATTEMPTS_MAX = 5;

/** A code that was sent. */
export interface SignCode {
  readonly request: string;
  readonly user: string;
  readonly codeHash: Uint8Array;
  /** What it signs; given back when it is spent. */
  readonly context: JsonObject;
  readonly expiresAt: Instant;
}

/** What is given to spend a code. */
type SignCodeAttempt = Pick<SignCode, 'request' | 'user' | 'codeHash'>;

/** A challenge that was given out to a passkey. */
export interface SignChallenge {
  readonly id: string;
  readonly request: string;
  readonly user: string;
  /** That of the request. */
  readonly version: number;
  readonly nonce: Uint8Array;
  /** What the passkey signs: made of the nonce and of every answer. */
  readonly challenge: Uint8Array;
  readonly expiresAt: Instant;
}

/** The codes and challenges of one transaction. They are no part of the log. */
export class SignProofs {
  constructor(private readonly client: pg.ClientBase) {}

  /** Keeps a code in place of any earlier one for this request and person. */
  async keepCode(code: SignCode): Promise<void> {
    await this.client.query(
      `INSERT INTO sign_codes (request, "user", code_hash, context, expires_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (request, "user") DO UPDATE SET code_hash = excluded.code_hash, context = excluded.context,
         attempts = 0, expires_at = excluded.expires_at`,
      [code.request, code.user, code.codeHash, JSON.stringify(code.context), code.expiresAt],
    );
  }

  /** Spends a code and returns its context, or why not. A wrong one counts, and the fifth spends the code as well. */
  async spendCode(attempt: SignCodeAttempt, at: Instant): Promise<JsonObject | 'wrong' | 'expired' | 'none'> {
    const key = [attempt.request, attempt.user];
    const { rows } = await this.client.query<{
      right: boolean;
      context: JsonObject;
      attempts: number;
      expires_at: Instant;
    }>(
      `SELECT code_hash = $3 AS right, context, attempts, expires_at FROM sign_codes
     WHERE request = $1 AND "user" = $2 FOR UPDATE`,
      [...key, attempt.codeHash],
    );
    const [code] = rows;
    if (code === undefined) return 'none';
    const isLast = code.attempts + 1 >= ATTEMPTS_MAX;
    if (code.right || isLast || code.expires_at <= at)
      await this.client.query('DELETE FROM sign_codes WHERE request = $1 AND "user" = $2', key);
    else
      await this.client.query('UPDATE sign_codes SET attempts = attempts + 1 WHERE request = $1 AND "user" = $2', key);
    if (code.expires_at <= at) return 'expired';
    return code.right ? code.context : 'wrong';
  }

  /** Keeps a challenge until it is answered. */
  async keepChallenge(of: SignChallenge): Promise<void> {
    await this.client.query(
      `INSERT INTO sign_challenges (id, request, "user", version, nonce, challenge, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [of.id, of.request, of.user, of.version, of.nonce, of.challenge, of.expiresAt],
    );
  }

  /** Spends a challenge of this person, however it is answered; `null` when there is none. */
  async spendChallenge({ id, user }: Pick<SignChallenge, 'id' | 'user'>): Promise<SignChallenge | null> {
    const { rows } = await this.client.query<SignChallenge>(
      `DELETE FROM sign_challenges WHERE id = $1 AND "user" = $2
       RETURNING id, request, "user", version, nonce, challenge, expires_at AS "expiresAt"`,
      [id, user],
    );
    return rows[0] ?? null;
  }
}
