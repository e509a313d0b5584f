/** Who may add a factor: the one place where a mailed link alone can lead to a strong session. */
import type { FactorRow, Tx } from '#store';
import type { Person } from '../asking/asker.js';
import { secondFactorNeeded } from '../asking/held-back.js';
import { AppError } from '../errors/app-error.js';

const FACTORS_MAX = 20;
const FRESH_MINUTES = 15;

/**
 * Lets a person add a factor; returns those there are. The first comes from a fresh sign-in, a further one from a strong session:
 * whoever reads the mail of somebody with a factor gets no factor of theirs.
 */
export async function admitFactor(tx: Tx, person: Person): Promise<readonly FactorRow[]> {
  const factors = await tx.factors.of(person.user);
  if (factors.length >= FACTORS_MAX)
    throw new AppError('state_conflict', `you have ${FACTORS_MAX} factors, the most there can be; remove one first`);
  if (person.session.level === 'strong') return factors;
  if (factors.length > 0) throw secondFactorNeeded();
  requireFresh(person);
  return factors;
}

/** Throws unless the session is a few minutes old. */
function requireFresh({ session }: Person): void {
  if (Date.now() - session.sinceMs > FRESH_MINUTES * 60_000)
    throw new AppError('sign_in_again', 'ask for a new sign-in link, open it, and repeat this within fifteen minutes');
}
