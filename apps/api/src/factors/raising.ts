import { randomBytes } from 'node:crypto';
import { newId, type Tx } from '#store';
import { STRONG_HOURS, type Accounts } from '../asking/accounts.js';
import type { Person } from '../asking/asker.js';
import { AppError } from '../errors/app-error.js';

/**
 * Makes the session strong, under a new id and a new token: whoever planted or saw the old one has nothing. Returns the id and the
 * cookies that carry it.
 */
export async function raise(tx: Tx, accounts: Accounts, { session }: Pick<Person, 'session'>): Promise<Raised> {
  const [id, token] = [newId('ses'), newToken()];
  const isThere = await tx.sessions.raise(session.id, { id, token, hours: STRONG_HOURS });
  if (!isThere) throw new AppError('not_signed_in', 'the session has ended; sign in again');
  return { session: id, cookies: await accounts.cookiesFor(token, STRONG_HOURS * 60 * 60) };
}

/** Opens a strong session of who has shown a passkey and nothing else. */
export async function openStrong(tx: Tx, accounts: Accounts, user: string): Promise<Raised> {
  const [id, token] = [newId('ses'), newToken()];
  await tx.sessions.open(user, { id, token, hours: STRONG_HOURS });
  return { session: id, cookies: await accounts.cookiesFor(token, STRONG_HOURS * 60 * 60) };
}

function newToken(): string {
  return randomBytes(24).toString('base64url');
}

/** A session under its new id. */
interface Raised {
  readonly session: string;
  readonly cookies: readonly string[];
}
