import { mail } from '#mails';
import type { FactorKind, NewEntry, Tx } from '#store';
import type { Accounts } from '../asking/accounts.js';
import { actorOf, type Person } from '../asking/asker.js';
import type { Config } from '../config.js';
import type { Admitted } from './admitting.js';
import type { AddedFactor } from './factors.bodies.js';
import { raise } from './raising.js';
import { newRecoveryCodes, recoveryCodeHash } from './recovery-codes.js';

/** A factor that its owner has shown for the first time. */
interface NewFactor {
  readonly id: string;
  readonly kind: FactorKind;
  readonly keyHash: string | null;
  readonly name: string | null;
}

interface Adding {
  readonly admitted: Admitted;
  readonly person: Person;
  readonly config: Config;
  readonly accounts: Accounts;
}

/** Records a factor, tells its owner, and makes the session strong: it has just been shown. */
export async function addFactor(
  tx: Tx,
  { id, kind, keyHash, name }: NewFactor,
  { admitted: { present, recovery }, person, config, accounts }: Adding,
): Promise<{ readonly added: AddedFactor; readonly cookies: readonly string[] }> {
  const { user, email } = person;
  const refs = { actor: actorOf(person), user };
  const ended = recovery === null ? [] : present;
  // First, as where one is removed: what they sign at this moment was signed before.
  if (ended.length > 0) await tx.factors.forget(ended.map((each) => each.id));
  await tx.append([
    ...ended.map((each): NewEntry => ({
      type: 'factor.removed',
      refs: { ...refs, factor: each.id },
      evidence: {},
      personal: null,
    })),
    ...(recovery === null ? [] : [recoveryDone(refs, recovery.id)]),
    {
      type: 'factor.added',
      refs: { ...refs, factor: id },
      evidence: { kind, keyHash },
      personal: name === null ? null : { name },
    },
  ]);
  const about = { factor: kind, link: config.baseUrl };
  await tx.deliver([mail(email, recovery === null ? 'factor_added' : 'recovery_done', about)]);
  const added = { id, kind, name, addedAt: await tx.at() };
  const { session, cookies } = await raise(tx, accounts, person);
  if (recovery !== null) {
    await tx.sessions.endOthers(user, session);
  } else if (present.length > 0) return { added, cookies };
  return { added: { ...added, recoveryCodes: await renewRecoveryCodes(tx, config, user) }, cookies };
}

function recoveryDone(refs: { readonly actor: string; readonly user: string }, recovery: string): NewEntry {
  return { type: 'recovery.done', refs: { ...refs, recovery }, evidence: {}, personal: null };
}

/** Puts ten new codes in the place of all that there are. */
export async function renewRecoveryCodes(tx: Tx, { authSecret }: Config, user: string): Promise<string[]> {
  const codes = newRecoveryCodes();
  await tx.factors.keepRecoveryCodes(
    user,
    codes.map((code) => recoveryCodeHash(authSecret, { user, code })),
  );
  return codes;
}
