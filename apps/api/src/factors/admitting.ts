/** Who may add a factor: the one place where a mailed link alone can lead to a strong session. */
import type { FactorRow, RecoveryRow, Tx } from '#store';
import type { Person } from '../asking/asker.js';
import { secondFactorNeeded } from '../asking/held-back.js';
import { AppError } from '../errors/app-error.js';

const FACTORS_MAX = 20;
const FRESH_MINUTES = 15;

/** In what state a person adds a factor. */
export interface Admitted {
  /** Those there are. */
  readonly present: readonly FactorRow[];
  /** With it the new factor takes the place of all that there are. */
  readonly recovery: RecoveryRow | null;
}

/**
 * Lets a person add a factor. The first comes from a fresh sign-in, a further one from a strong session; and where every factor
 * is lost, one takes the place of all, from a fresh sign-in, once the recovery is due. So whoever reads the mail of somebody
 * with a factor gets none of theirs before its owner has had three days to say no.
 */
export async function admitFactor(tx: Tx, person: Person): Promise<Admitted> {
  const present = await tx.factors.of(person.user);
  if (person.session.level !== 'strong') {
    const recovery = present.length === 0 ? null : await dueRecovery(tx, person);
    requireFresh(person);
    return { present, recovery };
  }
  if (present.length >= FACTORS_MAX)
    throw new AppError('state_conflict', `you have ${FACTORS_MAX} factors, the most there can be; remove one first`);
  return { present, recovery: null };
}

async function dueRecovery(tx: Tx, { user }: Person): Promise<RecoveryRow> {
  const [recovery, now] = [await tx.factors.recoveryOf(user), await tx.now()];
  if (recovery === null || now < recovery.dueAt || now >= recovery.lapsesAt) throw secondFactorNeeded();
  return recovery;
}

/** Throws unless the session is a few minutes old. */
export function requireFresh({ session }: Person): void {
  if (Date.now() - session.sinceMs > FRESH_MINUTES * 60_000)
    throw new AppError('sign_in_again', 'ask for a new sign-in link, open it, and repeat this within fifteen minutes');
}

/** Throws unless a factor was shown in this session. */
export function requireStrong({ session }: Person): void {
  if (session.level !== 'strong') throw secondFactorNeeded();
}
