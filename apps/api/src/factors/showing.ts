/** Showing a code: at most a few wrong ones in a row, over all processes, and no telling why one was refused. */
import type { Tx } from '#store';
import type { Config } from '../config.js';
import { AppError } from '../errors/app-error.js';
import { unseal } from '../sealed.js';
import { RECOVERY_CODE, recoveryCodeHash } from './recovery-codes.js';
import { stepOf } from './totp.js';

/**
 * Lets a person try something secret, and returns what it gave; throws when it gave `null`, or when too many did before. The person's
 * guard must be locked, so that no two tries of one person run at once.
 */
export async function tried<T>(tx: Tx, user: string, attempt: () => Promise<T | null>): Promise<T> {
  const retryAfterSeconds = await tx.factors.lockedSeconds(user);
  if (retryAfterSeconds > 0) {
    const message = 'too many wrong codes in a row; wait, or show a passkey';
    throw new AppError('too_many_requests', message, { retryAfterSeconds });
  }
  const given = await attempt();
  if (given === null) {
    await tx.factors.failed(user);
    throw factorRefused();
  }
  await tx.factors.succeeded(user);
  return given;
}

/** The one answer for everything that can be wrong with a factor. What was counted stays counted. */
export function factorRefused(): AppError {
  return new AppError(
    'factor_refused',
    'it is wrong, was used before or is not yours; use the next code, or another factor',
    {
      keepsWrites: true,
    },
  );
}

/** Takes a code of a person: of an authenticator program, or for recovery. Each is taken once. */
export async function takeCode(
  tx: Tx,
  { authSecret }: Config,
  { user, code }: { readonly user: string; readonly code: string },
): Promise<'totp' | 'recovery_code' | null> {
  if (RECOVERY_CODE.test(code)) {
    const isSpent = await tx.factors.spendRecoveryCode(user, recoveryCodeHash(authSecret, { user, code }));
    return isSpent ? 'recovery_code' : null;
  }
  for (const { factor, secret } of await tx.factors.totps(user)) {
    // The real time, as for sessions: authenticator programs know no other.
    const step = stepOf(await unseal(authSecret, { what: 'totp', of: factor }, secret), code, Date.now());
    if (step !== null && (await tx.factors.spendStep(factor, step))) return 'totp';
  }
  return null;
}
