/** One-time codes that sign a request: one per request and person, kept as hashes, spent by use. */
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
export type SignCodeAttempt = Pick<SignCode, 'request' | 'user' | 'codeHash'>;

/** Keeps a code in place of any earlier one for this request and person. */
export async function keepSignCode(client: pg.ClientBase, code: SignCode): Promise<void> {
  await client.query(
    `INSERT INTO sign_codes (request, "user", code_hash, context, expires_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (request, "user") DO UPDATE SET code_hash = excluded.code_hash, context = excluded.context,
       attempts = 0, expires_at = excluded.expires_at`,
    [code.request, code.user, code.codeHash, JSON.stringify(code.context), code.expiresAt],
  );
}

/** Spends a code and returns its context, or why not. A wrong one counts, and the fifth spends the code as well. */
export async function spendSignCode(
  client: pg.ClientBase,
  attempt: SignCodeAttempt,
  at: Instant,
): Promise<JsonObject | 'wrong' | 'expired' | 'none'> {
  const key = [attempt.request, attempt.user];
  const { rows } = await client.query<{ right: boolean; context: JsonObject; attempts: number; expires_at: Instant }>(
    `SELECT code_hash = $3 AS right, context, attempts, expires_at FROM sign_codes
     WHERE request = $1 AND "user" = $2 FOR UPDATE`,
    [...key, attempt.codeHash],
  );
  const [code] = rows;
  if (code === undefined) return 'none';
  const isLast = code.attempts + 1 >= ATTEMPTS_MAX;
  if (code.right || isLast || code.expires_at <= at)
    await client.query('DELETE FROM sign_codes WHERE request = $1 AND "user" = $2', key);
  else await client.query('UPDATE sign_codes SET attempts = attempts + 1 WHERE request = $1 AND "user" = $2', key);
  if (code.expires_at <= at) return 'expired';
  return code.right ? code.context : 'wrong';
}
