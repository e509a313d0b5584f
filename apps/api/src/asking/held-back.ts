/**
 * What a person is only once a second factor was shown. A mailed link proves a mailbox, which is enough to speak for oneself
 * and not for a union, a studio, an organization's administration or the service.
 */
import type { Membership, SessionLevel } from '#store';
import { AppError } from '../errors/app-error.js';
import type { Asker, Person } from './asker.js';

/** Whether a membership counts in a strong session alone. */
export function demandsFactor({ kind, role }: Membership): boolean {
  return kind === 'union' || kind === 'studio' || role === 'admin';
}

/** The memberships that count in a session of this level, and those that it holds back. */
export function held(
  memberships: readonly Membership[],
  level: SessionLevel,
): Pick<Person, 'memberships' | 'heldBack'> {
  if (level === 'strong') return { memberships, heldBack: [] };
  const isCounted = (membership: Membership) => !demandsFactor(membership);
  return { memberships: memberships.filter(isCounted), heldBack: memberships.filter(demandsFactor) };
}

export function secondFactorNeeded(): AppError {
  return new AppError(
    'second_factor_needed',
    'show a passkey or a code in this session; `GET /v1/session` says what you have, and what is held back',
  );
}

/**
 * Whoever has something held back is told so wherever they are told no: whether the record is there, and whether it is
 * theirs, stays unsaid.
 */
export function orFactorNeeded(error: AppError, asker: Asker | undefined): AppError {
  if (asker?.kind !== 'person' || (asker.heldBack.length === 0 && !asker.isOperatorHeldBack)) return error;
  return error.code === 'not_found' || error.code === 'not_allowed' ? secondFactorNeeded() : error;
}
