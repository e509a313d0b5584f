import type { FactorKind, FactorRow, Tx } from '#store';
import type { Accounts } from '../asking/accounts.js';
import { actorOf, type Person } from '../asking/asker.js';
import type { Config } from '../config.js';
import { factorAddedMail } from './factor-mails.js';
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
  /** The factors there are, as `admitFactor` gave them. */
  readonly present: readonly FactorRow[];
  readonly person: Person;
  readonly config: Config;
  readonly accounts: Accounts;
}

/** Records a factor, tells its owner, and makes the session strong: it has just been shown. */
export async function addFactor(
  tx: Tx,
  { id, kind, keyHash, name }: NewFactor,
  { present, person, config, accounts }: Adding,
): Promise<{ readonly added: AddedFactor; readonly cookies: readonly string[] }> {
  const { user } = person;
  await tx.append([
    {
      type: 'factor.added',
      refs: { actor: actorOf(person), user, factor: id },
      evidence: { kind, keyHash },
      personal: name === null ? null : { name },
    },
  ]);
  await tx.deliver([factorAddedMail(person.email, { kind, link: config.baseUrl })]);
  const added = { id, kind, name, addedAt: await tx.at() };
  const cookies = await raise(tx, accounts, person);
  if (present.length > 0) return { added, cookies };
  const recoveryCodes = newRecoveryCodes();
  const hashes = recoveryCodes.map((code) => recoveryCodeHash(config.authSecret, { user, code }));
  await tx.factors.keepRecoveryCodes(user, hashes);
  return { added: { ...added, recoveryCodes }, cookies };
}
