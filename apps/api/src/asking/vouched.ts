/** Who somebody is by the word of their organization's provider of identities: its member, and nothing else. */
import type { Colleague, Store, Tx } from '#store';
import type { Session } from './accounts.js';
import type { Nobody, Person, Vouching } from './asker.js';
import { demandsFactor } from './held-back.js';

const NOBODY: Nobody = { kind: 'nobody' };

/** The person of a session that a provider vouches for; nobody, once the provider or the membership has ended. */
export async function vouchedPerson(
  { account, id, level, sinceMs }: Session,
  by: NonNullable<Session['vouchedBy']>,
  store: Store,
): Promise<Person | Nobody> {
  const colleague = await store.askers.colleague({ account: account.user, provider: by.provider });
  if (colleague === null) return NOBODY;
  const { organization } = colleague;
  const vouched = {
    ...{ account: account.user, provider: by.provider, organization },
    ...{ address: account.email.toLowerCase(), isProven: level === 'strong' },
  };
  return {
    kind: 'person',
    user: `${account.user}@${organization}`,
    account: account.user,
    email: '',
    name: colleague.called,
    isPerformer: false,
    represents: [],
    isOperator: false,
    isOperatorHeldBack: false,
    // What the provider says of a second factor is enough for whatever the organization answers for alone.
    session: { id, level: by.isStrong ? 'strong' : level, sinceMs },
    vouched,
    ...heldOf(colleague, { isProven: vouched.isProven, isStrong: by.isStrong }),
  };
}

/** The same person in a transaction that runs again; nobody, once the provider or the membership has ended. */
export async function vouchedAgain(person: Person, vouched: Vouching, tx: Tx): Promise<Person | Nobody> {
  const colleague = await tx.signOns.colleague(vouched);
  if (colleague === null) return NOBODY;
  return { ...person, ...heldOf(colleague, { ...vouched, isStrong: person.session.level === 'strong' }) };
}

/**
 * INVARIANT: by the word of a provider nobody administers. An administrator makes keys and members, who would outlive a
 * provider that lied; for that she shows a factor of her own.
 */
function heldOf(
  { called: _, ...colleague }: Colleague,
  { isProven, isStrong }: { readonly isProven: boolean; readonly isStrong: boolean },
): Pick<Person, 'memberships' | 'heldBack'> {
  const isCounted = isProven || (isStrong ? colleague.role !== 'admin' : !demandsFactor(colleague));
  return isCounted ? { memberships: [colleague], heldBack: [] } : { memberships: [], heldBack: [colleague] };
}
