import { mail } from '#mails';
import type { RecoveryRow, Tx } from '#store';

/**
 * How long somebody has to say that nothing is lost, and how long after it a new factor can be added. No setting, role or route
 * makes it shorter.
 */
export const RECOVERY_WAIT_HOURS = 72;
export const RECOVERY_OPEN_HOURS = 7 * 24;

/** Stops what a person had asked for, if anything, and tells them. The person's guard must be locked. */
export async function cancelRecovery(
  tx: Tx,
  user: string,
  { by, link }: { readonly by: 'session' | 'factor' | 'link'; readonly link: string },
): Promise<RecoveryRow | null> {
  const recovery = await tx.factors.recoveryOf(user);
  if (recovery === null) return null;
  await tx.append([
    {
      type: 'recovery.cancelled',
      refs: { actor: `user:${user}`, user, recovery: recovery.id },
      evidence: { by },
      personal: null,
    },
  ]);
  await tx.deliver([mail(await tx.factors.addressOf(user), 'recovery_cancelled', { link })]);
  return recovery;
}
