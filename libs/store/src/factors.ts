/** What proves a person's factors. It is no part of the log: secrets, counters, and how often somebody guessed. */
import type pg from 'pg';
import { Passkeys } from './passkeys.js';
import { rowOf } from './project.js';
import type { FactorRow, RecoveryRow } from './factor-rows.js';

/** A shared secret for codes, encrypted. */
export interface TotpSecret {
  readonly factor: string;
  readonly secret: string;
}

/** Wrong codes in a row that cost nothing; each further one doubles the wait. */
const FAILURES_FREE = 5;
const LOCK_MINUTES = 15;
const LOCK_HOURS_MAX = 24;
/** How long a secret waits for its first code. */
export const PENDING_MINUTES = 15;

/**
 * The factors of people within one transaction. Whoever writes here holds `user:<user>`: two processes never try a code of one
 * person at once.
 */
export class Factors {
  /** Those that are passkeys. */
  readonly passkeys: Passkeys;

  constructor(private readonly client: pg.ClientBase) {
    this.passkeys = new Passkeys(client);
  }

  /** The factors that somebody has now, the oldest first. */
  async of(user: string): Promise<FactorRow[]> {
    const { rows } = await this.client.query<Record<string, unknown>>(
      'SELECT * FROM factors WHERE "user" = $1 AND removed_at IS NULL ORDER BY entry',
      [user],
    );
    return rows.map((row) => rowOf('factors', row));
  }

  /** The newest recovery that somebody asked for and that has not ended; it may have lapsed. */
  async recoveryOf(user: string): Promise<RecoveryRow | null> {
    const { rows } = await this.client.query<Record<string, unknown>>(
      'SELECT * FROM recoveries WHERE "user" = $1 AND outcome IS NULL ORDER BY entry DESC LIMIT 1',
      [user],
    );
    return rows[0] ? rowOf('recoveries', rows[0]) : null;
  }

  /** Keeps a secret that no code has confirmed yet, in place of an earlier such one. */
  async keepPendingTotp(user: string, { factor, secret }: TotpSecret): Promise<void> {
    await this.client.query('DELETE FROM auth.totp WHERE "user" = $1 AND NOT confirmed', [user]);
    await this.client.query('INSERT INTO auth.totp (factor, "user", secret) VALUES ($1, $2, $3)', [
      factor,
      user,
      secret,
    ]);
  }

  /** The secret that waits for its first code; `null` when there is none, or it is too old. */
  async pendingTotp(user: string): Promise<TotpSecret | null> {
    const { rows } = await this.client.query<TotpSecret>(
      `SELECT factor, secret FROM auth.totp
       WHERE "user" = $1 AND NOT confirmed AND made_at > clock_timestamp() - $2 * interval '1 minute'`,
      [user, PENDING_MINUTES],
    );
    return rows[0] ?? null;
  }

  /** The confirmed secrets of somebody. */
  async totps(user: string): Promise<TotpSecret[]> {
    const { rows } = await this.client.query<TotpSecret>(
      'SELECT factor, secret FROM auth.totp WHERE "user" = $1 AND confirmed ORDER BY made_at',
      [user],
    );
    return rows;
  }

  /** Takes the code of this step, which also confirms the secret; `false` when one of it or of a later step was taken. */
  async spendStep(factor: string, step: number): Promise<boolean> {
    const { rowCount } = await this.client.query(
      'UPDATE auth.totp SET last_step = $2, confirmed = true WHERE factor = $1 AND last_step < $2',
      [factor, step],
    );
    return rowCount === 1;
  }

  /** Puts these recovery codes in place of all earlier ones. */
  async keepRecoveryCodes(user: string, hashes: readonly Uint8Array[]): Promise<void> {
    await this.client.query('DELETE FROM auth.recovery_code WHERE "user" = $1', [user]);
    await this.client.query('INSERT INTO auth.recovery_code ("user", code_hash) SELECT $1, unnest($2::bytea[])', [
      user,
      hashes,
    ]);
  }

