/** Erases whomever a test names, whatever bars it: what the service does only where nothing does. */
import { newId, type Store } from '#store';

interface Erased {
  readonly users?: readonly string[];
  readonly performers?: readonly string[];
  readonly records?: readonly string[];
}

export async function eraseAnyway(store: Store, { users = [], performers = [], records = [] }: Erased): Promise<void> {
  const guards = [...performers, ...users.map((user) => `user:${user}`)].sort();
  await store.transaction(async (tx) => {
    await tx.lock(guards);
    const at = await tx.at();
    const about = [...users.map((user) => ({ user })), ...performers.map((performer) => ({ performer }))];
    const entries = about.map((refs) => ({
      ...{ type: 'erasure.done' as const, refs: { actor: 'system', erasure: newId('ers'), ...refs }, personal: null },
      evidence: { went: {}, kept: [], records: [...records] },
    }));
    const scope = { users, performers, records, guards, emails: [], names: [] };
    await tx.erasures.forget(scope, await tx.append(entries), at);
  });
}