  /** Spends a recovery code; `false` when there is none like it. */
  async spendRecoveryCode(user: string, hash: Uint8Array): Promise<boolean> {
    const { rowCount } = await this.client.query(
      'DELETE FROM auth.recovery_code WHERE "user" = $1 AND code_hash = $2',
      [user, hash],
    );
    return rowCount === 1;
  }

  /** How many recovery codes are left. */
  async recoveryCodesLeft(user: string): Promise<number> {
    const { rows } = await this.client.query<{ left: number }>(
      'SELECT count(*)::integer AS left FROM auth.recovery_code WHERE "user" = $1',
      [user],
    );
    return rows[0]?.left ?? 0;
  }

  /** How many seconds somebody must wait before a code of theirs is looked at again; zero when they need not. */
  async lockedSeconds(user: string): Promise<number> {
    const { rows } = await this.client.query<{ seconds: number }>(
      `SELECT greatest(0, ceil(extract(epoch FROM locked_until - clock_timestamp())))::integer AS seconds
       FROM auth.factor_attempt WHERE "user" = $1 AND locked_until IS NOT NULL`,
      [user],
    );
    return rows[0]?.seconds ?? 0;
  }

  /** Counts a wrong code. From the fifth in a row on, each makes its person wait, twice as long as the one before. */
  async failed(user: string): Promise<void> {
    await this.client.query(
      `INSERT INTO auth.factor_attempt AS before ("user", failures) VALUES ($1, 1)
       ON CONFLICT ("user") DO UPDATE SET failures = before.failures + 1,
         locked_until = CASE WHEN before.failures + 1 >= $2 THEN clock_timestamp() + least($4 * interval '1 hour',
           $3 * interval '1 minute' * power(2, least(before.failures + 1 - $2, 16))) END`,
      [user, FAILURES_FREE, LOCK_MINUTES, LOCK_HOURS_MAX],
    );
  }

  /** Forgets wrong codes: a right one was shown. */
  async succeeded(user: string): Promise<void> {
    await this.client.query('DELETE FROM auth.factor_attempt WHERE "user" = $1', [user]);
  }

  /** Forgets what proves these factors. */
  async forget(factors: readonly string[]): Promise<void> {
    await this.client.query('DELETE FROM auth.totp WHERE factor = ANY ($1)', [factors]);
    await this.client.query('DELETE FROM auth.passkey WHERE factor = ANY ($1)', [factors]);
  }

  /** Keeps the link that stops a recovery. */
  async keepRecoveryLink(recovery: string, tokenHash: Uint8Array): Promise<void> {
    await this.client.query('INSERT INTO auth.recovery_link (recovery, token_hash) VALUES ($1, $2)', [
      recovery,
      tokenHash,
    ]);
  }

  /** The recovery that a link stops; it may have ended. */
  async recoveryOfLink(tokenHash: Uint8Array): Promise<RecoveryRow | null> {
    const { rows } = await this.client.query<Record<string, unknown>>(
      `SELECT r.* FROM auth.recovery_link l JOIN recoveries r ON r.id = l.recovery WHERE l.token_hash = $1`,
      [tokenHash],
    );
    return rows[0] ? rowOf('recoveries', rows[0]) : null;
  }

  /** A person's address. */
  async addressOf(user: string): Promise<string> {
    const { rows } = await this.client.query<{ email: string }>('SELECT email FROM auth."user" WHERE id = $1', [user]);
    const [row] = rows;
    if (row === undefined) throw new Error('a factor or recovery is of nobody');
    return row.email.toLowerCase();
  }

  /** The addresses of those who administer an organization that somebody is of. */
  async fellowAdministrators(user: string): Promise<string[]> {
    const { rows } = await this.client.query<{ email: string }>(
      `SELECT DISTINCT fellow.email FROM members mine JOIN members fellow ON fellow.organization = mine.organization
       WHERE mine."user" = $1 AND mine.removed_at IS NULL AND fellow."user" <> $1 AND fellow.role = 'admin'
         AND fellow.removed_at IS NULL AND fellow.email IS NOT NULL ORDER BY fellow.email`,
      [user],
    );
    return rows.map(({ email }) => email);
  }
}
